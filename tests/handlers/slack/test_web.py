"""Requests over HTTP: signatures, replays, and bodies that are none of Slack's."""

import json
import time
from urllib.parse import urlencode

import pytest

from crmbot.handlers.slack.web import LONGEST_BODY, REMEMBERED_S, Remembered
from tests.handlers.slack.conftest import Wired

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


def command(wired: Wired, text: str = "note Acme: met") -> bytes:
    """The body of a slash command."""
    return urlencode(
        {
            "command": "/crm",
            "text": text,
            "team_id": wired.slack.team_id,
            "channel_id": wired.channel,
            "user_id": wired.ben,
            "trigger_id": "1.2.3",
        }
    ).encode()


async def status(wired: Wired, body: bytes, **headers: str) -> int | None:
    """The status that a request is answered with."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return (await wired.slack.post(body, {**FORM, **wired.slack.sign(body), **sent})).status


async def test_request_when_signed(wired: Wired) -> None:
    """A genuine request is taken."""
    assert await status(wired, command(wired)) == 200
    assert len(wired.door.inbounds) == 1


async def test_request_when_replayed(wired: Wired) -> None:
    """The same request a second time is refused."""
    body = command(wired)
    headers = {**FORM, **wired.slack.sign(body)}
    await wired.slack.post(body, headers)

    again = await wired.slack.post(body, headers)

    assert again.status == 401
    assert len(wired.door.inbounds) == 1


async def test_request_when_it_was_not_taken_and_comes_again(wired: Wired) -> None:
    """What met a failure of ours may come again, signed alike."""
    wired.door.away = 1
    body = command(wired)
    headers = {**FORM, **wired.slack.sign(body)}

    statuses = [(await wired.slack.post(body, headers)).status for _ in range(2)]

    assert statuses == [500, 200]


@pytest.mark.parametrize("signature", ["v0=deadbeef", "", "v0=ü"])
async def test_request_when_its_signature_is_wrong(wired: Wired, signature: str) -> None:
    """Nothing of it is stored."""
    assert await status(wired, command(wired), X_Slack_Signature=signature) == 401
    assert wired.door.inbounds == []


@pytest.mark.parametrize("stamp", ["yesterday", "", "1e9", "-1"])
async def test_request_when_its_timestamp_is_odd(wired: Wired, stamp: str) -> None:
    """It is refused, not a failure."""
    assert await status(wired, command(wired), X_Slack_Request_Timestamp=stamp) == 401


async def test_request_when_it_is_old(wired: Wired) -> None:
    """After five minutes a captured request is worthless."""
    body = command(wired)
    old = wired.slack.sign(body, str(int(time.time()) - 301))

    assert (await wired.slack.post(body, {**FORM, **old})).status == 401


async def test_request_when_its_body_was_written_anew(wired: Wired) -> None:
    """The signature is of the bytes, not of what they mean."""
    body = json.dumps({"type": "event_callback", "event": {"type": "x"}}).encode()
    signed = wired.slack.sign(body)

    response = await wired.slack.post(body.replace(b": ", b":"), {**JSON, **signed})

    assert response.status == 401


async def test_request_when_it_is_not_utf8(wired: Wired) -> None:
    """It is a bad request, not a failure of ours."""
    assert await status(wired, b"text=\xff\xfe") == 400


async def test_request_when_it_is_unsigned(wired: Wired) -> None:
    """Without a signature nothing is believed."""
    assert (await wired.slack.post(command(wired), FORM)).status == 401


async def test_request_when_it_is_huge(wired: Wired) -> None:
    """It is not read to its end."""
    assert await status(wired, b"x" * (LONGEST_BODY + 1)) == 413


async def test_certificate_when_checked(wired: Wired) -> None:
    """Slack's look at the certificate is answered, unsigned as it is."""
    assert (await wired.slack.post(b"ssl_check=1&token=t", FORM)).status == 200


async def test_address_when_verified(wired: Wired) -> None:
    """The challenge comes back."""
    response = await wired.slack.verify_url()

    assert (response.status, b"3eZbrw1aB" in response.body) == (200, True)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'"x"',
        b"null",
        b"payload=%7B",
        b"payload=[]",
        b"",
        b"\x00",
        b'{"event": 3}',
        b'{"type": "event_callback", "event": [], "team_id": {}}',
        b'{"type": 1, "user": "x"}',
        b'{"type": "block_actions", "actions": [{"type": "overflow"}]}',
        b'{"type": "view_submission", "view": {"callback_id": "crm.form"}}',
        b'{"type": "shortcut", "callback_id": 5}',
        b'{"type": "block_suggestion", "value": "a"}',
        b'{"command": {}}',
    ],
)
@pytest.mark.parametrize("kind", [FORM, JSON])
async def test_request_when_genuine_but_garbage(wired: Wired, body: bytes, kind: dict[str, str]) -> None:
    """A signed body that means nothing is answered, and nothing is stored."""
    response = await wired.slack.post(body, {**kind, **wired.slack.sign(body)})

    assert response.status in (200, 400, 404)
    assert wired.door.inbounds == []


async def test_request_when_its_event_is_unknown(wired: Wired) -> None:
    """Events we do not know are acknowledged: Slack need not repeat them."""
    event = {"type": "event_callback", "team_id": wired.slack.team_id, "event": {"type": "something_new"}}
    body = json.dumps(event).encode()

    assert (await wired.slack.post(body, {**JSON, **wired.slack.sign(body)})).status == 200


async def test_events_when_slack_withholds_them(wired: Wired) -> None:
    """The news that there were too many is taken."""
    body = b'{"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1}'

    assert (await wired.slack.post(body, {**JSON, **wired.slack.sign(body)})).status == 200


def test_mark_when_five_minutes_have_gone() -> None:
    """What is old anyway is forgotten."""
    seconds = [0.0]
    seen = Remembered(lambda: seconds[0])
    seen.add("a")

    seconds[0] = REMEMBERED_S + 1

    assert seen.add("a")
