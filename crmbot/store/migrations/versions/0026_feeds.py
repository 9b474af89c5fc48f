"""Secret addresses of calendars."""

import sqlalchemy as sa
from alembic import op

from crmbot.store.types import UtcDateTime

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_feed_user_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_feed_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("hash", name=op.f("uq_feed_hash")),
    )
    op.create_index(op.f("ix_feed_team_id"), "feed", ["team_id"])
    op.create_index("uq_feed_user_id_team_id", "feed", ["user_id", "team_id"], unique=True)
    alone = sa.text("team_id IS NULL")
    op.create_index("uq_feed_user_id", "feed", ["user_id"], unique=True, sqlite_where=alone, postgresql_where=alone)


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("feed")
