"""What tasks have besides their words and time."""

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Do nothing yet."""


def downgrade() -> None:
    """Undo nothing yet."""
