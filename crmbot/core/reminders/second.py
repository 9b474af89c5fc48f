"""A reminder nobody acts on comes once more, in the next of their chats, for those who want that (pitfalls B1)."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from crmbot.core import habits
from crmbot.core.delivery import whereabouts
from crmbot.core.delivery.whereabouts import Chat
from crmbot.core.outbox import NewFact, tell_all
from crmbot.core.reminders.firing import INSTEAD_OF, REMINDER, SECOND
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import User


def follow(session: Session, fact: Outbox, came_in: Chat, now: datetime) -> bool:
    """Write the second copy of a reminder that came in somebody's own chat; False where there is to be none.

    There is none in quiet hours. When its time has come and somebody has acted meanwhile, it is not sent.
    """
    is_first = fact.kind == REMINDER and not {SECOND, INSTEAD_OF} & fact.args.keys()
    user = session.get(User, fact.user_id) if is_first and fact.user_id is not None else None
    if user is None or user.second_after is None:
        return False
    other = whereabouts.next_chat(session, user.id, came_in)
    at = now + timedelta(minutes=user.second_after)
    theirs = habits.of_people(session, [user.id], now)[user.id]
    if other is None or theirs.quiet_until(at) is not None:
        return False
    tell_all(session, [_copy(fact, user, other, now, at)])
    return True


def _copy(fact: Outbox, user: User, other: Chat, now: datetime, at: datetime) -> NewFact:
    return NewFact(
        kind=REMINDER,
        record_id=fact.record_id,
        args={**fact.args, SECOND: now.isoformat()},
        user_id=user.id,
        address=whereabouts.address_of(other),
        send_after=at,
        trace=fact.trace,
        dedupe_key=f"{fact.dedupe_key}:{other.platform}",
    )
