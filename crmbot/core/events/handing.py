"""Events that go to somebody else together, as the work of whoever leaves does."""

from collections.abc import Sequence

from sqlalchemy import select

from crmbot.core import reminders
from crmbot.core.context import Context
from crmbot.core.events import guests
from crmbot.store.models.activity import Event
from crmbot.store.models.attendee import Attendee


def settle(ctx: Context, given: Sequence[Event], to: int) -> None:
    """After events were given to one of ours: who holds one is not asked to it, is reminded of it, and is told.

    Of a series they are told by its first.
    """
    if not given:
        return
    numbers = [event.id for event in given]
    asked = select(Attendee).where(Attendee.activity_id.in_(numbers), Attendee.user_id == to)
    for row in ctx.session.scalars(asked):
        ctx.session.delete(row)
    ctx.session.flush()
    reminders.sync(ctx, *given)
    first = {event.recurrence_id or -event.id: event for event in reversed(given)}
    for event in first.values() if to != ctx.actor.id else ():
        guests.tell(ctx, event, "given", (to,))
