"""What is forgotten, and by whom."""

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Do nothing yet."""


def downgrade() -> None:
    """Undo nothing yet."""
