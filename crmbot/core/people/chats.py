"""The chats people are linked from: seen by themselves and by who runs the place, and unlinked."""

from collections.abc import Sequence

from sqlalchemy import select

from crmbot.core import people, rights
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.language.fold import fold
from crmbot.store.models.people import ChatIdentity, User


def of(ctx: Context, user: User) -> Sequence[ChatIdentity]:
    """Return the chats somebody is linked from, the last one first. Raises `NotAllowed` for another's."""
    if user.id != ctx.actor.id:
        ctx.actor.require("user.invite", user.name)
    return people.identities(ctx.session, user.id)


def named(ctx: Context, user: User, text: str) -> Sequence[ChatIdentity]:
    """Return those of somebody's chats that a text means: all of a platform, one by its name there or its number.

    Raises `NotAllowed`, and `InvalidInput` with what could stand there.
    """
    wanted = fold(text)
    there = of(ctx, user)
    found = [each for each in there if wanted in (fold(each.platform), fold(each.name or ""), str(each.id))]
    if not found:
        known = tuple(dict.fromkeys(each.platform for each in there))
        raise InvalidInput("chat", text, "no chat of that name is linked", known)
    return found


def unlink(ctx: Context, chat: ChatIdentity) -> User:
    """Take away the link of one chat: whoever writes from there is a stranger. Raises `NotAllowed` for another's."""
    user = ctx.session.get_one(User, chat.user_id)
    if user.id != ctx.actor.id:
        ctx.actor.require("user.suspend", user.name)
        rights.require_no_more(ctx, user)
    ctx.session.delete(chat)
    ctx.session.flush()
    return user


def put_first(ctx: Context, chat: ChatIdentity) -> User:
    """Have somebody's reminders come in one of their chats first. Raises `NotAllowed` for another's."""
    user = ctx.session.get_one(User, chat.user_id)
    if user.id != ctx.actor.id:
        ctx.actor.require("user.suspend", user.name)
        rights.require_no_more(ctx, user)
    places = [each.place for each in people.identities(ctx.session, user.id) if each.place is not None]
    chat.place = min(places, default=0) - 1
    ctx.session.flush()
    return user


def numbered(ctx: Context, number: int) -> ChatIdentity | None:
    """Return a chat by its number; None for one that is not linked any more."""
    return ctx.session.scalar(select(ChatIdentity).where(ChatIdentity.id == number))
