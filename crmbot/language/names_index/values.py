"""What the index of names is given, and what it tells of a text."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

Span = tuple[int, int]
"""Where words stand in a text: the first character, and the one behind the last."""

Kind = Literal["company", "contact", "deal", "lead"]

How = Literal[
    "alias",  # the person's own word for the record
    "code",  # D-12
    "email",
    "phone",
    "exact",  # the whole name, but for case, accents, punctuation and legal form
    "respelt",  # the whole name in another spelling: Mueller, Stone Bridge, Saint, Hosp
    "nickname",  # Mick for Michael
    "initials",  # Kurt W
    "surname",  # Dr Lin
    "first_name",
    "short",  # part of the name: Northwind
    "typo",
    "employer",  # not named: those who are work there
]

Among = Callable[[Collection[int]], Collection[int]]
"""Given records by number, returns those that may be spoken of; asked once for all candidates of a text."""

Prefer = Callable[[int], float]
"""Tells of a record, 0 to 1, how likely it is meant for reasons outside of the text: whose it is, when it was used."""


class Entry(NamedTuple):
    """A name a record goes by. A tuple: of these a hundred thousand are made at once.

    `company_id`: of a contact where they work, of a deal whose it is; 0 where there is none. `reached_at`: e-mail
    addresses, phone numbers with their country's code, domains.
    """

    id: int
    kind: Kind
    name: str
    company_id: int = 0
    reached_at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that words of a text may stand for. `score`: 0-100, how well the words fit its name."""

    id: int
    kind: Kind
    score: float
    how: How
    company_id: int = 0


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a text that may be a name, and the records they may stand for, the best first."""

    span: Span
    text: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Unlisted:
    """Somebody, or some firm, named in a text but in no record; `name` as it was typed."""

    kind: Literal["company", "contact"]
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that fit several records about equally well: they are to be asked about, the likeliest first."""

    kind: Kind
    words: str
    span: Span
    options: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Meant:
    """Who and what a text speaks of, chosen together.

    Nothing that is in doubt is in `company`, `contacts`, `deals` or `leads`: it is in `doubts`. `spans`: every stretch
    of the text that is a name, listed or not, in order and without overlaps; dates are not looked for there.
    `company_spans`: those of them that name a company.
    """

    company: Candidate | None = None
    contacts: tuple[Candidate, ...] = ()
    deals: tuple[Candidate, ...] = ()
    leads: tuple[Candidate, ...] = ()
    unlisted: tuple[Unlisted, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    spans: tuple[Span, ...] = ()
    company_spans: tuple[Span, ...] = ()
    mentions: tuple[Mention, ...] = ()


Aliases = Mapping[str, int]
"""A person's own words for records, folded: `{"acme": 12}`."""
