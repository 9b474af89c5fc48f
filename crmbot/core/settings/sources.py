"""Where business comes from: a list the organisation keeps."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from crmbot.core.context import Context
from crmbot.core.settings import lists as settings_lists
from crmbot.core.settings.lists import SOURCES
from crmbot.store.models.pipeline import Source

SYNONYMS = SOURCES.synonyms


def listed(session: Session) -> Sequence[Source]:
    """Return the sources that can be chosen, in their order."""
    return settings_lists.listed(session, SOURCES)


def named(session: Session, text: str) -> Source | None:
    """Return the source a text means: its name, a synonym, or the start of one name alone; None for another."""
    return settings_lists.meant(SOURCES, listed(session), text)


def of(session: Session, source_id: int | None) -> Source | None:
    """Return a source by its number, one that is no longer offered as well."""
    return session.get(Source, source_id) if source_id is not None else None


def add(ctx: Context, name: str) -> Source:
    """Put a source on the list; one that was taken off it comes back. Raises as `settings_lists.add`."""
    return settings_lists.add(ctx, SOURCES, name)
