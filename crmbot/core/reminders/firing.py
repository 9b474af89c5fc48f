"""Fires what is due: a batch in one statement, each row weighed by what is true now, facts written for delivery."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, Table, bindparam, case, or_, select, update
from sqlalchemy.orm import Session

from crmbot.core import due, outbox
from crmbot.core.context import Organisation
from crmbot.core.due import DueWork, NextDue
from crmbot.core.outbox import NewFact
from crmbot.core.reminders import times, weighing
from crmbot.core.reminders.held import HELD
from crmbot.core.reminders.times import NAG, SNOOZE
from crmbot.core.reminders.weighing import Due, Known, Verdict, Weighed
from crmbot.store.models.activity import Activity
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import RemindedIn
from crmbot.store.models.reminder import Reminder, ReminderStatus
from crmbot.store.tracking import written
from crmbot.store.uow import mine_alone

FIRED_AT_ONCE = 1000
BUNDLES_AT_ONCE = 200
"""So many people's held reminders at once; each is whole, however many there are."""

NAGS_AT_MOST = 20
"""One that nags gives up after so many times: it is no alarm clock nobody turns off."""

REMINDER = "reminder"
INSTEAD_OF = "instead_of"
"""Whose reminder it was, in what somebody is told in their stead."""
SECOND = "second"
"""When the first copy came, in what somebody is told in their next chat."""

_ROWS = cast("Table", Reminder.__table__)
_COLUMNS = tuple(_ROWS.c[name] for name in Due._fields)
_PENDING = _ROWS.c.status == ReminderStatus.PENDING


def fire_due(session: Session, now: datetime, org: Organisation) -> int:
    """Turn a batch of reminders that are due into facts to deliver, each once; return how many were due."""
    rows = _claim(session, FIRED_AT_ONCE, _ROWS.c.due_at <= now, _ROWS.c.held_from.is_(None))
    rows += _claim_bundles(session, now)
    if not rows:
        return 0
    known = weighing.learn(session, rows, now, org)
    weighed = [weighing.weigh(row, known, now) for row in rows]
    _put_back(session, weighed, now)
    fired = [each.row for each in weighed if each.verdict is Verdict.FIRE]
    # The rows are locked: nobody else fires them now.
    outbox.tell_all(session, list(_facts(fired, known, now)))
    return len(rows)


def is_still_due(session: Session, fact: Outbox, now: datetime) -> bool:
    """Tell whether a fired reminder still holds: not moved, snoozed or handed over while it waited to be sent."""
    number = fact.args.get("reminder")
    row = session.get(Reminder, int(number)) if number else None
    whose = int(fact.args.get(INSTEAD_OF, fact.user_id or 0)) or None
    if row is None or row.user_id != whose or row.status is ReminderStatus.CANCELLED:
        return False
    if row.kind != NAG and row.due_at.isoformat() != fact.args["due"]:
        return False
    subject = session.get(Activity, row.record_id)
    if subject is None or not times.is_live(subject) or _is_acted_on(session, fact, subject):
        return False
    return row.kind == SNOOZE or not _is_snoozed(session, row, now)


def _is_acted_on(session: Session, fact: Outbox, subject: Activity) -> bool:
    """Tell of a second copy whether somebody has changed anything since the first."""
    if SECOND not in fact.args:
        return False
    acted = weighing.acted_on(session, {subject.id}).get(subject.id)
    return acted is not None and acted >= datetime.fromisoformat(fact.args[SECOND])


def _is_snoozed(session: Session, row: Reminder, now: datetime) -> bool:
    """Tell whether the same copy of a reminder was put off: another's, or that of a channel, is its own."""
    return (
        session.scalar(
            select(Reminder.id)
            .where(
                Reminder.record_id == row.record_id,
                Reminder.kind == SNOOZE,
                Reminder.status == ReminderStatus.PENDING,
                Reminder.due_at > now,
                Reminder.user_id.is_not_distinct_from(row.user_id),
                Reminder.address.is_not_distinct_from(row.address),
            )
            .limit(1)
        )
        is not None
    )


def _claim(session: Session, limit: int, *where: ColumnElement[bool]) -> list[Due]:
    """Take rows and mark them fired in one statement; those in another process's hands are left to it."""
    chosen = select(_ROWS.c.id).where(_PENDING, *where).order_by(_ROWS.c.due_at, _ROWS.c.id).limit(limit)
    return _taken(session, chosen.with_for_update(skip_locked=True), *where)


def _claim_bundles(session: Session, now: datetime) -> list[Due]:
    """Take what was held, of each person and channel all of it: who begins with theirs is alone at it."""
    is_held = (_ROWS.c.due_at <= now, _ROWS.c.held_from.is_not(None))
    chat = case((_ROWS.c.user_id.is_(None), _ROWS.c.address))
    waiting = select(_ROWS.c.user_id, chat).where(_PENDING, *is_held).distinct().limit(BUNDLES_AT_ONCE)
    targets = {f"held {user_id or address}": (user_id, address) for user_id, address in session.execute(waiting)}
    mine = [targets[name] for name in mine_alone(session, list(targets))]
    if not mine:
        return []
    users = [user_id for user_id, _ in mine if user_id is not None]
    chats = [address for user_id, address in mine if user_id is None]
    theirs = or_(_ROWS.c.user_id.in_(users), _ROWS.c.user_id.is_(None) & _ROWS.c.address.in_(chats))
    # A row somebody changes just now is waited for: without it the bundle would not be whole.
    return _taken(session, select(_ROWS.c.id).where(_PENDING, *is_held, theirs).with_for_update(), *is_held)


def _taken(session: Session, chosen: Select[tuple[int]], *where: ColumnElement[bool]) -> list[Due]:
    connection = written(session)
    taken = update(_ROWS).values(status=ReminderStatus.FIRED).returning(*_COLUMNS)
    if connection.dialect.name == "postgresql":
        # Materialised: the plan must not look for rows again that it has locked.
        mine = chosen.cte("mine").prefix_with("MATERIALIZED")
        statement = taken.where(_ROWS.c.id == mine.c.id)
    else:
        statement = taken.where(_ROWS.c.id.in_(chosen), _PENDING, *where)
    rows = [Due(*row) for row in connection.execute(statement)]
    return sorted(rows, key=lambda row: (row.due_at, row.id))


def _put_back(session: Session, weighed: Iterable[Weighed], now: datetime) -> None:
    """Write down what became of the rows that do not leave, or that leave again."""
    changes = [change for each in weighed if (change := _change(each, now)) is not None]
    if not changes:
        return
    named = ("status", "due_at", "held_from", "fired")
    statement = update(_ROWS).where(_ROWS.c.id == bindparam("number"))
    written(session).execute(statement.values({name: bindparam(f"new_{name}") for name in named}), changes)


def _change(each: Weighed, now: datetime) -> dict[str, Any] | None:
    row = each.row
    match each.verdict:
        case Verdict.DROP:
            return _values(row, ReminderStatus.CANCELLED, row.due_at)
        case Verdict.HOLD:
            assert each.until is not None
            return _values(row, ReminderStatus.PENDING, each.until, held_from=row.held_from or row.due_at)
        case Verdict.FIRE | Verdict.AGAIN if row.kind == NAG:
            fired = row.fired + (each.verdict is Verdict.FIRE)
            status = ReminderStatus.PENDING if fired < NAGS_AT_MOST else ReminderStatus.FIRED
            return _values(row, status, _next_nag(row, now), fired=fired)
        case _:
            return None


def _next_nag(row: Due, now: datetime) -> datetime:
    """Return when one nags again; what was missed while nobody ran, or was quiet, is not made up for."""
    step = timedelta(minutes=max(abs(row.minutes), 1))
    return row.due_at + (max((now - row.due_at) // step, 0) + 1) * step


def _values(
    row: Due, status: ReminderStatus, due_at: datetime, *, held_from: datetime | None = None, fired: int | None = None
) -> dict[str, Any]:
    return {
        "number": row.id,
        "new_status": status,
        "new_due_at": due_at,
        "new_held_from": held_from,
        "new_fired": row.fired if fired is None else fired,
    }


class _Target(NamedTuple):
    """Where a fired reminder goes."""

    user_id: int | None
    address: str | None


def _facts(fired: Sequence[Due], known: Known, now: datetime) -> Iterator[NewFact]:
    """Yield what is to be told: each reminder for itself, and those that were held for the same place as one."""
    bundles: dict[_Target, list[Due]] = defaultdict(list)
    for row in fired:
        for target in _targets(row, known):
            if row.held_from is not None:
                bundles[target].append(row)
            else:
                yield _fact(row, target, now)
    for target, held in bundles.items():
        yield _bundle(held, target, now) if len({row.record_id for row in held}) > 1 else _fact(held[0], target, now)


def _targets(row: Due, known: Known) -> tuple[_Target, ...]:
    """Return where a reminder goes: what was made in a channel there, unless its person wants to hear directly."""
    there, direct = _Target(row.user_id, row.address), _Target(row.user_id, None)
    match known.reminded_in(row):
        case RemindedIn.DIRECT:
            return (direct,)
        case RemindedIn.BOTH:
            return (there, direct)
        case _:
            return (there,)


def _fact(row: Due, target: _Target, now: datetime) -> NewFact:
    args = {"due": row.due_at.isoformat(), "kind": row.kind, "reminder": str(row.id)}
    if row.held_from is not None:
        args["held"] = row.held_from.isoformat()
    place = "" if target.address == row.address else ":direct"
    return NewFact(
        kind=REMINDER,
        record_id=row.record_id,
        args=args,
        user_id=target.user_id,
        address=target.address,
        send_after=now,
        due_at=row.due_at,
        trace=row.trace,
        dedupe_key=f"{REMINDER}:{row.id}:{row.due_at.isoformat()}{place}",
    )


def _bundle(held: Sequence[Due], target: _Target, now: datetime) -> NewFact:
    return NewFact(
        kind=HELD,
        record_id=None,
        args={"reminders": ",".join(str(row.id) for row in held)},
        user_id=target.user_id,
        address=target.address,
        send_after=now,
        due_at=held[0].due_at,
        trace=held[0].trace,
        dedupe_key=f"{HELD}:{held[0].id}:{held[0].due_at.isoformat()}:{target.address or ''}",
    )


NEXT_DUE: NextDue = (
    select(Reminder.due_at).where(Reminder.status == ReminderStatus.PENDING).order_by(Reminder.due_at).limit(1)
)
"""Selects the instant the next reminder leaves."""

due.declare(DueWork("reminders", fire_due, NEXT_DUE))
