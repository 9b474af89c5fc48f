"""When and how people and channels want to be reminded."""

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Do nothing yet."""


def downgrade() -> None:
    """Undo nothing yet."""
