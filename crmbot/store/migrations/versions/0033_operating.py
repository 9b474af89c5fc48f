"""What operators are told."""

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Change nothing yet."""


def downgrade() -> None:
    """Change nothing."""
