"""What a message wants: an answer to an open question, a command, a record's card, or a note."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rapidfuzz.distance import DamerauLevenshtein

from crmbot.chat.command import Command, Noun, Registry
from crmbot.chat.form import Ask, Head, Inline, Rest
from crmbot.chat.invocation import Invocation
from crmbot.chat.parse import HeadLength, Parsed, split
from crmbot.chat.reading import Reading
from crmbot.language.codes import parse_code
from crmbot.language.fold import fold

LEAVE = frozenset({"cancel", "back", "skip"})
"""The words that lead out of a question or around it."""

MAKING = frozenset({"add", "create", "make", "new"})
"""The verbs that make a record when they stand in front of its noun."""

_SLIP = 4

_FAR = 5
"""So many words in, a command's word is one among others."""

ONLY = "only:"
"""Begins a reference that a noun in front has narrowed: `only:deal:acme` is the deal called acme."""


@dataclass(frozen=True, slots=True)
class Invoke:
    """Run a command with these texts. `typed` is the line it was read from, `unknown` what was kept as text."""

    command: Command
    values: Mapping[str, str]
    typed: str = ""
    rev: int | None = None
    form: bool = False
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """A first word that is no command; `near` are the ones it may be a slip of."""

    word: str
    text: str
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FreeText:
    """Words without a command: a note, or the name of a record."""

    text: str


Intent = Invoke | Unknown | FreeText


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Reads lines for one person at one moment; what names a record is asked of the core."""

    registry: Registry
    reading: Reading
    head_length: HeadLength
    kind_of: Callable[[int], str | None] = field(default=lambda _number: None)

    def read(self, text: str, *, as_command: bool = False) -> Intent:
        """Return what a line means. A slash or a bang in front of it is not part of the line."""
        line = text.strip().removeprefix("!").removeprefix("/").strip()
        match = self.registry.match(line)
        if match is None:
            making = self._making(line)
            if making is not None:
                return making
            return self._without_word(line, as_command=as_command or text.lstrip().startswith(("/", "!")))
        if isinstance(match.found, Noun):
            return self.noun(match.found, match.rest, line)
        return self.command(match.found, match.rest, line)

    def command(self, command: Command, rest: str, line: str) -> Invoke:
        """Return what a command's own line gives for its fields."""
        parsed = self._split(command, rest)
        values = dict(parsed.values)
        for spec in command.fields:
            marker = spec.marker(Rest)
            if rest and marker is not None and marker.with_word and not _has_head(command, values):
                values[spec.name] = line
        return Invoke(command, values, line, unknown=parsed.unknown)

    def noun(self, noun: Noun, rest: str, line: str) -> Invoke:
        """Return what is wanted of a noun: its form, a new one, a card, or a change (spec: commands, 1.1)."""
        first, _, more = rest.partition(" ")
        new = self.registry[noun.new]
        if not rest:
            return Invoke(new, {}, line, form=True)
        if fold(first) in ("new", "add"):
            return self.command(new, more, line)
        if fold(first) == "list":
            return self.command(self.registry[noun.list], more, line)
        return self._which(noun, rest, line)

    def _making(self, line: str) -> Invoke | None:
        """Return what `add company Acme` asks for: the verb may stand in front of the noun (spec: commands)."""
        verb, _, behind = line.partition(" ")
        if fold(verb) not in MAKING:
            return None
        article, _, rest = behind.strip().partition(" ")
        match = self.registry.match(rest if fold(article) in ("a", "an") else behind)
        if match is None:
            return None
        new = self.registry[match.found.new] if isinstance(match.found, Noun) else match.found
        if new.name not in {noun.new for noun in self.registry.nouns()}:
            return None
        return self.command(new, match.rest, line) if match.rest else Invoke(new, {}, line, form=True)

    def _which(self, noun: Noun, rest: str, line: str) -> Invoke:
        """A record in front: alone it is shown, with a verb behind it done, with options changed; no record: made."""
        words = rest.split()
        count = 1 if _is_sign(words[0]) else self.head_length(words, (noun.kind,))
        which, behind = " ".join(words[:count]), " ".join(words[count:])
        narrowed = which if _is_sign(which) else f"{ONLY}{noun.kind}:{which}"
        if count and not behind:
            return Invoke(self.registry["open"], {"which": narrowed}, line)
        if count:
            verb = self.registry.match(behind)
            if verb is not None and isinstance(verb.found, Command) and _takes_which(verb.found):
                return self.command(verb.found, f"{_quoted(narrowed)} {verb.rest}", line)
            alter = self.registry[noun.change]
            change = self._split(alter, f"{_quoted(which)} {behind}")
            told = set(change.values) - {"which"}
            same = change.values.get("which", "").strip('"') == which
            if told and same and (_is_sign(words[0]) or not _is_new(alter, change, behind)):
                return Invoke(alter, change.values, line, unknown=change.unknown)
        return self.command(self.registry[noun.new], rest, line)

    def _without_word(self, line: str, *, as_command: bool) -> Intent:
        if not line:
            return FreeText("")
        first = line.split(maxsplit=1)[0]
        if _is_sign(first.rstrip(",:;")) or first.lower() == "it":
            return self._sign_first(line, first)
        near = self._near(first)
        if near or as_command:
            return Unknown(first, line, near)
        return FreeText(line)

    def _sign_first(self, line: str, first: str) -> Intent:
        """`d12` shows it, `d12 won` and `d12 stage:proposal` act on it; anything else is a note on it."""
        behind = line[len(first) :].strip()
        which = first.rstrip(",:;")
        if not behind:
            return Invoke(self.registry["open"], {"which": which}, line)
        code = parse_code(which)
        kind = (code.kind or self.kind_of(code.number)) if code is not None else None
        noun = self.registry.noun_of(kind) if kind is not None else None
        verb = self.registry.match(behind)
        if verb is not None and isinstance(verb.found, Command) and _takes_which(verb.found):
            return self.command(verb.found, f"{which} {verb.rest}", line)
        if noun is not None and ":" in behind:
            return self._which(noun, line, line)
        return Invoke(self.registry["note"], {"about": which, "text": behind}, line)

    def meant(self, text: str) -> tuple[str, ...]:
        """Return up to three lines that words nobody understood may have been meant as: the closest commands."""
        words = text.split()
        lines = [" ".join(words[place:]) for place in range(1, min(len(words), _FAR)) if self._begins(words[place:])]
        slips = [f"{near} {' '.join(words[1:])}".strip() for near in self._near(words[0])] if words else []
        return tuple(dict.fromkeys((*lines, *slips, f"find {text}", f"task {text}")))[:3]

    def _begins(self, words: list[str]) -> bool:
        """Tell whether a command's word stands in front and something behind it."""
        match = self.registry.match(" ".join(words))
        return match is not None and bool(match.rest)

    def _near(self, word: str) -> tuple[str, ...]:
        """The command words one slip away from a word of four letters or more."""
        folded = fold(word)
        if len(folded) < _SLIP:
            return ()
        words = [known for known in self.registry.words() if " " not in known and len(known) >= _SLIP - 1]
        near = [known for known in words if DamerauLevenshtein.distance(folded, known, score_cutoff=1) <= 1]
        return tuple(sorted(near, key=lambda known: abs(len(known) - len(folded))))

    def _split(self, command: Command, text: str) -> Parsed:
        return split(text, command.fields, self.reading, self.head_length)


def pressed(registry: Registry, invocation: Invocation) -> Invoke | None:
    """Return what a button does; None when its command is no more."""
    if invocation.command not in registry:
        return None
    command = registry[invocation.command]
    return Invoke(command, invocation.args, rev=invocation.rev, form=invocation.form)


def _has_head(command: Command, values: Mapping[str, str]) -> bool:
    return any(spec.has(Head) and spec.name in values for spec in command.fields)


def _is_new(command: Command, change: Parsed, words: str) -> bool:
    """Tell whether something stands bare behind a name that only a new record has: words, an amount, a time."""
    bare = [spec for spec in command.fields if spec.has(Rest) or (spec.has(Inline) and spec.ask is not Ask.PERSON)]
    keyed = [spec for spec in bare if any(f"{key}:" in words.lower() for key in spec.keys)]
    return any(spec.name in change.values for spec in bare if spec not in keyed)


def _is_sign(word: str) -> bool:
    return word.isdecimal() or parse_code(word) is not None


def _takes_which(command: Command) -> bool:
    return any(spec.name == "which" for spec in command.fields)


def _quoted(which: str) -> str:
    return f'"{which}"' if " " in which else which
