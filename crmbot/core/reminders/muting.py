"""Hearing nothing for a while: all reminders of a person are held until an instant, and come in one piece then."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from crmbot.core import history, outbox
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.store.models.change import Change
from crmbot.store.models.people import User
from crmbot.store.models.reminder import Reminder, ReminderStatus

LONGEST = timedelta(days=184)


def mute(ctx: Context, until: datetime) -> None:
    """Hold the reminders of the actor until an instant, those that are held already, too; urgent ones still come.

    Raises `InvalidInput` for an instant that is over, or more than half a year off.
    """
    if until <= ctx.now:
        raise InvalidInput("until", until.astimezone(ctx.zone).strftime("%d %b %H:%M"), "is over already")
    if until > ctx.now + LONGEST:
        raise InvalidInput("until", until.astimezone(ctx.zone).strftime("%d %b %Y"), "is more than half a year off")
    _set(ctx, until)


def unmute(ctx: Context) -> int:
    """Let the reminders of the actor come again, those that were held at once; return how many these are."""
    waiting = count_held(ctx)
    _set(ctx, None)
    return waiting


def muted_until(ctx: Context) -> datetime | None:
    """Return until when the actor wants to hear nothing; None when they want to hear."""
    until = ctx.session.get_one(User, ctx.actor.id).muted_until
    return until if until is not None and until > ctx.now else None


def count_held(ctx: Context) -> int:
    """Return how many tasks and events wait with their reminders for the actor to hear again."""
    wanted = (*_held(ctx.actor.id), Reminder.due_at > ctx.now)
    return ctx.session.scalar(select(func.count(Reminder.record_id.distinct())).where(*wanted)) or 0


def weigh_anew(session: Session, user_id: int, now: datetime) -> None:
    """Have what is held for somebody looked at now: when they want to hear of it may be another time than it was."""
    for row in session.scalars(select(Reminder).where(*_held(user_id), Reminder.due_at > now)).all():
        row.due_at = now
    outbox.waits(session, now)
    session.flush()


def _set(ctx: Context, until: datetime | None) -> None:
    ctx.session.get_one(User, ctx.actor.id).muted_until = until
    weigh_anew(ctx.session, ctx.actor.id, ctx.now)


def _held(user_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Reminder.user_id == user_id,
        Reminder.status == ReminderStatus.PENDING,
        Reminder.held_from.is_not(None),
    )


@history.after_undo_of_rows(User.__tablename__)
def _heard_otherwise(ctx: Context, changes: Sequence[Change]) -> None:
    """What is held for whoever has their old habits back is looked at again."""
    for key in {change.row_key for change in changes}:
        weigh_anew(ctx.session, int(json.loads(key)[0]), ctx.now)
