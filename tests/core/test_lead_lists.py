"""Leads as lists, on either database."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from crmbot.core import filters, leads, notes, records
from crmbot.core.context import Context
from crmbot.core.leads import LeadDraft
from crmbot.core.leads import lists as lead_lists
from crmbot.core.leads import steps as lead_steps
from crmbot.core.leads.lists import Column
from crmbot.core.notes import NoteDraft
from crmbot.core.parties import Reach
from crmbot.core.settings import lost_reasons
from crmbot.language.money import Money
from crmbot.store.models.lead import Grade, Lead, LeadStatus
from tests.core.conftest import NOW, Office


def some(ctx: Context) -> dict[str, Lead]:
    """Make a lead in each status but converted, one of them a colleague's."""
    made = {
        "new": leads.create(ctx, LeadDraft(company_name="Newly", unowned=True)),
        "hooli": leads.create(ctx, LeadDraft(company_name="Hooli", budget=Money(2_000_000, "EUR"), no_calls=True)),
        "begun": leads.create(
            ctx, LeadDraft("Nora", "Kern", "Stark", grade=Grade.PROSPECT, reach=Reach(city="Leeds"), industry="Mills")
        ),
        "lost": leads.create(ctx, LeadDraft(company_name="Gone", budget=Money(100, "USD"))),
        "away": leads.create(ctx, LeadDraft(company_name="Later")),
    }
    lead_steps.start(ctx, made["begun"])
    lead_steps.lose(ctx, made["lost"], lost_reasons.reason_named(ctx.session, "pricing"))
    lead_steps.park(ctx, made["away"], NOW.date() + timedelta(days=9))
    return made


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", ["begun", "away", "hooli"]),
        ("everybody", ["begun", "away", "hooli", "new"]),
        ("unassigned", ["new"]),
        ("new", ["new"]),
        ("current", ["begun", "away", "hooli"]),
        ("is:started", ["begun"]),
        ("status:lost", ["lost"]),
        ("parked", ["away"]),
        ("is:due", ["begun", "hooli"]),
        ("grade:prospect", ["begun"]),
        ("prospects", ["begun"]),
        ("nocalls", ["hooli"]),
        ("budget>15k", ["hooli"]),
        ("city:leeds industry:mills company:stark", ["begun"]),
        ("contact>fri", ["away"]),
        ("text:kern", ["begun"]),
        ("all", ["begun", "away", "hooli", "lost", "new"]),
    ],
)
def test_leads_when_asked_for(office: Office, line: str, expected: list[str]) -> None:
    """Each of the fields and states is understood; mine and open is what goes without saying."""
    with office.acting() as ctx:
        names = {lead.id: name for name, lead in some(ctx).items()}
        found, total = filters.page(ctx, filters.wanted(ctx, "lead", line), 10, 0)

        assert (sorted(names[lead.id] for lead in found), total) == (sorted(expected), len(expected))


def test_order_when_some_wait(office: Office) -> None:
    """Those to be contacted first come first."""
    with office.acting() as ctx:
        made = some(ctx)
        found, _ = filters.page(ctx, filters.wanted(ctx, "lead", "current"), 10, 0)

        assert [lead.id for lead in found] == [made[name].id for name in ("hooli", "begun", "away")]


def test_board_when_counted(office: Office) -> None:
    """Each status has its count and what they may spend by currency; deleted and hidden ones do not count."""
    with office.acting() as ctx:
        made = some(ctx)
        records.delete(ctx, made["begun"])
        everybody, mine = lead_lists.board(ctx), lead_lists.board(ctx, ctx.actor.id)

        assert everybody == [
            Column(LeadStatus.NEW, 1),
            Column(LeadStatus.ASSIGNED, 2, {"EUR": 2_000_000}),
            Column(LeadStatus.IN_PROGRESS, 0),
            Column(LeadStatus.CONVERTED, 0),
            Column(LeadStatus.LOST, 1, {"USD": 100}),
        ]
        assert [column.count for column in mine] == [0, 2, 0, 0, 1]


def test_touch_when_a_note_is_newer(office: Office) -> None:
    """A note on a lead is a touch of it; many leads cost one query."""
    with office.acting() as ctx:
        made = list(some(ctx).values())
    office.later(days=3)
    with office.acting() as ctx:
        here = [ctx.session.get_one(Lead, lead.id) for lead in made]
        notes.log(ctx, NoteDraft("rang", [here[0]]))
        asked: list[str] = []
        event.listen(ctx.session.get_bind(), "before_cursor_execute", lambda *args: asked.append(args[2]))
        touched = lead_lists.touched(ctx, here)

        assert [touched[lead.id] for lead in here[:2]] == [NOW + timedelta(days=3), NOW]
        assert len(asked) == 1
