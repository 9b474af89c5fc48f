"""Which names have changed is read from the log of changes, which has it all: no table is needed for it."""

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Change nothing yet."""


def downgrade() -> None:
    """Change nothing."""
