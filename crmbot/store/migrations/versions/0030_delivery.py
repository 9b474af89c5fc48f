"""What delivery keeps between processes: chats that are gone, and messages that could not be sent."""

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Change nothing yet."""


def downgrade() -> None:
    """Change nothing."""
