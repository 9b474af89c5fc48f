"""The chats somebody is linked from: listed, and unlinked by themselves or by an owner."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Block, Card, Footer, Item, Items, Line, Spans, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Hidden, Key, Person, Rest, UserRef
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.telling import Fact, tells
from crmbot.core.context import Context
from crmbot.core.people import chats, linking
from crmbot.core.people.handover import SUSPEND
from crmbot.store.models.people import ChatIdentity, User


class WhoseChats(Form):
    """Whose chats to show; one's own if nobody is named."""

    who: Annotated[UserRef | None, Rest(), Person(), Field(description="Whose chats?")] = None


@command("chats", examples=["", "Ana"], in_place=True)
def list_chats(ctx: Context, form: WhoseChats) -> Card:
    """List the chats you, or somebody else, are linked from."""
    return _card(ctx, ctx.session.get_one(User, form.who.id if form.who else ctx.actor.id))


def _card(ctx: Context, user: User) -> Card:
    there = chats.of(ctx, user)
    own = user.id == ctx.actor.id
    rows = tuple(Item(_row(chat), _unlinking(user, chat) if own or ctx.actor.can(SUSPEND) else None) for chat in there)
    title = spans("Chats of ", bold(user.name), f" · {len(rows)}")
    more = (Action("Link another chat", Invocation("link")),) if own else ()
    blocks: list[Block] = [Items(rows)] if rows else [Line(spans("None is linked."))]
    if len(rows) > 1:
        blocks.append(Footer(spans("Reminders come in the first one · ", code("chats first"), " changes that")))
    return Card(title, tuple(blocks), more, icon="🔗", whisper=True)


def _row(chat: ChatIdentity) -> Spans:
    """Say which chat it is: the platform, and who they are there."""
    return spans(bold(phrases.platform(chat.platform)), f" · {chat.name or chat.user_ext}")


@tells(linking.LINKED)
def linked_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell somebody in their other chats that one more is linked, unless it is so no longer."""
    chat = chats.numbered(ctx, int(fact.args["chat"]))
    if chat is None or chat.user_id != ctx.actor.id:
        return None
    user = ctx.session.get_one(User, ctx.actor.id)
    line = Line(spans("If that was not you, unlink it here, and tell an owner."))
    steps = (_unlinking(user, chat), Action("All my chats", Invocation("chats")))
    return Card(spans("One more chat is linked to you: ", *_row(chat)), (line,), steps, icon="🔗")


def _unlinking(user: User, chat: ChatIdentity) -> Action:
    return Action("Unlink", Invocation("unlink", {"chat": str(chat.id), "who": user.email}))


class FirstChat(Form):
    """A chat that is to come first."""

    chat: Annotated[str, Rest(), Field(max_length=100, description="Which chat first?")]


@command("chats first", examples=["console"], changes=True, in_place=True)
def put_first(ctx: Context, form: FirstChat) -> Card:
    """Have your reminders come in one of your chats first, and elsewhere only when you cannot be reached there."""
    user = ctx.session.get_one(User, ctx.actor.id)
    found = chats.named(ctx, user, form.chat)
    if len(found) > 1:
        rows = tuple(Item(_row(chat), _putting_first(chat)) for chat in found)
        return Card(spans("Which of them first?"), (Items(rows),), icon="🔗", whisper=True)
    chats.put_first(ctx, found[0])
    title = spans("Your reminders come first in ", *_row(found[0]), ".")
    hint = Footer(
        spans(code("set second:15m"), " has them come in the next one, too, when you have not acted by then.")
    )
    return Card(title, (hint,), (phrases.undo_action(ctx),), icon="🔗", whisper=True)


def _putting_first(chat: ChatIdentity) -> Action:
    return Action("First", Invocation("chats first", {"chat": str(chat.id)}))


class Unlink(Form):
    """A chat to be unlinked; `sure` is what the button says."""

    chat: Annotated[str | None, Rest(), Field(max_length=100, description="Which chat?")] = None
    who: Annotated[UserRef | None, Key("of"), Person(), Field(description="Whose?")] = None
    sure: Annotated[bool, Hidden()] = False


@command("unlink", examples=["console", "console of:Ana"], in_place=True)
def unlink(ctx: Context, form: Unlink) -> Card:
    """Take a chat's link away, after asking where it is the last one or somebody else's."""
    user = ctx.session.get_one(User, form.who.id if form.who else ctx.actor.id)
    if not form.chat:
        return _card(ctx, user)
    found = chats.named(ctx, user, form.chat)
    if len(found) > 1:
        return _which(user, found)
    is_last = len(chats.of(ctx, user)) == 1
    if not form.sure and (is_last or user.id != ctx.actor.id):
        return _asked(ctx, user, found[0], is_last=is_last)
    row = _row(found[0])
    chats.unlink(ctx, found[0])
    return Card(spans("Unlinked ", *row), actions=(phrases.undo_action(ctx),), icon="🔗", whisper=True)


def _which(user: User, found: Sequence[ChatIdentity]) -> Card:
    rows = tuple(Item(_row(chat), _unlinking(user, chat)) for chat in found)
    return Card(spans("Which of them?"), (Items(rows),), icon="🔗", whisper=True)


def _asked(ctx: Context, user: User, chat: ChatIdentity, *, is_last: bool) -> Card:
    yes = Invocation("unlink", {"chat": str(chat.id), "who": user.email, "sure": "yes"})
    whose = "your" if user.id == ctx.actor.id else f"{user.name}’s"
    last = f"It is {whose} last one: an owner or a manager has to make a new code then."
    line = Line(spans(last if is_last else f"It is {whose}: who writes from there is a stranger then."))
    steps = (Action("Unlink", yes, style="danger"), Action("Leave it", Invocation("chats", {"who": user.email})))
    return Card(spans("Unlink ", *_row(chat), "?"), (line,), steps, icon="🔗", whisper=True)
