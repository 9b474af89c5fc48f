"""Imports with the rows they could not take, the keys of records elsewhere, and exports that take long."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"

_STATES = ("looking", "ready", "running", "done", "failed", "dropped", "undoing", "undone")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    """Make the tables."""
    _make_import()
    _make_fault()
    _make_external_key()
    _make_export()


def _make_import() -> None:
    op.create_table(
        "import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("state", _choice(*_STATES, name="importstate"), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("sheet", sa.Text(), nullable=True),
        sa.Column("shape", _JSON, nullable=False),
        sa.Column("mapping", _JSON, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("revision",)),
        sa.Column("batch_id", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("rows_total", "rows_done", "added", "present")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("failed", "made", "undone")),
        sa.Column("told", _JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("faults_key", sa.String(), nullable=True),
        sa.Column("progress_ref", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint("rows_done >= 0", name=op.f("ck_import_rows_done")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_import_user_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.record_id"], name=op.f("fk_import_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import")),
        sa.UniqueConstraint("batch_id", name=op.f("uq_import_batch_id")),
    )
    op.create_index(op.f("ix_import_document_id"), "import", ["document_id"], unique=False)
    op.create_index(op.f("ix_import_state_next_at"), "import", ["state", "next_at"], unique=False)
    op.create_index(op.f("ix_import_user_id_id"), "import", ["user_id", "id"], unique=False)


def _make_fault() -> None:
    op.create_table(
        "import_fault",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("cells", _JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_import_fault_import_id")),
        sa.PrimaryKeyConstraint("import_id", "row_number", name=op.f("pk_import_fault")),
    )


def _make_external_key() -> None:
    op.create_table(
        "external_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_external_key_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_key")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_external_key_kind_key")),
    )
    op.create_index(op.f("ix_external_key_record_id"), "external_key", ["record_id"], unique=False)


def _make_export() -> None:
    op.create_table(
        "export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("filter", sa.Text(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("state", _choice("waiting", "done", "failed", name="exportstate"), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("file_key", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_export_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
    )
    op.create_index(op.f("ix_export_state_next_at"), "export", ["state", "next_at"], unique=False)


def downgrade() -> None:
    """Drop what was made."""
    for table in ("export", "external_key", "import_fault", "import"):
        op.drop_table(table)
