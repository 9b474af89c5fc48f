"""Work that goes from one person to another: when somebody is suspended, leaves, or is forgotten (R-64)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Integer, Select, and_, cast, func, select, union_all
from sqlalchemy.orm import selectin_polymorphic

from crmbot.core import people, permissions, records
from crmbot.core.context import Actor, Context
from crmbot.core.errors import Conflict, CrmError, InvalidInput, NotAllowed
from crmbot.core.rights import assigning
from crmbot.core.tasks import making
from crmbot.store.models.activity import Task
from crmbot.store.models.deal import Deal
from crmbot.store.models.lead import Lead, LeadStatus
from crmbot.store.models.party import Party
from crmbot.store.models.people import TeamMember, User
from crmbot.store.models.record import Record

SUSPEND = "user.suspend"
_WORDS = {
    "task": ("open task", "open tasks"),
    "deal": ("deal", "deals"),
    "lead": ("lead", "leads"),
    "company": ("company", "companies"),
    "contact": ("contact", "contacts"),
}


@dataclass(frozen=True, slots=True)
class Work:
    """How much of each kind somebody has, or was given."""

    counts: Counter[str]

    def __bool__(self) -> bool:
        return any(self.counts.values())

    @property
    def words(self) -> str:
        """What it is in words: `7 open tasks, 3 deals and 2 leads`."""
        said = [f"{count} {forms[count != 1]}" for kind, forms in _WORDS.items() if (count := self.counts[kind])]
        return " and ".join(part for part in (", ".join(said[:-1]), *said[-1:]) if part) or "nothing open"


@dataclass(frozen=True, slots=True)
class Handed:
    """What went over, and what did not, with the reason."""

    work: Work
    refused: tuple[tuple[Record, str], ...] = field(default=())


def open_work(ctx: Context, user: User) -> Work:
    """Return how much somebody has open: tasks, deals, leads. Raises `NotAllowed` for another's."""
    _require(ctx, user)
    return _counted(ctx, _open(user.id))


def all_work(ctx: Context, user: User) -> Work:
    """Return how much is somebody's: what is open, and the companies and contacts they own. Raises as `open_work`."""
    _require(ctx, user)
    return _counted(ctx, (*_open(user.id), _parties(user.id)))


def hand_over(ctx: Context, user: User, to: User) -> Handed:
    """Give what somebody has open to another; each thing by its own right, one refusal stops only itself (R-65).

    Raises `NotAllowed`, and `Conflict` when there is nothing, or it would go to the same person.
    """
    return _handed(ctx, user, to, _open(user.id))


def hand_over_all(ctx: Context, user: User, to: User) -> Handed:
    """Give what somebody has open, and the companies and contacts they own, to another. Raises as `hand_over`."""
    return _handed(ctx, user, to, (*_open(user.id), _parties(user.id)))


def receivers(ctx: Context, user: User, most: int) -> Sequence[User]:
    """Return those who might take somebody's work over: who is in their teams first, and who leads these."""
    theirs = select(TeamMember.team_id).where(TeamMember.user_id == user.id)
    beside = and_(TeamMember.user_id == User.id, TeamMember.team_id.in_(theirs))
    leads = func.max(cast(func.coalesce(TeamMember.is_lead, False), Integer))
    statement = (
        select(User)
        .outerjoin(TeamMember, beside)
        .where(User.is_active, User.id != user.id)
        .group_by(User.id)
        .order_by(func.count(TeamMember.team_id).desc(), leads.desc(), User.name)
        .limit(most)
    )
    return ctx.session.scalars(statement).all()


def _require(ctx: Context, user: User) -> None:
    if user.id != ctx.actor.id:
        ctx.actor.require(SUSPEND, user.name)


_Numbers = Sequence[Select[int]]
"""Selects of numbers of records: each looks its own up by an index, where one condition for all reads every record."""


def _open(user_id: int) -> _Numbers:
    """Select what somebody has open, by kind; whose a task is says who is to do it."""
    # lint: unscoped these are half a condition; who asks counts, and gives by the right to each
    tasks = select(Task.id).where(Task.assignee_id == user_id, Task.status.in_(Task.OPEN))
    # lint: unscoped likewise
    deals = select(Deal.id).where(Deal.kind == "deal", Deal.owner_id == user_id, Deal.closed_at.is_(None))
    is_open = Lead.status.not_in((LeadStatus.CONVERTED, LeadStatus.LOST))
    # lint: unscoped likewise
    leads = select(Lead.id).where(Lead.kind == "lead", Lead.owner_id == user_id, is_open)
    return tasks, deals, leads


def _parties(user_id: int) -> Select[int]:
    # lint: unscoped likewise
    return select(Record.id).where(Record.owner_id == user_id, Record.kind.in_(("company", "contact")))


def _among(which: _Numbers) -> ColumnElement[bool]:
    return Record.id.in_(union_all(*which))


def _counted(ctx: Context, which: _Numbers) -> Work:
    # lint: unscoped who may suspend somebody learns how much they have, not what
    counts = select(Record.kind, func.count().label("number")).where(_among(which), Record.deleted_at.is_(None))
    rows = ctx.session.execute(counts.group_by(Record.kind))
    return Work(Counter({row.kind: row.number for row in rows}))


def _handed(ctx: Context, user: User, to: User, which: _Numbers) -> Handed:
    _require(ctx, user)
    if user.id == to.id:
        raise Conflict(to.name, "has it all already")
    there = _records(ctx, which)
    if not there:
        raise Conflict(user.name, "has nothing open")
    receiver, team = people.actor(ctx.session, to.id), records.team_of(ctx, to.id)
    moved: list[Record] = []
    refused: list[tuple[Record, str]] = []
    for record in there:
        reason = _given(ctx, record, receiver, team)
        refused.append((record, reason)) if reason else moved.append(record)
    ctx.session.flush()
    tasks = [record for record in moved if isinstance(record, Task)]
    if tasks:
        making.settle(ctx, *tasks)
    return Handed(Work(Counter(record.kind for record in moved)), tuple(refused))


def _records(ctx: Context, which: _Numbers) -> Sequence[Record]:
    # lint: unscoped each is asked for its own right before it is touched
    loaded = select(Record).where(_among(which), Record.deleted_at.is_(None)).order_by(Record.id)
    return ctx.session.scalars(loaded.options(selectin_polymorphic(Record, [Task, Deal, Lead, Party]))).all()


def _given(ctx: Context, record: Record, to: Actor, team: int | None) -> str:
    """Give one thing to somebody; return why not where that may not be."""
    try:
        _require_giving(ctx, record, to)
    except CrmError as refusal:
        return _reason(refusal)
    record.owner_id, record.team_id = to.id, team
    if isinstance(record, Task):
        record.assignee_id, record.assigned_by_id = to.id, ctx.actor.id
    return ""


def _require_giving(ctx: Context, record: Record, to: Actor) -> None:
    """Raise unless the actor may give a thing to somebody; one's own work is everybody's to leave behind."""
    own = ctx.actor.id == (record.assignee_id if isinstance(record, Task) else record.owner_id)
    if not own and not permissions.may(ctx, record, "reassign" if isinstance(record, Task) else "edit"):
        raise NotAllowed(f"{record.kind}.edit", record.title)
    if isinstance(record, Task) and not to.can("task.be_assigned"):
        raise NotAllowed("task.be_assigned", to.name)
    if isinstance(record, Task) and record.approver_id == to.id:
        raise InvalidInput("to", record.title, f"{to.name} is to approve it")
    if isinstance(record, Party) and not assigning.may_own(ctx, to.id):
        raise InvalidInput("to", to.name, f"{to.name} is in none of the teams that companies and contacts go to")


def _reason(refusal: CrmError) -> str:
    match refusal:
        case NotAllowed(permission="task.be_assigned", subject=name):
            return f"{name} may not be given tasks"
        case NotAllowed():
            return "no right to give it away"
        case InvalidInput(reason=reason):
            return reason
        case _:
            raise refusal
