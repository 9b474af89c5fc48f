"""The blocks on tasks and events, as they are shown."""

from collections import Counter
from collections.abc import Mapping

from crmbot.chat.card import Action, Spans, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.events.agendas import entry_words
from crmbot.commands.snapshot.drawing import Section, draws
from crmbot.commands.tasks.card import row_words
from crmbot.core import people
from crmbot.core.agenda import Entry
from crmbot.core.context import Context
from crmbot.core.snapshot import work
from crmbot.core.snapshot.scopes import Scope
from crmbot.core.snapshot.work import Events, Tasks
from crmbot.store.models.activity import Task

_SHOWN = 3


@draws(work.TASKS)
def tasks(ctx: Context, scope: Scope, found: Tasks) -> Section:
    """Say how many tasks are late, due today and in the week ahead; the first of them under it."""
    if not found.count:
        return Section(spans("nothing due in 7 days"))
    parts = ((found.overdue, "overdue 🔴"), (found.today, "today"), (found.ahead, "in 7 days"))
    said = " · ".join(f"{count} {word}" for count, word in parts if count)
    way = Action("Tasks", Invocation("tasks", {"filter": f"{scope.words} open"}))
    called = names(ctx, scope)
    late = f", {found.overdue} overdue" if found.overdue else ""
    short = f"{phrases.counted(found.count, 'task')}{late}"
    return Section(spans(said), [task_words(ctx, task, called) for task in found.first], way, short)


@draws(work.EVENTS)
def events(ctx: Context, scope: Scope, found: Events) -> Section:
    """Say how many events there are in the seven days ahead; the first of them under it."""
    if not found.entries:
        return Section(spans("none"))
    called = names(ctx, scope)
    rows = [_words(ctx, entry, called) for entry in found.entries[:_SHOWN]]
    way = Action("Week", Invocation("week")) if scope.is_mine else None
    count = len(found.entries)
    return Section(spans(str(count)), rows, way, phrases.counted(count, "event"))


def _words(ctx: Context, entry: Entry, names: Mapping[int, str]) -> Spans:
    """Return an event with its day in front: `Wed 12 Mar 14:00–15:00 Visit at Acme`."""
    return spans(f"{phrases.on_day(ctx, entry.on)} ", *entry_words(ctx, entry, entry.on, names))


def names(ctx: Context, scope: Scope) -> dict[int, str]:
    """Return what the people of a scope are called, by first names where one tells enough; nobody where it is one."""
    if len(scope.people) == 1:
        return {}
    theirs = {user.id: user.name for user in people.colleagues(ctx) if user.id in scope.people}
    firsts = Counter(name.split()[0] for name in theirs.values())
    return {number: name if firsts[name.split()[0]] > 1 else name.split()[0] for number, name in theirs.items()}


def task_words(ctx: Context, task: Task, called: Mapping[int, str]) -> Spans:
    """Return a task as a line, with whom it is for where it may be somebody else's; the line itself names others."""
    who = called.get(task.assignee_id or 0, "") if task.assignee_id == ctx.actor.id else ""
    return (*row_words(ctx, task), *spans(f" · {who}" if who else ""))
