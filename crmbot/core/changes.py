"""The log in words: what the ids in its entries stand for."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Select, literal, select, union_all

from crmbot.core.context import Context
from crmbot.core.history import Entry
from crmbot.core.permissions import visible
from crmbot.store.models.people import Team, User
from crmbot.store.models.pipeline import LostReason, Source, Stage
from crmbot.store.models.record import Record
from crmbot.store.models.tag import Tag

NAMED = {
    "owner_id": "user",
    "user_id": "user",
    "assignee_id": "user",
    "assigned_by_id": "user",
    "approver_id": "user",
    "team_id": "team",
    "stage_id": "stage",
    "previous_stage_id": "stage",
    "lost_reason_id": "lost_reason",
    "source_id": "source",
    "party_id": "record",
    "company_id": "record",
    "contact_id": "record",
    "parent_id": "record",
    "reports_to_id": "record",
    "primary_contact_id": "record",
    "accounting_contact_id": "record",
    "about_id": "record",
    "lead_id": "record",
    "referred_by_party_id": "record",
    "converted_party_id": "record",
    "converted_contact_id": "record",
    "merged_into_id": "record",
    "picture_id": "record",
    "tag_id": "tag",
}
"""The columns that hold ids, and the table each id is of."""

_KEYS: Mapping[str, tuple[str, str]] = {
    "record_tag": ("record_id", "tag_id"),
    "activity_link": ("activity_id", "about_id"),
    "party_link": ("company_id", "contact_id"),
}
"""What the two numbers of a row that joins two things stand for."""

Names = Mapping[tuple[str, int], str]
"""A name by table and id; what the actor may not see is not in it."""


def names(ctx: Context, entries: Sequence[Entry]) -> Names:
    """Return the names of everybody and everything the entries point at, in one query."""
    found = [(column, side) for entry in entries for column, sides in entry.diff.items() for side in sides]
    return named(ctx, [*found, *(end for entry in entries for end in ends(entry).items())])


def ends(entry: Entry) -> Mapping[str, int]:
    """Return what a row joins that is no more than a join, by the columns; nothing for any other."""
    columns = _KEYS.get(entry.table, ())
    return dict(zip(columns, json.loads(entry.row_key), strict=True)) if columns else {}


def named(ctx: Context, values: Iterable[tuple[str, object]]) -> Names:
    """Return the names of what ids stand for, given with the columns they are in; one query."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for column, value in values:
        if column in NAMED and isinstance(value, int):
            wanted[NAMED[column]].add(value)
    parts = [_part(ctx, table, ids) for table, ids in sorted(wanted.items()) if ids]
    if not parts:
        return {}
    return {(row.of, row.id): row.name for row in ctx.session.execute(union_all(*parts))}


_LISTS: Mapping[str, type[User | Team | Stage | LostReason | Source | Tag]] = {
    "user": User,
    "team": Team,
    "stage": Stage,
    "lost_reason": LostReason,
    "source": Source,
    "tag": Tag,
}


def _part(ctx: Context, table: str, ids: set[int]) -> Select[str, int, str]:
    of = literal(table).label("of")
    if table == "record":
        seen = select(of, Record.id.label("id"), Record.title.label("name"))
        return seen.where(Record.id.in_(ids), visible(ctx))
    model = _LISTS[table]
    return select(of, model.id.label("id"), model.name.label("name")).where(model.id.in_(ids))
