"""The composition root: builds the house from its settings, starts it, and stops it without losing anything."""

import asyncio
import signal
import sys
from dataclasses import replace
from datetime import datetime
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, runtime_checkable

import structlog
from starlette.routing import BaseRoute

from crmbot import surfaces
from crmbot.commands import build_registry
from crmbot.commands.workspaces import add_workspace
from crmbot.core import setup
from crmbot.core.clock import AgreedClock, Clock, SystemClock
from crmbot.core.context import Organisation
from crmbot.core.figures import NoFigures
from crmbot.core.naming import known_names
from crmbot.handlers.adapter import Adapter
from crmbot.handlers.calendar_feed import CalendarFeed, feed_link
from crmbot.handlers.dispatcher import Dispatcher
from crmbot.handlers.dispatcher.working import Worker
from crmbot.handlers.intake import brake
from crmbot.handlers.intake.brake import Brake
from crmbot.handlers.web import WebServer
from crmbot.scheduler.app import Scheduler
from crmbot.serving.readiness import Readiness
from crmbot.serving.timekeeper import Timekeeper
from crmbot.serving.watch import Watch
from crmbot.settings import Settings
from crmbot.store import away
from crmbot.store.away import DatabaseAwayError, noticed
from crmbot.store.bell import Bell
from crmbot.store.engine import Database, open_database
from crmbot.store.files import open_files
from crmbot.store.uow import unit_of_work

if TYPE_CHECKING:
    from crmbot.serving.metrics import Metrics

log = structlog.get_logger(__name__)

SECOND_SIGNAL = 130
READING = "crmbot-names"
"""The thread that reads the names."""


@runtime_checkable
class Movable(Protocol):
    """A clock that stands where it is put."""

    def move_to(self, at: datetime) -> None:
        """Set the clock to a later instant."""
        ...


class App:
    """Everything that runs in one process."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.org = Organisation(
            currency=settings.currency,
            zone=settings.timezone,
            region=settings.region,
            install_link=surfaces.install_link_of(settings),
            feed_link=feed_link(settings.public_url),
        )
        self.database: Database = open_database(settings.database_url)
        self.clock, self._timekeeper = _clock(self.database, clock)
        self.database.files = open_files(settings.files_place)
        self.registry = build_registry()
        self.registry.also("slack install", add_workspace.name)
        self.adapters: list[Adapter] = []
        metrics = _metrics(settings, self.database, self.clock)
        self.scheduler = Scheduler(self.database, {}, self.clock, self.org, figures=metrics)
        self.bell = Bell(self.database, self.scheduler.wake)
        self.dispatcher = Dispatcher(self._worker(metrics))
        self.readiness = Readiness(self.database, self.clock, self.adapters, self.scheduler)
        self.watch = Watch(settings, self.readiness, metrics)
        self._stop = asyncio.Event()
        self._ticking = False
        self._watching: asyncio.Task[None] | None = None
        for adapter in surfaces.configured(settings, self.dispatcher):
            self.use(adapter)

    def _worker(self, metrics: "Metrics | None") -> Worker:
        """Return who works the messages of this process, and tells all schedulers of what waits."""
        per_minute = self.settings.per_minute
        return Worker(
            self.database,
            self.registry,
            self.clock,
            self.org,
            wake=self.scheduler.wake,
            ring=self.bell.ring,
            brake=Brake(per_minute, brake.together(self.database, per_minute)),
            figures=metrics or NoFigures(),
        )

    def use(self, adapter: Adapter) -> None:
        """Add an adapter: what it sends to and whom it knows is there for everybody."""
        self.adapters.append(adapter)
        self.dispatcher.profiles[adapter.platform] = adapter.profile
        self.scheduler.senders[adapter.platform] = adapter.sender
        self.scheduler.fetchers[adapter.platform] = adapter.fetcher

    async def __aenter__(self) -> Self:
        """Open the house: the lists of the first day are there.

        `DatabaseAwayError` where the database does not come within a while.
        """
        await self._come_to_database()
        if self._timekeeper is not None:
            self._timekeeper.start()
        return self

    async def _come_to_database(self) -> None:
        for pause_s in away.pauses():
            try:
                await self._prepared()
            except DatabaseAwayError as error:
                log.warning("database.awaited", action="retry", seconds=pause_s, error=str(error))
                await asyncio.sleep(pause_s)
            else:
                return
        await self._prepared()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the house: doors first, then the scheduler, the database last."""
        if self._timekeeper is not None:
            self._timekeeper.stop()
        await self.watch.stop()
        for adapter in self.adapters:
            await adapter.stop()
        if self._watching is not None:
            self._watching.cancel()
        await self.dispatcher.arrivals.settle()
        await self.stop_ticking()
        self.database.close()

    async def serve(self, *, web: bool, scheduler: bool) -> None:
        """Run until SIGTERM or SIGINT: what came in is worked and answered before this returns."""
        self._catch_signals()
        self.readiness.listens, self.readiness.ticks = web, scheduler
        await self.watch.start()
        if scheduler:
            await self.start_ticking()
        server = self._server() if web and self._is_asked_for_port() else None
        if web:
            await self._finish_what_was_left()
            await self._open_doors()
        if server is not None:
            await server.start()
        if web:
            self._read_beforehand()
        log.info("app.started", web=web, scheduler=scheduler, adapters=[each.platform for each in self.adapters])
        await self._until_stopped(server)
        self.readiness.is_ending = True
        if server is not None:
            await server.stop()

    async def _finish_what_was_left(self) -> None:
        """Finish what a crash left in the middle; and go on watching.

        Beside others only what they have given up, and that after a beat: where the database was away until just now,
        they could not say either that they live.
        """
        senders = self.scheduler.senders
        if self.database.is_sqlite:
            await self._recover()
        self._watching = asyncio.create_task(self.dispatcher.left_behind.keep_watch(senders))

    async def _recover(self) -> None:
        """Take back what we had in hand; where the file is somebody's just now, the watch does it after the leases."""
        try:
            with noticed():
                await self.dispatcher.left_behind.recover(self.scheduler.senders)
        except DatabaseAwayError as error:
            log.warning("inbox.not_recovered", action="later", error=str(error))

    async def _open_doors(self) -> None:
        """Begin to listen everywhere at once: each platform takes its time to say who we are to it."""
        begun = await asyncio.gather(*(adapter.start() for adapter in self.adapters), return_exceptions=True)
        for failed in begun:
            if failed is not None:
                raise failed
        worker = self.dispatcher.worker
        for adapter in self.adapters:
            if adapter.join_link:
                worker.org = replace(worker.org, join_link=adapter.join_link)

    def _read_beforehand(self) -> None:
        """Read all names in a thread of its own: neither the doors nor the first text should have to wait for them."""
        reading = Thread(target=_read_names, args=(self.database, self.clock.now()), name=READING, daemon=True)
        reading.start()

    async def start_ticking(self) -> None:
        """Begin to fire and deliver what falls due."""
        await self.scheduler.start()
        self.bell.listen()
        self._ticking = True

    async def stop_ticking(self) -> None:
        """End it; the message in hand is sent and settled first."""
        if self._ticking:
            self._ticking = False
            self.bell.stop()
            await self.scheduler.stop()

    async def advance(self, to: datetime) -> None:
        """Let time go by until an instant, delivering each thing at its own time on the way."""
        if not isinstance(self.clock, Movable):
            await self.scheduler.run_due()
            return
        while (due := (seen := await self.scheduler.look()).next_at) is not None and due <= to:
            self.clock.move_to(max(due, self.clock.now()))
            await self.scheduler.run_due(seen)
        self.clock.move_to(max(to, self.clock.now()))

    def stop(self) -> None:
        """Ask `serve` to end."""
        self._stop.set()

    async def _prepared(self) -> None:
        await asyncio.wrap_future(self.database.submit(self._prepare))

    def _prepare(self) -> None:
        if self._timekeeper is not None:
            self._timekeeper.ask()
        with noticed(), unit_of_work(self.database) as session:
            now = self.clock.now()
            setup.prepare(session, now, self.org)
            if self.settings.owner is not None:
                setup.first_owner(session, name="", email=self.settings.owner, zone=self.settings.timezone, now=now)

    def _routes(self) -> list[BaseRoute]:
        routes = [route for adapter in self.adapters for route in adapter.routes]
        if self.org.feed_link:
            routes.append(CalendarFeed(self.database, self.clock, self.org).route)
        return routes

    def _server(self) -> WebServer:
        return WebServer([*self._routes(), *self.watch.routes], self.settings.port)

    def _is_asked_for_port(self) -> bool:
        """Tell whether somebody knocks there: a platform, or a host that said which port it watches."""
        return bool(self._routes()) or self.watch.is_public or "port" in self.settings.model_fields_set

    def _catch_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._signalled)

    def _signalled(self) -> None:
        if self._stop.is_set():
            sys.exit(SECOND_SIGNAL)
        self._stop.set()

    async def _until_stopped(self, server: WebServer | None) -> None:
        """Wait for the signal, or for a part that must not end by itself."""
        waiting: set[asyncio.Future[object]] = {asyncio.ensure_future(self._stop.wait())}
        if server is not None:
            waiting.add(asyncio.ensure_future(server.ended()))
        done, pending = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        for task in done:
            task.result()


def _clock(database: Database, given: Clock | None) -> tuple[Clock, Timekeeper | None]:
    """Return the clock of a house, and who sets it: of several processes none goes by its own machine's."""
    if given is not None or database.is_sqlite:
        return given or SystemClock(), None
    clock = AgreedClock()
    return clock, Timekeeper(database, clock)


def _read_names(database: Database, now: datetime) -> None:
    try:
        with noticed():
            known_names.warm(database, now)
    except DatabaseAwayError as error:
        log.warning("names.not_read", error=str(error))  # the first text reads them


def _metrics(settings: Settings, database: Database, clock: Clock) -> "Metrics | None":
    """Return what collects the figures, where somebody asks for them."""
    if not settings.metrics_on:
        return None
    from crmbot.serving.metrics import Metrics

    return Metrics(database, clock)
