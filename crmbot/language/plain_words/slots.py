"""What is on in a calendar, named by its time: `tomorrow's meeting`, `my 3pm`, `the call with jane on 8 dec`."""

from dataclasses import dataclass

from crmbot.language.plain_words.phrasing import ways
from crmbot.language.plain_words.shifts import CLOCK

_OWN = r"(?:my|the|our|that|this)"
_DAY_NAME = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_DAY = rf"(?P<day>(?:(?:next |this )?(?:{_DAY_NAME}|morning|afternoon|evening)|today|tonight|tomorrow|yesterday))"
_OF = r"(?:['’]?s)?"
_AT = rf"(?:at )?(?P<hour>{CLOCK}|noon|midday)"
_AT_SURELY = r"(?P<hour>\d{1,2}[:.]\d\d|\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\.?|h|o'?clock)|noon|midday)"
_NOUN = (
    r"(?P<noun>meeting|call|visit|event|appointment|demo|lunch|dinner|breakfast|coffee|workshop|presentation|review"
    r"|training|interview|webinar|conference|stand-?up|session|check-?in|inspection|audit|tour|trade fair|fair)"
)
_WITH = r"(?: with (?P<who>\S.{0,40}?))?"
_ON = rf"(?:on (?P<date>[\w./-]{{1,12}}(?: [\w./-]{{1,12}}){{0,2}}?)|(?:on )?{_DAY})"

_SLOT = ways(
    rf"(?:{_OWN} )?{_DAY}{_OF}(?: {_AT})? {_NOUN}{_WITH}",
    rf"{_OWN} {_AT_SURELY}{_WITH}(?: {_ON})?",
    rf"{_OWN} {_AT} {_NOUN}{_WITH}(?: {_ON})?",
    rf"(?:{_OWN} )?{_NOUN}{_WITH}(?: {_AT})? {_ON}(?: {_AT.replace('hour', 'later')})?",
    rf"(?:{_OWN} )?{_NOUN}{_WITH} at (?P<hour>{CLOCK}|noon|midday)",
    rf"(?:{_OWN} )?(?P<next>next|upcoming) {_NOUN}{_WITH}",
    rf"{_OWN} {_NOUN} with (?P<who>\S.{{0,40}}?)",
)

_ANY = frozenset({"event", "appointment"})
"""What may be said of any event."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The words for a day, an hour, what sort of event it is and who is there; each empty where it is not said."""

    day: str = ""
    hour: str = ""
    noun: str = ""
    who: str = ""
    is_next: bool = False


def read(words: str) -> Slot | None:
    """Read words as what is on at a time; None for all else."""
    found = _SLOT.match(" ".join(words.split()))
    if found is None:
        return None
    said = {name: (part or "").lower() for name, part in found.groupdict().items()}
    noun = said.get("noun", "")
    return Slot(
        said.get("day") or said.get("date") or "",
        said.get("hour") or said.get("later") or "",
        "" if noun in _ANY else noun,
        found.groupdict().get("who") or "",
        is_next=bool(said.get("next")),
    )
