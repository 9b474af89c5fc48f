"""Reminders of somebody who cannot be reached any more: whoever leads them hears instead (pitfalls S24)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crmbot.core import people, permissions
from crmbot.core.context import Context
from crmbot.core.outbox import NewFact, tell_all
from crmbot.core.reminders.firing import INSTEAD_OF, REMINDER
from crmbot.core.reminders.held import HELD
from crmbot.store.models.activity import Activity, Event, Visibility
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import TeamMember, User
from crmbot.store.models.reminder import Reminder


@dataclass(frozen=True, slots=True)
class _Missed:
    """A reminder that found nobody: of what, and as what it was to be told."""

    number: int
    subject: Activity
    kind: str
    due_at: datetime


def hand_on(session: Session, fact: Outbox, now: datetime) -> int:
    """Tell those who lead somebody of a reminder that cannot reach them; return how many are told.

    Each is told only of what they may see, and nobody of what is private. What no stand-in can be told goes no further.
    """
    if fact.user_id is None or fact.kind not in (REMINDER, HELD) or INSTEAD_OF in fact.args:
        return 0
    missed = _missed(session, fact)
    leads = _leads(session, fact.user_id) if missed else ()
    facts = [
        _told(each, lead, fact, now)
        for lead in leads
        for each in _seen(Context(session, people.actor(session, lead), now), missed)
    ]
    tell_all(session, facts)
    return len({each.user_id for each in facts})


def _missed(session: Session, fact: Outbox) -> Sequence[_Missed]:
    if fact.kind == REMINDER and fact.record_id is not None:
        subject = session.get(Activity, fact.record_id)
        due, number = datetime.fromisoformat(fact.args["due"]), int(fact.args["reminder"])
        return [_Missed(number, subject, fact.args["kind"], due)] if subject is not None else ()
    numbers = [int(number) for number in fact.args.get("reminders", "").split(",") if number]
    # lint: unscoped each stand-in is asked for their own right before they are told
    rows = session.execute(
        select(Reminder, Activity).join(Activity, Activity.id == Reminder.record_id).where(Reminder.id.in_(numbers))
    )
    return [_Missed(row.Reminder.id, row.Activity, row.Reminder.kind, row.Reminder.due_at) for row in rows]


def _leads(session: Session, user_id: int) -> Sequence[int]:
    """Return who leads the team of somebody: of several teams the last one made, which is the narrower."""
    theirs = select(TeamMember.team_id).where(TeamMember.user_id == user_id)
    leading = (
        select(TeamMember.team_id, TeamMember.user_id)
        .join(User, User.id == TeamMember.user_id)
        .where(TeamMember.team_id.in_(theirs), TeamMember.is_lead, User.is_active, User.id != user_id)
        .subquery()
    )
    nearest = select(func.max(leading.c.team_id)).scalar_subquery()
    return session.scalars(
        select(leading.c.user_id).where(leading.c.team_id == nearest).order_by(leading.c.user_id)
    ).all()


def _seen(ctx: Context, missed: Sequence[_Missed]) -> Sequence[_Missed]:
    return [each for each in missed if _is_public(each.subject) and permissions.sees(ctx, each.subject)]


def _is_public(subject: Activity) -> bool:
    return not isinstance(subject, Event) or subject.visibility is Visibility.PUBLIC


def _told(missed: _Missed, lead: int, fact: Outbox, now: datetime) -> NewFact:
    args = {
        "due": missed.due_at.isoformat(),
        "kind": missed.kind,
        "reminder": str(missed.number),
        INSTEAD_OF: str(fact.user_id),
    }
    return NewFact(
        kind=REMINDER,
        record_id=missed.subject.id,
        args=args,
        user_id=lead,
        send_after=now,
        due_at=missed.due_at,
        trace=fact.trace,
        dedupe_key=f"{REMINDER}:{missed.number}:{missed.due_at.isoformat()}:for:{lead}",
    )
