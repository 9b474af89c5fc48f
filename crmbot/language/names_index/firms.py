"""Companies in the words of a text: by the whole name, by what it begins with, by a word that few others have."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from crmbot.language.names_index.ordinary import COUNTS, ORDINARY, PLACES_BEFORE, TIME_WORDS
from crmbot.language.names_index.register import COMPANY, CONTACT, Hit, Register
from crmbot.language.names_index.spelling import canon, form_number, is_clipped, slips
from crmbot.language.names_index.values import How
from crmbot.language.names_index.words import APART, NEXT, Word

_LISTED = 60  # so many companies are looked at for one word; what more share does not tell them apart
_PAIRED = 6000  # so many for two words together
_RARE = 20
_RARE_LETTERS = 4
_NEAREST = 4
_FULL, _LITERAL, _OTHER_FORM = 100.0, 130.0, 70.0
_BEGUN, _BEGUN_SHARE = 66.0, 16.0
_WITHIN, _WITHIN_SHARE = 42.0, 32.0
_UNSUPPORTED, _SURNAME = 45.0, 50.0
_CLIPPED = 0.9
_RESPELT = 0.93
_SPLIT = 0.97
_HALF_TRUSTED, _DOUBTFUL, _UNTRUSTED = 0.8, 0.7, 0.55
_SHORT_WORD = 5
_MANY_WORDS = 3
_SHORTEST = 3
_NEVER = TIME_WORDS | COUNTS
_AT = frozenset("at from of visited".split())
_SLIPPED = {0: 0.97, 1: 0.85, 2: 0.74}
_MOST = 60


@dataclass(frozen=True, slots=True)
class FirmHit:
    """A company that words of a text may stand for: from the first to the word behind the last.

    `withheld`: what the score would be more if the word beside is the name of somebody who works there.
    """

    slot: int
    first: int
    last: int
    score: float
    how: How
    withheld: float = 0.0


@dataclass(frozen=True, slots=True)
class Whole:
    """Words of a text that are a whole name, and whose; `exact`: letter by letter."""

    first: int
    last: int
    slots: tuple[int, ...]
    exact: bool
    parted: bool


_MOST_WORDS = 6


def wholes(register: Register, words: Sequence[Word]) -> list[Whole]:
    """Return every run of words that is somebody's, or something's, whole name."""
    found = []
    for first, word in enumerate(words):
        if word.binds or not _may_open(register, words, first):
            continue
        found += list(_from(register, words, first))
    return found


def _may_open(register: Register, words: Sequence[Word], first: int) -> bool:
    plain = words[first].plain
    if register.known(plain) is not None or register.near(plain):
        return True
    return first + 1 < len(words) and register.known(plain + words[first + 1].plain) is not None


def _from(register: Register, words: Sequence[Word], first: int) -> Iterator[Whole]:
    joined = spelt = ""
    parted = False
    for last in range(first, min(first + _MOST_WORDS + 2, len(words))):
        word = words[last]
        if last > first and word.gap == APART:
            return
        parted = parted or (last > first and (word.gap != NEXT or word.binds or bool(word.sign)))
        if word.binds:
            continue
        joined, spelt = joined + word.plain, spelt + canon(word.plain)
        exact = register.whole(joined)
        other = register.whole(spelt) if spelt != joined else []
        if exact:
            yield Whole(first, last + 1, tuple(exact), exact=True, parted=parted)
        if more := tuple(slot for slot in other if slot not in exact):
            yield Whole(first, last + 1, more, exact=False, parted=parted)


def whole_firms(register: Register, words: Sequence[Word], named: Sequence[Whole]) -> list[FirmHit]:
    """Return the companies whose whole name stands in a text, each with how sure that is."""
    return [
        _whole(register, words, each, slot) for each in named for slot in each.slots if register.kinds[slot] == COMPANY
    ]


def _whole(register: Register, words: Sequence[Word], each: Whole, slot: int) -> FirmHit:
    typed = form_number(words[each.last].plain) if each.last < len(words) and words[each.last].gap == NEXT else 0
    form = register.form(slot)
    last = each.last + 1 if typed else each.last
    score = _FULL if form and not typed else _LITERAL if form == typed else _OTHER_FORM
    withheld = 0.0
    if not typed and not _is_supported(words, each.first, each.last):
        score = _UNSUPPORTED
    elif form and not typed and each.last - each.first == 1 and _is_surname(words, each.first):
        score, withheld = _SURNAME, score - _SURNAME
    how: How = "exact" if each.exact else "respelt"
    return FirmHit(slot, each.first, last, score if each.exact else score - 3, how, withheld)


def _is_surname(words: Sequence[Word], place: int) -> bool:
    """Tell whether one name stands before a word: Quentin Abbott speaks of nobody at Abbott LLC."""
    if not place or words[place].gap != NEXT or not words[place - 1].may_name:
        return False
    return place == 1 or words[place - 1].gap != NEXT or not words[place - 2].may_name


def _is_supported(words: Sequence[Word], first: int, last: int) -> bool:
    """Tell whether words are meant as a name: one that is not ordinary, capitals, or "at" and the like before it."""
    if last - first == 1 and not _may_stand_alone(words[first].plain):
        return False
    if any(not word.ordinary for word in words[first:last]):
        return True
    if words[first].capital and (not words[first].opens or (last - first > 1 and words[last - 1].capital)):
        return True
    by_itself = not first and (last == len(words) or words[last].gap != NEXT)
    led = by_itself or words[first].sign != "" or (first > 0 and words[first - 1].plain in PLACES_BEFORE)
    return led or last - first >= _MANY_WORDS


def _may_stand_alone(plain: str) -> bool:
    """Tell whether a word by itself may be a company: no letter, no number, no time."""
    if len(plain) < _SHORTEST or plain.isdecimal():
        return False
    return plain not in _NEVER and canon(plain) not in _NEVER


def partial_firms(register: Register, words: Sequence[Word], taken: Collection[int] = ()) -> list[FirmHit]:
    """Return the companies that some of the words of a text may be short for, the likeliest first.

    Args: `taken`: places of words that name somebody in full.
    """
    best: dict[int, FirmHit] = {}
    for slot, place, word in _anchors(register, words, taken):
        hit = align(register, words, slot, place, word)
        if hit is not None and (slot not in best or best[slot].score < hit.score):
            best[slot] = hit
    return sorted(best.values(), key=lambda hit: -hit.score)[:_MOST]


def _anchors(register: Register, words: Sequence[Word], taken: Collection[int]) -> Iterator[tuple[int, int, int]]:
    """Yield companies with the place of a word of theirs in the text, and its number."""
    hits = [[] if place in taken else _firm_hits(register, word) for place, word in enumerate(words)]
    for place, word in enumerate(words):
        alone = not word.binds and _is_supported(words, place, place + 1)
        for hit in hits[place]:
            count = register.bearer_count(COMPANY, hit.word)
            if alone and count <= _LISTED:
                yield from ((slot, place, hit.word) for slot in register.bearers(COMPANY, hit.word))
            elif count <= _PAIRED:
                yield from _paired(register, hits, words, place, hit)
        yield from _joined(register, words, place)


def _firm_hits(register: Register, word: Word) -> list[Hit]:
    if word.binds:
        return []
    found = [
        hit for hit in register.near(word.plain) if hit.how != "nickname" and register.bearer_count(COMPANY, hit.word)
    ]
    sure = [hit for hit in found if hit.how != "typo"]
    return (sure or found)[:_NEAREST]


def _paired(
    register: Register, hits: Sequence[Sequence[Hit]], words: Sequence[Word], place: int, hit: Hit
) -> Iterator[tuple[int, int, int]]:
    """Yield what has the word behind as well, where a word alone is too common to tell anything."""
    behind = place + 1
    while behind < len(words) and words[behind].binds:
        behind += 1
    if behind >= len(words) or words[behind].gap == APART:
        return
    for other in hits[behind]:
        if other.word != hit.word and register.bearer_count(COMPANY, other.word) <= _PAIRED:
            both = set(register.bearers(COMPANY, hit.word)).intersection(register.bearers(COMPANY, other.word))
            yield from ((slot, place, hit.word) for slot in sorted(both)[:_LISTED])


def _joined(register: Register, words: Sequence[Word], place: int) -> Iterator[tuple[int, int, int]]:
    """Yield what is written as one word in the name and as two in the text."""
    if place + 1 >= len(words) or words[place + 1].gap != NEXT or words[place].plain.isdecimal():
        return
    number = register.known(words[place].plain + words[place + 1].plain)
    if number is not None and register.bearer_count(COMPANY, number) <= _LISTED:
        yield from ((slot, place, number) for slot in register.bearers(COMPANY, number))


def align(register: Register, words: Sequence[Word], slot: int, place: int, word: int) -> FirmHit | None:
    """Lay the words of a company's name over a text from one that stands in both; None where that tells too little."""
    name = register.spelt(slot)
    anchor = _at(name, register, word)
    if anchor is None:
        return None
    right = _grow(words, name, place, anchor, 1)
    left = _grow(words, name, place - 1, anchor - 1, -1) if anchor else _Run({}, place)
    matched = left.matched | right.matched
    first, last = (left.end + 1 if left.matched else place), right.end
    return _scored(register, FirmHit(slot, first, last, 0.0, "short"), name, matched, words)


def _at(name: Sequence[str], register: Register, word: int) -> int | None:
    """Return which word of a name this is; its first two written as one are the first."""
    spelt = register.spelling(word)
    if spelt in name:
        return name.index(spelt)
    return 0


@dataclass(slots=True)
class _Run:
    """Which words of a name were found, how well; where in the text that ended."""

    matched: dict[int, float]
    end: int


def _grow(words: Sequence[Word], name: Sequence[str], place: int, at: int, step: int) -> _Run:
    run = _Run({}, place)
    while 0 <= place < len(words) and 0 <= at < len(name):
        if words[place].binds:
            place += step
            continue
        if _is_cut(words, run, place, step):
            break
        taken = _fitting(words, name, place, at, step)
        if taken is None:
            break
        length, covered, closeness = taken
        for index in covered:
            run.matched[index] = closeness
        place += step * length
        run.end = place
        at = (max(covered) if step > 0 else min(covered)) + step
    return run


def _is_cut(words: Sequence[Word], run: _Run, place: int, step: int) -> bool:
    """Tell whether a thought ends between a word and the one taken last."""
    if step > 0:
        return bool(run.matched) and words[place].gap == APART
    return place + 1 < len(words) and words[place + 1].gap == APART


def _fitting(
    words: Sequence[Word], name: Sequence[str], place: int, at: int, step: int
) -> tuple[int, tuple[int, ...], float] | None:
    """Return how many words of the text stand for which of the name, and how well; the next but one may be meant."""
    plain = words[place].plain
    other = place + step
    two = ""
    if 0 <= other < len(words) and words[max(place, other)].gap == NEXT:
        two = plain + words[other].plain if step > 0 else words[other].plain + plain
    for index in (at, at + step):
        if not 0 <= index < len(name):
            continue
        closeness = _fit(plain, name[index])
        if closeness:
            return 1, (index,), closeness
        if two and _fit(two, name[index]) > _CLIPPED:
            return 2, (index,), _SPLIT
        behind = index + step
        if 0 <= behind < len(name):
            joined = name[index] + name[behind] if step > 0 else name[behind] + name[index]
            closeness = 0.0 if is_clipped(plain, joined) else _fit(plain, joined)
            if closeness:
                return 1, (index, behind), min(closeness, _SPLIT)
    return None


def _fit(typed: str, word: str) -> float:
    if typed == word:
        return 1.0
    if canon(typed) == canon(word):
        return _RESPELT
    if is_clipped(typed, word):
        return _CLIPPED
    if min(len(typed), len(word)) >= _RARE_LETTERS and typed[0] == word[0] and typed.isalpha():
        return _SLIPPED.get(slips(typed, word), 0.0)
    return 0.0


def _scored(
    register: Register, hit: FirmHit, name: Sequence[str], matched: dict[int, float], words: Sequence[Word]
) -> FirmHit | None:
    if not matched:
        return None
    share = sum(len(name[at]) * closeness for at, closeness in matched.items()) / sum(map(len, name))
    least = min(matched.values())
    how: How = "typo" if least in (_SLIPPED[1], _SLIPPED[2]) else "short"
    if len(matched) == len(name):
        score = _FULL * (0.55 + 0.45 * least)
        how = "typo" if how == "typo" else "respelt"
    elif 0 in matched:
        score = (_BEGUN + _BEGUN_SHARE * share) * (0.6 + 0.4 * least)
    else:
        telling = [at for at in matched if _tells(register, name[at])]
        if not telling:
            return None
        score = (_WITHIN + _WITHIN_SHARE * share) * (0.6 + 0.4 * least)
    withheld = 0.0
    if hit.last - hit.first == 1:
        whole = len(matched) == len(name)
        score *= _trust(words, hit.first, least, whole=whole)
        if not whole and least < 1 and _is_somebody(register, words[hit.first].plain):
            score *= _DOUBTFUL
        if not whole and least >= _RESPELT and _is_part_of_other(words, hit.first):
            score, withheld = score * _DOUBTFUL, score * (1 - _DOUBTFUL)
    alone = _is_supported(words, hit.first, hit.last)
    return replace(hit, score=score if alone else score - 15, how=how, withheld=withheld)


def _is_somebody(register: Register, plain: str) -> bool:
    """Tell whether a word is just so a name of people: Peter is rather one of them than short for Peters & Son."""
    number = register.known(plain)
    return number is not None and register.bearer_count(CONTACT, number) > 0


def _trust(words: Sequence[Word], place: int, closeness: float, *, whole: bool) -> float:
    """Return how far one word by itself is trusted to be a company: misspelt not far, and a short one still less."""
    if closeness >= _RESPELT:
        return 1.0
    short = len(words[place].plain) <= _SHORT_WORD
    return _UNTRUSTED if short else _HALF_TRUSTED if whole else _DOUBTFUL


def _is_part_of_other(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word stands beside another that is no ordinary one: it is likelier a part of that name."""
    if words[place].sign == "@" or (place and words[place - 1].plain in _AT):
        return False
    before = place > 0 and words[place].gap == NEXT and words[place - 1].may_name
    after = place + 1 < len(words) and words[place + 1].gap == NEXT and words[place + 1].may_name
    return before or after


def _tells(register: Register, word: str) -> bool:
    """Tell whether so few companies have a word in their name that it may stand for them."""
    number = register.known(word)
    if word in ORDINARY or len(word) < _RARE_LETTERS or number is None:
        return False
    return register.bearer_count(COMPANY, number) <= _RARE
