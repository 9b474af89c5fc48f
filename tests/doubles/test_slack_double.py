"""The Slack double as the real Web API and Socket Mode clients meet it."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack import SlackDouble
from tests.doubles.slack.refusals import refused

Json = dict[str, Any]
BUTTON: Json = {"type": "button", "text": {"type": "plain_text", "text": "Done"}, "action_id": "done"}
CARD: list[Json] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*Send quote* `T-9`"}},
    {"type": "actions", "block_id": "task", "elements": [BUTTON]},
]


# The Web API


async def test_auth_test_names_the_bot(slack: SlackDouble, client: AsyncWebClient) -> None:
    """The token belongs to the bot, and the header tells its scopes."""
    answer = await client.auth_test()

    assert (answer["user_id"], "chat:write" in answer.headers["x-oauth-scopes"]) == (slack.bot, True)


async def test_users_info_gives_zone_and_address(slack: SlackDouble, client: AsyncWebClient) -> None:
    """A read by GET finds the person with zone and e-mail."""
    ana = slack.add_user("ana", "ana@x.example", "Europe/Paris")

    person = (await client.users_info(user=ana))["user"]

    assert (person["tz"], person["profile"]["email"]) == ("Europe/Paris", "ana@x.example")


async def test_users_info_hides_the_address_without_its_scope(slack: SlackDouble, client: AsyncWebClient) -> None:
    """Without users:read.email nobody learns an address."""
    ana = slack.add_user("ana", "ana@x.example", "Europe/Paris")
    slack.scopes.discard("users:read.email")

    person = (await client.users_info(user=ana))["user"]

    assert "email" not in person["profile"]


async def test_lookup_by_email_finds_the_person(slack: SlackDouble, client: AsyncWebClient) -> None:
    """An address leads to its user, in any case of letters."""
    ana = slack.add_user("ana", "ana@x.example", "Europe/Paris")

    answer = await client.users_lookupByEmail(email="Ana@X.example")

    assert answer["user"]["id"] == ana


async def test_unknown_method_is_a_loud_error(slack: SlackDouble, client: AsyncWebClient) -> None:
    """What the double does not know is never `ok`."""
    code = await refused(client.api_call("reminders.add", params={"text": "x"}))

    assert (code, slack.violations) == (
        "unknown_method",
        ["reminders.add: unknown_method: the double does not know this method"],
    )


@pytest.mark.parametrize(("token", "code"), [("xoxb-other", "invalid_auth"), ("xapp-1-test", "not_allowed_token_type")])
async def test_wrong_token_is_refused(slack: SlackDouble, token: str, code: str) -> None:
    """Only the bot's own token opens the bot's methods."""
    stranger = AsyncWebClient(token=token, base_url=slack.url)

    assert await refused(stranger.auth_test()) == code
    assert len(slack.violations) == 1


async def test_revoked_token_is_no_violation(slack: SlackDouble, client: AsyncWebClient) -> None:
    """A token that Slack took away is not the app's mistake."""
    slack.kill_token("account_inactive")

    assert await refused(client.auth_test()) == "account_inactive"
    assert slack.violations == []


async def test_missing_scope_names_what_is_needed(slack: SlackDouble, client: AsyncWebClient) -> None:
    """The answer says which scope is missing."""
    slack.scopes.discard("team:read")

    with pytest.raises(SlackApiError) as caught:
        await client.team_info()

    assert (caught.value.response["error"], caught.value.response["needed"]) == ("missing_scope", "team:read")


async def test_posted_message_is_on_the_screen(slack: SlackDouble, client: AsyncWebClient) -> None:
    """A message with blocks shows its words and its buttons."""
    ana = slack.add_user("ana")
    sales = slack.add_channel("sales", [ana])

    await client.chat_postMessage(channel=sales, text="Send quote (T-9)", blocks=CARD)

    (shown,) = slack.messages(sales)
    assert (shown.plain, shown.buttons) == ("Send quote T-9", ["Done"])
    assert slack.violations == []


async def test_posting_to_a_person_reaches_the_direct_conversation(slack: SlackDouble, client: AsyncWebClient) -> None:
    """A user id leads to the D… conversation."""
    ana = slack.add_user("ana")

    answer = await client.chat_postMessage(channel=ana, text="Hello")

    assert answer["channel"] == slack.dm(ana)


async def test_ephemeral_message_is_seen_by_one(slack: SlackDouble, client: AsyncWebClient) -> None:
    """Nobody else sees an ephemeral message, and it cannot be edited."""
    ana, ben = slack.add_user("ana"), slack.add_user("ben")
    sales = slack.add_channel("sales", [ana, ben])

    answer = await client.chat_postEphemeral(channel=sales, user=ana, text="Psst")

    assert ([len(slack.messages(sales, who)) for who in (ana, ben, None)]) == [1, 0, 0]
    assert await refused(client.chat_update(channel=sales, ts=answer["message_ts"], text="x")) == "message_not_found"


async def test_ephemeral_message_needs_its_reader_in_the_channel(slack: SlackDouble, client: AsyncWebClient) -> None:
    """Who has left cannot be told."""
    ana = slack.add_user("ana")
    sales = slack.add_channel("sales", [])

    code = await refused(client.chat_postEphemeral(channel=sales, user=ana, text="Psst"))

    assert code == "user_not_in_channel"


async def test_update_changes_the_message(slack: SlackDouble, client: AsyncWebClient) -> None:
    """The sent card shows its new state."""
    sales = slack.add_channel("sales", [])
    sent = await client.chat_postMessage(channel=sales, text="Send quote", blocks=CARD)

    await client.chat_update(channel=sales, ts=sent["ts"], text="Done", blocks=CARD[:1])

    (shown,) = slack.messages(sales)
    assert (shown.text, shown.buttons, shown.edited_ts is not None) == ("Done", [], True)


async def test_update_refuses_a_long_text(slack: SlackDouble, client: AsyncWebClient) -> None:
    """4,001 characters are too many for an update, not for a new message."""
    sales = slack.add_channel("sales", [])
    sent = await client.chat_postMessage(channel=sales, text="x" * 4001)

    code = await refused(client.chat_update(channel=sales, ts=sent["ts"], text="x" * 4001))

    assert (code, len(slack.violations)) == ("msg_too_long", 1)


async def test_update_of_a_deleted_message_is_refused(slack: SlackDouble, client: AsyncWebClient) -> None:
    """A message an admin removed is not found, which is no mistake of the app's."""
    sales = slack.add_channel("sales", [])
    sent = await client.chat_postMessage(channel=sales, text="Hello")
    slack.forget_message(slack.messages(sales)[0])

    assert await refused(client.chat_update(channel=sales, ts=sent["ts"], text="x")) == "message_not_found"
    assert slack.violations == []


async def test_channels_refuse_by_their_state(slack: SlackDouble, client: AsyncWebClient) -> None:
    """Not a member, archived, hidden and unknown each have their code."""
    outside = slack.add_channel("outside", [], with_bot=False)
    hidden = slack.add_channel("hidden", [], private=True, with_bot=False)
    old = slack.add_channel("old", [])
    slack.channel(old).archived = True

    codes = [await refused(client.chat_postMessage(channel=room, text="x")) for room in (outside, hidden, old, "C404")]

    assert codes == ["not_in_channel", "channel_not_found", "is_archived", "channel_not_found"]
    assert slack.violations == []


async def test_deactivated_person_cannot_be_opened(slack: SlackDouble, client: AsyncWebClient) -> None:
    """A direct conversation with somebody who left is refused."""
    ana = slack.add_user("ana")
    slack.user(ana).deleted = True

    assert await refused(client.conversations_open(users=ana)) == "user_disabled"


@pytest.mark.parametrize(
    "blocks",
    [
        [CARD[0]] * 51,
        [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}],
        [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}],
        [{"type": "section", "text": {"type": "mrkdwn", "text": "Tom & <b>"}}],
        [{"type": "section"}],
        [{"type": "actions", "elements": []}],
        [{"type": "actions", "elements": [BUTTON, BUTTON]}],
        [{"type": "actions", "elements": [{**BUTTON, "text": {"type": "plain_text", "text": "x" * 76}}]}],
        [{"type": "actions", "elements": [{**BUTTON, "value": "x" * 2001}]}],
        [{"type": "actions", "elements": [{**BUTTON, "colour": "red"}]}],
        [{"type": "actions", "elements": [{"type": "static_select", "action_id": "a"}]}],
        [{"type": "carousel", "elements": []}],
        [CARD[1], CARD[1]],
    ],
)
async def test_bad_blocks_are_refused(slack: SlackDouble, client: AsyncWebClient, blocks: list[Json]) -> None:
    """Blocks over a limit or of a wrong shape are refused and written down."""
    sales = slack.add_channel("sales", [])

    code = await refused(client.chat_postMessage(channel=sales, text="x", blocks=blocks))

    assert (code, len(slack.violations), slack.messages(sales)) == ("invalid_blocks", 1, [])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"text": " "}, "no_text"),
        ({"text": "x", "colour": "red"}, "invalid_arg_name"),
        ({"text": "x", "thread_ts": "1.000001"}, "cannot_reply_to_message"),
        ({"text": "x", "blocks": "[{"}, "invalid_blocks_format"),
        ({"text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_schema"),
        ({"text": "x", "parse": ["none"]}, "invalid_array_arg"),
        ({"text": "x", "thread_ts": None}, "invalid_arguments"),
    ],
)
async def test_bad_arguments_are_refused(
    slack: SlackDouble, client: AsyncWebClient, arguments: Json, code: str
) -> None:
    """Each bad argument has its code and leaves a trace."""
    sales = slack.add_channel("sales", [])

    assert await refused(client.api_call("chat.postMessage", json={"channel": sales, **arguments})) == code
    assert len(slack.violations) == 1


async def test_unescaped_text_is_written_down(slack: SlackDouble, client: AsyncWebClient) -> None:
    """Slack takes raw control characters; the double tells on them."""
    sales = slack.add_channel("sales", [])

    await client.chat_postMessage(channel=sales, text="a & b <script>")

    assert slack.violations == ["text: an unescaped &", "text: an unescaped <: '<script>'"]


async def test_live_mentions_are_listed(slack: SlackDouble, client: AsyncWebClient) -> None:
    """A broadcast shows as a ping, an escaped one does not."""
    sales = slack.add_channel("sales", [])

    await client.chat_postMessage(channel=sales, text="<!channel> and &lt;!here&gt;")

    assert slack.messages(sales)[0].pings == ["<!channel>"]
