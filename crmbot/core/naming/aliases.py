"""What each of us means by a name: learnt from a correction, used before any other reading, nobody else's business."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session

from crmbot.core import subjects
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput, NotFound
from crmbot.core.naming.names import RECORD
from crmbot.core.permissions import visible, visible_to_any
from crmbot.language.codes import is_sign
from crmbot.language.fold import tokens
from crmbot.store.models.alias import NameAlias
from crmbot.store.models.record import Record

MOST = 500
"""So many names of their own one person may have; the latest are used."""

LONGEST = 60
MOST_WORDS = 6
_SHORTEST = 2
_KNOWN = "what the actor means by names"
_NO_NAMES = frozenset({"it", "me", "he", "she", "they", "him", "her", "them", "us", "we", "you"})


class Meaning(NamedTuple):
    """The record that words mean to somebody."""

    id: int
    kind: str


@dataclass(frozen=True, slots=True)
class Alias:
    """A name somebody has for a record, as it was typed."""

    typed: str
    record: Record


def learn(ctx: Context, typed: str, record: Record) -> bool:
    """Remember what the actor means by some words from now on; what they meant before is forgotten.

    Returns False where nothing new was learnt: the words are its very title, or mean it already. Raises
    `InvalidInput` for words that are no name, or a record that notes cannot be about.
    """
    words = _words(typed)
    if record.kind not in subjects.kinds():
        raise InvalidInput("which", typed, "a name is for a company, a contact, a deal or a lead")
    row = _row(ctx, words)
    if words == " ".join(tokens(record.title)) and row is None:
        return False
    if row is not None and row.record_id == record.id:
        return False
    if row is not None:
        row.record_id = record.id
    else:
        ctx.session.add(
            NameAlias(user_id=ctx.actor.id, words=words, typed=_plain(typed), record_id=record.id, made_at=ctx.now)
        )
    _done(ctx)
    return True


def forget(ctx: Context, typed: str) -> str:
    """Let words mean nothing of their own to the actor any more; return them as they were kept. Raises `NotFound`."""
    row = _row(ctx, " ".join(tokens(typed)))
    if row is None:
        raise NotFound(typed)
    kept = row.typed
    ctx.session.delete(row)
    _done(ctx)
    return kept


def listed(ctx: Context) -> Sequence[Alias]:
    """Return the actor's names for what they may see, the latest first."""
    rows = ctx.session.execute(
        select(NameAlias.typed, Record)
        .join(Record, Record.id == NameAlias.record_id)
        .where(NameAlias.user_id == ctx.actor.id, visible(ctx))
        .order_by(NameAlias.made_at.desc(), NameAlias.id.desc())
        .limit(MOST)
    )
    return [Alias(row.typed, row.Record) for row in rows]


def may_be_name(typed: str) -> bool:
    """Tell whether words can be a name somebody has for a record: no code, no number, no pronoun, not too long."""
    words = tokens(typed)
    if not words or len(words) > MOST_WORDS or len(typed.strip()) > LONGEST:
        return False
    return len("".join(words)) >= _SHORTEST and not is_sign(typed) and " ".join(words) not in _NO_NAMES


def _words(typed: str) -> str:
    if not may_be_name(typed):
        raise InvalidInput("words", typed, f"a name has letters, and at most {MOST_WORDS} words")
    return " ".join(tokens(typed))


def _plain(typed: str) -> str:
    return " ".join(typed.split()).strip("\"'")


def _row(ctx: Context, words: str) -> NameAlias | None:
    return ctx.session.scalar(select(NameAlias).where(NameAlias.user_id == ctx.actor.id, NameAlias.words == words))


def _done(ctx: Context) -> None:
    ctx.session.flush()
    ctx.session.info.pop(_KNOWN, None)


def has_none(session: Session, user_id: int) -> None:
    """Take it that somebody has no names of their own, as it was seen along with something else."""
    session.info.setdefault(_KNOWN, {})[user_id] = {}


def of(ctx: Context) -> Mapping[str, int]:
    """Return what folded words mean to the actor, as numbers of records they may see."""
    return {words: meaning.id for words, meaning in _known(ctx).items()}


def meant(ctx: Context, typed: str, kinds: Collection[str] = ()) -> int | None:
    """Return the number of the record that words as a whole mean to the actor; None when it is none of these kinds."""
    known = _known(ctx)
    meaning = known.get(" ".join(tokens(typed))) if known else None
    return meaning.id if meaning is not None and (not kinds or meaning.kind in kinds) else None


def said_in(ctx: Context, text: str) -> Mapping[str, int]:
    """Return those of the actor's words for companies and people that stand in a text."""
    known = _known(ctx)
    said = f" {' '.join(tokens(text))} " if known else ""
    parties = {words: each.id for words, each in known.items() if each.kind in ("company", "contact")}
    return {words: number for words, number in parties.items() if f" {words} " in said}


def matters_in(ctx: Context, text: str) -> list[int]:
    """Return the deals and leads that a text names by words of the actor's own, as numbers."""
    matters = [(words, each) for words, each in _known(ctx).items() if each.kind not in ("company", "contact")]
    said = f" {' '.join(tokens(text))} " if matters else ""
    return [each.id for words, each in matters if f" {words} " in said]


def _known(ctx: Context) -> Mapping[str, Meaning]:
    """Return what folded words mean to the actor; it is read once in a unit of work."""
    known: dict[int, dict[str, Meaning]] = ctx.session.info.setdefault(_KNOWN, {})
    if ctx.actor.id not in known:
        known[ctx.actor.id] = _read(ctx)
    return known[ctx.actor.id]


def _read(ctx: Context) -> dict[str, Meaning]:
    scope, who = visible_to_any(ctx)
    rows = ctx.session.connection().execute(_meanings(scope), {"actor": ctx.actor.id, **who})
    return {row.words: Meaning(row.id, row.kind) for row in rows}


@lru_cache(maxsize=256)  # one for each way of seeing: it costs more to build than to run, and every name asks
def _meanings(scope: ColumnElement[bool]) -> Select[Any]:
    names = NameAlias.__table__.c
    # lint: unscoped the scope is handed in
    meanings = select(names.words, RECORD.c.id, RECORD.c.kind).join(RECORD, RECORD.c.id == names.record_id)
    return meanings.where(names.user_id == bindparam("actor"), scope).order_by(names.id.desc()).limit(MOST)
