"""Indexes for lists of a million: a team's records, somebody's events, what was closed lately, the last touch."""

from alembic import op

revision = "0035"
down_revision = "0034"

_TEAMS = ["team_id", "kind", "owner_id", "deleted_at", "created_by_id", "id"]


def upgrade() -> None:
    """Make the indexes, and drop those whose columns they begin with; an older release does well with them, too."""
    op.create_index("ix_record_of_team", "record", _TEAMS)
    op.drop_index(op.f("ix_record_team_id"), table_name="record")
    op.create_index("ix_activity_span", "activity", ["starts_at", "ends_at", "record_id"])
    op.drop_index(op.f("ix_activity_starts_at_ends_at"), table_name="activity")
    op.create_index("ix_activity_attendee_going", "activity_attendee", ["user_id", "activity_id", "answer"])
    op.drop_index(op.f("ix_activity_attendee_user_id"), table_name="activity_attendee")
    op.create_index(op.f("ix_deal_closed_at"), "deal", ["closed_at"])
    op.create_index(op.f("ix_recent_record_user_id_address_at"), "recent_record", ["user_id", "address", "at"])


def downgrade() -> None:
    """Go back to what there was."""
    op.drop_index(op.f("ix_recent_record_user_id_address_at"), table_name="recent_record")
    op.drop_index(op.f("ix_deal_closed_at"), table_name="deal")
    op.create_index(op.f("ix_activity_attendee_user_id"), "activity_attendee", ["user_id"])
    op.drop_index("ix_activity_attendee_going", table_name="activity_attendee")
    op.create_index(op.f("ix_activity_starts_at_ends_at"), "activity", ["starts_at", "ends_at"])
    op.drop_index("ix_activity_span", table_name="activity")
    op.create_index(op.f("ix_record_team_id"), "record", ["team_id"])
    op.drop_index("ix_record_of_team", table_name="record")
