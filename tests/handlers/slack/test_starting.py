"""A start while Slack is away: it is asked again, for a while, and a token it refuses is told at once."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.errors import SlackApiError

from crmbot.handlers.slack import starting
from crmbot.handlers.slack.api import SlackApi
from crmbot.handlers.slack.settings import SlackSettings
from crmbot.handlers.slack.starting import introduced
from tests.doubles.slack import SlackDouble
from tests.doubles.slack.faults import Fault


@pytest.fixture
async def slack(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SlackDouble]:
    """Give a Slack that is asked again at once."""
    monkeypatch.setattr(starting, "FIRST_PAUSE_S", 0.0)
    async with SlackDouble() as slack:
        yield slack


@pytest.fixture
async def api(slack: SlackDouble) -> AsyncIterator[SlackApi]:
    """Give the Web API of its workspace."""
    api = SlackApi(SlackSettings(slack.bot_token, slack.signing_secret, None, slack.url))
    yield api
    await api.close()


@pytest.mark.parametrize("fault", [Fault.RATE_LIMIT, Fault.SERVER_ERROR, Fault.HALF, Fault.GARBAGE, Fault.CUT])
async def test_start_when_slack_is_away_for_a_moment(slack: SlackDouble, api: SlackApi, fault: Fault) -> None:
    """What passes keeps nobody from beginning."""
    slack.fail_next("auth.test", fault, times=4, retry_after_s=0)

    who = await introduced(api)

    assert who.team == slack.team_id


async def test_start_when_slack_stays_away(slack: SlackDouble, api: SlackApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has started us is not left waiting for ever."""
    monkeypatch.setattr(starting, "PATIENCE_S", -1.0)
    slack.fail_next("auth.test", Fault.SERVER_ERROR, times=20)

    with pytest.raises(SlackApiError):
        await introduced(api)


async def test_start_when_slack_refuses_the_token(slack: SlackDouble, api: SlackApi) -> None:
    """Asking again would not help: somebody has to put the token right."""
    slack.fail_next("auth.test", "invalid_auth")

    with pytest.raises(SlackApiError, match="invalid_auth"):
        await introduced(api)
