"""A day as it is shown: the same on the Home tab, in answer to `today`, and in the digest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crmbot.chat.card import Action, Block, Footer, Item, Items, Line, Spans, bold, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.events.agendas import entry_words
from crmbot.commands.phrases import act
from crmbot.commands.snapshot import deals as deal_blocks
from crmbot.commands.snapshot import work as work_blocks
from crmbot.commands.snapshot.drawing import worth
from crmbot.core import lookup
from crmbot.core.agenda import Entry
from crmbot.core.context import Context
from crmbot.core.snapshot import leads
from crmbot.core.snapshot.day import TASKS, Today
from crmbot.core.snapshot.scopes import Scope
from crmbot.language import codes

_ACTS = 5
_ON_TODAY = 5


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: the record it is of (0 for one that may not be seen), and what is shown."""

    number: int
    item: Item


def title(ctx: Context, name: str, day: Today) -> Spans:
    """Return the first line of a day, which says it all: `Your day · Fri 20 Nov: 1 overdue, 2 due today, 1 event`."""
    counts = ((day.late, "overdue"), (day.tasks, "due today"), (day.events, "event" if day.events == 1 else "events"))
    said = ", ".join(f"{count} {word}" for count, word in counts if count)
    said = said or ("" if TASKS in day.hidden else "nothing due")
    return spans(bold(name), f" · {phrases.on_day(ctx, day.on)}", f": {said}" if said else "")


def _pipeline(day: Today) -> Iterator[Block]:
    """Say what is open: `2 open deals, €48,300 (weighted €22,900)`."""
    count, total = day.pipeline.count, worth(day.pipeline.sums, weighted=True)
    if count:
        many = phrases.counted(count, "open deal")
        yield Line(spans(f"{many}, {total}" if total else many))


def blocks(ctx: Context, scope: Scope, day: Today) -> tuple[Block, ...]:
    """Return the parts of a day with their rows, numbered through: `done 2` means the second."""
    parts = [
        (_heading("Overdue", day.late, len(day.overdue)), _overdue(ctx, scope, day)),
        (_heading("Today", len(day.entries), min(len(day.entries), _ON_TODAY)), _entries(ctx, scope, day)),
        (
            _heading("Needs a push", day.push.count, len(day.push.first), deal_blocks.how_many(day.push)),
            _push(ctx, day),
        ),
    ]
    rows = [row.number for _, part in parts for row in part]
    if any(rows) and ctx.actor.id:
        lookup.remember_list(ctx, rows)
    return (*_pipeline(day), *_numbered(parts), *_waiting(day), *_hidden(day))


def _heading(name: str, count: int, shown: int, many: str = "") -> Spans:
    """Name a part; how many there are is said where not all of them are shown, as `many` if that is given."""
    return spans(bold(name), f" · {shown} of {many or count}" if count > shown else "")


def _numbered(parts: Sequence[tuple[Spans, Sequence[_Row]]]) -> Iterator[Block]:
    first = 1
    for heading, rows in parts:
        if rows:
            yield Line(heading)
            yield Items(tuple(row.item for row in rows), first)
            first += len(rows)


def _overdue(ctx: Context, scope: Scope, day: Today) -> list[_Row]:
    """Return the late tasks as rows; one's own can be done at once."""
    done = [act("Done", "done", task) if scope.is_mine else None for task in day.overdue]
    called = work_blocks.names(ctx, scope) if day.overdue else {}
    words = [work_blocks.task_words(ctx, task, called) for task in day.overdue]
    return [_Row(task.id, Item(words[at], done[at])) for at, task in enumerate(day.overdue)]


def _entries(ctx: Context, scope: Scope, day: Today) -> list[_Row]:
    """Return what is on today by time; of the tasks among it the first can be done at once, as far as there is room."""
    left = _ACTS - len(day.overdue) if scope.is_mine else 0
    called = work_blocks.names(ctx, scope) if day.entries else {}
    rows: list[_Row] = []
    for entry in day.entries[:_ON_TODAY]:
        done = _done(entry) if left > 0 else None
        left -= done is not None
        rows.append(_Row(entry.number or 0, Item(entry_words(ctx, entry, day.on, called), done)))
    return rows


def _done(entry: Entry) -> Action | None:
    if not entry.is_task or entry.number is None:
        return None
    return Action("Done", Invocation("done", {"which": codes.show("task", entry.number)}, rev=entry.rev))


def _push(ctx: Context, day: Today) -> list[_Row]:
    """Return the deals that want a push, with why."""
    drawn = zip(day.push.first, deal_blocks.rows(ctx, day.push), strict=True)
    return [_Row(deal.id, Item(words)) for (deal, _), words in drawn]


def _waiting(day: Today) -> Iterator[Line]:
    """Say what waits without being anybody's task: leads nobody has taken on, texts that were kept."""
    if day.unassigned.count:
        first = day.unassigned.first[0]
        others = f" and {day.unassigned.count - 1} more" if day.unassigned.count > 1 else ""
        yield Line(spans(bold("Leads unassigned"), " · ", phrases.link(first), others))
    if day.drafts:
        yield Line(spans(f"{phrases.counted(day.drafts, 'draft')} waiting"))


def _hidden(day: Today) -> Iterator[Footer]:
    if day.hidden:
        yield Footer(spans(f"Not shown, since you see only your own: {', '.join(day.hidden)}."))


def ways(day: Today) -> list[Action]:
    """Return the ways on from a day that depend on what is in it."""
    found: list[Action] = []
    if day.unassigned.count:
        found.append(Action("Unassigned leads", Invocation("leads", {"filter": leads.UNASSIGNED})))
    if day.drafts:
        found.append(Action("Drafts", Invocation("drafts")))
    return found
