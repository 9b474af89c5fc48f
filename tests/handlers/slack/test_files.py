"""Files on Slack, over the wire: to where their card was seen, and from Slack's own hosts only."""

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from crmbot.chat.card import Action, Attachment, Card, Drawn, spans
from crmbot.chat.fetching import FetchError, FetchLater, FileGone
from crmbot.chat.inbound import Inbound, Pressed
from crmbot.chat.invocation import Invocation
from crmbot.handlers.adapter import Answer
from crmbot.handlers.slack.api import SlackApi
from crmbot.handlers.slack.files import Downloads
from crmbot.handlers.slack.settings import SlackSettings
from tests.doubles.slack import Fault, SlackDouble
from tests.handlers.slack.conftest import Wired

PDF = b"%PDF-1.7 words"


def offer(*, whisper: bool = False, replaces: str | None = None) -> Answer:
    """An answer with a file behind it."""
    file = Attachment("offer.pdf", "application/pdf", lambda: PDF)
    again = Action("Again", Invocation("again"))
    return Answer(
        Drawn(Card(spans("Here it is"), (), (again,), whisper=whisper, files=(file,)), ("again",)), replaces=replaces
    )


def seen(wired: Wired, where: str) -> list[str]:
    """What stands in a conversation: words, or the names of files."""
    messages = wired.slack.messages(where, wired.ben)
    return [" ".join(str(file["name"]) for file in message.files) or message.plain for message in messages]


async def test_command_when_its_answer_has_a_file(wired: Wired) -> None:
    """The card comes first, the file behind it, both for all to see."""
    wired.door.script = lambda _: offer()
    await wired.slack.slash(wired.ben, wired.channel, "/find", "offer")
    await wired.slack.settle()

    assert seen(wired, wired.channel) == ["Here it is", "offer.pdf"]
    assert (
        wired.slack.workspace.uploads[wired.slack.messages(wired.channel, wired.ben)[1].files[0]["id"]].content == PDF
    )


async def test_command_when_its_whispered_answer_has_a_file(wired: Wired) -> None:
    """What only the asker may see comes in their direct messages."""
    wired.door.script = lambda _: offer(whisper=True)
    await wired.slack.slash(wired.ben, wired.channel, "/find", "offer")
    await wired.slack.settle()

    assert seen(wired, wired.channel) == ["Here it is"]
    assert seen(wired, wired.dm) == ["offer.pdf"]


async def test_command_when_the_bot_is_no_member(wired: Wired) -> None:
    """The file comes in the direct messages of who asked."""
    other = wired.slack.add_channel("elsewhere", [wired.ben], with_bot=False)
    wired.door.script = lambda _: offer()
    await wired.slack.slash(wired.ben, other, "/find", "offer")
    await wired.slack.settle()

    assert seen(wired, other) == ["Here it is"]
    assert seen(wired, wired.dm) == ["offer.pdf"]


async def test_message_when_its_answer_has_a_file(wired: Wired) -> None:
    """In direct messages both stand one below the other."""
    wired.door.script = lambda _: offer()
    await wired.slack.say(wired.ben, wired.dm, "doc F-3")
    await wired.slack.settle()

    assert seen(wired, wired.dm) == ["doc F-3", "Here it is", "offer.pdf"]


async def test_button_when_its_answer_has_a_file(wired: Wired) -> None:
    """In a thread the card changes in its place, and the file comes in the thread as well."""

    def script(inbound: Inbound) -> Answer:
        pressed = inbound.event.card if isinstance(inbound.event, Pressed) else None
        return offer(replaces=pressed)

    wired.door.script = script
    root = await wired.slack.mention(wired.ben, wired.channel, "doc F-3")
    await wired.slack.mention(wired.ben, wired.channel, "once more", root.ts)
    await wired.slack.settle()
    shown = [one for one in wired.slack.messages(wired.channel, wired.ben) if one.by_bot and not one.files]
    in_thread = next(one for one in shown if one.thread_ts)
    await wired.slack.press(wired.ben, in_thread, "Again")
    await wired.slack.settle()

    files = [one for one in wired.slack.messages(wired.channel, wired.ben) if one.files]
    assert files[-1].thread_ts == root.ts


@pytest.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    """Slack with nobody in it."""
    async with SlackDouble() as double:
        yield double


@pytest.fixture
async def downloads(slack: SlackDouble) -> AsyncIterator[Downloads]:
    """What fetches from it."""
    api = SlackApi(SlackSettings(slack.bot_token, slack.signing_secret, None, slack.url))
    yield Downloads(api)
    await api.close()


async def shared(slack: SlackDouble, content: bytes = PDF) -> str:
    """Let somebody share a file with the bot; return its id."""
    slack.courier.losing = 1  # nobody listens
    ben = slack.add_user("ben")
    message = await slack.share_file(ben, slack.dm(ben), "offer.pdf", "application/pdf", content=content)
    return str(message.files[0]["id"])


async def fetched(downloads: Downloads, ref: str) -> bytes:
    """Return the whole of a file."""
    return b"".join([piece async for piece in downloads.fetch(ref)])


async def test_file_when_fetched(slack: SlackDouble, downloads: Downloads) -> None:
    """It comes as it was sent, with the bot's token shown, which is in no log."""
    with capture_logs() as lines:
        content = await fetched(downloads, await shared(slack, PDF * 100_000))

    assert content == PDF * 100_000
    assert slack.violations == []
    assert slack.bot_token not in str(lines)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"mode": "tombstone"}, FileGone),
        ({"mode": "hidden_by_limit"}, FileGone),
        ({"is_external": True}, FileGone),
        ({"url_private_download": "", "url_private": ""}, FileGone),
        ({"url_private_download": "https://slack.com.evil.example/offer.pdf"}, FileGone),
        ({"url_private_download": "http://files.slack.com/offer.pdf"}, FileGone),
    ],
    ids=["deleted", "hidden", "elsewhere", "nowhere", "foreign host", "in the clear"],
)
async def test_file_when_it_is_not_to_be_had(
    slack: SlackDouble, downloads: Downloads, wrong: dict[str, object], error: type[FetchError]
) -> None:
    """It is gone, and no host but Slack's own is asked."""
    ref = await shared(slack)
    slack.workspace.uploads[ref].described.update(wrong)

    with pytest.raises(error):
        await fetched(downloads, ref)
    assert slack.calls("download") == []


async def test_file_when_nobody_knows_it(downloads: Downloads) -> None:
    """It is gone."""
    with pytest.raises(FileGone):
        await fetched(downloads, "F0NOTHING")


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("files.info", Fault.RATE_LIMIT),
        ("files.info", Fault.CUT),
        ("download", Fault.RATE_LIMIT),
        ("download", Fault.SERVER_ERROR),
        ("download", Fault.CUT),
    ],
)
async def test_file_when_slack_is_in_trouble(
    slack: SlackDouble, downloads: Downloads, method: str, fault: Fault
) -> None:
    """It is asked for later."""
    ref = await shared(slack)
    slack.fail_next(method, fault, times=5)  # the client itself tries a cut connection once more

    with pytest.raises(FetchLater):
        await fetched(downloads, ref)


async def test_file_when_the_scope_is_missing(slack: SlackDouble, downloads: Downloads) -> None:
    """A page to sign in is no file; somebody may yet give the right."""
    ref = await shared(slack)
    slack.scopes.discard("files:read")

    with pytest.raises(FetchLater):
        await fetched(downloads, ref)
