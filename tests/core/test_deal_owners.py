"""Deals that are taken, given and left to nobody, on either database."""

import pytest
from sqlalchemy import select

from crmbot.core.context import Context
from crmbot.core.deals import closing
from crmbot.core.deals import owners as deal_owners
from crmbot.core.errors import Conflict, NotAllowed
from crmbot.store.models.deal import Deal
from crmbot.store.models.messaging import Outbox
from tests.core.conftest import Office
from tests.core.test_deals import pumps


def facts(ctx: Context) -> list[tuple[str, int | None]]:
    """Return what is to be told of deals, and to whom."""
    found = ctx.session.scalars(select(Outbox).where(Outbox.kind.startswith("deal.")).order_by(Outbox.id))
    return [(fact.kind, fact.user_id) for fact in found]


def theirs(ctx: Context, number: int) -> Deal:
    """Return the deal of a number."""
    return ctx.session.get_one(Deal, number)


def test_deal_when_taken_from_somebody(office: Office) -> None:
    """It is the taker's, and whoever had it is told."""
    with office.acting("ben") as ctx:
        number = pumps(ctx).id
    with office.acting("mia") as ctx:
        deal_owners.take(ctx, theirs(ctx, number))

        assert (theirs(ctx, number).owner_id, facts(ctx)) == (
            office.ids["mia"],
            [(deal_owners.TAKEN, office.ids["ben"])],
        )


def test_deal_when_nobody_has_it(office: Office) -> None:
    """A rep takes it, and nobody needs to be told."""
    with office.acting("mia") as ctx:
        deal = pumps(ctx)
        deal_owners.unassign(ctx, deal)
        number = deal.id
    with office.acting("ben") as ctx:
        deal_owners.take(ctx, theirs(ctx, number))

        assert (theirs(ctx, number).owner_id, facts(ctx)) == (office.ids["ben"], [])


def test_take_when_the_right_is_missing(office: Office) -> None:
    """Who only reads takes nothing."""
    with office.acting("mia") as ctx:
        deal = pumps(ctx)
        deal_owners.unassign(ctx, deal)
        number = deal.id

    with office.acting("rita") as ctx, pytest.raises(NotAllowed):
        deal_owners.take(ctx, theirs(ctx, number))


def test_deal_when_given(office: Office) -> None:
    """It is the other's, who is told."""
    with office.acting("mia") as ctx:
        deal = pumps(ctx)
        deal_owners.give(ctx, deal, office.ids["ben"])

        assert (deal.owner_id, facts(ctx)) == (office.ids["ben"], [(deal_owners.GIVEN, office.ids["ben"])])


def test_give_when_the_right_is_missing(office: Office) -> None:
    """A rep gives nothing away."""
    with office.acting("ben") as ctx:
        deal = pumps(ctx)

        with pytest.raises(NotAllowed):
            deal_owners.give(ctx, deal, office.ids["eva"])


def test_owner_when_nothing_would_change(office: Office) -> None:
    """It is said."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        with pytest.raises(Conflict):
            deal_owners.take(ctx, deal)
        with pytest.raises(Conflict):
            deal_owners.give(ctx, deal, office.ids["ana"])
        deal_owners.unassign(ctx, deal)
        with pytest.raises(Conflict):
            deal_owners.unassign(ctx, deal)


def test_owner_when_the_deal_is_closed(office: Office) -> None:
    """A closed deal stays whose it was."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        closing.win(ctx, deal)

        with pytest.raises(Conflict):
            deal_owners.give(ctx, deal, office.ids["ben"])
