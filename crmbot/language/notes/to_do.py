"""Words that tell of nothing that was, but only of what is to come: `send Jane the quote friday`, `call Bob mon`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from crmbot.language.clauses import Clause, clauses, is_clock, lead_in
from crmbot.language.notes import deeds
from crmbot.language.notes.values import FollowUp, NoteReading
from crmbot.language.when import Expression, When

_AROUND = " \t\n.,;:!?-–—*•>\"'“”"
POLITE = re.compile(r"\b(?:please|pls|plz|thanks|thx|bitte|s'il te plaît|por favor)\b", re.IGNORECASE)
_APPOINTMENT = re.compile(
    r"(?:an?\s+|the\s+|team\s+|quick\s+)?(?:"
    r"(?:lunch|breakfast|dinner|coffee|tea|drinks|beers?|demo|call|zoom|teams|meeting|mtg|workshop|visit|appointment"
    r"|presentation|review|training|catch[\s-]?up|kick-?off|webinar)\s+(?:with\b|w/|at\b|to\b)"
    r"|(?:mittagessen|abendessen|fr(?:ü|ue)hst(?:ü|ue)ck|kaffee|treffen|termin|besuch|telefonat)\s+(?:mit|bei)\b"
    r"|(?:d[ée]jeuner|d[iî]ner|caf[ée]|rendez-vous|rdv|visite|appel|r[ée]union)\s+(?:avec|chez)\b"
    r"|(?:pranzo|cena|riunione|incontro|visita|appuntamento|chiamata)\s+(?:con|da)\b"
    r"|(?:reuni[aã]o|almo[cç]o|jantar|visita)\s+com\b|(?:afspraak|vergadering|bezoek)\s+(?:met|bij)\b"
    r"|(?:almuerzo|comida|cena|caf[ée]|reuni[oó]n|visita|llamada|cita)\s+(?:con|en)\b"
    r"|(?:lunch|breakfast|dinner|coffee|drinks|beers?)\s+(?!was\b|is\b|went\b|from\b)"
    r"|(?:site|factory|customer)\s+visit\b|(?:phone|video|conf(?:erence)?|zoom|teams)\s+call\b)",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:met|called|rang|spoke|talked|saw|visited|e-?mailed|mailed|texted|was|were|had|went|yesterday)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\b(?:i|he|she|they|we|was|were|is|are|has|had|said|says|wants?|needs?|met|called|sent|saw|got|not|no longer|never"
    r"|why|what|who|when|where|how"
    r"|reminders?|notifications?)\b",
    re.IGNORECASE,
)
_LINKING = re.compile(r"\b(?:by|on|at|for|due|until)\s*$", re.IGNORECASE)
_FEW_LETTERS, _FEW_WORDS = 60, 6
_POINTS = re.compile(r"\b(?:him|her|them|it|he|she|they|this|that)\b", re.IGNORECASE)
_SEVERAL = 2
LONGEST = 160
"""Letters; what is longer tells of something, too."""


def called(text: str, span: tuple[int, int]) -> str:
    """Return what words are about without those for when, names and all: `Send Jane the quote`."""
    words = f"{_LINKING.sub('', text[: span[0]])} {text[span[1] :]}"
    title = " ".join(POLITE.sub("", words).split()).strip(_AROUND)
    return title[:1].upper() + title[1:]


def may_be_one(text: str) -> bool:
    """Tell whether a text may ask for something and tell of nothing: it is short, and no verb in it is of the past."""
    return len(text) <= LONGEST and _PAST.search(text) is None


def only(text: str, read: NoteReading, now: datetime) -> FollowUp | None:
    """Return the order to oneself that is all a text says, for a time to come; None where it tells more.

    Args: `read`: the reading of the text. `now`: aware.
    """
    step = read.follow_up
    return step if step is not None and step.certain and _is_all(text, read, step, now) else None


@dataclass(frozen=True, slots=True)
class Order:
    """One of several things to be done: what it is called, and when, where that was said."""

    title: str
    when: When | None


def orders(text: str, times: Sequence[Expression], now: datetime) -> tuple[Order, ...]:
    """Return the orders to oneself that are all of a text with several: `call Jane friday 3pm, send Ben the drawings`.

    A time in front of them is that of all. A deed without a time may have been done, so it is no order. What points
    back, `call Jane friday and send her the offer`, is one with what it points at. Nothing where more is told.

    Args: `times`: every time in the text. `now`: aware.
    """
    parts = clauses(text, times) if may_be_one(text) else ()
    shared = _in_front(parts[0]) if parts else None
    told = parts[1:] if shared is not None else parts
    if len(told) < _SEVERAL or not all(each.orders and not each.told and len(each.times) <= 1 for each in told):
        return ()
    found = tuple(Order(_titled(each), _time(each, shared)) for each in told)
    is_sure = all(order.title and (order.when is not None or not deeds.of(order.title)) for order in found)
    if not is_sure or not all(order.when is None or _is_to_come(order.when, now) for order in found):
        return ()
    return found if _POINTS.search(text) is None else _as_one(text, times, found)


def _as_one(text: str, times: Sequence[Expression], found: Sequence[Order]) -> tuple[Order, ...]:
    """Return orders as one, at the time of the first, where no other has one."""
    if len(times) != 1 or found[0].when is None:
        return ()
    return (Order(called(text, times[0].span), found[0].when),)


def _in_front(clause: Clause) -> Expression | None:
    """Return the time that is all of a clause: `tomorrow: call Ben, visit Acme 2pm`."""
    is_bare = bool(clause.times) and not _bare(clause).strip(_AROUND)
    return clause.times[0] if is_bare else None


def _bare(clause: Clause) -> str:
    """Return the words of a clause without its times."""
    text = clause.text
    for time in reversed(clause.times):
        first, last = time.span[0] - clause.start, time.span[1] - clause.start
        text = f"{_LINKING.sub('', text[:first])} {text[last:]}"
    return text


def _titled(clause: Clause) -> str:
    words = _bare(clause)
    title = " ".join(POLITE.sub("", words[lead_in(words, 0) :]).split()).strip(_AROUND)
    return title[:1].upper() + title[1:]


def _time(clause: Clause, shared: Expression | None) -> When | None:
    """Return when an order is for: an hour alone is one of the day that stands in front of all."""
    own = clause.times[0] if clause.times else None
    if own is None or own.when is None:
        return shared.when if shared is not None else None
    on = shared.when.on if shared is not None and shared.when is not None and is_clock(own) else own.when.on
    return replace(own.when, on=on)


def may_be_appointment(text: str) -> bool:
    """Tell whether a text begins like the name of an appointment; its time is not looked for."""
    return len(text) <= LONGEST and _APPOINTMENT.match(text) is not None


def appointment(text: str, read: NoteReading, now: datetime) -> FollowUp | None:
    """Return the meeting to come that is all a text says, `lunch with Jane friday`; None where it tells more.

    Nobody has said that it was, nor what it is to be here: an event, a task, or a note of the last one.
    """
    step = read.follow_up
    is_one = step is not None and may_be_appointment(text) and _is_all(text, read, step, now)
    return step if is_one else None


def _is_all(text: str, read: NoteReading, step: FollowUp, now: datetime) -> bool:
    """Tell whether what is to be done is all a text says, and its time is to come."""
    if len(text) > LONGEST or read.tags or read.mentions or read.stage is not None:
        return False
    first, last = step.span
    when = step.expression.when
    if when is None or POLITE.sub("", f"{text[:first]} {text[last:]}").strip(_AROUND):
        return False
    return _is_to_come(when, now)


def _is_to_come(when: When, now: datetime) -> bool:
    instant = when.instant()
    return instant > now if instant is not None else when.on >= now.date()


def unnamed(text: str, times: Sequence[Expression], now: datetime) -> Expression | None:
    """Return the one time to come of words that name nobody we know and tell nothing: `dentist tuesday 4pm`.

    Args: `times`: every time in the text.
    """
    if len(text) > _FEW_LETTERS or len(times) != 1 or "?" in text or _TELLS.search(text):
        return None
    time = times[0]
    words = f"{text[: time.span[0]]} {text[time.span[1] :]}"
    is_called = any(letter.isalpha() for letter in words) and len(words.split()) <= _FEW_WORDS
    return time if time.when is not None and is_called and _is_to_come(time.when, now) else None
