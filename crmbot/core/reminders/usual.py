"""What is usual: how long before people are reminded, and what they can put it off to; theirs, else everybody's."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.settings import options
from crmbot.core.settings.options import Option
from crmbot.language import offsets, when
from crmbot.store.models.activity import Activity, Event
from crmbot.store.models.people import User

SNOOZES = ("15 min", "1 h", "tomorrow 9:00")
EVENT_SNOOZES = ("5 min", "10 min", "30 min")
MOST_SNOOZES = 5

_WANTED = "say how long before, as 15m, 1h or 1d, several with commas, or none"


def read_before(field: str, text: str) -> tuple[int, ...]:
    """Return how long before, in minutes, as somebody said it for a field. Raises `InvalidInput`."""
    found = offsets.read_offsets(text)
    if found is None:
        raise InvalidInput(field, text, _WANTED)
    return found


def _read(text: str) -> str:
    return stored(read_before("before", text))


def _show(kept: str) -> str:
    return offsets.show_offsets(parsed(kept))


FOR_TASKS = Option("remind_tasks", "0", "How long before a task is due its person is reminded", _read, _show)
FOR_EVENTS = Option("remind_events", "15", "How long before an event its people are reminded", _read, _show)


def stored(minutes: Sequence[int]) -> str:
    """Return offsets as they are kept: `1440,15`; empty for none."""
    return ",".join(map(str, minutes))


def parsed(kept: str) -> tuple[int, ...]:
    """Return kept offsets as minutes, the longest first."""
    return tuple(sorted({int(part) for part in kept.split(",") if part.strip().isdecimal()}, reverse=True))


def defaults(session: Session, own: str | None, subject: Activity) -> tuple[int, ...]:
    """Return the minutes before at which a person is reminded of a record: their own setting, else everybody's."""
    if own is not None:
        return parsed(own)
    which = FOR_EVENTS if isinstance(subject, Event) else FOR_TASKS
    kept = options.stored(session, which)
    return parsed(which.default if kept is None else kept)


def usual_of(ctx: Context, user: User, which: Option[str]) -> tuple[int, ...]:
    """Return what is usual for a person, of tasks or of events."""
    own = user.remind_tasks if which is FOR_TASKS else user.remind_events
    return parsed(own if own is not None else options.option(ctx, which))


def set_usual(ctx: Context, which: Option[str], text: str) -> None:
    """Say how long before everybody is reminded who has not said otherwise. Raises `NotAllowed`, `InvalidInput`."""
    ctx.actor.require("settings.edit")
    options.keep(ctx.session, which, which.read(text))


def presets(kept: str | None, usual: tuple[str, ...] = SNOOZES) -> tuple[str, ...]:
    """Return the times a reminder can be put off to, as phrases."""
    return tuple(part.strip() for part in (kept or "").split(",") if part.strip()) or usual


def read_presets(ctx: Context, text: str) -> str | None:
    """Return snooze times as they are kept; None for the usual ones. Raises `InvalidInput` for what is no time."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > MOST_SNOOZES:
        raise InvalidInput("snooze", text, f"{MOST_SNOOZES} times fit on a card")
    for part in parts:
        found = when.read(part, now=ctx.now, zone=ctx.actor.zone, conventions=ctx.conventions)
        if found is None or found.when is None:
            raise InvalidInput("snooze", part, "not a time to put something off to: 5m, 1h, tomorrow 9:00")
    return ",".join(dict.fromkeys(parts)) or None
