"""Who comes to an event: our own people, contacts, and guests by e-mail; what they answer, and what they are told."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crmbot.core import history, outbox, permissions, reminders, tasks
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.permissions import visible
from crmbot.language.phones import email_key
from crmbot.store import rivals
from crmbot.store.models.activity import ActivityLink, Answer, Event, LinkRole
from crmbot.store.models.attendee import Attendee
from crmbot.store.models.change import Change, Operation
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import User
from crmbot.store.models.record import Record

NEWS = "event.news"
"""An invitation, or what has become of the event since: the card is drawn from its state, `what` says the rest."""

ANSWERED = "event.answered"

_PEOPLE = ("contact", "lead")


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is no record of ours."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Linked:
    """A record an event is about, or a contact asked to it with their answer."""

    record: Record
    is_asked: bool
    answer: Answer


@dataclass(frozen=True, slots=True)
class Coming:
    """One of ours, or a guest by e-mail, with the answer."""

    user_id: int | None
    name: str
    email: str
    answer: Answer


def with_companies(ctx: Context, about: Sequence[Record]) -> list[Record]:
    """Return records and, behind them, the companies and people they belong to, each once."""
    return tasks.unique(tasks.with_company(ctx, tasks.unique(about)))


def links_to(about: Sequence[Record], *, asked: Sequence[Record]) -> list[ActivityLink]:
    """Return what puts an event on records; the people among those who are named themselves are asked to it."""
    people = {record.id for record in asked if record.kind in _PEOPLE}
    return [
        ActivityLink(
            record_id=record.id,
            role=LinkRole.ATTENDEE if record.id in people else LinkRole.ABOUT,
            answer=Answer.NONE.value if record.id in people else None,
        )
        for record in about
    ]


def add(
    ctx: Context, event: Event, users: Sequence[int], others: Sequence[Guest] = (), *, tell: bool = True
) -> list[int]:
    """Ask people to an event, those aside who are asked already; return the ids of our own who are new.

    Our own are told, and reminded of it from now on. Raises `NotAllowed`, `InvalidInput` for what is no e-mail address.
    """
    permissions.require(ctx, event, "edit")
    there = _rows(ctx, event)
    known = {row.user_id for row in there} | {event.owner_id}
    mails = {row.email for row in there}
    new = [number for number in dict.fromkeys(users) if number not in known]
    rows = [Attendee(activity_id=event.id, user_id=number) for number in new]
    for guest in others:
        key = email_key(guest.email)
        if key is None:
            raise InvalidInput("with", guest.email, "not an e-mail address")
        if key not in mails:
            rows.append(Attendee(activity_id=event.id, email=key, name=guest.name or None))
            mails.add(key)
    ctx.session.add_all(rows)
    ctx.session.flush()
    if new:
        reminders.sync(ctx, event)
    if tell:
        _write(ctx, event, "invited", [number for number in new if number != ctx.actor.id])
    return new


def add_records(ctx: Context, event: Event, more: Sequence[Record]) -> list[Record]:
    """Put an event on more records: contacts are asked to it; return those that are new to it. Raises `NotAllowed`."""
    permissions.require(ctx, event, "edit")
    known = set(ctx.session.scalars(select(ActivityLink.record_id).where(ActivityLink.activity_id == event.id)))
    links = [link for link in links_to(with_companies(ctx, more), asked=more) if link.record_id not in known]
    for link in links:
        link.activity_id = event.id
        ctx.session.add(link)
    ctx.session.flush()
    return [record for record in more if record.id not in known]


def drop(
    ctx: Context,
    event: Event,
    *,
    users: Sequence[int] = (),
    records: Sequence[Record] = (),
    emails: Sequence[str] = (),
) -> int:
    """Take people and records off an event; return how many it lost. Raises `NotAllowed`."""
    permissions.require(ctx, event, "edit")
    keys = {email_key(mail) for mail in emails}
    gone: list[Attendee | ActivityLink] = [
        row for row in _rows(ctx, event) if row.user_id in users or (row.email is not None and row.email in keys)
    ]
    ids = {record.id for record in records}
    links = ctx.session.scalars(select(ActivityLink).where(ActivityLink.activity_id == event.id))
    gone += [link for link in links if link.record_id in ids]
    for row in gone:
        ctx.session.delete(row)
    reminders.sync(ctx, event)
    ours = [row.user_id for row in gone if isinstance(row, Attendee) and row.user_id is not None]
    tell(ctx, event, "uninvited", [number for number in ours if number != ctx.actor.id])
    return len(gone)


def leave(ctx: Context, event: Event, user_id: int) -> None:
    """Take one of ours off the list of those who are asked; whoever holds an event is not asked to it."""
    for row in _rows(ctx, event):
        if row.user_id == user_id:
            ctx.session.delete(row)
    ctx.session.flush()


def _rows(ctx: Context, event: Event) -> Sequence[Attendee]:
    return ctx.session.scalars(select(Attendee).where(Attendee.activity_id == event.id).order_by(Attendee.id)).all()


def coming(ctx: Context, event: Event) -> list[Coming]:
    """Return our own people and the guests by e-mail who are asked to an event, with their answers."""
    rows = ctx.session.execute(
        select(Attendee, User.name)
        .outerjoin(User, User.id == Attendee.user_id)
        .where(Attendee.activity_id == event.id)
        .order_by(Attendee.id)
    )
    return [
        Coming(row.Attendee.user_id, row.name or row.Attendee.name or "", row.Attendee.email or "", row.Attendee.answer)
        for row in rows
    ]


def linked(ctx: Context, event: Event) -> list[Linked]:
    """Return what an event is about and the contacts asked to it, people first, as far as the actor may see them."""
    rows = ctx.session.execute(
        select(Record, ActivityLink.role, ActivityLink.answer)
        .join(ActivityLink, ActivityLink.record_id == Record.id)
        .where(ActivityLink.activity_id == event.id, Record.kind != "note", visible(ctx))
        .order_by(ActivityLink.role.desc(), Record.id)
    )
    found = [Linked(row.Record, row.role is LinkRole.ATTENDEE, Answer(row.answer or "none")) for row in rows]
    return sorted(found, key=lambda one: not one.is_asked)


def answer(ctx: Context, event: Event, said: Answer) -> None:
    """Answer an invitation of one's own; whoever holds the event is told. Raises `NotAllowed` for who is not asked."""
    row = next((row for row in _rows(ctx, event) if row.user_id == ctx.actor.id), None)
    if row is None:
        raise NotAllowed("event.answer", event.title)
    rivals.take(ctx.session, event)  # it may be called off at this moment
    if not event.is_planned:
        state = event.event_status.value if event.event_status is not None else "over"
        raise Conflict(event.title, f"is {state} already", record_id=event.id)
    row.answer, row.answered_at = said, ctx.now
    reminders.sync(ctx, event)
    if event.owner_id is not None and event.owner_id != ctx.actor.id:
        args = {"by": ctx.actor.name, "answer": said.value}
        key = f"{ANSWERED}:{event.id}:{ctx.actor.id}:{ctx.now.isoformat()}"
        whom = outbox.Target(user_id=event.owner_id)
        outbox.tell(ctx.session, ANSWERED, whom, at=ctx.now, record_id=event.id, args=args, dedupe_key=key)


def answer_for(ctx: Context, event: Event, record: Record, said: Answer) -> None:
    """Note what a contact answered. Raises `NotAllowed`, `InvalidInput` for somebody who is not asked."""
    permissions.require(ctx, event, "edit")
    link = ctx.session.get(ActivityLink, (event.id, record.id))
    if link is None or link.role is not LinkRole.ATTENDEE:
        raise InvalidInput("who", record.title, "is not asked to this event")
    link.answer = said.value
    ctx.session.flush()


def own_answer(ctx: Context, event: Event) -> Answer | None:
    """Return what the actor answered to an event; None when they are not asked to it."""
    return ctx.session.scalar(
        select(Attendee.answer).where(Attendee.activity_id == event.id, Attendee.user_id == ctx.actor.id)
    )


def ask_anew(ctx: Context, event: Event) -> None:
    """Take back what people answered to another time."""
    for row in _rows(ctx, event):
        row.answer, row.answered_at = Answer.NONE, None
    for link in ctx.session.scalars(select(ActivityLink).where(ActivityLink.activity_id == event.id)):
        if link.role is LinkRole.ATTENDEE:
            link.answer = Answer.NONE.value
    ctx.session.flush()


def asked_before(ctx: Context, event: Event) -> list[int]:
    """Return those of our people who were asked to an event by what is being undone, and are not any more."""
    made = ctx.session.scalars(
        select(Change.diff).where(
            Change.record_id == event.id,
            Change.table_name == Attendee.__tablename__,
            Change.operation == Operation.INSERT,
            Change.undone_by == history.current(ctx),
        )
    )
    asked = [diff["user_id"][1] for diff in made if "user_id" in diff]
    there = {row.user_id for row in _rows(ctx, event)}
    return [int(str(number)) for number in asked if number not in there and number != ctx.actor.id]


def tell_all(ctx: Context, event: Event, what: str) -> None:
    """Tell our own people of an event what has become of it: those who are asked, and whoever holds it."""
    asked = [row.user_id for row in _rows(ctx, event) if row.answer is not Answer.NO and row.user_id is not None]
    everybody = [*asked, *([event.owner_id] if event.owner_id is not None else [])]
    tell(ctx, event, what, [number for number in everybody if number != ctx.actor.id])


def tell(ctx: Context, event: Event, what: str, users: Sequence[int]) -> None:
    """Tell some of our people of an event, unless it was over before now."""
    if event.ends_at is None or event.ends_at <= ctx.now:
        return
    _write(ctx, event, what, users)


def _write(ctx: Context, event: Event, what: str, users: Sequence[int]) -> None:
    facts = [
        Outbox(
            kind=NEWS,
            record_id=event.id,
            args={"what": what, "by": ctx.actor.name},
            user_id=number,
            send_after=ctx.now,
            dedupe_key=f"{NEWS}:{event.id}:{what}:{number}:{ctx.now.isoformat()}",
        )
        for number in dict.fromkeys(users)
    ]
    if facts:
        outbox.tell_all(ctx.session, facts)
