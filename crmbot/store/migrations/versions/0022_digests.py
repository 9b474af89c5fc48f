"""Digests of people and channels."""

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Do nothing yet."""


def downgrade() -> None:
    """Undo nothing yet."""
