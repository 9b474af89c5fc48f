"""Lists with an order and names that are compared, and the changes of settings found by their rows."""

import sqlalchemy as sa
from alembic import op

from crmbot.language.fold import fold

revision = "0016"
down_revision = "0015"

_LISTS = ("source", "lost_reason", "activity_type")
_OF_SETTINGS = sa.text("record_id IS NULL")


def upgrade() -> None:
    """Give each entry a place and a name to compare; of two that are the same, the later gets a number."""
    for table in _LISTS:
        op.add_column(table, sa.Column("name_key", sa.String(), nullable=False, server_default=""))
        op.add_column(table, sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
        _fill(table)
    _constrain("source", drop="uq_source_name", unique=("name_key",))
    _constrain("lost_reason", drop="uq_lost_reason_name", unique=("name_key",))
    _constrain("activity_type", drop="uq_activity_type_code", unique=("kind", "name_key"))
    with op.batch_alter_table("activity_type") as batch:
        batch.create_unique_constraint(op.f("uq_activity_type_kind_code"), ["kind", "code"])
    op.create_index(
        op.f("ix_change_table_name_row_key"),
        "change",
        ["table_name", "row_key"],
        sqlite_where=_OF_SETTINGS,
        postgresql_where=_OF_SETTINGS,
    )


def _fill(table: str) -> None:
    kind = [sa.column("kind", sa.String)] if table == "activity_type" else []
    entry = sa.table(table, *map(sa.column, ("id", "name", "name_key", "position")), *kind)
    taken: set[tuple[str, ...]] = set()
    for place, row in enumerate(op.get_bind().execute(sa.select(entry).order_by(entry.c.id)).all()):
        of = tuple(row[4:])
        name, key, again = row.name, fold(row.name), 1
        while (*of, key) in taken:
            again += 1
            name = f"{row.name} {again}"
            key = fold(name)
        taken.add((*of, key))
        values = {"name": name, "name_key": key, "position": place}
        op.get_bind().execute(sa.update(entry).where(entry.c.id == row.id).values(values))


def _constrain(table: str, *, drop: str, unique: tuple[str, ...]) -> None:
    with op.batch_alter_table(table) as batch:
        batch.alter_column("name_key", existing_type=sa.String(), server_default=None)
        batch.alter_column("position", existing_type=sa.Integer(), server_default=None)
        batch.drop_constraint(op.f(drop), type_="unique")
        batch.create_unique_constraint(op.f(f"uq_{table}_{'_'.join(unique)}"), list(unique))


def downgrade() -> None:
    """Take it away; names stay as they are."""
    op.drop_index(op.f("ix_change_table_name_row_key"), "change")
    for table in _LISTS:
        before = "code" if table == "activity_type" else "name"
        key = "kind_name_key" if table == "activity_type" else "name_key"
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"uq_{table}_{key}"), type_="unique")
            if table == "activity_type":
                batch.drop_constraint(op.f("uq_activity_type_kind_code"), type_="unique")
            batch.create_unique_constraint(op.f(f"uq_{table}_{before}"), [before])
            batch.drop_column("position")
            batch.drop_column("name_key")
