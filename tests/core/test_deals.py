"""Deals on their way through the pipeline, on either database."""

from datetime import date

import pytest

from crmbot.core import companies, deals, history, lookup
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context
from crmbot.core.deals import DealChange, DealDraft
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.language.money import Money
from crmbot.store.models.deal import Deal
from tests.core.conftest import Office


def pumps(ctx: Context) -> Deal:
    """Make a deal of EUR 12,500 with Acme."""
    acme = companies.create(ctx, CompanyDraft("Acme"))
    return deals.create(ctx, DealDraft("40 pumps", acme, Money(1_250_000, "EUR"), date(2026, 12, 30)))


def stage(ctx: Context, deal: Deal) -> str:
    """Name the stage a deal is in."""
    return deals.stage_of(ctx, deal).name


def test_probability_when_the_stage_changes(office: Office) -> None:
    """It follows the stage until somebody says it."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        deals.move(ctx, deal, deals.find_stage(ctx, deal, "qualified"))
        followed = deal.probability
        deals.change(ctx, deal, DealChange(probability=60))
        deals.move(ctx, deal, deals.find_stage(ctx, deal, "proposal"))

        assert (followed, deal.probability, stage(ctx, deal)) == (25, 60, "Proposition")


def test_deal_when_reopened_after_it_was_lost(office: Office) -> None:
    """It is back in the stage it was in, without reason and note (R-42)."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        deals.move(ctx, deal, deals.find_stage(ctx, deal, "nego"))
        deals.lose(ctx, deal, deals.reason_named(ctx.session, "pricing"), "too dear")
        deals.reopen(ctx, deal)

        assert (stage(ctx, deal), deal.lost_reason_id, deal.lost_note, deal.closed_at) == (
            "Negotiation",
            None,
            None,
            None,
        )


def test_loss_when_the_reason_wants_a_word(office: Office) -> None:
    """Other needs a note (R-40)."""
    with office.acting() as ctx:
        deal = pumps(ctx)

        with pytest.raises(InvalidInput):
            deals.lose(ctx, deal, deals.reason_named(ctx.session, "other"))


def test_history_when_a_deal_is_lost(office: Office) -> None:
    """All of the closing is one change."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        deals.lose(ctx, deal, deals.reason_named(ctx.session, "pricing"), "too dear")

        entries, _ = history.entries(ctx, deal)

    assert [sorted(entry.diff) for entry in entries[:1]] == [
        ["closed_at", "lost_note", "lost_reason_id", "previous_stage_id", "probability", "stage_id"]
    ]


def test_change_when_the_deal_is_closed(office: Office) -> None:
    """What is won stays as it was."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        deals.win(ctx, deal, Money(1_300_000, "EUR"))

        with pytest.raises(Conflict):
            deals.change(ctx, deal, DealChange(name="Other"))


def test_amount_and_close_when_cleared(office: Office) -> None:
    """They are empty again."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        deals.change(ctx, deal, DealChange(cleared=("amount_minor", "expected_close")))

        assert (deal.amount_minor, deal.expected_close) == (None, None)


def test_deal_when_it_is_somebody_elses(office: Office) -> None:
    """A rep may not close a colleague's deal."""
    with office.acting("mia") as ctx:
        number = pumps(ctx).id

    with office.acting("ben") as ctx, pytest.raises(NotAllowed):
        deals.win(ctx, ctx.session.get_one(Deal, number))


def test_owner_when_a_rep_makes_a_deal_for_a_colleague(office: Office) -> None:
    """Giving records away is a right of its own."""
    with office.acting("ben") as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))

        with pytest.raises(NotAllowed):
            deals.create(ctx, DealDraft("Pumps", acme, owner_id=office.ids["eva"]))


def test_search_when_a_rename_was_undone(office: Office) -> None:
    """A deal is found by the name it has again, not by the one it had for a while."""
    with office.acting() as ctx:
        number = pumps(ctx).id
    with office.acting() as ctx:
        deals.change(ctx, ctx.session.get_one(Deal, number), DealChange(name="Zephyr"))
        batch = history.current(ctx)
    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)

        assert [lookup.search(ctx, word, kinds=("deal",)).total for word in ("pumps", "zephyr")] == [1, 0]
