"""Secret addresses of calendars: whose they are, how they end, and what is behind one."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event as sql
from sqlalchemy import select

from crmbot.core import events, feeds
from crmbot.core.context import Organisation
from crmbot.core.errors import Conflict, NotAllowed
from crmbot.core.feeds import Opened
from crmbot.core.people import teams
from crmbot.store.models.change import Change
from crmbot.store.models.feed import Feed
from crmbot.store.models.people import TeamMember, User
from crmbot.store.uow import read_only
from tests.core.conftest import Office
from tests.core.event_desk import at, made
from tests.core.event_desk import found as found_event

STRANGE = "A" * 43


def issued(office: Office, who: str = "ben", team: str = "") -> str:
    """Make somebody an address; return its secret."""
    with office.acting(who, "calendar feed") as ctx:
        return feeds.issue(ctx, teams.named(ctx, team) if team else None)


def opened(office: Office, secret: str) -> Opened | None:
    """Return what is behind a secret by now."""
    with read_only(office.database) as session:
        return feeds.opened(session, secret, office.now, Organisation(zone="Europe/London"))


def titles(office: Office, secret: str) -> list[str]:
    """Return what the entries behind a secret are called."""
    found = opened(office, secret)
    assert found is not None
    return [entry.face.title for entry in found.sheet().entries]


def team_of(office: Office, *names: str) -> None:
    """Have a team North of some people."""
    with office.acting("ana", "team new") as ctx:
        north = teams.make(ctx, "North")
        for name in names:
            teams.add(ctx, north, ctx.session.get_one(User, office.ids[name]))


def test_address_when_made(office: Office) -> None:
    """It leads to one's own calendar, and nothing of it but a hash is kept."""
    made(office, "ben")
    secret = issued(office)

    with office.acting() as ctx:
        kept = ctx.session.scalars(select(Feed.hash)).all()

    assert titles(office, secret) == ["Plan the hall"]
    assert len(secret) >= 43  # 256 bits, six to a letter
    assert secret not in "".join(kept)


def test_address_when_made_anew(office: Office) -> None:
    """The one before is good for nothing."""
    old = issued(office)
    new = issued(office)

    assert opened(office, old) is None
    assert opened(office, new) is not None


def test_address_when_revoked(office: Office) -> None:
    """It leads nowhere, and the history knows nothing that an undo could bring back."""
    secret = issued(office)
    with office.acting("ben", "calendar feed off") as ctx:
        feeds.revoke(ctx)

    with office.acting("ben") as ctx:
        kept = ctx.session.scalars(select(Change.id).where(Change.table_name == Feed.__tablename__)).all()

    assert kept == []
    assert opened(office, secret) is None
    with office.acting("ben") as ctx, pytest.raises(Conflict):
        feeds.revoke(ctx)


@pytest.mark.parametrize("secret", ["", STRANGE, "x" * 5000, "ü", "../../etc/passwd"])
def test_address_when_nobody_made_it(office: Office, secret: str) -> None:
    """There is nothing behind it."""
    issued(office)

    assert opened(office, secret) is None


def test_address_when_its_person_is_suspended(office: Office) -> None:
    """There is nothing behind it until they are let in again."""
    secret = issued(office)
    with office.acting() as ctx:
        ctx.session.get_one(User, office.ids["ben"]).is_active = False
    gone = opened(office, secret)
    with office.acting() as ctx:
        ctx.session.get_one(User, office.ids["ben"]).is_active = True

    assert gone is None
    assert opened(office, secret) is not None


def test_team_address_when_asked_for_by_somebody_who_does_not_lead(office: Office) -> None:
    """They are told who does."""
    team_of(office, "ben", "eva")
    with office.acting() as ctx:
        ctx.session.get_one(TeamMember, (teams.named(ctx, "North").id, office.ids["eva"])).is_lead = True

    with pytest.raises(NotAllowed) as refused:
        issued(office, "ben", "North")

    assert refused.value.who_can == ("Eva Rep",)


def test_team_address_when_a_manager_is_not_in_the_team(office: Office) -> None:
    """It is for members; owners keep all teams."""
    team_of(office, "ben")

    with pytest.raises(NotAllowed):
        issued(office, "mia", "North")
    assert opened(office, issued(office, "ana", "North")) is not None


def test_team_address_when_its_person_leaves_the_team(office: Office) -> None:
    """There is nothing behind it any more."""
    team_of(office, "mia", "ben")
    secret = issued(office, "mia", "North")
    before = opened(office, secret)
    with office.acting() as ctx:
        teams.remove(ctx, teams.named(ctx, "North"), ctx.session.get_one(User, office.ids["mia"]))

    assert before is not None
    assert opened(office, secret) is None


def test_team_calendar_when_read(office: Office) -> None:
    """Its events have the names of those whose they are; of people outside there is nothing."""
    team_of(office, "mia", "ben", "eva")
    made(office, "ben", at(9), title="Visit", asked=["eva"])
    made(office, "ana", at(11), title="Board")

    assert titles(office, issued(office, "mia", "North")) == ["Ben, Eva: Visit"]


def test_addresses_when_listed(office: Office) -> None:
    """One's own comes first."""
    team_of(office, "mia")
    issued(office, "mia", "North")
    issued(office, "mia")

    with office.acting("mia") as ctx:
        found = feeds.listed(ctx)

    assert [each.team for each in found] == ["", "North"]


def test_queries_when_there_are_many_events(office: Office) -> None:
    """As many as for one."""
    secret = issued(office)
    made(office, "ben", at(9), asked=["eva"])
    with counted(office) as few:
        opened(office, secret)
    for hour in range(10, 18):
        made(office, "ben", at(hour), asked=["eva", "mia"])
    with counted(office) as many:
        opened(office, secret)

    assert len(many) == len(few)


@contextmanager
def counted(office: Office) -> Iterator[list[str]]:
    """Keep the statements that are run."""
    found: list[str] = []

    def keep(*told: object) -> None:
        found.append(str(told[2]))

    sql.listen(office.database.engine, "before_cursor_execute", keep)
    yield found
    sql.remove(office.database.engine, "before_cursor_execute", keep)


def test_event_when_called_off(office: Office) -> None:
    """It stays in the calendar, as one that is not to be."""
    number = made(office, "ben")
    secret = issued(office)
    with office.acting("ben") as ctx:
        events.cancel(ctx, found_event(ctx, number))

    found = opened(office, secret)

    assert found is not None
    assert b"STATUS:CANCELLED" in feeds.draw_feed(found.sheet())
