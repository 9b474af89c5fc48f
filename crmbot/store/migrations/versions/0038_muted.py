"""Until when somebody wants to hear nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Add what may be empty: an older release writes rows without it."""
    op.add_column("user", sa.Column("muted_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back to what there was."""
    with op.batch_alter_table("user") as batch:
        batch.drop_column("muted_until")
