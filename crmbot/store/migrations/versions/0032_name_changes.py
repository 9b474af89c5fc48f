"""Which names have changed, for the processes that keep them at hand."""

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Change nothing yet."""


def downgrade() -> None:
    """Change nothing."""
