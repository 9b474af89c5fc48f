"""Which documents there are: of a record and all that belongs to it, by kind, sender and day."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from sqlalchemy import Column, ColumnElement, Select, Table, exists, select, union_all

from crmbot.core import filters, lookup
from crmbot.core.context import Context
from crmbot.core.filters import Condition, Field, Term
from crmbot.core.filters.conditions import among_records
from crmbot.language.filetypes import FileKind
from crmbot.store.models.activity import ActivityLink
from crmbot.store.models.deal import Deal
from crmbot.store.models.document import Document, FetchState, StoredFile
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import Party
from crmbot.store.models.record import Record

_BELONGS: dict[str, list[Column[int]]] = {}


def belong(kind: str, table: object, *columns: str) -> None:
    """Say that records of a table belong to one of a kind when one of these columns names it."""
    found = cast("Table", table)
    _BELONGS.setdefault(kind, []).extend(found.c[column] for column in columns)


belong("company", Party.__table__, "company_id")
belong("company", Deal.__table__, "party_id")
belong("company", Lead.__table__, "converted_party_id")
belong("contact", Deal.__table__, "party_id", "contact_id")
belong("contact", Lead.__table__, "converted_contact_id")
belong("lead", Deal.__table__, "lead_id")


def family(record: Record) -> Select[int]:
    """Return the numbers of a record and of those that belong to it: a company's people, deals and leads.

    Whether the actor may see them is no part of it.
    """
    # lint: unscoped numbers only; what is shown of them is for `visible` to say
    itself = select(Record.id).where(Record.id == record.id)
    parts = (select(column.table.c.record_id).where(column == record.id) for column in _BELONGS.get(record.kind, ()))
    found = union_all(itself, *parts).subquery("family")
    return select(found.c[0])


def filed_with(record: Record) -> ColumnElement[bool]:
    """Return the condition for documents about a record, what belongs to it, and what was done with any of them.

    Whether the actor may see them is no part of it.
    """
    numbers = family(record)
    done = select(ActivityLink.activity_id).where(ActivityLink.record_id.in_(numbers))
    # One list, not two conditions: with those SQLite goes through all the documents there are.
    return Document.about_id.in_(union_all(numbers, done))


def _on(ctx: Context, term: Term) -> ColumnElement[bool]:
    """Return the condition for the documents of the records a term names; `on:-` are those nobody has filed."""

    def holds(number: Sequence[int]) -> ColumnElement[bool]:
        return filed_with(lookup.get(ctx, number[0])) if number else Document.about_id.is_(None)

    return among_records(ctx, term, (), holds)


def _of_file(field: Field) -> Field:
    """Make what is asked of the bytes a question about their document."""
    asked: Condition = field.condition

    def condition(ctx: Context, term: Term) -> ColumnElement[bool]:
        return exists().where(StoredFile.document_id == Record.id, asked(ctx, term)).correlate(Record)

    return replace(field, condition=condition, order=None)


def _missing(ctx: Context) -> ColumnElement[bool]:
    del ctx
    lost = StoredFile.state.in_((FetchState.TOO_LARGE, FetchState.GONE))
    return exists().where(StoredFile.document_id == Record.id, lost).correlate(Record)


filters.declare(
    "document",
    Field(
        "on", _on, ("about",), "a code or a name: its files, and those of all that belongs to it", None, filters.WHOSE
    ),
    _of_file(filters.choice("type", StoredFile.kind, FileKind, aliases=("kind",))),
    filters.person("by", Record.created_by_id, aliases=("from", "sender"), says=filters.WHOSE),
    filters.instant("sent", Record.created_at, aliases=("date", "when")),
    filters.flag("missing", _missing, help="of which there is no copy here"),
)
