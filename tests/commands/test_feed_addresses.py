"""What is said of calendar addresses where there can be none, and where one has ended."""

import pytest
from sqlalchemy import func, select

from crmbot.chat.card import Card, plain_card
from crmbot.chat.command import Command
from crmbot.commands.feeds.addresses import WhoseCalendar, new_address, show_address
from crmbot.store.models.feed import Feed
from tests.core.conftest import Office


@pytest.mark.parametrize("command", [show_address, new_address])
def test_address_when_the_house_has_none(office: Office, command: Command) -> None:
    """Nothing is made, and it is said what is missing."""
    with office.acting("ben") as ctx:
        card = command.run(ctx, WhoseCalendar())
        made = ctx.session.scalar(select(func.count()).select_from(Feed))

    assert isinstance(card, Card)
    assert "Calendars have no addresses here." in plain_card(card)
    assert "CRMBOT_URL" in plain_card(card)
    assert made == 0
