"""Commands and nouns: the words people can say, and the registry that knows them all."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from crmbot.chat.form import FieldSpec, Form, RecordRef, fields_of
from crmbot.chat.reply import Reply
from crmbot.language.catalogue import CommandWord
from crmbot.language.fold import fold

ContextT = TypeVar("ContextT")
FormT = TypeVar("FormT", bound=Form)


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can do.

    `run` takes the core's context and a filled form. `permission` is checked before a form is
    opened, `changes` tells that a button drawn for an older revision must be refused, `in_place`
    that the answer takes the place of the card whose button was pressed. `present` tells what the
    fields of a record are now, as text, so that its form can show it; what is left so is not touched.
    `ready` raises where nothing of the kind can be done to a record, before more is asked for.
    `several` names the command that does the same to many at once: `move 1-3 monday`.
    """

    name: str
    form: type[Form]
    run: Callable[[Any, Any], Reply]
    help: str
    permission: str = ""
    aliases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    group: str = ""
    changes: bool = False
    in_place: bool = False
    public: bool = False
    visible: bool = True
    submit: str = "Save"
    present: Callable[[Any, RecordRef], Mapping[str, str]] | None = None
    ready: Callable[[Any, RecordRef], None] | None = None
    several: str = ""

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        """The fields of its form."""
        return fields_of(self.form)

    @property
    def words(self) -> tuple[str, ...]:
        """Everything it can be called by; its name first."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Noun:
    """A kind of record as people speak of it: `deals`, `deal`, `deal acme`, `deal new …`, `deal d12 stage:won`.

    The names are of commands: `new` makes one, `change` alters one, `list` shows mine.
    """

    name: str
    kind: str
    new: str
    change: str
    list: str
    aliases: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Everything it can be called by; its name first."""
        return (self.name, *self.aliases)


def command(  # noqa: PLR0913 - a declaration is read by its keywords
    name: str,
    *,
    permission: str = "",
    aliases: Sequence[str] = (),
    examples: Sequence[str] = (),
    group: str = "",
    changes: bool = False,
    in_place: bool = False,
    public: bool = False,
    visible: bool = True,
    submit: str = "Save",
    present: Callable[[Any, RecordRef], Mapping[str, str]] | None = None,
    ready: Callable[[Any, RecordRef], None] | None = None,
    several: str = "",
) -> Callable[[Callable[[ContextT, FormT], Reply]], Command]:
    """Declare the decorated function as a command; its form is the type of its second parameter.

    The first line of the docstring is the help. `public` commands may be said by people who
    are not linked yet.
    """

    def declare(function: Callable[[ContextT, FormT], Reply]) -> Command:
        form = function.__annotations__["form"]
        text = (function.__doc__ or "").strip().splitlines()
        return Command(
            name=name,
            form=form,
            run=function,
            help=text[0] if text else "",
            permission=permission,
            aliases=tuple(aliases),
            examples=tuple(examples),
            group=group or function.__module__.rpartition(".")[2],
            changes=changes,
            in_place=in_place,
            public=public,
            visible=visible,
            submit=submit,
            present=present,
            ready=ready,
            several=several,
        )

    return declare


@dataclass(frozen=True, slots=True)
class Match:
    """What a line's first words are: a command or a noun, and the text behind them."""

    found: Command | Noun
    rest: str


Extend = Callable[[Command], Command]


def _as_declared(found: Command) -> Command:
    return found


IsName = Callable[[str], bool]
"""Tells whether a line begins with the name of a record."""


def _no_name(_line: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Registry:
    """All commands and nouns; refuses two that share a word."""

    _by_word: dict[str, Command | Noun] = field(default_factory=dict)
    _commands: dict[str, Command] = field(default_factory=dict)
    _nouns: dict[str, Noun] = field(default_factory=dict)
    _extend: Extend = _as_declared
    _local: Mapping[str, CommandWord] = field(default_factory=dict)
    _is_name: IsName = _no_name

    def speaking(self, words: Mapping[str, CommandWord], is_name: IsName = _no_name) -> "Registry":
        """Return the same words with those of other languages behind them.

        They mean something only where no English word and no record's name begins the line.
        """
        return replace(self, _local=words, _is_name=is_name)

    def extended(self, extend: Extend) -> "Registry":
        """Return the same words with every command passed through `extend` when it is asked for by name or word."""
        return replace(self, _extend=extend)

    def add(self, found: Command | Noun) -> None:
        """Add one; `ValueError` when a word of it is taken."""
        for word in found.words:
            taken = self._by_word.get(fold(word))
            if taken is not None:
                message = f"{word!r} is both {taken.name!r} and {found.name!r}"
                raise ValueError(message)
            self._by_word[fold(word)] = found
        if isinstance(found, Noun):
            self._nouns[found.kind] = found
        else:
            self._commands[found.name] = found

    def also(self, word: str, name: str) -> None:
        """Let a command go by one more word; `ValueError` when that word is taken by another."""
        taken = self._by_word.setdefault(fold(word), self._commands[name])
        if taken.name != name:
            message = f"{word!r} is both {taken.name!r} and {name!r}"
            raise ValueError(message)

    def __getitem__(self, name: str) -> Command:
        return self._extend(self._commands[name])

    def __contains__(self, name: object) -> bool:
        return name in self._commands

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands.values())

    def nouns(self) -> Iterator[Noun]:
        """Yield every noun."""
        return iter(self._nouns.values())

    def noun_of(self, kind: str) -> Noun | None:
        """Return the noun of a record kind."""
        return self._nouns.get(kind)

    def words(self) -> tuple[str, ...]:
        """Return every word that means something at the start of a line."""
        return tuple(self._by_word)

    def own(self, noun: Noun, words: Sequence[str]) -> Command | None:
        """Return the command a kind of record has of its own for a verb: `start lead` for `start`."""
        for word in words:
            found = self._by_word.get(f"{fold(word)} {noun.kind}")
            if isinstance(found, Command):
                return self._extend(found)
        return None

    def match(self, line: str) -> Match | None:
        """Return what the line's first words name; the longest match wins."""
        # Word by word: a sign alone is no part of a command's name, it is what stands behind it.
        words = [fold(word) for word in line.split(maxsplit=_LONGEST)[:_LONGEST]]
        for count in range(len(words), 0, -1):
            found = self._by_word.get(" ".join(words[:count]))
            if found is not None:
                known = self._extend(found) if isinstance(found, Command) else found
                return Match(known, _after(line, count))
        return self._in_other_words(words, line)

    def _in_other_words(self, words: Sequence[str], line: str) -> Match | None:
        """Return what the line's first words name in a language other than English."""
        for count in range(len(words), 0, -1):
            said, rest = self._local.get(" ".join(words[:count]).rstrip(":")), _after(line, count)
            if said is None or (said.alone and rest) or self._is_name(line):
                continue
            found = self._by_word.get(fold(said.english))
            if found is not None:
                return Match(self._extend(found) if isinstance(found, Command) else found, rest)
        return None


_LONGEST = 3


def _after(line: str, count: int) -> str:
    parts = line.split(maxsplit=count)
    return parts[count] if len(parts) > count else ""
