"""What platforms call our people, and where they say that they are; what is ours changes by its owner's word alone."""

from datetime import datetime
from zoneinfo import available_timezones

from sqlalchemy.orm import Session

from crmbot.core import history
from crmbot.core.outbox import ZONE_CHANGED, Target, tell
from crmbot.core.people import ChatUser, link_of
from crmbot.store.models.people import ChatIdentity, User


def note(session: Session, who: ChatUser, now: datetime) -> None:
    """Note what a platform knows of somebody by now; whoever is elsewhere is asked for their zone.

    Their name, address and zone with us stay: they are invited by the one, and have chosen the others.
    """
    row = link_of(session, who)
    if row is None:
        return
    history.begin_system(session, "profile", now)
    was_in = row.zone
    row.name, row.zone = who.name or row.name, who.zone or row.zone
    if was_in is not None and row.zone is not None and row.zone != was_in:
        _ask(session, row, row.zone, now)
    session.flush()


def _ask(session: Session, chat: ChatIdentity, zone: str, now: datetime) -> None:
    """Ask somebody whether their times are to be those of where they are: once a day for each zone."""
    user = session.get_one(User, chat.user_id)
    if user.is_active and zone != user.timezone and zone in available_timezones():
        args = {"zone": zone, "platform": chat.platform}
        key = f"{ZONE_CHANGED}:{chat.id}:{zone}:{now.date()}"
        tell(session, ZONE_CHANGED, Target(user.id), at=now, args=args, dedupe_key=key)
