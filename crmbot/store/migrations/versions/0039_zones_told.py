"""The zone a platform says somebody is in."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """Add what may be empty: an older release writes rows without it."""
    op.add_column("chat_identity", sa.Column("zone", sa.String(), nullable=True))


def downgrade() -> None:
    """Go back to what there was."""
    with op.batch_alter_table("chat_identity") as batch:
        batch.drop_column("zone")
