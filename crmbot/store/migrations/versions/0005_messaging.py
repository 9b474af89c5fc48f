"""Messages in and out, conversations, pacing."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "inbox",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("inbound", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "working",
                "done",
                "failed",
                name="inboxstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("error_ref", sa.String(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_error_ref"), "inbox", ["error_ref"], unique=False)
    op.create_index(op.f("ix_inbox_state_received_at"), "inbox", ["state", "received_at"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("args", JSON, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("send_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "sent",
                "dead",
                "dropped",
                name="outboxstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sent_ref", sa.Text(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint("user_id IS NOT NULL OR address IS NOT NULL", name=op.f("ck_outbox_recipient")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_outbox_record_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_outbox_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_dedupe_key")),
    )
    op.create_index(op.f("ix_outbox_record_id"), "outbox", ["record_id"], unique=False)
    op.create_index(op.f("ix_outbox_status_send_after"), "outbox", ["status", "send_after"], unique=False)
    op.create_index(op.f("ix_outbox_user_id"), "outbox", ["user_id"], unique=False)
    op.create_table(
        "dialog",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_dialog_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialog")),
        sa.UniqueConstraint("address", "user_id", name=op.f("uq_dialog_address_user_id")),
    )
    op.create_index(op.f("ix_dialog_expires_at"), "dialog", ["expires_at"], unique=False)
    op.create_index(op.f("ix_dialog_user_id"), "dialog", ["user_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("user_id IS NOT NULL OR sender IS NOT NULL", name=op.f("ck_draft_whose")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_draft_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index(op.f("ix_draft_created_at"), "draft", ["created_at"], unique=False)
    op.create_index(op.f("ix_draft_sender"), "draft", ["sender"], unique=False)
    op.create_index(op.f("ix_draft_user_id_address"), "draft", ["user_id", "address"], unique=False)
    op.create_table(
        "invocation",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("args", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_invocation")),
    )
    op.create_index(op.f("ix_invocation_created_at"), "invocation", ["created_at"], unique=False)
    op.create_table(
        "sent_card",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_sent_card_record_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sent_card_user_id")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_sent_card")),
    )
    op.create_index(op.f("ix_sent_card_at"), "sent_card", ["at"], unique=False)
    op.create_index(op.f("ix_sent_card_record_id_kind"), "sent_card", ["record_id", "kind"], unique=False)
    op.create_table(
        "poll_offset",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "bot", name=op.f("pk_poll_offset")),
    )
    op.create_table(
        "lane",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("next_free", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_lane")),
    )
    op.create_index(op.f("ix_lane_ready_at"), "lane", ["ready_at"], unique=False)
    op.create_table(
        "rate_token",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("next_free", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "tenant", name=op.f("pk_rate_token")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("rate_token")
    op.drop_table("lane")
    op.drop_table("poll_offset")
    op.drop_table("sent_card")
    op.drop_table("invocation")
    op.drop_table("draft")
    op.drop_table("dialog")
    op.drop_table("outbox")
    op.drop_table("inbox")
