"""The batch that is being written: all that one command changes."""

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from crmbot.core.context import Context
from crmbot.store.models.change import Change
from crmbot.store.tracking import Batch


def begin(ctx: Context, command: str) -> str:
    """Start the batch that all changes of one command belong to; return its id."""
    batch = Batch(
        id=uuid4().hex,
        at=ctx.now,
        user_id=ctx.actor.id,
        via=ctx.origin.via,
        message_ref=ctx.origin.message,
        command=command,
    )
    ctx.session.info["batch"] = batch
    return batch.id


def name(ctx: Context, command: str) -> None:
    """Say which command the batch being written belongs to; what was written before it stays in the same batch."""
    ctx.session.info["batch"] = replace(ctx.session.info["batch"], command=command)


def begin_system(session: Session, command: str, now: datetime) -> str:
    """Start a batch that no person is behind: set-up and housekeeping."""
    batch = Batch(id=uuid4().hex, at=now, user_id=None, via="system", message_ref=None, command=command)
    session.info["batch"] = batch
    return batch.id


def current(ctx: Context) -> str:
    """Return the id of the batch being written."""
    batch: Batch = ctx.session.info["batch"]
    return batch.id


def wrote(ctx: Context) -> bool:
    """Tell whether the batch being written has changed anything."""
    ctx.session.flush()
    return bool(ctx.session.scalar(select(Change.id).where(Change.batch_id == current(ctx)).limit(1)))
