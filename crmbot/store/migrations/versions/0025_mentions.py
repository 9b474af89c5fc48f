"""What the numbers of a question stand for, beside those of a list."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_LINES = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("list_shown") as batch:
        batch.add_column(sa.Column("lines", _LINES, nullable=True))


def downgrade() -> None:
    """Drop the column."""
    with op.batch_alter_table("list_shown") as batch:
        batch.drop_column("lines")
