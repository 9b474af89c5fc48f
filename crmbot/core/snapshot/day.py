"""A day: what is late, what is on today, what wants a push. The Home tab, `today` and the digest show the same."""

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from crmbot.core import agenda, dialogs
from crmbot.core.agenda import Entry
from crmbot.core.context import Context
from crmbot.core.snapshot import deals, leads, scopes, work
from crmbot.core.snapshot.deals import Deals
from crmbot.core.snapshot.leads import Waiting
from crmbot.core.snapshot.scopes import Scope
from crmbot.store.models.activity import Task

PUSH = "is:idle,unplanned"
"""The deals that want a push, as a filter: nothing was done for too long, or no next step is known."""

TASKS, EVENTS, DEALS, LEADS, DRAFTS = "tasks", "events", "deals", "leads", "drafts"
PARTS = (TASKS, EVENTS, DEALS, LEADS, DRAFTS)
"""What a day can be made up of."""

NO_DEALS, NO_LEADS = Deals(()), Waiting(0, ())


@dataclass(frozen=True, slots=True)
class Today:
    """One day of some people.

    `overdue` are the first of the late tasks and `late` how many there are; `entries` is what is on, by time, without
    what is late. `push` are deals that want one; `pipeline` all that are open, without rows; `unassigned` the leads
    that are nobody's; `drafts` how many texts are kept. `hidden` are the parts that were asked for, but are of others
    of whom the actor does not see them.
    """

    on: date
    overdue: Sequence[Task] = ()
    late: int = 0
    entries: tuple[Entry, ...] = ()
    push: Deals = NO_DEALS
    pipeline: Deals = NO_DEALS
    unassigned: Waiting = NO_LEADS
    drafts: int = 0
    hidden: tuple[str, ...] = ()

    @property
    def tasks(self) -> int:
        """How many tasks are due today."""
        return sum(entry.is_task for entry in self.entries)

    @property
    def events(self) -> int:
        """How many events take place today."""
        return len(self.entries) - self.tasks

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that anybody has to look at."""
        return not (self.late or self.entries or self.push.count or self.unassigned.count or self.drafts)


def load(ctx: Context, scope: Scope, parts: Collection[str] = PARTS, rows: int = 5) -> Today:
    """Return the day it is for the actor; the number of queries does not depend on how much there is.

    Args: `parts`: those of `PARTS` that are wanted. `rows`: how many late tasks and deals are read.
    """
    wanted = {part for part in parts if _may(ctx, scope, part)}
    tasks = work.tasks_of(ctx, scope, 0) if TASKS in wanted else None
    return Today(
        on=ctx.today,
        overdue=work.overdue(ctx, scope, rows) if tasks is not None and tasks.overdue else (),
        late=tasks.overdue if tasks is not None else 0,
        entries=_entries(ctx, scope, wanted),
        push=deals.first_left(ctx, scope, PUSH, min(rows, deals.SHOWN)) if DEALS in wanted else NO_DEALS,
        pipeline=deals.summed(ctx, scope, deals.OPEN) if DEALS in wanted else NO_DEALS,
        unassigned=leads.unassigned(ctx) if LEADS in wanted else NO_LEADS,
        drafts=len(dialogs.drafts(ctx)) if DRAFTS in wanted else 0,
        hidden=tuple(part for part in (TASKS, EVENTS, DEALS) if part in parts and part not in wanted),
    )


def _may(ctx: Context, scope: Scope, part: str) -> bool:
    """Tell whether a part is for whoever asks: what they see of it, could take on, or have written themselves."""
    match part:
        case "leads":
            return scopes.sees(ctx, scope, "lead") and ctx.actor.can("lead.take")
        case "drafts":
            return scope.is_mine
        case _:
            return scopes.sees(ctx, scope, part.removesuffix("s"))


def _entries(ctx: Context, scope: Scope, wanted: AbstractSet[str]) -> tuple[Entry, ...]:
    """Return what is on today, tasks and events by time; what is late already stands elsewhere."""
    if not wanted & {TASKS, EVENTS} or not ctx.actor.can("event.see"):
        return ()
    (today,) = agenda.agenda(ctx, scope.people, ctx.today, 1)
    kept = (entry for entry in today.entries if (TASKS if entry.is_task else EVENTS) in wanted)
    return tuple(entry for entry in kept if not _is_late(ctx, entry))


def _is_late(ctx: Context, entry: Entry) -> bool:
    return entry.is_task and entry.at is not None and entry.at < ctx.now
