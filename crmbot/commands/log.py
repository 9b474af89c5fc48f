"""The history of a record, as people would tell it: who, what, when, through which surface."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Card, Item, Items, Line, Spans, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, Hidden, RecordRef, Ref
from crmbot.commands import phrases
from crmbot.core import changes, history, lookup, records
from crmbot.core.changes import Names
from crmbot.core.context import Context
from crmbot.core.history import Entry
from crmbot.language.text import first_line

PAGE = 10

_SHOWN = 80
_NOTHING = "–"
_VERBS = {
    "create": "made it",
    "delete": "deleted it",
    "restore": "brought it back",
    "merge": "merged it",
}
_ROWS = {"record_tag": "tags", "activity_link": "what it is about"}
"""Changes of rows that hang on a record, by their table."""

_LABELS = {
    "title": "name",
    "body": "text",
    "owner_id": "owner",
    "team_id": "team",
    "job_title": "role",
    "company_id": "company",
    "parent_id": "parent company",
    "primary_contact_id": "primary contact",
    "accounting_contact_id": "accounting contact",
    "is_prospect": "prospect",
    "is_customer": "customer",
    "is_supplier": "supplier",
    "is_partner": "partner",
    "party_id": "buyer",
    "contact_id": "contact",
    "stage_id": "stage",
    "amount_minor": "amount",
    "expected_close": "close",
    "next_step": "next step",
    "lost_reason_id": "lost reason",
    "lost_note": "note on it",
    "assignee_id": "assigned to",
    "due_on": "due day",
    "due_time": "due time",
    "snoozed_until": "snoozed until",
    "completed_at": "finished",
    "note_kind": "kind",
    "happened_at": "happened",
    "source_id": "source",
}
"""What columns are called where their own name would not do."""

_UNTOLD = frozenset(
    "kind name_key email_key phone_key mobile_key first_name last_name previous_stage_id stage_entered_at closed_at"
    " probability_manual currency due_zone due_at origin_address origin_private assigned_by_id source_message"
    " deleted_at merged_into_id position team_id lat lng".split()
)
"""Columns that follow from others, or that only we read."""


class Log(Form):
    """Whose history to show."""

    which: Annotated[RecordRef, Head(), Ref(), Field(description="The history of which record?")]
    page: Annotated[int, Hidden()] = 1


@command("log", aliases=["history"], examples=["D-12", "Acme"], in_place=True)
def show_log(ctx: Context, form: Log) -> Card:
    """Show who changed what on a record, and when."""
    record = lookup.get(ctx, form.which.id)
    told, total = history.entries(ctx, record, PAGE, (form.page - 1) * PAGE)
    title = spans("History of ", phrases.link(record))
    if not told:
        return Card(title, (Line(spans("Nothing yet.")),), icon="🕘", about=records.code(record), whisper=True)
    known = changes.names(ctx, told)
    currency = str(getattr(record, "currency", None) or ctx.org.currency)
    rows = tuple(Item(_row(ctx, entry, _Reader(ctx, known, currency))) for entry in told)
    turns = phrases.pager("log", {"which": form.which.code}, form.page, -(-total // PAGE))
    back = phrases.show_action("Open", record)
    return Card(title, (Items(rows),), (*turns, back), icon="🕘", about=records.code(record), whisper=True)


def _row(ctx: Context, entry: Entry, reader: "_Reader") -> Spans:
    return spans(f"{entry.who} {reader.told(entry)} · ", phrases.moment(ctx, entry.at), f" via {entry.via}")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads entries for one person: `names` says what ids stand for, `currency` what amounts are in."""

    ctx: Context
    names: Names
    currency: str

    def told(self, entry: Entry) -> str:
        """Return what was done, in words."""
        if entry.table in _ROWS:
            return f"changed {_ROWS[entry.table]}"
        changed = ", ".join(self._changes(entry.diff))
        if entry.action == "undo":
            return f"took back {changed}" if changed else "took it back"
        return _VERBS.get(entry.action) or f"changed {changed or 'details'}"

    def _changes(self, diff: Mapping[str, list[object]]) -> Iterator[str]:
        unit = str((diff.get("currency") or [None, self.currency])[1] or self.currency)
        for column, (before, after) in diff.items():
            if column not in _UNTOLD:
                label = _LABELS.get(column, column.replace("_", " "))
                yield f"{label}: {self._value(column, before, unit)} → {self._value(column, after, unit)}"

    def _value(self, column: str, value: object, unit: str) -> str:
        """Return a value as people write it: names for ids, amounts, days and times."""
        if value is None or value == "":
            return _NOTHING
        if column in changes.NAMED and isinstance(value, int):
            return self.names.get((changes.NAMED[column], value), f"#{value}")
        if column.endswith("_minor") and isinstance(value, int):
            return phrases.money_words(value, unit)
        if isinstance(value, bool):
            return "yes" if value else "no"
        return self._text(column, str(value))

    def _text(self, column: str, text: str) -> str:
        if column.endswith(("_at", "_until")):
            return phrases.clock(self.ctx, datetime.fromisoformat(text))
        if column.endswith("_on") or column == "expected_close":
            return phrases.on_day(self.ctx, date.fromisoformat(text))
        if column == "probability":
            return f"{text} %"
        return first_line(text.replace("_", " ") if column in ("status", "note_kind") else text, _SHOWN)
