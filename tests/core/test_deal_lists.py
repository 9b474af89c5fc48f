"""Deals as they are listed and asked for, on either database."""

from datetime import date

import pytest

from crmbot.core import deals, filters, notes, tasks
from crmbot.core.context import Context
from crmbot.core.deals import Recurring, closing, snoozing
from crmbot.core.deals import lists as deal_lists
from crmbot.core.deals import moves as deal_moves
from crmbot.core.deals import signs as deal_signs
from crmbot.core.notes import NoteDraft
from crmbot.core.settings import lost_reasons
from crmbot.core.tasks import TaskDraft
from crmbot.language.money import Money
from crmbot.language.when import When
from crmbot.store.models.deal import Deal, Periodicity
from tests.core.conftest import Office
from tests.core.test_deal_signs import counted
from tests.core.test_deals import hooli, pumps


def listed(ctx: Context, text: str) -> list[str]:
    """Return the names of the deals a filter asks for, in their order."""
    found, _ = filters.page(ctx, filters.wanted(ctx, "deal", text), 50, 0)
    return [deal.title for deal in found]


def named(ctx: Context, name: str, **more: object) -> Deal:
    """Make a deal of that name."""
    deal = pumps(ctx, **more)
    deal.title = name
    ctx.session.flush()
    return deal


def test_deals_when_nothing_is_said(office: Office) -> None:
    """They are the open ones, by stage, then by expected close, undated ones last."""
    with office.acting() as ctx:
        far = named(ctx, "far", expected_close=date(2026, 12, 1))
        deal_moves.move(ctx, far, deal_moves.find_stage(ctx, far, "nego"))
        named(ctx, "undated", expected_close=None)
        named(ctx, "later", expected_close=date(2027, 2, 1))
        named(ctx, "soon", expected_close=date(2027, 1, 1))
        closing.win(ctx, named(ctx, "won"))

        assert listed(ctx, "") == ["soon", "later", "undated", "far"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("won", ["won"]),
        ("lost", ["lost"]),
        ("is:won,lost", ["won", "lost"]),
        ("closed", ["won", "lost"]),
        ("stage:nego", ["big"]),
        ("stage:quote", ["odd"]),
        ("amount>13k", ["big"]),
        ("prob>=60", ["big"]),
        ("best:-", ["usd", "odd", "big"]),
        ("kind:recurring", ["odd"]),
        ("recurring>100", ["odd"]),
        ("close<2026-12-01", ["odd"]),
        ("overdue", ["odd"]),
        ("reason:pricing", ["lost"]),
        ("on:Hooli", ["usd"]),
        ("pipeline:sales amount>13k", ["big"]),
    ],
)
def test_deals_when_something_is_asked_for(office: Office, text: str, expected: list[str]) -> None:
    """Every key and every state finds its own."""
    with office.acting() as ctx:
        big = named(ctx, "big", amount=Money(2_000_000, "EUR"))
        deal_moves.move(ctx, big, deal_moves.find_stage(ctx, big, "nego"))
        odd = named(
            ctx,
            "odd",
            expected_close=date(2026, 11, 18),
            recurring=Recurring(Money(20_000, "EUR"), Periodicity.MONTH),
        )
        deal_moves.move(ctx, odd, deal_moves.find_stage(ctx, odd, "proposal"))
        closing.win(ctx, named(ctx, "won"))
        closing.lose(ctx, named(ctx, "lost"), lost_reasons.reason_named(ctx.session, "pricing"))
        usd = deals.create(ctx, deals.DealDraft("usd", lead=hooli(ctx), amount=Money(9_900_000, "USD")))
        assert usd.currency == "USD"

        assert listed(ctx, text) == expected


def test_deals_when_nothing_was_done(office: Office) -> None:
    """What the list finds idle, at rest or without a next step is what their signs say."""
    with office.acting() as ctx:
        made = {name: named(ctx, name) for name in ("silent", "noted", "planned", "resting", "done", "moved")}
        tasks.create(ctx, TaskDraft("Call", about=[made["planned"]]))
        snoozing.snooze(ctx, made["resting"], When(date(2027, 5, 1), None, "Europe/London"))
        numbers = {name: deal.id for name, deal in made.items()}
    office.later(days=5)
    with office.acting() as ctx:
        there = {name: ctx.session.get_one(Deal, number) for name, number in numbers.items()}
        notes.log(ctx, NoteDraft("They think", [there["noted"]]))
        tasks.done(ctx, tasks.create(ctx, TaskDraft("Write", about=[there["done"]])))
        deal_moves.move(ctx, there["moved"], deal_moves.find_stage(ctx, there["moved"], "nego"))
    office.later(days=6)
    with office.acting() as ctx:
        found = {word: set(listed(ctx, word)) for word in ("idle", "snoozed", "unplanned")}
        rows = deal_lists.with_stages(ctx, [ctx.session.get_one(Deal, number) for number in numbers.values()])
        signs = {deal.title: deal_signs.of_deal(ctx, deal, stage) for deal, stage in rows}

    assert found["idle"] == {name for name, each in signs.items() if each.idle_days} == {"silent", "planned"}
    assert found["snoozed"] == {name for name, each in signs.items() if each.snoozed_until} == {"resting"}
    assert found["unplanned"] == {name for name, each in signs.items() if not each.has_next_step}


def test_deals_when_nobody_has_them(office: Office) -> None:
    """They are listed apart."""
    with office.acting() as ctx:
        named(ctx, "mine")
        named(ctx, "free").owner_id = None
        ctx.session.flush()

        assert (listed(ctx, "unassigned"), listed(ctx, "")) == (["free"], ["mine"])


def test_sums_when_currencies_differ(office: Office) -> None:
    """Each is summed by itself."""
    with office.acting() as ctx:
        pumps(ctx)
        pumps(ctx, amount=Money(100, "USD"))
        pumps(ctx, amount=None)

        assert [(each.currency, each.count, each.minor) for each in deal_lists.sums(ctx, ctx.actor.id)] == [
            ("EUR", 2, 1_250_000),
            ("USD", 1, 100),
        ]


def page(ctx: Context) -> None:
    """Read a page with its signs."""
    found, _ = filters.page(ctx, filters.wanted(ctx, "deal", ""), 50, 0)
    deal_signs.of_deals(ctx, deal_lists.with_stages(ctx, [deal for deal in found if isinstance(deal, Deal)]))


def test_queries_when_the_page_is_longer(office: Office) -> None:
    """A page of thirty takes as many as one of three."""
    with office.acting() as ctx:
        page(ctx)  # the options are read once for each unit of work
        counts = []
        for more in (3, 27):
            for _ in range(more):
                pumps(ctx)
            ctx.session.expire_all()
            with counted(ctx) as ran:
                page(ctx)
            counts.append(len(ran))

    assert counts[0] == counts[1]
