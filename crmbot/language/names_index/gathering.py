"""Everything a text may name, before it is settled what is meant."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from crmbot.language.codes import parse_code
from crmbot.language.fold import fold
from crmbot.language.names_index.firms import FirmHit, Whole, partial_firms, whole_firms, wholes
from crmbot.language.names_index.ordinary import LEADS, LEADS_ABROAD, TIME_WORDS
from crmbot.language.names_index.persons import (
    FIRST,
    Line,
    PersonHit,
    alone,
    full_names,
    nearly_named,
    staff_named,
    stands_for_name,
)
from crmbot.language.names_index.register import COMPANY, CONTACT, DEAL, KINDS, LEAD, Register, reach_key
from crmbot.language.names_index.spelling import TITLES
from crmbot.language.names_index.values import Aliases, Among, How, Span
from crmbot.language.names_index.words import NEXT, Word

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.])\+?\(?\d[\d ()./-]{5,22}\d(?![\w])")
_FEWEST_DIGITS = 7
_MOST_SIGNS = 20  # codes, addresses, numbers of one text
_CODE = re.compile(r"(?<![\w/-])[#/]?[A-Za-z]-?\d{1,10}(?![\w-])")
_ALIAS_WORDS = 6
_OWN = 200.0
MEANT = 60.0
"""Above this, the words of a whole name are meant as one."""

_FEW = 12
_PUBLIC = frozenset("gmail outlook hotmail yahoo icloud gmx web aol proton protonmail googlemail live".split())
_NOBODY = range(0)
_ONE_S_MORE = 0.9
"""How near a word comes to a name that has an s behind it, and what is theirs; a nickname is further off."""
_LEADS = LEADS | LEADS_ABROAD | TITLES


@dataclass(frozen=True, slots=True)
class Pointed:
    """A record that a sign names beyond doubt: its code, an address, a number."""

    slot: int
    span: Span
    how: How


@dataclass(slots=True)
class Gathered:
    """What words of a text may stand for. `firms`: companies by number; `staff`: their people that are named."""

    line: Line
    pointed: list[Pointed] = field(default_factory=list)
    firms: dict[int, FirmHit] = field(default_factory=dict)
    people: list[PersonHit] = field(default_factory=list)
    staff: dict[int, list[PersonHit]] = field(default_factory=dict)
    matters: list[tuple[Whole, int]] = field(default_factory=list)
    singles: list[PersonHit] = field(default_factory=list)
    named: list[Whole] = field(default_factory=list)
    hidden: frozenset[int] = frozenset()
    loose: dict[int, list[PersonHit]] = field(default_factory=dict)

    @property
    def words(self) -> Sequence[Word]:
        return self.line.words

    @property
    def register(self) -> Register:
        return self.line.register

    def span(self, first: int, last: int) -> Span:
        """Return where a run of words stands in the text."""
        return self.words[first].start, self.words[last - 1].end

    def only(self, among: Among) -> None:
        """Leave out everything that may not be spoken of, as if it were not there."""
        ids = self.register.ids
        kept = set(among(self._numbers()))
        self.pointed = [each for each in self.pointed if ids[each.slot] in kept]
        self.firms = {number: hit for number, hit in self.firms.items() if number in kept}
        self.people = [hit for hit in self.people if ids[hit.slot] in kept]
        self.singles = [hit for hit in self.singles if ids[hit.slot] in kept]
        self.matters = [(whole, slot) for whole, slot in self.matters if ids[slot] in kept]
        self.staff = {number: [hit for hit in hits if ids[hit.slot] in kept] for number, hits in self.staff.items()}
        self.loose = {number: [hit for hit in hits if ids[hit.slot] in kept] for number, hits in self.loose.items()}
        self.hidden = frozenset({*self.staff, *self._employers()} - kept)

    def _employers(self) -> set[int]:
        return {self.register.firm_ids[hit.slot] for hit in (*self.people, *self.singles)}

    def _numbers(self) -> list[int]:
        """Return all records that may be meant, the likelier first."""
        ids = self.register.ids
        likely = sorted(self.firms, key=lambda number: -self.firms[number].score)
        found = [ids[each.slot] for each in self.pointed] + [ids[hit.slot] for hit in self.people]
        for number in (*likely, *(number for number in (*self.staff, *self._employers()) if number)):
            found.append(number)
            found += [ids[hit.slot] for each in (self.staff, self.loose) for hit in each.get(number, ())]
        found += [ids[hit.slot] for hit in self.singles]
        found += [ids[slot] for _, slot in self.matters]
        return list(dict.fromkeys(found))


def gather(register: Register, text: str, words: Sequence[Word], aliases: Aliases) -> Gathered:
    """Look all words of a text up, and the people at every company that may be meant."""
    line = Line(register, words)
    found = Gathered(line)
    found.pointed = [*_codes(register, text), *_addresses(register, text)]
    found.named = _longest(register, wholes(register, words))
    found.people = full_names(line, found.named)
    found.firms = _firms(found)
    _put_own_words(found, aliases)
    found.matters = [
        (each, slot) for each in found.named for slot in each.slots if register.kinds[slot] in (DEAL, LEAD)
    ]
    _put_staff(found)
    _put_loose(found)
    if not found.firms and not found.people:
        found.singles = _singles(line)
    return found


def _codes(register: Register, text: str) -> Iterator[Pointed]:
    for match in islice(_CODE.finditer(text), _MOST_SIGNS):
        code = parse_code(match[0])
        if code is None:
            continue
        for slot in register.slots_of(code.number)[:1]:
            if code.kind in (None, KINDS[register.kinds[slot]]):
                yield Pointed(slot, match.span(), "code")


def _addresses(register: Register, text: str) -> Iterator[Pointed]:
    if "@" in text:
        for match in islice(_EMAIL.finditer(text), _MOST_SIGNS):
            address = match[0].lower()
            domain = address.partition("@")[2]
            slots = register.reached(address)
            if not slots and domain.split(".")[0] not in _PUBLIC:
                slots = register.reached(domain)
            yield from (Pointed(slot, match.span(), "email") for slot in slots)
    for match in islice(_PHONE.finditer(text), _MOST_SIGNS):
        digits = reach_key("".join(letter for letter in match[0] if letter.isdigit()))
        if len(digits) >= _FEWEST_DIGITS:
            yield from (Pointed(slot, match.span(), "phone") for slot in register.reached(digits))


def _put_own_words(found: Gathered, aliases: Aliases) -> None:
    """Put in what the person's own words stand for, before everything else that they may."""
    if not aliases:
        return
    register, words = found.register, found.words
    keys = {fold(key): number for key, number in aliases.items()}
    for first in range(len(words)):
        for last in range(min(len(words), first + _ALIAS_WORDS), first, -1):
            number = keys.get(" ".join(word.plain for word in words[first:last]))
            for slot in register.slots_of(number)[:1] if number is not None else ():
                _put_own(found, slot, first, last)


def _put_own(found: Gathered, slot: int, first: int, last: int) -> None:
    kind = found.register.kinds[slot]
    if kind == COMPANY:
        found.firms[found.register.ids[slot]] = FirmHit(slot, first, last, _OWN, "alias")
    elif kind == CONTACT:
        found.people.append(PersonHit(slot, first, last, _OWN / 100, "alias"))
    else:
        found.matters.append((Whole(first, last, (slot,), exact=True, parted=False), slot))


def _longest(register: Register, named: Sequence[Whole]) -> list[Whole]:
    """Leave out a name that is part of a longer one, Globex in Globex Pharma; a deal's name hides no company."""
    covers = [each for each in named if not each.parted or _is_firm(register, each)]
    covers = [each for each in covers if any(register.kinds[slot] not in (DEAL, LEAD) for slot in each.slots)]
    return [each for each in named if not any(_is_inside(each, other) for other in covers)]


def _is_firm(register: Register, each: Whole) -> bool:
    return any(register.kinds[slot] != CONTACT for slot in each.slots)


def _is_inside(inner: Whole | FirmHit, outer: Whole | PersonHit | FirmHit) -> bool:
    longer = outer.last - outer.first > inner.last - inner.first
    return longer and outer.first <= inner.first and inner.last <= outer.last


def _firms(found: Gathered) -> dict[int, FirmHit]:
    register = found.register
    whole = whole_firms(register, found.words, found.named)
    sure = [hit for hit in found.people if hit.how in ("exact", "respelt")]
    known = [hit for hit in whole if not any(_is_inside(hit, person) for person in sure)]
    covers: list[PersonHit | FirmHit] = [*sure, *(hit for hit in known if hit.score > MEANT)]
    taken = {place for hit in sure if hit.how == "exact" for place in range(hit.first, hit.last)}
    part = partial_firms(register, found.words, taken)
    short = [hit for hit in part if not any(_is_inside(hit, each) for each in covers)]
    in_full = {(hit.slot, hit.first) for hit in known}
    best: dict[int, FirmHit] = {}
    for hit in (*known, *(hit for hit in short if (hit.slot, hit.first) not in in_full)):
        number = register.ids[hit.slot]
        if number not in best or best[number].score < hit.score:
            best[number] = hit
    return best


def _put_staff(found: Gathered) -> None:
    """Find who is named of the people at every company that may be meant, and at none."""
    firm_ids = found.register.firm_ids
    for number, hit in found.firms.items():
        found.staff[number] = staff_named(found.line, number, range(hit.first, hit.last))
    for person in found.people:
        number = firm_ids[person.slot]
        there = found.staff.get(number)
        if there is None:
            there = found.staff[number] = staff_named(found.line, number, _NOBODY) if number else []
        closed = found.firms.get(number)
        if closed is None or person.last <= closed.first or closed.last <= person.first:
            _put(there, person)


def _put_loose(found: Gathered) -> None:
    """Find those of the likeliest companies' people whom a word may stand for there, and nowhere else."""
    likely = sorted(found.firms, key=lambda number: -found.firms[number].score)[:_FEW]
    theirs = [number for number in found.staff if number and number not in found.firms][:_FEW]
    for number in (*likely, *theirs):
        hit = found.firms.get(number)
        closed = range(hit.first, hit.last) if hit else _NOBODY
        found.loose[number] = nearly_named(found.line, number, closed)


def _put(staff: list[PersonHit], person: PersonHit) -> None:
    """Put somebody among those named at a company, unless they are there with more right."""
    same = next((hit for hit in staff if hit.slot == person.slot), None)
    if same is None or same.strength < person.strength:
        if same is not None:
            staff.remove(same)
        staff.append(person)
        staff.sort(key=lambda hit: (-hit.strength, hit.first))


def _singles(line: Line) -> list[PersonHit]:
    """Return whom single words may stand for where a text names no company and nobody in full."""
    found: list[PersonHit] = []
    for place, word in enumerate(line.words):
        if word.binds or (word.ordinary and not word.capital) or not stands_for_name(line, place, _NOBODY):
            continue
        led = place > 0 and line.words[place - 1].plain in _LEADS
        if word.plain in TIME_WORDS and not led:
            continue
        hits = [hit for hit in alone(line, place) if not _is_part(line.words, hit)]
        # A nickname in small letters is as likely a word: cat 6 cable.
        least = FIRST * _ONE_S_MORE if word.owns else FIRST
        found += [hit for hit in hits if led or word.capital or hit.strength >= least]
    return found


def _is_part(words: Sequence[Word], hit: PersonHit) -> bool:
    """Tell whether somebody's one name stands beside another name: then it is somebody else's.

    What is theirs is no name of theirs: "Jane's dog".
    """
    if hit.how in ("initials", "surname"):
        return False
    before = hit.first and words[hit.first].gap == NEXT and words[hit.first - 1].may_name
    is_theirs = words[hit.last - 1].owns and hit.last < len(words) and not words[hit.last].capital
    behind = not is_theirs and hit.last < len(words) and words[hit.last].gap == NEXT and words[hit.last].may_name
    return bool(before or behind)
