"""Text by field becomes a filled form, or says field by field what is wrong."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from pydantic import ValidationError

from crmbot.chat import days
from crmbot.chat.command import Command
from crmbot.chat.days import AnyDay, ByEnd, OwnDay
from crmbot.chat.form import AnyOf, Ask, Choice, Email, FieldSpec, Form, Own, RecordRef, Site, Tel, UserRef
from crmbot.chat.reading import Reading
from crmbot.chat.reply import Fault, Option, Problem
from crmbot.language import money, numbers, periods, phones, recurring, when
from crmbot.language.fold import fold
from crmbot.language.money import Money
from crmbot.language.periods import Period, Unsure
from crmbot.language.plain_words import shifts
from crmbot.language.recurring import Repeat, Trouble
from crmbot.language.when import Doubt, When

_SITE = re.compile(r"(?:https?://)?(?:[\w-]+\.)+\w+(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)

EMPTY = "-"
"""What a person types to empty a field."""

Value = (
    str | int | Decimal | bool | date | tuple[str, ...] | When | Period | Repeat | Money | RecordRef | UserRef | None
)


class Resolver(Protocol):
    """Looks names up for the person who speaks: only what they may see is found."""

    def record(self, text: str, spec: FieldSpec) -> RecordRef | Problem:
        """Return the one record the words name, or what stands in the way."""
        ...

    def person(self, text: str) -> UserRef | Problem:
        """Return the one person of ours the words name, or what stands in the way."""
        ...

    def options(self, spec: FieldSpec) -> tuple[Option, ...]:
        """Return the values a choice may take now, or the records a question may well mean."""
        ...

    def day_of(self, words: str) -> date | None:
        """Return the day the task or the event that words name is on; None where there is none."""
        ...

    def told(self, source: str, text: str) -> str | None:
        """Return the entry of a list that words tell: `too dear` for a price; None when they tell none."""
        ...


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that can be run."""

    form: Form


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is missing or wrong, by field name."""

    problems: dict[str, Problem]


def fill(command: Command, values: Mapping[str, str], reading: Reading, resolver: Resolver) -> Filled | Gaps:
    """Read each field's text; the form when all of them can be read, else every problem at once."""
    read: dict[str, Value] = {}
    problems: dict[str, Problem] = {}
    for spec in command.fields:
        text = values.get(spec.name, "").strip()
        if not text:
            if spec.required:
                problems[spec.name] = Problem(Fault.MISSING)
            continue
        value = read_field(spec, text, reading, resolver)
        if isinstance(value, Problem):
            problems[spec.name] = on_own_day(value, spec, values.get("which", ""), reading, resolver)
        else:
            read[spec.name] = value
    if problems:
        return Gaps(problems)
    try:
        return Filled(command.form(**read))
    except ValidationError as error:
        return Gaps(_problems(error))


def read_field(spec: FieldSpec, text: str, reading: Reading, resolver: Resolver) -> Value | Problem:
    """Return the value the text stands for in this field, or the problem with it."""
    value = _read(spec, text, reading, resolver)
    if isinstance(value, Problem) and value.fault is Fault.UNREADABLE and spec.has(Own):
        return replace(value, fault=Fault.REFUSED, message=f"{spec.label} wants {_WANTED[spec.ask]}, not “{text}”.")
    return value


def on_own_day(problem: Problem, spec: FieldSpec, which: str, reading: Reading, resolver: Resolver) -> Problem:
    """Return which hours of its own day an hour alone may be, where it may be several: `move T-6 to 8`.

    Args: `which`: the words that name what is moved.
    """
    may_be = spec.has(OwnDay) and problem.fault is Fault.UNSURE and shifts.is_hour(problem.given)
    on = resolver.day_of(which) if may_be and which else None
    if on is None:
        return problem
    hours = days.hours([each.value for each in problem.options], on, now=reading.now, zone=reading.zone)
    return replace(problem, options=_shown(hours, reading)) if hours else problem


_WANTED = {Ask.DECIMAL: "a number", Ask.DATE: "a day", Ask.YES_NO: "yes or no"}


def _read(spec: FieldSpec, text: str, reading: Reading, resolver: Resolver) -> Value | Problem:
    if text == EMPTY and not spec.required:
        return () if spec.ask is Ask.TAGS else None
    match spec.ask:
        case Ask.TEXT:
            return _text(spec, text, reading)
        case Ask.RECORD:
            return resolver.record(text, spec)
        case Ask.PERSON:
            return resolver.person(text)
        case Ask.CHOICE:
            return _told_choice(text, spec, resolver)
        case Ask.TAGS:
            return tuple(dict.fromkeys(word.lstrip("#").lower() for word in text.replace(",", " ").split()))
        case _:
            return _measure(spec, text, reading)


def _measure(spec: FieldSpec, text: str, reading: Reading) -> Value | Problem:
    ask = spec.ask
    if ask in (Ask.WHEN, Ask.DATE):
        value = _when(spec, text, reading)
        return value.on if isinstance(value, When) and ask is Ask.DATE else value
    if ask is Ask.PERIOD:
        return _period(text, reading)
    if ask is Ask.REPEAT:
        return _repeat(text, reading)
    if ask is Ask.MONEY:
        amount = money.read(text, currency=reading.currency)
        return amount if amount is not None else Problem(Fault.UNREADABLE, text, "not an amount")
    if ask is Ask.DECIMAL:
        number = numbers.read(text)
        return number if number is not None else Problem(Fault.UNREADABLE, text, "not a number")
    if ask is Ask.NUMBER:
        return _count(text) if spec.hidden else _number(text)
    return _yes_no(text)


def _text(spec: FieldSpec, text: str, reading: Reading) -> str | Problem:
    if spec.max_length is not None and len(text) > spec.max_length:
        return Problem(Fault.TOO_LONG, text, f"{len(text)} characters; {spec.max_length} fit")
    if spec.has(AnyOf) and (stray := _stray(spec, text)):
        return Problem(Fault.NOT_A_CHOICE, stray, "", tuple(Option(each, each) for each in spec.quick))
    if spec.has(Tel) and phones.phone_key(text, reading.region) is None:
        return Problem(Fault.UNREADABLE, text, "not a phone number")
    if spec.has(Email) and phones.email_key(text) is None:
        return Problem(Fault.UNREADABLE, text, "not an e-mail address")
    if spec.has(Site) and not _SITE.fullmatch(text):
        return Problem(Fault.UNREADABLE, text, "not the address of a web site")
    return text


def _stray(spec: FieldSpec, text: str) -> str:
    """Return the first word that is none of the quick answers; empty where all of them are."""
    known = {fold(each) for each in spec.quick}
    words = (word for word in re.split(r"[,\s]+", text) if word and fold(word) != "and")
    return next((word for word in words if fold(word.lstrip("+-")).removesuffix("s") not in known), "")


def _when(spec: FieldSpec, text: str, reading: Reading) -> When | Problem:
    found = when.read(text, now=reading.now, zone=reading.zone, conventions=reading.conventions)
    if found is None:
        return Problem(Fault.UNREADABLE, text, "not a time")
    meant = found.by_end if spec.has(ByEnd) else found.when
    if spec.has(AnyDay) and meant is not None and found.doubt is not None and found.doubt.reason == "past":
        return meant
    if found.doubt is not None:
        return _doubtful(text, found.doubt, reading)
    return meant if meant is not None else Problem(Fault.UNREADABLE, text, "not a time")


def _period(text: str, reading: Reading) -> Period | Problem:
    """Return a period; one that is over is as good as one to come, one that ends before it starts is none."""
    found = periods.read(text, now=reading.now, zone=reading.zone, conventions=reading.conventions)
    if found is None:
        return Problem(Fault.UNREADABLE, text, "not a time")
    if isinstance(found, Period):
        return Problem(Fault.REFUSED, text, f"“{text}”: End is before start.") if found.backwards else found
    if found.doubt.reason == "past" and found.period is not None:
        return found.period
    return _in_doubt(text, found, reading)


def _in_doubt(text: str, found: Unsure, reading: Reading) -> Problem:
    today = reading.now.date()
    options = tuple(Option(str(each), when.show(each.starts, today=today)) for each in found.readings())
    return Problem(_FAULT_OF_DOUBT.get(found.doubt.reason, Fault.UNSURE), text, "", options)


def _repeat(text: str, reading: Reading) -> Repeat | Problem:
    found = recurring.read(text, now=reading.now, zone=reading.zone, conventions=reading.conventions)
    if found is None:
        return Problem(Fault.UNREADABLE, text, "not a repetition", _USUAL_REPEATS)
    if found.trouble == "no_such_date":
        return Problem(Fault.NO_SUCH_DATE, text)
    if found.trouble is not None or found.repeat is None:
        return Problem(Fault.REFUSED, text, _TROUBLES[found.trouble or "no_days"], _USUAL_REPEATS)
    return found.repeat


_TROUBLES: dict[Trouble, str] = {
    "interval": "The number of days, weeks, months or years between two times must be at least 1 and at most 1000.",
    "repetitions": "It must come at least once, and at most 1000 times.",
    "end": "The end must be after the start.",
    "often": "A series comes once a day at most.",
    "no_days": "No day is left on which it would come.",
}
_USUAL_REPEATS = tuple(
    Option(words, words.capitalize()) for words in ("every day", "every work day", "every week", "every month")
)


_FAULT_OF_DOUBT = {"past": Fault.PAST, "no_such_date": Fault.NO_SUCH_DATE}


def _doubtful(text: str, doubt: Doubt, reading: Reading) -> Problem:
    options = _shown(doubt.options, reading)
    return Problem(_FAULT_OF_DOUBT.get(doubt.reason, Fault.UNSURE), text, "", options)


def _shown(times: Sequence[When], reading: Reading) -> tuple[Option, ...]:
    today = reading.now.date()
    return tuple(Option(str(time), when.show(time, today=today)) for time in times)


def _number(text: str) -> int | Problem:
    digits = text.replace(" ", "").replace("%", "")
    if not digits.removeprefix("-").isdecimal():
        return Problem(Fault.UNREADABLE, text, "not a number")
    return int(digits) if len(digits) <= _DIGITS else Problem(Fault.TOO_LONG, text, "too large a number")


def _count(text: str) -> int | Problem:
    """Read what only buttons carry, pages and rows counted from one: what a hand made less is the first."""
    number = _number(text)
    return max(1, number) if isinstance(number, int) else number


_DIGITS = 15
_YES = frozenset({"yes", "y", "true", "on", "1", "ja", "oui", "si"})
_NO = frozenset({"no", "n", "false", "off", "0", "nein", "non"})


YES_NO = (Option("yes", "Yes"), Option("no", "No"))


def read_yes(text: str) -> bool | None:
    """Tell a yes from a no; None for words that are neither."""
    word = fold(text)
    return word in _YES if word in _YES | _NO else None


def _yes_no(text: str) -> bool | Problem:
    yes = read_yes(text)
    return yes if yes is not None else Problem(Fault.UNREADABLE, text, "yes or no?", YES_NO)


def _told_choice(text: str, spec: FieldSpec, resolver: Resolver) -> str | Problem:
    """Read a choice; where its list hears entries out of words, those that name none of them may tell one."""
    marker = spec.marker(Choice)
    chosen = _choice(text, resolver.options(spec), marker)
    if isinstance(chosen, str) or marker is None or not marker.told:
        return chosen
    return resolver.told(marker.source, text) or chosen


def _choice(text: str, options: tuple[Option, ...], marker: Choice | None = None) -> str | Problem:
    wanted = fold(text)
    near = (
        _called(text, options)
        or _beginning(options, wanted)
        or _beginning(options, wanted[: max(_STEM, len(wanted) - 1)])
    )
    if len(near) == 1:
        return near[0].value
    if marker is not None and marker.others:
        return text
    return Problem(Fault.NOT_A_CHOICE, text, "", tuple(near or options))


def is_listed(text: str, options: tuple[Option, ...]) -> bool:
    """Tell whether a text is the whole name of one of these."""
    return bool(_called(text, options))


def _called(text: str, options: tuple[Option, ...]) -> list[Option]:
    return [option for option in options if fold(text) in (fold(option.value), fold(option.label))]


def _beginning(options: tuple[Option, ...], start: str) -> list[Option]:
    return [option for option in options if fold(option.label).startswith(start)]


_STEM = 4
"""So many letters of a word tell which choice is meant, whatever its ending: `price` is Pricing."""


def _problems(error: ValidationError) -> dict[str, Problem]:
    return {
        str(fault["loc"][0]) if fault["loc"] else "": Problem(Fault.REFUSED, str(fault.get("input", "")), fault["msg"])
        for fault in error.errors(include_url=False, include_context=False)
    }
