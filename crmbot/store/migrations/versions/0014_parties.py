"""What else is known of companies and people, and people who have to do with several companies."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the columns and the table."""
    with op.batch_alter_table("party") as party:
        party.add_column(sa.Column("civility", sa.String(), nullable=True))
        party.add_column(sa.Column("fax", sa.String(), nullable=True))
        party.add_column(sa.Column("reports_to_id", sa.Integer(), nullable=True))
        party.add_column(sa.Column("turnover_minor", sa.BigInteger(), nullable=True))
        party.add_column(sa.Column("turnover_currency", sa.String(), nullable=True))
        party.create_foreign_key(op.f("fk_party_reports_to_id"), "party", ["reports_to_id"], ["record_id"])
        party.create_index(op.f("ix_party_reports_to_id"), ["reports_to_id"], unique=False)
        party.create_index(
            op.f("ix_party_turnover_currency_turnover_minor"), ["turnover_currency", "turnover_minor"], unique=False
        )
    op.create_table(
        "party_link",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["party.record_id"], name=op.f("fk_party_link_company_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["party.record_id"], name=op.f("fk_party_link_contact_id")),
        sa.PrimaryKeyConstraint("company_id", "contact_id", name=op.f("pk_party_link")),
    )
    op.create_index(op.f("ix_party_link_contact_id"), "party_link", ["contact_id"], unique=False)


def downgrade() -> None:
    """Drop what was made."""
    op.drop_table("party_link")
    with op.batch_alter_table("party") as party:
        party.drop_index(op.f("ix_party_turnover_currency_turnover_minor"))
        party.drop_index(op.f("ix_party_reports_to_id"))
        party.drop_constraint(op.f("fk_party_reports_to_id"), type_="foreignkey")
        for name in ("turnover_currency", "turnover_minor", "reports_to_id", "fax", "civility"):
            party.drop_column(name)
