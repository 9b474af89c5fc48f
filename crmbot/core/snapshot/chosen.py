"""Which blocks somebody's snapshot has: their own choice, kept as a saved view, or the usual ones."""

from collections.abc import Sequence

from sqlalchemy import select

from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.snapshot import parts
from crmbot.store.models.view import SavedView, ViewKind

_NAME, _KEY = "Snapshot", "snapshot"
_MOST = 12


def chosen(ctx: Context) -> tuple[str, ...]:
    """Return the keys of the actor's blocks, in their order."""
    view = _view(ctx)
    kept = view.query.get("parts") if view is not None else None
    return tuple(map(str, kept)) if isinstance(kept, list) else parts.usual()


def has_chosen(ctx: Context) -> bool:
    """Tell whether the actor has blocks of their own choice."""
    return _view(ctx) is not None


def choose(ctx: Context, keys: Sequence[str]) -> None:
    """Have these blocks from now on. Raises `InvalidInput` for none or too many."""
    if not 0 < len(keys) <= _MOST:
        names = tuple(part.key for part in parts.every())
        raise InvalidInput("parts", ", ".join(keys), f"choose 1 to {_MOST} blocks", names)
    view = _view(ctx)
    if view is None:
        view = SavedView(owner_id=ctx.actor.id, kind=ViewKind.DASHBOARD, name=_NAME, name_key=_KEY, query={})
        ctx.session.add(view)
    view.query = {"parts": list(keys)}
    ctx.session.flush()


def reset(ctx: Context) -> None:
    """Have the usual blocks again; undo brings the choice back."""
    view = _view(ctx)
    if view is not None:
        ctx.session.delete(view)
        ctx.session.flush()


def _view(ctx: Context) -> SavedView | None:
    own = (SavedView.owner_id == ctx.actor.id, SavedView.kind == ViewKind.DASHBOARD, SavedView.name_key == _KEY)
    return ctx.session.scalar(select(SavedView).where(*own))
