"""People of ours found by what they are called."""

from collections.abc import Sequence

from sqlalchemy import select

from crmbot.core.context import Context
from crmbot.language.fold import fold
from crmbot.store.models.people import ChatIdentity, User

FORGOTTEN = "@forgotten.invalid"
"""Ends the address of people who were forgotten."""

_NAME_WORDS = 4


def by_name(ctx: Context, text: str) -> list[User]:
    """Return the active users a name, first name, e-mail or platform id stands for; `me` is the actor."""
    wanted = fold(text.lstrip("@"))
    if wanted in ("me", "myself", "i"):
        return [ctx.session.get_one(User, ctx.actor.id)]
    linked = ctx.session.scalar(
        select(User)
        .join(ChatIdentity, ChatIdentity.user_id == User.id)
        .where(
            ChatIdentity.platform == ctx.origin.via,
            ChatIdentity.workspace_ext == ctx.origin.workspace,
            ChatIdentity.user_ext == text.lstrip("@"),
            User.is_active,
        )
    )
    if linked is not None:
        return [linked]
    # Rows, not objects: of a thousand people one or two are meant.
    rows = ctx.session.execute(select(User.id, User.name, User.email).where(User.is_active)).all()
    exact = [row.id for row in rows if wanted in (fold(row.name), fold(row.email))]
    meant = exact or [row.id for row in rows if wanted and wanted in fold(row.name).split()]
    return list(ctx.session.scalars(select(User).where(User.id.in_(meant)).order_by(User.name))) if meant else []


def head_length(ctx: Context, words: Sequence[str]) -> int:
    """Return how many of the leading words name one of our people, `Ana Ruiz manager`; 0 when none do."""
    rows = ctx.session.execute(select(User.name, User.email).where(User.is_active)).all()
    whole = {fold(text) for row in rows for text in row} | {"me"}
    parts = {part for row in rows for part in fold(row.name).split()}
    for count in range(min(_NAME_WORDS, len(words)), 0, -1):
        said = fold(" ".join(words[:count]).lstrip("@").rstrip(",:;"))
        if said in whole or (count == 1 and said in parts):
            return count
    return 0


def colleagues(ctx: Context) -> list[User]:
    """Return the active users, the actor first."""
    users = ctx.session.scalars(select(User).where(User.is_active).order_by(User.name))
    return sorted(users, key=lambda user: user.id != ctx.actor.id)


def inactive(ctx: Context) -> Sequence[User]:
    """Return the people whose access is suspended, by name; those who were forgotten are nobody any more."""
    gone = User.email.endswith(FORGOTTEN, autoescape=True)
    return ctx.session.scalars(select(User).where(User.is_active.is_(False), ~gone).order_by(User.name)).all()


def inactive_by_name(ctx: Context, text: str) -> list[User]:
    """Return the suspended people a name, first name or e-mail stands for."""
    wanted = fold(text.strip().lstrip("@"))
    there = inactive(ctx)
    exact = [user for user in there if wanted in (fold(user.name), fold(user.email))]
    return exact or [user for user in there if wanted in fold(user.name).split()]
