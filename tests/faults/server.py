"""A PostgreSQL server of our own, which may be stopped, killed, frozen and started again."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import LiteralString

import psycopg

from tests import postgres
from tests.postgres import INITDB_OPTIONS, SERVER_OPTIONS, START_TIMEOUT_S, Account, Server

OPTIONS = [*SERVER_OPTIONS, "deadlock_timeout=100ms", "max_connections=120"]
# The shell's input closes when we end, and also when we are killed: the server never outlives us.
WATCHED = '"$@" & p=$!; echo $p; cat >/dev/null; kill -QUIT $p 2>/dev/null; wait $p'


@dataclass(slots=True)
class OwnServer:
    """The server, in a folder of its own; `begin` before anything else, `remove` at the end."""

    programs: Path
    account: Account
    base: Path
    server: Server
    _shell: "subprocess.Popen[bytes] | None" = None
    _pid: int = 0
    databases: list[str] = field(default_factory=list)

    @property
    def socket(self) -> str:
        """Where it is reached on this machine."""
        return str(self.base / ".s.PGSQL.5432")

    def begin(self) -> None:
        """Start it, and return when it answers; after a crash it mends itself first."""
        options = [word for each in OPTIONS for word in ("-c", each)]
        serve = [str(self.programs / "postgres"), "-D", str(self.base / "cluster"), "-k", str(self.base), *options]
        with (self.base / "log").open("ab") as log:
            self._shell = subprocess.Popen(  # noqa: S603 - the programs we found
                ["sh", "-c", WATCHED, "sh", *serve],  # noqa: S607 - the shell, and the programs we found
                cwd=self.base,
                user=self.account.uid,
                group=self.account.gid,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        assert self._shell.stdout is not None
        self._pid = int(self._shell.stdout.readline())
        postgres.wait_until_ready(self.server, self._shell, self.base)

    def stop(self) -> None:
        """Stop it in order: whoever is connected is told."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """Stop it as a power cut would."""
        self._end(signal.SIGQUIT)

    def _end(self, number: signal.Signals) -> None:
        if self._shell is None:
            return
        os.kill(self._pid, number)
        deadline = time.monotonic() + START_TIMEOUT_S
        while (self.base / "cluster" / "postmaster.pid").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert self._shell.stdin is not None
        assert self._shell.stdout is not None
        self._shell.stdin.close()
        self._shell.wait(START_TIMEOUT_S)
        self._shell.stdout.close()
        self._shell = None

    def remove(self) -> None:
        """Stop it for good."""
        self.crash()
        shutil.rmtree(self.base, ignore_errors=True)

    def new_database(self) -> str:
        """Make a migrated database; return its name."""
        name = f"faults_{len(self.databases)}"
        template = self.databases[0] if self.databases else None
        if template is None:
            self._migrate("template_of_faults")
        self.server.execute("CREATE DATABASE {} TEMPLATE template_of_faults", name)
        self.databases.append(name)
        return name

    def _migrate(self, name: LiteralString) -> None:
        from crmbot.store.migrate import upgrade

        self.server.execute("CREATE DATABASE {}", name)
        upgrade(self.server.database(name))

    def connect(self, name: str) -> psycopg.Connection:
        """Connect beside the processes, with every statement a transaction of its own."""
        url = self.server.database(name).replace("postgresql+psycopg", "postgresql")
        return psycopg.connect(url, autocommit=True)


def own_server() -> OwnServer | None:
    """Make a cluster with the first programs there are, not started yet; None where there are none."""
    programs = next(postgres.find_programs(), None)
    account = postgres.account_for_root()
    if programs is None or account is None:
        return None
    base = Path(tempfile.mkdtemp(prefix="crm-faults-", dir=postgres.fast_folder()))
    if account.uid is not None:
        shutil.chown(base, account.uid)
        programs = postgres.reachable(programs, base, account)
    made = account.run([programs / "initdb", "-D", base / "cluster", *INITDB_OPTIONS], cwd=base)
    if made.returncode != 0:
        raise RuntimeError(f"initdb failed: {made.stderr.decode()}")
    return OwnServer(programs, account, base, Server(f"postgresql://crmbot@/postgres?host={base}", "faults"))
