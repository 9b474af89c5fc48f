"""My day: what is late, what is due, what comes next, what needs a push."""

from crmbot.chat.card import Action, Block, Card, Item, Items, Line, bold, spans
from crmbot.chat.command import command
from crmbot.chat.invocation import Invocation
from crmbot.commands.people.me import Nothing
from crmbot.commands.phrases import act, amount, link, show_action
from crmbot.commands.tasks.tasks import row_words
from crmbot.core import tasks
from crmbot.core.context import Context
from crmbot.core.deals import lists as deal_lists
from crmbot.core.tasks import TaskQuery
from crmbot.language import money
from crmbot.language.money import Money

ROWS = 5


@command("today", aliases=["td", "snap", "snapshot", "dashboard"], examples=[""], in_place=True)
def today(ctx: Context, form: Nothing) -> Card:
    """Show your day: late and due tasks, and your open deals."""
    del form
    due, count = tasks.listed(ctx, TaskQuery(ctx.actor.id, None, "today", ROWS))
    late = sum(tasks.is_overdue(ctx, task) for task in due)
    mine, deals_total = deal_lists.first_open(ctx, ctx.actor.id, ROWS)
    title = spans(bold("Your day"), f" · {ctx.now.astimezone(ctx.zone):%a %d %b}")
    tasks_due = f"{count} due, {late} late" if count else "Nothing due"
    open_deals = f"{deals_total} open deal{'s' if deals_total != 1 else ''}"
    summary = f"{tasks_due} · {open_deals}{_worth(ctx)}"
    blocks: list[Block] = [Line(spans(summary))]
    if due:
        rows = tuple(Item(row_words(ctx, task), act("Done", "done", task)) for task in due)
        blocks += [Line(spans(bold("Tasks"))), Items(rows)]
    if mine:
        shown = tuple(
            Item((link(deal), *spans(f" · {amount(deal)} · {stage.name}")), show_action("Open", deal))
            for deal, stage in mine
        )
        blocks += [Line(spans(bold("Deals"))), Items(shown)]
    return Card(title, tuple(blocks), _buttons(), icon="☀️", whisper=True)


def _worth(ctx: Context) -> str:
    """Return what the open deals are worth, one sum per currency."""
    by_currency: dict[str, int] = {}
    for part in deal_lists.sums(ctx, ctx.actor.id):
        by_currency[part.currency] = by_currency.get(part.currency, 0) + part.minor
    shown = [money.show(Money(minor, currency)) for currency, minor in by_currency.items() if minor]
    return f", {' + '.join(shown)}" if shown else ""


def _buttons() -> tuple[Action, ...]:
    return (
        Action("New note", Invocation("note", form=True)),
        Action("New task", Invocation("task new", form=True)),
        Action("All my tasks", Invocation("tasks")),
        Action("Refresh", Invocation("today")),
    )
