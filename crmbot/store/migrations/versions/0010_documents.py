"""Documents and their bytes: where those are, what they are, and the message each came in."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_KINDS = (*("picture", "sound", "video", "pdf", "document", "table", "slides", "text", "archive", "program", "other"),)

# Files from before: whoever has them still says through which surface each was sent.
_EARLIER = """
INSERT INTO stored_file (document_id, state, kind, platform, next_at, tries)
SELECT document.record_id, 'pending',
       CASE media WHEN 'photo' THEN 'picture' WHEN 'voice' THEN 'sound' WHEN 'audio' THEN 'sound'
                  WHEN 'video' THEN 'video' ELSE 'other' END,
       (SELECT min(change.via) FROM change
         WHERE change.record_id = document.record_id AND change.table_name = 'record'
           AND change.operation = 'insert'),
       record.created_at, 0
  FROM document JOIN record ON record.id = document.record_id
"""


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    """Make the table; two columns go that nothing was ever written to."""
    op.create_table(
        "stored_file",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("state", _choice("pending", "stored", "too_large", "gone", name="fetchstate"), nullable=False),
        sa.Column("kind", _choice(*_KINDS, name="filekind"), nullable=False),
        sa.Column("platform", sa.String(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("mime", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.record_id"], name=op.f("fk_stored_file_document_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_stored_file")),
    )
    op.create_index(op.f("ix_stored_file_kind"), "stored_file", ["kind"], unique=False)
    op.create_index(op.f("ix_stored_file_sha256"), "stored_file", ["sha256"], unique=False)
    op.create_index(op.f("ix_stored_file_state_next_at"), "stored_file", ["state", "next_at"], unique=False)
    op.execute(_EARLIER)
    with op.batch_alter_table("document") as document:
        document.add_column(sa.Column("source_message", sa.Text(), nullable=True))
        document.create_index(op.f("ix_document_source_message"), ["source_message"], unique=False)
        document.drop_index(op.f("ix_document_sha256"))
        document.drop_column("sha256")
        document.drop_column("storage_key")


def downgrade() -> None:
    """Drop what was made."""
    with op.batch_alter_table("document") as document:
        document.add_column(sa.Column("storage_key", sa.String(), nullable=True))
        document.add_column(sa.Column("sha256", sa.String(), nullable=True))
        document.create_index(op.f("ix_document_sha256"), ["sha256"], unique=False)
        document.drop_index(op.f("ix_document_source_message"))
        document.drop_column("source_message")
    op.drop_table("stored_file")
