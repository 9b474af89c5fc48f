"""Fresh, migrated databases on a disk, as safe against a power cut as in earnest."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import uuid4

from crmbot.store.migrate import upgrade
from tests.postgres import (
    INITDB_OPTIONS,
    START_TIMEOUT_S,
    WATCHED,
    Account,
    Server,
    account_for_root,
    find_programs,
    reachable,
    wait_until_ready,
)

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")

OPTIONS = ("listen_addresses=", "fsync=on", "synchronous_commit=on", "shared_buffers=512MB", "max_connections=100")


@dataclass(frozen=True, slots=True)
class Databases:
    """A folder for SQLite and a server of our own for PostgreSQL."""

    folder: Path
    server: Server | None
    server_pid: int = 0

    def fresh(self, kind: Kind, name: str) -> str:
        """Make a migrated database and return its URL."""
        url = f"sqlite:///{self.folder / name}.db" if kind == "sqlite" else self._made(name)
        upgrade(url)
        return url

    def _made(self, name: str) -> str:
        assert self.server is not None, "PostgreSQL was not asked for"
        self.server.execute("CREATE DATABASE {}", name)
        return self.server.database(name)


@contextmanager
def databases(kinds: tuple[Kind, ...] = KINDS) -> Iterator[Databases]:
    """Give databases that go away at the end; the folder is on the disk, not in memory."""
    with tempfile.TemporaryDirectory(prefix="crm-bench-", ignore_cleanup_errors=True) as folder:
        if "postgresql" not in kinds:
            yield Databases(Path(folder), None)
            return
        with _server() as (server, pid):
            yield Databases(Path(folder), server, pid)


@contextmanager
def _server() -> Iterator[tuple[Server, int]]:
    """Run a PostgreSQL server with its default care for the disk; give it with the number of its process."""
    account = account_for_root()
    assert account is not None, "root cannot run PostgreSQL, and there is no account 'postgres' or 'nobody'"
    base = Path(tempfile.mkdtemp(prefix="crm-bench-pg-"))
    process = _start(base, account)
    try:
        server = Server(f"postgresql://crmbot@/postgres?host={base}", uuid4().hex[:8])
        wait_until_ready(server, process, base)
        yield server, process.pid
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(START_TIMEOUT_S)


def _start(base: Path, account: Account) -> "subprocess.Popen[bytes]":
    programs = next(find_programs())
    if account.uid is not None:
        shutil.chown(base, account.uid)
        programs = reachable(programs, base, account)
    made = account.run([programs / "initdb", "-D", base / "cluster", *INITDB_OPTIONS], cwd=base)
    assert made.returncode == 0, made.stderr.decode()
    options = [word for each in (*OPTIONS, "unix_socket_permissions=0777") for word in ("-c", each)]
    command: list[str | Path] = [programs / "postgres", "-D", base / "cluster", "-k", base, *options]
    serve: list[str | Path] = ["sh", "-c", WATCHED, "sh", base, *command]
    with (base / "log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - the program it found itself
            serve, cwd=base, user=account.uid, group=account.gid, stdin=subprocess.PIPE, stdout=log, stderr=log
        )
