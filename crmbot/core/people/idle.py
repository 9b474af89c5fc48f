"""Chats nobody has written from for half a year: whoever does then says first who they are (pitfalls B9).

A telephone number, and an account with it, may be somebody else's by now.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import ScalarSelect, or_, select, update
from sqlalchemy.orm import Session

from crmbot.core import people
from crmbot.core.people import ChatUser
from crmbot.store.models.people import ChatIdentity
from crmbot.store.tracking import written

LIFE = timedelta(days=180)
"""So long a link holds without a word."""

NOTED_EVERY = timedelta(days=1)

CONFIRM_BY: ScalarSelect[datetime | None] = select(ChatIdentity.confirm_by).where(people.IS_THEIRS).scalar_subquery()
"""Until when a chat identity is taken for its user, as a part of statements; nothing for one that was never heard."""

IS_AWAKE = or_(ChatIdentity.confirm_by.is_(None), ChatIdentity.confirm_by > people.ASLEEP)
"""The condition for links that do not sleep: nobody unknown has written from there."""

_TABLE = ChatIdentity.metadata.tables[ChatIdentity.__tablename__]


def hear(session: Session, who: ChatUser, confirm_by: datetime | None, now: datetime) -> bool:
    """Note that somebody wrote, once a day; False, and the link sleeps, where that was too long ago.

    That is bookkeeping, and no part of any history.
    """
    if confirm_by is not None and confirm_by <= now:
        _set(session, who, people.ASLEEP)
        return False
    if confirm_by is None or confirm_by < now + LIFE - NOTED_EVERY:
        _set(session, who, now + LIFE)
    return True


def is_idle(session: Session, who: ChatUser, now: datetime) -> bool:
    """Tell whether a chat identity is linked, and has to say first who it is."""
    until = session.scalar(select(CONFIRM_BY), people.identity(who))
    return until is not None and until.astimezone(UTC) <= now


def sleeps(chat: ChatIdentity) -> bool:
    """Tell whether a link sleeps: whoever writes from there is a stranger until they have said who they are."""
    return chat.confirm_by is not None and chat.confirm_by <= people.ASLEEP


def _set(session: Session, who: ChatUser, until: datetime) -> None:
    theirs = (
        _TABLE.c.platform == who.platform,
        _TABLE.c.workspace_ext == who.workspace,
        _TABLE.c.user_ext == who.user,
    )
    written(session).execute(update(_TABLE).where(*theirs).values(confirm_by=until))
