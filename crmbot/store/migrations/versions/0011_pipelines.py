"""Pipelines that come and go, idle deals, and what recurs."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_PERIODICITY = sa.Enum(
    "week", "month", "quarter", "year", name="periodicity", native_enum=False, create_constraint=True, length=32
)


def upgrade() -> None:
    """Add the columns; what is there is in use."""
    op.add_column("pipeline", sa.Column("is_active", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("stage") as batch:
        batch.add_column(sa.Column("is_active", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch.create_check_constraint(op.f("ck_stage_rot_days"), "rot_days > 0")
    with op.batch_alter_table("deal") as batch:
        batch.add_column(sa.Column("snooze_note", sa.Text(), nullable=True))
        batch.add_column(sa.Column("recurring_minor", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("periodicity", _PERIODICITY, nullable=True))
        batch.add_column(sa.Column("recurring_from", sa.Date(), nullable=True))
        batch.add_column(sa.Column("recurring_until", sa.Date(), nullable=True))
        batch.create_check_constraint(op.f("ck_deal_recurring"), "recurring_until >= recurring_from")
        batch.drop_index(op.f("ix_deal_stage_id_expected_close"))
        batch.create_index(op.f("ix_deal_stage_id_position_expected_close"), ["stage_id", "position", "expected_close"])


def downgrade() -> None:
    """Take the columns away."""
    with op.batch_alter_table("deal") as batch:
        batch.drop_index(op.f("ix_deal_stage_id_position_expected_close"))
        batch.create_index(op.f("ix_deal_stage_id_expected_close"), ["stage_id", "expected_close"])
        batch.drop_constraint(op.f("ck_deal_recurring"), type_="check")
        batch.drop_constraint(op.f("ck_deal_periodicity"), type_="check")
        for name in ("recurring_until", "recurring_from", "periodicity", "recurring_minor", "snooze_note"):
            batch.drop_column(name)
    with op.batch_alter_table("stage") as batch:
        batch.drop_constraint(op.f("ck_stage_rot_days"), type_="check")
        batch.drop_column("is_active")
    op.drop_column("pipeline", "is_active")
