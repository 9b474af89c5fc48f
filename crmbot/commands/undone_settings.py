"""What was set and is taken back, in words: it belongs to no record that could be named."""

from collections.abc import Iterator

from crmbot.core.context import Context
from crmbot.core.settings import history as settings_history
from crmbot.core.settings.history import Part
from crmbot.store.models.people import User

_OF_A_PERSON = {
    "name": "the name",
    "timezone": "the time zone",
    "locale": "the languages",
    "quiet_from": "the quiet hours",
    "quiet_to": "the quiet hours",
    "work_days": "the work days",
    "remind_tasks": "reminders of tasks",
    "remind_events": "reminders of events",
    "snoozes": "the snooze times",
    "reminded_in": "reminders by direct message",
    "second_after": "reminders in the next chat",
    "muted_until": "that your reminders wait",
}
_MOST = 3


def words(ctx: Context, batch_id: str) -> str:
    """Return what a batch set: `the quiet hours`, `lost reasons add: Foo`; the command where nothing says more."""
    command, parts = settings_history.of_batch(ctx, batch_id)
    people = [part for part in parts if part.table == User.__tablename__]
    invited = ", ".join(part.subject for part in people if part.is_new)
    if invited:
        return f"the invitation of {invited}"
    columns = [column for part in people for column in part.diff]
    told = dict.fromkeys(_OF_A_PERSON[column] for column in columns if column in _OF_A_PERSON)
    if told:
        return ", ".join(told)
    named = ", ".join([name for name in dict.fromkeys(_names(parts)) if name not in command][:_MOST])
    return f"{command}: {named}" if command and named else command or "your last change"


def _names(parts: tuple[Part, ...]) -> Iterator[str]:
    """Yield what the rows are called; of one that was only moved to make room nothing is said."""
    for part in parts:
        if part.subject and not part.diff.keys() <= {"position"}:
            yield part.subject.replace("_", " ")
