"""The chat in the terminal: the house around the console, from the first owner to the last line."""

import asyncio
import contextlib
import getpass
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from crmbot.app import App
from crmbot.cli.database import bring_up_to_date
from crmbot.core import history, people, setup
from crmbot.core.clock import StandingClock
from crmbot.core.context import Context
from crmbot.core.people import ChatUser
from crmbot.handlers.console.app import ConsoleAdapter
from crmbot.handlers.console.clock import RunningClock
from crmbot.handlers.console.lines import Lines, PipeLines
from crmbot.handlers.console.output import JsonOutput, Output, TextOutput, prepare_stdout
from crmbot.handlers.console.speaker import PLATFORM, TENANT
from crmbot.logs import configure
from crmbot.store.uow import unit_of_work

if TYPE_CHECKING:
    from collections.abc import Callable

    from crmbot.chat.inbound import Identity
    from crmbot.core.context import Actor
    from crmbot.settings import Settings

T = TypeVar("T")

FIRST_EMAIL = "owner@crm.example"
"""Who the first owner is until they say otherwise."""
HINT = "help: what you can type · :help: the console itself · Ctrl-D: leave"
GREETING = "/start"


@dataclass(frozen=True, slots=True)
class Talk:
    """How a chat was asked for: as lines of JSON, as whom, and when."""

    as_json: bool = False
    user: str | None = None
    at: datetime | None = None

    @property
    def is_at_terminal(self) -> bool:
        """Whether somebody sits there, to be shown a prompt and colours."""
        if self.as_json or sys.stdin is None or sys.stdout is None:
            return False
        return sys.stdin.isatty() and sys.stdout.isatty()


def chat_here(settings: "Settings", talk: Talk, *, if_silent: str = "") -> None:
    """Chat until the input ends.

    Args: `if_silent`: said instead, and nothing touched, when there is no input at all.
    """
    asked = "log_level" in settings.model_fields_set
    configure(settings.log_level if asked else "WARNING", secrets=settings.secrets())
    prepare_stdout()
    asyncio.run(_chat(settings, talk, if_silent))


async def _chat(settings: "Settings", talk: Talk, if_silent: str) -> None:
    piped = None if talk.is_at_terminal else PipeLines(None if sys.stdin is None else 0)
    if piped is not None and if_silent and await piped.peek() is None:
        click.echo(if_silent)
        return
    bring_up_to_date(settings)
    others = settings.slack_on or settings.telegram_on
    # The other surfaces may be configured; they are served by other processes.
    alone = settings.model_copy(update={"slack_bot_token": None, "telegram_bot_token": None})
    clock = StandingClock(talk.at) if talk.at else RunningClock()
    async with App(alone, clock) as app:
        console = await _sit_down(app, talk, piped, is_only_surface=not others)
        with _screen(talk):
            await app.serve(web=True, scheduler=talk.at is None)
            await console.stop()
    console.result()


async def _sit_down(app: App, talk: Talk, piped: PipeLines | None, *, is_only_surface: bool) -> ConsoleAdapter:
    """Put the console into the house; whoever comes first is its owner, and is greeted."""
    house = ConsoleHouse(app, is_only_surface=is_only_surface)
    user, is_first = await house.first_owner(talk.user or FIRST_EMAIL)
    output: Output = JsonOutput() if talk.as_json else TextOutput(is_terminal=talk.is_at_terminal)
    downloads = Path(app.settings.downloads)
    console = ConsoleAdapter(
        app.dispatcher, talk.user or user, output=output, clock=app.clock, house=house, downloads=downloads
    )
    output.aside(HINT)
    opening = (GREETING,) if is_first and not talk.as_json else ()
    console.listen(piped or _prompt(app, console), at_end=app.stop, opening=opening)
    app.use(console)
    return console


class ConsoleHouse:
    """What the console asks of the house beyond the door.

    `is_only_surface`: no other one is configured, so whoever has no chat yet is reached at the console.
    """

    def __init__(self, app: App, *, is_only_surface: bool) -> None:
        self._app = app
        self._is_only_surface = is_only_surface
        self._owner: Actor | None = None
        self._met: set[int] = set()

    async def first_owner(self, email: str) -> tuple[str, bool]:
        """Return the first owner's e-mail address; on an empty database they are made, with the one given."""
        return await self._hop(lambda: self._first_owner(email))

    async def introduce(self, who: "Identity") -> None:
        """Link somebody who sits down at the console to the user with their e-mail address, if there is one."""
        await self._hop(lambda: self._introduce(ChatUser(who.platform, who.tenant, who.user, email=who.email)))

    async def advance(self, to: datetime) -> None:
        """Let time go by until an instant, and deliver what falls due."""
        if self._is_only_surface:
            await self._hop(self._seat_newcomers)
        await self._app.advance(to)

    def _first_owner(self, email: str) -> tuple[str, bool]:
        zone, now = self._app.settings.timezone, self._app.clock.now()
        with unit_of_work(self._app.database) as session:
            owner, is_new = setup.first_owner(session, name=_own_name(), email=email, zone=zone, now=now)
            self._owner = people.actor(session, owner.id)
            return owner.email, is_new

    def _introduce(self, who: ChatUser) -> None:
        with unit_of_work(self._app.database) as session:
            user = None if people.known(session, who) else people.propose(session, who)
            if user is not None:
                history.begin_system(session, "link", self._app.clock.now())
                people.attach(session, user, who)

    def _seat_newcomers(self) -> None:
        """Give everybody without a chat one here, so that what is meant for them is shown."""
        assert self._owner is not None, "the owner is there before anybody else"
        now = self._app.clock.now()
        with unit_of_work(self._app.database) as session:
            everybody = people.colleagues(Context(session, self._owner, now, org=self._app.org))
            newcomers = [user for user in everybody if user.id not in self._met]
            self._met.update(user.id for user in newcomers)
            history.begin_system(session, "link", now)
            for user in newcomers:
                if not people.identities(session, user.id):
                    people.attach(session, user, ChatUser(PLATFORM, TENANT, user.email, email=user.email))

    async def _hop(self, work: "Callable[[], T]") -> T:
        return await asyncio.wrap_future(self._app.database.submit(work))


def _own_name() -> str:
    """Return what the machine calls whoever sits at it, where that is a name."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # no such user, as in some containers
        return "Owner"
    return name.title() if name.isalpha() and name not in {"root", "admin", "user", "nobody"} else "Owner"


def _prompt(app: App, console: ConsoleAdapter) -> Lines:
    from crmbot.handlers.console.prompt import PromptLines  # a terminal's own library, slow to import

    return PromptLines(app.registry.words(), lambda: console.speaker.prompt)


def _screen(talk: Talk) -> contextlib.AbstractContextManager[None]:
    """Have cards that come by themselves appear above the line being typed."""
    if not talk.is_at_terminal:
        return contextlib.nullcontext()
    from crmbot.handlers.console.prompt import above_the_prompt

    return above_the_prompt()
