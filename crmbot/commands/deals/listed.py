"""The list of deals."""

from collections.abc import Sequence

from crmbot.chat.card import Action, Spans, spans
from crmbot.chat.command import command
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import Reply
from crmbot.commands import record_lines
from crmbot.commands.deals import card as deal_card
from crmbot.commands.listing import ListForm, listing, rows
from crmbot.core.context import Context
from crmbot.core.deals import lists as deal_lists
from crmbot.core.deals import signs as deal_signs
from crmbot.store.models.deal import Deal


@rows("deal")
def deal_rows(ctx: Context, found: Sequence[Deal]) -> Sequence[Spans]:
    """Draw deals as lines: what they are worth, how far they are, and what wants looking at."""
    staged = deal_lists.with_stages(ctx, found)
    signs = deal_signs.of_deals(ctx, staged)
    return [
        (
            *record_lines.deal_line(deal, stage),
            *spans(*(f" · {word}" for word in deal_card.words(ctx, deal, signs[deal.id]))),
        )
        for deal, stage in staged
    ]


@command(
    "deals",
    permission="deal.see",
    aliases=["opps", "opportunities"],
    examples=["", "won", "unassigned", "everybody stage:proposal", "amount>10k quiet>14d", "idle"],
    in_place=True,
)
def list_deals(ctx: Context, form: ListForm) -> Reply:
    """List your open deals, the next to close first, or those a filter asks for."""
    make, board = "deal new Acme renewal 12k", Action("Board", Invocation("board"))
    return listing(ctx, "deal", form.filter, form.page, command="deals", title="deals", make=make, actions=[board])
