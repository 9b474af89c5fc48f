"""Lists of tasks: by when they are due, by day, by person, and on a calendar."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Block, Card, Footer, Item, Items, Line, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Filter, Form, Hidden, RecordRef, Ref
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.listing import ListForm, Parts, listing, rows
from crmbot.commands.phrases import act
from crmbot.commands.tasks.card import row_words
from crmbot.core import filters, permissions, tasks
from crmbot.core.context import Context, Level
from crmbot.core.errors import InvalidInput, NotAllowed
from crmbot.core.filters import Wanted
from crmbot.core.tasks import approving, rights
from crmbot.core.tasks import lists as task_lists
from crmbot.core.tasks.lists import Part
from crmbot.language import when
from crmbot.language.filters.values import span
from crmbot.language.fold import fold
from crmbot.store.models.activity import Task, TaskStatus

_BY = re.compile(r'(?<!\S)by:"?(?P<what>day|date|who|person|assignee)"?(?!\S)', re.IGNORECASE)
_ALL = re.compile(r"(?<!\S)all(?!\S)", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_EVERYBODY = frozenset({"everybody", "everyone", "anybody", "anyone"})
_MAKE = "task call Delta tomorrow 10am"
_LONGEST = 62
_WEEK = 7
_FEW = 3


class TaskList(ListForm):
    """Which tasks to list; buttons say on which record, or whose."""

    about: Annotated[RecordRef | None, Hidden(), Ref()] = None
    who: Annotated[str, Hidden()] = ""


@command(
    "tasks",
    permission="task.see",
    examples=["", "is:overdue", "due<fri on:acme", "all", "Ben", "team by:who"],
    in_place=True,
)
def list_tasks(ctx: Context, form: TaskList) -> Card:
    """List your open tasks: what is overdue, what is for today, this week and later; or those a filter asks for."""
    by = _BY.search(form.filter)
    on = f"on:{form.about.code} " if form.about is not None else ""
    whose = f'owner:"{form.who}" ' if form.who else ""
    text = (on + whose + _ALL.sub("everybody", _BY.sub("", form.filter))).strip()
    _require_sight(ctx, text)
    parts = _BY_WHEN if by is None else _BY_DAY if fold(by["what"]) in ("day", "date") else _BY_PERSON
    card = listing(ctx, "task", text, form.page, command="tasks", title="tasks", make=_MAKE, parts=parts)
    return card if _sees(ctx, Level.ALL) else _without_everybody(card)


@command("approvals", permission="task.see", examples=[""], in_place=True)
def list_approvals(ctx: Context, form: ListForm) -> Card:
    """List the tasks that wait for your approval."""
    rights.require(ctx, "task.approve")
    text = f"is:approve {form.filter}" if "is:approve" not in form.filter else form.filter
    empty = "Nothing waits for your approval."
    return listing(ctx, "task", text, form.page, command="approvals", title="tasks to approve", empty=empty)


def _require_sight(ctx: Context, text: str) -> None:
    """Raise `NotAllowed` for a list of everybody's or the team's where the actor sees no more than their own."""
    words = {fold(word) for word in _QUOTED.sub("", text).split()}
    if words & _EVERYBODY:
        _require_level(ctx, Level.ALL)
    elif words & {"team", "is:team"}:
        _require_level(ctx, Level.TEAM)


def _require_level(ctx: Context, level: Level) -> None:
    if not _sees(ctx, level):
        raise NotAllowed("task.see_all", can_grant=rights.granters(ctx))


def _sees(ctx: Context, level: Level) -> bool:
    seen = permissions.see_level(ctx.actor, "task")
    return seen is Level.ALL or seen is level


def _without_everybody(card: Card) -> Card:
    """Leave out the button that would only be refused."""
    kept = (each for each in card.actions if not (isinstance(each, Action) and _is_of_everybody(each.invocation)))
    return replace(card, actions=tuple(kept))


def _is_of_everybody(invocation: Invocation) -> bool:
    return invocation.command == "tasks" and invocation.args.get("filter", "").startswith("everybody")


@rows("task")
def task_rows(ctx: Context, page: Sequence[Task]) -> Sequence[Item]:
    """Draw tasks as rows: what is open can be done at once, what waits for approval approved."""
    task_lists.know_people(ctx, page)
    return [Item(row_words(ctx, task), _act(ctx, task)) for task in page]


def _act(ctx: Context, task: Task) -> Action | None:
    if not task.is_open:
        return None
    if task.status is TaskStatus.AWAITING_APPROVAL:
        return act("Approve", "approve", task) if approving.may(ctx, task) else None
    return act("Done", "done", task)


# How a list is parted

_Groups = Sequence[tuple[str, Sequence[Task]]]


def _by_when(ctx: Context, wanted: Wanted, found: Sequence[Task]) -> _Groups:
    """Part tasks by how soon they are due; of those overdue it says how many there are on all pages."""
    task_lists.know_people(ctx, found)
    groups: dict[Part, list[Task]] = {part: [] for part in Part}
    for task in found:
        groups[task_lists.part_of(ctx, task)].append(task)
    there = [(part, those) for part, those in groups.items() if those]
    return [(_heading(ctx, wanted, part), those) for part, those in there]


def _heading(ctx: Context, wanted: Wanted, part: Part) -> str:
    return f"Overdue ({task_lists.count_overdue(ctx, wanted)})" if part is Part.OVERDUE else part.value


def _by_day(ctx: Context, wanted: Wanted, found: Sequence[Task]) -> _Groups:
    del wanted
    days = groupby(found, key=lambda task: task_lists.day_of(ctx, task))
    return [(phrases.on_day(ctx, day) if day is not None else Part.UNDATED.value, list(those)) for day, those in days]


def _by_person(ctx: Context, wanted: Wanted, found: Sequence[Task]) -> _Groups:
    del wanted
    task_lists.know_people(ctx, found)
    people = groupby(found, key=lambda task: task.assignee_id)
    return [(_name(ctx, those[0]), those) for those in (list(group) for _, group in people)]


def _name(ctx: Context, task: Task) -> str:
    person = tasks.assignee(ctx, task)
    return person.name if person is not None else "Nobody"


def _partly_seen(ctx: Context, wanted: Wanted) -> Sequence[Footer]:
    """Say that there may be more where somebody asks for tasks of others and sees but some of them."""
    own = any(term.values == ("mine",) for term in wanted.terms)
    if own or _sees(ctx, Level.ALL):
        return ()
    return (Footer(spans("Of other people’s tasks you see those you gave them; the right task.see_all shows all.")),)


_BY_WHEN = Parts(_by_when, foot=_partly_seen)
_BY_DAY = Parts(_by_day, "by:day", foot=_partly_seen)
_BY_PERSON = Parts(_by_person, "by:who", task_lists.by_person, _partly_seen)


# The calendar


class Calendar(Form):
    """Which days to show, and whose tasks."""

    filter: Annotated[
        str, Filter(), Aside(), Field(max_length=500, description="Which days, and whose? next week, team")
    ] = ""


@command(
    "tasks calendar",
    permission="task.see",
    aliases=["task calendar", "calendar of tasks"],
    examples=["", "next week", "march team"],
    in_place=True,
)
def show_calendar(ctx: Context, form: Calendar) -> Card:
    """Show tasks day by day: this week's, or those of the days you name."""
    said, first, last = _days(ctx, form.filter)
    rest = _ALL.sub("everybody", said)
    _require_sight(ctx, rest)
    wanted = filters.wanted(ctx, "task", rest)
    days = task_lists.calendar(ctx, wanted, first, last)
    count = sum(map(len, days.values()))
    head = f" · {_day(first)} – {_day(last)} {last:%b} · {count or 'nothing'} due"
    turns = _turns(first, last, rest)
    blocks = tuple(_calendar(ctx, days))
    return Card(spans(bold("Tasks"), head), blocks, turns, icon="🗓️", whisper=True)


def _days(ctx: Context, text: str) -> tuple[str, date, date]:
    """Return a line without the days it names, and these: a span, else the one day, else this week.

    Raises `InvalidInput` for more days than a calendar holds.
    """
    words = text.split()
    runs = [(start, end) for start in range(len(words)) for end in range(len(words), start, -1)]
    for start, end in sorted(runs, key=lambda run: run[0] - run[1]):
        found = _span(ctx, " ".join(words[start:end]))
        if found is not None:
            _refuse_long(text, *found)
            return " ".join([*words[:start], *words[end:]]), *found
    monday = ctx.today - timedelta(days=(ctx.today.weekday() - ctx.org.week_start) % _WEEK)
    return text, monday, monday + timedelta(days=_WEEK - 1)


_FROM_TO = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")


def _span(ctx: Context, words: str) -> tuple[date, date] | None:
    ends = _FROM_TO.fullmatch(words)
    if ends is not None:
        return date.fromisoformat(ends[1]), date.fromisoformat(ends[2])
    found = span(words, ctx.today, ctx.org.week_start)
    if found is not None:
        return found
    read = when.read(words, now=ctx.now, zone=ctx.actor.zone, conventions=ctx.conventions)
    return (read.when.on, read.when.on) if read is not None and read.when is not None else None


def _refuse_long(text: str, first: date, last: date) -> None:
    if not 0 <= (last - first).days < _LONGEST:
        raise InvalidInput("filter", text, f"a calendar shows at most {_LONGEST} days")


def _turns(first: date, last: date, rest: str) -> tuple[Action, ...]:
    """Return the buttons to as many days before and behind."""
    length = timedelta(days=(last - first).days + 1)
    there = ((-length, "‹ Before"), (length, "After ›"))
    shown = [(f"{(first + by).isoformat()}..{(last + by).isoformat()} {rest}".strip(), label) for by, label in there]
    return tuple(Action(label, Invocation("tasks calendar", {"filter": days})) for days, label in shown)


def _calendar(ctx: Context, days: dict[date, list[Task]]) -> Iterator[Block]:
    """Yield each day with its tasks, numbered through; days without any side by side on a line of their own."""
    numbered = record_lines.numbered(
        ctx,
        [(task.id, Item(row_words(ctx, task, day), _act(ctx, task))) for day, those in days.items() for task in those],
        0,
    )
    items, first = iter(numbered.items), 1
    for is_empty, run in groupby(days.items(), key=lambda day: not day[1]):
        if is_empty:
            free = [_day(day) for day, _ in run]
            yield Line(spans(" · ".join(free) if len(free) <= _FEW else f"{free[0]} – {free[-1]}", ": nothing due"))
            continue
        for day, those in run:
            yield Line(spans(bold(_day(day))))
            yield Items(tuple(next(items) for _ in those), first=first)
            first += len(those)


def _day(day: date) -> str:
    return f"{day:%a} {day.day}"
