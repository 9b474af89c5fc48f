"""One row of a file as the record it is to become: every cell read, every fault told in words; no database is asked."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from crmbot.core import companies, parties
from crmbot.core.custom_fields import Definition
from crmbot.core.custom_fields import values as custom_values
from crmbot.core.custom_fields.values import Value
from crmbot.core.errors import InvalidInput
from crmbot.core.imports.columns import SKIP
from crmbot.core.imports.mapping import OWN
from crmbot.core.imports.tables import Row
from crmbot.language import money, numbers, when
from crmbot.language.fold import fold, name_key
from crmbot.language.phones import email_key, phone_key
from crmbot.store.models.custom import FieldType
from crmbot.store.models.deal import DealType
from crmbot.store.models.lead import Grade

LONGEST = 500
"""Characters of anything but notes."""

LONGEST_NAME = 200
_NAMES = ("name", "first_name", "last_name", "company", "contact")
_LONG = frozenset({"description", "source_note", "status_note"})
_KEPT_APART = frozenset({"company", "contact", "owner", "source", "stage", "status", "tags", "external_id"})
_SEVERAL = re.compile(r"(?:(?<!\s)\s+)?(?::::|;|\n)\s*")
_LIST = re.compile(r"(?:(?<!\s)\s+)?(?::::|[,;|\n])\s*")
_DISARMED = re.compile(r"'(?=[=+\-@\t\r])")
_PLAIN_MAIL = re.compile(
    r"(?=.{6,100}$)[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,40}[A-Za-z0-9])?\.)+[A-Za-z]{2,20}"
)
_UNUSUAL = ("test", "local", "localhost", "invalid", "onion", "arpa", "internal")
_YES = frozenset({"yes", "y", "true", "on", "1", "x", "ja", "oui", "si"})
_NO = frozenset({"no", "n", "false", "off", "0", "nein", "non", ""})
_PERCENT = 100
_LOCAL_PART = 64


@dataclass(frozen=True, slots=True)
class Habits:
    """What reading depends on besides the words: the organisation's and the person's."""

    kind: str
    mapping: tuple[str, ...]
    region: str
    currency: str
    zone: str
    locale: str
    now: datetime
    own: Mapping[str, Definition] = field(default_factory=dict)
    languages: tuple[str, ...] = ("en",)


@dataclass(frozen=True, slots=True)
class Draft:
    """A record to be: its columns as far as the row alone tells them, and the words the database has to explain."""

    row: Row
    columns: Mapping[str, object]
    said: Mapping[str, str]
    tags: tuple[str, ...] = ()
    own: Mapping[str, Value] = field(default_factory=dict)
    fault: str = ""

    @property
    def title(self) -> str:
        """What the record is called."""
        return str(self.columns.get("title", ""))


def read(row: Row, habits: Habits) -> Draft:
    """Return what a row says; its `fault` has all that is wrong with it, empty when nothing is."""
    if row.fault:
        return Draft(row, {}, {}, fault=row.fault)
    cells = {
        key: _DISARMED.sub("", cell, count=1) if cell.startswith("'") else cell
        for key, cell in zip(habits.mapping, row.cells, strict=False)
        if key != SKIP and cell and (key not in _NAMES or name_key(cell))  # a dash or a question mark names nobody
    }
    reader = _Reader(habits)
    try:
        reader.take(cells)
    except _FaultError as fault:  # of a thing without which nothing else is worth telling
        reader.faults.append(str(fault))
    said = {key: " ".join(cells[key].split()) for key in _KEPT_APART if key in cells}
    tags = tuple(word for word in _LIST.split(cells.get("tags", "")) if word)
    return Draft(row, reader.columns, said, tags, reader.own, "; ".join(reader.faults))


class _FaultError(Exception):
    """A cell cannot be read; the text says why, in words for the person."""


class _Reader:
    """Reads the cells of one row."""

    def __init__(self, habits: Habits) -> None:
        self.habits = habits
        self.columns: dict[str, object] = {}
        self.own: dict[str, Value] = {}
        self.faults: list[str] = []

    def take(self, cells: Mapping[str, str]) -> None:
        """Read all cells."""
        for key, cell in cells.items():
            if key.startswith(OWN):
                self._try(self._own_value, key.removeprefix(OWN), cell)
            elif key not in (*_NAMES, *_KEPT_APART):
                self._try(self._plain, key, cell)
        for key in _NAMES:
            if len(cells.get(key, "")) > LONGEST_NAME:
                raise _FaultError(f"a name has at most {LONGEST_NAME} characters")
        self._money(cells)
        _NAMED[self.habits.kind](self, cells)
        self._missing_own()

    def _try(self, function: Callable[[str, str], None], key: str, cell: str) -> None:
        try:
            function(key, cell)
        except _FaultError as fault:
            self.faults.append(str(fault))

    def _plain(self, key: str, cell: str) -> None:
        if key in _SPECIAL:
            _SPECIAL[key](self, key, cell)
            return
        if len(cell) > LONGEST and key not in _LONG:
            raise _FaultError(f"{key.replace('_', ' ')} has {len(cell)} characters, {LONGEST} fit")
        self.columns[key] = cell

    def mail(self, _key: str, cell: str) -> None:
        first = _SEVERAL.split(cell)[0]
        found = first.lower() if _is_plain_mail(first) else email_key(first)
        if found is None:
            raise _FaultError(f"“{first[:60]}” is not an e-mail address")
        self.columns |= {"email": first, "email_key": found}

    def phone(self, key: str, cell: str) -> None:
        first = _SEVERAL.split(cell)[0]
        found = phone_key(first, self.habits.region)
        if found is None:
            raise _FaultError(f"“{first[:60]}” is not a phone number")
        self.columns |= {key: first, f"{key}_key": found}

    def yes_no(self, key: str, cell: str) -> None:
        word = fold(cell)
        if word not in _YES | _NO:
            raise _FaultError(f"“{cell[:60]}” is neither yes nor no ({key.replace('_', ' ')})")
        self.columns[key] = word in _YES

    def whole(self, key: str, cell: str) -> None:
        digits = re.sub(r"[\s,.'%]", "", cell)
        if not digits.isascii() or not digits.isdecimal() or len(digits) > 9:  # noqa: PLR2004 - more fits no column
            raise _FaultError(f"“{cell[:60]}” is not a number ({key})")
        self.columns[key] = int(digits)

    def chance(self, key: str, cell: str) -> None:
        number = numbers.read(cell.rstrip("% "))
        if number is None or not 0 <= number <= _PERCENT:
            raise _FaultError(f"“{cell[:60]}” is no probability from 0 to 100")
        self.columns |= {key: int(number), "probability_manual": True}

    def day(self, key: str, cell: str) -> None:
        self.columns[key] = self._date(cell)

    def _date(self, cell: str) -> date:
        try:
            return date.fromisoformat(cell[:10])
        except ValueError:
            pass
        conventions = when.conventions_for(self.habits.zone, languages=self.habits.languages)
        found = when.read(cell, now=self.habits.now, zone=self.habits.zone, conventions=conventions)
        if found is None or found.when is None:
            raise _FaultError(f"“{cell[:60]}” is not a date")
        return found.when.on

    def roles(self, _key: str, cell: str) -> None:
        words = tuple(fold(word).removesuffix("s") for word in _LIST.split(cell) if word)
        try:
            self.columns |= companies.flags(words)
        except InvalidInput as wrong:
            choices = ", ".join(parties.ROLES)
            raise _FaultError(f"“{wrong.given[:60]}” is no kind of company ({choices})") from wrong

    def grade(self, key: str, cell: str) -> None:
        if fold(cell) not in set(Grade):
            raise _FaultError(f"“{cell[:60]}” is no grade ({', '.join(Grade)})")
        self.columns[key] = Grade(fold(cell))

    def currency(self, key: str, cell: str) -> None:
        code = cell.strip().upper()
        if money.read(f"1 {code}", currency=self.habits.currency) is None or not re.fullmatch("[A-Z]{3}", code):
            raise _FaultError(f"“{cell[:60]}” is no currency")
        self.columns[key] = code

    def deal_type(self, key: str, cell: str) -> None:
        word = fold(cell).replace("_", " ").removesuffix(" customer").removesuffix(" business")
        found = next((each for each in DealType if each.value.removesuffix("_customer") == word), None)
        if found is None:
            raise _FaultError(f"“{cell[:60]}” is no type of deal (new, existing, recurring)")
        self.columns[key] = found

    def _money(self, cells: Mapping[str, str]) -> None:
        """Read the amounts behind the currency they may be in; all of a record are in one."""
        for column, own in _MONEY.get(self.habits.kind, {}).items():
            if column in cells:
                self._amount(column, own, cells[column])
        best, worst = self.columns.get("best_minor"), self.columns.get("worst_minor")
        if isinstance(best, int) and isinstance(worst, int) and worst > best:
            self.faults.append("the worst case is more than the best case")

    def _amount(self, column: str, own: str, text: str) -> None:
        currency = str(self.columns.get(own) or self.habits.currency)
        amount = money.read(text, currency=currency, locale=self.habits.locale)
        if amount is None or amount.minor < 0:
            self.faults.append(f"“{text[:60]}” is not an amount")
        elif own in self.columns and amount.currency != currency:
            self.faults.append(f"“{text[:60]}” is not in {currency}")
        else:
            self.columns |= {f"{column}_minor": amount.minor, own: amount.currency}

    def handled_apart(self, _key: str, _cell: str) -> None:
        """Do nothing: amounts are read once the currency is."""

    # Names

    def contact(self, cells: Mapping[str, str]) -> None:
        reach = next((cells[key] for key in ("email", "phone", "mobile") if key in cells), "")
        first, last = _person(cells)
        if not last:
            last = _SEVERAL.split(reach)[0]  # somebody without a name is reached all the same
        if not last:
            raise _FaultError("has no name, no mail and no number")
        self._call(" ".join(filter(None, (first, last))))
        self.columns |= {"first_name": first or None, "last_name": last}

    def company(self, cells: Mapping[str, str]) -> None:
        name = " ".join(cells.get("name", "").split())
        if not name:
            raise _FaultError("has no name")
        self._call(name)
        if not any(self.columns.get(f"is_{role}") for role in parties.ROLES):
            self.columns |= companies.flags(("prospect",))

    def lead(self, cells: Mapping[str, str]) -> None:
        company = " ".join(cells.get("company", "").split())
        first, last = _person(cells)
        if not last and not company:
            raise _FaultError("has neither a last name nor a company")
        self.columns |= {"first_name": first or None, "last_name": last or None, "company_name": company or None}
        self._call(", ".join(filter(None, (company, " ".join(filter(None, (first, last)))))))

    def deal(self, cells: Mapping[str, str]) -> None:
        name = " ".join(cells.get("name", "").split())
        if not name:
            raise _FaultError("has no name")
        if "company" not in cells and "contact" not in cells:
            raise _FaultError("has neither a company nor a contact")
        self.columns["title"] = name

    def _call(self, title: str) -> None:
        self.columns |= {"title": title, "name_key": name_key(title)}

    # The organisation's own fields

    def _own_value(self, key: str, cell: str) -> None:
        definition = self.habits.own[key]
        try:
            value = self._as(definition, cell)
            custom_values.columns(definition, value)
        except InvalidInput as wrong:
            choices = f" ({', '.join(wrong.choices)})" if wrong.choices else ""
            raise _FaultError(f"“{cell[:60]}”: {wrong.reason}{choices}") from wrong
        self.own[key] = value

    def _as(self, definition: Definition, cell: str) -> Value:
        match definition.type:
            case FieldType.NUMBER:
                number = numbers.read(cell)
                return number if number is not None else cell
            case FieldType.DATE:
                return self._date(cell)
            case FieldType.CHECKBOX:
                word = fold(cell)
                return word in _YES if word in _YES | _NO else cell
            case FieldType.TEXT | FieldType.DROPDOWN:
                return cell

    def _missing_own(self) -> None:
        for key, definition in self.habits.own.items():
            if key in self.own:
                continue
            if definition.default:
                self.own[key] = custom_values.read(definition, definition.default)
            elif definition.required:
                self.faults.append(f"{definition.label} must not be empty")


def _is_plain_mail(text: str) -> bool:
    """Tell an address nobody can doubt: it takes a tenth of the time a thorough look takes, and most are such."""
    found = _PLAIN_MAIL.fullmatch(text)
    return found is not None and text.index("@") <= _LOCAL_PART and not text.lower().endswith(_UNUSUAL)


def _person(cells: Mapping[str, str]) -> tuple[str, str]:
    """Return the first and the last name; where only one name is given whole, its last word is the last name."""
    first, last = (" ".join(cells.get(key, "").split()) for key in ("first_name", "last_name"))
    whole = " ".join(cells.get("name", "").split())
    if whole and not last:
        return split_name(whole)
    return (first, last) if last else ("", first)


def split_name(whole: str) -> tuple[str, str]:
    """Return the first and the last name of somebody; `Toth, Anna` is turned round."""
    last, comma, first = whole.partition(", ")
    if comma and first and "," not in first:
        return first, last
    first, _, last = whole.rpartition(" ")
    return first, last


def whole_name(name: str) -> str:
    """Return what somebody is called by whose name a record is made: `Toth, Anna` is Anna Toth."""
    return " ".join(filter(None, split_name(name)))


_MONEY: Mapping[str, Mapping[str, str]] = {
    "deal": {"amount": "currency", "best": "currency", "worst": "currency"},
    "lead": {"budget": "currency"},
    "company": {"turnover": "turnover_currency"},
}
"""The amounts of a kind, and where the currency of each is."""

_Take = Callable[[_Reader, str, str], None]
_SPECIAL: Mapping[str, _Take] = {
    "email": _Reader.mail,
    "phone": _Reader.phone,
    "mobile": _Reader.phone,
    "no_calls": _Reader.yes_no,
    "no_emails": _Reader.yes_no,
    "employees": _Reader.whole,
    "probability": _Reader.chance,
    "expected_close": _Reader.day,
    "kind": _Reader.roles,
    "grade": _Reader.grade,
    "currency": _Reader.currency,
    "amount": _Reader.handled_apart,
    "budget": _Reader.handled_apart,
    "best": _Reader.handled_apart,
    "worst": _Reader.handled_apart,
    "turnover": _Reader.handled_apart,
    "type": _Reader.deal_type,
    "contact_on": _Reader.day,
}
_NAMED: Mapping[str, Callable[[_Reader, Mapping[str, str]], None]] = {
    "contact": _Reader.contact,
    "company": _Reader.company,
    "lead": _Reader.lead,
    "deal": _Reader.deal,
}
