"""What the database holds of workspaces, asked from the loop: each question is one hop into its thread."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from crmbot.core import installations, outbox
from crmbot.core.clock import Clock
from crmbot.core.installations import Installed
from crmbot.handlers.slack.settings import PLATFORM
from crmbot.store.engine import Database
from crmbot.store.uow import Session, read_only, unit_of_work

T = TypeVar("T")


def _nobody() -> None:
    """Wake nobody."""


@dataclass(slots=True)
class Installations:
    """The installations of this platform. `wake` tells the scheduler that owners are to be told something."""

    database: Database
    clock: Clock
    wake: Callable[[], None] = _nobody

    async def find(self, team: str) -> Installed | None:
        """Return the installation in a workspace."""
        return await self._read(lambda session: installations.find(session, PLATFORM, team))

    async def every(self) -> list[Installed]:
        """Return all installations."""
        return await self._read(lambda session: installations.every(session, PLATFORM))

    async def open_link(self, secret: str, browser: str) -> str | None:
        """Begin to install by a link: the state for the platform, None where the link is not good."""
        now = self.clock.now()
        return await self._write(lambda session: installations.open_link(session, secret, browser, now))

    async def use_link(self, state: str, browser: str) -> int | None:
        """Use a link up: who made it, None where the state is not good."""
        now = self.clock.now()
        return await self._write(lambda session: installations.use_link(session, state, browser, now))

    async def save(self, found: Installed, user_id: int) -> None:
        """Keep an installation."""
        now = self.clock.now()
        await self._write(lambda session: installations.save(session, found, user_id, now))

    async def remove(self, team: str, *, at: float | None = None, token: str = "") -> bool:
        """Forget an installation; one that was made after `at`, in seconds since 1970, or with another token, stays."""
        when = self.clock.now() if at is None else datetime.fromtimestamp(at, UTC)
        return await self._write(lambda session: installations.remove(session, PLATFORM, team, when, token=token))

    async def _read(self, work: Callable[[Session], T]) -> T:
        def reading() -> T:
            with read_only(self.database) as session:
                return work(session)

        return await asyncio.wrap_future(self.database.submit(reading))

    async def _write(self, work: Callable[[Session], T]) -> T:
        def writing() -> tuple[T, bool]:
            with unit_of_work(self.database) as session:
                done = work(session)
            return done, bool(session.info.get(outbox.WAITING))

        done, waiting = await asyncio.wrap_future(self.database.submit(writing))
        if waiting:
            self.wake()
        return done
