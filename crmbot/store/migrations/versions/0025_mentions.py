"""Who is named in a note."""

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Do nothing yet."""


def downgrade() -> None:
    """Undo nothing yet."""
