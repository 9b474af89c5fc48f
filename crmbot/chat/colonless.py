"""Fields said without a colon: `fleet size 25`, `probability 60`, or a choice by itself: `prospect`."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crmbot.chat.form import Ask, Choice, Email, FieldSpec, Long, Own, Quick, Tel
from crmbot.language.fold import fold

Reads = Callable[[FieldSpec, str], bool]
"""Whether a text can stand in a field."""

_MOST_WORDS = 6
_QUOTED = re.compile(r'"[^"]*"(?!\S)')
_WORD = re.compile(r"\S+")
_LEADING = re.compile(r"^(?:[:=]\s*|(?:to|is)\s+(?=\S))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Name:
    """A field's name at a place of the line: `words` of them, the first of which is word number `at`."""

    spec: FieldSpec
    at: int
    words: int


def said(text: str, fields: Sequence[FieldSpec], reads: Reads) -> dict[str, str] | None:
    """Return the text for each field a line names, one after the other; None unless it begins with a field's name.

    A value ends before the next field's name if it can be read so far; words go on to the end.
    """
    words = list(_WORD.finditer(text))
    names = [found for at in range(len(words)) if (found := _name_at(text, words, at, fields))]
    if not names or names[0].at != 0:
        return None
    values: dict[str, str] = {}
    while names:
        name, *others = names
        names = [other for other in others if other.at > name.at + name.words]
        start = words[name.at + name.words].start() if name.at + name.words < len(words) else len(text)
        if _is_words(name.spec):
            end = len(text) if name.spec.has(Long) else _end_of_words(text, words, start, names, reads)
        else:
            ends = [words[other.at].start() for other in names]
            readable = (at for at in ends if reads(name.spec, _bare(text[start:at], name.spec)))
            end = next(readable, len(text))
        value = _bare(text[start:end], name.spec)
        if not value:
            return None
        values[name.spec.name] = value
        names = [other for other in names if words[other.at].start() >= end]
    return values


def _is_words(spec: FieldSpec) -> bool:
    return spec.ask is Ask.TEXT and not (spec.has(Tel) or spec.has(Email))


def _end_of_words(text: str, words: Sequence[re.Match[str]], start: int, names: Sequence[_Name], reads: Reads) -> int:
    """Return where a text ends: behind its quotes, or before another field that is meant for certain."""
    quoted = _QUOTED.match(text, start)
    if quoted:
        return quoted.end()
    ends = [*(words[other.at].start() for other in names[1:]), len(text)]
    for other, end in zip(names, ends, strict=False):
        at = words[other.at].start()
        behind = text[words[other.at + other.words - 1].end() : end].strip()
        if at > start and behind and text[at].islower() and _is_value(other.spec, behind, reads):
            return at
    return len(text)


def _is_value(spec: FieldSpec, behind: str, reads: Reads) -> bool:
    """Tell whether words behind a field's name are its value; of a mere text a name or a number is: `city Leeds`."""
    marker = spec.marker(Choice)
    if _is_words(spec) or (marker is not None and marker.others):
        return not spec.has(Long) and not behind[0].islower()
    return reads(spec, _bare(behind, spec))


def _bare(text: str, spec: FieldSpec) -> str:
    """Return a value without what led to it: `to 25`, `= 25`, `"25"`."""
    value = text.strip().rstrip(",;")
    if spec.ask is not Ask.TEXT:
        value = _LEADING.sub("", value)
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


def _name_at(text: str, words: Sequence[re.Match[str]], at: int, fields: Sequence[FieldSpec]) -> _Name | None:
    """Return the field whose name begins with this word; the longest name wins."""
    if not fold(words[at][0]):
        return None
    for count in range(min(_MOST_WORDS, len(words) - at), 0, -1):
        if not fold(words[at + count - 1][0]):
            continue  # `region -` empties region
        run = fold(text[words[at].start() : words[at + count - 1].end()])
        spec = next((spec for spec in fields if run in names(spec)), None)
        if spec is not None:
            return _Name(spec, at, count)
    return None


def names(spec: FieldSpec) -> set[str]:
    """Return what a field can be called, folded; one of the organisation's own by its label, too."""
    own = {fold(spec.label)} if spec.has(Own) else set()
    return {fold(key) for key in spec.keys} | own


def choice(text: str, fields: Sequence[FieldSpec]) -> dict[str, str] | None:
    """Return the one field that has the whole text as a choice, with the text; None when none or several do."""
    wanted = fold(text)
    having = [spec for spec in fields if wanted and wanted in _choices(spec)]
    return {having[0].name: text.strip()} if len(having) == 1 else None


def _choices(spec: FieldSpec) -> set[str]:
    marker, quick = spec.marker(Choice), spec.marker(Quick)
    labels = [label for option in spec.members for label in (option.value, option.label)]
    labels += [option.label for option in marker.options] if marker else []
    # Times and numbers are offered as quick answers, too, but no list of choices is meant by them.
    labels += quick.listed if quick and spec.ask is Ask.TEXT else ()
    return {fold(label) for label in labels}
