"""The console as an adapter: each line becomes an inbound, each answer is printed."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from crmbot.chat.address import Address
from crmbot.chat.inbound import Event, Identity, Inbound, Pressed, Said, Submitted, Uploaded
from crmbot.core.clock import Clock
from crmbot.handlers.adapter import Answer, Door
from crmbot.handlers.console import directives
from crmbot.handlers.console.directives import (
    As,
    Attach,
    Directive,
    Edit,
    Fill,
    In,
    Introduce,
    Locate,
    Press,
    ReplyTo,
    Say,
    Tell,
    Wait,
)
from crmbot.handlers.console.files import Downloads, LocalFiles
from crmbot.handlers.console.lines import Lines
from crmbot.handlers.console.output import Output
from crmbot.handlers.console.screen import Button, Unmatched, dialog_key
from crmbot.handlers.console.sender import LIMITS, ConsoleSender
from crmbot.handlers.console.speaker import PLATFORM, Speaker, attachment

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from crmbot.chat.fetching import Fetcher
    from crmbot.chat.sender import Sender

DOWNLOADS = Path("downloads")


class House(Protocol):
    """What the console needs beside the door."""

    async def advance(self, to: datetime) -> None:
        """Move the clock to an instant and deliver what has fallen due by then."""
        ...

    async def introduce(self, who: Identity) -> None:
        """See to it that somebody with a known e-mail address is known at the console."""
        ...


class ConsoleAdapter:
    """A conversation by lines; also the sender of everything addressed to the console's people."""

    platform = PLATFORM
    limits = LIMITS
    join_link = ""
    routes: "tuple[BaseRoute, ...]" = ()

    def __init__(  # noqa: PLR0913 - the console is put together in one place
        self, door: Door, user: str, *, output: Output, clock: Clock, house: House, downloads: Path = DOWNLOADS
    ) -> None:
        self.speaker = Speaker(user)
        self._run = uuid4().hex
        self._cards = ConsoleSender(self.speaker, output, run=self._run, downloads=Downloads(downloads))
        self.sender: Sender = self._cards
        self.fetcher: Fetcher = LocalFiles()
        self._door, self._clock, self._house, self._output = door, clock, house, output
        self._line = 0
        self._last_said: tuple[str, Address] | None = None
        self._closing = asyncio.Event()
        self._begin: Callable[[], asyncio.Task[None]] | None = None
        self._talking: asyncio.Task[None] | None = None

    def listen(self, lines: Lines, *, at_end: Callable[[], None], opening: Sequence[str] = ()) -> None:
        """Have `start` begin to take lines.

        Args: `opening`: lines that are taken before the others. `at_end`: called when there are no more.
        """

        def begin() -> asyncio.Task[None]:
            talking = asyncio.create_task(self.talk(lines, opening))
            talking.add_done_callback(lambda _: at_end())
            return talking

        self._begin = begin

    async def start(self) -> None:
        """Begin to take lines."""
        if self._begin is not None:
            self._talking = self._begin()

    async def stop(self) -> None:
        """Take no more lines; the one in hand is answered before this returns."""
        self._closing.set()
        if self._talking is not None:
            await asyncio.wait({self._talking})

    def result(self) -> None:
        """Raise what ended the conversation, if it was not the end of the lines."""
        if self._talking is not None:
            self._talking.result()

    async def profile(self, who: Identity) -> Identity:
        """Return the person as they are: the console knows no more of them."""
        return who

    async def hears(self) -> bool:
        """Tell whether lines are taken."""
        return not self._closing.is_set()

    async def healthy(self) -> tuple[str, ...]:
        """Return nothing: a terminal needs no set-up."""
        return ()

    async def talk(self, lines: Lines, opening: Sequence[str] = ()) -> None:
        """Take line after line, each answered before the next, until there are no more or `stop` is called."""
        await self._house.introduce(self.speaker.identity)
        for line in opening:
            await self.take(line)
        while (typed := await self._next(lines)) is not None:
            await self.take(typed)

    async def _next(self, lines: Lines) -> str | None:
        reading = asyncio.ensure_future(lines.next())
        closing = asyncio.ensure_future(self._closing.wait())
        await asyncio.wait({reading, closing}, return_when=asyncio.FIRST_COMPLETED)
        over = self._closing.is_set()
        for task in (reading, closing):
            task.cancel()
        await asyncio.wait({reading, closing})  # a prompt gives the terminal back as it ends
        return None if over or reading.cancelled() else reading.result()

    async def take(self, line: str) -> None:
        """Do what one line asks for, and deliver what has come of it."""
        self._line += 1
        self._cards.screen.next_turn()
        directive = directives.read(line)
        if not await self._do_here(directive):
            await self._pass_on(directive)
            await self._house.advance(self._clock.now())

    async def _do_here(self, directive: Directive) -> bool:
        """Do what concerns the console alone; False when the line is for the CRM."""
        match directive:
            case As():
                self.speaker.user, self._last_said = directive.email, None
                self._cards.screen.turn_to_conversation()
                await self._house.introduce(self.speaker.identity)
            case In():
                self.speaker.channel = directive.channel
                self._cards.screen.turn_to_conversation()
            case Tell():
                self._tell(directive.text)
            case Wait():
                await self._house.advance(self._clock.now() + directive.length)
                self._output.aside(f"It is {self._clock.now():%a %d %b %Y %H:%M} UTC.")
            case _:
                return False
        return True

    async def _pass_on(self, directive: Directive) -> None:
        match directive:
            case Say():
                await self._say(directive)
            case Press():
                await self._press(self._cards.screen.press(directive.wanted), directive.wanted)
            case Fill():
                await self._fill(directive.values)
            case Attach() | Locate() | Introduce():
                await self._attach(directive)
            case ReplyTo():
                await self._reply(directive.text)
            case Edit():
                await self._edit(directive.text)

    async def _say(self, words: Say) -> None:
        if words.text.strip() or words.as_command:
            message = f"{self._run}-{self._line}"
            self._last_said = (message, self.speaker.address)
            await self._hand_in(Said(words.text, message, as_command=words.as_command))
        elif (skip := self._cards.screen.way_around()) is not None:
            await self._hand_in(Pressed(skip.token, skip.shown.ref), skip.shown.address)  # an empty line skips

    async def _press(self, found: Button | Unmatched, wanted: str) -> None:
        if isinstance(found, Button):
            await self._hand_in(Pressed(found.token, found.shown.ref), found.shown.address)
        elif found.several:
            numbered = ", ".join(f"{number} {label}" for number, label in enumerate(found.labels, 1))
            self._tell(f"There are several buttons called {wanted}. Press one by its number: {numbered}.")
        else:
            there_are = f"There are: {', '.join(found.labels)}." if found.labels else "There are none."
            self._tell(f"No such button: {wanted}. {there_are}")

    async def _fill(self, values: dict[str, str]) -> None:
        question = self._cards.screen.dialog()
        if question is None:
            self._tell("No form is open.")
        else:
            await self._hand_in(Submitted(dialog_key(question.token), values), question.shown.address)

    async def _attach(self, directive: Attach | Locate | Introduce) -> None:
        attached = attachment(directive)
        if attached is None:
            self._tell(f"No such file: {directive.path if isinstance(directive, Attach) else ''}")
            return
        caption = directive.caption if isinstance(directive, Attach) else ""
        message = f"{self._run}-{self._line}"
        self._last_said = (message, self.speaker.address)
        await self._hand_in(Uploaded((attached,), caption, message))

    async def _reply(self, text: str) -> None:
        card = self._cards.screen.latest()
        if card is None:
            self._tell("There is no card to reply to.")
        else:
            await self._hand_in(Said(text, f"{self._run}-{self._line}", reply_to=card.ref), card.address)

    async def _edit(self, text: str) -> None:
        if self._last_said is None:
            self._tell("You have said nothing yet that could be changed.")
        else:
            message, address = self._last_said
            await self._hand_in(Said(text, message, edited=True), address)

    async def _hand_in(self, event: Event, address: Address | None = None) -> None:
        """Have an event stored and worked, and show the answer in the conversation it belongs to."""
        place = address or self.speaker.address
        inbound = Inbound(
            key=f"{PLATFORM}:{self._run}:{self._line}",
            who=self.speaker.identity,
            address=place,
            at=self._clock.now(),
            event=event,
            private=not place.chat.startswith("#"),
        )
        stored = await self._door.store(inbound)
        answer = await self._door.work(stored, self.limits)
        await self._show(answer, place)
        await self._door.arrived(answer)

    async def _show(self, answer: Answer, place: Address) -> None:
        if answer.card is None:
            if answer.notice:
                self._tell(answer.notice)
            return
        whispered = answer.card.card.whisper and place.chat.startswith("#")
        if answer.replaces is not None and not (whispered and self._cards.is_for_all(answer.replaces)):
            ref = await self._cards.replace(answer.replaces, answer.card)
        else:
            ref = await self._cards.show(place, answer.card, reader=self.speaker.user if whispered else "")
        await self._door.sent(answer, ref)

    def _tell(self, text: str) -> None:
        self._output.words(self.speaker.user, text)
