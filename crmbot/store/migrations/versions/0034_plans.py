"""What is looked up among millions: what is still to come, what is private, what somebody is to be reminded of."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

_PLANNED = sa.text("event_status = 'planned'")
_PRIVATE = sa.text("visibility IN ('private', 'confidential')")


def upgrade() -> None:
    """Make the indexes; an older release does well with them, too."""
    op.create_index("ix_activity_planned", "activity", ["starts_at"], sqlite_where=_PLANNED, postgresql_where=_PLANNED)
    op.create_index("ix_activity_private", "activity", ["record_id"], sqlite_where=_PRIVATE, postgresql_where=_PRIVATE)
    op.create_index(op.f("ix_activity_status_due_on"), "activity", ["status", "due_on"])
    op.create_index(op.f("ix_reminder_user_id_status_due_at"), "reminder", ["user_id", "status", "due_at"])
    op.drop_index(op.f("ix_reminder_user_id"), table_name="reminder")


def downgrade() -> None:
    """Go back to what there was."""
    op.create_index(op.f("ix_reminder_user_id"), "reminder", ["user_id"])
    op.drop_index(op.f("ix_reminder_user_id_status_due_at"), table_name="reminder")
    op.drop_index(op.f("ix_activity_status_due_on"), table_name="activity")
    op.drop_index("ix_activity_private", table_name="activity")
    op.drop_index("ix_activity_planned", table_name="activity")
