"""What a person means by a name, as their corrections have taught."""

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Change nothing yet."""


def downgrade() -> None:
    """Change nothing."""
