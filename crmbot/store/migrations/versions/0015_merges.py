"""Whom a company talks to is looked up by the person as well, when two people become one."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the indexes."""
    op.create_index(op.f("ix_party_primary_contact_id"), "party", ["primary_contact_id"], unique=False)
    op.create_index(op.f("ix_party_accounting_contact_id"), "party", ["accounting_contact_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_index(op.f("ix_party_accounting_contact_id"), "party")
    op.drop_index(op.f("ix_party_primary_contact_id"), "party")
