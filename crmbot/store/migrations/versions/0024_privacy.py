"""What is forgotten, and by whom; whom we have told that we do not know them."""

import sqlalchemy as sa
from alembic import op

from crmbot.store.types import UtcDateTime

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "stranger_told",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_stranger_told")),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_erasure_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_by_id"), "erasure", ["by_id"])
    op.create_table(
        "erased_bytes",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_erased_bytes")),
    )
    op.create_index(op.f("ix_erased_bytes_at"), "erased_bytes", ["at"])
    op.add_column("chat_identity", sa.Column("name", sa.String(), nullable=True))


def downgrade() -> None:
    """Drop the tables and the column."""
    op.drop_column("chat_identity", "name")
    op.drop_table("erased_bytes")
    op.drop_table("erasure")
    op.drop_table("stranger_told")
