"""Options of the organisation, on either database."""

import pytest

from crmbot.core import history
from crmbot.core.errors import InvalidInput, NotAllowed
from crmbot.core.settings import options
from tests.core.conftest import Office


def test_option_when_nobody_has_set_it(office: Office) -> None:
    """It is what it is by default."""
    with office.acting() as ctx:
        found = [options.option(ctx, options.COPY_CUSTOMER_DESCRIPTION), options.option(ctx, options.DEAL_SOON_DAYS)]

    assert found == [False, 15]


def test_option_when_set(office: Office) -> None:
    """It holds at once and from then on, and undo brings it back."""
    with office.acting() as ctx:
        options.option(ctx, options.DEAL_OLD_DAYS)
        options.assign(ctx, options.DEAL_OLD_DAYS, 10)
        options.assign(ctx, options.DEAL_OLD_DAYS, 12)
        at_once, batch = options.option(ctx, options.DEAL_OLD_DAYS), history.current(ctx)
    with office.acting() as ctx:
        later = options.option(ctx, options.DEAL_OLD_DAYS)
    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)
    with office.acting() as ctx:
        assert (at_once, later, options.option(ctx, options.DEAL_OLD_DAYS)) == (12, 12, 7)


def test_option_when_the_right_is_missing(office: Office) -> None:
    """A rep sets none."""
    with office.acting("ben") as ctx, pytest.raises(NotAllowed):
        options.assign(ctx, options.DEAL_OLD_DAYS, 10)


@pytest.mark.parametrize("days", [-1, 366])
def test_option_when_the_number_is_out_of_range(office: Office, days: int) -> None:
    """It is refused."""
    with office.acting() as ctx, pytest.raises(InvalidInput):
        options.assign(ctx, options.DEAL_OLD_DAYS, days)


@pytest.mark.parametrize("text", ["deal_old_days", "Deal old days", "deal-old-days"])
def test_option_when_named(text: str) -> None:
    """It is found however its key is written."""
    assert options.named(text) is options.DEAL_OLD_DAYS


def test_option_when_there_is_none_of_that_name() -> None:
    """Those there are are named."""
    with pytest.raises(InvalidInput) as refused:
        options.named("colour of the walls")

    assert "copy customer description" in refused.value.choices
