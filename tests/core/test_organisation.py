"""The organisation's own habits: typed, checked, in force everywhere at once."""

from dataclasses import replace
from datetime import date

import pytest

from crmbot.core import history, setup
from crmbot.core.context import Organisation
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.settings import options, organisation
from crmbot.core.settings.options import Option
from crmbot.language.filters.values import span
from crmbot.store.uow import unit_of_work
from tests.core.conftest import NOW, Office

START = Organisation(currency="GBP", zone="Europe/London", region="GB")


@pytest.mark.parametrize(
    ("which", "said", "kept"),
    [
        (organisation.NAME, '  "Acme   Pumps" ', "Acme Pumps"),
        (organisation.CURRENCY, "usd", "USD"),
        (organisation.CURRENCY, "Swiss Franc", "CHF"),
        (organisation.ZONE, "new york", "America/New_York"),
        (organisation.COUNTRY, "france", "FR"),
        (organisation.COUNTRY, "uk", "GB"),
        (organisation.WEEK_START, "sun", "Sunday"),
    ],
)
def test_setting_when_it_can_be_read(office: Office, which: Option[str], said: str, kept: str) -> None:
    """It is kept in its one form."""
    with office.acting("mia") as ctx:
        options.assign_text(ctx, which, said)

        assert options.stored(ctx.session, which) == kept


@pytest.mark.parametrize(
    ("which", "said", "near"),
    [
        (organisation.CURRENCY, "dolar", "USD"),
        (organisation.CURRENCY, "DEM", ""),
        (organisation.CURRENCY, "", ""),
        (organisation.ZONE, "Pariss", "Europe/Paris"),
        (organisation.COUNTRY, "Frnace", "France"),
        (organisation.COUNTRY, "XX", ""),
        (organisation.WEEK_START, "Wednesday", "Monday"),
        (organisation.WEEK_START, "", "Monday"),
        (organisation.NAME, " ", ""),
        (organisation.NAME, "x" * 81, ""),
    ],
)
def test_setting_when_it_cannot_be_read(office: Office, which: Option[str], said: str, near: str) -> None:
    """It is refused, with what comes near."""
    with office.acting() as ctx, pytest.raises(InvalidInput) as refused:
        options.assign_text(ctx, which, said)

    assert not near or near in refused.value.choices


def test_setting_when_the_right_is_missing(office: Office) -> None:
    """A rep sets none."""
    with office.acting("ben") as ctx, pytest.raises(NotAllowed):
        options.assign_text(ctx, organisation.NAME, "Mine")


def test_current_when_nobody_has_said_anything(office: Office) -> None:
    """What the environment says holds."""
    with office.acting() as ctx:
        assert organisation.current(ctx.session, START) == START


def test_current_when_another_process_has_set_it(office: Office) -> None:
    """The next unit of work has it, whatever it begins with."""
    with office.acting() as ctx:
        options.assign_text(ctx, organisation.CURRENCY, "EUR")
        options.assign_text(ctx, organisation.WEEK_START, "Sunday")
        at_once = organisation.current(ctx.session, START)
    with unit_of_work(office.database) as session:
        later = organisation.current(session, START)

    assert at_once == later == replace(START, currency="EUR", week_start=6)


def test_prepare_when_the_environment_changes_afterwards(office: Office) -> None:
    """What it said on the first day stays; a change of it later changes nothing."""
    with unit_of_work(office.database) as session:
        setup.prepare(session, NOW, START)
    with unit_of_work(office.database) as session:
        setup.prepare(session, NOW, replace(START, currency="JPY"))

        assert organisation.current(session, Organisation()).currency == "GBP"


def test_undo_when_it_is_a_setting(office: Office) -> None:
    """It is what it was before, at once."""
    with office.acting() as ctx:
        options.assign_text(ctx, organisation.CURRENCY, "CHF")
    with office.acting() as ctx:
        options.assign_text(ctx, organisation.CURRENCY, "USD")
        batch = history.current(ctx)
    with office.acting(command="undo") as ctx:
        before = organisation.current(ctx.session, START).currency
        history.undo(ctx, batch)

        assert (before, organisation.current(ctx.session, START).currency) == ("USD", "CHF")


def test_undo_when_somebody_has_set_it_since(office: Office) -> None:
    """Their change stays, and they are named."""
    with office.acting() as ctx:
        options.assign_text(ctx, organisation.CURRENCY, "CHF")
        batch = history.current(ctx)
    with office.acting("mia") as ctx:
        options.assign_text(ctx, organisation.CURRENCY, "USD")
    with office.acting(command="undo") as ctx, pytest.raises(Conflict) as refused:
        history.undo(ctx, batch)

    assert (refused.value.subject, refused.value.by) == ("currency", "Mia Boss")


def test_week_when_it_begins_on_sunday(office: Office) -> None:
    """Words for a week mean the days from then on, in filters and in dates."""
    with office.acting() as ctx:
        options.assign_text(ctx, organisation.WEEK_START, "Sunday")
        ctx.org = organisation.current(ctx.session, START)

        week = span("this week", date(2026, 11, 19), ctx.org.week_start)

        assert week == (date(2026, 11, 15), date(2026, 11, 21))
        assert ctx.conventions.week_start == organisation.WEEK_STARTS["Sunday"]
