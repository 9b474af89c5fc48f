"""What channels are told of, and the records they are bound to."""

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Do nothing yet."""


def downgrade() -> None:
    """Undo nothing yet."""
