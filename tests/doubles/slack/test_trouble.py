"""Trouble on demand: limits, faults, old triggers, used addresses, forged signatures."""

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.doubles.slack import Fault, SlackDouble
from tests.doubles.slack.bolt_app import App
from tests.doubles.slack.refusals import refused
from tests.doubles.slack.samples import CARD, TASK

Json = dict[str, Any]


# Faults


async def test_pacing_answers_429_when_strict(slack: SlackDouble, client: AsyncWebClient) -> None:
    """A second message within the second is told to wait."""
    sales = slack.add_channel("sales", [])
    slack.strict_pacing = True
    await client.chat_postMessage(channel=sales, text="one")

    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=sales, text="two")

    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "1")


async def test_pacing_lets_the_next_second_pass(slack: SlackDouble, client: AsyncWebClient) -> None:
    """After a second the channel takes another message."""
    sales = slack.add_channel("sales", [])
    slack.strict_pacing = True
    await client.chat_postMessage(channel=sales, text="one")

    slack.advance(1)
    await client.chat_postMessage(channel=sales, text="two")

    assert len(slack.messages(sales)) == 2


async def test_fault_hits_the_ordered_method_once(slack: SlackDouble, client: AsyncWebClient) -> None:
    """The next call fails as ordered, the one after it works."""
    sales = slack.add_channel("sales", [])
    slack.fail_next("chat.postMessage", Fault.RATE_LIMIT, retry_after_s=30)

    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=sales, text="x")
    await client.chat_postMessage(channel=sales, text="x")

    assert caught.value.response.headers["Retry-After"] == "30"
    assert len(slack.messages(sales)) == 1


async def test_fault_with_a_code_answers_that_code(slack: SlackDouble, client: AsyncWebClient) -> None:
    """Any error code of Slack's can be ordered."""
    slack.fail_next("auth.test", "account_inactive")

    assert await refused(client.auth_test()) == "account_inactive"


@pytest.mark.parametrize(("fault", "left"), [(Fault.CUT, 0), (Fault.CUT_AFTER, 1)])
async def test_cut_connection_loses_the_call_or_its_answer(slack: SlackDouble, fault: Fault, left: int) -> None:
    """Either nothing happened, or it happened and nobody was told."""
    sales = slack.add_channel("sales", [])
    single = AsyncWebClient(token=slack.bot_token, base_url=slack.url, retry_handlers=[])
    slack.fail_next("chat.postMessage", fault)

    with pytest.raises(aiohttp.ClientError):
        await single.chat_postMessage(channel=sales, text="x")

    assert len(slack.messages(sales)) == left


# Views


async def test_trigger_opens_one_view(slack: SlackDouble, client: AsyncWebClient) -> None:
    """A trigger works once."""
    ana = slack.add_user("ana")
    trigger = slack.workspace.new_trigger(ana)

    await client.views_open(trigger_id=trigger, view=TASK)

    assert [view.title for view in slack.views(ana)] == ["Task"]
    assert await refused(client.views_open(trigger_id=trigger, view=TASK)) == "exchanged_trigger_id"


@pytest.mark.parametrize("wait", [True, False])
async def test_trigger_expires(slack: SlackDouble, client: AsyncWebClient, wait: bool) -> None:
    """After three seconds, or when the test says so, a trigger is too old."""
    trigger = slack.workspace.new_trigger(slack.add_user("ana"))

    if wait:
        slack.advance(3)
    else:
        slack.expire_triggers()

    assert await refused(client.views_open(trigger_id=trigger, view=TASK)) == "expired_trigger_id"
    assert slack.violations == []


async def test_trigger_may_be_too_old_from_the_start(slack: SlackDouble, client: AsyncWebClient, app: App) -> None:
    """With a life of nothing, what a person does brings a trigger that no longer works."""
    ana = slack.add_user("ana")
    slack.trigger_life_s = 0

    await slack.slash(ana, slack.dm(ana), "/task")

    trigger = app.bodies[-1]["trigger_id"]
    assert await refused(client.views_open(trigger_id=trigger, view=TASK)) == "expired_trigger_id"


async def test_view_update_needs_the_latest_hash(slack: SlackDouble, client: AsyncWebClient) -> None:
    """An update drawn from an older state is refused."""
    ana = slack.add_user("ana")
    shown = (await client.views_open(trigger_id=slack.workspace.new_trigger(ana), view=TASK))["view"]
    slack.outdate(ana)

    code = await refused(client.views_update(view_id=shown["id"], hash=shown["hash"], view=TASK))

    assert code == "hash_conflict"


@pytest.mark.parametrize(
    "broken",
    [
        {"title": {"type": "plain_text", "text": "x" * 25}},
        {"private_metadata": "x" * 3001},
        {"submit": None},
        {"blocks": [TASK["blocks"][0]] * 2},
    ],
)
async def test_bad_view_is_refused(slack: SlackDouble, client: AsyncWebClient, broken: Json) -> None:
    """A view over a limit or of a wrong shape does not open."""
    ana = slack.add_user("ana")
    view = {key: value for key, value in {**TASK, **broken}.items() if value is not None}

    code = await refused(client.views_open(trigger_id=slack.workspace.new_trigger(ana), view=view))

    assert (code, slack.views(ana), len(slack.violations)) == ("invalid_arguments", [], 1)


async def test_published_home_is_seen(slack: SlackDouble, client: AsyncWebClient) -> None:
    """A Home tab belongs to one person."""
    ana = slack.add_user("ana")

    await client.views_publish(user_id=ana, view={"type": "home", "blocks": CARD})

    home = slack.home(ana)
    assert home is not None
    assert home.buttons == ["Done"]


# response_url


async def test_response_url_works_five_times(slack: SlackDouble) -> None:
    """The sixth use is refused."""
    ana = slack.add_user("ana")
    webhook = AsyncWebhookClient(slack.workspace.new_response_url(slack.dm(ana), ana))

    statuses = [(await webhook.send(text="x")).status_code for _ in range(6)]

    assert statuses == [200] * 5 + [404]
    assert slack.violations == []


async def test_response_url_ends_after_thirty_minutes(slack: SlackDouble) -> None:
    """The thirty-first minute is too late."""
    ana = slack.add_user("ana")
    webhook = AsyncWebhookClient(slack.workspace.new_response_url(slack.dm(ana), ana))

    slack.advance(31 * 60)

    assert json.loads((await webhook.send(text="x")).body)["error"] == "expired_url"


# Signatures


async def test_forged_signature_is_refused_by_the_app(slack: SlackDouble, app: App) -> None:
    """The double can post what Slack would not have signed."""
    body = b'{"type": "event_callback"}'

    statuses = [
        (await slack.post(body, {"Content-Type": "application/json", **headers})).status
        for headers in ({}, slack.sign(body + b" "), slack.sign(body, "1000000000"))
    ]

    assert statuses == [401, 401, 401]


async def test_url_verification_returns_the_challenge(slack: SlackDouble, app: App) -> None:
    """The app proves that its address is its own."""
    response = await slack.verify_url()

    assert "3eZbrw1aB" in response.body.decode()


async def test_retry_is_marked_in_the_headers(slack: SlackDouble, app: App, ana: str) -> None:
    """A lost event comes again under the same id; as a new one it has another."""
    slack.lose_next_event()
    await slack.say(ana, slack.dm(ana), "hello")

    await slack.retry_lost()
    await slack.repeat_as_new()

    first, second = (body["event_id"] for body in app.bodies)
    assert (first != second, slack.unacknowledged) == (True, [])


# A second opinion


async def test_checkers_findings_are_violations_when_a_folder_is_named(
    slack: SlackDouble, client: AsyncWebClient, ana: str, tmp_path: Path
) -> None:
    """What a folder of checkers finds is a violation like any other."""
    checker = "def check(method, args):\n    return args, ['too loud'] if '!' in args['text'] else []\n"
    (tmp_path / "check_slack_calls.py").write_text(checker)
    slack.workspace.checkers = str(tmp_path)

    await client.chat_postMessage(channel=ana, text="Hello")
    await client.chat_postMessage(channel=ana, text="Hello!")

    assert slack.violations == ["chat.postMessage: checker: too loud"]


async def test_lone_surrogate_is_refused(slack: SlackDouble, ana: str) -> None:
    """Half a character cannot be posted."""
    body = json.dumps({"channel": ana, "text": "\ud83d"}).encode()
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}

    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{slack.url}chat.postMessage", data=body) as answer,
    ):
        code = (await answer.json())["error"]

    assert (code, len(slack.violations)) == ("invalid_json", 1)
