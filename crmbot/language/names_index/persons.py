"""People in the words of a text: by full names anywhere, by a part of theirs among the staff of a company."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from crmbot.language.names_index.firms import Whole
from crmbot.language.names_index.nicknames import OTHER_NAMES
from crmbot.language.names_index.ordinary import BEFORE_DAYS, LEADS, ORDINARY, SPEAKS, TIME_WORDS, VERBS
from crmbot.language.names_index.register import CONTACT, Hit, Register
from crmbot.language.names_index.spelling import TITLES, slips
from crmbot.language.names_index.values import How
from crmbot.language.names_index.words import APART, COMMA, NEXT, Word

FULL, MISSPELT, INITIAL, TITLED, TITLED_FIRST, FIRST, LAST = 1.0, 0.66, 0.8, 0.75, 0.62, 0.5, 0.36
STRONG = 0.55
"""From here on somebody is meant even where no company is named."""

_PAIRS, _FEW_PAIRS = 12, 4  # pairs of likely words that are looked up; few where a text is longer than notes are
_NOTE = 50
_FEW_SLIPS, _SHORT_NAME = 2, 5
_BEARERS = 5000
_MOST_STAFF = 400
_PREFIX, _FEWEST = 3, 2
_SPOKE = frozenset("spoke spoken talked talk speak talking speaking said wrote".split())
_SMALL_LEADS = frozenset("w with met dr mr mrs ms".split())
_AUXILIARY = frozenset("will may can might".split())


@dataclass(frozen=True, slots=True)
class PersonHit:
    """Somebody whom words of a text may stand for. `strength`: 0 to 1, how sure that is, whoever their company is."""

    slot: int
    first: int
    last: int
    strength: float
    how: How


class Line:
    """The words of a text with the words of names that each may be."""

    __slots__ = ("by_word", "near", "register", "words")

    def __init__(self, register: Register, words: Sequence[Word]) -> None:
        self.register = register
        self.words = words
        self.near: list[tuple[Hit, ...]] = [() if word.binds else register.near(word.plain) for word in words]
        self.by_word: Mapping[int, list[tuple[int, Hit]]] = self._turned()

    def _turned(self) -> Mapping[int, list[tuple[int, Hit]]]:
        found: dict[int, list[tuple[int, Hit]]] = defaultdict(list)
        for place, hits in enumerate(self.near):
            for hit in hits:
                found[hit.word].append((place, hit))
        return found

    def given(self) -> frozenset[int]:
        """Return the places of words that are somebody's first name, here or elsewhere."""
        return frozenset(
            place
            for place, word in enumerate(self.words)
            if word.capital and (word.plain in OTHER_NAMES or self._is_somebodys(word.plain))
        )

    def _is_somebodys(self, plain: str) -> bool:
        known = self.register.known(plain)
        return known is not None and _is_given(self.register, known)

    def follows(self, place: int) -> bool:
        """Tell whether a word stands right behind the one before it."""
        return place < len(self.words) and self.words[place].gap == NEXT and not self.words[place].sign


def full_names(line: Line, named: Sequence[Whole]) -> list[PersonHit]:
    """Return the people whose first and last name stand in a text, letter by letter or nearly so."""
    kinds = line.register.kinds
    found = [
        PersonHit(slot, each.first, each.last, FULL if each.exact else 0.97, "exact" if each.exact else "respelt")
        for each in named
        if not each.parted and each.last - each.first > 1
        for slot in each.slots
        if kinds[slot] == CONTACT
    ]
    taken = {place for hit in found for place in range(hit.first, hit.last)}
    for place in range(len(line.words) - 1):
        if place not in taken and place + 1 not in taken and line.follows(place + 1):
            found += _pair(line, place)
    return found


def _pair(line: Line, place: int) -> list[PersonHit]:
    """Return the people of whose names two words are the first and the last, one of them with a slip or a nickname."""
    first, last = line.near[place], line.near[place + 1]
    if not first or not last or _both_ordinary(line, place):
        return []
    most = _PAIRS if len(line.words) <= _NOTE else _FEW_PAIRS
    both = sorted(((a, b) for a in first for b in last if a.word != b.word), key=_closeness)[:most]
    found: list[PersonHit] = []
    for a, b in both:
        strength = a.closeness * b.closeness
        if found and strength < found[0].strength:
            break
        how = min((a, b), key=lambda hit: hit.closeness).how
        found += [PersonHit(slot, place, place + 2, strength, how) for slot in _called(line.register, a, b)]
    return found


def _closeness(pair: tuple[Hit, Hit]) -> float:
    return -pair[0].closeness * pair[1].closeness


def _both_ordinary(line: Line, place: int) -> bool:
    words = line.words[place : place + 2]
    return all(word.ordinary for word in words) or any(word.ordinary and not word.capital for word in words)


def _called(register: Register, first: Hit, last: Hit) -> Iterator[int]:
    counts = sorted((register.bearer_count(CONTACT, hit.word), hit.word) for hit in (first, last))
    if not counts[0][0] or counts[0][0] > _BEARERS:
        return
    both = set(register.bearers(CONTACT, counts[0][1])).intersection(register.bearers(CONTACT, counts[1][1]))
    for slot in sorted(both):
        name = register.words(slot)
        if name[0] == first.word and last.word in name[1:]:
            yield slot


def staff_named(line: Line, company_id: int, closed: range) -> list[PersonHit]:
    """Return those of a company's people whom a text names outside of the company's own name, the surest first."""
    found = []
    for slot in line.register.staff(company_id)[:_MOST_STAFF]:
        hit = _member(line, slot, closed)
        if hit is not None:
            found.append(hit)
    return sorted(found, key=lambda hit: (-hit.strength, hit.first))


def _member(line: Line, slot: int, closed: range) -> PersonHit | None:
    name = line.register.words(slot)
    ways = [_by_first(line, slot, place, hit, closed) for place, hit in line.by_word.get(name[0], ())]
    for word in name[1:]:
        ways += [_by_last(line, slot, place, hit, closed) for place, hit in line.by_word.get(word, ())]
    return max((way for way in ways if way is not None), key=lambda way: way.strength, default=None)


def _by_first(line: Line, slot: int, place: int, hit: Hit, closed: range) -> PersonHit | None:
    if place in closed:
        return None
    both = _by_both(line, slot, place, hit) if place + 1 not in closed else None
    if both is not None:
        return both
    if place and line.words[place - 1].plain in TITLES:
        return PersonHit(slot, place - 1, place + 1, TITLED_FIRST * hit.closeness, "first_name")
    if not stands_for_name(line, place, closed) or _is_of_another(line, place, closed):
        return None
    if _has_first_name(line, place, closed):
        return None
    how: How = "first_name" if hit.how == "exact" else hit.how
    return PersonHit(slot, place, place + 1, FIRST * hit.closeness, how)


def _by_both(line: Line, slot: int, place: int, hit: Hit) -> PersonHit | None:
    """Return somebody by a first name with the last name behind it, or the letter it begins with."""
    behind, name = place + 1, line.register.words(slot)
    if not line.follows(behind):
        return None
    for other in line.near[behind]:
        if other.word in name[1:]:
            least = min(hit, other, key=lambda each: each.closeness)
            strength = hit.closeness * other.closeness * FULL
            return PersonHit(slot, place, _end(line, name, behind), strength, least.how)
    typed = line.words[behind].plain
    if len(typed) == 1 and len(name) > 1 and line.register.spelling(name[-1])[0] == typed:
        return PersonHit(slot, place, behind + 1, INITIAL * hit.closeness, "initials")
    if hit.how == "exact" and len(name) > 1 and line.words[behind].may_name:
        return _misspelt(line, slot, place, line.register.spelling(name[-1]))
    return None


def _misspelt(line: Line, slot: int, place: int, last: str) -> PersonHit | None:
    """Return somebody whose first name is right, and whose last name has more slips than it may have elsewhere."""
    typed = line.words[place + 1].plain
    most = _FEW_SLIPS if max(len(typed), len(last)) > _SHORT_NAME else 1
    if typed[0] != last[0] or OSA.distance(typed, last, score_cutoff=most) > most:
        return None
    return PersonHit(slot, place, place + 2, MISSPELT, "typo")


def _end(line: Line, name: Sequence[int], place: int) -> int:
    """Return where a name ends whose second word stands here: van der Berg."""
    last = place + len(name)
    while place < last and line.follows(place + 1) and any(hit.word in name[1:] for hit in line.near[place + 1]):
        place += 1
    return place + 1


def _by_last(line: Line, slot: int, place: int, hit: Hit, closed: range) -> PersonHit | None:
    if place in closed or hit.how == "nickname":
        return None
    before = place - 1
    if before >= 0 and line.words[before].plain in TITLES:
        return PersonHit(slot, before, place + 1, TITLED * hit.closeness, "surname")
    if before >= 0 and len(line.words[before].plain) == 1 and line.follows(place):
        first = line.register.spelt(slot)[0]
        if first[0] == line.words[before].plain:
            return PersonHit(slot, before, place + 1, INITIAL * hit.closeness, "initials")
    if before >= 0 and before not in closed and _is_cut_first_name(line, slot, place, hit):
        return PersonHit(slot, before, place + 1, INITIAL, "nickname")
    if line.words[place].ordinary and not line.words[place].capital:
        return None
    if not stands_for_name(line, place, closed) or _has_first_name(line, place, closed):
        return None
    return PersonHit(slot, place, place + 1, LAST * hit.closeness, "surname" if hit.how == "exact" else hit.how)


def _is_cut_first_name(line: Line, slot: int, place: int, hit: Hit) -> bool:
    """Tell whether what stands before somebody's last name is the beginning of their first: Pri Nair."""
    typed, first = line.words[place - 1], line.register.spelt(slot)[0]
    named = hit.how == "exact" and line.follows(place) and typed.may_name
    return named and _FEWEST <= len(typed.plain) < len(first) and first.startswith(typed.plain)


def _is_of_another(line: Line, place: int, closed: range) -> bool:
    """Tell whether a last name stands behind a first name, that of somebody else: John Miller is not John Smith."""
    behind = place + 1
    if not line.follows(behind) or behind in closed:
        return False
    word = line.words[behind]
    if not word.may_name or word.binds or len(word.plain) < 2:  # noqa: PLR2004 - more than an initial
        return False
    return word.capital and line.words[place].capital


def _has_first_name(line: Line, place: int, closed: range) -> bool:
    """Tell whether a word stands behind a first name, as a last name does: Cole in Hattie Cole is not called Cole."""
    before = place - 1
    if before < 0 or not line.follows(place) or before in closed:
        return False
    word = line.words[before]
    known = line.register.known(word.plain)
    return word.may_name and (word.capital or (known is not None and _is_given(line.register, known)))


def _is_given(register: Register, word: int) -> bool:
    return register.bearer_count(CONTACT, word) > 0


def stands_for_name(line: Line, place: int, closed: range) -> bool:
    """Tell whether one word is meant as a name: it is no ordinary one, or what stands around it says so."""
    word = line.words[place]
    if place and line.words[place - 1].plain == "at":
        return False  # one is at a place, not at somebody
    if not word.ordinary:
        return True
    if _is_said_plainly(line, place):
        return False
    behind = line.words[place + 1] if place + 1 < len(line.words) else None
    before = line.words[place - 1] if place else None
    beside = place - 1 in closed or place + 1 in closed
    if word.capital:
        led = before is not None and word.gap != APART and before.plain in LEADS | TITLES
        return led or beside or not word.opens or _speaks(behind, closed, place)
    if word.gap != APART and before is not None and before.plain in _SMALL_LEADS:
        return behind is None or behind.gap != NEXT or behind.plain in ORDINARY
    if behind is not None and behind.plain in {"at", "from", "of"} and place + 2 in closed:
        return True
    if _is_listed(line.words, place) or (closed and _is_by_itself(line.words, place)):
        return True
    return beside and word.plain not in VERBS and (word.gap != APART or behind is None or behind.gap != APART)


def _is_said_plainly(line: Line, place: int) -> bool:
    """Tell whether a word that is a name as well is none here: "in may", "will call"."""
    plain = line.words[place].plain
    if plain in TIME_WORDS and _is_time(line.words, place):
        return True
    behind = place + 1
    return plain in _AUXILIARY and line.follows(behind) and line.words[behind].plain in VERBS


def _is_listed(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word stands beside a name that a sign or "and" binds to it: "bo + penny"."""
    if words[place].sign == "+":
        return True
    return place > 1 and words[place - 1].plain == "and" and words[place - 2].may_name


def _is_by_itself(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word is all that stands between two commas, as somebody's name does beside a company's."""
    ends = place + 1 == len(words) or words[place + 1].gap != NEXT
    return words[place].gap != NEXT and ends and words[place].plain not in TIME_WORDS | VERBS


def _is_time(words: Sequence[Word], place: int) -> bool:
    """Tell whether what stands before the name of a month makes it one: "in may", "5 may", but "spoke to may"."""
    if not place:
        return False
    before = words[place - 1].plain
    if before == "to" and place > 1 and words[place - 2].plain in _SPOKE:
        return False
    return before in BEFORE_DAYS or before[0].isdigit()


def _speaks(behind: Word | None, closed: range, place: int) -> bool:
    return behind is not None and (behind.plain in SPEAKS or behind.gap == COMMA or place + 2 in closed)


def nearly_named(line: Line, company_id: int, closed: range) -> list[PersonHit]:
    """Return those of a company's people whose first name a word begins, or misspells more than it may elsewhere."""
    register = line.register
    firsts: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for slot in register.staff(company_id)[:_MOST_STAFF]:
        first = register.spelling(register.words(slot)[0])
        firsts[first[0]].append((slot, first))
    found = []
    for place, word in enumerate(line.words):
        if place in closed or word.ordinary or word.binds or len(word.plain) < _PREFIX:
            continue
        for slot, first in firsts.get(word.plain[0], ()):
            strength = _loosely(word.plain, first)
            if strength and not _is_of_another(line, place, closed):
                found.append(PersonHit(slot, place, place + 1, strength, "nickname"))
    return found


def _loosely(typed: str, first: str) -> float:
    if first.startswith(typed) and len(typed) < len(first):
        return FIRST * 0.85
    return FIRST * 0.7 if len(typed) > _PREFIX and typed[0] == first[0] and slips(typed, first) <= 1 else 0.0


def alone(line: Line, place: int) -> list[PersonHit]:
    """Return everybody whom one word, or a title and one, may stand for; to be taken only where they are few."""
    found = [hit for each in line.near[place] for hit in _bearing(line, place, each)]
    lettered = [hit for hit in found if hit.how == "initials"]
    if _has_letter(line, place):
        found = lettered
    best = max((hit.strength for hit in found), default=0.0)
    return [hit for hit in found if hit.strength >= best - 0.01]


def _has_letter(line: Line, place: int) -> bool:
    """Tell whether the first letter of a last name stands behind a word for certain: Kurt W, and not "jane a lot"."""
    behind = place + 1
    if not line.follows(behind) or len(line.words[behind].plain) > 1 or not line.words[behind].plain.isalpha():
        return False
    return line.words[behind].capital or not line.words[behind].ordinary


def _bearing(line: Line, place: int, hit: Hit) -> Iterator[PersonHit]:
    register = line.register
    if hit.how == "typo" or register.bearer_count(CONTACT, hit.word) > _LISTED_ALONE:
        return
    titled = place > 0 and line.words[place - 1].plain in TITLES
    behind = line.words[place + 1].plain if line.follows(place + 1) else ""
    for slot in register.bearers(CONTACT, hit.word):
        name = register.words(slot)
        if name[0] == hit.word and behind and register.spelling(name[-1])[0] == behind:
            yield PersonHit(slot, place, place + 2, INITIAL * hit.closeness, "initials")
        elif name[0] == hit.word:
            yield PersonHit(slot, place, place + 1, FIRST * hit.closeness, "first_name")
        elif titled and name[-1] == hit.word:
            yield PersonHit(slot, place - 1, place + 1, TITLED * hit.closeness, "surname")


_LISTED_ALONE = 200
