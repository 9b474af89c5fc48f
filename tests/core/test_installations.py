"""Workspaces the app is installed in: whose links are good, how often, and what is kept and told."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from crmbot.core import installations
from crmbot.core.delivery import addresses
from crmbot.core.errors import NotAllowed
from crmbot.core.installations import ADDED, INSTALL, LINK_LIFE, REMOVED, Installed
from crmbot.store.models.change import Change
from crmbot.store.models.channel import Channel, ChannelState
from crmbot.store.models.installation import InstallLink
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import User, UserRole
from crmbot.store.uow import read_only, unit_of_work
from tests.core.conftest import Office

GLOBEX = Installed("chat", "T1", "Globex", "U1", "B1", frozenset({"write", "read"}), "sealed")


def link(office: Office, name: str = "ana") -> str:
    """A fresh link of somebody's."""
    with office.acting(name) as ctx:
        return installations.new_link(ctx)


def open_link(office: Office, secret: str, browser: str = "mine") -> str | None:
    """Open a link in a browser."""
    with unit_of_work(office.database) as session:
        return installations.open_link(session, secret, browser, office.now)


def use_link(office: Office, state: str | None, browser: str = "mine") -> int | None:
    """Come back with a state."""
    with unit_of_work(office.database) as session:
        return installations.use_link(session, state or "", browser, office.now)


def save(office: Office, found: Installed = GLOBEX) -> None:
    """Keep an installation of Ana's."""
    with unit_of_work(office.database) as session:
        installations.save(session, found, office.ids["ana"], office.now)


def remove(office: Office, ago: timedelta = timedelta(), token: str = "") -> bool:
    """Forget it, as of some time ago."""
    with unit_of_work(office.database) as session:
        return installations.remove(session, "chat", "T1", office.now - ago, token=token)


def kept(office: Office) -> Installed | None:
    """What is kept of the workspace."""
    with read_only(office.database) as session:
        return installations.find(session, "chat", "T1")


def facts(office: Office, kind: str) -> list[int | None]:
    """Who is told a kind of fact."""
    with read_only(office.database) as session:
        return list(session.scalars(select(Outbox.user_id).where(Outbox.kind == kind).order_by(Outbox.id)))


@pytest.mark.parametrize("name", ["mia", "ben", "rita"])
def test_link_when_no_owner_asks(office: Office, name: str) -> None:
    """Only owners have the right."""
    with office.acting(name) as ctx, pytest.raises(NotAllowed) as caught:
        installations.new_link(ctx)

    assert caught.value.permission == INSTALL


def test_link_when_used(office: Office) -> None:
    """It says whose it is, once; of its secrets only hashes are kept."""
    secret = link(office)
    state = open_link(office, secret)

    assert state is not None
    assert [use_link(office, state), use_link(office, state)] == [office.ids["ana"], None]
    assert open_link(office, secret) is None
    with read_only(office.database) as session:
        row = session.scalars(select(InstallLink)).one()
        assert not {secret, state, "mine"} & {row.hash, row.state_hash, row.browser_hash}


def test_link_when_used_by_several_at_once(office: Office) -> None:
    """One of them is let through."""
    state = open_link(office, link(office))

    tries = [office.database.submit(partial(use_link, office, state)) for _ in range(4)]

    assert sorted(str(each.result()) for each in tries) == sorted(["None", "None", "None", str(office.ids["ana"])])


def test_link_when_it_is_none(office: Office) -> None:
    """Guessing, an empty one, and a state in the place of a secret open nothing."""
    state = open_link(office, link(office))

    assert [open_link(office, secret) for secret in ("", "guessed", state or "")] == [None, None, None]
    assert [use_link(office, text) for text in ("", "guessed")] == [None, None]


def test_link_when_two_browsers_have_it(office: Office) -> None:
    """It is for the first, from its opening to its end."""
    secret = link(office)
    state = open_link(office, secret)

    assert open_link(office, secret, "theirs") is None
    assert use_link(office, state, "theirs") is None
    assert use_link(office, state) == office.ids["ana"]


def test_link_when_opened_twice(office: Office) -> None:
    """The first state is over."""
    secret = link(office)
    before, after = open_link(office, secret), open_link(office, secret)

    assert [use_link(office, before), use_link(office, after)] == [None, office.ids["ana"]]


@pytest.mark.parametrize(("passed", "good"), [(LINK_LIFE - timedelta(seconds=1), True), (LINK_LIFE, False)])
def test_link_when_time_goes_by(office: Office, passed: timedelta, good: bool) -> None:
    """It is good for ten minutes, opened or not."""
    opened, unopened = link(office), link(office)
    state = open_link(office, opened)
    office.now += passed

    assert [open_link(office, unopened) is not None, use_link(office, state) is not None] == [good, good]


@pytest.mark.parametrize("what", ["suspended", "no owner"])
def test_link_when_its_maker_may_not_any_more(office: Office, what: str) -> None:
    """What somebody may is asked when the link is used."""
    state = open_link(office, link(office))
    with office.acting("ana") as ctx:
        user = ctx.session.get_one(User, office.ids["ana"])
        if what == "suspended":
            user.is_active = False
        else:
            for role in ctx.session.scalars(select(UserRole).where(UserRole.user_id == user.id)):
                ctx.session.delete(role)

    assert use_link(office, state) is None


def test_installation_when_kept(office: Office) -> None:
    """It is as it was told, and the owners hear of it once."""
    save(office)

    assert kept(office) == GLOBEX
    assert facts(office, ADDED) == [office.ids["ana"]]
    with read_only(office.database) as session:
        (told,) = installations.told(session)
    assert (told.name, told.workspace, told.by, told.at) == ("Globex", "T1", "Ana Owner", office.now)


def test_installation_when_made_again(office: Office) -> None:
    """The newer takes the place of the older."""
    save(office)
    save(office, replace(GLOBEX, sealed_token="newer", name="Globex Ltd"))

    with read_only(office.database) as session:
        assert [(each.name, each.sealed_token) for each in installations.every(session, "chat")] == [
            ("Globex Ltd", "newer")
        ]


def test_installations_when_of_another_platform(office: Office) -> None:
    """The same id there is another workspace."""
    save(office)
    save(office, replace(GLOBEX, platform="talk", name="Initech"))

    with read_only(office.database) as session:
        assert [each.name for each in installations.every(session, "talk")] == ["Initech"]
    assert kept(office) == GLOBEX


def test_installation_when_removed(office: Office) -> None:
    """It is gone, the owners hear of it, and a second time there is nothing to remove."""
    save(office)

    assert [remove(office), remove(office), kept(office)] == [True, False, None]
    assert facts(office, REMOVED) == [office.ids["ana"]]


def test_installation_when_the_news_is_older(office: Office) -> None:
    """An end from before it was made is that of another one."""
    save(office)

    assert [remove(office, timedelta(seconds=1)), kept(office)] == [False, GLOBEX]


def test_installation_when_another_token_failed(office: Office) -> None:
    """One with a new token stays."""
    save(office)

    assert [remove(office, token="older"), kept(office), remove(office, token="sealed")] == [False, GLOBEX, True]


def test_chats_when_installed_again(office: Office) -> None:
    """Those of that workspace are written to again; others stay as they are, and nobody's undo reaches any of it."""
    with unit_of_work(office.database) as session:
        for workspace, chat, state in (
            ("T1", "C1", ChannelState.GONE),
            ("T1", "C2", ChannelState.MUTED),
            ("T2", "C1", ChannelState.GONE),
        ):
            addresses.set_state(session, ("chat", workspace, chat), state, office.now)

    save(office)

    with read_only(office.database) as session:
        rows = session.scalars(select(Channel).order_by(Channel.id)).all()
        assert [row.state for row in rows[-3:]] == [ChannelState.LIVE, ChannelState.MUTED, ChannelState.GONE]


def test_history_when_installed(office: Office) -> None:
    """No token stands in it."""
    save(office)

    with read_only(office.database) as session:
        named = select(func.count()).select_from(Change).where(Change.table_name == "installation")
        assert session.scalar(named) == 0


def test_installation_when_printed() -> None:
    """Its token does not show."""
    assert "sealed'" not in repr(GLOBEX)
