"""The languages people write in: chosen, told by a platform, or those of the house."""

import pytest

from crmbot.core import history, people
from crmbot.core.errors import InvalidInput
from crmbot.core.people import ChatUser, tongues
from crmbot.core.settings import options, organisation
from crmbot.language import when
from crmbot.store.models.people import User
from crmbot.store.uow import unit_of_work
from tests.core.conftest import Office


def attach(office: Office, name: str, locale: str | None) -> None:
    """Link a chat whose platform says a locale."""
    with unit_of_work(office.database) as session:
        history.begin_system(session, "link", office.now)
        who = ChatUser("slack", "T1", name, name.title(), locale=locale)
        people.attach(session, session.get_one(User, office.ids[name]), who)


def test_languages_when_somebody_chooses_them(office: Office) -> None:
    """Their own come first, English is always there, and figures go by the first."""
    with office.acting("ben") as ctx:
        assert tongues.choose(ctx, "German and French") == ("de", "fr")

    with office.acting("ben") as ctx:
        assert ctx.languages == ("de", "fr", "en")
        assert ctx.actor.locale == "de"
        assert ctx.conventions.languages == ("de", "fr", "en")
    with office.acting("eva") as ctx:
        assert ctx.languages == ("en",)


def test_refusal_when_a_language_is_none(office: Office) -> None:
    """Near names come back as choices, and nothing changes."""
    with office.acting("ben") as ctx, pytest.raises(InvalidInput) as refused:
        tongues.choose(ctx, "Germn")

    assert refused.value.choices[0] == "German"


@pytest.mark.parametrize(("locale", "expected"), [("de-DE", "de"), ("pt-BR", "pt"), ("en-US", "en"), ("tlh", "en")])
def test_language_when_the_platform_tells_it(office: Office, locale: str, expected: str) -> None:
    """Who has chosen none writes as their chat is set."""
    attach(office, "ben", locale)

    with office.acting("ben") as ctx:
        assert ctx.languages[0] == expected


def test_language_when_the_platform_tells_another_than_was_chosen(office: Office) -> None:
    """What somebody chose stays."""
    with office.acting("ben") as ctx:
        tongues.choose(ctx, "Italian")
    attach(office, "ben", "fr-FR")

    with office.acting("ben") as ctx:
        assert ctx.languages == ("it", "en")


def test_languages_when_the_house_has_its_own(office: Office) -> None:
    """The organisation's languages are understood from everybody, behind their own."""
    with office.acting("ana") as ctx:
        options.assign_text(ctx, organisation.LANGUAGES, "Dutch")

    with office.acting("ben") as ctx:
        ctx.org = organisation.current(ctx.session, ctx.org)
        found = when.read("overmorgen", now=ctx.now, zone=ctx.actor.zone, conventions=ctx.conventions)

    assert ctx.languages == ("en", "nl")
    assert found is not None
    assert str(found.when) == "2026-11-21"
