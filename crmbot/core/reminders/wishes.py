"""What people ask of the reminders of a record: earlier, again later, until it is done, and who is told next."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from crmbot.core import people, permissions
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput, Suspended
from crmbot.core.reminders import keeping, times, usual
from crmbot.language import offsets
from crmbot.store.models.activity import Activity, Event, Task
from crmbot.store.models.attendee import Attendee
from crmbot.store.models.people import User
from crmbot.store.models.reminder import Reminder, ReminderWish, WishKind

SHORTEST_NAG, LONGEST_NAG = 5, offsets.DAY
"""A nag comes every so many minutes at the least, and once a day at the most."""


def remind(
    ctx: Context, subject: Activity, minutes: Sequence[int], *, user_id: int | None = None, here: bool = False
) -> None:
    """Remind somebody of a task or an event so many minutes before it as well.

    Args: `user_id`: the actor when it is None; `here`: in the channel the actor speaks in.
    Raises `NotAllowed`, `Conflict` for what is over, `InvalidInput` for a past time.
    """
    whom = _may_remind(ctx, subject, user_id, here=here)
    said = times.said_of(subject)
    if said is None:
        raise InvalidInput("before", subject.title, "has no time to count from: give it one, or say when")
    zone = ctx.session.get_one(User, whom).timezone
    for each in minutes:
        counted = times.leaves(said, each, zone)
        if counted.at <= ctx.now:
            raise InvalidInput("before", offsets.show_offset(each), "is past already")
    for each in minutes:
        _wish(ctx, subject, WishKind.BEFORE, whom, address=_here(ctx) if here else None, minutes=each)
    keeping.sync(ctx, subject)


def at_instant_of(ctx: Context, subject: Activity, at: datetime, *, user_id: int | None = None) -> None:
    """Remind somebody of a task or an event at an instant of its own. Raises as `remind`."""
    whom = _may_remind(ctx, subject, user_id, here=False)
    if at <= ctx.now:
        raise InvalidInput("before", at.isoformat(), "is past already")
    _wish(ctx, subject, WishKind.BEFORE, whom, until=at)
    keeping.sync(ctx, subject)


def choose(ctx: Context, subject: Activity, minutes: Sequence[int], *, user_id: int | None = None) -> None:
    """Have somebody reminded of a record at these times and no others, whatever is usual; none for not at all."""
    whom = user_id or ctx.actor.id
    user = ctx.session.get_one(User, whom)
    own = user.remind_events if isinstance(subject, Event) else user.remind_tasks
    kept = {wish.minutes for wish in _mine(ctx, subject, whom, None) if wish.kind is WishKind.BEFORE}
    for each in sorted({*usual.defaults(ctx.session, own, subject), *kept, *minutes}):
        _wish(ctx, subject, WishKind.BEFORE, whom, minutes=each, is_on=each in minutes)
    keeping.sync(ctx, subject)


def remove(ctx: Context, reminder: Reminder) -> Activity:
    """Take one reminder away, the usual one included; return what it was of. Raises `NotAllowed` for another's."""
    subject = ctx.session.get_one(Activity, reminder.record_id)
    if reminder.user_id != ctx.actor.id:
        permissions.require(ctx, subject, "edit")
    whom = reminder.user_id or ctx.actor.id
    mine = _mine(ctx, subject, whom, reminder.address if reminder.user_id is None else None)
    match reminder.kind:
        case times.SNOOZE:
            _drop(ctx, [wish for wish in mine if wish.kind is WishKind.SNOOZE])
            subject.snoozed_until = None
        case times.NAG:
            _drop(ctx, [wish for wish in mine if wish.kind is WishKind.NAG])
        case times.ESCALATE:
            _wish(ctx, subject, WishKind.ESCALATE, whom, is_on=False)
        case str() as kind if kind.startswith("at:"):
            _drop(ctx, [wish for wish in mine if wish.until is not None and f"at:{wish.until.isoformat()}" == kind])
        case _:
            address = reminder.address if reminder.user_id is None else None
            _wish(ctx, subject, WishKind.BEFORE, whom, address=address, minutes=reminder.minutes, is_on=False)
    keeping.sync(ctx, subject)
    return subject


def snooze(ctx: Context, subject: Activity, at: datetime) -> None:
    """Remind of a task or an event again at an instant, where the actor speaks: its own time and others' stay.

    Raises `Conflict` for what is over, `InvalidInput` for a time that is past.
    """
    _require_live(subject)
    if at <= ctx.now:
        raise InvalidInput("until", at.isoformat(), "is past")
    channel = None if ctx.origin.private else _here(ctx)
    _wish(ctx, subject, WishKind.SNOOZE, _whose(ctx, subject), address=channel, until=at)
    if isinstance(subject, Task):
        subject.snoozed_until = at
    keeping.sync(ctx, subject)


def nag(ctx: Context, task: Task, minutes: int) -> None:
    """Remind of a task every so many minutes until it is done. Raises `NotAllowed`, `Conflict`, `InvalidInput`."""
    permissions.require(ctx, task, "edit")
    _require_live(task)
    if not SHORTEST_NAG <= minutes <= LONGEST_NAG:
        shortest, longest = offsets.show_length(SHORTEST_NAG), offsets.show_length(LONGEST_NAG)
        raise InvalidInput("every", offsets.show_length(max(minutes, 1)), f"between {shortest} and {longest} it can be")
    _wish(ctx, task, WishKind.NAG, task.assignee_id or ctx.actor.id, minutes=minutes, until=ctx.now)
    keeping.sync(ctx, task)


def stop_nagging(ctx: Context, task: Task) -> None:
    """Nag no more. Raises `NotAllowed`, `Conflict` when it does not nag."""
    permissions.require(ctx, task, "edit")
    _stop(ctx, task, WishKind.NAG, "does not nag")


def escalate(ctx: Context, task: Task, user_id: int, minutes: int) -> None:
    """Tell somebody else once if nobody has acted so many minutes after a task's time.

    Raises `NotAllowed`, `Conflict`, and `InvalidInput` for a task without a time or a person who cannot see it.
    """
    permissions.require(ctx, task, "edit")
    _require_live(task)
    said = times.said_of(task)
    if said is None:
        raise InvalidInput("after", task.title, "has no time to count from: give it one first")
    if user_id == task.assignee_id:
        raise InvalidInput("to", task.title, "is theirs already: name somebody else")
    _require_sees(ctx, task, user_id)
    if times.leaves(said, -minutes, ctx.actor.zone).at <= ctx.now:
        raise InvalidInput("after", offsets.show_length(minutes), "after its time is past already: say a longer time")
    _wish(ctx, task, WishKind.ESCALATE, user_id, minutes=minutes)
    keeping.sync(ctx, task)


def stop_escalating(ctx: Context, task: Task) -> None:
    """Tell nobody else. Raises `NotAllowed`, `Conflict` when nobody else is told."""
    permissions.require(ctx, task, "edit")
    _stop(ctx, task, WishKind.ESCALATE, "nobody else is told of it")


def _stop(ctx: Context, task: Task, kind: WishKind, otherwise: str) -> None:
    found = ctx.session.scalars(
        select(ReminderWish).where(ReminderWish.record_id == task.id, ReminderWish.kind == kind)
    ).all()
    if not found:
        raise Conflict(task.title, otherwise, record_id=task.id)
    _drop(ctx, found)
    keeping.sync(ctx, task)


def _drop(ctx: Context, wishes: Sequence[ReminderWish]) -> None:
    for wish in wishes:
        ctx.session.delete(wish)


def _mine(ctx: Context, subject: Activity, user_id: int, address: str | None) -> Sequence[ReminderWish]:
    where = ReminderWish.address.is_(None) if address is None else ReminderWish.address == address
    whose = () if address is not None else (ReminderWish.user_id == user_id,)
    return ctx.session.scalars(select(ReminderWish).where(ReminderWish.record_id == subject.id, where, *whose)).all()


def _wish(  # noqa: PLR0913  # the columns of a row, named
    ctx: Context,
    subject: Activity,
    kind: WishKind,
    user_id: int,
    *,
    address: str | None = None,
    minutes: int = 0,
    until: datetime | None = None,
    is_on: bool = True,
) -> None:
    """Write a wish down in the place of the same one: of a kind there is one for each place, of offsets one each."""
    same = [wish for wish in _mine(ctx, subject, user_id, address) if _is_same(wish, kind, minutes, until)]
    if not same:
        values = {"kind": kind, "minutes": minutes, "until": until, "is_on": is_on}
        ctx.session.add(ReminderWish(record_id=subject.id, user_id=user_id, address=address, **values))
        return
    same[0].minutes, same[0].until, same[0].is_on = minutes, until, is_on


def _is_same(wish: ReminderWish, kind: WishKind, minutes: int, until: datetime | None) -> bool:
    if wish.kind is not kind:
        return False
    return kind is not WishKind.BEFORE or (wish.minutes == minutes and wish.until == until)


def _here(ctx: Context) -> str:
    """Return the channel the actor speaks in, its thread included. Raises `InvalidInput` in a private chat."""
    if ctx.origin.private or not ctx.origin.address:
        raise InvalidInput("channel", "", "this is a private chat, and that is for channels and groups")
    return ctx.origin.address


def _whose(ctx: Context, subject: Activity) -> int:
    """Return whose reminder somebody puts off: their own where they have one, else that of who has the task."""
    if not isinstance(subject, Task) or subject.assignee_id in (None, ctx.actor.id):
        return ctx.actor.id
    mine = select(Reminder.id).where(Reminder.record_id == subject.id, Reminder.user_id == ctx.actor.id).limit(1)
    return ctx.actor.id if ctx.session.scalar(mine) is not None else subject.assignee_id or ctx.actor.id


def _may_remind(ctx: Context, subject: Activity, user_id: int | None, *, here: bool) -> int:
    _require_live(subject)
    if here:
        _here(ctx)
        permissions.require(ctx, subject, "edit")
        return ctx.actor.id
    if user_id in (None, ctx.actor.id):
        return ctx.actor.id
    permissions.require(ctx, subject, "edit")
    assert user_id is not None
    _require_sees(ctx, subject, user_id)
    return user_id


def _require_sees(ctx: Context, subject: Activity, user_id: int) -> None:
    """Refuse to tell somebody of a record they may not see, or who has no access."""
    try:
        other = people.actor(ctx.session, user_id)
    except Suspended as theirs:  # not the access of whoever asks
        raise InvalidInput("who", theirs.name, "has no access at present") from theirs
    view = Context(ctx.session, other, ctx.now, org=ctx.org)
    if not permissions.sees(view, subject) and not _attends(ctx, subject, user_id):
        raise InvalidInput("who", other.name, f"may not see this {subject.kind}, and so cannot be told of it")


def _attends(ctx: Context, subject: Activity, user_id: int) -> bool:
    attending = select(Attendee.id).where(Attendee.activity_id == subject.id, Attendee.user_id == user_id)
    return ctx.session.scalar(attending.limit(1)) is not None


def _require_live(subject: Activity) -> None:
    if not times.is_live(subject):
        state = subject.event_status if isinstance(subject, Event) else subject.status
        words = (state.value if state is not None else "over").replace("_", " ")
        raise Conflict(subject.title, f"is {words} already", record_id=subject.id)
