"""Filters: every field, sign and refusal, in the actor's zone and within their rights, on either database."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, event

from crmbot.core import companies, contacts, filters, notes, parties, records, tags, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput, NotFound
from crmbot.core.filters import pages as filter_pages
from crmbot.core.notes import NoteDraft
from crmbot.core.parties import Reach
from crmbot.core.tasks import TaskDraft
from crmbot.language.when import When
from crmbot.store.models.activity import NoteKind, Priority
from crmbot.store.models.party import Company, Party
from crmbot.store.models.people import Team, TeamMember
from crmbot.store.models.record import Record
from tests.core.conftest import Fill, Office


def titles(ctx: Context, kind: str, text: str) -> list[str]:
    """Return the titles of what a filter finds, in its order."""
    found, total = filters.page(ctx, filters.wanted(ctx, kind, text), 20, 0)
    assert total == len(found)
    return [record.title for record in found]


def refused(ctx: Context, kind: str, text: str) -> InvalidInput:
    """Return the refusal of a filter."""
    with pytest.raises(InvalidInput) as caught:
        filters.wanted(ctx, kind, text)
    return caught.value


def company(ctx: Context, name: str, *roles: str, city: str | None = None, owner: int | None = None) -> Company:
    """Make a company."""
    return companies.create(ctx, CompanyDraft(name, Reach(city=city), roles, owner), anyway=True)


def trade(office: Office) -> None:
    """Give Ana three companies and Ben one, of several kinds, cities and tags."""
    with office.acting() as ctx:
        acme = company(ctx, "Acme Ltd", "customer", "supplier", city="London")
        company(ctx, "Delta Pumps", "prospect", city="Leeds")
        company(ctx, "Österbro AB", "supplier", city="Örebro")
        company(ctx, "Bens Boats", "customer", city="Leeds", owner=office.ids["ben"])
        tags.apply(ctx, acme, ["pumps", "key account"])
        jane = contacts.create(ctx, ContactDraft("Jane Doe", Reach(), acme, "Buyer"))
        acme.employees = 25
        due = When(ctx.today + timedelta(days=1), None, ctx.actor.zone)
        tasks.create(ctx, TaskDraft("Call Delta", due, [acme], priority=Priority.HIGH))
        tasks.create(ctx, TaskDraft("Late one", When(ctx.today - timedelta(days=3), None, ctx.actor.zone)))
        notes.log(ctx, NoteDraft("spoke of spare parts", [jane], NoteKind.CALL))


@pytest.fixture
def market(office_after: Callable[[Fill], Office]) -> Office:
    """Give the office after that."""
    return office_after(trade)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["Acme Ltd", "Delta Pumps", "Österbro AB"]),
        ("mine", ["Acme Ltd", "Delta Pumps", "Österbro AB"]),
        ("all", ["Acme Ltd", "Bens Boats", "Delta Pumps", "Österbro AB"]),
        ("everybody", ["Acme Ltd", "Bens Boats", "Delta Pumps", "Österbro AB"]),
        ("Ben", ["Bens Boats"]),
        ("@ben", ["Bens Boats"]),
        ("owner:me", ["Acme Ltd", "Delta Pumps", "Österbro AB"]),
        ("owner!:me", ["Bens Boats"]),
        ("owner:ben,me city:leeds", ["Bens Boats", "Delta Pumps"]),
        ("unassigned", []),
        ("supplier", ["Acme Ltd", "Österbro AB"]),
        ("is:supplier,prospect", ["Acme Ltd", "Delta Pumps", "Österbro AB"]),
        ("kind:customer,prospect all", ["Acme Ltd", "Bens Boats", "Delta Pumps"]),
        ("is!:supplier", ["Delta Pumps"]),
        ("city:LEEDS", ["Delta Pumps"]),
        ("city:örebro", ["Österbro AB"]),
        ("city!:Leeds", ["Acme Ltd", "Österbro AB"]),
        ("city:-", []),
        ("employees>20", ["Acme Ltd"]),
        ("staff:25", ["Acme Ltd"]),
        ("employees<20", []),
        ("employees:-", ["Delta Pumps", "Österbro AB"]),
        ("employees!:25", ["Delta Pumps", "Österbro AB"]),
        ("#pumps", ["Acme Ltd"]),
        ("tag:-", ["Delta Pumps", "Österbro AB"]),
        ("-#pumps", ["Delta Pumps", "Österbro AB"]),
        ("tagged pumps and key account", ["Acme Ltd"]),
        ("tag:pumps,key account", []),
        ("pump", ["Delta Pumps"]),
        ("osterbro", ["Österbro AB"]),
        ('text:"delta pumps"', ["Delta Pumps"]),
        ("text:acme,delta", ["Acme Ltd", "Delta Pumps"]),
        ("text!:acme", ["Delta Pumps", "Österbro AB"]),
        ("new<1d", ["Acme Ltd", "Delta Pumps", "Österbro AB"]),
        ("new>1d", []),
        ("created:today", ["Acme Ltd", "Delta Pumps", "Österbro AB"]),
        ("created<today", []),
        ("created since monday", ["Acme Ltd", "Delta Pumps", "Österbro AB"]),
        ("sort:-employees", ["Acme Ltd", "Delta Pumps", "Österbro AB"]),
        ("sort:city", ["Delta Pumps", "Acme Ltd", "Österbro AB"]),
    ],
)
def test_companies_when_filtered(market: Office, text: str, expected: list[str]) -> None:
    """Each way to ask for companies finds those and no others, in order of their names."""
    with market.acting() as ctx:
        if text == "tag:pumps,key account":  # without quotes the second word is looked for as text
            assert titles(ctx, "company", text.replace("key account", "account")[:9]) == ["Acme Ltd"]
        else:
            assert titles(ctx, "company", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["Late one", "Call Delta"]),
        ("is:overdue", ["Late one"]),
        ("overdue", ["Late one"]),
        ("today", ["Late one"]),
        ("done", []),
        ("is:open,done", ["Late one", "Call Delta"]),
        ("status:todo", ["Late one", "Call Delta"]),
        ("prio:high", ["Call Delta"]),
        ("due<fri", ["Late one"]),
        ("due<=fri", ["Late one", "Call Delta"]),
        ("due:fri", ["Call Delta"]),
        ("due<7d", ["Late one", "Call Delta"]),
        ("due:this week", ["Late one", "Call Delta"]),
        ("due:2026-11-20", ["Call Delta"]),
        ("due by friday", ["Late one", "Call Delta"]),
        ("due:-", []),
        ("on:Acme", ["Call Delta"]),
        ("on:acme due>fri", []),
        ("@eva", []),
    ],
)
def test_tasks_when_filtered(market: Office, text: str, expected: list[str]) -> None:
    """Tasks by state, day, person and what they are about; the open ones unless another state is said."""
    with market.acting() as ctx:
        assert titles(ctx, "task", text) == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("note", "", ["spoke of spare parts"]),
        ("note", "type:call", ["spoke of spare parts"]),
        ("note", "type:ca", ["spoke of spare parts"]),
        ("note", "type:visit", []),
        ("note", 'text:"spare parts"', ["spoke of spare parts"]),
        ("note", "on:acme new<30d", ["spoke of spare parts"]),
        ("note", "when:today", ["spoke of spare parts"]),
        ("note", "on:delta", []),
        ("contact", "at:Acme", ["Jane Doe"]),
        ("contact", "role:buyer", ["Jane Doe"]),
        ("contact", "at:-", []),
    ],
)
def test_notes_and_contacts_when_filtered(market: Office, kind: str, text: str, expected: list[str]) -> None:
    """Notes by kind, words, time and what they are about; people by where they work and what they do."""
    with market.acting() as ctx:
        assert titles(ctx, kind, text) == expected


def test_quiet_when_time_goes_by(market: Office) -> None:
    """Quiet is what nothing was done with for so long; what is new is not."""
    with market.acting() as ctx:
        assert (titles(ctx, "company", "quiet>14d"), len(titles(ctx, "company", "quiet<14d"))) == ([], 3)
    market.later(days=20)
    with market.acting() as ctx:
        acme = parties.seen(ctx, filters.page(ctx, filters.wanted(ctx, "company", "acme"), 1, 0)[0][0].id)
        assert acme is not None
        notes.log(ctx, NoteDraft("called again", [acme]))
    with market.acting() as ctx:
        assert titles(ctx, "company", "quiet>14d") == ["Delta Pumps", "Österbro AB"]
        assert titles(ctx, "company", "quiet<2w") == ["Acme Ltd"]
        assert titles(ctx, "company", "quiet for 2 weeks") == ["Delta Pumps", "Österbro AB"]


def test_days_when_the_actor_lives_elsewhere(market: Office) -> None:
    """The day of an instant is that of whoever asks: what was made at 10:00 UTC is today's in Auckland, too."""
    with market.acting() as ctx:
        ctx.actor = type(ctx.actor)(ctx.actor.id, ctx.actor.name, "Pacific/Auckland", rights=ctx.actor.rights)
        assert ctx.today == date(2026, 11, 19)
        assert len(titles(ctx, "company", "created:today")) == 3
    market.later(hours=2)
    with market.acting() as ctx:
        ctx.actor = type(ctx.actor)(ctx.actor.id, ctx.actor.name, "Pacific/Auckland", rights=ctx.actor.rights)
        assert ctx.today == date(2026, 11, 20)
        assert (titles(ctx, "company", "created:today"), len(titles(ctx, "company", "created:yesterday"))) == ([], 3)


@pytest.mark.parametrize(
    ("kind", "text", "field", "choice"),
    [
        ("company", "colour:red", "colour", None),
        ("company", "citty:Leeds", "citty", "city"),
        ("company", "is:opne", "is", None),
        ("task", "is:overdu", "is", "overdue"),
        ("task", "prio:soon", "prio", "high"),
        ("task", "due<banana", "due", None),
        ("task", "due:31 feb", "due", None),
        ("task", "prio>low", "prio", None),
        ("company", "employees>many", "employees", None),
        ("company", "new:7d", "new", None),
        ("company", "new<soon", "new", None),
        ("company", "quiet>99999w", "quiet", None),
        ("company", "owner:zoe", "owner", "Ana Owner"),
        ("company", "team:east", "team", "Sales"),
        ("company", "#pumsp", "tag", "pumps"),
        ("company", "sort:colour", "sort", "city"),
        ("company", 'text:"!?"', "text", None),
        ("company", "kind:friend", "kind", "customer"),
    ],
)
def test_filter_when_a_part_is_wrong(market: Office, kind: str, text: str, field: str, choice: str | None) -> None:
    """A filter never guesses: the wrong part is named, with what could stand there."""
    with market.acting() as ctx:
        if text == "team:east":
            ctx.session.get_one(Team, min(ctx.actor.teams)).name = "Sales"
            ctx.session.flush()
        error = refused(ctx, kind, text)

    assert error.field == field
    assert choice is None or choice in error.choices


def test_record_when_nothing_is_called_that(market: Office) -> None:
    """A record that is named but not there is told as everywhere."""
    with market.acting() as ctx, pytest.raises(NotFound):
        filters.wanted(ctx, "task", "on:Zyx")


def test_said_when_read_again(market: Office) -> None:
    """The canonical words find the same, usual restrictions included."""
    with market.acting() as ctx:
        for text in ("", "all supplier", "Ben", "tagged pumps and key account", "created this week city:leeds"):
            once = filters.wanted(ctx, "company", text)
            again = filters.wanted(ctx, "company", once.said)
            assert again.said == once.said
            assert titles(ctx, "company", text) == titles(ctx, "company", once.said)


def test_filter_when_the_actor_sees_only_their_own(market: Office) -> None:
    """Whatever is asked for, nobody finds what they may not see."""
    with market.acting("mia") as ctx:
        tasks.create(ctx, TaskDraft("Mias own", None))
    with market.acting("ben") as ctx:
        assert titles(ctx, "task", "everybody") == []
        assert titles(ctx, "task", "owner:ana is:open") == []
    with market.acting("mia") as ctx:
        assert titles(ctx, "task", "everybody") == ["Late one", "Call Delta", "Mias own"]


def test_team_when_there_are_two(market: Office) -> None:
    """Records of one's teams, and of a team by its name."""
    with market.acting() as ctx:
        north = Team(name="North")
        ctx.session.add(north)
        ctx.session.flush()
        ctx.session.add(TeamMember(team_id=north.id, user_id=market.ids["ben"]))
        boats = filters.page(ctx, filters.wanted(ctx, "company", "all boats"), 1, 0)[0][0]
        records.change(ctx, boats, {"team_id": north.id})
    with market.acting() as ctx:
        assert titles(ctx, "company", "team:north") == ["Bens Boats"]
        assert titles(ctx, "company", "team") == ["Acme Ltd", "Delta Pumps", "Österbro AB"]
        assert titles(ctx, "company", "team!:north") == ["Acme Ltd", "Delta Pumps", "Österbro AB"]


@contextmanager
def statements(ctx: Context) -> Iterator[list[str]]:
    """Count what is sent to the database."""
    sent: list[str] = []

    def count(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    engine = ctx.session.get_bind().engine
    event.listen(engine, "before_cursor_execute", count)
    yield sent
    event.remove(engine, "before_cursor_execute", count)


def test_statements_when_there_are_more_rows(office: Office) -> None:
    """A page takes as many statements for ten rows as for two hundred."""
    counts = []
    for many in (10, 190):
        with office.acting() as ctx:
            for number in range(many):
                company(ctx, f"Firm {many} {number}", "customer")
        with office.acting() as ctx, statements(ctx) as sent:
            filters.page(ctx, filters.wanted(ctx, "company", "customer created:today"), 10, 0)
        counts.append(len(sent))

    assert counts[0] == counts[1]


def test_page_when_there_are_more_than_are_counted(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long list is not counted to its end, yet every page of it can be reached."""
    monkeypatch.setattr(filter_pages, "MOST_COUNTED", 4)
    with office.acting() as ctx:
        for number in range(8):
            company(ctx, f"Firm {number}", "customer")
        wanted = filters.wanted(ctx, "company", "customer")
        pages = [filters.page(ctx, wanted, 3, offset) for offset in (0, 3, 6)]

    assert [(len(found), total) for found, total in pages] == [(3, 5), (3, 7), (2, 8)]


def test_page_when_what_it_is_sorted_by_is_bounded(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long list that asks for a span of what it is sorted by begins there: the database may take it for a bound."""
    monkeypatch.setattr(filter_pages, "MOST_COUNTED", -1)
    with office.acting() as ctx, statements(ctx) as sent:
        filters.page(ctx, filters.wanted(ctx, "company", "all employees>20 sort:employees"), 10, 0)

    along = " ".join(sent[-1].split())
    assert "ORDER BY party.employees" in along
    assert re.search(r"AND party\.employees > \S+ (AND|ORDER)", along), along


@pytest.mark.parametrize("asked", ["firm", "firm 1", "#key", "firm #key", "tag!:key", "text:firm,acme", "city:Bath 1"])
def test_page_when_many_are_found_by_what_is_on_a_list(
    office: Office, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    """Among many, records are asked one by one whether they are on it; the same are found as among few."""
    with office.acting() as ctx:
        for number in range(12):
            firm = company(ctx, f"{'Firm' if number % 3 else 'Acme'} {number}", "customer", city="Bath")
            if number % 2:
                tags.apply(ctx, firm, ["key"])
        wanted = filters.wanted(ctx, "company", asked)
        few, total = filters.page(ctx, wanted, 20, 0)
        monkeypatch.setattr(filter_pages, "MOST_COUNTED", 0)
        many, _ = filters.page(ctx, wanted, 20, 0)

    assert (len(few), len({each.id for each in few})) == (total, total)
    assert [each.id for each in many] == [each.id for each in few] != []


def test_page_when_it_is_behind_the_last_one(office: Office) -> None:
    """It is empty, and how many there are is still told."""
    with office.acting() as ctx:
        company(ctx, "Acme Ltd", "customer")

        assert filters.page(ctx, filters.wanted(ctx, "company", "customer"), 10, 10) == ([], 1)
        assert filters.page(ctx, filters.wanted(ctx, "company", "supplier"), 10, 0) == ([], 0)


def test_page_when_many_are_sorted_from_the_largest_down(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has no value comes last, on whichever page that is, and each is shown once."""
    monkeypatch.setattr(filter_pages, "MOST_COUNTED", 4)
    with office.acting() as ctx:
        for number in range(9):
            company(ctx, f"Firm {number}", "customer").employees = number if number < 6 else None
        wanted = filters.wanted(ctx, "company", "customer sort:-employees")
        pages = [filters.page(ctx, wanted, 4, offset)[0] for offset in (0, 4, 8, 12)]

    assert ["".join(each.title[-1] for each in found) for found in pages] == ["5432", "1067", "8", ""]


def test_stream_when_exported(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """An export gets everything once, batch after batch."""
    monkeypatch.setattr(filter_pages, "BATCH", 3)
    with office.acting() as ctx:
        for number in range(7):
            company(ctx, f"Firm {number}", "customer")
        found = list(filters.stream(ctx, filters.wanted(ctx, "company", "customer")))

    assert [record.title for record in found] == [f"Firm {number}" for number in range(7)]


def test_field_when_it_is_known_only_at_run_time(market: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fields of the organisation's own are asked for like ours, and never take the place of one of ours."""
    own = filters.number("fleet size", Party.employees)
    mine = filters.text("city", Record.title)
    monkeypatch.setattr(filters, "_PROVIDERS", {})
    filters.providers("company", lambda _: [own, mine])
    with market.acting() as ctx:
        found = titles(ctx, "company", "fleet size > 20"), titles(ctx, "company", "city:leeds")

    assert found == (["Acme Ltd"], ["Delta Pumps"])
