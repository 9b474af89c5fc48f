"""What platforms call our people, and where they say that they are; what is ours changes by its owner's word alone."""

from datetime import datetime
from zoneinfo import available_timezones

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crmbot.core.outbox import ZONE_CHANGED, Target, tell
from crmbot.core.people import ChatUser
from crmbot.store.models.people import ChatIdentity, User
from crmbot.store.tracking import written


def note(session: Session, who: ChatUser, now: datetime) -> None:
    """Note what a platform knows of somebody by now, past any history; whoever is elsewhere is asked for their zone.

    Their name, address and zone with us stay: they are invited by the one, and have chosen the others.
    """
    theirs = (ChatIdentity.workspace_ext == who.workspace, ChatIdentity.user_ext == who.user)
    row = session.scalar(select(ChatIdentity).where(ChatIdentity.platform == who.platform, *theirs))
    if row is None:
        return
    told = {"name": who.name, "zone": who.zone}
    changed = {name: value for name, value in told.items() if value and value != getattr(row, name)}
    if not changed:
        return
    was_in = row.zone
    table = ChatIdentity.metadata.tables[ChatIdentity.__tablename__]
    written(session).execute(update(table).where(table.c.id == row.id).values(changed))
    if was_in is not None and "zone" in changed:
        _ask(session, row, str(who.zone), now)


def _ask(session: Session, chat: ChatIdentity, zone: str, now: datetime) -> None:
    """Ask somebody whether their times are to be those of where they are: once a day for each zone."""
    user = session.get_one(User, chat.user_id)
    if user.is_active and zone != user.timezone and zone in available_timezones():
        args = {"zone": zone, "platform": chat.platform}
        key = f"{ZONE_CHANGED}:{chat.id}:{zone}:{now.date()}"
        tell(session, ZONE_CHANGED, Target(user.id), at=now, args=args, dedupe_key=key)
