"""When and how people and channels want to be reminded."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_PEOPLES = ("remind_tasks", "remind_events", "snoozes")


def upgrade() -> None:
    """Make the columns and the tables."""
    _tell_reminders_apart()
    _make_wishes()
    _make_holidays()
    with op.batch_alter_table("user") as user:
        for name in _PEOPLES:
            user.add_column(sa.Column(name, sa.String(), nullable=True))
        user.add_column(sa.Column("reminded_in", _choice("remindedin", "channel", "direct", "both"), nullable=True))


def _choice(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _tell_reminders_apart() -> None:
    counts = ("minutes", "fired")
    with op.batch_alter_table("reminder") as reminder:
        reminder.add_column(sa.Column("held_from", sa.DateTime(timezone=True), nullable=True))
        for name in counts:
            reminder.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("reminder") as reminder:
        for name in counts:
            reminder.alter_column(name, existing_type=sa.Integer(), existing_nullable=False, server_default=None)


def _make_wishes() -> None:
    op.create_table(
        "reminder_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("kind", _choice("wishkind", "before", "snooze", "nag", "escalate"), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_reminder_wish_record_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_reminder_wish_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_wish")),
    )
    for name in ("record_id", "user_id"):
        op.create_index(op.f(f"ix_reminder_wish_{name}"), "reminder_wish", [name], unique=False)


def _make_holidays() -> None:
    op.create_table(
        "holiday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("yearly", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("channel_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_holiday_order")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_holiday_user_id")),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_holiday_channel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday")),
    )
    for name in ("user_id", "channel_id"):
        op.create_index(op.f(f"ix_holiday_{name}"), "holiday", [name], unique=False)


def downgrade() -> None:
    """Drop what was made."""
    with op.batch_alter_table("user") as user:
        user.drop_constraint(op.f("ck_user_remindedin"), type_="check")
        for name in (*_PEOPLES, "reminded_in"):
            user.drop_column(name)
    op.drop_table("holiday")
    op.drop_table("reminder_wish")
    with op.batch_alter_table("reminder") as reminder:
        for name in ("held_from", "minutes", "fired"):
            reminder.drop_column(name)
