"""What is taken out of a line wherever it stands: times, stretches of time, what comes again, amounts."""

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from crmbot.chat.form import Ask, FieldSpec, Inline
from crmbot.chat.parse.line import LINKING, Line
from crmbot.chat.reading import Reading
from crmbot.language import money, periods, recurring, when


def take_inline(line: Line, fields: Sequence[FieldSpec], reading: Reading) -> None:
    """Take what is read wherever it stands: what comes again, then times and amounts, in the order of the fields."""
    _take_repeat(line, fields, reading)
    for spec in fields:
        if not spec.has(Inline) or spec.name in line.values:
            continue
        if spec.ask in (Ask.WHEN, Ask.DATE):
            _take_when(line, spec, reading)
        elif spec.ask is Ask.PERIOD:
            _take_period(line, spec, reading)
        elif spec.ask is Ask.MONEY:
            _take_money(line, spec, reading)


def _repeats(fields: Sequence[FieldSpec]) -> FieldSpec | None:
    return next((spec for spec in fields if spec.ask is Ask.REPEAT and spec.has(Inline)), None)


def with_every(text: str, fields: Sequence[FieldSpec], reading: Reading) -> str:
    """Write `every:monday 9am until june` as the words it is, so that all that belongs to it is taken."""
    spec = _repeats(fields)
    for key in spec.keys if spec is not None and ":" in text else ():
        found = re.search(rf'(?<!\S){re.escape(key)}:(?=[^\s"])', text, re.IGNORECASE)
        written = f"{text[: found.start()]}every {text[found.end() :]}" if found is not None else text
        if found is not None and any(each.span[0] == found.start() for each in _repetitions(written, reading)):
            text = written
    return text


def _repetitions(text: str, reading: Reading) -> list[recurring.Repeated]:
    """Return what comes again for certain: "weekly" in front of a noun may be part of a name."""
    found = recurring.find(text, now=reading.now, zone=reading.zone, conventions=reading.conventions)
    return [each for each in found if each.certain]


def _take_repeat(line: Line, fields: Sequence[FieldSpec], reading: Reading) -> None:
    spec = _repeats(fields)
    found = _repetitions(line.text, reading) if spec is not None and spec.name not in line.values else []
    if spec is not None and found:
        line.take(spec.name, found[-1].text, found[-1].span)


def begin_with_repeat(line: Line, fields: Sequence[FieldSpec], reading: Reading) -> None:
    """Give what comes again its first time, where no other was said."""
    spec = _repeats(fields)
    timed = next((each for each in fields if each.ask in (Ask.WHEN, Ask.PERIOD) and each.has(Inline)), None)
    if spec is None or timed is None or timed.name in line.values or spec.name not in line.values:
        return
    said = line.values[spec.name]
    found = recurring.read(said, now=reading.now, zone=reading.zone, conventions=reading.conventions)
    if found is not None and found.repeat is not None and found.trouble is None:
        line.values[timed.name] = _first_time(found.repeat, reading.zone, lasts=timed.ask is Ask.PERIOD)


def _first_time(repeat: recurring.Repeat, zone: str, *, lasts: bool) -> str:
    """Return the first time as it is read in the speaker's zone, until when it lasts where that was said."""
    first = repeat.first
    ends = when.When(first.on, repeat.ends, first.zone) if lasts and repeat.ends and first.at else None
    start, end = (_here(each, zone) if each is not None else "" for each in (first, ends))
    return f"{start} until {end}" if end else start


def _here(time: when.When, zone: str) -> str:
    """Return a time as it reads back in a zone without a doubt, whatever the clocks do then."""
    instant = time.instant()
    return str(time) if instant is None else instant.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")


def _take_when(line: Line, spec: FieldSpec, reading: Reading) -> None:
    found = when.find(line.text, now=reading.now, zone=reading.zone, conventions=reading.conventions)
    if not found:
        return
    start, end = found[-1].span
    linking = LINKING.search(line.text[:start])
    line.take(spec.name, found[-1].text, (linking.start() if linking else start, end))


def _take_period(line: Line, spec: FieldSpec, reading: Reading) -> None:
    found = periods.find(line.text, now=reading.now, zone=reading.zone, conventions=reading.conventions)
    if found is None:
        return
    (start, end), text = found
    linking = LINKING.search(line.text[:start])
    line.take(spec.name, text, (linking.start() if linking else start, end))


_AMOUNT = re.compile(
    r"(?<![\w#.,-])(?:[^\W\d_]{3}\s?|[€$£¥]\s?)?\d[\d.,' ]*\d?\s?[kKmM]?(?:\s?(?:[A-Z]{3}|[€$£¥]))?(?![\w%])"
)


def _take_money(line: Line, spec: FieldSpec, reading: Reading) -> None:
    for match in reversed(list(_AMOUNT.finditer(line.text))):
        text = match[0].strip()
        if money.read(text, currency=reading.currency) is not None:
            start = match.start() + match[0].index(text)
            line.take(spec.name, text, (start, start + len(text)))
            return
