"""What a person means by a name, as their corrections have taught."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "name_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("typed", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_name_alias_user_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_name_alias_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_alias")),
        sa.UniqueConstraint("user_id", "words", name=op.f("uq_name_alias_user_id_words")),
    )
    op.create_index(op.f("ix_name_alias_record_id"), "name_alias", ["record_id"], unique=False)


def downgrade() -> None:
    """Drop it."""
    op.drop_table("name_alias")
