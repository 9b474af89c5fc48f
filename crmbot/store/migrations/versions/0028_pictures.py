"""The pictures of people, what was put away to be listed, and whom an import has given records."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Make the columns, and the index."""
    with op.batch_alter_table("party") as party:
        party.add_column(sa.Column("picture_id", sa.Integer(), nullable=True))
        party.create_foreign_key(op.f("fk_party_picture_id"), "document", ["picture_id"], ["record_id"])
        party.create_index(op.f("ix_party_picture_id"), ["picture_id"], unique=False)
    op.add_column("import", sa.Column("given", _JSON, nullable=False, server_default="{}"))
    away = sa.text("deleted_at IS NOT NULL")
    op.create_index(
        "ix_record_put_away",
        "record",
        ["kind", "deleted_at"],
        unique=False,
        sqlite_where=away,
        postgresql_where=away,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_record_put_away", table_name="record")
    with op.batch_alter_table("import") as imports:
        imports.drop_column("given")
    with op.batch_alter_table("party") as party:
        party.drop_index(op.f("ix_party_picture_id"))
        party.drop_constraint(op.f("fk_party_picture_id"), type_="foreignkey")
        party.drop_column("picture_id")
