"""Whatever is sent, its size is bound: what is too long is said to be, and nothing that fits takes long."""

from collections.abc import AsyncIterator, Callable, Mapping
from time import process_time

import aiohttp
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from crmbot.chat.form import Ask
from crmbot.chat.inbound import Event, Pressed, Said, Submitted, Uploaded
from crmbot.commands import build_registry
from crmbot.core.documents import LARGEST
from crmbot.handlers.intake import oversize
from crmbot.handlers.slack.web import LONGEST_BODY
from crmbot.handlers.web import MAX_BODY, WebServer
from crmbot.store.models.record import Record
from tests.e2e.process import free_port
from tests.handlers.desk import Desk

TOO_LONG = "That is too long for me"
EVENTS: Mapping[str, Callable[[int], Event]] = {
    "words": lambda size: Said("x" * size),
    "caption": lambda size: Uploaded((), "x" * size),
    "field of a form": lambda size: Submitted("1", {"text": "x" * size}),
    "button": lambda size: Pressed("x" * (size // 10)),
}


@pytest.mark.parametrize("kind", EVENTS)
async def test_text_when_it_is_longer_than_any(desk: Desk, kind: str) -> None:
    """It is not read, nothing is written, and the answer says how long it may be."""
    before = desk.count(Record)

    answer = await desk.say(EVENTS[kind](oversize.LONGEST + 10))  # type: ignore[arg-type]  # one of those it takes

    assert answer.startswith(f"✋ {TOO_LONG}")
    assert desk.count(Record) == before


@pytest.mark.parametrize("kind", ["words", "field of a form", "button"])
async def test_text_when_it_just_fits(desk: Desk, kind: str) -> None:
    """It is read."""
    assert TOO_LONG not in await desk.say(EVENTS[kind](oversize.LONGEST))  # type: ignore[arg-type]  # one of those


@pytest.mark.parametrize("line", ["deals ", "tasks ", "contacts ", "find ", "export deals "])
async def test_filter_when_it_is_far_too_long(desk: Desk, line: str) -> None:
    """It is not read, and the answer says how long it may be."""
    assert "500 fit" in await desk.say((line + "over 5k or not overdue " * 500)[:10_000])


async def test_form_when_it_has_fields_without_end(desk: Desk) -> None:
    """It is none of ours, and is not read."""
    many = {f"f{number}": "x" for number in range(oversize.MOST_FIELDS + 1)}

    assert (await desk.say(Submitted("1", many))).startswith(f"✋ {TOO_LONG}")


LONG: Mapping[str, str] = {
    "one word": "x",
    "words": "lorem ipsum ",
    "digits": "1 ",
    "tags": "#a ",
    "options": "a:b ",
    "open quotes": 'a:"',
    "people": "@eva ",
    "days": "tomorrow ",
    "amounts": "5k eur ",
    "signs": ".,",
    "blanks": " ",
    "lines": "\n",
    "numbers": "+44 20 7946 ",
    "mails": "a@b.c ",
    "dashes": "a-",
    "brackets": "((",
    "codes": "D-1 ",
    "callers": "jane called ",
    "joiners": "\N{ZERO WIDTH JOINER}a",
    "marks": "e\N{COMBINING ACUTE ACCENT}",
}


@pytest.mark.timeout(90)
async def test_text_when_it_is_as_long_as_may_be(desk: Desk) -> None:
    """Nobody else waits long for it: no reading of ours takes its length squared."""
    slow = [
        f"{name}: {line[:20]}"
        for name, piece in LONG.items()
        for line in (piece, f"note Acme: {piece}", f"find {piece}")
        if await taken_s(desk, line, piece) > SLOW_S
    ]

    assert slow == []


SLOW_S = 5.0
"""Far more than it takes on a busy machine, far less than what grows with the square of the length."""


async def taken_s(desk: Desk, line: str, piece: str) -> float:
    """Say a line that goes on and on; return the seconds of work it was."""
    began = process_time()
    await desk.say(Said(f"{line}{piece * oversize.LONGEST}"[: oversize.LONGEST - 1] + "z"))
    return process_time() - began


def test_fields_when_people_fill_them() -> None:
    """No question takes words without end: each has a limit of its own, or that of a message."""
    unbound = [
        f"{command.name}.{spec.name}"
        for command in build_registry()
        for spec in command.fields
        if spec.ask is Ask.TEXT and (spec.max_length or 0) > oversize.LONGEST
    ]

    assert unbound == []


async def test_body_when_its_length_is_untold() -> None:
    """The server stops reading when there is more than anybody sends."""
    read: list[int] = []

    async def take(request: Request) -> PlainTextResponse:
        read.append(len(await request.body()))
        return PlainTextResponse("taken")

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(MAX_BODY // PIECE + 2):
            yield b"x" * PIECE

    port = free_port()
    server = WebServer([Route("/", take, methods=["POST"])], port)
    await server.start()
    try:
        async with aiohttp.ClientSession() as client, client.post(f"http://127.0.0.1:{port}/", data=pieces()) as answer:
            status = answer.status
    finally:
        await server.stop()

    assert (status, read) == (413, [])


PIECE = 100_000


def test_limits_when_compared() -> None:
    """What a platform may send fits through the server, and a kept file through what is fetched."""
    assert LONGEST_BODY < MAX_BODY < LARGEST
