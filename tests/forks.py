"""What processes are forked from: it has imported everything, and becomes `python -m crmbot` for whoever asks.

Or `python -m` another module of ours that does the same in other circumstances; one that is in a hurry was so before it
imported everything.

It is asked at a socket, by one line of JSON with three streams, and answers with the number of the process and, when
that has ended, with its exit status. It ends with its standard input.
"""

import gc
import json
import os
import runpy
import selectors
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import IO, TypedDict, cast

from tests.hurry import hurry

HURRIED = "hurried"
STREAMS = (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w"))
LARGEST_REQUEST = 1 << 20
IMPORTED = (
    *("crmbot.app", "crmbot.cli.talk", "crmbot.cli.backups", "crmbot.cli.doctor", "crmbot.cli.explain"),
    *("crmbot.cli.files", "crmbot.handlers.slack.app", "crmbot.handlers.telegram.app", "alembic.command"),
)


class Asked(TypedDict):
    """What a process is to be begun with, beside its three streams."""

    module: str
    words: list[str]
    environment: dict[str, str]
    folder: str


@dataclass(slots=True)
class Forks:
    """Forks whatever is asked for. `serve` returns in the process that was forked, and in ours at the end."""

    asked: socket.socket
    alarm: socket.socket
    waiting: dict[int, socket.socket] = field(default_factory=dict)

    def serve(self) -> Asked | None:
        """Fork until standard input ends; return in a child what it is to do."""
        with selectors.DefaultSelector() as events:
            for stream in (self.asked, self.alarm, sys.stdin):
                events.register(stream, selectors.EVENT_READ)
            while True:
                ready = {key.fileobj for key, _ in events.select()}
                if sys.stdin in ready:
                    return None
                if self.alarm in ready:
                    self._told_of_ends()
                if self.asked in ready and (request := self._forked()) is not None:
                    return request

    def _told_of_ends(self) -> None:
        self.alarm.recv(4096)
        while self.waiting:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            with self.waiting.pop(pid) as line:
                line.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))

    def _forked(self) -> Asked | None:
        line, _ = self.asked.accept()
        written, streams, _, _ = socket.recv_fds(line, LARGEST_REQUEST, 3)
        while more := line.recv(LARGEST_REQUEST):
            written += more
        assert threading.active_count() == 1, "a process with threads is not to be forked"
        pid = os.fork()
        if pid:
            self.waiting[pid] = line
            line.sendall(b"%d\n" % pid)
        else:
            self._let_go(line)
            for number, stream in enumerate(streams):
                os.dup2(stream, number)
        for stream in streams:
            os.close(stream)
        return None if pid else cast("Asked", json.loads(written))  # we wrote it ourselves

    def _let_go(self, line: socket.socket) -> None:
        """Forget, in a child, what belongs to the one it comes from."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for each in (line, self.asked, self.alarm, *self.waiting.values()):
            each.close()


def main(address: Path, *moods: str) -> None:
    """Fork until nobody asks any more; in a child, be the module that is asked for."""
    before = set(os.environ)
    if HURRIED in moods:
        hurry()
    _import_all()
    from_imports = {name: value for name, value in os.environ.items() if name not in before}
    alarm, ring = socket.socketpair()
    for each in (alarm, ring):
        each.setblocking(False)
    signal.set_wakeup_fd(ring.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as asked:
        new = address.with_suffix(".new")
        asked.bind(str(new))
        asked.listen()
        new.rename(address)
        request = Forks(asked, alarm).serve()
    if request is not None:
        ring.close()
        request["environment"] = from_imports | request["environment"]
        _become(request)


def _import_all() -> None:
    """Have ready what does not depend on settings."""
    from sqlalchemy.orm import configure_mappers

    from crmbot.commands import build_registry

    for name in IMPORTED:
        import_module(name)
    build_registry()
    configure_mappers()
    gc.freeze()


def _become(request: Asked) -> None:
    for stream, number, mode in STREAMS:
        setattr(sys, stream, _at(number, mode, getattr(sys, stream).errors))
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    os.chdir(request["folder"])
    sys.argv[1:] = request["words"]
    runpy.run_module(request["module"], run_name="__main__", alter_sys=True)


def _at(number: int, mode: str, errors: str) -> IO[str]:
    """Look at a stream anew: ours was no terminal, and could be sought in."""
    return open(number, mode, encoding="utf-8", errors=errors, closefd=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
