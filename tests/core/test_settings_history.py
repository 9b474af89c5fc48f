"""The history of the settings, and what stands in the way of taking them back."""

import pytest

from crmbot.core import history, rights
from crmbot.core.context import Level
from crmbot.core.errors import Conflict, NotAllowed
from crmbot.core.settings import history as settings_history
from crmbot.core.settings import lists as settings_lists
from crmbot.core.settings import options, organisation
from crmbot.core.settings.lists import SOURCES
from crmbot.store.models.people import User
from tests.core.conftest import Office


def test_latest_when_settings_were_changed(office: Office) -> None:
    """The last change stands first, with who made it and what it was."""
    with office.acting() as ctx:
        options.assign_text(ctx, organisation.CURRENCY, "CHF")
    with office.acting("mia") as ctx:
        options.assign_text(ctx, organisation.CURRENCY, "USD")
        settings_lists.rename(ctx, SOURCES, settings_lists.named(ctx, SOURCES, "web"), "Our site")
    with office.acting() as ctx:
        told = settings_history.latest(ctx, 3)
        older = settings_history.latest(ctx, 3, offset=1)

        assert [(each.who, [part.subject for part in each.parts]) for each in told] == [
            ("Mia Boss", ["currency", "Our site"]),
            ("Ana Owner", ["currency"]),
        ]
        assert told[0].parts[0].diff == {"value": ["CHF", "USD"]}
        assert older == told[1:]


def test_latest_when_the_right_is_missing(office: Office) -> None:
    """It is for those who keep the settings."""
    with office.acting("ben") as ctx, pytest.raises(NotAllowed):
        settings_history.latest(ctx, 3)


def test_undo_when_the_old_name_is_taken_by_now(office: Office) -> None:
    """It is refused instead of failing in the database."""
    with office.acting() as ctx:
        settings_lists.rename(ctx, SOURCES, settings_lists.named(ctx, SOURCES, "web"), "Our site")
        batch = history.current(ctx)
    with office.acting("mia") as ctx:
        settings_lists.add(ctx, SOURCES, "WEB")
    with office.acting(command="undo") as ctx, pytest.raises(Conflict) as refused:
        history.undo(ctx, batch)

    assert "WEB" in refused.value.subject


def test_undo_when_the_right_is_gone(office: Office) -> None:
    """Who may not change settings any more takes none back either."""
    with office.acting("mia") as ctx:
        settings_lists.add(ctx, SOURCES, "Podcast")
        batch = history.current(ctx)
    with office.acting() as ctx:
        rights.grant(ctx, ctx.session.get_one(User, office.ids["mia"]), "settings.edit", Level.NONE)
    with office.acting("mia", "undo") as ctx, pytest.raises(NotAllowed):
        history.undo(ctx, batch)
