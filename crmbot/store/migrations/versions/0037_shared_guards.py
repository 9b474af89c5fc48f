"""What several processes count together."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Add how much busy senders have used up of what they may send."""
    op.create_table(
        "allowance",
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("spent_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sender", name=op.f("pk_allowance")),
    )
    op.create_index(op.f("ix_allowance_spent_until"), "allowance", ["spent_until"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("allowance")
