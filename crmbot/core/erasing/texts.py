"""Words of what was erased, in the texts that messages, drafts, questions and buttons leave behind."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Column, ColumnElement, String, cast, delete, func, or_, select, update

from crmbot.core.context import Context
from crmbot.core.erasing.extent import pieces, table_of
from crmbot.store.models.messaging import Inbox, InboxState
from crmbot.store.models.record import Record
from crmbot.store.tracking import written

SHORTEST = 4
"""Letters of a word that is looked for in texts: shorter ones are in others."""

_PEOPLE = ("company", "contact", "lead")
_REACH = ("email", "phone", "mobile", "phone_key", "mobile_key")
_REACHED = ("party", "lead")
_GOING = (
    ("dialog", "values"),
    ("draft", "text"),
    ("invocation", "args"),
    ("outbox", "args"),
    ("import_fault", "cells"),
    ("activity_attendee", "email"),
)
"""Columns whose rows serve a chat, or tell of somebody by their address: a row that names what was erased goes."""


def telling(ctx: Context, ids: Sequence[int]) -> list[str]:
    """Return the words by which these records are known in texts: names of people and companies, ways to reach them.

    What a deal or a task is called is not looked for: such words may mean anything.
    """
    found: dict[str, None] = {}
    for some in pieces(ids):
        # lint: unscoped they are erased
        names = select(Record.title).where(Record.id.in_(some), Record.kind.in_(_PEOPLE))
        found |= dict.fromkeys(ctx.session.scalars(names))
        for name in _REACHED:
            table = table_of(name)
            rows = ctx.session.execute(
                select(*(table.c[column] for column in _REACH)).where(table.c.record_id.in_(some))
            )
            found |= {value: None for row in rows for value in row if value}
    return [word for word in found if len(word) >= SHORTEST]


def scrub(ctx: Context, words: Iterable[str]) -> None:
    """Take texts away that hold any of these words.

    Messages that were worked keep their keys, so that a redelivery is known; what failed cannot be tried again. The
    one in hand is among them: it names what is erased.
    """
    connection = written(ctx.session)
    for some in pieces(list(words)):
        for name, column in _GOING:
            table = table_of(name)
            connection.execute(delete(table).where(_holds(table.c[column], some)))
        inbox = table_of("inbox")
        connection.execute(delete(inbox).where(Inbox.state == InboxState.FAILED, _holds(inbox.c.inbound, some)))
        mine = or_(Inbox.state == InboxState.DONE, Inbox.address == ctx.origin.address)
        connection.execute(update(inbox).where(mine, _holds(inbox.c.inbound, some)).values(inbound=""))
        # An answer that has not arrived by now does not bring back what is erased.
        connection.execute(update(inbox).where(_holds(inbox.c.answer, some)).values(answer=None, lease_until=None))


def _holds(column: Column[object], words: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition for a text that holds any of these words, as they are or as JSON writes them.

    It goes through the whole table, which nobody does but who erases something.
    """
    text = func.lower(cast(column, String))
    forms = {
        form for word in words for form in (word, json.dumps(word)[1:-1], json.dumps(word, ensure_ascii=False)[1:-1])
    }
    return or_(*(text.contains(form.lower(), autoescape=True) for form in sorted(forms)))
