"""What guards the doors: tries of codes, sealed secrets, limits."""

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Change nothing yet."""


def downgrade() -> None:
    """Change nothing."""
