"""What a series makes its occurrences of, and when there is something to make again."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_KIND = "kind IN ('task', 'event')"


def upgrade() -> None:
    """Make the columns; no series is there yet."""
    with op.batch_alter_table("recurrence") as recurrence:
        recurrence.drop_index(op.f("ix_recurrence_made_until"))
        recurrence.add_column(sa.Column("kind", sa.String(), nullable=False))
        recurrence.add_column(sa.Column("pattern", _json(), nullable=False))
        recurrence.add_column(sa.Column("reminded_until", sa.Date(), nullable=True))
        recurrence.add_column(sa.Column("next_at", sa.DateTime(timezone=True), nullable=True))
        recurrence.add_column(sa.Column("is_active", sa.Boolean(), nullable=False))
        recurrence.create_check_constraint(op.f("ck_recurrence_kind"), _KIND)
        recurrence.create_index(op.f("ix_recurrence_next_at"), ["next_at"], unique=False)


def _json() -> sa.JSON:
    return sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")


def downgrade() -> None:
    """Drop what was made."""
    with op.batch_alter_table("recurrence") as recurrence:
        recurrence.drop_index(op.f("ix_recurrence_next_at"))
        recurrence.drop_constraint(op.f("ck_recurrence_kind"), type_="check")
        for name in ("kind", "pattern", "reminded_until", "next_at", "is_active"):
            recurrence.drop_column(name)
        recurrence.create_index(op.f("ix_recurrence_made_until"), ["made_until"], unique=False)
