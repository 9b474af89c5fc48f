"""The web server in front of the adapters."""

import asyncio

import aiohttp
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from crmbot.handlers.web import MAX_BODY, WebServer
from tests.e2e.process import free_port


async def echo(request: Request) -> PlainTextResponse:
    """Say how much came."""
    return PlainTextResponse(str(len(await request.body())))


@pytest.mark.parametrize(("size", "status"), [(0, b"200"), (MAX_BODY + 1, b"413")])
async def test_body_is_bounded(size: int, status: bytes) -> None:
    """What no platform would ever send is refused as soon as it is announced."""
    port = free_port()
    server = WebServer([Route("/", echo, methods=["POST"])], port)
    await server.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n".encode())
    try:
        first = await reader.readline()
    finally:
        writer.close()
        await writer.wait_closed()
        await server.stop()

    assert first.split()[1] == status


async def test_health_is_answered() -> None:
    """A host can see that it lives."""
    port = free_port()
    server = WebServer([], port)
    await server.start()
    try:
        async with aiohttp.ClientSession() as client, client.get(f"http://127.0.0.1:{port}/health") as response:
            text = await response.text()
    finally:
        await server.stop()

    assert text == "ok"


async def test_port_in_use_is_told() -> None:
    """A second server on the same port says so instead of hanging."""
    port = free_port()
    first, second = WebServer([], port), WebServer([], port)
    await first.start()
    try:
        with pytest.raises(OSError, match="in use"):
            await second.start()
    finally:
        await first.stop()
