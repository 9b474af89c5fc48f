"""Events with their people and series, and the habits of channels."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_ANSWERS = ("none", "yes", "no", "maybe")


def upgrade() -> None:
    """Make the columns and the tables."""
    _make_recurrence()
    with op.batch_alter_table("activity") as activity:
        activity.add_column(
            sa.Column("event_kind", _choice("eventkind", "event", "meeting", "call", "visit"), nullable=True)
        )
        activity.add_column(
            sa.Column("event_status", _choice("eventstatus", "planned", "held", "cancelled"), nullable=True)
        )
        activity.add_column(sa.Column("starts_on", sa.Date(), nullable=True))
        activity.add_column(sa.Column("starts_time", sa.Time(), nullable=True))
        activity.add_column(sa.Column("ends_on", sa.Date(), nullable=True))
        activity.add_column(sa.Column("zone", sa.String(), nullable=True))
        activity.add_column(sa.Column("recurrence_id", sa.Integer(), nullable=True))
        activity.add_column(sa.Column("occurrence_on", sa.Date(), nullable=True))
        activity.create_foreign_key(op.f("fk_activity_recurrence_id"), "recurrence", ["recurrence_id"], ["id"])
        activity.create_check_constraint(op.f("ck_activity_event_status"), _EVENT_STATUS)
        activity.create_index("uq_activity_recurrence_id", ["recurrence_id", "occurrence_on"], unique=True)
    op.create_index(
        "ix_activity_all_day",
        "activity",
        ["ends_at"],
        sqlite_where=sa.text("all_day = 1"),
        postgresql_where=sa.text("all_day"),
    )
    op.drop_index(op.f("ix_activity_starts_at"), "activity")
    op.create_index(op.f("ix_activity_starts_at_ends_at"), "activity", ["starts_at", "ends_at"], unique=False)
    _sort_categories()
    _make_attendees()
    _give_habits_to_channels()


def _sort_categories() -> None:
    """Say of what kind of event the categories are that were there before kinds were."""
    with op.batch_alter_table("activity_type") as category:
        category.add_column(
            sa.Column("event_kind", _choice("eventkind", "event", "meeting", "call", "visit"), nullable=True)
        )
    op.execute("UPDATE activity_type SET event_kind = 'meeting' WHERE kind = 'event'")


_EVENT_STATUS = "kind <> 'event' OR event_status IS NOT NULL"


def _choice(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _make_recurrence() -> None:
    op.create_table(
        "recurrence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("at", sa.Time(), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("left_out", sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("made_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurrence")),
    )
    op.create_index(op.f("ix_recurrence_made_until"), "recurrence", ["made_until"], unique=False)


def _make_attendees() -> None:
    op.create_table(
        "activity_attendee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("answer", _choice("answer", *_ANSWERS), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(user_id IS NULL) <> (email IS NULL)", name=op.f("ck_activity_attendee_who")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.record_id"], name=op.f("fk_activity_attendee_activity_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_activity_attendee_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_attendee")),
    )
    op.create_index(op.f("ix_activity_attendee_activity_id"), "activity_attendee", ["activity_id"], unique=False)
    op.create_index(op.f("ix_activity_attendee_user_id"), "activity_attendee", ["user_id"], unique=False)
    for column in ("user_id", "email"):
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"uq_activity_attendee_{column}",
            "activity_attendee",
            ["activity_id", column],
            unique=True,
            sqlite_where=there,
            postgresql_where=there,
        )


def _give_habits_to_channels() -> None:
    with op.batch_alter_table("channel") as channel:
        channel.add_column(sa.Column("zone", sa.String(), nullable=True))
        channel.add_column(sa.Column("quiet_from", sa.Time(), nullable=True))
        channel.add_column(sa.Column("quiet_to", sa.Time(), nullable=True))
        channel.add_column(sa.Column("work_days", sa.String(), nullable=True))
        for name in ("has_outsiders", "shows_amounts"):
            channel.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("channel") as channel:
        for name in ("has_outsiders", "shows_amounts"):
            channel.alter_column(name, existing_type=sa.Boolean(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    """Drop what was made."""
    with op.batch_alter_table("channel") as channel:
        for name in ("zone", "quiet_from", "quiet_to", "work_days", "has_outsiders", "shows_amounts"):
            channel.drop_column(name)
    op.drop_table("activity_attendee")
    with op.batch_alter_table("activity_type") as category:
        category.drop_constraint(op.f("ck_activity_type_eventkind"), type_="check")
        category.drop_column("event_kind")
    op.drop_index(op.f("ix_activity_starts_at_ends_at"), "activity")
    op.create_index(op.f("ix_activity_starts_at"), "activity", ["starts_at"], unique=False)
    op.drop_index("ix_activity_all_day", "activity")
    with op.batch_alter_table("activity") as activity:
        activity.drop_index("uq_activity_recurrence_id")
        for name in ("event_status", "eventkind", "eventstatus"):
            activity.drop_constraint(op.f(f"ck_activity_{name}"), type_="check")
        activity.drop_constraint(op.f("fk_activity_recurrence_id"), type_="foreignkey")
        for name in _COLUMNS:
            activity.drop_column(name)
    op.drop_table("recurrence")


_COLUMNS = (
    *("event_kind", "event_status", "starts_on", "starts_time", "ends_on", "zone"),
    *("recurrence_id", "occurrence_on"),
)
