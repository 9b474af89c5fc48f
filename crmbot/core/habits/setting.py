"""Setting habits: one's own, and those of a channel."""

from dataclasses import dataclass
from datetime import time

from crmbot.core import channels, reminders
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.people import zones
from crmbot.language import habit_words, offsets
from crmbot.store.models.channel import Channel
from crmbot.store.models.people import RemindedIn, User

LATEST_SECOND = 24 * 60
"""So many minutes after a reminder its second copy comes at the latest."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody said of their habits, in their words; None is left as it is."""

    quiet: str | None = None
    days: str | None = None
    events: str | None = None
    tasks: str | None = None
    snooze: str | None = None
    reminded_in: RemindedIn | None = None
    second: str | None = None
    zone: str | None = None


def set_own(ctx: Context, wanted: Wanted) -> User:
    """Set habits of the actor's own. Raises `InvalidInput` for what cannot be read; then nothing is set."""
    user = ctx.session.get_one(User, ctx.actor.id)
    _set_hours(user, wanted.quiet, wanted.days)
    if wanted.events is not None:
        user.remind_events = _offsets("remind", wanted.events)
    if wanted.tasks is not None:
        user.remind_tasks = _offsets("tasks", wanted.tasks)
    if wanted.snooze is not None:
        usual = wanted.snooze.strip().lower() in {"usual", "default", *habit_words.OFF}
        user.snoozes = None if usual else reminders.read_presets(ctx, wanted.snooze)
    if wanted.reminded_in is not None:
        user.reminded_in = wanted.reminded_in
    if wanted.second is not None:
        user.second_after = _minutes(wanted.second)
    if wanted.zone is not None:
        zones.choose(ctx, wanted.zone)
    ctx.session.flush()
    if wanted.tasks is not None or wanted.events is not None:
        reminders.sync_person(ctx, user.id)
    if wanted.quiet is not None or wanted.days is not None:
        reminders.weigh_anew(ctx.session, user.id, ctx.now)
    return user


def set_channel(ctx: Context, *, quiet: str | None = None, days: str | None = None) -> Channel:
    """Set the quiet hours or the work days of the channel the actor speaks in.

    Raises `NotAllowed`, `InvalidInput` in a private chat or for what cannot be read.
    """
    ctx.actor.require("settings.edit")
    channel = channels.here(ctx)
    _set_hours(channel, quiet, days)
    ctx.session.flush()
    return channel


def _set_hours(whose: User | Channel, quiet: str | None, days: str | None) -> None:
    if quiet is not None:
        whose.quiet_from, whose.quiet_to = (None, None) if quiet.strip().lower() in habit_words.OFF else _hours(quiet)
    if days is not None:
        read = habit_words.read_days(days)
        if read is None:
            raise InvalidInput("days", days, "say days of the week: mon-fri, or mon, wed, sat")
        whose.work_days = read


def _hours(text: str) -> tuple[time, time]:
    read = habit_words.read_hours(text)
    if read is None:
        raise InvalidInput("quiet", text, "say from when to when: 20-8, 22:00-07:30, or off")
    return read


def _minutes(text: str) -> int | None:
    """Return after how many minutes a reminder comes in the next chat; None for never."""
    if text.strip().lower() in habit_words.OFF:
        return None
    read = offsets.read_offset(text)
    if read is None or not 0 < read <= LATEST_SECOND:
        raise InvalidInput("second", text, "say after how long, up to a day: 15m, 1h, or off")
    return read


def _offsets(field: str, text: str) -> str | None:
    """Return offsets as they are kept; None for the usual ones."""
    if text.strip().lower() in ("usual", "default"):
        return None
    return reminders.stored(reminders.read_before(field, text))
