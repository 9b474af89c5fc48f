"""What every message begins with, asked in one statement: who speaks, what is set, what they had to do with here."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    Select,
    SQLColumnExpression,
    String,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from crmbot.core import dialogs, people, records
from crmbot.core.context import Actor
from crmbot.core.naming import aliases
from crmbot.core.people import ChatUser
from crmbot.core.settings import options
from crmbot.store.models.alias import NameAlias
from crmbot.store.models.messaging import Dialog
from crmbot.store.models.search import RecentRecord
from crmbot.store.models.setting import Setting
from crmbot.store.types import Json, UtcDateTime

_Column = SQLColumnExpression[Any]
_SETTING, _TOUCH, _OWN_WORDS, _DIALOG = "setting", "touch", "own words", "dialog"


def speaking(session: Session, who: ChatUser, address: str) -> Actor | None:
    """Return the user a chat identity belongs to, as `people.speaking` does; what nearly every command asks is at hand.

    That are the settings, when they last had to do with anything at an address, whether they have a dialog open
    there, and whether they have names of their own for records. Raises `Suspended`.
    """
    rows = session.connection().execute(_OPENING, {**people.identity(who), "here": address}).all()
    actor = people.put_together(rows)
    options.at_hand(session, {row.name: row.value for row in rows if row.what == _SETTING})
    if actor is not None:
        there = {row.what for row in rows}
        records.last_touched(session, next((row.at for row in rows if row.what == _TOUCH), None))
        if _OWN_WORDS not in there:
            aliases.has_none(session, actor.id)
        if _DIALOG not in there:
            dialogs.none_here(session, actor.id, address)
    return actor


def _parts() -> Iterator[Select[*tuple[Any, ...]]]:
    """Yield what is asked, each in the columns of a part of a person and two more: a value, an instant."""
    user_id = people.USER_OF_IDENTITY
    value, at = cast(null(), Json).label("value"), cast(null(), UtcDateTime).label("at")
    for part in people.parts_of(user_id):
        yield part.add_columns(value, at)
    yield _part(_SETTING, Setting.key, Setting.value, at)
    last = select(func.max(RecentRecord.at)).where(
        RecentRecord.user_id == user_id, RecentRecord.address == bindparam("here")
    )
    yield _part(_TOUCH, null(), value, last.scalar_subquery().label("at"))
    yield _part(_OWN_WORDS, null(), value, at).where(exists().where(NameAlias.user_id == user_id))
    open_here = exists().where(Dialog.user_id == user_id, Dialog.address == bindparam("here"))
    yield _part(_DIALOG, null(), value, at).where(open_here)


def _part(what: str, name: _Column, value: _Column, at: _Column) -> Select[*tuple[Any, ...]]:
    unsaid = (null().label("level"), null().label("zone"), null().label("locale"), null().label("active"))
    sort: _Column = literal_column(f"'{what}'", String).label("what")
    return select(sort, null().label("id"), name.label("name"), *unsaid, value.label("value"), at)


_OPENING = union_all(*_parts())
