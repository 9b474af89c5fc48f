"""Leads as a list and as a board."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Item, Items, Spans, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import list_counts, phrases, record_lines
from crmbot.commands.leads.card import mark_words, rejection_words
from crmbot.commands.listing import ListForm, listing, rows
from crmbot.core import filters, leads
from crmbot.core.context import Context
from crmbot.core.leads import lists as lead_lists
from crmbot.core.leads.lists import By, Column
from crmbot.language.fold import fold
from crmbot.store.models.lead import Lead, LeadStatus

_SIGNS = {
    LeadStatus.NEW: "🔵",
    LeadStatus.ASSIGNED: "⚫",
    LeadStatus.IN_PROGRESS: "⚫",
    LeadStatus.CONVERTED: "🟢",
    LeadStatus.LOST: "⚫",
}
_FILTERS = {LeadStatus.IN_PROGRESS: "started"}


@rows("lead")
def lead_rows(ctx: Context, found: Sequence[Lead]) -> Sequence[Spans]:
    """Draw a page of leads, each as a line: who, how far, what waits."""
    touched = lead_lists.touched(ctx, found)
    return [_row(ctx, lead, mark_words(ctx, lead, touched[lead.id])) for lead in found]


def _row(ctx: Context, lead: Lead, mark: str) -> Spans:
    parked = f"💤 until {phrases.on_day(ctx, lead.contact_on)}" if leads.is_parked(ctx, lead) else ""
    more = " · ".join(filter(None, (mark, lead.grade.value, parked, rejection_words(lead))))
    return spans(phrases.link(lead), f" · {more}")


@command(
    "leads",
    permission="lead.see",
    examples=["", "unassigned", "team status:new", "current", "lost source:fair"],
    in_place=True,
)
def list_leads(ctx: Context, form: ListForm) -> Card:
    """List your open leads, those to be contacted first in front."""
    board = Action("Board", Invocation("leads board"))
    make = "lead new Julia Toth, Orion"
    return listing(ctx, "lead", form.filter, form.page, command="leads", title="leads", make=make, actions=[board])


class LeadBoard(Form):
    """Whose leads to count, and by what."""

    only: Annotated[str, Rest(), Aside(), Field(max_length=30, description="all or me")] = "all"
    by: Annotated[By, Aside(), Field(description="By status, source or owner?")] = By.STATUS


@command(
    "leads board",
    permission="lead.see",
    aliases=["lead board", "board leads"],
    examples=["", "me", "by:source"],
    in_place=True,
)
def show_board(ctx: Context, form: LeadBoard) -> Card:
    """Count the leads, status by status, or the open ones by their source or owner."""
    mine = fold(form.only) in ("me", "mine", "my")
    if form.by is not By.STATUS:
        return _counted(ctx, form.by, mine=mine)
    columns = lead_lists.board(ctx, ctx.actor.id if mine else None)
    drawn = tuple(Item(_column(column), _list(column, mine=mine)) for column in columns)
    open_now = sum(column.count for column in columns if column.status in Lead.OPEN)
    title = spans(bold("Your leads" if mine else "Leads"), f" · {open_now} open")
    return Card(title, (Items(drawn),), tuple(_ways(form.by, mine=mine)), icon="🌱", whisper=True)


def _counted(ctx: Context, by: By, *, mine: bool) -> Card:
    """Count the open leads by where they come from, or whose they are."""
    wanted = filters.wanted(ctx, "lead", f"{'mine' if mine else 'everybody'} per:{by.value}")
    head = spans(bold("Your open leads" if mine else "All open leads"))
    card = list_counts.card(ctx, wanted, 1, command="leads", head=head)
    return replace(card, actions=(*card.actions, *_ways(by, mine=mine)))


def _ways(by: By, *, mine: bool) -> Iterator[Action]:
    """Yield the ways to the other boards: whose leads, and by what they are counted."""
    own = {"only": "me"} if mine else {}
    yield Action(
        "Everybody’s" if mine else "Mine",
        Invocation("leads board", ({} if mine else {"only": "me"}) | {"by": by.value}),
    )
    yield from (
        Action(f"By {other.value}", Invocation("leads board", own | {"by": other.value}))
        for other in By
        if other is not by
    )


def _column(column: Column) -> Spans:
    name = column.status.value.replace("_", " ").capitalize()
    budgets = record_lines.joined(column.budgets)
    worth = f" · {budgets}" if budgets else ""
    return spans(f"{_SIGNS[column.status]} ", bold(name), f" {column.count}{worth}")


def _list(column: Column, *, mine: bool) -> Action | None:
    if not column.count:
        return None
    whose = "mine" if mine else "everybody"
    word = _FILTERS.get(column.status, column.status.value)
    return Action("List", Invocation("leads", {"filter": f"{whose} is:{word}"}))
