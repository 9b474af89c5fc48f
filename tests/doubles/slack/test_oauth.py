"""The double lets an app in as Slack does: consent, a code that works once, and a token for one workspace."""

from base64 import b64encode
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack import NotOnScreen, SlackDouble
from tests.doubles.slack.oauth import CODE_LIFE_S

BACK = "https://app.example/back"


@pytest.fixture
def asks(slack: SlackDouble) -> dict[str, str]:
    """What an app that is registered well asks for."""
    slack.registration.redirect_urls = (BACK,)
    return {
        "client_id": slack.registration.client_id,
        "scope": "chat:write,commands",
        "state": "s",
        "redirect_uri": BACK,
    }


def page(asks: dict[str, str], **other: str) -> str:
    """The address the app sends a browser to."""
    return f"https://slack.com/oauth/v2/authorize?{urlencode({**asks, **other})}"


def code_of(address: str) -> str:
    """The code a browser brings back."""
    return parse_qs(urlsplit(address).query)["code"][0]


async def exchange(slack: SlackDouble, code: str, secret: str = "", back: str = BACK) -> object:
    """Ask for the token of a code."""
    pair = f"{slack.registration.client_id}:{secret or slack.registration.client_secret}"
    headers = {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
    client = AsyncWebClient(base_url=slack.url)
    answer = await client.api_call("oauth.v2.access", data={"code": code, "redirect_uri": back}, headers=headers)
    return answer.data


async def test_code_becomes_the_token_of_its_workspace(slack: SlackDouble, asks: dict[str, str]) -> None:
    """With the scopes that were consented to; the state comes back as it was."""
    async with slack.another("T2") as other:
        address = other.consent("U1", page(asks))
        told = await exchange(slack, code_of(address))

        assert parse_qs(urlsplit(address).query)["state"] == ["s"]
        assert isinstance(told, dict)
        assert (told["access_token"], told["team"]["id"], told["scope"]) == (
            other.bot_token,
            "T2",
            "chat:write,commands",
        )
        who = await AsyncWebClient(token=told["access_token"], base_url=slack.url).auth_test()
        assert (who["team_id"], who.headers["x-oauth-scopes"]) == ("T2", "chat:write,commands")
        assert [len(each.calls("auth.test")) for each in (slack, other)] == [0, 1]


async def test_code_works_once(slack: SlackDouble, asks: dict[str, str]) -> None:
    """The second time it is none."""
    code = code_of(slack.consent("U1", page(asks)))
    await exchange(slack, code)

    with pytest.raises(SlackApiError, match="invalid_code"):
        await exchange(slack, code)


async def test_code_runs_out(slack: SlackDouble, asks: dict[str, str]) -> None:
    """After ten minutes it is none."""
    code = code_of(slack.consent("U1", page(asks)))
    slack.advance(CODE_LIFE_S)

    with pytest.raises(SlackApiError, match="invalid_code"):
        await exchange(slack, code)


@pytest.mark.parametrize(
    ("code", "secret", "back", "error"),
    [
        ("guessed", "", BACK, "invalid_code"),
        ("", "wrong", BACK, "bad_client_secret"),
        ("", "", "https://else.example/", "bad_redirect_uri"),
    ],
)
async def test_exchange_is_refused(
    slack: SlackDouble, asks: dict[str, str], code: str, secret: str, back: str, error: str
) -> None:
    """A guessed code, a wrong secret, and another address than the one consented to."""
    given = code_of(slack.consent("U1", page(asks)))

    with pytest.raises(SlackApiError, match=error):
        await exchange(slack, code or given, secret, back)


@pytest.mark.parametrize("other", [{"client_id": "9"}, {"redirect_uri": "https://evil.example/"}, {"state": ""}])
def test_consent_is_not_asked_for(slack: SlackDouble, asks: dict[str, str], other: dict[str, str]) -> None:
    """Slack shows an error for an unknown app, for an address that is not registered, and we for a missing state."""
    with pytest.raises(NotOnScreen):
        slack.consent("U1", page(asks, **other))


async def test_token_ends_with_the_app(slack: SlackDouble) -> None:
    """Whoever threw the app out hears nothing of it any more."""
    token = slack.bot_token
    slack.throw_out()

    with pytest.raises(SlackApiError, match="account_inactive"):
        await AsyncWebClient(token=token, base_url=slack.url).auth_test()
    assert slack.bot_token != token
    assert slack.violations == []
