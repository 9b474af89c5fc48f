"""Series of tasks and events."""

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Do nothing yet."""


def downgrade() -> None:
    """Undo nothing yet."""
