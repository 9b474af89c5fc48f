"""What channels are told of, who follows a record, what threads are about, and which records stand in chats."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Make the tables, and mark the records whose cards stand in chats."""
    _make_subscription()
    _make_follow()
    _make_binding()
    _make_news()
    _make_post()
    op.add_column("channel", sa.Column("last_rule", sa.Integer(), nullable=True))
    op.add_column("record", sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE record SET shown_at = (SELECT max(at) FROM sent_card WHERE sent_card.record_id = record.id)"
        " WHERE id IN (SELECT record_id FROM sent_card)"
    )


def _json() -> sa.JSON:
    return sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")


def _make_subscription() -> None:
    styles = ("short", "card", "thread", "batch", "digest")
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("filter", sa.Text(), nullable=False),
        sa.Column("events", sa.String(), nullable=False),
        sa.Column("daily", sa.String(), nullable=False),
        sa.Column(
            "style",
            sa.Enum(*styles, name="newsstyle", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_subscription_channel_id")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_subscription_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("channel_id", "number", name=op.f("uq_subscription_channel_id_number")),
    )
    op.create_index(op.f("ix_subscription_kind"), "subscription", ["kind"], unique=False)


def _make_follow() -> None:
    op.create_table(
        "follow",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_follow_user_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_follow_record_id")),
        sa.PrimaryKeyConstraint("user_id", "record_id", name=op.f("pk_follow")),
    )
    op.create_index(op.f("ix_follow_record_id"), "follow", ["record_id"], unique=False)
    op.create_index(op.f("ix_follow_user_id_kind"), "follow", ["user_id", "kind"], unique=False)


def _make_binding() -> None:
    op.create_table(
        "binding",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_binding_record_id")),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_binding")),
    )
    op.create_index(op.f("ix_binding_record_id"), "binding", ["record_id"], unique=False)


def _make_news() -> None:
    op.create_table(
        "news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("batch_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_news_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
    )
    op.create_index(op.f("ix_news_record_id"), "news", ["record_id"], unique=False)


def _make_post() -> None:
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("is_daily", sa.Boolean(), nullable=False),
        sa.Column("told", _json(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(subscription_id IS NULL) <> (user_id IS NULL)", name=op.f("ck_post_to")),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_post_subscription_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_post_user_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_post_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    op.create_index(op.f("ix_post_record_id"), "post", ["record_id"], unique=False)
    op.create_index(op.f("ix_post_posted_at_due_at"), "post", ["posted_at", "due_at"], unique=False)
    op.create_index(op.f("ix_post_subscription_id_record_id"), "post", ["subscription_id", "record_id"], unique=False)
    op.create_index(op.f("ix_post_user_id_record_id"), "post", ["user_id", "record_id"], unique=False)


def downgrade() -> None:
    """Drop what was made."""
    op.drop_column("record", "shown_at")
    op.drop_column("channel", "last_rule")
    for table in ("post", "news", "binding", "follow", "subscription"):
        op.drop_table(table)
