"""Writes the English of a form, with what fills its slots."""

from collections.abc import Mapping, Sequence

from crmbot.language.catalogue.patterns import Output
from crmbot.language.catalogue.vocabulary import english_spellings
from crmbot.language.catalogue.words import MOST, Filled

_NOON, _LAST_HOUR = 12, 24
_NUMBERED = frozenset({*MOST, "figure"})
_NO_PLURAL = frozenset({"1", "a", "an", "one"})


def write(english: Sequence[Output], filled: Mapping[str, Filled]) -> str:
    """Write the English of a form: units behind a figure in the plural, hours and numbers as each slot asks."""
    said = ""
    for part in english:
        if not part.is_slot:
            said += part.text
            continue
        word = _changed(filled[part.text], part.change) if part.change else _plain(part.text, filled[part.text])
        counted = part.text.startswith("unit") and said.split() and said.split()[-1] not in _NO_PLURAL
        said += f"{word}s" if counted and _ends_in_figure(said, filled) else word
    return said


def _ends_in_figure(said: str, filled: Mapping[str, Filled]) -> bool:
    last = said.rsplit(maxsplit=1)[-1]
    return last[0].isdecimal() or any(_plain("number", each) == last for each in filled.values())


def _plain(slot: str, filled: Filled) -> str:
    kind = slot.rstrip("2")
    if filled.text or kind in _NUMBERED:
        return filled.key
    table = english_spellings({"short": "weekday"}.get(kind, kind))
    return table.get(filled.key, filled.key)


def _changed(filled: Filled, change: str) -> str:
    """Write an hour or minutes in another way.

    `am`, `pm`: with the half of the day; `clock`: with minutes; `-1`: the hour before; `60-`: the minutes that are
    left of an hour, `30-` and `30+` those around its half; `00`: minutes in two figures; `th`: the number of a day.
    """
    hour, _, minute = filled.key.partition(":")
    number = int(hour)
    match change:
        case "clock":
            return f"{hour}:{minute or '00'}"
        case "am" | "pm":
            said = f"{number}:{minute}" if minute else str(number)
            return f"{said}{change}" if 1 <= number <= _NOON else f"{number}:{minute or '00'}"
        case "-1":
            return str((number - 1) % _LAST_HOUR or _NOON)
        case "60-":
            return f"{60 - number:02d}"
        case "30-":
            return f"{30 - number:02d}"
        case "30+":
            return f"{30 + number:02d}"
        case "00":
            return f"{number:02d}"
        case "th":
            return f"{number}{_ending(number)}"
    message = f"no such way to write a slot: {change!r}"
    raise ValueError(message)


def _ending(number: int) -> str:
    if number % 100 in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
