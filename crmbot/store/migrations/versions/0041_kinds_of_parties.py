"""Companies by name, and people by name, each by themselves: the kind stands with the names."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"

_FILL = "UPDATE party SET kind = (SELECT record.kind FROM record WHERE record.id = party.record_id)"

# An older release writes rows without it while processes are replaced (ADR 27). Gone when nobody does any more.
_ON_FILE = f"""
CREATE TRIGGER party_kind AFTER INSERT ON party WHEN NEW.kind IS NULL
BEGIN {_FILL} WHERE record_id = NEW.record_id; END
"""
_FUNCTION = """
CREATE FUNCTION party_kind() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN SELECT kind INTO NEW.kind FROM record WHERE id = NEW.record_id; RETURN NEW; END$$
"""
_ON_SERVER = """
CREATE TRIGGER party_kind BEFORE INSERT ON party FOR EACH ROW WHEN (NEW.kind IS NULL) EXECUTE FUNCTION party_kind()
"""


def upgrade() -> None:
    """Add what may be empty, and let the database fill in what an older release leaves out."""
    op.add_column("party", sa.Column("kind", sa.String(), nullable=True))
    op.execute(_FILL)
    for statement in (_FUNCTION, _ON_SERVER) if _is_server() else (_ON_FILE,):
        op.execute(statement)
    op.create_index("ix_party_in_turn", "party", ["kind", "name_key", "record_id"])


def downgrade() -> None:
    """Go back to what there was."""
    op.drop_index("ix_party_in_turn", table_name="party")
    op.execute("DROP TRIGGER party_kind" + (" ON party" if _is_server() else ""))
    if _is_server():
        op.execute("DROP FUNCTION party_kind()")
    op.drop_column("party", "kind")


def _is_server() -> bool:
    return op.get_bind().dialect.name == "postgresql"
