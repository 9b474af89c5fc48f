"""Deals that rest for a while, on either database."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from crmbot.core import deals
from crmbot.core.context import Context
from crmbot.core.deals import closing, snoozing
from crmbot.core.deals import owners as deal_owners
from crmbot.core.deals import signs as deal_signs
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.language.when import When
from crmbot.store.models.deal import Deal
from crmbot.store.models.messaging import Outbox
from tests.core.conftest import Office
from tests.core.test_deals import pumps

MAY = When(date(2027, 5, 1), None, "Europe/London")
AT = datetime(2027, 5, 1, 8, tzinfo=UTC)


def words(ctx: Context) -> list[tuple[int | None, datetime]]:
    """Return whom word is left for that a rest is over, and for when."""
    found = ctx.session.scalars(select(Outbox).where(Outbox.kind == snoozing.AWAKE).order_by(Outbox.id))
    return [(fact.user_id, fact.send_after) for fact in found]


def idle(ctx: Context, deal: Deal) -> tuple[int | None, datetime | None]:
    """Return for how long nothing was done about a deal, and until when that is well."""
    signs = deal_signs.of_deal(ctx, deal, deals.stage_of(ctx, deal))
    return signs.idle_days, signs.snoozed_until


def test_deal_when_snoozed(office: Office) -> None:
    """It is not idle as long as it rests, and its owner hears of it when the day begins."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        number = deal.id
        snoozing.snooze(ctx, deal, MAY, "champion on leave")
        left = words(ctx)
    office.later(days=30)
    with office.acting() as ctx:
        resting = idle(ctx, ctx.session.get_one(Deal, number))
    office.now = AT
    with office.acting() as ctx:
        awake = idle(ctx, ctx.session.get_one(Deal, number))

    assert (left, resting, awake) == ([(office.ids["ana"], AT)], (None, AT), (163, None))


def test_word_when_all_is_as_it_was(office: Office) -> None:
    """It holds; once the deal was moved on, given away or woken, it does not."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        snoozing.snooze(ctx, deal, MAY)
        until, owner = AT.isoformat(), str(office.ids["ana"])
        before = snoozing.holds(deal, until, owner)
        given = snoozing.holds(deal, until, str(office.ids["ben"]))
        snoozing.wake(ctx, deal)

        assert (before, given, snoozing.holds(deal, until, owner)) == (True, False, False)


def test_rest_when_the_deal_is_given_away(office: Office) -> None:
    """Word is left for the new owner, too."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        snoozing.snooze(ctx, deal, MAY)
        deal_owners.give(ctx, deal, office.ids["ben"])

        assert words(ctx) == [(office.ids["ana"], AT), (office.ids["ben"], AT)]


def test_rest_when_the_deal_is_closed(office: Office) -> None:
    """It is over with the deal; a closed deal does not begin one."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        snoozing.snooze(ctx, deal, MAY, "leave")
        closing.win(ctx, deal)
        told = (deal.snoozed_until, deal.snooze_note)

        with pytest.raises(Conflict):
            snoozing.snooze(ctx, deal, MAY)

    assert told == (None, None)


def test_rest_when_its_end_is_past(office: Office) -> None:
    """It is refused."""
    with office.acting() as ctx:
        deal = pumps(ctx)

        with pytest.raises(InvalidInput):
            snoozing.snooze(ctx, deal, When(date(2026, 11, 18), None, "Europe/London"))


def test_rest_when_the_deal_is_somebody_elses(office: Office) -> None:
    """A rep lets their own deals rest only."""
    with office.acting("mia") as ctx:
        number = pumps(ctx).id

    with office.acting("ben") as ctx, pytest.raises(NotAllowed):
        snoozing.snooze(ctx, ctx.session.get_one(Deal, number), MAY)


def test_waking_when_the_deal_does_not_rest(office: Office) -> None:
    """It is said."""
    with office.acting() as ctx, pytest.raises(Conflict):
        snoozing.wake(ctx, pumps(ctx))
