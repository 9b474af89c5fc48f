"""Fields of one's own and what stands in them; tags that can be put away."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

_COMPARED = ("text_key", "number_value", "date_value", "bool_value", "option_id")


def upgrade() -> None:
    """Make the tables, and let a tag be put away."""
    op.create_table(
        "custom_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("label_key", sa.String(), nullable=False),
        sa.Column("type", _field_type(), nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("default", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field")),
        sa.UniqueConstraint("entity", "key", name=op.f("uq_custom_field_entity_key")),
        sa.UniqueConstraint("entity", "label_key", name=op.f("uq_custom_field_entity_label_key")),
    )
    op.create_table(
        "custom_layout",
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("columns", sa.Integer(), nullable=False),
        sa.CheckConstraint("columns BETWEEN 1 AND 3", name=op.f("ck_custom_layout_columns")),
        sa.PrimaryKeyConstraint("entity", name=op.f("pk_custom_layout")),
    )
    op.create_table(
        "custom_value",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("text_value", sa.Text(), nullable=True),
        sa.Column("text_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=True),
        sa.Column("number_value", sa.BigInteger(), nullable=True),
        sa.Column("date_value", sa.Date(), nullable=True),
        sa.Column("bool_value", sa.Boolean(), nullable=True),
        sa.Column("option_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["field_id"], ["custom_field.id"], name=op.f("fk_custom_value_field_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_custom_value_record_id")),
        sa.PrimaryKeyConstraint("record_id", "field_id", name=op.f("pk_custom_value")),
    )
    for column in _COMPARED:
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            op.f(f"ix_custom_value_field_id_{column}"),
            "custom_value",
            ["field_id", column],
            unique=False,
            sqlite_where=there,
            postgresql_where=there,
        )
    with op.batch_alter_table("tag") as tag:
        tag.add_column(sa.Column("is_active", sa.Boolean(), nullable=False, server_default=sa.true()))


def _field_type() -> sa.Enum:
    words = ("text", "number", "date", "checkbox", "dropdown")
    return sa.Enum(*words, name="fieldtype", native_enum=False, create_constraint=True, length=32)


def downgrade() -> None:
    """Drop what was made."""
    with op.batch_alter_table("tag") as tag:
        tag.drop_column("is_active")
    for table in ("custom_value", "custom_layout", "custom_field"):
        op.drop_table(table)
