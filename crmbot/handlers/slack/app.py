"""The Slack adapter: Bolt in front, the dispatcher behind, and the acknowledgement in time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from crmbot.chat.address import Address
from crmbot.chat.command import Registry
from crmbot.chat.inbound import Identity, Inbound
from crmbot.core.clock import Clock, SystemClock
from crmbot.handlers.adapter import Answer, Door, Stored
from crmbot.handlers.answering.tasks import Tasks
from crmbot.handlers.slack import failures, health
from crmbot.handlers.slack.answers import Answers, Way
from crmbot.handlers.slack.api import SlackApi
from crmbot.handlers.slack.bolt import make_bolt
from crmbot.handlers.slack.failures import NoTokenError
from crmbot.handlers.slack.files import Downloads
from crmbot.handlers.slack.inbound import workspace_of
from crmbot.handlers.slack.installed import Installations
from crmbot.handlers.slack.installing import Installing
from crmbot.handlers.slack.limits import LIMITS
from crmbot.handlers.slack.listeners import Listeners
from crmbot.handlers.slack.payload import Json, Payload
from crmbot.handlers.slack.people import People
from crmbot.handlers.slack.sealing import Seal
from crmbot.handlers.slack.sender import SlackSender
from crmbot.handlers.slack.settings import PLATFORM, SlackSettings
from crmbot.handlers.slack.socket import SocketDoor
from crmbot.handlers.slack.starting import introduced
from crmbot.handlers.slack.web import SignedDoor
from crmbot.handlers.slack.workspaces import ManyWorkspaces, Workspaces
from crmbot.store import trace

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

ACKNOWLEDGE_S = 2.5
"""Slack gives up after three seconds."""

CONNECT_S = 20.0
ADDRESS_CHECK = "url_verification"
"""What Slack sends when our address is entered: of no workspace."""

Give = Callable[[Answer, Way], Awaitable[Json | None]]

_log = structlog.get_logger(__name__)


class SlackAdapter:
    """Slack, as the rest of the house sees it: one workspace by its token, or with OAuth all that are installed."""

    platform = PLATFORM
    limits = LIMITS
    join_link = ""

    def __init__(
        self,
        door: Door,
        settings: SlackSettings,
        registry: Registry,
        *,
        clock: Clock | None = None,
        installations: Installations | None = None,
    ) -> None:
        self._door = door
        self._settings = settings
        self._one, self._many = SlackApi(settings), None
        self._install_routes: tuple[BaseRoute, ...] = ()
        if settings.oauth is not None and installations is not None:
            seal = Seal(settings.oauth.client_secret, settings.oauth.secrets_before)
            self._many = ManyWorkspaces(settings, installations, seal)
            self._install_routes = Installing(settings, settings.oauth, installations, self._many, seal).routes
        self._people = People(self.workspaces, time.monotonic)
        self._tasks = Tasks()
        self.sender = SlackSender(self.workspaces)
        self.fetcher = Downloads(self.workspaces)
        self._answers = Answers(self.workspaces, self.sender, door)
        self._listeners = Listeners(self, registry, clock or SystemClock())
        self._bolt = make_bolt(self.workspaces, settings, self._listeners)
        self._socket: SocketDoor | None = None
        self.routes: tuple[BaseRoute, ...] = ()
        if not settings.app_token:
            known = self._is_known if self.several else None
            signed = SignedDoor(settings.signing_secret, self._bolt, time.monotonic, known)
            self.routes = (signed.route, *self._install_routes)

    @property
    def workspaces(self) -> Workspaces:
        """The Web API of each workspace."""
        return self._one if self._many is None else self._many

    @property
    def several(self) -> bool:
        """Whether there may be more than one workspace."""
        return self._many is not None

    @property
    def people(self) -> People:
        """What Slack knows of people."""
        return self._people

    @property
    def door(self) -> Door:
        """The dispatcher."""
        return self._door

    async def start(self) -> None:
        """Learn who we are; with an app token, connect. `SlackApiError` when Slack refuses the token.

        While Slack is away we go on trying for a while.

        Where there are several workspaces, each is asked when it is first needed: none keeps the others from it.
        """
        if self._many is not None:
            _log.info("slack.started", workspaces=len(await self._many.every()))
            return
        installation = await introduced(self._one)
        _log.info("slack.started", team=installation.team, socket=bool(self._settings.app_token))
        if self._settings.app_token:
            self._socket = SocketDoor(self._bolt, self._settings.app_token, self._one.client)
            async with asyncio.timeout(CONNECT_S):
                await self._socket.connect()

    async def stop(self) -> None:
        """Stop listening; what was acknowledged is worked and answered before this returns."""
        if self._socket is not None:
            await self._socket.close()
            self._socket = None
        await self._tasks.finish()
        await self.workspaces.close()

    async def profile(self, who: Identity) -> Identity:
        """Complete an identity with what Slack knows of it."""
        return await self._people.complete(who)

    async def hears(self) -> bool:
        """Tell whether Slack is connected; over HTTP it knocks at our port."""
        if not self._settings.app_token:
            return True
        return self._socket is not None and await self._socket.is_connected()

    async def healthy(self) -> tuple[str, ...]:
        """Say in plain words what is wrong with the set-up; empty when nothing is."""
        if self._many is not None:
            return await health.complaints_of_many(self._many)
        return await health.complaints(self._one, self._settings, self._socket)

    async def answer(self, inbound: Inbound, way: Way) -> Json | None:
        """Store, work and show; returns what goes into the acknowledgement.

        Where the database is away this raises, nothing is acknowledged, and Slack sends it again.
        """
        return await self._within_limit(inbound, way, self._answers.give)

    async def answer_submission(self, inbound: Inbound, way: Way) -> Json | None:
        """Do the same for a form that was sent, whose acknowledgement says what is wrong with it."""
        return await self._within_limit(inbound, way, self._answers.give_submission)

    async def came_back(self, message: Payload, address: Address) -> None:
        """Take a message of our own that Slack tells us of."""
        await self._answers.came_back(message, address)

    async def at_home(self, who: Identity, here: str) -> Identity:
        """Return who somebody is to us: of their own workspace where we are in it, else of the one we are `here` by.

        In a channel that is shared with others people of several workspaces reach us by one of them.
        """
        if who.tenant == here or not here or (self.several and await self._lets_us_in(who.tenant)):
            return who
        return replace(who, tenant=here)

    async def _is_known(self, payload: Payload, taken: str) -> bool:
        """Tell whether a request is from a workspace we are installed in; what asks for our address names none."""
        if payload.text("type") == ADDRESS_CHECK:
            return True
        unknown = [team for team in {workspace_of(payload), taken} if not await self._lets_us_in(team)]
        for team in unknown:
            _log.warning("slack.unknown_workspace", team=team, action="dropped")
        return not unknown

    async def _lets_us_in(self, team: str) -> bool:
        """Tell whether we are installed in a workspace, as far as that can be told now."""
        try:
            await self.workspaces.of(team)
        except NoTokenError as error:
            if error.code == failures.NOT_INSTALLED:
                return False
        except failures.FAILURES as error:
            _log.warning("slack.workspace_not_asked", team=team, code=failures.code_of(error))
        return True  # what cannot be told now, is told to be sent again

    async def _within_limit(self, inbound: Inbound, way: Way, give: Give) -> Json | None:
        """Wait for the answer until Slack must be told; what is not ready then follows by itself."""
        with trace.following(trace.of(inbound.key)):
            who = await self.at_home(inbound.who, inbound.address.tenant)
            return await self._answered(replace(inbound, who=who), way, give)

    async def _answered(self, inbound: Inbound, way: Way, give: Give) -> Json | None:
        began = time.monotonic()
        stored = await self._door.store(inbound)
        task = self._tasks.start(self._work(stored, way, give), inbound.key)
        # What is wrong with a form is said in the form itself, which takes until its answer.
        patience_s = ACKNOWLEDGE_S if way.view is not None else self._door.patience_s(ACKNOWLEDGE_S)
        left = patience_s - (time.monotonic() - began)
        await asyncio.wait({task}, timeout=max(left, 0))
        if task.done():
            return task.result()
        way.acknowledged = True
        _log.info("slack.acknowledged_early", key=inbound.key)
        return None

    async def _work(self, stored: Stored, way: Way, give: Give) -> Json | None:
        if not stored.fresh:
            _log.info("slack.redelivered", key=stored.inbound.key)
        answer = await self._door.still_ours(await self._door.work(stored, self.limits))
        shown = False
        try:
            told = await give(answer, way)
            shown = not way.lost
        finally:
            ended = self._door.arrived if shown else self._door.not_arrived
            self._tasks.start(ended(answer), stored.inbound.key)  # the acknowledgement does not wait for it
        return told
