"""Saved views: filters kept under a name; indexes for what lists are asked by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the table and the indexes."""
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "list",
                "board",
                "calendar",
                "dashboard",
                name="viewkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("noun", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("query", JSON, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_saved_view_owner_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_saved_view_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index(op.f("ix_saved_view_team_id"), "saved_view", ["team_id"], unique=False)
    op.create_index("uq_saved_view_owner_id", "saved_view", ["owner_id", "kind", "name_key"], unique=True)
    op.drop_index(op.f("ix_record_kind_owner_id_deleted_at"), table_name="record")
    seen = ["kind", "owner_id", "deleted_at", "created_by_id", "team_id", "id"]
    op.create_index("ix_record_seen", "record", seen, unique=False)
    op.create_index(op.f("ix_record_kind_created_at"), "record", ["kind", "created_at"], unique=False)
    op.create_index(op.f("ix_party_employees"), "party", ["employees"], unique=False)
    op.create_index(op.f("ix_deal_amount_minor"), "deal", ["amount_minor"], unique=False)
    board = ["stage_id", "currency", "probability", "amount_minor", "expected_close", "record_id"]
    op.create_index("ix_deal_board", "deal", board, unique=False)


def downgrade() -> None:
    """Drop the table and the indexes."""
    op.drop_index("ix_deal_board", table_name="deal")
    op.drop_index(op.f("ix_deal_amount_minor"), table_name="deal")
    op.drop_index(op.f("ix_party_employees"), table_name="party")
    op.drop_index(op.f("ix_record_kind_created_at"), table_name="record")
    op.drop_index("ix_record_seen", table_name="record")
    seen = ["kind", "owner_id", "deleted_at"]
    op.create_index(op.f("ix_record_kind_owner_id_deleted_at"), "record", seen, unique=False)
    op.drop_table("saved_view")
