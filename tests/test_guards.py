"""The guards keep a test on this machine and away from the settings of who runs it."""

import asyncio
import os
import socket

import pytest

from tests.guards import OutsideError, is_here


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1", "", None])
def test_host_when_it_is_this_machine(host: str | None) -> None:
    """Loopback addresses and names are allowed."""
    assert is_here(host)


@pytest.mark.parametrize("host", ["example.com", "192.0.2.1", "10.0.0.1", "2001:db8::1"])
def test_host_when_it_is_another_machine(host: str) -> None:
    """Every other address and name is not."""
    assert not is_here(host)


def test_connection_when_it_leaves_the_machine() -> None:
    """A socket refuses to connect to an address elsewhere."""
    with socket.socket() as outgoing, pytest.raises(OutsideError):
        outgoing.connect(("192.0.2.1", 80))


def test_name_when_it_would_be_looked_up_elsewhere() -> None:
    """No name server is asked."""
    with pytest.raises(OutsideError):
        socket.create_connection(("example.com", 80))


async def test_connection_when_it_stays_on_the_machine() -> None:
    """A server on loopback is reached as usual."""
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)

    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    received = await reader.read()
    writer.close()
    server.close()

    assert received == b""


def test_environment_when_a_test_runs() -> None:
    """No token of the machine reaches an SDK that reads the environment by itself."""
    assert [name for name in os.environ if name.startswith(("SLACK_", "TELEGRAM_"))] == []
