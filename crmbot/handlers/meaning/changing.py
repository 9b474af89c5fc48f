"""What a line says of a record's fields: `set Acme fleet size 25`, `c7 region east`, `acme renewal:"1 sep"`."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from crmbot.chat import colonless
from crmbot.chat.command import Command, Noun, Registry
from crmbot.chat.form import Ask, Email, FieldSpec, Form, Named, Own, Tel, question_fields
from crmbot.chat.parse import HeadLength, Lists, is_all_options, split
from crmbot.chat.reading import Reading
from crmbot.language.codes import points
from crmbot.language.fold import fold

SET = "set"
"""The word that changes fields of any record."""

_Read = Callable[[Command, str], Mapping[str, str] | None]
_LIST = re.compile(r"[,\s]+")
_QUOTED = re.compile(r'"([^"]+)"\s*')
_ENTRY = 4
"""The name of an entry of a list has at most so many words."""
_SHORT = 12
"""A field is said in so few words; what is longer is told."""
_FEW = 3
"""A text of more words behind the name of a field is told: `acme renewal talk went well`."""
_OPTION = re.compile(r"(?<!\S)[^\W\d]\w*:(?!//)\S")


@dataclass(frozen=True, slots=True)
class Target:
    """A record a line names, the kinds it may be of, and what the line says behind it."""

    which: str
    nouns: tuple[Noun, ...]
    behind: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a line changes: the command that does it, the kind and the words of its record, the text by field."""

    command: Command
    kind: str
    which: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Changing:
    """Reads changes for one person; `kinds_named` gives the kinds of the records that words name."""

    registry: Registry
    reading: Reading
    head_length: HeadLength
    kinds_named: Callable[[str], tuple[str, ...]] = field(default=lambda _words: ())
    reads: colonless.Reads = field(default=lambda _spec, _text: True)
    names: Callable[[str, str], bool] = field(default=lambda _source, _text: False)
    lists: Lists = field(default=lambda _spec, _text: False)

    def change(self, line: str) -> Change | None:
        """Return the change a line asks for: a record, and any of its fields, with or without a colon."""
        return self._change(line, self._values)

    def options(self, line: str) -> Change | None:
        """Return the change that options alone ask for behind a name; other words make it a note."""
        return self._change(line, self._options)

    def _change(self, line: str, read: _Read) -> Change | None:
        for target in self.targets(line):
            for noun in target.nouns:
                alter = self.registry[noun.change]
                values = read(alter, target.behind) if target.behind else None
                if values:
                    return Change(alter, noun.kind, target.which, values)
        return None

    def targets(self, line: str) -> Iterator[Target]:
        """Yield the records a line may begin with, with or without a noun in front; the longest name first."""
        first, _, more = line.strip().partition(" ")
        nouns = tuple(noun for noun in self.registry.nouns() if fold(first) in map(fold, noun.words))
        if nouns and more.strip():
            yield from self._named(more.strip(), nouns)
        yield from self._named(line.strip(), tuple(self.registry.nouns()))

    def _named(self, line: str, nouns: tuple[Noun, ...]) -> Iterator[Target]:
        for which, behind in self._heads(line, tuple(noun.kind for noun in nouns)):
            kinds = self.kinds_named(which)
            found = tuple(noun for kind in kinds for noun in nouns if noun.kind == kind)
            if found:
                yield Target(which, found, behind)

    def _heads(self, line: str, kinds: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """Yield what may be the name in front: "Acme renewal" may be a deal, or the day a contract of Acme's ends."""
        quoted = _QUOTED.match(line)
        if quoted:
            yield quoted[1], line[quoted.end() :].strip()
            return
        words = line.split()
        sign = words[0].rstrip(",:;") if words else ""
        count = 1 if points(sign) else self.head_length(words, kinds) if words else 0
        for length in range(count, 0, -1):
            yield " ".join(words[:length]).rstrip(",:;"), " ".join(words[length:])

    def _values(self, alter: Command, behind: str) -> dict[str, str] | None:
        fields = _asked(alter)
        if not _OPTION.search(behind) and "#" not in behind and "@" not in behind:
            return colonless.said(behind, fields, self.reads) or colonless.choice(behind, fields)
        parsed = split(f'"-" {behind}', alter.fields, self.reading, self.head_length, self.lists)
        values = {name: text for name, text in parsed.values.items() if name != "which"}
        if not parsed.unknown:
            return values
        more = colonless.said(parsed.unknown[-1], fields, self.reads)
        return {**values, **more} if more else None

    def plain(self, noun: Noun, behind: str) -> Mapping[str, str] | None:
        """Return what words behind a code change; None where they may just as well be a note.

        A field of free text needs its colon there: "c7 phone rang twice" is a note. One of the
        organisation's own does not: nobody says its name by chance.
        """
        every = _asked(self.registry[noun.change])
        fields = [spec for spec in every if not _is_free_text(spec)]
        values = colonless.said(behind, fields, self.reads)
        by_name = {spec.name: spec for spec in fields}
        if values and all(self._is_meant(by_name[name], text) for name, text in values.items()):
            return values
        return colonless.choice(behind, fields) or self._entry(behind, every)

    def _entry(self, behind: str, fields: Iterable[FieldSpec]) -> dict[str, str] | None:
        """Return the field that words name an entry of a list for: `proposal` is a stage."""
        if len(behind.split()) > _ENTRY:
            return None
        marked = ((spec.name, spec.marker(Named)) for spec in fields)
        found = [name for name, marker in marked if marker is not None and self.names(marker.source, behind)]
        return {found[0]: behind} if len(found) == 1 else None

    def named(self, noun: Noun, behind: str) -> Mapping[str, str] | None:
        """Return what words behind a code change where they begin with the name of any field, of free text as well."""
        return colonless.said(behind, _asked(self.registry[noun.change]), self.reads)

    def _is_meant(self, spec: FieldSpec, text: str) -> bool:
        """Tell whether words behind a field's name are a value of it: "c7 kind of busy today" says no kind."""
        if spec.ask is Ask.TEXT and spec.quick:
            return all(fold(word) in map(fold, spec.quick) for word in _LIST.split(text.strip()))
        return spec.has(Own) or self.reads(spec, text)

    def own(self, noun: Noun, behind: str) -> Mapping[str, str] | None:
        """Return what words behind a bare name change of the organisation's own fields; None for anything else."""
        fields = [spec for spec in _asked(self.registry[noun.change]) if spec.has(Own)]
        return colonless.said(behind, fields, self.reads)

    def is_own(self, noun: Noun, behind: str) -> bool:
        """Tell whether words behind a bare name can only be meant as values of the organisation's own fields."""
        values = self.own(noun, behind) or {}
        by_name = {spec.name: spec for spec in _asked(self.registry[noun.change])}
        told = [(by_name[name], text) for name, text in values.items()]
        is_short = all(spec.ask is not Ask.TEXT or len(text.split()) <= _FEW for spec, text in told)
        return bool(told) and is_short and all(self.reads(spec, text) for spec, text in told)

    def tells_own(self, line: str) -> bool:
        """Tell whether the name of one of the organisation's own fields stands in a line: no look-up for all others."""
        said = fold(line) if len(line.split()) <= _SHORT else ""
        nouns = self.registry.nouns() if said else ()
        return any(name in said for noun in nouns for name in _own_names(self.registry[noun.change].form))

    def is_name(self, command: Command, words: str) -> bool:
        """Tell whether words are the name of a field and nothing else."""
        return any(fold(words) in colonless.names(spec) for spec in _asked(command))

    def names_of(self, command: Command) -> tuple[str, ...]:
        """Return what the fields of a command are called."""
        return tuple(spec.label if spec.has(Own) else spec.keys[-1].replace("_", " ") for spec in _asked(command))

    def _options(self, alter: Command, behind: str) -> dict[str, str] | None:
        if not is_all_options(behind, alter.fields):
            return None
        values = split(f'"-" {behind}', alter.fields, self.reading, self.head_length, self.lists).values
        return {name: text for name, text in values.items() if name != "which"}

    def may_change(self, line: str) -> bool:
        """Tell whether a line without a command may be a name with options behind it: no look-up for all others."""
        return bool(_OPTION.search(line))


@lru_cache(maxsize=64)
def _own_names(form: type[Form]) -> frozenset[str]:
    """Return what the organisation's own fields of a form are called."""
    return frozenset(name for spec in question_fields(form) if spec.has(Own) for name in colonless.names(spec))


def _asked(command: Command) -> list[FieldSpec]:
    """Return the fields of a command that change something."""
    return [spec for spec in command.fields if spec.name != "which" and not spec.hidden]


def _is_free_text(spec: FieldSpec) -> bool:
    is_text = spec.ask is Ask.TEXT and not (spec.has(Own) or spec.has(Tel) or spec.has(Email)) and not spec.quick
    return is_text or spec.ask is Ask.TAGS
