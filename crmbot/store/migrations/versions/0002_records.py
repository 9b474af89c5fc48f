"""Records with their history, tags and documents; channels."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_record_created_by_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["record.id"], name=op.f("fk_record_merged_into_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_record_owner_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_record_team_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["user.id"], name=op.f("fk_record_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_record_created_by_id"), "record", ["created_by_id"], unique=False)
    op.create_index(
        op.f("ix_record_kind_owner_id_deleted_at"), "record", ["kind", "owner_id", "deleted_at"], unique=False
    )
    op.create_index(op.f("ix_record_merged_into_id"), "record", ["merged_into_id"], unique=False)
    op.create_index(op.f("ix_record_owner_id_deleted_at"), "record", ["owner_id", "deleted_at"], unique=False)
    op.create_index(op.f("ix_record_team_id"), "record", ["team_id"], unique=False)
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("message_ref", sa.String(), nullable=True),
        sa.Column("command", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column(
            "operation",
            sa.Enum(
                "insert", "update", "delete", name="operation", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("diff", JSON, nullable=False),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_change_record_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_change_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    op.create_index(op.f("ix_change_batch_id"), "change", ["batch_id"], unique=False)
    op.create_index(op.f("ix_change_record_id_at"), "change", ["record_id", "at"], unique=False)
    op.create_index(op.f("ix_change_user_id_id"), "change", ["user_id", "id"], unique=False)
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("colour", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("name_key", name=op.f("uq_tag_name_key")),
    )
    op.create_table(
        "record_tag",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_record_tag_record_id")),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_record_tag_tag_id")),
        sa.PrimaryKeyConstraint("record_id", "tag_id", name=op.f("pk_record_tag")),
    )
    op.create_index(op.f("ix_record_tag_tag_id"), "record_tag", ["tag_id"], unique=False)
    op.create_table(
        "document",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column(
            "media",
            sa.Enum(
                "file",
                "photo",
                "voice",
                "audio",
                "video",
                name="media",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("storage_key", sa.String(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("platform_file_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["about_id"], ["record.id"], name=op.f("fk_document_about_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_document_record_id")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_about_id"), "document", ["about_id"], unique=False)
    op.create_index(op.f("ix_document_sha256"), "document", ["sha256"], unique=False)
    op.create_table(
        "channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("workspace_ext", sa.String(), nullable=False),
        sa.Column("channel_ext", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("live", "muted", "gone", name="channelstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("bound_record_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["bound_record_id"], ["record.id"], name=op.f("fk_channel_bound_record_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_channel_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint(
            "platform", "workspace_ext", "channel_ext", name=op.f("uq_channel_platform_workspace_ext_channel_ext")
        ),
    )
    op.create_index(op.f("ix_channel_bound_record_id"), "channel", ["bound_record_id"], unique=False)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("channel")
    op.drop_table("document")
    op.drop_table("record_tag")
    op.drop_table("tag")
    op.drop_table("change")
    op.drop_table("record")
