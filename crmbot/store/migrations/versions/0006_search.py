"""The word index, and what a chat has just had to do with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "search_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_token")),
        sa.UniqueConstraint("token", name=op.f("uq_search_token_token")),
    )
    op.create_table(
        "search_posting",
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_search_posting_record_id")),
        sa.ForeignKeyConstraint(["token_id"], ["search_token.id"], name=op.f("fk_search_posting_token_id")),
        sa.PrimaryKeyConstraint("token_id", "record_id", name=op.f("pk_search_posting"), postgresql_include=["weight"]),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_search_posting_record_id"), "search_posting", ["record_id"], unique=False)
    op.create_table(
        "recent_record",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_recent_record_record_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_recent_record_user_id")),
        sa.PrimaryKeyConstraint("user_id", "address", "record_id", name=op.f("pk_recent_record")),
    )
    op.create_index(op.f("ix_recent_record_at"), "recent_record", ["at"], unique=False)
    op.create_index(op.f("ix_recent_record_record_id"), "recent_record", ["record_id"], unique=False)
    op.create_table(
        "list_shown",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("rows", JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_list_shown_user_id")),
        sa.PrimaryKeyConstraint("user_id", "address", name=op.f("pk_list_shown")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("list_shown")
    op.drop_table("recent_record")
    op.drop_table("search_posting")
    op.drop_table("search_token")
