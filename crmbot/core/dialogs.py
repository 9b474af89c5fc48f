"""Dialogs and drafts: what was begun and not yet finished, as rows that survive a restart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import randbelow, token_hex
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from crmbot.core.context import Context
from crmbot.store.models.messaging import Dialog, Draft, Invocation
from crmbot.store.upsert import insert_all_new

LIFE = timedelta(minutes=30)
"""How long a dialog waits for its answer (scenario P4)."""

DRAFT_LIFE = timedelta(hours=24)
"""How long a text nothing could be done with yet is kept: people are told so."""

_NONE_HERE = "who has no dialog in which chat"
_LARGEST = 2**31 - 1
"""Keys are drawn by lot: SQLite gives the number of an ended dialog to the next, and old buttons stay in chats."""


@dataclass(frozen=True, slots=True)
class Open:
    """A dialog as it stands: its key, its command, the state the wizard wrote, the question being asked."""

    key: str
    command: str
    state: dict[str, Any]
    asking: str


def open_here(ctx: Context) -> Open | None:
    """Return the dialog the actor has open in this chat; None when there is none or it is too old."""
    if ctx.session.info.get(_NONE_HERE) == (ctx.actor.id, ctx.origin.address):
        return None
    row = ctx.session.scalar(
        select(Dialog).where(
            Dialog.user_id == ctx.actor.id,
            Dialog.address == ctx.origin.address,
            Dialog.expires_at > ctx.now,
        )
    )
    return _as_open(row)


def none_here(session: Session, user_id: int, address: str) -> None:
    """Take it that somebody has no dialog in a chat, as it was seen along with something else."""
    session.info[_NONE_HERE] = user_id, address


def by_key(ctx: Context, key: str) -> Open | None:
    """Return a dialog of the actor's by its key, wherever it was begun, even a late one (a day at most)."""
    row = _row(ctx, key)
    return _as_open(row) if row is not None and row.expires_at > ctx.now - DRAFT_LIFE else None


def save(ctx: Context, command: str, state: dict[str, Any], asking: str, key: str | None = None) -> str:
    """Keep where a dialog stands; a new one takes the place of any other the actor has open here."""
    row = _row(ctx, key) if key else None
    ctx.session.info.pop(_NONE_HERE, None)
    if row is None:
        ctx.session.execute(delete(Dialog).where(Dialog.user_id == ctx.actor.id, Dialog.address == ctx.origin.address))
        row = Dialog(id=1 + randbelow(_LARGEST), user_id=ctx.actor.id, address=ctx.origin.address, version=0)
        ctx.session.add(row)
    row.command, row.values, row.step = command, state, asking
    row.version += 1
    row.expires_at = ctx.now + LIFE
    ctx.session.flush()
    return str(row.id)


def close(ctx: Context, key: str) -> None:
    """End a dialog."""
    row = _row(ctx, key)
    if row is not None:
        ctx.session.delete(row)
        ctx.session.flush()


def close_here(session: Session, user_id: int, address: str, now: datetime) -> Open | None:
    """End whatever dialog a user has open in a chat, and return it; None for one that is too old."""
    here = (Dialog.user_id == user_id, Dialog.address == address)
    opened = _as_open(session.scalar(select(Dialog).where(*here, Dialog.expires_at > now)))
    session.execute(delete(Dialog).where(*here))
    return opened


def _row(ctx: Context, key: str) -> Dialog | None:
    number = int(key) if key.isdecimal() and len(key) <= len(str(_LARGEST)) else 0
    row = ctx.session.get(Dialog, number) if 0 < number <= _LARGEST else None
    return row if row is not None and row.user_id == ctx.actor.id else None


def keep_draft(ctx: Context, text: str) -> int:
    """Keep a text of the actor's nothing could be done with yet, for a day; return its number."""
    draft = Draft(user_id=ctx.actor.id, address=ctx.origin.address, text=text, created_at=ctx.now)
    ctx.session.add(draft)
    ctx.session.flush()
    return draft.id


def keep_stranger(session: Session, *, sender: str, address: str, text: str, now: datetime) -> None:
    """Keep the text of somebody we do not know yet, for a day, until they are linked."""
    session.add(Draft(sender=sender, address=address, text=text, created_at=now))


def drafts(ctx: Context) -> list[Draft]:
    """Return the actor's drafts of the last day, newest first."""
    return list(
        ctx.session.scalars(
            select(Draft)
            .where(Draft.user_id == ctx.actor.id, Draft.created_at > ctx.now - DRAFT_LIFE)
            .order_by(Draft.created_at.desc(), Draft.id.desc())
        )
    )


def drop_draft(ctx: Context, text: str) -> None:
    """Forget a text of the actor's that has found its place."""
    ctx.session.execute(delete(Draft).where(Draft.user_id == ctx.actor.id, Draft.text == text))


def draft(ctx: Context, number: int) -> Draft | None:
    """Return one draft of the actor's; None when it is gone."""
    return next((kept for kept in drafts(ctx) if kept.id == number), None)


def adopt_drafts(session: Session, sender: str, user_id: int, now: datetime) -> list[str]:
    """Give the drafts a stranger left in the last day to the user they turned out to be; return their texts."""
    theirs = select(Draft).where(Draft.sender == sender, Draft.user_id.is_(None), Draft.created_at > now - DRAFT_LIFE)
    left = list(session.scalars(theirs.order_by(Draft.created_at, Draft.id)))
    for kept in left:
        kept.user_id = user_id
    session.flush()
    return [kept.text for kept in left]


def keep_buttons(session: Session, doing: Sequence[tuple[str, dict[str, Any]]], now: datetime) -> list[str]:
    """Keep what buttons do, command and arguments, when it is too long for them; return a short key for each."""
    keys = [token_hex(8) for _ in doing]
    rows = [
        {"key": key, "command": command, "args": args, "created_at": now}
        for key, (command, args) in zip(keys, doing, strict=True)
    ]
    insert_all_new(session, Invocation, rows)
    return keys


def button(session: Session, key: str) -> tuple[str, dict[str, Any]] | None:
    """Return the command and arguments kept under a key; None when they are gone."""
    row = session.get(Invocation, key)
    return (row.command, row.args) if row is not None else None


def forget_old(session: Session, now: datetime) -> None:
    """Drop dialogs and drafts nobody can come back to."""
    session.execute(delete(Dialog).where(Dialog.expires_at < now - DRAFT_LIFE))
    session.execute(delete(Draft).where(Draft.created_at <= now - DRAFT_LIFE))


def _as_open(row: Dialog | None) -> Open | None:
    return Open(str(row.id), row.command, row.values, row.step) if row is not None else None
