"""Databases that are furnished once and copied for each test that asks for the like, on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import pytest

from tests.postgres import Server
from tests.reused import Reused

Furnish = Callable[[str], None]
"""Puts into the migrated, empty database of a URL what a test begins with, and leaves no connection open."""


@dataclass(slots=True)
class Files:
    """SQLite files, one for each thing that was ever asked for."""

    empty: Path
    folder: Path
    made: dict[object, Path] = field(default_factory=dict)

    def copy(self, key: object, furnish: Furnish, to: Path) -> str:
        """Return the URL of a fresh copy."""
        if key not in self.made:
            file = self.folder / f"{len(self.made)}.db"
            shutil.copyfile(self.empty, file)
            furnish(f"sqlite:///{file}")
            self.made[key] = file
        shutil.copyfile(self.made[key], to)
        return f"sqlite:///{to}"


@dataclass(slots=True)
class Databases:
    """Databases of a PostgreSQL server, likewise; `close` drops all that were made.

    A copy is put back to what it was for the next test that asks for the like.
    """

    server: Server
    made: dict[object, str] = field(default_factory=dict)
    free: dict[object, list[Reused]] = field(default_factory=dict)
    lent: list[tuple[object, Reused]] = field(default_factory=list)

    def copy(self, key: object, furnish: Furnish) -> str:
        """Return the URL of a fresh copy."""
        waiting = self.free.setdefault(key, [])
        self.lent.append((key, waiting.pop() if waiting else self._copied(key, furnish)))
        return self.server.database(self.lent[-1][1].name)

    def _copied(self, key: object, furnish: Furnish) -> Reused:
        if key not in self.made:
            name = self.server.copy(self.server.template)
            furnish(self.server.database(name))
            self.made[key] = name
        name = self.server.copy(self.made[key])
        return Reused.opened(self.server.database(name), name)

    def take_back(self) -> None:
        """Put what the last test had back to what it was, or drop it."""
        while self.lent:
            key, database = self.lent.pop()
            if database.put_back():
                self.free[key].append(database)
            else:
                self._drop(database)

    def _drop(self, database: Reused) -> None:
        database.close()
        self.server.drop(database.name)

    def close(self) -> None:
        """Drop the copies and the originals."""
        for database in chain.from_iterable(self.free.values()):
            self._drop(database)
        for name in self.made.values():
            self.server.drop(name)


@pytest.fixture(scope="session")
def sqlite_copies(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Keep the files of this run."""
    return Files(sqlite_template, tmp_path_factory.mktemp("furnished"))


@pytest.fixture(scope="session")
def postgresql_originals(postgresql: Server) -> Iterator[Databases]:
    """Keep the databases of this run."""
    databases = Databases(postgresql)
    yield databases
    databases.close()


@pytest.fixture
def postgresql_copies(postgresql_originals: Databases) -> Iterator[Databases]:
    """Give copies for the length of a test."""
    yield postgresql_originals
    postgresql_originals.take_back()


@pytest.fixture
def copied(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Callable[[object, Furnish], str]:
    """Give the URL of a furnished database: each test that asks runs on SQLite and on PostgreSQL."""
    if database_kind == "sqlite":
        files: Files = request.getfixturevalue("sqlite_copies")
        return lambda key, furnish: files.copy(key, furnish, tmp_path / "crmbot.db")
    databases: Databases = request.getfixturevalue("postgresql_copies")
    return databases.copy
