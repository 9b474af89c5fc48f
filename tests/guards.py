"""What keeps a test to itself: no network but this machine's, no settings of the person who runs it."""

import ipaddress
import os
import socket
from collections.abc import Callable, Iterator

import pytest

from crmbot.store import engine

SETTINGS = ("SLACK_", "TELEGRAM_", "CRMBOT_", "DATABASE_URL", "PORT")
FOR_TESTS = "CRMBOT_TEST_"
IN_EARNEST = engine.DURABLE

Connect = Callable[[socket.socket, object], object]


class OutsideError(RuntimeError):
    """A test wanted to reach another machine."""


def is_here(host: object) -> bool:
    """Tell whether a host is this machine: a loopback address, its usual name, or nothing (any)."""
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def refuse_unless_here(host: object) -> None:
    """Raise when a host is not this machine."""
    if not is_here(host):
        raise OutsideError(f"tests stay on this machine; {host!r} is another")


@pytest.fixture(autouse=True, scope="session")
def no_power_cuts() -> Iterator[None]:
    """Let nobody in this process wait for the disk; real processes do, and whoever asks for `power_cuts`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "DURABLE", "OFF")
        yield


@pytest.fixture
def power_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write as in earnest."""
    monkeypatch.setattr(engine, "DURABLE", IN_EARNEST)


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse connections to, and questions about, any host but this one."""
    ask = socket.getaddrinfo

    def guarded_question(host: object, *args: object, **kwargs: object) -> object:
        refuse_unless_here(host)
        return ask(host, *args, **kwargs)  # type: ignore[arg-type]  # passed on as it came

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", guarded_question)
        yield


def guarded(connect: Connect) -> Connect:
    """Wrap a method of socket so that it looks at the address first."""

    def connect_here(self: socket.socket, address: object) -> object:
        if self.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple):
            refuse_unless_here(address[0])
        return connect(self, address)

    return connect_here


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clear the environment of settings, some of which the SDKs read without being asked."""
    for name in list(os.environ):
        if name.startswith(SETTINGS) and not name.startswith(FOR_TESTS):
            monkeypatch.delenv(name)
