"""Indexes of what most rows leave empty have only those that do not."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

_REACHED_BY = ("email_key", "phone_key", "mobile_key")
_POINTERS = ("company_id", "reports_to_id", "parent_id", "primary_contact_id", "accounting_contact_id", "picture_id")
_SPARSE = {
    "record": ("merged_into_id",),
    "party": (*_REACHED_BY, *_POINTERS),
    "lead": (*_REACHED_BY, "referred_by_party_id", "converted_party_id", "converted_contact_id"),
    "deal": ("party_id", "lead_id", "contact_id"),
    "activity": ("source_message",),
}


def upgrade() -> None:
    """Make them anew; an older release does well with them, too."""
    for table, column, name in _indexes():
        op.drop_index(name, table_name=table)
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(name, table, [column], sqlite_where=there, postgresql_where=there)


def downgrade() -> None:
    """Go back to what there was."""
    for table, column, name in _indexes():
        op.drop_index(name, table_name=table)
        op.create_index(name, table, [column])


def _indexes() -> Iterator[tuple[str, str, str]]:
    return ((table, column, op.f(f"ix_{table}_{column}")) for table, columns in _SPARSE.items() for column in columns)
