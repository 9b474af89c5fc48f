"""Files of the app's: announced, handed over, shown; and what Slack would not take."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack import SlackDouble


@pytest.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    """Slack with Ben in it."""
    async with SlackDouble() as double:
        yield double


@pytest.fixture
def client(slack: SlackDouble) -> AsyncWebClient:
    """The SDK as the bot."""
    return AsyncWebClient(slack.bot_token, base_url=slack.url)


async def test_file_when_sent_by_the_sdk(slack: SlackDouble, client: AsyncWebClient) -> None:
    """The SDK's own way of three steps ends in a message with the file."""
    ben = slack.add_user("ben")
    await client.files_upload_v2(content=b"words", filename="a.txt", title="A", channel=slack.dm(ben))

    (message,) = slack.messages(slack.dm(ben), ben)
    assert [(file["name"], file["title"], file["size"]) for file in message.files] == [("a.txt", "A", 5)]
    assert slack.violations == []


async def test_bytes_when_not_as_many_as_announced(slack: SlackDouble, client: AsyncWebClient) -> None:
    """They are refused, and the file cannot be shown."""
    ben = slack.add_user("ben")
    ticket = await client.files_getUploadURLExternal(filename="a.txt", length=5)
    async with aiohttp.ClientSession() as session, session.post(ticket["upload_url"], data=b"no") as response:
        assert response.status == 400
    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_completeUploadExternal(files=[{"id": ticket["file_id"]}], channel_id=slack.dm(ben))

    assert len(slack.violations) == 2


@pytest.mark.parametrize("where", ["person", "elsewhere", "thread"])
async def test_place_when_it_cannot_be_written_to(slack: SlackDouble, client: AsyncWebClient, where: str) -> None:
    """A person is no conversation, a channel must have the bot in it, a thread must be there."""
    ben = slack.add_user("ben")
    other = slack.add_channel("other", [ben], with_bot=False)
    places = {
        "person": ({"channel_id": ben}, "channel_not_found"),
        "elsewhere": ({"channel_id": other}, "not_in_channel"),
        "thread": ({"channel_id": slack.dm(ben), "thread_ts": "1.0"}, "cannot_reply_to_message"),
    }
    place, error = places[where]
    with pytest.raises(SlackApiError, match=error):
        await client.files_upload_v2(
            content=b"words", filename="a.txt", channel=place["channel_id"], thread_ts=place.get("thread_ts")
        )


async def test_scope_when_missing(slack: SlackDouble, client: AsyncWebClient) -> None:
    """Without the right to write files none is announced."""
    slack.scopes.discard("files:write")

    with pytest.raises(SlackApiError, match="missing_scope"):
        await client.files_getUploadURLExternal(filename="a.txt", length=5)
