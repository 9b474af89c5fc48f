"""All names at hand, in flat arrays: no object for a record, one string for a word however many bear it."""

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from rapidfuzz.distance import JaroWinkler

from crmbot.language.names_index.nicknames import OTHER_NAMES
from crmbot.language.names_index.ordinary import ORDINARY, TIME_WORDS
from crmbot.language.names_index.spelling import can_slip, canon, legal_form, person_words, slip_keys, slips, words_of
from crmbot.language.names_index.table import MOST_VALUES, Table, pair
from crmbot.language.names_index.values import Entry, How, Kind

KINDS: tuple[Kind, ...] = get_args(Kind)
COMPANY, CONTACT, DEAL, LEAD = range(4)
GONE = 255
_NUMBER = {kind: number for number, kind in enumerate(KINDS)}

_MOST_KNOWN = 4096  # words whose look-up is remembered
_NEAREST = 6
_MOST_NEAR = 60
_MOST_SLIPS = 2
_LETTER, _NO_DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\D+")
_DIGITS = 9
"""The last digits of a phone number: those before are the country's code, or the zero dialled at home."""

_CLOSENESS = {0: 0.96, 1: 0.82, 2: 0.72}
_NICKNAME = 0.84
_RESPELT = 0.96


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of the register that a typed word may be: how close, 0 to 1, and in which way."""

    word: int
    closeness: float
    how: How


class Register:
    """Names by their words, by the whole, by company, by address; removed ones leave a gap until it is built anew."""

    def __init__(self) -> None:
        self._words: dict[str, int] = {}
        self._spelt: list[str] = []
        self._forms_of: list[str] = []  # the one form of each word's spellings
        self._near: dict[str, tuple[Hit, ...]] = {}
        self.ids, self.kinds, self.firm_ids = array("I"), array("B"), array("I")
        self._forms = array("B")
        self._ends, self._told = array("I"), array("I")  # the words of a name, one name behind the other
        self._slip, self._canon, self._whole, self._of_id, self._staff, self._reached = (Table() for _ in range(6))
        self._bearers = (Table(), Table())
        self.gone = 0

    def __len__(self) -> int:
        return len(self.ids) - self.gone

    def numbers(self) -> set[int]:
        """Return the records that have a name here."""
        return {number for number, kind in zip(self.ids, self.kinds, strict=True) if kind != GONE}

    @property
    def is_worn(self) -> bool:
        """Tell that so much was removed that it should be built anew."""
        return self.gone > len(self) + 1000 or len(self.ids) >= MOST_VALUES - 1

    def fill(self, entries: Iterable[Entry]) -> None:
        """Take in all names of an empty register at once."""
        pairs = _Pairs()
        for entry in entries:
            self._take(entry, pairs)
        self._whole, self._of_id, self._staff, self._reached = (
            Table(each) for each in (pairs.whole, pairs.of_id, pairs.staff, pairs.reached)
        )
        self._bearers = (Table(pairs.firms), Table(pairs.people))
        spelt = [(word, number) for number, word in enumerate(self._spelt) if can_slip(word)]
        self._slip = Table([pair(hash(key), number) for word, number in spelt for key in slip_keys(word)])
        self._canon = Table([pair(hash(form), number) for number, form in enumerate(self._forms_of)])

    def add(self, entry: Entry) -> None:
        """Take in one name more."""
        known, pairs = len(self._spelt), _Pairs()
        self._take(entry, pairs)
        tables = (self._whole, self._of_id, self._staff, self._reached, *self._bearers)
        lists = (pairs.whole, pairs.of_id, pairs.staff, pairs.reached, pairs.firms, pairs.people)
        for table, numbers in zip(tables, lists, strict=True):
            for number in numbers:
                table.add(number // MOST_VALUES, number % MOST_VALUES)
        for word in range(known, len(self._spelt)):
            self._learn(word)

    def _learn(self, word: int) -> None:
        spelt = self._spelt[word]
        for key in slip_keys(spelt) if can_slip(spelt) else ():
            self._slip.add(hash(key), word)
        self._canon.add(hash(self._forms_of[word]), word)
        self._near.clear()

    def _take(self, entry: Entry, pairs: "_Pairs") -> None:
        """Write a name down, and by which keys it is found."""
        record_id, kind, name, company_id, reached_at = entry
        spelt = words_of(name) if kind != "contact" else person_words(name)
        words = [self._number(word) for word in spelt]
        slot = len(self.ids)
        pairs.of_id.append(pair(record_id, slot))
        self._pair_whole(pairs.whole, spelt, words, slot)
        if kind == "contact":
            pairs.people.extend([pair(word, slot) for word in set(words)])
            if company_id:
                pairs.staff.append(pair(company_id, slot))
        elif kind == "company":
            pairs.firms.extend([pair(word, slot) for word in self._firm_words(words)])
        for way in reached_at:
            pairs.reached.append(pair(hash(reach_key(way)), slot))
        self._write(entry, words)

    def _write(self, entry: Entry, words: list[int]) -> None:
        self._told.extend(words)
        self._ends.append(len(self._told))
        self.firm_ids.append(entry.company_id)
        self._forms.append(legal_form(entry.name) if entry.kind == "company" else 0)
        self.kinds.append(_NUMBER[entry.kind])
        self.ids.append(entry.id)

    def _pair_whole(self, whole: "array[int]", spelt: list[str], words: list[int], slot: int) -> None:
        joined = "".join(spelt)
        whole.append(pair(hash(joined), slot))
        plain = "".join([self._forms_of[word] for word in words])
        if plain != joined:
            whole.append(pair(hash(plain), slot))

    def _number(self, word: str) -> int:
        number = self._words.get(word)
        if number is None:
            number = self._words[word] = len(self._spelt)
            self._spelt.append(word)
            form = canon(word)
            self._forms_of.append(word if form == word else form)
        return number

    def _firm_words(self, words: list[int]) -> set[int]:
        """Return what a company is found by: its words, and its first two written as one."""
        found = set(words)
        if len(words) > 1:
            found.add(self._number(self._spelt[words[0]] + self._spelt[words[1]]))
        return found

    def drop(self, slots: Iterable[int]) -> None:
        """Forget some names."""
        for slot in slots:
            self.kinds[slot] = GONE
            self.gone += 1

    def words(self, slot: int) -> "array[int]":
        """Return the numbers of the words of a name."""
        return self._told[self._ends[slot - 1] if slot else 0 : self._ends[slot]]

    def spelt(self, slot: int) -> list[str]:
        """Return the folded words of a name."""
        return [self._spelt[word] for word in self.words(slot)]

    def spelling(self, word: int) -> str:
        """Return a word by its number."""
        return self._spelt[word]

    def form(self, slot: int) -> int:
        """Return the number of the legal form of a company; 0 for none."""
        return self._forms[slot]

    def whole(self, joined: str) -> list[int]:
        """Return the names that, written as one word, are this one."""
        found = self._alive(self._whole.of(hash(joined)))
        return [slot for slot in found if self._is_called(slot, joined)]

    def _is_called(self, slot: int, joined: str) -> bool:
        """Tell whether a name is this one indeed: other names may have its key."""
        words = self.words(slot)
        return "".join([self._spelt[word] for word in words]) == joined or joined == "".join(
            [self._forms_of[word] for word in words]
        )

    def slots_of(self, record_id: int) -> list[int]:
        """Return the names of a record."""
        return self._alive(self._of_id.of(record_id))

    def staff(self, company_id: int) -> list[int]:
        """Return the names of those who work at a company."""
        return self._alive(self._staff.of(company_id))

    def reached(self, way: str) -> list[int]:
        """Return who has an e-mail address, a phone number or a domain."""
        return self._alive(self._reached.of(hash(way)))

    def bearers(self, kind: int, word: int) -> list[int]:
        """Return the companies, or the contacts, with a word in their name."""
        return self._alive(self._bearers[kind].of(word))

    def bearer_count(self, kind: int, word: int) -> int:
        """Return about how many those are."""
        return self._bearers[kind].count(word)

    def _alive(self, slots: list[int]) -> list[int]:
        return [slot for slot in slots if self.kinds[slot] != GONE] if self.gone else slots

    def known(self, word: str) -> int | None:
        """Return the number of a folded word that stands in a name just so."""
        return self._words.get(word)

    def near(self, word: str) -> tuple[Hit, ...]:
        """Return the words of names a folded word may be: itself, other spellings, nicknames, slips; the best first."""
        there = self._near.get(word)
        if there is None:
            if len(self._near) >= _MOST_KNOWN:
                self._near.clear()
            there = self._near[word] = tuple(self._look_up(word))
        return there

    def _look_up(self, word: str) -> list[Hit]:
        found: dict[int, Hit] = {}
        exact = self._words.get(word)
        if exact is not None:
            found[exact] = Hit(exact, 1.0, "exact")
        for other in self._canon.of(hash(canon(word))):
            if self._forms_of[other] == canon(word):
                found.setdefault(other, Hit(other, _RESPELT, "respelt"))
        for name in OTHER_NAMES.get(word, ()) if word not in TIME_WORDS else ():
            known = self._words.get(name)
            if known is not None:
                found.setdefault(known, Hit(known, _NICKNAME, "nickname"))
        if word not in ORDINARY and can_slip(word):
            for hit in self._slipped(word):
                found.setdefault(hit.word, hit)
        return list(found.values())

    def _slipped(self, word: str) -> list[Hit]:
        numbers = {number for key in slip_keys(word) for number in self._slip.of(hash(key))[:_MOST_NEAR]}
        apart = [(slips(word, self._spelt[number]), number) for number in numbers]
        near = sorted(
            (count, -JaroWinkler.similarity(word, self._spelt[number]), number)
            for count, number in apart
            if count <= _MOST_SLIPS
        )
        return [Hit(number, _CLOSENESS[count], "typo") for count, _, number in near[:_NEAREST]]

    @property
    def size(self) -> int:
        """Tell about how many bytes it all takes."""
        tables = (self._slip, self._canon, self._whole, self._of_id, self._staff, self._reached, *self._bearers)
        arrays = (self.ids, self.kinds, self.firm_ids, self._forms, self._ends, self._told)
        words = sum(word.__sizeof__() for word in {*self._spelt, *self._forms_of})
        flat = sum(table.size for table in tables) + sum(each.itemsize * len(each) for each in arrays)
        return flat + words + self._words.__sizeof__() + 2 * self._spelt.__sizeof__() + 32 * len(self._spelt)


class _Pairs:
    """Keys and places of names while they are taken in, for a table each."""

    __slots__ = ("firms", "of_id", "people", "reached", "staff", "whole")

    def __init__(self) -> None:
        self.whole, self.of_id, self.staff = array("Q"), array("Q"), array("Q")
        self.reached, self.firms, self.people = array("Q"), array("Q"), array("Q")


def reach_key(way: str) -> str:
    """Give an e-mail address, a phone number or a domain in the form that is compared."""
    if "@" in way or _LETTER.search(way):
        return way.strip().lower()
    return _NO_DIGIT.sub("", way)[-_DIGITS:]


__all__ = ["COMPANY", "CONTACT", "DEAL", "GONE", "KINDS", "LEAD", "Hit", "Register", "reach_key"]
