"""What is offered to pick from: for each question about a record, of its kinds, and only what one may see."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, select

from crmbot.chat.form import Ask, FieldSpec, Ref, question_fields
from crmbot.chat.inbound import Identity
from crmbot.commands import build_registry
from crmbot.core import history, people, subjects
from crmbot.core.context import Organisation
from crmbot.core.people import ChatUser
from crmbot.handlers.adapter import FormField, Standing
from crmbot.handlers.dialogs.offering import OFFERED, RECENT, SUGGESTED, Offering
from crmbot.handlers.slack.inputs import element, picks, spec_of
from crmbot.handlers.slack.limits import OPTION_CHARS, OPTIONS
from crmbot.handlers.slack.payload import Payload
from crmbot.language import codes
from crmbot.store.engine import Database, open_database
from crmbot.store.models.people import Team, User
from crmbot.store.models.record import Record
from crmbot.store.search_index import index
from crmbot.store.uow import Session, read_only, unit_of_work
from tests.copies import Files
from tests.talk.house import Fixture, furnish

NOW = datetime(2025, 3, 12, 9, tzinfo=UTC)
ACTION_CHARS = 255
SHARED = "zebrafish"

RECORD_FIELDS = sorted(
    {
        (command.name, spec.name, spec.kinds)
        for command in build_registry()
        for spec in question_fields(command.form)
        if spec.ask is Ask.RECORD
    }
)


def furnish_linked(url: str) -> None:
    """Put the sample in, all of which is also found by one word, and people who are linked."""
    furnish(url, Fixture(NOW))
    opened = open_database(url)
    with unit_of_work(opened) as session:
        history.begin_system(session, "link", NOW)
        for user in session.scalars(select(User)):
            people.attach(session, user, ChatUser("slack", "T1", user.email.partition("@")[0]))
        for record in session.scalars(select(Record)):
            index(session, record.id, [(f"{record.title} {SHARED}", 5)])
    opened.close()


@pytest.fixture
def database(sqlite_copies: Files, tmp_path: Path) -> Iterator[Database]:
    """Give a database of linked people."""
    opened = open_database(sqlite_copies.copy("linked", furnish_linked, tmp_path / "linked.db"))
    yield opened
    opened.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """Give a session that reads."""
    with read_only(database) as opened:
        yield opened


def offering(session: Session) -> Offering:
    """Offer at the instant of the tests."""
    return Offering(session, NOW, Organisation())


def who(name: str) -> Identity:
    """Return somebody on Slack."""
    return Identity("slack", "T1", name)


def question(*kinds: str) -> FieldSpec:
    """Return a question about a record."""
    return FieldSpec("about", Ask.RECORD, "About?", required=True, max_length=None, markers=(Ref(*kinds),))


def hide(database: Database, *, but: str = "") -> None:
    """Give all records but those of a kind to the owner, in a team of their own."""
    with unit_of_work(database) as session:
        history.begin_system(session, "hide", NOW)
        team = Team(name="Elsewhere")
        session.add(team)
        session.flush()
        for record in session.scalars(select(Record).where(Record.kind != but)):
            record.team_id, record.owner_id = team.id, 1


def test_fields_when_leads_are_there() -> None:
    """Some question is about leads: what follows is tried on all of them."""
    assert any("lead" in subjects.expand(kinds) for _, _, kinds in RECORD_FIELDS)


@pytest.mark.parametrize(("command", "name", "kinds"), RECORD_FIELDS)
def test_suggestions_when_asked_for_a_field(session: Session, command: str, name: str, kinds: tuple[str, ...]) -> None:
    """Each record picker offers the kinds of its question and no other, also by way of Slack's action id."""
    (spec,) = (spec for spec in question_fields(build_registry()[command].form) if spec.name == name)
    action = str(element(FormField(spec))["action_id"])

    offered = offering(session).suggest(who("ana"), SHARED, spec_of(action, name))

    found = {codes.KINDS[option.value.partition("-")[0]] for option in offered}
    wanted = set(subjects.expand(kinds)) or set(codes.LETTERS)
    there = set(session.scalars(select(Record.kind)))
    assert len(action) <= ACTION_CHARS
    assert found == wanted & there


@pytest.mark.parametrize("kind", ["company", "contact", "deal", "lead"])
@pytest.mark.parametrize("text", [SHARED, ""])
def test_suggestions_when_records_are_anothers(database: Database, kind: str, text: str) -> None:
    """What a rep may not see is not offered, by its name or because it is recent; the owner is offered all."""
    hide(database)
    with read_only(database) as session:
        options = [offering(session).suggest(who(name), text, question(kind)) for name in ("ben", "ana")]

    assert (options[0], len(options[1]) > 0) == ((), True)


def test_suggestions_when_a_code_is_typed(session: Session) -> None:
    """A code finds its record, where the question is about its kind and the letter is right."""
    number = session.scalars(select(Record.id).where(Record.title == "Jane Doe")).one()
    typed = [f"p{number}", f"P-{number}", f"#{number}", f"d{number}", "p999999"]

    found = [offering(session).suggest(who("ana"), text, question("contact")) for text in typed]
    other = offering(session).suggest(who("ana"), f"p{number}", question("deal"))

    assert [[option.label for option in options] for options in found] == [
        *[[f"Jane Doe, Acme Ltd (P-{number})"]] * 3,
        [],
        [],
    ]
    assert other == ()


def test_suggestions_when_there_are_very_many(database: Database) -> None:
    """A hundred at most, each short enough for Slack; untyped, the last twenty one had to do with."""
    with unit_of_work(database) as session:
        history.begin_system(session, "import", NOW)
        title = "Very long name of a company " * 5
        for number in range(SUGGESTED + 20):
            _company(session, f"{title}{number} {SHARED}")
    with read_only(database) as session:
        options = offering(session).suggest(who("ana"), SHARED, question("company"))
        recent = offering(session).suggest(who("ana"), "  ", question())

    written = picks(options)
    assert (len(options), len(written), 0 < len(recent) <= RECENT) == (SUGGESTED, OPTIONS, True)
    assert max(len(Payload.of(option).text("text", "text")) for option in written) <= OPTION_CHARS


@pytest.mark.parametrize("text", ["", "jane", "\ud800", "x" * 10_000, "%_'\";--", "p99999999999999999999"])
def test_nothing_is_raised_when_text_means_nothing(session: Session, text: str) -> None:
    """Whatever is typed, an answer comes."""
    seen = offering(session)

    assert len(seen.suggest(who("ana"), text, None)) <= SUGGESTED
    assert len(seen.offer(who("ana"), text).records) <= OFFERED


def test_nothing_is_offered_when_somebody_is_suspended(database: Database) -> None:
    """Nor to strangers: a picker offers nothing, and inline mode knows why."""
    with unit_of_work(database) as session:
        history.begin_system(session, "suspend", NOW)
        session.scalars(select(User).where(User.email == "ben@x.example")).one().is_active = False
    with read_only(database) as session:
        seen = offering(session)
        offers = [seen.offer(who(name), "jane") for name in ("ben", "nobody", "eva")]
        options = [seen.suggest(who(name), "jane", None) for name in ("ben", "nobody", "eva")]

    assert [each.standing for each in offers] == [Standing.SUSPENDED, Standing.STRANGER, Standing.KNOWN]
    assert [len(each.records) for each in offers] == [len(each) for each in options] == [0, 0, 1]


@pytest.mark.parametrize("text", ["jane", SHARED, "", "p3"])
def test_number_of_queries_when_more_is_found(database: Database, text: str) -> None:
    """It does not grow with what is found."""
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *about: statements.append(about[2]))
    with read_only(database) as session:
        offering(session).offer(who("ana"), text)

    assert len([each for each in statements if each.startswith(("SELECT", "WITH"))]) <= 7


def _company(session: Session, title: str) -> None:
    from crmbot.store.models.party import Company

    made = Company(title=title[-200:], name_key=title[-200:].lower(), created_at=NOW, updated_at=NOW, created_by_id=1)
    session.add(made)
    session.flush()
    index(session, made.id, [(title, 5)])
