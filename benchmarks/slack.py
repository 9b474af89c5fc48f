"""A slash command, from the signed request to the acknowledged answer: through Bolt alone, and through our stack."""

import json
import time
from collections.abc import Callable, MutableMapping
from typing import Any
from urllib.parse import urlencode

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.routing import Route

from benchmarks.office import TEAM, sentence, slack_user
from benchmarks.rounds import Command
from benchmarks.writes import Writes

PATH = "/slack/events"
SECRET = "a-signing-secret"  # noqa: S105 - of nobody
TOKEN = "xoxb-bench"  # noqa: S105 - of nobody

Message = MutableMapping[str, Any]
_SIGNER = SignatureVerifier(SECRET)


class SlackSide:
    """A web application that is asked in process, without a socket."""

    def __init__(self, web: Starlette, expected: str) -> None:
        self._web = web
        self._expected = expected

    def prepare(self, number: int) -> Command:
        """Sign a command of one of our people."""
        body = _command(number)
        headers = _headers(body)

        async def ask() -> None:
            status, answer = await _post(self._web, body, headers)
            assert status == 200, (status, answer)
            assert self._expected in answer, answer

        return ask


def bare(writes: Writes) -> SlackSide:
    """Make Bolt with one empty listener that does the bare writes."""

    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_user_id="U0", bot_id="B0", bot_token=TOKEN)

    bolt = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)

    @bolt.command("/note")
    async def note(ack: AsyncAck, body: dict[str, str]) -> None:
        await writes.receive(body["trigger_id"], json.dumps(body))
        await writes.work(body["trigger_id"], body["text"])
        await ack("saved")

    return SlackSide(Starlette(routes=[Route(PATH, AsyncSlackRequestHandler(bolt).handle, methods=["POST"])]), "saved")


def _command(number: int) -> bytes:
    """Write what Slack posts for `/note …` in a channel."""
    fields = {
        "token": "unused",
        "team_id": TEAM,
        "team_domain": "bench",
        "channel_id": f"C{slack_user(number)}",
        "channel_name": "sales",
        "user_id": slack_user(number),
        "user_name": "rep",
        "command": "/note",
        "text": sentence(number),
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "response_url": "https://slack.invalid/response",
        "trigger_id": f"{number}.{time.monotonic_ns()}",
    }
    return urlencode(fields).encode()


def _headers(body: bytes) -> list[tuple[bytes, bytes]]:
    timestamp = str(int(time.time()))
    signature = _SIGNER.generate_signature(timestamp=timestamp, body=body) or ""
    return [
        (b"host", b"bench"),
        (b"content-type", b"application/x-www-form-urlencoded"),
        (b"x-slack-request-timestamp", timestamp.encode()),
        (b"x-slack-signature", signature.encode()),
    ]


async def _post(web: Starlette, body: bytes, headers: list[tuple[bytes, bytes]]) -> tuple[int, str]:
    """Hand a request to the application and return status and body."""
    told: list[Message] = []

    async def send(message: Message) -> None:
        told.append(message)

    scope: Message = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": PATH,
        "raw_path": PATH.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "server": ("bench", 80),
        "client": ("bench", 1),
    }
    await web(scope, _once({"type": "http.request", "body": body, "more_body": False}), send)
    return int(told[0]["status"]), b"".join(each.get("body", b"") for each in told).decode()


def _once(message: Message) -> Callable[[], Any]:
    left = [{"type": "http.disconnect"}, message]

    async def receive() -> Message:
        return left.pop()

    return receive
