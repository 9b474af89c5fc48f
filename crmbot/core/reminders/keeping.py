"""Brings the rows of a record's reminders to its time, its people and what they want: made, moved, taken away."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, and_, or_, select, union

from crmbot.core import outbox
from crmbot.core.context import Context
from crmbot.core.reminders import times, usual
from crmbot.core.reminders.times import ESCALATE, NAG, SNOOZE, Leaves, Said
from crmbot.language.when import at_instant
from crmbot.store import trace
from crmbot.store.models.activity import Activity, Answer, Event, EventStatus, Priority, Task, Visibility
from crmbot.store.models.attendee import Attendee
from crmbot.store.models.people import User
from crmbot.store.models.reminder import Reminder, ReminderStatus, ReminderWish, WishKind

ESCALATES_AFTER = 120
"""An urgent task that nobody touched is told to who gave it so many minutes after its time."""

_MOMENT = timedelta(minutes=1)


class Key(NamedTuple):
    """Which reminder of a record: its kind, and whom it is for, where."""

    kind: str
    user_id: int | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Reader:
    """A person reminders go to: their zone, what is usual for them, and what they want of this record."""

    user_id: int
    zone: str
    remind_tasks: str | None = None
    remind_events: str | None = None
    wishes: tuple[ReminderWish, ...] = ()

    def own(self, subject: Activity) -> str | None:
        """Return their setting for the kind of a record."""
        return self.remind_events if isinstance(subject, Event) else self.remind_tasks


def sync(ctx: Context, *subjects: Activity) -> None:
    """Bring the reminders of tasks and events to their times, people and state; call it after each change of them.

    However many there are, the number of queries is the same.
    """
    ctx.session.flush()
    if not subjects:
        return
    numbers = [subject.id for subject in subjects]
    rows: dict[int, list[Reminder]] = {number: [] for number in numbers}
    for row in ctx.session.scalars(select(Reminder).where(Reminder.record_id.in_(numbers)).order_by(Reminder.id)):
        rows[row.record_id].append(row)
    live = [subject for subject in subjects if times.is_live(subject)]
    people = _People.of(ctx, live) if live else None
    for subject in subjects:
        wanted = _wanted(ctx, subject, people) if people is not None and times.is_live(subject) else {}
        _Rows(ctx.now, subject.id, rows[subject.id]).follow(wanted)
        ctx.session.add_all(rows[subject.id])
    pending = [row.due_at for mine in rows.values() for row in mine if row.status is ReminderStatus.PENDING]
    if pending:
        outbox.waits(ctx.session, min(pending))
    ctx.session.flush()


def sync_person(ctx: Context, user_id: int) -> None:
    """Bring the reminders that are to come for a person to what is usual for them by now."""
    waiting = union(
        select(Reminder.record_id).where(Reminder.user_id == user_id, Reminder.status == ReminderStatus.PENDING),
        *_open_of(user_id),
    )
    # lint: unscoped what is theirs to be reminded of
    sync(ctx, *ctx.session.scalars(select(Activity).where(Activity.id.in_(waiting)).order_by(Activity.id)).all())


def _open_of(user_id: int) -> tuple[Select[int], ...]:
    """Select the tasks and the events a person has before them or is asked to: they may have had no reminder so far.

    Each has an index of its own: in one condition they would be looked for among all activities.
    """
    is_to_do = (Activity.assignee_id == user_id, Activity.status.in_(Task.OPEN), Activity.due_on.is_not(None))
    takes_place = (
        Activity.kind == "event",
        Activity.event_status == EventStatus.PLANNED,
        Activity.owner_id == user_id,
    )
    is_asked_to = (Activity.event_status == EventStatus.PLANNED, Attendee.user_id == user_id)
    # lint: unscoped theirs by right: they have to do it, or take part in it
    every = select(Activity.id)
    asked = every.join(Attendee, Attendee.activity_id == Activity.id).where(*is_asked_to)
    return every.where(*is_to_do).correlate(None), every.where(*takes_place).correlate(None), asked.correlate(None)


@dataclass(slots=True)
class _Rows:
    """The reminders of one record, on their way to what is wanted of it."""

    now: datetime
    record_id: int
    rows: list[Reminder]

    def follow(self, wanted: Mapping[Key, Leaves]) -> None:
        there = {Key(row.kind, row.user_id, row.address): row for row in self.rows}
        spare = [row for key, row in there.items() if key not in wanted]
        for key, leaves in wanted.items():
            self._bring(there.get(key) or self._handed_on(spare, key), leaves)
        for row in spare:
            if row.status is ReminderStatus.PENDING:
                row.status = ReminderStatus.CANCELLED

    def _handed_on(self, spare: list[Reminder], key: Key) -> Reminder:
        """Return the row of somebody it is no longer for, given to who it is for now; a new one if there is none."""
        row = next((row for row in spare if row.kind == key.kind), None)
        if row is None:
            row = Reminder(record_id=self.record_id, kind=key.kind, fired=0)
            self.rows.append(row)
        else:
            spare.remove(row)
        row.user_id, row.address = key.user_id, key.address
        return row

    def _bring(self, row: Reminder, leaves: Leaves) -> None:
        if row.kind == NAG and self._nags_on(row, leaves):
            return
        if (row.held_from or row.due_at) != leaves.at or row.status is ReminderStatus.CANCELLED:
            row.status, row.held_from, row.fired = self._fresh(leaves.at), None, 0
            row.due_at, row.trace = leaves.at, trace.current()
        row.wall_time, row.zone, row.minutes = leaves.wall, leaves.zone, leaves.minutes

    @staticmethod
    def _nags_on(row: Reminder, leaves: Leaves) -> bool:
        """Tell whether one that nags goes on as it does: nothing of what it counts from has changed."""
        same = row.wall_time == leaves.wall and row.minutes == leaves.minutes and row.zone == leaves.zone
        return same and row.status is not ReminderStatus.CANCELLED

    def _fresh(self, at: datetime) -> ReminderStatus:
        """A time that was past when it was set is no reminder, it is a list of what is overdue."""
        return ReminderStatus.PENDING if at >= self.now - _MOMENT else ReminderStatus.FIRED


@dataclass(frozen=True, slots=True)
class _People:
    """Whom the reminders of some records go to, and what they want: read in one go."""

    places: dict[int, dict[int, str | None]]
    known: dict[int, Reader]
    wishes: dict[int, list[ReminderWish]]

    @classmethod
    def of(cls, ctx: Context, subjects: Sequence[Activity]) -> "_People":
        """Read who has to do with records, their settings and their wishes."""
        answers = _answers(ctx, subjects)
        places = {subject.id: _usual_places(subject, answers.get(subject.id, {})) for subject in subjects}
        users = {user_id for those in places.values() for user_id in those}
        numbers = list(places)
        theirs = and_(ReminderWish.user_id == User.id, ReminderWish.record_id.in_(numbers))
        wishing = select(ReminderWish.user_id).where(ReminderWish.record_id.in_(numbers))
        rows = ctx.session.execute(
            select(User.id, User.timezone, User.remind_tasks, User.remind_events, ReminderWish)
            .outerjoin(ReminderWish, theirs)
            # Those who are suspended, too: whoever leads them hears of it in their stead.
            .where(or_(User.id.in_(users), User.id.in_(wishing)))
            .order_by(User.id, ReminderWish.id)
        )
        known: dict[int, Reader] = {}
        wishes: dict[int, list[ReminderWish]] = {}
        for user_id, zone, of_tasks, of_events, wish in rows:
            known.setdefault(user_id, Reader(user_id, zone, of_tasks, of_events))
            if wish is not None:
                wishes.setdefault(wish.record_id, []).append(wish)
        return cls(places, known, wishes)

    def readers(self, subject: Activity) -> dict[int, Reader]:
        """Return the people a record's reminders go to, each with their wishes for it."""
        wishes = self.wishes.get(subject.id, [])
        users = {*self.places[subject.id], *(wish.user_id for wish in wishes)}
        return {
            user_id: replace(self.known[user_id], wishes=tuple(wish for wish in wishes if wish.user_id == user_id))
            for user_id in sorted(users)
            if user_id in self.known
        }


def _wanted(ctx: Context, subject: Activity, people: _People) -> dict[Key, Leaves]:
    places = people.places[subject.id]
    _forget_lifted(ctx, subject, people.wishes)
    readers = people.readers(subject)
    found: dict[Key, Leaves] = {}
    for reader in readers.values():
        found |= dict(_plain(ctx, subject, reader, places))
        found |= dict(_special(ctx, subject, reader, places))
    return found | dict(_from_above(ctx, subject, readers))


def _usual_places(subject: Activity, answers: Mapping[int, Answer]) -> dict[int, str | None]:
    """Return who is reminded of a record as a matter of course, and in which channel; None for a direct message.

    What was made in a channel is reminded of there, with its person named; the others of an event hear directly.
    """
    is_open = subject.visibility in (None, Visibility.PUBLIC)
    channel = subject.origin_address if is_open and not subject.origin_private else None
    if isinstance(subject, Task):
        return {subject.assignee_id: channel} if subject.assignee_id is not None else {}
    places: dict[int, str | None] = {user_id: None for user_id, answer in answers.items() if answer is not Answer.NO}
    if subject.owner_id is not None and answers.get(subject.owner_id) is not Answer.NO:
        places[subject.owner_id] = channel
    return places


def _answers(ctx: Context, subjects: Sequence[Activity]) -> dict[int, dict[int, Answer]]:
    """Return what our people who are asked to events say, by event."""
    numbers = [subject.id for subject in subjects if isinstance(subject, Event)]
    found: dict[int, dict[int, Answer]] = {}
    if numbers:
        asked = select(Attendee.activity_id, Attendee.user_id, Attendee.answer).where(
            Attendee.activity_id.in_(numbers), Attendee.user_id.is_not(None)
        )
        for number, user_id, answer in ctx.session.execute(asked):
            found.setdefault(number, {})[user_id or 0] = answer
    return found


def _plain(
    ctx: Context, subject: Activity, reader: Reader, places: Mapping[int, str | None]
) -> Iterator[tuple[Key, Leaves]]:
    """Yield the reminders before the time and at it: what is usual for the person, and what they asked for."""
    said = times.said_of(subject)
    if said is None:
        return
    in_usual = reader.user_id in places
    offsets = set(usual.defaults(ctx.session, reader.own(subject), subject)) if in_usual else set()
    for wish in reader.wishes:
        if wish.kind is not WishKind.BEFORE or wish.until is not None:
            continue
        if wish.address is not None:
            if wish.is_on:
                yield _before(said, wish.minutes, reader, None, wish.address)
        elif wish.is_on:
            offsets.add(wish.minutes)
        else:
            offsets.discard(wish.minutes)
    for minutes in sorted(offsets):
        yield _before(said, minutes, reader, reader.user_id, places.get(reader.user_id))


def _before(said: Said, minutes: int, reader: Reader, user_id: int | None, address: str | None) -> tuple[Key, Leaves]:
    leaves = times.leaves(said, minutes, reader.zone)
    if user_id is None:  # a channel has no person whose zone it could follow
        leaves = replace(leaves, zone=leaves.zone or reader.zone)
    return Key(times.kind_of(leaves.minutes), user_id, address), leaves


def _special(
    ctx: Context, subject: Activity, reader: Reader, places: Mapping[int, str | None]
) -> Iterator[tuple[Key, Leaves]]:
    """Yield what was put off, what was asked for at a time of its own, and what nags."""
    for wish in reader.wishes:
        if not wish.is_on:
            continue
        user_id, address = _recipient(subject, wish, places)
        if wish.kind is WishKind.SNOOZE and wish.until is not None:
            yield Key(SNOOZE, user_id, address), _at(wish.until, reader.zone)
        elif wish.kind is WishKind.BEFORE and wish.until is not None:
            yield Key(f"at:{wish.until.isoformat()}", user_id, address), _at(wish.until, reader.zone)
        elif wish.kind is WishKind.NAG:
            yield Key(NAG, user_id, places.get(user_id or 0)), _nags(ctx, subject, wish, reader.zone)


def _recipient(
    subject: Activity, wish: ReminderWish, places: Mapping[int, str | None]
) -> tuple[int | None, str | None]:
    """Return whom a wish is for by now: that of who had a task is for who has it."""
    if not isinstance(subject, Task) or wish.user_id in places:
        return wish.user_id, wish.address
    if wish.kind is WishKind.BEFORE:
        return (None if wish.address else wish.user_id), wish.address
    return subject.assignee_id or wish.user_id, wish.address


def _forget_lifted(ctx: Context, subject: Activity, wishes: Mapping[int, list[ReminderWish]]) -> None:
    """Forget the snoozes of a task that was moved since: another time takes their place."""
    if not isinstance(subject, Task) or subject.snoozed_until is not None:
        return
    theirs = wishes.get(subject.id, [])
    for wish in [wish for wish in theirs if wish.kind is WishKind.SNOOZE]:
        theirs.remove(wish)
        ctx.session.delete(wish)


def _at(instant: datetime, zone: str) -> Leaves:
    return Leaves(instant, at_instant(instant, zone).iso(), zone)


def _nags(ctx: Context, subject: Activity, wish: ReminderWish, zone: str) -> Leaves:
    """Return when it nags next: in steps from the time of the record, or from when it was asked for."""
    said = times.said_of(subject)
    base = times.leaves(said, 0, zone) if said is not None else _at(wish.until or ctx.now, zone)
    step = timedelta(minutes=wish.minutes)
    steps = max((ctx.now - base.at) // step + 1, 1)
    return Leaves(base.at + steps * step, base.wall, base.zone, -wish.minutes)


def _from_above(ctx: Context, subject: Activity, readers: Mapping[int, Reader]) -> Iterator[tuple[Key, Leaves]]:
    """Yield who is told if nobody acts: who was named, or who gave an urgent task away."""
    said = times.said_of(subject)
    if said is None or not isinstance(subject, Task):
        return
    wishes = [wish for reader in readers.values() for wish in reader.wishes if wish.kind is WishKind.ESCALATE]
    for wish in wishes:
        if wish.is_on and wish.user_id != subject.assignee_id:
            zone = readers[wish.user_id].zone
            yield Key(ESCALATE, wish.user_id, None), times.leaves(said, -wish.minutes, zone)
    giver = subject.assigned_by_id
    if not wishes and subject.priority is Priority.URGENT and giver not in (None, subject.assignee_id):
        zone = next((each.zone for each in readers.values() if each.user_id == subject.assignee_id), ctx.actor.zone)
        leaves = times.leaves(said, -ESCALATES_AFTER, zone)
        yield Key(ESCALATE, giver, None), replace(leaves, zone=leaves.zone or zone)
