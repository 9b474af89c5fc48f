"""Forgetting a person of ours: their chats, rights and texts go, their work goes on, and their name is gone."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from crmbot.core import channels, people, rights
from crmbot.core.context import Context
from crmbot.core.erasing import texts
from crmbot.core.erasing.extent import table_of
from crmbot.core.erasing.fates import OF_PEOPLE, Lot
from crmbot.core.people import handover
from crmbot.core.people.handover import Handed
from crmbot.store.base import Base
from crmbot.store.models.change import Change
from crmbot.store.models.channel import Channel
from crmbot.store.models.messaging import InboxState
from crmbot.store.models.people import ChatIdentity, User
from crmbot.store.models.privacy import Erasure
from crmbot.store.tracking import written

FORMER = "Former colleague"
"""What somebody is called who was forgotten."""


def check(ctx: Context) -> None:
    """Raise `Conflict` for the last owner: nobody could give rights any more."""
    rights.require_other_owner(ctx, ctx.session.get_one(User, ctx.actor.id))


def forget_me(ctx: Context, to: User | None) -> Handed | None:
    """Forget the actor; what is theirs goes to somebody, or to nobody. Nothing of it can be undone.

    Returns what went over. Raises `Conflict` for the last owner, and for handing everything to oneself.
    """
    check(ctx)
    user = ctx.session.get_one(User, ctx.actor.id)
    handed = None
    if to is not None and handover.all_work(ctx, user):
        handed = handover.hand_over_all(ctx, user, to)
    words, chats = [user.name, user.email], people.identities(ctx.session, user.id)
    ctx.session.add(Erasure(at=ctx.now, by_id=user.id, code=f"user {user.id}", rows=1))
    ctx.session.flush()
    connection = written(ctx.session)
    _trace(ctx, connection, user.id)
    if to is not None:
        _give_shared_views(connection, user.id, to.id)
    _go(connection, user.id)
    _leave(connection, user.id)
    _unname(connection, user.id)
    _scrub_messages(ctx, connection, chats)
    texts.scrub(ctx, words)
    ctx.session.expire_all()
    return handed


def _give_shared_views(connection: Connection, user_id: int, to: int) -> None:
    """Leave a team the views it was given; one whose name is taken by whoever looks after them goes."""
    views, theirs = table_of("saved_view"), table_of("saved_view").alias()
    taken = select(theirs.c.id).where(theirs.c.owner_id == to, theirs.c.name_key == views.c.name_key)
    shared = views.c.owner_id == user_id, views.c.team_id.is_not(None), ~taken.correlate(views).exists()
    connection.execute(update(views).where(*shared).values(owner_id=to))


def _go(connection: Connection, user_id: int) -> None:
    """Delete what was theirs alone, those rows first that stand on others."""
    going = {where for where, lot in OF_PEOPLE.items() if lot is Lot.GOES}
    turns, digests = table_of("digest_turn"), table_of("digest")
    theirs = select(digests.c.id).where(digests.c.user_id == user_id)
    connection.execute(delete(turns).where(turns.c.digest_id.in_(theirs)))
    for table in reversed(Base.metadata.sorted_tables):
        for column in table.columns:
            if (table.name, column.name) in going:
                connection.execute(delete(table).where(column == user_id))


def _leave(connection: Connection, user_id: int) -> None:
    """Leave to nobody what nobody has taken over: its team keeps it."""
    for (name, column), lot in OF_PEOPLE.items():
        if lot is Lot.HANDED:
            table = table_of(name)
            connection.execute(update(table).where(table.c[column] == user_id).values({column: None}))


def _unname(connection: Connection, user_id: int) -> None:
    table = table_of("user")
    former = {"name": FORMER, "email": f"{user_id}{people.FORGOTTEN}", "is_active": False, "colour": None}
    connection.execute(update(table).where(table.c.id == user_id).values(former))


_THEIRS = ("chat_identity", "name_alias")
"""Tables with rows that are somebody's own: where they are reached, what they mean by a name."""


def _trace(ctx: Context, connection: Connection, user_id: int) -> None:
    """Leave of the history of who they were which fields were changed, and nothing that could be undone."""
    told = select(Change.id, Change.diff, Change.table_name, Change.row_key).where(Change.record_id.is_(None))
    own = told.where(Change.table_name == "user", Change.row_key == json.dumps([user_id]))
    theirs = ctx.session.execute(told.where(Change.table_name.in_(_THEIRS))).all()
    mine = {(row.table_name, row.row_key) for row in theirs if user_id in row.diff.get("user_id", ())}
    rows = [*ctx.session.execute(own), *(row for row in theirs if (row.table_name, row.row_key) in mine)]
    emptied = [{"which": row.id, "emptied": {name: [None, None] for name in row.diff}} for row in rows]
    if emptied:
        table, batch = table_of("change"), f"forgotten:{user_id}"
        kept: dict[str, object] = {"diff": bindparam("emptied"), "batch_id": batch, "undone_by": batch}
        where = table.c.id == bindparam("which")
        connection.execute(update(table).where(where).values(**kept, message_ref=None), emptied)


def _scrub_messages(ctx: Context, connection: Connection, chats: Sequence[ChatIdentity]) -> None:
    """Take away what they wrote to us, and what says where they are reached. Messages worked keep their keys."""
    inbox, tries = table_of("inbox"), table_of("link_try")
    for chat in chats:
        sign = f"{chat.platform}:{chat.workspace_ext}:{chat.user_ext}"
        connection.execute(delete(tries).where(tries.c.who == sign))
        who = {"platform": chat.platform, "tenant": chat.workspace_ext, "user": chat.user_ext}
        theirs = f'"who":{json.dumps(who, separators=(",", ":"), ensure_ascii=False)[:-1]},'
        worked = or_(inbox.c.state != InboxState.OPEN, inbox.c.address == ctx.origin.address)
        by_them = inbox.c.inbound.contains(theirs, autoescape=True)
        connection.execute(update(inbox).where(by_them, worked).values(inbound=""))
        _forget_places(connection, [_place(chat, name) for name in (chat.user_ext, chat.dm_ext) if name])


def _forget_places(connection: Connection, addresses: Sequence[str]) -> None:
    """Forget the chats that were theirs alone: what waits for them there, the cards in them, what was made there."""
    for name in ("outbox", "sent_card"):
        connection.execute(delete(table_of(name)).where(table_of(name).c.address.in_(addresses)))
    made = table_of("activity").c.origin_address
    connection.execute(update(made.table).where(made.in_(addresses)).values(origin_address=None))


def _place(chat: ChatIdentity, name: str) -> str:
    return channels.address_of(Channel(platform=chat.platform, workspace_ext=chat.workspace_ext, channel_ext=name))
