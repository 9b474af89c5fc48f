"""What tasks have besides their words and time."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make the columns: when a task can be begun, and why it was sent back."""
    with op.batch_alter_table("activity") as activity:
        activity.add_column(sa.Column("start_on", sa.Date(), nullable=True))
        activity.add_column(sa.Column("sent_back", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop what was made."""
    with op.batch_alter_table("activity") as activity:
        activity.drop_column("sent_back")
        activity.drop_column("start_on")
