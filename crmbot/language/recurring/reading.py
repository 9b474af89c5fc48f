"""Finds the repetitions in a text, and reads a phrase that is nothing but one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from crmbot.language.catalogue import in_english
from crmbot.language.recurring.composing import Composed, compose
from crmbot.language.recurring.heads import Head, head_at
from crmbot.language.recurring.modifiers import LEADING, MODIFIERS
from crmbot.language.recurring.occurring import first_day
from crmbot.language.recurring.rules import parse_rule
from crmbot.language.recurring.said import Match, Said, together
from crmbot.language.recurring.values import Repeat, Repeated
from crmbot.language.when import Conventions, When, local
from crmbot.language.when.lexer import Token, is_end, lex
from crmbot.language.when.pieces import Reference
from crmbot.language.when.words import PLURAL_WEEKDAYS

_USUAL = Conventions()
_LONGEST_PHRASE = 120
_JOINTS = frozenset("on at @ in of the and , - starts starting start begins beginning".split())
_MOST_JOINTS = 3
_MOST_BEFORE = 2
_DATED = frozenset({"WEEKLY", "MONTHLY", "YEARLY"})
_HINTS = frozenset(
    "every each everyday hourly daily nightly weekly biweekly fortnightly monthly bimonthly quarterly yearly biyearly"
    " annually biannually biennially alternate weekdays workdays weekends mornings afternoons evenings"
    " nights".split()
) | frozenset(PLURAL_WEEKDAYS)
_ONCE, _PER = frozenset({"once", "twice", "one", "1"}), frozenset({"a", "an", "per", "every", "each"})
_REACH = 24  # so far before its head begins "on the 2nd, 4th and last Friday at half past nine of every month"
_MOST_HINTS = 100  # nobody says more in one message

_LEADS = frozenset("on at @ the in".split())
_CANONICAL = re.compile(
    r"(?:(?P<on>\d{4}-\d\d-\d\d)(?:T(?P<at>\d\d:\d\d)\S*?)?(?:-(?P<ends>\d\d:\d\d))?\s+)?(?:RRULE:)?(?P<rule>FREQ=\S+)",
    re.IGNORECASE,
)


def find(
    text: str,
    *,
    now: datetime,
    zone: str,
    conventions: Conventions = _USUAL,
    masked: Sequence[tuple[int, int]] = (),
) -> tuple[Repeated, ...]:
    """Find every repetition in free text, in order.

    Args: `now`: aware. `masked`: places that are known to be something else, as names of records.
    """
    ref = Reference(now, local(now, zone), zone, conventions)
    said = in_english(text, conventions.languages, masked)
    return said.as_typed(find_in(lex(said.text, masked=said.masked), said.text, ref), text)


def find_in(tokens: Sequence[Token], text: str, ref: Reference) -> tuple[Repeated, ...]:
    """Find every repetition in a text that has been cut into tokens already."""
    found: list[Repeated] = []
    place = 0
    for hint in islice(_hints(tokens), _MOST_HINTS):
        place = max(place, hint - _REACH)
        while place <= hint:
            phrase = _phrase_at(tokens, place, ref.conventions)
            if phrase is not None:
                found.append(_repeated(phrase, tokens, text, ref))
            place = phrase.end if phrase is not None else place + 1
    return tuple(found)


def _hints(t: Sequence[Token]) -> Iterator[int]:
    """Give the places of the words without which nothing comes again; most texts have none."""
    for place, token in enumerate(t):
        if token.text in _HINTS or (token.text in _ONCE and t[place + 1].text in _PER):
            yield place


def read(text: str, *, now: datetime, zone: str, conventions: Conventions = _USUAL) -> Repeated | None:
    """Read a whole phrase as one repetition, with or without "every" in front; None when it is none."""
    phrase = text.strip()
    if not phrase or len(phrase) > _LONGEST_PHRASE:
        return None
    ref = Reference(now, local(now, zone), zone, conventions)
    canonical = _CANONICAL.fullmatch(phrase)
    if canonical is not None:
        return _from_rule(phrase, canonical, ref)
    english = in_english(phrase, conventions.languages).text
    for words in (english, f"every {english}"):
        tokens = lex(words)
        found = _phrase_at(tokens, 0, conventions)
        if found is not None and is_end(tokens, found.end):
            return replace(_repeated(found, tokens, words, ref), span=(0, len(text)), text=phrase, certain=True)
    return None


@dataclass(frozen=True, slots=True)
class _Phrase:
    """The words of one repetition: from which token to which, and what they say."""

    start: int
    end: int
    said: Said
    certain: bool


def _phrase_at(t: Sequence[Token], i: int, conventions: Conventions) -> _Phrase | None:
    """Read the repetition whose words begin here: "at 9am", "from May" or "on the 15th" may stand before its head."""
    before, place = Said(), i
    for _ in range(_MOST_BEFORE + 1):
        head = _head_behind(t, place)
        if head is not None:
            said = together(head.said, before) if _suits(head, before) else None
            return _extended(t, i, head, said, conventions) if said is not None else None
        found = _leading(t, place, conventions)
        merged = together(before, found[0]) if found is not None else None
        if found is None or merged is None:
            return None
        before, place = merged, found[1]
    return None


def _head_behind(t: Sequence[Token], i: int) -> Head | None:
    """Read the head that begins here or behind prepositions; the article of "the 15th" belongs to it."""
    places = range(i, _past_leads(t, i) + 1)
    return next(filter(None, (head_at(t, place) for place in places)), None)


def _leading(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    for rule in LEADING:
        for start in dict.fromkeys((i, _past_leads(t, i))):
            found = rule(t, start, conventions)
            if found is not None:
                return found
    return None


def _suits(head: Head, before: Said) -> bool:
    """Tell that days before the head are days of it: on "Tuesday every day" nobody comes on Tuesdays only."""
    dated = bool(before.days or before.month_days)
    return not dated or (head.said.frequency in _DATED and not head.said.days and not head.said.month_days)


def _extended(t: Sequence[Token], i: int, head: Head, said: Said, conventions: Conventions) -> _Phrase:
    end = head.end
    while (more := _more(t, end, said, conventions)) is not None:
        said, end = more
    alone = end == head.end and said.clock is None
    adverb = t[head.end - 1].text.endswith(("ly", "everyday"))
    noun = t[end].kind == "word" and alone and head.said.days == () and adverb
    return _Phrase(i, end, said, head.certain and not noun)


def _more(t: Sequence[Token], end: int, said: Said, conventions: Conventions) -> tuple[Said, int] | None:
    """Read the next words that say more of the same repetition."""
    place = end
    for _ in range(_MOST_JOINTS + 1):
        for rule in MODIFIERS:
            found = rule(t, place, conventions)
            merged = together(said, found[0]) if found is not None else None
            if found is not None and merged is not None:
                return merged, found[1]
        again = head_at(t, place)
        merged = together(said, again.said) if again is not None and again.certain else None
        if again is not None and merged is not None:
            return merged, again.end
        if t[place].text not in _JOINTS:
            return None
        place += 1
    return None


def _past_leads(t: Sequence[Token], i: int) -> int:
    place = i
    while t[place].text in _LEADS and place < i + _MOST_JOINTS:
        place += 1
    return place


def _repeated(phrase: _Phrase, t: Sequence[Token], text: str, ref: Reference) -> Repeated:
    span = t[phrase.start].start, t[phrase.end - 1].end
    composed = compose(phrase.said, ref)
    return Repeated(span, text[span[0] : span[1]], composed.repeat, composed.trouble, phrase.certain)


def _from_rule(phrase: str, match: re.Match[str], ref: Reference) -> Repeated | None:
    """Read the canonical text, or an RRULE that starts with the next day it gives."""
    rule = parse_rule(match["rule"])
    if rule is None:
        return None
    try:
        start = datetime.fromisoformat(match["on"]).date() if match["on"] else ref.today
        at = datetime.strptime(match["at"], "%H:%M").time() if match["at"] else None  # noqa: DTZ007  # a wall time
        ends = datetime.strptime(match["ends"], "%H:%M").time() if match["ends"] else None  # noqa: DTZ007  # likewise
    except ValueError:
        return None
    first = first_day(rule, start)
    composed = Composed(None, "no_days")
    if first is not None:
        composed = Composed(Repeat(rule.text(), When(first, at, ref.zone), ends))
    return Repeated((0, len(phrase)), phrase, composed.repeat, composed.trouble)
