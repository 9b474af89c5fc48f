"""Conversations as they are written down in `.chat` files, and how they are played.

A file begins with a head (`now:`, `zone:`, `fixture:`, `on:`, `unlinked:`, `suspended:`). `on:` names the surfaces,
where it is not all of them; `on: console another` is for what lies below all surfaces: it is played on the console and
on one of the others, and on all with `--everything`. Then line by line:

    # words nobody says            @ben            ben speaks, in the direct chat
    > note Acme: met Jane          @ben #sales     ben speaks, in a channel
    >> a plain message             < answers the latest card
    * changes one's last message   ! Done          presses a button (`!!` and says yes)
    = field=value other=value      ~ 2h            lets time go by
    + words that are shown         - words that are not
    ? a button that is there       ?- a button that is not
    ^ photo caption                & 3h           the process ends, and begins anew then
    $ task = T                     keeps the last code of that letter, or what fits a pattern, for {task}
"""

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zlib import crc32

from tests.chat import Chat, NotShownError, Thing, find
from tests.talk.house import ANA, COLLEAGUES, Fixture

SURFACES = ("console", "slack", "telegram")
ANOTHER = "another"
SIGNS = ("?-", "!!", ">>", ">", "<", "*", "!", "=", "~", "+", "-", "?", "^", "&", "$", "@")

_HEAD = re.compile(r"(now|zone|fixture|on|unlinked|suspended):\s*(.*)")
_PAIR = re.compile(r'(\w+)=(?:"([^"]*)"|(.*?))(?=\s+\w+=|\s*$)')
_NOON = "2026-11-19T10:00+00:00"


@dataclass(frozen=True, slots=True)
class Step:
    """One line: what is done or looked for."""

    number: int
    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Script:
    """One conversation: what there is before it, on which surfaces it can be had, and its lines.

    On those that are `spared` it is played only when everything is asked for.
    """

    name: str
    fixture: Fixture
    surfaces: tuple[str, ...]
    steps: tuple[Step, ...]
    spared: tuple[str, ...] = ()


def read(file: Path) -> Script:
    """Read a `.chat` file."""
    lines = list(enumerate(file.read_text("utf-8").splitlines(), 1))
    head = {found[1]: found[2] for _, line in lines if (found := _HEAD.fullmatch(line))}
    steps = tuple(_steps((number, line) for number, line in lines if not _HEAD.fullmatch(line)))
    named = tuple(head.get("on", " ".join(SURFACES)).split())
    if ANOTHER in named:
        return Script(file.stem, _fixture(head), SURFACES, steps, _spared(file.stem, named))
    return Script(file.stem, _fixture(head), named, steps)


def _spared(name: str, named: tuple[str, ...]) -> tuple[str, ...]:
    """Return the surfaces a conversation can do without: all but those that are named, and another by its name."""
    others = [surface for surface in SURFACES if surface not in named]
    del others[crc32(name.encode()) % len(others)]
    return tuple(others)


def _fixture(head: dict[str, str]) -> Fixture:
    kind = head.get("fixture", "sample")
    return Fixture(
        now=datetime.fromisoformat(head.get("now", _NOON)),
        zone=head.get("zone", "Europe/London"),
        sample=kind == "sample",
        people=COLLEAGUES if kind in ("sample", "team") else (ANA,),
        unlinked=frozenset(map(address, head.get("unlinked", "").split())),
        suspended=frozenset(map(address, head.get("suspended", "").split())),
    )


def address(handle: str) -> str:
    """Return somebody's e-mail address."""
    return f"{handle}@x.example"


def _steps(lines: Iterator[tuple[int, str]]) -> Iterator[Step]:
    for number, line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        sign = next((sign for sign in SIGNS if line.startswith(sign)), None)
        if sign is None:
            raise ValueError(f"line {number} begins with no sign: {line!r}")
        yield Step(number, sign, line[len(sign) :].strip())


@dataclass(slots=True)
class Player:
    """Plays a script on one surface."""

    script: Script
    chat: Chat
    kept: dict[str, str] = field(default_factory=dict)

    async def play(self) -> None:
        """Play line after line; the first that does not hold is told with what was shown."""
        for step in self.script.steps:
            try:
                await self._take(step.sign, self._filled(step.text))
            except AssertionError as error:
                raise AssertionError(self._report(step, str(error))) from error

    async def _take(self, sign: str, text: str) -> None:
        looks: dict[str, Callable[[str], None]] = {
            "+": self._is_shown,
            "-": self._is_not_shown,
            "?": self._is_offered,
            "?-": self._is_not_offered,
            "$": self._keep,
        }
        if sign in looks:
            looks[sign](text)
        else:
            await self._acts[sign](text)

    @property
    def _acts(self) -> dict[str, Callable[[str], Awaitable[None]]]:
        chat = self.chat
        return {
            ">": chat.say,
            ">>": chat.write,
            "<": chat.reply,
            "*": chat.edit,
            "!": chat.press,
            "!!": chat.confirm,
            "~": chat.wait,
            "=": lambda text: chat.fill(dict(_pairs(text))),
            "^": lambda text: chat.attach(_thing(text)),
            "&": chat.restart,
            "@": self._speaker,
        }

    async def _speaker(self, text: str) -> None:
        handle, _, channel = text.partition(" ")
        await self.chat.as_(address(handle))
        if channel:
            await self.chat.in_(channel)

    def _is_shown(self, text: str) -> None:
        assert _plain(text) in _plain(self.chat.shown), f"not shown: {text!r}"

    def _is_not_shown(self, text: str) -> None:
        assert _plain(text) not in _plain(self.chat.shown), f"shown: {text!r}"

    def _is_offered(self, text: str) -> None:
        assert self._place_of(text) is not None, f"no button {text!r}"

    def _is_not_offered(self, text: str) -> None:
        assert self._place_of(text) is None, f"there is a button {text!r}"

    def _place_of(self, label: str) -> int | None:
        try:
            return find(self.chat.buttons, label)
        except NotShownError:
            return self.chat.buttons.index(label)

    def _keep(self, text: str) -> None:
        name, _, wanted = (part.strip() for part in text.partition("="))
        pattern = rf"\b{wanted}-\d+" if len(wanted) == 1 else wanted
        found = re.findall(pattern, self.chat.shown)
        assert found, f"nothing like {wanted!r} is shown"
        self.kept[name] = found[-1]

    def _filled(self, text: str) -> str:
        for name, code in self.kept.items():
            text = text.replace(f"{{{name}}}", code)
        return text

    def _report(self, step: Step, error: str) -> str:
        where = f"{self.script.name}.chat:{step.number} on {self.chat.surface}: {step.sign} {step.text}"
        shown = f"--- shown to {self.chat.who}\n{self.chat.shown}\n--- buttons\n{self.chat.buttons}"
        return f"{where}\n{error}\n{shown}"


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    return ((name, quoted or bare) for name, quoted, bare in _PAIR.findall(text))


def _thing(text: str) -> Thing:
    """Read `photo caption`, `file name caption`, `place 51.5,-0.12 name`, `person Kim Lee +1212…`."""
    kind, _, rest = text.partition(" ")
    first, _, behind = rest.partition(" ")
    match kind:
        case "file":
            return Thing(kind, first, behind)
        case "place":
            latitude, _, longitude = first.partition(",")
            return Thing(kind, behind, place=(float(latitude), float(longitude)))
        case "person":
            name, _, phone = rest.rpartition(" ")
            return Thing(kind, name, phone)
        case _:
            return Thing(kind, caption=rest)


def _plain(text: str) -> str:
    return " ".join(text.split())
