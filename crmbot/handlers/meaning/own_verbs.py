"""A verb before a record: whose command it is, where each kind of record has its own: `lose L-5`, `take Hooli`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crmbot.chat.command import Command, Match, Noun, Registry
from crmbot.chat.parse import HeadLength
from crmbot.chat.several import several
from crmbot.language.codes import IT, parse_code, points


@dataclass(frozen=True, slots=True)
class OwnVerbs:
    """Tells by what stands behind a verb which kind of record it is said of."""

    registry: Registry
    head_length: HeadLength
    kinds_named: Callable[[str], tuple[str, ...]]
    kind_of: Callable[[int], str | None]
    row: Callable[[int], int | None]

    def match(self, match: Match | None, line: str) -> Match | None:
        """Return the command of a kind's own that a verb means before one of its records: `lose L-5`, `take Hooli`."""
        found = match.found if match is not None else None
        verb, _, rest = line.partition(" ") if match is None else (line[: -len(match.rest) or None], "", match.rest)
        said = (verb.strip(), *(found.words if isinstance(found, Command) else ()))
        nouns = [noun for noun in self.registry.nouns() if self.registry.own(noun, said)]
        if not nouns or not rest.strip():
            return None
        if isinstance(found, Command) and several(rest) is None and self._is_its_own(found, rest.split()):
            return None
        meant = self._said_of(nouns, said, rest)
        own = self.registry.own(meant[0], said) if len(meant) == 1 else None
        return Match(own, rest) if own is not None else None

    def _said_of(self, nouns: list[Noun], said: Sequence[str], rest: str) -> list[Noun]:
        """Return the kinds of record that what stands behind the verb may be of."""
        words, many = rest.split(), several(rest)
        if many is not None:
            return [noun for noun in nouns if self._does_several(noun, said, many.first)]
        if points(words[0].rstrip(",:;")):
            kind = self._kind_here(words[0])
            return [noun for noun in nouns if noun.kind == kind]
        return self._meant([noun for noun in nouns if self._names(noun, words, said)], words)

    def _does_several(self, noun: Noun, said: Sequence[str], first: str) -> bool:
        """Tell whether a verb is done to many of a kind at once, and what stands first is of that kind."""
        own = self.registry.own(noun, said)
        return own is not None and bool(own.several) and (not first or self._kind_here(first) in (None, noun.kind))

    def _names(self, noun: Noun, words: Sequence[str], said: Sequence[str]) -> bool:
        """Tell whether words are a record's name, and more only where the verb takes more: no `take Acme to lunch`."""
        count = self.head_length(words, (noun.kind,))
        own = self.registry.own(noun, said)
        takes_more = own is not None and any(spec.name != "which" and not spec.hidden for spec in own.fields)
        return bool(count) and (takes_more or count == len(words))

    def _meant(self, nouns: list[Noun], words: Sequence[str]) -> list[Noun]:
        """Return the one kind that words name in full, where they begin the names of others, too."""
        if len(nouns) <= 1:
            return nouns
        count = max(self.head_length(words, (noun.kind,)) for noun in nouns)
        kinds = self.kinds_named(" ".join(words[:count]))
        return [noun for noun in nouns if noun.kind in kinds] if len(kinds) == 1 else nouns

    def _is_its_own(self, command: Command, words: Sequence[str]) -> bool:
        """Tell whether a command is made for what the words begin with; what takes no record is, but for codes."""
        spec = next((spec for spec in command.fields if spec.name == "which"), None)
        if points(words[0].rstrip(",:;")):
            kind = self._kind_here(words[0])
            return kind is None or (spec is not None and (not spec.kinds or kind in spec.kinds))
        if spec is None:
            return self._takes_words(command, words)
        count = self.head_length(words, spec.kinds) if spec.kinds else 0
        if not count:
            return not spec.kinds
        # `give Hans Weber` is not the task called "call Hans": the longest name that stands there is meant.
        kinds = self.kinds_named(" ".join(words[: max(count, self.head_length(words, ()))]))
        return not kinds or bool(set(kinds) & set(spec.kinds))

    def _takes_words(self, command: Command, words: Sequence[str]) -> bool:
        """Tell whether a command of no record takes words: one without fields does not (`cancel the demo`).

        What nobody is shown, as the greeting `start` is, gives way to a record of that name.
        """
        if not command.fields:
            return False
        nouns = [noun for noun in self.registry.nouns() if self.registry.own(noun, command.words)]
        return command.visible or not any(self.head_length(words, (noun.kind,)) == len(words) for noun in nouns)

    def kind(self, sign: str) -> str | None:
        """Return the kind of the record a code or a number stands for; a row of a list is not looked up."""
        code = parse_code(sign.rstrip(",:;"))
        return (code.kind or self.kind_of(code.number)) if code is not None else None

    def _kind_here(self, sign: str) -> str | None:
        """Return the kind of what a sign stands for where a bare number is first a row of the list last shown."""
        if sign.lower() == IT:
            return next(iter(self.kinds_named("it")), None)
        if not sign.isdecimal():
            return self.kind(sign)
        number = int(sign[:9])  # no list has more rows, no house more records
        return self.kind_of(self.row(number) or number)
