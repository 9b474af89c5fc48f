"""What stands in records, and what changed in them, in the words of people: labels, names, amounts, days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from crmbot.commands import phrases
from crmbot.core import changes
from crmbot.core.changes import Names
from crmbot.core.context import Context
from crmbot.core.history import Entry
from crmbot.language.text import first_line
from crmbot.store.models.change import Operation

_SHOWN = 80
NOTHING = "–"

LABELS = {
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
    "lead_id": "lead",
    "referred_by_party_id": "referrer",
    "budget_minor": "budget",
    "turnover_minor": "turnover",
    "registration_no": "registration number",
    "tax_no": "tax number",
    "no_emails": "no mails",
    "contact_on": "to be contacted",
    "is_recycled": "recycled",
    "converted_party_id": "became",
    "converted_contact_id": "person",
    "converted_at": "converted",
    "recurrence_id": "comes again",
    "event_kind": "kind",
    "event_status": "status",
    "starts_at": "begins",
    "ends_at": "ends",
}
"""What columns are called where their own name would not do."""

UNTOLD = frozenset(
    "kind name_key email_key phone_key mobile_key first_name last_name previous_stage_id stage_entered_at closed_at"
    " probability_manual currency due_zone due_at origin_address origin_private assigned_by_id source_message"
    " deleted_at merged_into_id occurrence_on position team_id lat lng turnover_currency"
    " starts_on starts_time ends_on zone".split()
)
"""Columns that follow from others, or that only we read."""


def label(column: str) -> str:
    """Return what a column is called."""
    return LABELS.get(column, column.removesuffix("_id").replace("_", " "))


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads values for one person: `names` says what ids stand for, `currency` what amounts are in."""

    ctx: Context
    names: Names
    currency: str

    def changes(self, diff: Mapping[str, list[object]]) -> Iterator[str]:
        """Yield what changed, one column after the other: `stage: New → Qualification`."""
        told = diff.get("currency") or diff.get("turnover_currency")
        unit = str((told or [None, self.currency])[1] or self.currency)
        for column, (before, after) in diff.items():
            if column not in UNTOLD:
                yield f"{label(column)}: {self.value(column, before, unit)} → {self.value(column, after, unit)}"

    def joined(self, entry: Entry, record_id: int) -> str:
        """Say which tag was put on or taken off, what a note is about, or where somebody is now."""
        ends, is_gone = changes.ends(entry), entry.operation is Operation.DELETE
        if "tag_id" in ends:
            tag = self.value("tag_id", ends["tag_id"])
            return f"took the tag {tag} off" if is_gone else f"tagged it {tag}"
        if "about_id" in ends:
            about = self.value("about_id", ends["about_id"])
            return f"took it off {about}" if is_gone else f"linked it to {about}"
        other = next(column for column, number in ends.items() if number != record_id)
        detail = ", ".join(self.changes(entry.diff))
        return f"changed companies: {self.value(other, ends[other])}" + (f" ({detail})" if detail else "")

    def value(self, column: str, value: object, unit: str = "") -> str:
        """Return a value as people write it, from a row or as the history keeps it."""
        if value is None or value == "":
            return NOTHING
        if column == "recurrence_id":
            return "yes"
        if column in changes.NAMED and isinstance(value, int):
            return self.names.get((changes.NAMED[column], value), f"#{value}")
        if column.endswith("_minor") and isinstance(value, int):
            return phrases.money_words(value, unit or self.currency)
        if isinstance(value, bool):
            return "yes" if value else "no"
        return self._text(column, value)

    def _text(self, column: str, value: object) -> str:
        text = value.value if isinstance(value, StrEnum) else str(value)
        if column.endswith(("_at", "_until")):
            at = value if isinstance(value, datetime) else datetime.fromisoformat(text)
            return phrases.clock(self.ctx, at)
        if isinstance(value, date) or column.endswith("_on") or column == "expected_close":
            return phrases.on_day(self.ctx, value if isinstance(value, date) else date.fromisoformat(text))
        if column == "probability":
            return f"{text} %"
        return first_line(text.replace("_", " ") if column in _WORDS else text, _SHOWN)


_WORDS = frozenset(
    {"status", "note_kind", "event_kind", "event_status", "type", "grade", "periodicity", "priority", "media"}
)
"""Columns whose values are words of ours."""
