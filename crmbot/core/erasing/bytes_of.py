"""The bytes of documents that are erased: removed once the erasure is committed, unless others have the same."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from crmbot.core import due
from crmbot.core.context import Context, Organisation
from crmbot.core.due import DueWork, NextDue
from crmbot.core.erasing.extent import pieces
from crmbot.store.files import FileStore, StoreError
from crmbot.store.models.document import StoredFile
from crmbot.store.models.imports import Export, Import
from crmbot.store.models.privacy import ErasedBytes
from crmbot.store.uow import FILES
from crmbot.store.upsert import insert_new

log = structlog.get_logger(__name__)
BATCH = 50
AGAIN = timedelta(minutes=5)
"""When the store is asked again that was away."""


def let_go(ctx: Context, ids: Sequence[int]) -> None:
    """Have the bytes of these documents removed."""
    for some in pieces(ids):
        keys = select(StoredFile.sha256).where(StoredFile.document_id.in_(some), StoredFile.sha256.is_not(None))
        for key in ctx.session.scalars(keys.distinct()).all():
            insert_new(ctx.session, ErasedBytes, {"sha256": key, "at": ctx.now})


def remove_due(session: Session, now: datetime, org: Organisation) -> int:
    """Remove bytes that nobody has any more; return how many keys were dealt with."""
    del org
    store: FileStore | None = session.info.get(FILES)
    keys = session.scalars(select(ErasedBytes.sha256).where(ErasedBytes.at <= now).limit(BATCH)).all()
    if not keys:
        return 0
    if store is None:
        session.execute(update(ErasedBytes).where(ErasedBytes.sha256.in_(keys)).values(at=now + AGAIN))
        return len(keys)
    used = _used(session, keys)
    gone = [key for key in keys if key in used or _removed(store, key)]
    session.execute(delete(ErasedBytes).where(ErasedBytes.sha256.in_(gone)))
    waiting = ErasedBytes.sha256.in_(keys)
    session.execute(update(ErasedBytes).where(waiting).values(at=now + AGAIN))
    return len(keys)


def _used(session: Session, keys: Sequence[str]) -> set[str]:
    """Return those keys that another document, an import or an export still has."""
    there = or_(
        exists().where(StoredFile.sha256 == ErasedBytes.sha256),
        exists().where(Import.faults_key == ErasedBytes.sha256),
        exists().where(Export.file_key == ErasedBytes.sha256),
    )
    return set(session.scalars(select(ErasedBytes.sha256).where(ErasedBytes.sha256.in_(keys), there)))


def _removed(store: FileStore, key: str) -> bool:
    try:
        store.delete(key)
    except StoreError:
        log.warning("erasing.bytes_left", action="again in a while", key=key[:8])
        return False
    return True


NEXT_DUE: NextDue = select(func.min(ErasedBytes.at))
"""Selects the instant bytes are to be removed."""

due.declare(DueWork("erased bytes", remove_due, NEXT_DUE))
