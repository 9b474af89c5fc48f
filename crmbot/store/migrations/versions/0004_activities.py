"""Notes, tasks, events and reminders."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "activity_type",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("colour", sa.String(), nullable=True),
        sa.Column("next_type_id", sa.Integer(), nullable=True),
        sa.Column("delay_days", sa.Integer(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["next_type_id"], ["activity_type.id"], name=op.f("fk_activity_type_next_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_type")),
        sa.UniqueConstraint("code", name=op.f("uq_activity_type_code")),
    )
    op.create_table(
        "activity",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "note_kind",
            sa.Enum(
                "note",
                "call",
                "email",
                "meeting",
                "visit",
                name="notekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "direction",
            sa.Enum("in", "out", name="direction", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("duration_minutes", sa.Integer(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lng", sa.Double(), nullable=True),
        sa.Column("source_message", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "todo",
                "in_progress",
                "waiting",
                "awaiting_approval",
                "done",
                "cancelled",
                name="taskstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "priority",
            sa.Enum(
                "low", "normal", "high", "urgent", name="priority", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_time", sa.Time(), nullable=True),
        sa.Column("due_zone", sa.String(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("assigned_by_id", sa.Integer(), nullable=True),
        sa.Column("requires_approval", sa.Boolean(), nullable=False),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("origin_address", sa.Text(), nullable=True),
        sa.Column("origin_private", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("all_day", sa.Boolean(), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column(
            "visibility",
            sa.Enum(
                "public",
                "private",
                "confidential",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "availability",
            sa.Enum("busy", "free", name="availability", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.CheckConstraint(
            "kind <> 'event' OR (starts_at IS NOT NULL AND ends_at >= starts_at)", name=op.f("ck_activity_event")
        ),
        sa.CheckConstraint(
            "kind <> 'note' OR (happened_at IS NOT NULL AND note_kind IS NOT NULL)", name=op.f("ck_activity_note")
        ),
        sa.CheckConstraint(
            "kind <> 'task' OR (status IS NOT NULL AND priority IS NOT NULL)", name=op.f("ck_activity_task")
        ),
        sa.CheckConstraint("kind IN ('note', 'task', 'event')", name=op.f("ck_activity_kind")),
        sa.CheckConstraint("(due_at IS NULL) = (due_time IS NULL)", name=op.f("ck_activity_due_time")),
        sa.CheckConstraint("(lat IS NULL) = (lng IS NULL)", name=op.f("ck_activity_place")),
        sa.CheckConstraint("due_on IS NOT NULL OR (due_at IS NULL AND due_time IS NULL)", name=op.f("ck_activity_due")),
        sa.ForeignKeyConstraint(["approver_id"], ["user.id"], name=op.f("fk_activity_approver_id")),
        sa.ForeignKeyConstraint(["assigned_by_id"], ["user.id"], name=op.f("fk_activity_assigned_by_id")),
        sa.ForeignKeyConstraint(["assignee_id"], ["user.id"], name=op.f("fk_activity_assignee_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_activity_record_id")),
        sa.ForeignKeyConstraint(["type_id"], ["activity_type.id"], name=op.f("fk_activity_type_id")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_activity")),
    )
    op.create_index(
        op.f("ix_activity_assignee_id_status_due_on"), "activity", ["assignee_id", "status", "due_on"], unique=False
    )
    op.create_index(op.f("ix_activity_happened_at"), "activity", ["happened_at"], unique=False)
    op.create_index(op.f("ix_activity_source_message"), "activity", ["source_message"], unique=False)
    op.create_index(op.f("ix_activity_starts_at"), "activity", ["starts_at"], unique=False)
    op.create_index(op.f("ix_activity_status_due_at"), "activity", ["status", "due_at"], unique=False)
    op.create_table(
        "activity_link",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("about", "attendee", name="linkrole", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("answer", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.record_id"], name=op.f("fk_activity_link_activity_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_activity_link_record_id")),
        sa.PrimaryKeyConstraint("activity_id", "record_id", name=op.f("pk_activity_link")),
    )
    op.create_index(op.f("ix_activity_link_record_id"), "activity_link", ["record_id"], unique=False)
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wall_time", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "fired",
                "cancelled",
                name="reminderstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("user_id IS NOT NULL OR address IS NOT NULL", name=op.f("ck_reminder_recipient")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_reminder_record_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_reminder_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
    )
    op.create_index(op.f("ix_reminder_status_due_at"), "reminder", ["status", "due_at"], unique=False)
    op.create_index(op.f("ix_reminder_user_id"), "reminder", ["user_id"], unique=False)
    op.create_index(
        "uq_reminder_address",
        "reminder",
        ["record_id", "kind", "address"],
        unique=True,
        sqlite_where=sa.text("user_id IS NULL"),
        postgresql_where=sa.text("user_id IS NULL"),
    )
    op.create_index(
        "uq_reminder_user",
        "reminder",
        ["record_id", "kind", "user_id"],
        unique=True,
        sqlite_where=sa.text("address IS NULL"),
        postgresql_where=sa.text("address IS NULL"),
    )
    op.create_index("uq_reminder_user_address", "reminder", ["record_id", "kind", "user_id", "address"], unique=True)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("reminder")
    op.drop_table("activity_link")
    op.drop_table("activity")
    op.drop_table("activity_type")
