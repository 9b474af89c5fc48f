"""What delivery remembers of places and people."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

_INSTANT = sa.DateTime(timezone=True)
_ADDED = (
    ("lane", "set_at"),
    ("rate_token", "set_at"),
    ("user", "second_after"),
    ("chat_identity", "place"),
    ("chat_identity", "confirm_by"),
    ("sent_card", "looks"),
)


def upgrade() -> None:
    """Add what may be empty: an older release writes rows without it."""
    op.add_column("lane", sa.Column("set_at", _INSTANT, nullable=True))
    op.add_column("rate_token", sa.Column("set_at", _INSTANT, nullable=True))
    op.add_column("user", sa.Column("second_after", sa.Integer(), nullable=True))
    op.add_column("chat_identity", sa.Column("place", sa.Integer(), nullable=True))
    op.add_column("chat_identity", sa.Column("confirm_by", _INSTANT, nullable=True))
    op.add_column("sent_card", sa.Column("looks", sa.String(), nullable=True))


def downgrade() -> None:
    """Go back to what there was."""
    for table, column in reversed(_ADDED):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
