"""At the end of a walk records are erased: no word that was planted in them is anywhere in the database afterwards."""

from collections.abc import Iterator

from sqlalchemy import String, cast, select

from crmbot.language.codes import show
from crmbot.store.base import Base
from crmbot.store.models.record import Record
from crmbot.store.uow import Session, read_only
from tests.security.firm import Held
from tests.walks.walk import Walk

MESSAGES = "inbox"
"""Answers are kept there until they have arrived, which nobody says on a walk."""

_NAMESAKES = "is still here"


async def erase_some(walk: Walk, most: int) -> None:
    """Have the owner erase some of what there was at the beginning, and look for its words."""
    there = sorted(walk.talk.secrets.held.values(), key=lambda held: held.id)
    for held in walk.chance.sample(there, min(most, len(there))):
        named = _named(walk, held)
        if named is None:
            continue
        code, title = named
        did = await walk.talk.command("ana", f"erase for good {code} {title}")
        if "Erased" not in did.shown:
            walk.findings.note("not erased", f"{did}")
        if _NAMESAKES in did.shown:  # a copy, say: whoever erases is told of it
            continue
        for place in _places(walk, held):
            walk.findings.note(f"erased and still in {place.partition(' ')[0]}", f"{code} {title}: {place}")


def _named(walk: Walk, held: Held) -> tuple[str, str] | None:
    with read_only(walk.desk.database) as session:
        record = session.get(Record, held.id)
        return (show(record.kind, record.id), record.title) if record is not None and not record.is_deleted else None


def _places(walk: Walk, held: Held) -> list[str]:
    with read_only(walk.desk.database) as session:
        return [place for word in (held.name, held.secret) for place in _with_word(session, word)]


def _with_word(session: Session, word: str) -> Iterator[str]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns if table.name != MESSAGES else ():
            text = cast(column, String)
            for row in session.execute(select(*table.primary_key, text).where(text.icontains(word))):
                yield f"{table.name}.{column.name} {row}"
