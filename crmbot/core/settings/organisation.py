"""The organisation itself: its name, currency, time zone, country, and the day its weeks begin on.

The environment says what they are on the first day; from then on the database does, for every process.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from crmbot.core.context import Organisation
from crmbot.core.errors import InvalidInput
from crmbot.core.people import zones
from crmbot.core.settings import options
from crmbot.core.settings.options import Option
from crmbot.language import countries, currencies, languages
from crmbot.language.fold import fold

LONGEST_NAME = 80
WEEK_STARTS: Mapping[str, int] = {"Monday": 0, "Saturday": 5, "Sunday": 6}
"""The days weeks begin on somewhere, as the number of the day."""


def _read_name(text: str) -> str:
    name = " ".join(text.split()).strip('" ')
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput("value", text, f"a name has 1 to {LONGEST_NAME} characters")
    return name


def _read_currency(text: str) -> str:
    code = currencies.named(text)
    if code is None:
        raise InvalidInput("value", text, "no currency of today", currencies.near(text))
    return code


def _read_zone(text: str) -> str:
    zone = zones.find(text)
    if zone is None:
        raise InvalidInput("value", text, "no such time zone", zones.near(text))
    return zone


def _read_country(text: str) -> str:
    code = countries.named(text)
    if code is None:
        raise InvalidInput("value", text, "no country I know", countries.near(text))
    return code


def _read_week_start(text: str) -> str:
    wanted = fold(text)
    for day in WEEK_STARTS:
        if len(wanted) >= len("mon") and fold(day).startswith(wanted):
            return day
    raise InvalidInput("value", text, "weeks begin on Monday, Saturday or Sunday", tuple(WEEK_STARTS))


def _own(key: str, what: str, read: Callable[[str], str], default: str = "") -> Option[str]:
    return Option(key, default, what, read, str)


def _read_languages(text: str) -> str:
    found = languages.named(text)
    if not found:
        raise InvalidInput("value", text, "no language I know", languages.near(text))
    return ",".join(found)


NAME = _own("organisation_name", "What the organisation is called", _read_name)
CURRENCY = _own("currency", "The currency of an amount that is given without one", _read_currency)
ZONE = _own("timezone", "The time zone of people who are new, and of what is nobody's", _read_zone)
COUNTRY = _own("country", "The country of phone numbers without a prefix", _read_country)
WEEK_START = _own("week_start", "The day a week begins on", _read_week_start, default="Monday")

LANGUAGES = _own("languages", "The languages people write in, beside English", _read_languages)


def current(session: Session, start: Organisation) -> Organisation:
    """Return the organisation as the database has it now; `start` is what holds where nobody has said anything.

    Called for every unit of work, so that a change is in force in all processes at once.
    """
    return replace(
        start,
        name=options.stored(session, NAME) or start.name,
        currency=options.stored(session, CURRENCY) or start.currency,
        zone=options.stored(session, ZONE) or start.zone,
        region=options.stored(session, COUNTRY) or start.region,
        week_start=WEEK_STARTS.get(options.stored(session, WEEK_START) or "", start.week_start),
        languages=languages.codes(options.stored(session, LANGUAGES) or "") or start.languages,
    )


def begin(session: Session, start: Organisation) -> None:
    """Keep what the environment says on the first day; what is kept already stays."""
    for which, value in ((CURRENCY, start.currency), (ZONE, start.zone), (COUNTRY, start.region)):
        if options.stored(session, which) is None:
            options.keep(session, which, value)


def has_begun(session: Session) -> bool:
    """Tell whether the organisation's own currency, zone and country are in the database."""
    return all(options.stored(session, which) is not None for which in (CURRENCY, ZONE, COUNTRY))
