"""Workspaces our app is installed in, and the links by which it is."""

import sqlalchemy as sa
from alembic import op

from crmbot.store.types import UtcDateTime

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("workspace_ext", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sealed_token", sa.Text(), nullable=False),
        sa.Column("bot_user_ext", sa.String(), nullable=False),
        sa.Column("bot_ext", sa.String(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("installed_by_id", sa.Integer(), nullable=False),
        sa.Column("installed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["installed_by_id"], ["user.id"], name=op.f("fk_installation_installed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
        sa.UniqueConstraint("platform", "workspace_ext", name=op.f("uq_installation_platform_workspace_ext")),
    )
    op.create_index(op.f("ix_installation_installed_by_id"), "installation", ["installed_by_id"])
    op.create_table(
        "install_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("browser_hash", sa.String(), nullable=True),
        sa.Column("state_hash", sa.String(), nullable=True),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_install_link_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_install_link")),
        sa.UniqueConstraint("hash", name=op.f("uq_install_link_hash")),
        sa.UniqueConstraint("state_hash", name=op.f("uq_install_link_state_hash")),
    )
    op.create_index(op.f("ix_install_link_user_id"), "install_link", ["user_id"])
    op.create_index(op.f("ix_install_link_expires_at"), "install_link", ["expires_at"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("install_link")
    op.drop_table("installation")
