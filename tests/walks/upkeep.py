"""What must hold at any time, beside what tests/fuzz/oracle.py looks at: each is computed anew and compared."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from crmbot.core import history, people, permissions, records, reminders
from crmbot.core.context import Context, Origin
from crmbot.core.deals import boards, pipelines
from crmbot.core.deals.boards import BoardQuery
from crmbot.core.naming import names_at_hand
from crmbot.language.names_index import Meant, NameIndex
from crmbot.store.models.activity import Activity, Event, Task
from crmbot.store.models.deal import Deal
from crmbot.store.models.people import User
from crmbot.store.models.pipeline import Stage, StageCategory
from crmbot.store.models.record import Record
from crmbot.store.models.reminder import Reminder, ReminderStatus
from crmbot.store.models.search import SearchPosting, SearchToken
from tests.security.firm import ORG

NEAR = timedelta(days=12)
"""Reminders of events of a series that are further away are made later."""


def onlooker(session: Session, now: datetime) -> Context:
    """Return a context to compute things anew in; the session is rolled back afterwards."""
    history.begin_system(session, "looked at", now)
    owner = session.scalars(select(User.id).where(User.is_active).order_by(User.id)).first()
    assert owner is not None
    return Context(session, people.actor(session, owner), now, Origin("p:w:x", via="p"), ORG)


def reminders_amiss(ctx: Context) -> Iterator[str]:
    """What is still to leave is what would be made anew, and nothing of what is done or gone."""
    activities = ctx.session.scalars(select(Activity).where(Activity.kind.in_(("task", "event")))).all()
    before = _to_leave(ctx.session)
    asked = [each for each in activities if not _is_far(ctx, each)]
    reminders.sync(ctx, *asked)
    after = _to_leave(ctx.session)
    titles = {each.id: f"{each.kind} {each.id} {each.title!r}" for each in activities}
    for row in sorted(before - after, key=str):
        yield f"reminder that should not be, of {titles[row[0]]}: {row[1:]}"
    for row in sorted(after - before, key=str):
        yield f"reminder that is missing, of {titles[row[0]]}: {row[1:]}"


def _is_far(ctx: Context, activity: Activity) -> bool:
    starts = (
        activity.starts_at if isinstance(activity, Event) else activity.due_at if isinstance(activity, Task) else None
    )
    return activity.recurrence_id is not None and starts is not None and starts > ctx.now + NEAR


def _to_leave(session: Session) -> set[tuple[int, str, int | None, str | None, datetime]]:
    told = Reminder.record_id, Reminder.kind, Reminder.user_id, Reminder.address
    due = session.execute(
        select(*told, Reminder.due_at, Reminder.held_from).where(Reminder.status == ReminderStatus.PENDING)
    )
    return {(row[0], row[1], row[2], row[3], row[5] or row[4]) for row in due}


def boards_amiss(ctx: Context) -> Iterator[str]:
    """What each column of a board adds up to is the sum of the deals in its stage, as far as one may see them."""
    rows = ctx.session.execute(select(Deal, Stage).join(Stage, Stage.id == Deal.stage_id)).all()
    for who in ctx.session.scalars(select(User.id).where(User.is_active)).all():
        theirs = replace(ctx, actor=people.actor(ctx.session, who))
        sums: Counter[tuple[int, str]] = Counter()
        counts: Counter[int] = Counter()
        for deal, stage in rows:
            if not stage.is_active or stage.pipeline_id not in {each.id for each in pipelines.pipelines(ctx.session)}:
                yield f"deal {deal.id} stands on no board"
            if stage.category is StageCategory.OPEN and permissions.sees(theirs, deal):
                sums[stage.id, deal.currency] += deal.amount_minor or 0
                counts[stage.id] += 1
        for pipeline in pipelines.pipelines(ctx.session):
            for column in boards.load(theirs, BoardQuery(pipeline_id=pipeline.id)).columns:
                found = {currency: minor for currency, minor in column.sums.items() if minor}
                wanted = {
                    currency: minor for (stage, currency), minor in sums.items() if str(stage) == column.key and minor
                }
                if (column.count, found) != (counts[int(column.key)], wanted):
                    yield f"column {column.name} of {who} tells {column.count} {found} and holds {wanted}"


def words_amiss(ctx: Context) -> Iterator[str]:
    """A record is found by just the words it would be found by if the index were made anew."""
    before = _postings(ctx.session)
    there = ctx.session.scalars(select(Record).where(Record.deleted_at.is_(None))).all()
    mine = [each for each in there if not (isinstance(each, Activity) and each.recurrence_id is not None)]
    for record in mine:
        records.reindex_own(ctx, record)
    after = _postings(ctx.session)
    for record in mine:
        old, new = before.get(record.id, set()), after.get(record.id, set())
        if old != new:
            yield (
                f"{record.kind} {record.id} {record.title!r} is found by {sorted(old - new)} and ought to be"
                f" by {sorted(new - old)}"
            )


def _postings(session: Session) -> dict[int, set[tuple[str, int]]]:
    found: dict[int, set[tuple[str, int]]] = defaultdict(set)
    asked = select(SearchPosting.record_id, SearchToken.token, SearchPosting.weight)
    for number, word, weight in session.execute(asked.join(SearchToken, SearchToken.id == SearchPosting.token_id)):
        found[number].add((word, weight))
    return found


def names_amiss(ctx: Context) -> Iterator[str]:
    """The names in memory are those a process would read that starts now."""
    kept = names_at_hand.index(ctx.session, ctx.now)
    entries = list(names_at_hand._entries(ctx.session.connection()))
    fresh = NameIndex.build(entries)
    if kept.numbers() != fresh.numbers():
        yield f"names at hand of {sorted(kept.numbers() ^ fresh.numbers())} are not those of the tables"
    for entry in entries:
        old, new = kept.who(entry.name), fresh.who(entry.name)
        if _told(old) != _told(new):
            yield f"{entry.name!r} means {old} and ought to mean {new}"


def _told(meant: Meant) -> set[object]:
    """Return what a name means, whatever the order of what is equally near."""
    sure = meant.company, *meant.contacts, *meant.deals, *meant.leads
    return {*sure, *((doubt.kind, frozenset(doubt.options)) for doubt in meant.doubts)}


def kind_of(sentence: str) -> str:
    """Return a sentence without its numbers and names, so that each sort is told once."""
    return " ".join(word for word in sentence.split() if word.strip(":,").isalpha())[:80]
