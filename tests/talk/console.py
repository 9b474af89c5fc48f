"""Talking at the console."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from crmbot.app import App
from crmbot.chat.card import Card, plain_card
from crmbot.cli.talk import ConsoleHouse
from crmbot.handlers.console.app import ConsoleAdapter
from crmbot.handlers.console.render import Saved
from crmbot.language.filetypes import PICTURES
from tests.chat import Chat, NotShownError, Seen, Thing
from tests.talk.house import House, emails
from tests.talk.samples import content_of, name_of


@dataclass(slots=True)
class Printed:
    """What the console has printed, and for whom."""

    lines: list[tuple[str, Seen]] = field(default_factory=list)

    def card(self, to: str, card: Card, *, here: bool, files: Sequence[Saved] = ()) -> None:
        """Keep a card, and each file that came with it as what is seen of it."""
        self._keep(to, plain_card(card), tuple(action.label for action in card.buttons()))
        for file in files:
            shown = "[picture]" if file.mime in PICTURES else f"[{file.name}]"
            self._keep(to, f"{shown} {file.alt}".rstrip() if file.path else file.line, ())

    def words(self, to: str, text: str) -> None:
        """Keep words."""
        self._keep(to, text, ())

    def aside(self, text: str) -> None:
        """Take no notice of what is for terminals."""

    def _keep(self, to: str, text: str, buttons: tuple[str, ...]) -> None:
        self.lines.append((to, Seen(str(len(self.lines)), text, buttons)))


class ConsoleChat(Chat):
    """People who share a terminal."""

    surface: ClassVar[str] = "console"
    violations: Sequence[str] = ()

    def __init__(self, house: House, folder: Path) -> None:
        """Take a folder for the files that are sent."""
        super().__init__(house)
        self.printed = Printed()
        self._folder = folder

    async def line(self, typed: str) -> None:
        """Type one line as it is; those with a colon in front are for the console."""
        self._mark()
        await self.console.take(typed)

    async def _enter(self) -> None:
        pass

    async def _leave(self) -> None:
        pass

    async def _open(self) -> None:
        self.app = App(self.house.settings(), self.house.clock)
        await self.app.__aenter__()
        self.house.link(self.app.database, "console", "local", {email: email for email in emails(self.house.fixture)})
        seats = ConsoleHouse(self.app, is_only_surface=True)
        await seats.first_owner(self.house.owner.email)
        self.console = ConsoleAdapter(
            self.app.dispatcher,
            self.who,
            output=self.printed,
            clock=self.app.clock,
            house=seats,
            downloads=self._folder / "downloads",
        )
        self.app.use(self.console)
        await self.app.dispatcher.left_behind.recover(self.app.scheduler.senders)
        await self._arrive()

    def _screen(self) -> Sequence[Seen]:
        return [seen for to, seen in self.printed.lines if to == self.who or to.startswith("#")]

    async def _arrive(self) -> None:
        await self.console.take(f":as {self.who}")
        await self.console.take(f":in #{self.place}" if self.place else ":in")

    async def _say(self, text: str) -> None:
        await self.console.take(text)

    async def _write(self, text: str) -> None:
        await self.console.take(text)

    async def _reply(self, card: Seen, text: str) -> None:
        del card  # the console answers the latest one
        await self.console.take(f":reply {text}")

    async def _edit(self, text: str) -> None:
        await self.console.take(f":edit {text}")

    async def _press(self, card: Seen, index: int) -> None:
        label = card.buttons[index]
        alone = card.buttons.count(label) == 1
        await self.console.take(f":press {label if alone else index + 1}")

    async def _fill(self, values: dict[str, str]) -> None:
        pairs = " ".join(f"{name}={json.dumps(text, ensure_ascii=False)}" for name, text in values.items())
        await self.console.take(f":fill {pairs}")

    async def _attach(self, thing: Thing) -> None:
        match thing.kind:
            case "place":
                latitude, longitude = thing.place
                await self.console.take(f":location {latitude},{longitude} {thing.name}".rstrip())
            case "person":
                await self.console.take(f":contact {thing.name} {thing.caption}")
            case "file" | "photo" | "voice":
                await self.console.take(f':attach "{self._file(thing)}" {thing.caption}'.rstrip())
            case kind:
                raise NotShownError(f"nobody can send a {kind}")

    def _file(self, thing: Thing) -> Path:
        file = self._folder / name_of(thing)
        file.write_bytes(content_of(thing))
        return file

    async def _wait(self, length: timedelta) -> None:
        await self.console.take(f":wait {int(length.total_seconds() // 60)} min")
