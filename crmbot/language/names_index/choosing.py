"""Company and people chosen together: who works there decides between firms, the firm between namesakes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crmbot.language.names_index.firms import FirmHit
from crmbot.language.names_index.gathering import Gathered
from crmbot.language.names_index.persons import STRONG, PersonHit
from crmbot.language.names_index.register import COMPANY, CONTACT, DEAL, KINDS, LEAD, Register
from crmbot.language.names_index.values import Candidate, Doubt, Kind, Prefer

_ACCEPTED = 55.0
_PERSON = 100.0
_ANOTHER = 15.0
_MOST_OTHERS = 2
_BESIDE = 12.0
_EARLY = 8.0
_POINTED = 200.0
_PREFERRED = 12.0
_MARGIN = 7.0
_AS_STRONG = 0.03
_WEAKEST = 0.2
_MOST_OPTIONS = 5
_BINDS = frozenset("at from of".split())


@dataclass(frozen=True, slots=True)
class Choice:
    """A company with its people that a text names; `company_id` is 0 for people of none."""

    company_id: int
    firm: FirmHit | None
    staff: tuple[PersonHit, ...]
    value: float
    is_pointed: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was settled on, and what has to be asked about."""

    choice: Choice | None
    contacts: tuple[PersonHit, ...]
    doubts: tuple[Doubt, ...]


def choose(found: Gathered, prefer: Prefer | None) -> Chosen:
    """Settle which company and which people a text means."""
    choices = sorted(_choices(found, prefer), key=lambda choice: -choice.value)
    choices = [choice for choice in choices if _is_likely(choice)]
    if not choices:
        return _single(found, prefer)
    best = choices[0]
    rivals = [other for other in choices[1:] if best.value - other.value < _MARGIN and _same_words(best, other)]
    if rivals:
        return Chosen(None, (), (_doubt(found, [best, *rivals]),))
    contacts, doubts = _people(found, best)
    return Chosen(best, contacts, doubts)


def _choices(found: Gathered, prefer: Prefer | None) -> Iterable[Choice]:
    pointed = [_company_of(found.register, each.slot) for each in found.pointed]
    for number in {*found.firms, *found.staff, *(each for each in pointed if each is not None)}:
        there = found.staff.get(number, [])
        yield _choice(found, number, there or found.loose.get(number, []), prefer)


def _choice(found: Gathered, number: int, people: Sequence[PersonHit], prefer: Prefer | None) -> Choice:
    firm = found.firms.get(number)
    staff = tuple(hit for hit in people if hit.strength >= _WEAKEST)
    is_pointed = any(_company_of(found.register, each.slot) == number for each in found.pointed)
    value = (firm.score if firm else 0.0) + _POINTED * is_pointed
    if staff:
        others = {(hit.first, hit.last) for hit in staff[1:]} - {(staff[0].first, staff[0].last)}
        value += _PERSON * staff[0].strength + _ANOTHER * min(len(others), _MOST_OTHERS)
        if firm is not None and any(is_beside(found, hit, firm) for hit in staff[:3]):
            value += _BESIDE + firm.withheld
    if firm or staff:
        first = min([hit.first for hit in staff] + ([firm.first] if firm else []))
        value += _EARLY * (1 - first / len(found.words))
    if prefer is not None:
        value += _PREFERRED * max(map(prefer, (number, *(found.register.ids[hit.slot] for hit in staff[:1]))))
    return Choice(number, firm, staff, value, is_pointed)


def _company_of(register: Register, slot: int) -> int | None:
    """Return the company a sign points at, or at somebody of; None for deals and leads."""
    kind = register.kinds[slot]
    return register.ids[slot] if kind == COMPANY else register.firm_ids[slot] if kind == CONTACT else None


def is_beside(found: Gathered, hit: PersonHit, firm: FirmHit) -> bool:
    """Tell whether somebody and a company stand side by side, or with "at" between them."""
    low, high = (hit.last, firm.first) if hit.first < firm.first else (firm.last, hit.first)
    between = found.words[low:high]
    return not between or (len(between) == 1 and between[0].plain in _BINDS)


def _is_likely(choice: Choice) -> bool:
    if choice.is_pointed:
        return True
    score = choice.firm.score if choice.firm else 0.0
    strength = choice.staff[0].strength if choice.staff else 0.0
    return score >= _ACCEPTED or strength >= STRONG or (score > 0 and strength >= 0.4)  # noqa: PLR2004 - a first name


def _same_words(one: Choice, other: Choice) -> bool:
    """Tell whether two choices read the same words; two firms named one after the other are no rivals."""
    return any(low < end and first < high for low, high in _places(one) for first, end in _places(other))


def _places(choice: Choice) -> list[tuple[int, int]]:
    """Return the words by which a company and the surest of its people are named."""
    firm = [(choice.firm.first, choice.firm.last)] if choice.firm else []
    return firm + [(hit.first, hit.last) for hit in choice.staff[:1]]


def _doubt(found: Gathered, choices: Sequence[Choice]) -> Doubt:
    """Ask about the company where companies differ, about the person where one name is several people's."""
    by_person = all(choice.firm is None for choice in choices)
    options: list[Candidate] = []
    for choice in choices[:_MOST_OPTIONS]:
        if by_person:
            options += [person(found, hit) for hit in _equal(choice.staff)]
        elif choice.firm is not None:
            options.append(firm(found, choice.firm))
    hit = choices[0].staff[0] if by_person else next(choice.firm for choice in choices if choice.firm)
    assert hit is not None
    return asked(found, "contact" if by_person else "company", (hit.first, hit.last), options[:_MOST_OPTIONS])


def _equal(staff: Sequence[PersonHit]) -> list[PersonHit]:
    return [hit for hit in staff if hit.strength >= staff[0].strength - _AS_STRONG]


def asked(found: Gathered, kind: Kind, place: tuple[int, int], options: Sequence[Candidate]) -> Doubt:
    """Make the question about some words."""
    span = found.span(*place)
    words = " ".join(word.plain for word in found.words[place[0] : place[1]])
    return Doubt(kind, words, span, tuple(options))


def _people(found: Gathered, choice: Choice) -> tuple[tuple[PersonHit, ...], tuple[Doubt, ...]]:
    """Choose among the people of a company: each word stands for one of them, full names go first."""
    taken: set[int] = set()
    kept, doubts = _settle(found, choice.staff, taken)
    known = {hit.slot for hit in kept}
    loose = [hit for hit in found.loose.get(choice.company_id, []) if hit.slot not in known]
    more, unsure = _settle(found, loose, taken)
    return tuple(sorted([*kept, *more], key=lambda hit: hit.first)), (*doubts, *unsure)


def _settle(found: Gathered, staff: Sequence[PersonHit], taken: set[int]) -> tuple[list[PersonHit], list[Doubt]]:
    kept: list[PersonHit] = []
    doubts: list[Doubt] = []
    known: set[int] = set()
    for hit in sorted(staff, key=lambda hit: (-hit.strength, hit.first)):
        places = range(hit.first, hit.last)
        if not taken.isdisjoint(places) or hit.slot in known:
            continue
        equals = [other for other in staff if _is_rival(hit, other) and other.slot not in known]
        if equals:
            options = [person(found, each) for each in (hit, *equals)][:_MOST_OPTIONS]
            doubts.append(asked(found, "contact", (hit.first, hit.last), options))
        else:
            kept.append(hit)
        taken.update(places)
        known.add(hit.slot)
    return kept, doubts


def _is_rival(hit: PersonHit, other: PersonHit) -> bool:
    overlap = other.first < hit.last and hit.first < other.last
    return other.slot != hit.slot and overlap and abs(hit.strength - other.strength) <= _AS_STRONG


def _single(found: Gathered, prefer: Prefer | None) -> Chosen:
    """Take the only one whom a single word may stand for; ask where they are few."""
    groups: dict[tuple[int, int], list[PersonHit]] = {}
    for hit in found.singles:
        groups.setdefault((hit.first, hit.last), []).append(hit)
    for place, hits in sorted(groups.items(), key=lambda group: (-max(_strengths(group[1])), group[0])):
        if len(hits) == 1:
            return _of_one(found, hits[0])
        if len(hits) <= _MOST_OPTIONS:
            ids = found.register.ids
            ordered = sorted(hits, key=lambda hit: -prefer(ids[hit.slot])) if prefer else hits
            return Chosen(None, (), (asked(found, "contact", place, [person(found, hit) for hit in ordered]),))
    return Chosen(None, (), ())


def _strengths(hits: Sequence[PersonHit]) -> list[float]:
    return [hit.strength for hit in hits]


def _of_one(found: Gathered, hit: PersonHit) -> Chosen:
    choice = Choice(found.register.firm_ids[hit.slot], None, (hit,), _PERSON * hit.strength)
    return Chosen(choice, (hit,), ())


def firm(found: Gathered, hit: FirmHit) -> Candidate:
    """Return a company as it is told of."""
    return Candidate(found.register.ids[hit.slot], "company", min(hit.score, 100.0), hit.how)


def person(found: Gathered, hit: PersonHit) -> Candidate:
    """Return somebody as they are told of; where they work only where that may be spoken of."""
    register = found.register
    company_id = register.firm_ids[hit.slot]
    shown = 0 if company_id in found.hidden else company_id
    return Candidate(register.ids[hit.slot], "contact", 100 * hit.strength, hit.how, shown)


def matters(found: Gathered, company_id: int) -> tuple[list[Candidate], list[Candidate], list[Doubt]]:
    """Return the deals and leads whose whole names stand in a text; of namesakes those of the company."""
    deals: list[Candidate] = []
    leads: list[Candidate] = []
    doubts: list[Doubt] = []
    for each in {whole for whole, _ in found.matters}:
        words = found.words[each.first : each.last]
        if all(word.ordinary for word in words) and not (words[0].capital and len(words) > 1):
            continue
        for code, kept in ((DEAL, deals), (LEAD, leads)):
            there = _of_company(found, [slot for whole, slot in found.matters if whole == each], code, company_id)
            if len(there) == 1:
                kept += [one for one in there if one not in kept]
            elif there:
                doubts.append(asked(found, KINDS[code], (each.first, each.last), there[:_MOST_OPTIONS]))
    return deals, leads, doubts


def _of_company(found: Gathered, slots: Sequence[int], code: int, company_id: int) -> list[Candidate]:
    register = found.register
    there = [slot for slot in slots if register.kinds[slot] == code]
    theirs = [slot for slot in there if company_id and register.firm_ids[slot] == company_id] or there
    numbers = dict.fromkeys(register.ids[slot] for slot in theirs)
    firms = {register.ids[slot]: register.firm_ids[slot] for slot in theirs}
    return [Candidate(number, KINDS[code], 100.0, "exact", firms[number]) for number in numbers]


__all__ = ["Chosen", "choose", "firm", "matters", "person"]
