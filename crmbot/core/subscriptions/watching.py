"""What somebody may want to hear of is noted in the transaction that changes it, so that nothing is lost."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import Table, insert, select, union
from sqlalchemy.orm import Session

from crmbot.core import touched
from crmbot.core.outbox import waits_now
from crmbot.core.settings import options
from crmbot.core.settings.options import Option
from crmbot.core.touched import Touch
from crmbot.store.models.record import Record
from crmbot.store.models.setting import Setting
from crmbot.store.models.subscription import Follow, News, Subscription
from crmbot.store.tracking import written
from crmbot.store.uow import one_at_a_time

WATCHED = Option("watched_kinds", "", "The kinds of records that somebody is told of", str, str)
"""Kept with the settings, which every unit of work has read: where nobody is told of anything, that costs nothing."""

_SETTING = cast("Table", Setting.__table__)  # by the table: it follows from the rules, and is no change of its own
_NEWS = cast("Table", News.__table__)


def kinds(session: Session) -> frozenset[str]:
    """Return the kinds of records that a rule, or somebody who follows one, is told of."""
    return frozenset((options.stored(session, WATCHED) or "").split())


@touched.when_rows_change(Subscription, Follow)
def _count_anew(session: Session) -> None:
    """Bring what is watched to the rules there are."""
    one_at_a_time(session, "watched kinds")
    # lint: unscoped rules and who follows what, not the records
    known = session.scalars(union(select(Subscription.kind), select(Follow.kind)))
    words = " ".join(sorted(known))
    connection = written(session)
    there = connection.execute(select(_SETTING.c.key).where(_SETTING.c.key == WATCHED.key)).first()
    if there is None:
        connection.execute(insert(_SETTING).values(key=WATCHED.key, value=words))
    else:
        connection.execute(_SETTING.update().where(_SETTING.c.key == WATCHED.key).values(value=words))
    options.forget(session)


@touched.follow_up
def _take_note(session: Session, touches: Sequence[Touch]) -> None:
    """Write down which records of watched kinds were changed, and by which command."""
    watched = kinds(session)
    if not watched:
        return
    unread = {touch.record_id for touch in touches if not touch.kind}
    # lint: unscoped what is told of it is decided when it is told
    known = dict(session.execute(select(Record.id, Record.kind).where(Record.id.in_(unread))).all()) if unread else {}
    rows = {
        (touch.record_id, touch.batch.id): {
            "record_id": touch.record_id,
            "kind": touch.kind or known.get(touch.record_id, ""),
            "batch_id": touch.batch.id,
            "at": touch.batch.at,
        }
        for touch in touches
    }
    wanted = [row for row in rows.values() if row["kind"] in watched]
    if wanted:
        written(session).execute(insert(_NEWS), wanted)
        waits_now(session)
