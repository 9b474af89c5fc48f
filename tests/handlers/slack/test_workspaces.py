"""Two workspaces in one house: each is answered with its own token, and one that goes takes nobody along."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.routing import Route
from structlog.testing import capture_logs

from crmbot.app import App
from crmbot.chat.address import Address, SentRef
from crmbot.chat.card import Card, Drawn, spans
from crmbot.chat.inbound import Identity
from crmbot.chat.sender import Delivered, Gone, RetryLater
from crmbot.cli.sealing import seal_anew
from crmbot.core.installations import REMOVED
from crmbot.handlers.slack.app import SlackAdapter
from crmbot.handlers.slack.sealing import Seal, UnreadableTokenError
from crmbot.store.models.activity import Note, Task
from crmbot.store.models.channel import ChannelState
from crmbot.store.models.document import Document
from crmbot.store.models.installation import Installation
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import User
from crmbot.store.uow import read_only
from tests.doubles.slack import SlackDouble
from tests.handlers.slack.firm import NOW, OTHER, Firm, oauth, opened
from tests.talk.house import Fixture, House

CARD = Drawn(Card(spans("Something new")))


@pytest.fixture
def house(sqlite_house: Callable[[Fixture], House]) -> House:
    """The usual people and the sample."""
    return sqlite_house(Fixture(NOW))


@pytest.fixture
async def firm(house: House) -> AsyncIterator[Firm]:
    """A firm that is in both workspaces."""
    async with opened(house) as found:
        await found.install(found.slack)
        await found.install(found.other)
        yield found


def said(workspace: SlackDouble, user: str) -> list[str]:
    """What the bot has said to somebody in private."""
    return [one.plain for one in workspace.messages(workspace.dm(user), user) if one.by_bot]


def tokens_seen(workspace: SlackDouble) -> list[str]:
    """The methods that were called in a workspace since it let us in."""
    return [call.method for call in workspace.log if call.method not in ("auth.test", "oauth.v2.access")]


def home(workspace: SlackDouble, user: str) -> Address:
    """Somebody's own chat there."""
    return Address("slack", workspace.team_id, user)


async def test_command_when_in_either(firm: Firm) -> None:
    """It is answered where it was given, and nothing is heard of it in the other workspace."""
    ana, ben = firm.join(firm.slack, "ana@x.example"), firm.join(firm.other, "ben@x.example")
    assert ana == ben  # the same id is another person there

    await firm.slack.say(ana, firm.slack.dm(ana), "note Acme: from Ana")
    await firm.other.say(ben, firm.other.dm(ben), "note Acme: from Ben")

    with read_only(firm.app.database) as session:
        rows = session.execute(select(Note.body, User.name).join(User, User.id == Note.created_by_id)).all()
    assert {("from Ana", "Ana Ruiz"), ("from Ben", "Ben Toth")} <= {tuple(row) for row in rows}
    assert "from Ana" in said(firm.slack, ana)[-1]
    assert "from Ben" in said(firm.other, ben)[-1]


async def test_install_when_asked_for_in_chat(firm: Firm) -> None:
    """The owner is given the link; others are not."""
    ana, ben = firm.join(firm.slack, "ana@x.example"), firm.join(firm.other, "ben@x.example")

    await firm.slack.slash(ana, firm.slack.dm(ana), "/crm", "slack install")
    await firm.other.slash(ben, firm.other.dm(ben), "/crm", "slack install")
    await firm.slack.slash(ana, firm.slack.dm(ana), "/crm", "workspaces")

    card, listed = firm.slack.messages(firm.slack.dm(ana), ana)[-2:]
    assert "https://crm.example/slack/install?link=" in str(card.blocks)
    assert "Workspaces · 2" in listed.plain
    assert f"{OTHER} · installed by Ana Ruiz" in listed.plain
    assert "install" in said(firm.other, ben)[-1]
    assert "link=" not in str(firm.other.messages(firm.other.dm(ben), ben))


async def test_rights_when_in_either(firm: Firm) -> None:
    """They are the person's, whichever workspace they speak in."""
    for workspace in (firm.slack, firm.other):
        ron = firm.join(workspace, "ron@x.example")
        await workspace.slash(ron, workspace.dm(ron), "/crm", "company new Globex")

        assert "make a company" in said(workspace, ron)[-1]


async def test_routes_when_there_is_one_workspace(house: House) -> None:
    """Nobody is told of installing, and the database is not asked where a request comes from."""
    settings = house.settings(
        slack_bot_token="xoxb-1-test", slack_signing_secret="shhhh", public_url="https://x.example"
    )

    async with App(settings, house.clock) as app:
        (adapter,) = app.adapters

        assert isinstance(adapter, SlackAdapter)
        assert [route.path for route in adapter.routes if isinstance(route, Route)] == ["/slack/events"]
        assert adapter.workspaces is await adapter.workspaces.of("T0ANY")
        assert app.org.install_link == ""


async def test_card_when_edited(firm: Firm) -> None:
    """It is edited with the token of its own workspace, though the other has a message under the same ids."""
    ben = firm.join(firm.slack, "ben@x.example")
    firm.join(firm.other, "ben@x.example")
    here = await firm.adapter.sender.send(home(firm.slack, ben), CARD)
    there = await firm.adapter.sender.send(home(firm.other, ben), CARD)
    assert isinstance(here, Delivered)
    assert isinstance(there, Delivered)

    await firm.adapter.sender.edit(there.ref, Drawn(Card(spans("Changed"))))

    assert SentRef.parse(here.ref).address.chat == SentRef.parse(there.ref).address.chat
    assert (said(firm.slack, ben)[-1], said(firm.other, ben)[-1]) == ("Something new", "Changed")
    assert ("chat.update" in tokens_seen(firm.slack), "chat.update" in tokens_seen(firm.other)) == (False, True)


async def test_person_when_introduced(firm: Firm) -> None:
    """Who somebody is, their own workspace is asked."""
    ana, ben = firm.slack.add_user("ana", "ana@x.example"), firm.other.add_user("ben", "ben@x.example")

    found = [
        (await firm.adapter.profile(Identity("slack", workspace.team_id, user))).email
        for workspace, user in ((firm.slack, ana), (firm.other, ben), (firm.slack, ana))
    ]

    assert (ana, found) == (ben, ["ana@x.example", "ben@x.example", "ana@x.example"])
    assert [len(each.calls("users.info")) for each in (firm.slack, firm.other)] == [1, 1]


async def test_stranger_when_they_say_hello(firm: Firm) -> None:
    """Somebody of ours in a new workspace is asked whether it is them, as anywhere."""
    eva = firm.other.add_user("eva", "eva@x.example")

    await firm.other.say(eva, firm.other.dm(eva), "hi")
    await firm.other.press(eva, firm.other.latest(firm.other.dm(eva), eva), "Yes, that's me")

    assert "Eva Blum" in said(firm.other, eva)[-1]


async def test_people_when_a_channel_is_shared(firm: Firm) -> None:
    """Those of a workspace we are in are known by it, others by the one they reach us by."""
    here = firm.slack.team_id
    found = [await firm.adapter.at_home(Identity("slack", team, "U1"), here) for team in (here, OTHER, "T0NOBODY")]

    assert [each.tenant for each in found] == [here, OTHER, here]


async def test_form_when_in_the_second(firm: Firm) -> None:
    """It opens there, is sent there, and is answered there."""
    ben = firm.join(firm.other, "ben@x.example")

    await firm.other.slash(ben, firm.other.dm(ben), "/crm", "company new")
    (view,) = firm.other.views(ben)
    await firm.other.pick(ben, view, view.fields[0], "Globex")
    await firm.other.submit(ben, firm.other.views(ben)[0])

    assert "Globex" in said(firm.other, ben)[-1]
    assert "views.open" not in tokens_seen(firm.slack)


async def test_home_when_in_the_second(firm: Firm) -> None:
    """The day is drawn there."""
    ben = firm.join(firm.other, "ben@x.example")

    await firm.other.open_home(ben)

    assert (firm.other.home(ben) is not None, firm.slack.workspace.homes) == (True, {})


async def test_file_when_shared_in_the_second(firm: Firm) -> None:
    """Its bytes are fetched with that workspace's token."""
    ben = firm.join(firm.other, "ben@x.example")
    await firm.other.share_file(ben, firm.other.dm(ben), "offer.pdf", "application/pdf", "Acme", content=b"%PDF-1.4 x")

    await firm.tell()

    with read_only(firm.app.database) as session:
        document = session.scalars(select(Document)).one()
    assert document.platform_file_id == f"{OTHER}/{firm.other.calls('files.info')[0].args['file']}"
    assert len(firm.other.calls("download")) == 1


async def test_mention_when_the_id_is_somebody_elses_there(firm: Firm) -> None:
    """Whom an id means, the workspace says in which it was typed."""
    ana, ben = firm.join(firm.slack, "ana@x.example"), firm.join(firm.other, "ben@x.example")
    assert ana == ben

    await firm.other.say(ben, firm.other.dm(ben), "task Call Delta for @ben tomorrow")
    await firm.slack.say(ana, firm.slack.dm(ana), "task Call Acme for @ana tomorrow")

    with read_only(firm.app.database) as session:
        rows = session.execute(select(Task.title, User.name).join(User, User.id == Task.assignee_id)).all()
    assert {("Call Delta", "Ben Toth"), ("Call Acme", "Ana Ruiz")} <= {tuple(row) for row in rows}


async def test_reminder_when_linked_in_one(firm: Firm) -> None:
    """It comes where the person is linked."""
    ana, ben = firm.join(firm.slack, "ana@x.example"), firm.join(firm.other, "ben@x.example")
    await firm.slack.say(ana, firm.slack.dm(ana), "task Call Delta for Ben at 12:00")

    await firm.tell(hours=3)

    assert any("Call Delta" in each and "12:00" in each for each in said(firm.other, ben))


async def test_reminder_when_linked_in_both(firm: Firm) -> None:
    """It comes once, in the workspace linked last; when that one is gone, in the other."""
    ben = firm.join(firm.slack, "ben@x.example")
    firm.join(firm.other, "ben@x.example")
    await firm.slack.say(ben, firm.slack.dm(ben), "task Call Delta at 11:00")
    await firm.slack.say(ben, firm.slack.dm(ben), "task Call Acme at 12:00")
    before = len(said(firm.slack, ben))

    await firm.tell(hours=1.5)
    there = [each for each in said(firm.other, ben) if "Call Delta" in each]
    firm.other.throw_out()
    await firm.tell(hours=1.5)

    here = said(firm.slack, ben)[before:]
    assert (len(there), any("Call Delta" in each for each in here)) == (1, False)
    assert any("Call Acme" in each for each in here)
    assert firm.installed() == [firm.slack.team_id]


async def test_app_when_removed(firm: Firm) -> None:
    """The installation is forgotten, and the owners are told where they still can be."""
    ana = firm.join(firm.other, "ana@x.example")
    firm.join(firm.slack, "ana@x.example")
    firm.other.throw_out()
    await firm.other.emit({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [firm.other.bot]}})
    await firm.other.emit({"type": "app_uninstalled"})

    await firm.tell(hours=0.01)

    assert firm.installed() == [firm.slack.team_id]
    assert "t0other has removed me" in said(firm.slack, ana)[-1]
    with read_only(firm.app.database) as session:
        assert len(session.scalars(select(Outbox).where(Outbox.kind == REMOVED)).all()) == 1


async def test_tokens_when_only_those_of_people_are_revoked(firm: Firm) -> None:
    """We have none of them, and stay."""
    await firm.other.emit({"type": "tokens_revoked", "tokens": {"oauth": ["U0BEN"], "bot": []}})

    assert firm.installed() == [firm.slack.team_id, OTHER]


async def test_app_when_installed_again(firm: Firm) -> None:
    """People are linked as before, chats that were given up are written to, and late news of the end is no news."""
    ben = firm.join(firm.other, "ben@x.example")
    firm.other.throw_out()
    await firm.other.emit({"type": "app_uninstalled"})
    late = firm.other.deliveries[-1]
    gone = await firm.adapter.sender.send(home(firm.other, ben), CARD)
    await firm.app.dispatcher.books.became(home(firm.other, ben), ChannelState.GONE)
    firm.house.clock.move_to(NOW + timedelta(minutes=5))

    page = await firm.install(firm.other)
    await firm.other.courier.attempt(late, None)
    await firm.other.say(ben, firm.other.dm(ben), "task Call Delta at 11:00")
    await firm.tell(hours=2)

    assert (gone, page.status) == (Gone("not_installed"), 200)
    assert firm.installed() == [firm.slack.team_id, OTHER]
    assert sum("Call Delta" in each for each in said(firm.other, ben)) == 2


async def test_token_when_renewed_in_another_process(firm: Firm, house: House) -> None:
    """A process that still has the old one asks the database, and sends with the new one."""
    ben = firm.join(firm.other, "ben@x.example")
    async with second_process(firm, house) as sender:
        assert isinstance(await sender.sender.send(home(firm.other, ben), CARD), Delivered)
        firm.other.throw_out()
        await firm.install(firm.other)

        first = await sender.sender.send(home(firm.other, ben), CARD)
        second = await sender.sender.send(home(firm.other, ben), CARD)

    assert (first, isinstance(second, Delivered)) == (RetryLater(5.0, "account_inactive"), True)


async def test_request_when_the_workspace_is_unknown(firm: Firm) -> None:
    """It is taken, and nothing is done."""
    async with firm.slack.another("T0STRANGE") as strange:
        eve = strange.add_user("eve", "ana@x.example")
        with capture_logs() as lines:
            slash = await strange.slash(eve, strange.dm(eve), "/crm", "find acme")
            await strange.say(eve, strange.dm(eve), "deals")
            await strange.emit({"type": "app_uninstalled"})

        assert (slash.status, slash.text, strange.log) == (200, "", [])
    assert {line["event"] for line in lines} == {"slack.unknown_workspace"}
    assert {line["team"] for line in lines} == {"T0STRANGE"}


@pytest.mark.parametrize("named", [{}, {"team_id": "T0DOUBLE", "authorizations": [{"user_id": "U1"}]}])
async def test_request_when_it_names_no_workspace(firm: Firm, named: dict[str, object]) -> None:
    """It is taken and nothing is done: a failure would have Slack send it again, three times for nothing."""
    await firm.install(firm.slack)
    event = {"type": "event_callback", "event_id": "Ev1", "event": {"type": "app_mention", "text": "x"}, **named}
    body = json.dumps(event).encode()

    with capture_logs() as lines:
        told = await firm.slack.post(body, {"Content-Type": "application/json", **firm.slack.sign(body)})

    assert told.status == 200
    assert [line["event"] for line in lines] == ["slack.unknown_workspace"]


async def test_address_when_slack_asks_whether_it_is_ours(firm: Firm) -> None:
    """That question names no workspace, and is answered."""
    assert (await firm.slack.verify_url()).payload == {"challenge": "3eZbrw1aB"}


async def test_secret_when_it_was_changed(firm: Firm, house: House) -> None:
    """Tokens cannot be read any more: messages wait, requests come again, and the doctor says what to do."""
    ben = firm.join(firm.other, "ben@x.example")
    async with second_process(firm, house, slack_client_secret="another") as other:
        delivery = await other.sender.send(home(firm.other, ben), CARD)
        complaints = await other.healthy()

    assert isinstance(delivery, RetryLater)
    assert [each.partition(",")[0] for each in complaints] == [
        "The token of the workspace double cannot be read",
        "The token of the workspace t0other cannot be read",
    ]


async def test_health_when_all_is_well(firm: Firm) -> None:
    """There is nothing to complain of in either workspace."""
    assert await firm.adapter.healthy() == ()


async def test_health_when_one_lacks_something(firm: Firm) -> None:
    """Each complaint names its workspace."""
    firm.slack.scopes.discard("files:read")
    firm.other.throw_out()

    (scope, token) = await firm.adapter.healthy()

    assert ("files:read" in scope, "workspace double" in scope, "workspace t0other" in token) == (True, True, True)


async def test_own_token_when_there_is_one(house: House) -> None:
    """It serves its workspace without an installation, beside those that are installed."""
    async with opened(house, slack_bot_token="xoxb-1-test") as firm:
        ana, ben = firm.join(firm.slack, "ana@x.example"), firm.join(firm.other, "ben@x.example")
        await firm.install(firm.other)

        deliveries = [
            await firm.adapter.sender.send(home(workspace, user), CARD)
            for workspace, user in ((firm.slack, ana), (firm.other, ben))
        ]

        assert all(isinstance(each, Delivered) for each in deliveries)
        assert firm.installed() == [OTHER]
        assert (said(firm.slack, ana), said(firm.other, ben)) == (["Something new"], ["Something new"])


async def test_adapter_when_printed(firm: Firm) -> None:
    """No token and no secret shows in what is kept of workspaces."""
    with read_only(firm.app.database) as session:
        row = session.scalars(select(Installation)).all()[0]
    shown = f"{row!r} {vars(firm.adapter)!r} {vars(firm.adapter.workspaces)!r}"

    assert [word for word in ("xoxb", firm.slack.registration.client_secret, row.sealed_token) if word in shown] == []


def test_seal_when_opened_elsewhere() -> None:
    """A token opens with its own secret, for its own workspace, and as it was written."""
    sealed = Seal("secret").seal("xoxb-1", "T1")
    changed = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]

    assert (Seal("secret").open(sealed, "T1"), sealed != Seal("secret").seal("xoxb-1", "T1")) == ("xoxb-1", True)
    for seal, text, team in (("other", sealed, "T1"), ("secret", sealed, "T2"), ("secret", changed, "T1")):
        with pytest.raises(UnreadableTokenError):
            Seal(seal).open(text, team)
    for text in ("", "1.", "plain token", "1.é"):
        with pytest.raises(UnreadableTokenError):
            Seal("secret").open(text, "T1")


def test_seal_when_the_secret_was_replaced() -> None:
    """What the secret of before has sealed opens while that is named; sealed anew it opens without it."""
    old = Seal("before").seal("xoxb-1", "T1")
    both, new = Seal("now", ("before", "long before")), Seal("now")

    assert both.open(old, "T1") == "xoxb-1"
    with pytest.raises(UnreadableTokenError):
        new.open(old, "T1")
    fresh = both.anew(old, "T1")
    assert (new.open(fresh, "T1"), both.anew(fresh, "T1") == fresh) == ("xoxb-1", True)
    with pytest.raises(UnreadableTokenError):
        both.anew(Seal("another").seal("xoxb-1", "T1"), "T1")


async def test_tokens_when_the_secret_was_replaced(firm: Firm, house: House) -> None:
    """Named beside the new secret the old one still opens; after `reseal` the new one alone does."""
    ben = firm.join(firm.other, "ben@x.example")
    old = firm.slack.registration.client_secret
    async with second_process(firm, house, slack_client_secret="another", slack_client_secrets_before=old) as both:
        assert await both.healthy() == ()
        assert isinstance(await both.sender.send(home(firm.other, ben), CARD), Delivered)

    assert seal_anew(house.settings(slack_client_secret="another", slack_client_secrets_before=f"older, {old}"))

    async with second_process(firm, house, slack_client_secret="another") as new:
        assert await new.healthy() == ()
        assert isinstance(await new.sender.send(home(firm.other, ben), CARD), Delivered)


async def test_reseal_when_a_token_opens_with_no_secret(
    firm: Firm, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is changed, and the workspace is named."""
    before = sealed_tokens(firm)

    assert not seal_anew(house.settings(slack_client_secret="another"))
    assert sealed_tokens(firm) == before
    assert firm.slack.team_id in capsys.readouterr().out


def sealed_tokens(firm: Firm) -> list[str]:
    """Return what is stored."""
    with read_only(firm.app.database) as session:
        return list(session.scalars(select(Installation.sealed_token).order_by(Installation.id)))


@asynccontextmanager
async def second_process(firm: Firm, house: House, **more: object) -> AsyncIterator[SlackAdapter]:
    """Give the adapter of another process on the same database."""
    async with App(house.settings(**{**oauth(firm.slack), **more}), house.clock) as app:
        (adapter,) = app.adapters
        assert isinstance(adapter, SlackAdapter)
        yield adapter
