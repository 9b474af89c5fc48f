"""A person's conversation with the product, the same on every surface: say, press, fill, wait, look."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from crmbot.language.when import duration
from tests.talk.house import House

if TYPE_CHECKING:
    from crmbot.app import App

DIRECT = ""
"""The name of the place where nobody else reads."""

PAUSE = timedelta(seconds=2)
"""What passes between two things people do; messages to one chat are sent a second apart."""

_NUMBERED = re.compile(r"(?P<label>.+) (?P<number>\d+)")


class NotShownError(AssertionError):
    """Somebody wanted to press, answer or fill what is not in front of them."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing in front of a person: which it is, its words, the labels of its buttons from top to bottom."""

    key: str
    text: str
    buttons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """Something sent that is not words: a `file`, `photo`, `voice`, `place` or `person`, and what goes with it."""

    kind: str
    name: str = ""
    caption: str = ""
    place: tuple[float, float] = (51.5074, -0.1278)


class Chat(ABC):
    """What people do on one surface. `shown` and `buttons` are what is new since the speaker last did something."""

    surface: ClassVar[str]

    def __init__(self, house: House) -> None:
        """Sit down as the owner, in the direct chat."""
        self.house = house
        self.app: App
        self.who = house.owner.email
        self.place = DIRECT
        self._before: dict[str, dict[str, Seen]] = {}

    async def __aenter__(self) -> Self:
        """Open the surface, and the house behind it."""
        await self._enter()
        await self._open()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the house, then the surface."""
        await self._close()
        await self._leave()

    # What a person does

    async def as_(self, email: str) -> None:
        """Let somebody else speak from now on, in their direct chat."""
        self.who, self.place = email, DIRECT
        await self._arrive()

    async def in_(self, channel: str) -> None:
        """Go to a channel, or with an empty name back to the direct chat."""
        self.place = channel.lstrip("#")
        await self._arrive()

    async def say(self, text: str, who: str | None = None) -> None:
        """Say something, the way commands are given where it begins with a command's word."""
        if who is not None and who != self.who:
            await self.as_(who)
        self._mark()
        await self._say(text)
        await self._settle()

    async def write(self, text: str) -> None:
        """Write a plain message, which can be changed afterwards."""
        self._mark()
        await self._write(text)
        await self._settle()

    async def reply(self, text: str) -> None:
        """Answer the latest card with words."""
        card = self._latest()
        self._mark()
        await self._reply(card, text)
        await self._settle()

    async def edit(self, text: str) -> None:
        """Change one's own last message."""
        self._mark()
        await self._edit(text)
        await self._settle()

    async def press(self, label: str) -> None:
        """Press the button of that label, of the newest card that has one; `Done 2` is the second called Done."""
        card, index = self._button(label)
        self._mark()
        await self._press(card, index)
        await self._settle()

    async def confirm(self, label: str) -> None:
        """Press a button that asks "are you sure?", and say yes."""
        await self.press(label)
        if self._asks_again():
            yes = self._fresh()[-1].buttons[0]
            await self.press(yes)

    async def fill(self, values: dict[str, str]) -> None:
        """Answer the open form, by the names of its fields."""
        self._mark()
        await self._fill(values)
        await self._settle()

    async def attach(self, thing: Thing) -> None:
        """Send a file, a picture, a recording, a place, or somebody's contact card."""
        self._mark()
        await self._attach(thing)
        await self._settle()

    async def wait(self, length: str) -> None:
        """Let time go by; what falls due on the way is delivered at its own time."""
        self._mark()
        await self._wait(span_of(length))
        await self._settle()

    async def restart(self, after: str = "") -> None:
        """Let the process end, and another one begin on the same database, perhaps only after a while."""
        self._mark()
        await self._close()
        if after:
            self.house.clock.move_to(self.house.clock.now() + span_of(after))
        await self._open()
        await self._settle()

    # What a person sees

    @property
    def shown(self) -> str:
        """The words of everything that is new to the speaker, without markup."""
        return "\n".join(one.text for one in self._fresh())

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons on what is new, from top to bottom."""
        return [label for one in self._fresh() for label in one.buttons]

    @property
    @abstractmethod
    def violations(self) -> Sequence[str]:
        """What was done that the platform does not allow."""

    def _mark(self) -> None:
        """Remember what is in front of the speaker: what differs from it later is new."""
        self._before[self.who] = {one.key: one for one in self._screen()}

    def _fresh(self) -> list[Seen]:
        before = self._before.get(self.who, {})
        return [one for one in self._screen() if before.get(one.key) != one]

    def _latest(self) -> Seen:
        """Return the card seen last: a new one, else the one furthest down."""
        cards = self._fresh() or list(self._screen())
        if not cards:
            raise NotShownError("there is no card to answer")
        return cards[-1]

    def _button(self, wanted: str) -> tuple[Seen, int]:
        fresh = self._fresh()
        older = [one for one in self._screen() if one not in fresh]
        for card in (*reversed(fresh), *reversed(older)):
            index = find(card.buttons, wanted)
            if index is not None:
                return card, index
        raise NotShownError(f"no button {wanted!r}; new buttons: {self.buttons}; new words: {self.shown}")

    def _asks_again(self) -> bool:
        """Tell whether the latest card only asks whether the button was meant."""
        fresh = self._fresh()
        return bool(fresh) and fresh[-1].text.startswith("❓") and "Cancel" not in fresh[-1].buttons

    # What each surface does in its own way

    @abstractmethod
    async def _enter(self) -> None: ...
    @abstractmethod
    async def _leave(self) -> None: ...
    @abstractmethod
    async def _open(self) -> None: ...
    @abstractmethod
    def _screen(self) -> Sequence[Seen]: ...
    @abstractmethod
    async def _arrive(self) -> None: ...
    @abstractmethod
    async def _say(self, text: str) -> None: ...
    @abstractmethod
    async def _write(self, text: str) -> None: ...
    @abstractmethod
    async def _reply(self, card: Seen, text: str) -> None: ...
    @abstractmethod
    async def _edit(self, text: str) -> None: ...
    @abstractmethod
    async def _press(self, card: Seen, index: int) -> None: ...
    @abstractmethod
    async def _fill(self, values: dict[str, str]) -> None: ...
    @abstractmethod
    async def _attach(self, thing: Thing) -> None: ...

    async def _wait(self, length: timedelta) -> None:
        await self.app.advance(self.app.clock.now() + length)

    async def _settle(self) -> None:
        """Wait until everything that was set going has reached its reader."""
        await self.app.advance(self.app.clock.now() + PAUSE)

    async def _close(self) -> None:
        await self.app.__aexit__(None, None, None)


def span_of(length: str) -> timedelta:
    """Return a length of time that was written in words."""
    span = duration(length)
    assert span, f"{length!r} is no length of time"
    return span


def find(labels: Sequence[str], wanted: str) -> int | None:
    """Return the place of the one button that is meant; raises where several are called the same."""
    exact = [place for place, label in enumerate(labels) if label == wanted]
    if len(exact) > 1:
        raise NotShownError(f"several buttons are called {wanted!r}: say which, as in '{wanted} 2'")
    if exact:
        return exact[0]
    return next((place for place in _less_exact(labels, wanted)), None)


def _less_exact(labels: Sequence[str], wanted: str) -> Iterator[int]:
    """Yield the row meant by `Open 2`, and a label that only begins with the words."""
    numbered = _NUMBERED.fullmatch(wanted)
    if numbered is not None:
        same = [place for place, label in enumerate(labels) if label == numbered["label"]]
        yield from same[int(numbered["number"]) - 1 :][:1]
        # Telegram writes the number alone where opening goes without saying.
        if numbered["label"] == "Open" and numbered["number"] in labels:
            yield labels.index(numbered["number"])
    begun = [place for place, label in enumerate(labels) if label.startswith(wanted)]
    yield from (place for place in begun if not labels[place][len(wanted) : len(wanted) + 1].isalnum())
