"""Many records of one kind: named by codes, by rows of the list last shown or by a filter; changed one by one."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from crmbot.core import filters, lookup, permissions
from crmbot.core.context import Context
from crmbot.core.errors import CrmError, InvalidInput, NotAllowed, NotFound
from crmbot.language.codes import LARGEST, is_sign, parse_code
from crmbot.language.filters.terms import Term
from crmbot.store.models.record import Record

_RANGE = re.compile(r"(?<!\d)(\d{1,9})\s*-\s*(\d{1,9})(?!\d)")
_BETWEEN = re.compile(r"\s*(?:,|&|\+|\band\b|\s)\s*")

RecordT = TypeVar("RecordT", bound=Record)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Records that are meant and the actor may change, how many more they may not, and the filter that found them."""

    records: Sequence[Record]
    barred: int
    terms: Sequence[Term] = ()


@dataclass(frozen=True, slots=True)
class Refused(Generic[RecordT]):
    """A record that was not changed with the others, and why."""

    record: RecordT
    error: CrmError


@dataclass(frozen=True, slots=True)
class Outcome(Generic[RecordT]):
    """What became of many records."""

    changed: Sequence[RecordT]
    refused: Sequence[Refused[RecordT]]


def each(wanted: Sequence[RecordT], change: Callable[[RecordT], object]) -> Outcome[RecordT]:
    """Change records one by one: a refusal stops only itself."""
    changed: list[RecordT] = []
    refused: list[Refused[RecordT]] = []
    for record in wanted:
        try:
            change(record)
        except CrmError as error:
            refused.append(Refused(record, error))
        else:
            changed.append(record)
    return Outcome(changed, refused)


@dataclass(frozen=True, slots=True)
class Many:
    """Reads what names records of a kind, at most so many: more is a slip of the finger as a rule."""

    ctx: Context
    kind: str
    most: int

    def named(self, text: str) -> Sequence[Record]:
        """Return the records some codes, rows of the list last shown (`1-3,5`) or a filter stand for.

        Raises `InvalidInput` for too many or for what is of another kind, `NotFound` for a code of nothing. A filter
        may find nothing.
        """
        signs = self._signs(text)
        return self._by_signs(signs) if signs is not None else self._by_filter(text)[0]

    def to_change(self, text: str, *, is_meant: Callable[[Record], bool] = lambda _record: True) -> Wanted:
        """Return the records as `named` does that are meant and that the actor may change.

        Raises as `named`, and `NotAllowed` where none of them is the actor's to change.
        """
        found, terms = (self.named(text), ()) if not self.is_filter(text) else self._by_filter(text)
        meant = [record for record in found if is_meant(record)]
        mine = [record for record in meant if permissions.may(self.ctx, record, "edit")]
        if meant and not mine:
            raise NotAllowed(f"{self.kind}.edit", meant[0].title)
        return Wanted(mine, len(meant) - len(mine), terms)

    def is_filter(self, text: str) -> bool:
        """Tell whether a text is a filter, and no codes and rows."""
        return self._signs(text) is None

    def _signs(self, text: str) -> list[str] | None:
        """Return the codes and numbers of a text; None where it has other words, which are a filter."""
        parts = [part for part in _BETWEEN.split(_RANGE.sub(self._spelt_out, text.strip())) if part]
        return parts if parts and all(is_sign(part) for part in parts) else None

    def _spelt_out(self, found: re.Match[str]) -> str:
        first, last = int(found[1]), int(found[2])
        if not 0 < last - first + 1 <= self.most:
            raise InvalidInput("which", found[0], f"a range goes up, over at most {self.most} rows")
        return ",".join(map(str, range(first, last + 1)))

    def _by_signs(self, signs: Sequence[str]) -> Sequence[Record]:
        self._refuse_many(len(signs))
        rows = lookup.rows(self.ctx)
        numbers = {sign: _number(sign, rows) for sign in signs}
        found = {record.id: record for record in lookup.those(self.ctx, list(dict.fromkeys(numbers.values())))}
        for sign, number in numbers.items():
            if number not in found:
                raise NotFound(sign, (self.kind,))
            other = found[number]
            if other.kind != self.kind:
                raise InvalidInput("which", sign, f"is no {self.kind}, it is the {other.kind} {other.title}")
        return list(found.values())

    def _by_filter(self, text: str) -> tuple[Sequence[Record], Sequence[Term]]:
        asked = filters.wanted(self.ctx, self.kind, text)
        found, total = filters.page(self.ctx, asked, self.most, 0)
        self._refuse_many(total)
        return found, asked.terms

    def _refuse_many(self, count: int) -> None:
        if count > self.most:
            raise InvalidInput("which", str(count), f"at most {self.most} at once; narrow it down")


def _number(sign: str, rows: Sequence[int]) -> int:
    """Return the record a sign stands for: a bare number is a row of the list last shown, if that is so long."""
    code = parse_code(sign)
    if sign.isdecimal() and (len(sign) > len(str(LARGEST)) or int(sign) > LARGEST):
        return 0
    number = int(sign) if sign.isdecimal() else code.number if code is not None else 0
    return rows[number - 1] if sign.isdecimal() and 1 <= number <= len(rows) else number
