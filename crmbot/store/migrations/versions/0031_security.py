"""What guards the doors: wrong tries are counted against a linking code, too."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Make the columns. Codes that were given out in the last ten minutes do not work any more."""
    op.execute("DELETE FROM link_code")
    with op.batch_alter_table("link_code") as codes:
        codes.add_column(sa.Column("mark", sa.String(), nullable=False, server_default=""))
        codes.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        codes.create_index(op.f("ix_link_code_mark"), ["mark"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.execute("DELETE FROM link_code")
    with op.batch_alter_table("link_code") as codes:
        codes.drop_index(op.f("ix_link_code_mark"))
        codes.drop_column("tries")
        codes.drop_column("mark")
