"""Companies, contacts, pipelines and deals."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("name", name=op.f("uq_source_name")),
    )
    op.create_table(
        "lost_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("needs_note", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lost_reason")),
        sa.UniqueConstraint("name", name=op.f("uq_lost_reason_name")),
    )
    op.create_table(
        "pipeline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pipeline")),
        sa.UniqueConstraint("name", name=op.f("uq_pipeline_name")),
    )
    op.create_index(
        "uq_pipeline_is_default",
        "pipeline",
        ["is_default"],
        unique=True,
        sqlite_where=sa.text("is_default"),
        postgresql_where=sa.text("is_default"),
    )
    op.create_table(
        "stage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pipeline_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "category",
            sa.Enum("open", "won", "lost", name="stagecategory", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("probability", sa.Integer(), nullable=True),
        sa.Column("rot_days", sa.Integer(), nullable=True),
        sa.CheckConstraint("probability BETWEEN 0 AND 100", name=op.f("ck_stage_probability")),
        sa.ForeignKeyConstraint(["pipeline_id"], ["pipeline.id"], name=op.f("fk_stage_pipeline_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage")),
        sa.UniqueConstraint("pipeline_id", "name", name=op.f("uq_stage_pipeline_id_name")),
    )
    op.create_index(
        "uq_stage_closing",
        "stage",
        ["pipeline_id", "category"],
        unique=True,
        sqlite_where=sa.text("category <> 'open'"),
        postgresql_where=sa.text("category <> 'open'"),
    )
    op.create_table(
        "party",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("primary_contact_id", sa.Integer(), nullable=True),
        sa.Column("accounting_contact_id", sa.Integer(), nullable=True),
        sa.Column("is_prospect", sa.Boolean(), nullable=False),
        sa.Column("is_customer", sa.Boolean(), nullable=False),
        sa.Column("is_supplier", sa.Boolean(), nullable=False),
        sa.Column("is_partner", sa.Boolean(), nullable=False),
        sa.Column("industry", sa.String(), nullable=True),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("registration_no", sa.String(), nullable=True),
        sa.Column("tax_no", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("first_name", sa.String(), nullable=True),
        sa.Column("last_name", sa.String(), nullable=True),
        sa.Column("company_name", sa.String(), nullable=True),
        sa.Column("job_title", sa.String(), nullable=True),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("email_key", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("phone_key", sa.String(), nullable=True),
        sa.Column("mobile", sa.String(), nullable=True),
        sa.Column("mobile_key", sa.String(), nullable=True),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("street", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("postcode", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("no_calls", sa.Boolean(), nullable=False),
        sa.Column("no_emails", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accounting_contact_id"], ["party.record_id"], name=op.f("fk_party_accounting_contact_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["party.record_id"], name=op.f("fk_party_company_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["party.record_id"], name=op.f("fk_party_parent_id")),
        sa.ForeignKeyConstraint(["primary_contact_id"], ["party.record_id"], name=op.f("fk_party_primary_contact_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_party_record_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_party_source_id")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_party")),
    )
    op.create_index(op.f("ix_party_company_id"), "party", ["company_id"], unique=False)
    op.create_index(op.f("ix_party_email_key"), "party", ["email_key"], unique=False)
    op.create_index(op.f("ix_party_mobile_key"), "party", ["mobile_key"], unique=False)
    op.create_index(op.f("ix_party_name_key"), "party", ["name_key"], unique=False)
    op.create_index(op.f("ix_party_parent_id"), "party", ["parent_id"], unique=False)
    op.create_index(op.f("ix_party_phone_key"), "party", ["phone_key"], unique=False)
    op.create_table(
        "deal",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column(
            "type",
            sa.Enum(
                "new_customer",
                "existing_customer",
                "recurring",
                name="dealtype",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("previous_stage_id", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("best_minor", sa.BigInteger(), nullable=True),
        sa.Column("worst_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("probability", sa.Integer(), nullable=True),
        sa.Column("probability_manual", sa.Boolean(), nullable=False),
        sa.Column("expected_close", sa.Date(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("customer_description", sa.Text(), nullable=True),
        sa.Column("lost_reason_id", sa.Integer(), nullable=True),
        sa.Column("lost_note", sa.Text(), nullable=True),
        sa.Column("stage_entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(currency) = 3", name=op.f("ck_deal_currency")),
        sa.CheckConstraint("party_id IS NOT NULL", name=op.f("ck_deal_party")),
        sa.CheckConstraint("probability BETWEEN 0 AND 100", name=op.f("ck_deal_probability")),
        sa.ForeignKeyConstraint(["contact_id"], ["party.record_id"], name=op.f("fk_deal_contact_id")),
        sa.ForeignKeyConstraint(["lost_reason_id"], ["lost_reason.id"], name=op.f("fk_deal_lost_reason_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.record_id"], name=op.f("fk_deal_party_id")),
        sa.ForeignKeyConstraint(["previous_stage_id"], ["stage.id"], name=op.f("fk_deal_previous_stage_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_deal_record_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_deal_source_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_deal_stage_id")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_deal")),
    )
    op.create_index(op.f("ix_deal_contact_id"), "deal", ["contact_id"], unique=False)
    op.create_index(op.f("ix_deal_expected_close"), "deal", ["expected_close"], unique=False)
    op.create_index(op.f("ix_deal_party_id"), "deal", ["party_id"], unique=False)
    op.create_index(op.f("ix_deal_stage_id_expected_close"), "deal", ["stage_id", "expected_close"], unique=False)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("deal")
    op.drop_table("party")
    op.drop_table("stage")
    op.drop_table("pipeline")
    op.drop_table("lost_reason")
    op.drop_table("source")
