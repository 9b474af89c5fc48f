"""What operators are told: which message something follows from, when it was due, and when it was delivered."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the columns; all of them may be empty, so an older release goes on beside this one."""
    op.add_column("outbox", sa.Column("trace", sa.String(), nullable=True))
    op.add_column("outbox", sa.Column("due_at", _INSTANT, nullable=True))
    op.add_column("outbox", sa.Column("sent_at", _INSTANT, nullable=True))
    op.create_index(op.f("ix_outbox_sent_at"), "outbox", ["sent_at"], unique=False)
    op.add_column("reminder", sa.Column("trace", sa.String(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("reminder", "trace")
    op.drop_index(op.f("ix_outbox_sent_at"), table_name="outbox")
    op.drop_column("outbox", "sent_at")
    op.drop_column("outbox", "due_at")
    op.drop_column("outbox", "trace")
