"""A typed line becomes text by field: options, tags, people, times, amounts, a head and the rest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from crmbot.chat.form import Ask, Behind, FieldSpec, Filter, Head, Inline, Mentioned, Own, Rest, Several, Tags
from crmbot.chat.parse.inline import begin_with_repeat, take_inline, with_every
from crmbot.chat.parse.line import PERSON, HeadLength, Line
from crmbot.chat.parse.run_on import Lists, Values
from crmbot.chat.reading import Reading
from crmbot.language import when
from crmbot.language.codes import parse_code, points
from crmbot.language.fold import fold
from crmbot.language.plain_words import shifts
from crmbot.language.text import tidy

__all__ = ["PERSON", "HeadLength", "Lists", "Parsed", "is_all_options", "split"]

_OPTION = re.compile(
    r"(?<!\S)(?P<key>[^\W\d]\w*)(?P<op>:)"
    r'(?P<value>"(?P<quoted>[^"]*)"'
    r"|[+(0][\d()./-]*(?: [\d()./-]+)* [\d()./-]{2,}(?!\S)"  # a phone number is written in groups
    r'|(?!//)[^\s"]+)'
)
_TAG = re.compile(r"(?<![\w#&])(?P<minus>-)?#(?P<word>[^\W\d_][\w-]*)")
_PERSON = re.compile(r"(?<![\w@.])@(?P<name>[^\W\d_][\w.-]*)")
_COMPARED = re.compile(r"\S*[:<>]")
_MONTH = re.compile(
    r"(?<!\S)(?P<word>clos(?:e|es|ing))\s+"
    r"(?=(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)(?!\s+\d)(?!\w))",
    re.IGNORECASE,
)
_HEAD_LIMIT = 80


@dataclass(slots=True)
class Parsed:
    """Text by field name, and what was kept as plain words because it named no field."""

    values: dict[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def split(
    text: str,
    fields: Sequence[FieldSpec],
    reading: Reading,
    head_length: HeadLength,
    lists: Lists = lambda _spec, _text: False,
) -> Parsed:
    """Return what a line gives for each field, as the words that were typed; nothing of the text is lost."""
    written = _with_in(_with_keys(tidy(text).strip(), fields), fields)
    line = Line(with_every(written, fields, reading), {})
    head, rest = _first(fields, Head), _first(fields, Rest)
    raw = _first(fields, Filter)
    if raw is not None:
        return _filtered(line, raw, head, head_length)
    if head is not None and _take_head_by_sep(line, head):
        head = None
    unknown = _take_options(line, Values(fields, reading, head_length, lists))
    if head is not None and _take_code(line, head):
        head = None
    _take_tags(line, fields)
    _take_people(line, fields)
    _take_shift(line, fields, reading)
    _take_behind(line, fields, head_length)
    if head is not None and not _is_what_is_said(line, head, rest):
        _take_head(line, head, has_rest=rest is not None, head_length=head_length)
    take_inline(line, fields, reading)
    begin_with_repeat(line, fields, reading)
    left = _take_rest(line, rest)
    return Parsed(line.values, (*unknown, *left))


def is_all_options(text: str, fields: Sequence[FieldSpec]) -> bool:
    """Tell whether a text is nothing but options of these fields: `city:Leeds renewal:"1 sep"`."""
    keys = {fold(key) for spec in fields for key in spec.keys}
    written = _with_keys(tidy(text).strip(), fields)
    found = list(_OPTION.finditer(written))
    return bool(found) and all(fold(one["key"]) in keys for one in found) and not _OPTION.sub("", written).strip()


def _with_keys(text: str, fields: Sequence[FieldSpec]) -> str:
    """Write the organisation's own fields by their keys: `fleet size:25` is `fleet_size:25`."""
    for spec in fields:
        if spec.has(Own) and " " in spec.label and ":" in text:
            label = r"\s+".join(map(re.escape, spec.label.split()))
            text = re.sub(rf'(?<!\S)"?{label}"?:(?=\S)', f"{spec.name}:", text, flags=re.IGNORECASE)
    return text


def _with_in(text: str, fields: Sequence[FieldSpec]) -> str:
    """Write `close march` as `closing in march`: a month by itself is a time where a day is asked for by that word."""
    if not any(spec.ask is Ask.DATE and "closes" in spec.keys for spec in fields):
        return text
    return _MONTH.sub(r"\g<word> in ", text)


def _filtered(line: Line, raw: FieldSpec, head: FieldSpec | None, head_length: HeadLength) -> Parsed:
    """Give a filter the line as it is, but for a record named in front where the form wants one."""
    if head is not None and not _take_code(line, head) and not _COMPARED.match(line.text):
        _take_head(line, head, has_rest=True, head_length=head_length)
    if line.text:
        line.values[raw.name] = line.text
    return Parsed(line.values)


def _first(fields: Sequence[FieldSpec], marker: type[object]) -> FieldSpec | None:
    return next((spec for spec in fields if spec.has(marker)), None)


def _take_head_by_sep(line: Line, head: FieldSpec) -> bool:
    marker = head.marker(Head)
    sep = marker.sep if marker else ""
    if not sep:
        return False
    found = re.match(rf"(?P<head>[^\n{re.escape(sep)}]{{1,{_HEAD_LIMIT}}}){re.escape(sep)}(?=\s|$)", line.text)
    if found is None:
        return False
    line.take(head.name, found["head"].strip().strip('"'), found.span())
    return True


def _take_options(line: Line, known: Values) -> tuple[str, ...]:
    by_key = {fold(key): spec for spec in known.fields for key in spec.keys}
    unknown: list[str] = []
    position = 0
    while found := _OPTION.search(line.text, position):
        spec = by_key.get(fold(found["key"]))
        if spec is None:
            unknown.append(found[0])
            position = found.end()
            continue
        end = known.end(line, spec, found)
        value = found["quoted"] if found["quoted"] is not None else line.text[found.start("value") : end]
        line.take(spec.name, value, (found.start(), end))
        line.last_text = spec.name if spec.ask is Ask.TEXT else line.last_text
        position = max(0, found.start() - 1)
    return tuple(unknown)


def _take_code(line: Line, head: FieldSpec) -> bool:
    found = re.match(r"\S+", line.text)
    word = found[0].rstrip(",:;") if found else ""
    if head.name in line.values or not points(word):
        return False
    line.take(head.name, word, (0, len(found[0]) if found else 0))
    return True


def _take_tags(line: Line, fields: Sequence[FieldSpec]) -> None:
    spec = next((spec for spec in fields if spec.ask is Ask.TAGS), None)
    if spec is None:
        return
    found = [match for match in _TAG.finditer(line.text) if parse_code(match["word"]) is None]
    if not found:
        return
    words = [f"{match['minus'] or ''}{match['word'].lower()}" for match in found]
    line.values[spec.name] = " ".join(dict.fromkeys([*line.values.get(spec.name, "").split(), *words]))
    marker = spec.marker(Tags)
    if marker is None or not marker.keep:
        for match in reversed(found):
            line.cut(match.span())


def _take_people(line: Line, fields: Sequence[FieldSpec]) -> None:
    spec = next((spec for spec in fields if spec.ask is Ask.PERSON and spec.has(Inline)), None)
    found = _PERSON.search(line.text)
    if spec is not None and found is not None and spec.name not in line.values:
        line.take(spec.name, found["name"], found.span())


def _take_shift(line: Line, fields: Sequence[FieldSpec], reading: Reading) -> None:
    """Take how much later something is to be, however that is said: `by 2 days`, `an hour later`."""
    spec = next((spec for spec in fields if spec.ask is Ask.TEXT and spec.has(Behind)), None)
    if spec is None or spec.name in line.values:
        return

    def is_time(words: str) -> bool:
        return when.read(words, now=reading.now, zone=reading.zone, conventions=reading.conventions) is not None

    span = shifts.find(line.text, is_time)
    if span is not None:
        line.take(spec.name, line.text[slice(*span)], span)


def _take_behind(line: Line, fields: Sequence[FieldSpec], head_length: HeadLength) -> None:
    """Take what stands behind a preposition where that is a code or one of our people, the last one first."""
    for spec in fields:
        marker = spec.marker(Behind)
        if marker is None or spec.ask is Ask.TEXT or (spec.name in line.values and not spec.has(Several)):
            continue
        words = "|".join(map(re.escape, marker.listed))
        for found in reversed(list(re.finditer(rf"(?<!\S)(?:{words})\s+(?=\S)", line.text, re.IGNORECASE))):
            end = _end_of_one(spec, line.text, found.end(), head_length)
            if end is not None:
                comma = end < len(line.text) and line.text[end] in ",;"
                _take_one(line, spec, line.text[found.end() : end], (found.start(), end + comma))
                break


def _end_of_one(spec: FieldSpec, text: str, start: int, head_length: HeadLength) -> int | None:
    """Return where a code or a name of ours that begins at a place ends; None where there is none."""
    words = text[start:].split()
    if spec.ask is Ask.PERSON:
        count = head_length(words, (PERSON,))
    else:
        first = words[0].rstrip(",.;")
        count = 1 if not first.isdecimal() and parse_code(first) is not None else 0
    ends = list(re.finditer(r"\S+", text[start:]))
    return start + ends[count - 1].start() + len(ends[count - 1][0].rstrip(",.;:!?")) if count else None


def _take_one(line: Line, spec: FieldSpec, value: str, span: tuple[int, int]) -> None:
    before = line.values.get(spec.name, "")
    line.take(spec.name, f"{before},{value}" if before else value, span)


def _is_what_is_said(line: Line, head: FieldSpec, rest: FieldSpec | None) -> bool:
    """Tell whether a line is but words in quotes that have to be said: `send back "add prices"` names no task."""
    if rest is None or not rest.required or rest.name in line.values or head.has(Mentioned):
        return False
    return (head.ask, rest.ask) == (Ask.RECORD, Ask.TEXT) and re.fullmatch(r'"[^"]+"', line.text) is not None


def _take_head(line: Line, head: FieldSpec, *, has_rest: bool, head_length: HeadLength) -> None:
    if head.name in line.values or not line.text:
        return
    quoted = re.match(r'"([^"]+)"', line.text)
    if quoted:
        line.take(head.name, quoted[1], quoted.span())
        return
    if head.has(Mentioned):
        return
    if not has_rest:
        line.take(head.name, line.text, (0, len(line.text)))
        return
    if head.ask in (Ask.TEXT, Ask.CHOICE):
        first = line.text.split(maxsplit=1)[0]
        line.take(head.name, first, (0, len(first)))
        return
    words = line.text.split()
    # Somebody nobody knows is one word: the answer names it.
    count = head_length(words, (PERSON,)) or 1 if head.ask is Ask.PERSON else head_length(words, head.kinds)
    if count:
        end = re.match(rf"\S+(?:\s+\S+){{{count - 1}}}", line.text)
        assert end is not None
        line.take(head.name, end[0].rstrip(",:;"), end.span())


def _take_rest(line: Line, rest: FieldSpec | None) -> tuple[str, ...]:
    """Give what is left its place: behind `title:Call` the words go on; what has no place is told."""
    if not line.text:
        return ()
    name = rest.name if rest is not None else line.last_text
    if not name:
        return (line.text,)
    text = _named_behind(rest, line.text) if rest is not None else line.text
    line.values[name] = f"{line.values[name]} {text}" if name in line.values else text
    return ()


def _named_behind(rest: FieldSpec, text: str) -> str:
    """Return the name of a record without the word in front that only leads to it: `move F-3 to Acme`."""
    marker = rest.marker(Behind)
    first, _, name = text.partition(" ")
    leads = marker is not None and rest.ask is Ask.RECORD and first.lower() in marker.listed
    return name.strip() if leads and name.strip() else text
