"""When polling last ran is kept; what no code ever used goes."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_STATES = ("open", "done", "failed")
_ONCE = (*_STATES, "working")


def upgrade() -> None:
    """Add the time to the place; drop a lease nobody took and a state nothing was ever in."""
    _keep_times_of_polling()
    op.drop_column("reminder", "lease_until")
    _restate(_ONCE, _STATES)


def _keep_times_of_polling() -> None:
    op.add_column("poll_offset", sa.Column("at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE poll_offset SET at = CURRENT_TIMESTAMP")
    with op.batch_alter_table("poll_offset") as batch:
        batch.alter_column("at", existing_type=sa.DateTime(timezone=True), nullable=False)


def _restate(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    with op.batch_alter_table("inbox") as batch:
        batch.alter_column("state", existing_type=_choice(before), type_=_choice(after), existing_nullable=False)


def _choice(words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name="inboxstate", native_enum=False, create_constraint=True, length=32)


def downgrade() -> None:
    """Bring both back, and forget when polling ran."""
    _restate(_STATES, _ONCE)
    op.add_column("reminder", sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True))
    op.drop_column("poll_offset", "at")
