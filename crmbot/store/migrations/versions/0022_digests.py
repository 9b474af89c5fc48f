"""Digests of people and channels."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Make the tables; two columns of people go that nothing ever used."""
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("channel_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("days", sa.String(), nullable=True),
        sa.Column("parts", sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(user_id IS NULL) <> (channel_id IS NULL)", name=op.f("ck_digest_whose")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_digest_user_id")),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_digest_channel_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_digest_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("user_id", name=op.f("uq_digest_user_id")),
        sa.UniqueConstraint("channel_id", name=op.f("uq_digest_channel_id")),
    )
    op.create_index(op.f("ix_digest_made_by_id"), "digest", ["made_by_id"], unique=False)
    op.create_table(
        "digest_turn",
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"], name=op.f("fk_digest_turn_digest_id")),
        sa.PrimaryKeyConstraint("digest_id", name=op.f("pk_digest_turn")),
    )
    op.create_index(op.f("ix_digest_turn_at"), "digest_turn", ["at"], unique=False)
    for column in ("digest_at", "digest_days"):
        op.drop_column("user", column)


def downgrade() -> None:
    """Drop the tables, bring the columns back."""
    op.add_column("user", sa.Column("digest_at", sa.Time(), nullable=True))
    op.add_column("user", sa.Column("digest_days", sa.String(), nullable=True))
    op.drop_table("digest_turn")
    op.drop_table("digest")
