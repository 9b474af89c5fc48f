"""Leads, and deals that stand on a lead instead of a party."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_CARD = (
    *("first_name", "last_name", "company_name", "job_title", "department", "email", "email_key", "phone"),
    *("phone_key", "mobile", "mobile_key", "website", "street", "city", "region", "postcode", "country", "language"),
)


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    """Make the table, and let a deal name a lead."""
    op.create_table(
        "lead",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("civility", sa.String(), nullable=True),
        sa.Column("office", sa.String(), nullable=True),
        sa.Column("fax", sa.String(), nullable=True),
        sa.Column(
            "status",
            _choice("new", "assigned", "in_progress", "converted", "lost", name="leadstatus"),
            nullable=False,
        ),
        sa.Column("grade", _choice("suspect", "prospect", name="grade"), nullable=False),
        sa.Column("is_recycled", sa.Boolean(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("source_note", sa.Text(), nullable=True),
        sa.Column("referred_by", sa.String(), nullable=True),
        sa.Column("referred_by_party_id", sa.Integer(), nullable=True),
        sa.Column("industry", sa.String(), nullable=True),
        sa.Column("contact_on", sa.Date(), nullable=True),
        sa.Column("budget_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("status_note", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("message_author", sa.String(), nullable=True),
        sa.Column("message_link", sa.Text(), nullable=True),
        sa.Column("lost_reason_id", sa.Integer(), nullable=True),
        sa.Column("lost_note", sa.Text(), nullable=True),
        sa.Column("converted_party_id", sa.Integer(), nullable=True),
        sa.Column("converted_contact_id", sa.Integer(), nullable=True),
        sa.Column("converted_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.Column(name, sa.String(), nullable=True) for name in _CARD),
        sa.Column("no_calls", sa.Boolean(), nullable=False),
        sa.Column("no_emails", sa.Boolean(), nullable=False),
        sa.CheckConstraint("last_name IS NOT NULL OR company_name IS NOT NULL", name=op.f("ck_lead_named")),
        sa.ForeignKeyConstraint(
            ["converted_contact_id"], ["party.record_id"], name=op.f("fk_lead_converted_contact_id")
        ),
        sa.ForeignKeyConstraint(["converted_party_id"], ["party.record_id"], name=op.f("fk_lead_converted_party_id")),
        sa.ForeignKeyConstraint(["lost_reason_id"], ["lost_reason.id"], name=op.f("fk_lead_lost_reason_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_lead_record_id")),
        sa.ForeignKeyConstraint(
            ["referred_by_party_id"], ["party.record_id"], name=op.f("fk_lead_referred_by_party_id")
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_lead_source_id")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_lead")),
    )
    for column in ("converted_contact_id", "converted_party_id", "email_key", "mobile_key", "name_key", "phone_key"):
        op.create_index(op.f(f"ix_lead_{column}"), "lead", [column], unique=False)
    op.create_index(op.f("ix_lead_referred_by_party_id"), "lead", ["referred_by_party_id"], unique=False)
    order = ["contact_on", "record_id", "status"]
    op.create_index(op.f("ix_lead_contact_on_record_id_status"), "lead", order, unique=False)
    op.create_index(op.f("ix_lead_status_contact_on"), "lead", ["status", "contact_on"], unique=False)
    with op.batch_alter_table("deal") as deal:
        deal.add_column(sa.Column("lead_id", sa.Integer(), nullable=True))
        deal.create_foreign_key(op.f("fk_deal_lead_id"), "lead", ["lead_id"], ["record_id"])
        deal.create_index(op.f("ix_deal_lead_id"), ["lead_id"], unique=False)
        deal.drop_constraint(op.f("ck_deal_party"), type_="check")
        deal.create_check_constraint(op.f("ck_deal_whose"), "party_id IS NOT NULL OR lead_id IS NOT NULL")


def downgrade() -> None:
    """Drop what was made."""
    with op.batch_alter_table("deal") as deal:
        deal.drop_constraint(op.f("ck_deal_whose"), type_="check")
        deal.create_check_constraint(op.f("ck_deal_party"), "party_id IS NOT NULL")
        deal.drop_index(op.f("ix_deal_lead_id"))
        deal.drop_constraint(op.f("fk_deal_lead_id"), type_="foreignkey")
        deal.drop_column("lead_id")
    op.drop_table("lead")
