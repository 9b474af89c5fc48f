"""Digests at their time: each leaves once a day, set by set, late rather than never."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from crmbot.core import channels, digests, due, habits, outbox
from crmbot.core.context import Organisation
from crmbot.core.due import DueWork, NextDue
from crmbot.core.habits import Habits
from crmbot.core.settings import organisation
from crmbot.store.models.channel import Channel, ChannelState
from crmbot.store.models.digest import Digest, DigestTurn
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import User

DIGEST = "digest"
"""The kind of the fact that somebody's day, or a channel's, is to be told."""

TOO_LATE = timedelta(hours=4)
"""A digest that could not leave in its time comes so much late at most: then the day speaks for itself."""

AT_ONCE = 1000
_DAY = timedelta(days=1)


def due_on(digest: Digest, theirs: Habits, now: datetime) -> date | None:
    """Return the day whose digest is due at an instant; None where none is, or it would come too late.

    It is left out on days somebody does not work on their own terms, and on their holidays.
    """
    today = now.astimezone(ZoneInfo(theirs.zone)).date()
    for on in (today, today - _DAY):
        at = digests.instant(digest, on, theirs.zone)
        if at <= now:
            is_time = now - at <= TOO_LATE and digests.is_day(digest, on) and not theirs.days_off.has(on)
            works = digest.days is not None or str(on.isoweekday()) in theirs.work_days
            return on if is_time and works else None
    return None


@dataclass(frozen=True, slots=True)
class _Whose:
    """A digest whose turn it is, and what decides whether it leaves; `address` is a channel's."""

    digest: Digest
    theirs: Habits
    address: str | None
    is_reached: bool


def fire_due(session: Session, now: datetime, org: Organisation) -> int:
    """Turn the digests whose time it is into facts to deliver, each once a day; return how many turns there were.

    The number of queries does not depend on how many they are.
    """
    turns = session.scalars(
        select(DigestTurn)
        .where(DigestTurn.at <= now)
        .order_by(DigestTurn.at, DigestTurn.digest_id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    if not turns:
        return 0
    whose = _whose(session, [turn.digest_id for turn in turns], now, org)
    outbox.tell_all(session, [fact for each in whose if (fact := _fact(each, now)) is not None])
    for turn, each in _paired(turns, whose):
        turn.at = digests.next_time(each.digest, each.theirs.zone, now)
    session.flush()
    return len(turns)


def _paired(turns: Sequence[DigestTurn], whose: Sequence[_Whose]) -> list[tuple[DigestTurn, _Whose]]:
    by_id = {each.digest.id: each for each in whose}
    return [(turn, by_id[turn.digest_id]) for turn in turns]


def _whose(session: Session, ids: Sequence[int], now: datetime, org: Organisation) -> list[_Whose]:
    """Return digests with the habits of whom they are for, all of them in a fixed number of queries."""
    rows = session.execute(
        select(Digest, User.is_active, Channel)
        .outerjoin(User, User.id == Digest.user_id)
        .outerjoin(Channel, Channel.id == Digest.channel_id)
        .where(Digest.id.in_(ids))
    ).all()
    zone = organisation.current(session, org).zone
    of_people = habits.of_people(session, [row.Digest.user_id for row in rows if row.Digest.user_id is not None], now)
    addresses = [channels.address_of(row.Channel) for row in rows if row.Channel is not None]
    of_channels = habits.of_channels(session, addresses, now, zone)
    return [_one(row.Digest, row.is_active, row.Channel, (of_people, of_channels)) for row in rows]


def _one(
    digest: Digest,
    is_active: bool | None,  # noqa: FBT001  # a column of the row
    channel: Channel | None,
    known: tuple[Mapping[int, Habits], Mapping[str, Habits]],
) -> _Whose:
    people_habits, channel_habits = known
    if channel is not None:
        home, there = channels.address_of(channel), channels.address_of(channel, digest.topic)
        live = digest.is_active and channel.state is ChannelState.LIVE
        return _Whose(digest, channel_habits[home], there, live)
    assert digest.user_id is not None  # held by a constraint
    return _Whose(digest, people_habits[digest.user_id], None, digest.is_active and bool(is_active))


def _fact(whose: _Whose, now: datetime) -> Outbox | None:
    on = due_on(whose.digest, whose.theirs, now) if whose.is_reached else None
    if on is None:
        return None
    return Outbox(
        kind=DIGEST,
        args={"digest": str(whose.digest.id), "on": on.isoformat()},
        user_id=whose.digest.user_id,
        address=whose.address,
        send_after=now,
        dedupe_key=f"digest:{whose.digest.id}:{on.isoformat()}",
    )


NEXT_DUE: NextDue = select(DigestTurn.at).order_by(DigestTurn.at).limit(1)
"""Selects the instant the next digest may leave."""

due.declare(DueWork("digests", fire_due, NEXT_DUE))
