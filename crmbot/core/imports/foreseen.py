"""What will be there by the time a row is written, while a file is looked through and nothing is."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from crmbot.core.imports.known import Known
from crmbot.store.aside import Aside

Sale = tuple[object, str]
"""Whose a deal is, by number or by name, and its own name in the form that is compared."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The rows before that were new: their numbers elsewhere, their deals, and what they will be recognised by."""

    notes: Aside

    def keep(self, numbers: Iterable[str], sales: Iterable[Sale], cards: Iterable[Known]) -> None:
        """Take in some more rows that are new."""
        self.notes.keep((number, [_numbered(number)]) for number in numbers)
        self.notes.keep((words, [words]) for words in map(json.dumps, sales))
        self.notes.keep((_written(card), _signs(card)) for card in cards)

    def numbers(self, wanted: Iterable[str]) -> Iterator[str]:
        """Yield those of some numbers that rows have had."""
        return self.notes.under(map(_numbered, wanted))

    def sales(self, wanted: Iterable[Sale]) -> Iterator[Sale]:
        """Yield those of some deals that rows have had."""
        return (tuple(json.loads(words)) for words in self.notes.under(map(json.dumps, wanted)))

    def cards(self, wanted: Sequence[Known]) -> Iterator[Known]:
        """Yield who some may be of those whom rows have had."""
        return map(_read, self.notes.under({sign for one in wanted for sign in _signs(one)}))


def _numbered(number: str) -> str:
    return f"number {number}"


def _signs(one: Known) -> Iterator[str]:
    yield from (f"mail {mail}" for mail in (one.email,) if mail)
    yield from (f"phone {phone}" for phone in one.phones)
    yield from (f"name {name}" for name in (one.name,) if name)


def _written(one: Known) -> str:
    return json.dumps([one.name, one.company, one.email, sorted(one.phones), one.city, one.elsewhere])


def _read(words: str) -> Known:
    name, company, email, phones, city, elsewhere = json.loads(words)
    return Known(0, name, company, email, frozenset(phones), city, elsewhere=elsewhere)
