"""Secret addresses of calendars."""

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Do nothing yet."""


def downgrade() -> None:
    """Undo nothing yet."""
