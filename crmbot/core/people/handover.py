"""Work that goes from one person to another: when somebody is suspended, leaves, or is forgotten (R-64)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Integer, Select, and_, cast, func, select, union_all
from sqlalchemy.orm import selectin_polymorphic

from crmbot.core import leads, people, permissions, records, series
from crmbot.core.context import Actor, Context
from crmbot.core.deals import snoozing
from crmbot.core.errors import Conflict, CrmError, InvalidInput, NotAllowed
from crmbot.core.events import handing
from crmbot.core.rights import assigning
from crmbot.core.tasks import approving, making
from crmbot.core.tasks import rights as task_rights
from crmbot.store.models.activity import Event, EventStatus, Task, TaskStatus
from crmbot.store.models.attendee import Attendee
from crmbot.store.models.deal import Deal
from crmbot.store.models.lead import Lead, LeadStatus
from crmbot.store.models.party import Party
from crmbot.store.models.people import TeamMember, User
from crmbot.store.models.record import Record
from crmbot.store.models.subscription import Subscription
from crmbot.store.models.view import SavedView

SUSPEND = "user.suspend"

_APPROVAL = "approval"
_WORDS = {
    "task": ("open task", "open tasks"),
    _APPROVAL: ("approval to give", "approvals to give"),
    "event": ("planned event", "planned events"),
    "deal": ("deal", "deals"),
    "lead": ("lead", "leads"),
    "company": ("company", "companies"),
    "contact": ("contact", "contacts"),
    "rule": ("rule in a channel", "rules in channels"),
    "view": ("view shared with a team", "views shared with teams"),
    "invitation": ("invitation", "invitations"),
}


@dataclass(frozen=True, slots=True)
class Work:
    """How much of each kind somebody has, or was given; a series of events is one."""

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
    """Return how much somebody has open, or is to approve or to hold. Raises `NotAllowed` for another's."""
    _require(ctx, user)
    return _counted(ctx, user, _open(ctx, user.id))


def all_work(ctx: Context, user: User) -> Work:
    """Return how much is somebody's: what is open, and the companies and contacts they own. Raises as `open_work`."""
    _require(ctx, user)
    return _counted(ctx, user, (*_open(ctx, user.id), _parties(user.id)))


def staying(ctx: Context, user: User) -> Work:
    """Return what is not handed over and goes on without them: what they set for others, and where they are asked."""
    _require(ctx, user)
    rules = select(func.count()).where(Subscription.author_id == user.id)
    views = select(func.count()).where(SavedView.owner_id == user.id, SavedView.team_id.is_not(None))
    # lint: unscoped how many it is, not what
    asked = select(func.count()).select_from(Event).join(Attendee, Attendee.activity_id == Event.id)
    asked = asked.where(Attendee.user_id == user.id, Event.deleted_at.is_(None), _is_to_come(ctx))
    counted = (("rule", rules), ("view", views), ("invitation", asked))
    return Work(Counter({kind: ctx.session.scalar(count) or 0 for kind, count in counted}))


def hand_over(ctx: Context, user: User, to: User) -> Handed:
    """Give what somebody has open to another; each thing by its own right, one refusal stops only itself (R-65).

    Raises `NotAllowed`, and `Conflict` when there is nothing, or it would go to the same person.
    """
    return _handed(ctx, user, to, _open(ctx, user.id))


def hand_over_all(ctx: Context, user: User, to: User) -> Handed:
    """Give what somebody has open, and the companies and contacts they own, to another. Raises as `hand_over`."""
    return _handed(ctx, user, to, (*_open(ctx, user.id), _parties(user.id)))


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


def _open(ctx: Context, user_id: int) -> _Numbers:
    """Select what somebody has open, by kind; whose a task is says who is to do it. An event is open while it lasts."""
    # lint: unscoped these are half a condition; who asks counts, and gives by the right to each
    tasks = select(Task.id).where(Task.assignee_id == user_id, Task.status.in_(Task.OPEN))
    # lint: unscoped likewise
    deals = select(Deal.id).where(Deal.kind == "deal", Deal.owner_id == user_id, Deal.closed_at.is_(None))
    is_open = Lead.status.not_in((LeadStatus.CONVERTED, LeadStatus.LOST))
    # lint: unscoped likewise
    leads = select(Lead.id).where(Lead.kind == "lead", Lead.owner_id == user_id, is_open)
    # lint: unscoped likewise
    events = select(Event.id).where(Event.kind == "event", _to_hold(ctx, user_id))
    return tasks, deals, leads, events


def _to_hold(ctx: Context, user_id: int) -> ColumnElement[bool]:
    return and_(Event.owner_id == user_id, Event.deleted_at.is_(None), _is_to_come(ctx))


def _is_to_come(ctx: Context) -> ColumnElement[bool]:
    return and_(Event.event_status == EventStatus.PLANNED, Event.ends_at > ctx.now)


def _to_approve(user_id: int) -> ColumnElement[bool]:
    """Return the condition for tasks that wait for an approval of somebody's, or will."""
    return and_(Task.approver_id == user_id, Task.status.in_(Task.OPEN), Task.deleted_at.is_(None))


def _parties(user_id: int) -> Select[int]:
    # lint: unscoped likewise
    return select(Record.id).where(Record.owner_id == user_id, Record.kind.in_(("company", "contact")))


def _among(which: _Numbers) -> ColumnElement[bool]:
    return Record.id.in_(union_all(*which))


def _counted(ctx: Context, user: User, which: _Numbers) -> Work:
    # lint: unscoped who may suspend somebody learns how much they have, not what
    counts = select(Record.kind, func.count().label("number")).where(_among(which), Record.deleted_at.is_(None))
    found = Counter({row.kind: row.number for row in ctx.session.execute(counts.group_by(Record.kind))})
    once = func.coalesce(-Event.recurrence_id, Event.id).distinct()
    # lint: unscoped likewise
    found["event"] = ctx.session.scalar(select(func.count(once)).select_from(Event).where(_to_hold(ctx, user.id))) or 0
    # lint: unscoped likewise
    found[_APPROVAL] = ctx.session.scalar(select(func.count()).select_from(Task).where(_to_approve(user.id))) or 0
    return Work(found)


def _handed(ctx: Context, user: User, to: User, which: _Numbers) -> Handed:
    _require(ctx, user)
    if user.id == to.id:
        raise Conflict(to.name, "has it all already")
    there, waiting = _records(ctx, which), _waiting(ctx, user)
    if not there and not waiting:
        raise Conflict(user.name, "has nothing open")
    receiver, team = people.actor(ctx.session, to.id), records.team_of(ctx, to.id)
    refusals = [(record, _given(ctx, record, receiver, team)) for record in there]
    moved = [record for record, reason in refusals if not reason]
    ctx.session.flush()
    approvals = [(task, _approved_by(ctx, task, receiver)) for task in waiting]
    _settle(ctx, moved, to)
    recurring = [each for each in (*moved, *waiting) if isinstance(each, Task | Event)]
    series.give(ctx, [each for each in recurring if to.id in _people_of(each)], user.id, to.id)
    counts = Counter(kind for kind, _ in {_once(record) for record in moved})
    counts[_APPROVAL] = sum(not reason for _, reason in approvals)
    refused = {_once(record): (record, reason) for record, reason in (*refusals, *approvals) if reason}
    return Handed(Work(counts), tuple(refused.values()))


def _once(record: Record) -> tuple[str, int]:
    """Return what a record is counted by: events of one series are one."""
    in_series = record.recurrence_id if isinstance(record, Event) else None
    return record.kind, -in_series if in_series is not None else record.id


def _people_of(activity: Task | Event) -> set[int | None]:
    return {activity.owner_id, activity.assignee_id, activity.approver_id}


def _settle(ctx: Context, moved: Sequence[Record], to: User) -> None:
    tasks = [record for record in moved if isinstance(record, Task)]
    events = [record for record in moved if isinstance(record, Event)]
    if tasks:
        making.settle(ctx, *tasks)
    handing.settle(ctx, events, to.id)
    for record in moved:
        _remind(ctx, record)


def _remind(ctx: Context, record: Record) -> None:
    """Leave word for who has it now of what rests until a day: what was left for another does not hold any more."""
    match record:
        case Deal():
            snoozing.remind_owner(ctx, record)
        case Lead():
            leads.remind(ctx, record)


def _waiting(ctx: Context, user: User) -> Sequence[Task]:
    # lint: unscoped each is asked for its own right before it is touched
    return ctx.session.scalars(select(Task).where(_to_approve(user.id)).order_by(Task.id)).all()


def _approved_by(ctx: Context, task: Task, to: Actor) -> str:
    """Have somebody else approve a task; return why not where that may not be. Who has to act on it now is told."""
    try:
        if not permissions.may(ctx, task, "edit"):
            raise NotAllowed("task.edit", task.title)
        task_rights.require_approver(ctx, to.id, task.assignee_id)
    except CrmError as refusal:
        return _reason(refusal)
    task.approver_id = to.id
    ctx.session.flush()
    if task.status is TaskStatus.AWAITING_APPROVAL:
        approving.ask(ctx, [task])
    return ""


def _records(ctx: Context, which: _Numbers) -> Sequence[Record]:
    # lint: unscoped each is asked for its own right before it is touched
    loaded = select(Record).where(_among(which), Record.deleted_at.is_(None)).order_by(Record.id)
    return ctx.session.scalars(loaded.options(selectin_polymorphic(Record, [Task, Event, Deal, Lead, Party]))).all()


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
    if isinstance(record, Event) and not to.can("event.see"):
        raise InvalidInput("to", record.title, f"{to.name} may not see events")
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
