"""What delivery keeps between processes: leases, answers on their way, and messages that could not be sent."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the columns and the table; all of them may be empty, so an older release goes on beside this one."""
    op.add_column("inbox", sa.Column("lease_until", _INSTANT, nullable=True))
    op.add_column("inbox", sa.Column("answer", sa.Text(), nullable=True))
    op.create_index(op.f("ix_inbox_lease_until"), "inbox", ["lease_until"], unique=False)
    op.add_column("outbox", sa.Column("died_at", _INSTANT, nullable=True))
    op.add_column("channel", sa.Column("moved_to", sa.Text(), nullable=True))
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("lease")
    op.drop_column("channel", "moved_to")
    op.drop_column("outbox", "died_at")
    op.drop_index(op.f("ix_inbox_lease_until"), table_name="inbox")
    op.drop_column("inbox", "answer")
    op.drop_column("inbox", "lease_until")
