"""Wrong codes are counted for who brings them, and no more for the code."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the table; a column goes that was never counted up."""
    op.create_table(
        "link_try",
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("who", name=op.f("pk_link_try")),
    )
    with op.batch_alter_table("link_code") as batch:
        batch.drop_column("tries")


def downgrade() -> None:
    """Drop the table, bring the column back."""
    with op.batch_alter_table("link_code") as batch:
        batch.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.drop_table("link_try")
