"""The topic of a forum that a rule or a digest tells."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"

_TABLES = ("subscription", "digest")


def upgrade() -> None:
    """Add what may be empty: an older release writes rows without it, and tells General."""
    for table in _TABLES:
        op.add_column(table, sa.Column("topic", sa.String(), nullable=True))


def downgrade() -> None:
    """Go back to what there was."""
    for table in _TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("topic")
