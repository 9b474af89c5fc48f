"""Installing in a workspace: who may, in which browser, how often, and what is kept of it."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from crmbot.core.installations import ADDED, LINK_LIFE
from crmbot.handlers.slack.manifest import SCOPES
from crmbot.store.models.installation import Installation, InstallLink
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import User
from crmbot.store.uow import read_only
from tests.handlers.slack.firm import NOW, PUBLIC, Firm, opened
from tests.talk.house import Fixture, House

REDIRECT = f"{PUBLIC}/slack/oauth_redirect"


@pytest.fixture
async def firm(sqlite_house: Callable[[Fixture], House]) -> AsyncIterator[Firm]:
    """A firm that no workspace has let in yet."""
    async with opened(sqlite_house(Fixture(NOW))) as found:
        yield found


def exchanges(firm: Firm) -> int:
    """How often a code was to be turned into a token."""
    return len(firm.slack.calls("oauth.v2.access"))


async def test_install_when_the_owner_opens_the_link(firm: Firm) -> None:
    """Slack is asked for the scopes of the manifest, with a state, and to send the browser back to us."""
    browser = firm.browser()

    page = await browser.get(firm.link())

    asked = parse_qs(urlsplit(page.location).query)
    assert (page.status, page.location.partition("?")[0]) == (302, "https://slack.com/oauth/v2/authorize")
    assert asked["scope"] == [",".join(SCOPES)]
    assert asked["redirect_uri"] == [REDIRECT]
    assert len(asked["state"][0]) >= 40
    assert all(
        word in browser.attributes for word in ("HttpOnly", "Secure", "SameSite=lax", "Max-Age=600", "Path=/slack")
    )


async def test_install_when_consented(firm: Firm) -> None:
    """The page says so, and what is kept tells who installed it, when, and with which scopes."""
    page = await firm.install(firm.slack)

    with read_only(firm.app.database) as session:
        (row,) = session.scalars(select(Installation))
        by = session.get_one(User, row.installed_by_id).name
    assert page.status == 200
    assert ("Installed" in page.text, "Open Slack" in page.text) == (True, True)
    assert (row.workspace_ext, row.name, by, row.installed_at) == ("T0DOUBLE", "double", "Ana Ruiz", NOW)
    assert (row.bot_user_ext, row.bot_ext) == (firm.slack.bot, firm.slack.workspace.bot_id)
    assert set(row.scopes.split(",")) == set(SCOPES)


async def test_token_when_kept(firm: Firm) -> None:
    """The database alone does not hold it."""
    await firm.install(firm.slack)

    with read_only(firm.app.database) as session:
        dump = "\n".join(session.connection().connection.iterdump())
    assert "T0DOUBLE" in dump
    assert firm.slack.bot_token not in dump
    assert firm.slack.bot_token.removeprefix("xoxb-") not in dump


async def test_owners_when_installed(firm: Firm) -> None:
    """They are told, wherever they can be reached."""
    await firm.install(firm.slack)

    with read_only(firm.app.database) as session:
        facts = session.scalars(select(Outbox).where(Outbox.kind == ADDED)).all()
    assert [(fact.args["name"], fact.args["by"]) for fact in facts] == [("double", "Ana Ruiz")]


@pytest.mark.parametrize("query", ["", "?link=", "?link=guessed", f"?link={'x' * 5000}"])
async def test_install_when_a_stranger_finds_it(firm: Firm, query: str) -> None:
    """They find nothing, as at any address that does not exist."""
    found = await firm.browser().get(f"{PUBLIC}/slack/install{query}")
    nowhere = await firm.browser().get(f"{PUBLIC}/slack/nowhere")

    assert found == nowhere
    assert found.status == 404


@pytest.mark.parametrize("query", ["", "?code=c&state=s", "?error=access_denied&state=s"])
async def test_redirect_when_a_stranger_finds_it(firm: Firm, query: str) -> None:
    """Nor there, without having come by a link."""
    page = await firm.browser().get(f"{REDIRECT}{query}")

    assert (page.status, page.text, exchanges(firm)) == (404, "Not Found", 0)


async def test_link_when_only_looked_at(firm: Firm) -> None:
    """A program that looks whether it is there does not open it."""
    link = firm.link()

    looked = await firm.browser().get(link, "HEAD")
    page = await firm.browser().get(link)

    assert (looked.status, page.status) == (404, 302)


async def test_link_when_another_browser_has_it(firm: Firm) -> None:
    """The browser that opened it first may open it again, and no other."""
    link, first = firm.link(), firm.browser()
    await first.get(link)

    assert [(await firm.browser().get(link)).status, (await first.get(link)).status] == [404, 302]


async def test_link_when_its_time_is_over(firm: Firm) -> None:
    """Ten minutes later it is nothing."""
    link = firm.link()
    firm.house.clock.move_to(NOW + LINK_LIFE)

    assert (await firm.browser().get(link)).status == 404


async def test_link_when_used(firm: Firm) -> None:
    """It installs once."""
    link, browser = firm.link(), firm.browser()
    asked = await browser.get(link)
    await browser.get(firm.slack.consent("U0ADMIN", asked.location))

    assert (await browser.get(link)).status == 404


async def test_link_when_its_maker_was_suspended(firm: Firm) -> None:
    """Nobody installs by the link of somebody who may not any more, begun or not."""
    link, begun, browser = firm.link(), firm.link(), firm.browser()
    asked = await browser.get(begun)
    with firm.changing() as session:
        firm.user(session, "ana@x.example").is_active = False

    opened_late = await firm.browser().get(link)
    finished_late = await browser.get(firm.slack.consent("U0ADMIN", asked.location))

    assert (opened_late.status, finished_late.status, firm.installed()) == (404, 400, [])


async def test_state_when_replayed(firm: Firm) -> None:
    """The second time nothing is asked of Slack."""
    browser = firm.browser()
    back = firm.slack.consent("U0ADMIN", (await browser.get(firm.link())).location)

    pages = [await browser.get(back), await browser.get(back)]

    assert ([page.status for page in pages], exchanges(firm)) == ([200, 400], 1)


async def test_state_when_late(firm: Firm) -> None:
    """After ten minutes nothing is asked of Slack either."""
    browser = firm.browser()
    back = firm.slack.consent("U0ADMIN", (await browser.get(firm.link())).location)
    firm.house.clock.move_to(NOW + LINK_LIFE + timedelta(seconds=1))

    page = await browser.get(back)

    assert (page.status, exchanges(firm), firm.installed()) == (400, 0, [])


async def test_state_when_another_browser_brings_it(firm: Firm) -> None:
    """Whoever was sent another's address installs nothing."""
    mine, theirs = firm.browser(), firm.browser()
    back = firm.slack.consent("U0ADMIN", (await mine.get(firm.link())).location)
    await theirs.get(firm.link())

    assert ((await theirs.get(back)).status, (await firm.browser().get(back)).status) == (400, 404)
    assert exchanges(firm) == 0


async def test_state_when_opened_again(firm: Firm) -> None:
    """Only the last state of a link is good."""
    browser, link = firm.browser(), firm.link()
    before = firm.slack.consent("U0ADMIN", (await browser.get(link)).location)
    after = firm.slack.consent("U0ADMIN", (await browser.get(link)).location)

    assert [(await browser.get(back)).status for back in (before, after)] == [400, 200]


async def test_code_when_it_was_never_given(firm: Firm) -> None:
    """Slack refuses it, and nothing is installed."""
    browser = firm.browser()
    state = parse_qs(urlsplit((await browser.get(firm.link())).location).query)["state"][0]

    page = await browser.get(f"{REDIRECT}?code=guessed&state={state}")

    assert (page.status, firm.installed()) == (502, [])


async def test_code_when_it_has_run_out(firm: Firm) -> None:
    """Slack refuses it, too."""
    browser = firm.browser()
    back = firm.slack.consent("U0ADMIN", (await browser.get(firm.link())).location)
    for grant in firm.slack.registration.codes.values():
        grant.expires_at = NOW.timestamp()

    assert ((await browser.get(back)).status, firm.installed()) == (502, [])


async def test_code_when_used_before(firm: Firm) -> None:
    """A code that went round before gives no second installation."""
    await firm.install(firm.slack)
    (code,) = firm.slack.registration.codes
    browser = firm.browser()
    state = parse_qs(urlsplit((await browser.get(firm.link())).location).query)["state"][0]

    page = await browser.get(f"{REDIRECT}?code={code}&state={state}")

    assert (page.status, firm.installed()) == (502, ["T0DOUBLE"])


async def test_slack_when_it_does_not_answer(firm: Firm) -> None:
    """The page says so; the link is used up."""
    browser = firm.browser()
    back = firm.slack.consent("U0ADMIN", (await browser.get(firm.link())).location)
    firm.slack.fail_next("oauth.v2.access", "cut", times=2)

    assert ((await browser.get(back)).status, firm.installed()) == (502, [])


async def test_consent_when_declined(firm: Firm) -> None:
    """Nothing is installed, and the same link works again."""
    browser, link = firm.browser(), firm.link()
    page = await browser.get(firm.slack.decline((await browser.get(link)).location))

    assert (page.status, "Nothing was installed" in page.text) == (200, True)
    assert (await browser.get(firm.slack.consent("U0ADMIN", (await browser.get(link)).location))).status == 200


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"is_enterprise_install": True, "team": None, "enterprise": {"id": "E1", "name": "Big"}}, "Enterprise"),
        ({"refresh_token": "xoxe-1-secret", "expires_in": 43_200}, "rotation"),
        ({"token_type": "user"}, "no bot"),
        ({"access_token": ""}, "no bot"),
        ({"team": {"id": "T0ELSE", "name": "else"}}, "two workspaces"),
    ],
)
async def test_grant_when_we_cannot_work_with_it(firm: Firm, more: dict[str, object], word: str) -> None:
    """The page says what it is, and nothing is kept."""
    browser = firm.browser()
    back = firm.slack.consent("U0ADMIN", (await browser.get(firm.link())).location, **more)

    page = await browser.get(back)

    assert (page.status, word in page.text, firm.installed()) == (400, True, [])


async def test_name_when_it_looks_like_markup(firm: Firm) -> None:
    """It stands on the page as it is written."""
    firm.slack.workspace.domain = "<script>alert(1)</script>"

    page = await firm.install(firm.slack)

    assert ("<script>" in page.text, "&lt;script&gt;" in page.text) == (False, True)


async def test_install_when_done_again(firm: Firm) -> None:
    """The workspace is kept once, with its new scopes."""
    await firm.install(firm.slack)
    await firm.install(firm.slack)

    assert firm.installed() == ["T0DOUBLE"]


async def test_logs_when_installed(firm: Firm) -> None:
    """No line has a token, a code, a state, a link or the client secret in it."""
    link, browser = firm.link(), firm.browser()
    with capture_logs() as lines:
        asked = await browser.get(link)
        await browser.get(firm.slack.consent("U0ADMIN", asked.location))
        await browser.get(f"{REDIRECT}?code=other&state=other")

    said = str(lines)
    state = parse_qs(urlsplit(asked.location).query)["state"][0]
    (code,) = firm.slack.registration.codes
    secrets = (firm.slack.bot_token, code, state, link.rpartition("=")[2], firm.slack.registration.client_secret)
    assert [secret for secret in secrets if secret in said] == []
    assert "slack.installed" in said


async def test_old_links_when_another_is_made(firm: Firm) -> None:
    """What has run out is not kept for ever."""
    firm.link()
    firm.house.clock.move_to(NOW + 3 * LINK_LIFE)
    firm.link()

    with read_only(firm.app.database) as session:
        assert len(session.scalars(select(InstallLink)).all()) == 1
