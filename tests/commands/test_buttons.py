"""Buttons made ready for a platform: long menus folded where the platform cannot fold them itself."""

from dataclasses import replace

import pytest

from crmbot.chat.address import Address
from crmbot.chat.card import Action, Card, Menu, spans
from crmbot.chat.invocation import Invocation
from crmbot.chat.limits import Limits
from crmbot.commands import buttons
from tests.core.conftest import Office
from tests.handlers.desk import LIMITS

HERE = Address("alpha", "t", "c")


def options(count: int) -> tuple[Action, ...]:
    """Return options that are told apart by their code and their revision."""
    return tuple(
        Action(f"No {number}", Invocation("open", {"which": f"D-{number}"}, number)) for number in range(count)
    )


def shown(office: Office, count: int, limits: Limits) -> list[str]:
    """Return the labels on a card with a menu of so many options."""
    card = Card(spans("Pumps"), actions=(Menu("More", options(count)),), about="D-12")
    with office.acting() as ctx:
        return [action.label for action in buttons.draw(ctx.session, card, HERE, limits, ctx.now).card.buttons()]


@pytest.mark.parametrize(("count", "menus", "labels"), [(5, False, 1), (5, True, 5), (4, False, 4)])
def test_menu_when_it_is_drawn(office: Office, count: int, menus: bool, labels: int) -> None:
    """A long one becomes a single button, unless the platform folds menus by itself."""
    assert len(shown(office, count, replace(LIMITS, menus=menus))) == labels


def test_menu_when_it_is_unfolded(office: Office) -> None:
    """It holds what it held, to the record and the revision, and says what it is about."""
    card = Card(spans("Pumps"), actions=(Menu("More", options(6)),), about="D-12")
    with office.acting() as ctx:
        (token,) = buttons.draw(ctx.session, card, HERE, replace(LIMITS, menus=False), ctx.now).tokens
        pressed = buttons.read(ctx.session, token)
        assert pressed is not None
        unfolded = buttons.unfolded(pressed.args)

    assert tuple(unfolded.buttons()) == options(6)
    assert unfolded.about == "D-12"
