"""A small firm to measure in: people who are linked on both platforms, companies with somebody at each."""

from datetime import UTC, datetime
from random import Random

from sqlalchemy.orm import Session

from crmbot.core import companies, contacts, history, people, setup
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context, Organisation, Origin
from crmbot.core.people import ChatUser
from crmbot.store.engine import open_database
from crmbot.store.uow import unit_of_work

PEOPLE = 16
COMPANIES = 200
TEAM = "T0BENCH"
BOT = 7_000_000
NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)
ORG = Organisation(zone="Europe/London")

_WORDS = (
    "pump valve price list delivery pipe motor seal order spare part drawing visit hall crane budget board answer "
    "sample steel tank filter gauge offer terms invoice service engine frame quality audit paint gear"
).split()


def slack_user(number: int) -> str:
    return f"U{number % PEOPLE:05}"


def telegram_user(number: int) -> int:
    return 1_000 + number % PEOPLE


def sentence(number: int) -> str:
    """Say something about Acme that nobody has said before, in words somebody has."""
    words = Random(number).choices(_WORDS, k=6)
    return f"Acme: asked about the {' '.join(words)}"


def furnish(url: str) -> None:
    """Fill an empty database."""
    database = open_database(url)
    try:
        with unit_of_work(database) as session:
            setup.prepare(session, NOW)
            owner, _ = setup.first_owner(session, name="Owner", email="owner@firm.example", zone=ORG.zone, now=NOW)
            _hire(session)
            actor = people.actor(session, owner.id)
            ctx = Context(session, actor, NOW, Origin("console:local:owner", via="console"), ORG)
            history.begin(ctx, "import")
            _fill(ctx)
    finally:
        database.close()


def _hire(session: Session) -> None:
    for number in range(PEOPLE):
        email = f"rep{number}@firm.example"
        user = people.add(session, name=f"Rep {number}", email=email, role="rep", zone=ORG.zone)
        people.attach(session, user, ChatUser("slack", TEAM, slack_user(number)))
        people.attach(session, user, ChatUser("telegram", str(BOT), str(telegram_user(number))))


def _fill(ctx: Context) -> None:
    letters = Random(1)
    for name in ["Acme Ltd", *(f"{_word(letters)} {_word(letters)} Works" for _ in range(COMPANIES - 1))]:
        company = companies.create(ctx, CompanyDraft(name), anyway=True)
        contacts.create(ctx, ContactDraft(f"{_word(letters)} {_word(letters)}", company=company), anyway=True)


def _word(letters: Random) -> str:
    """Make up a name."""
    return "".join(letters.choice("bdfgklmnprstvz") + letters.choice("aeiou") for _ in range(3)).title()
