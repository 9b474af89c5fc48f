"""Why business is lost: the organisation's own list."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from crmbot.core.errors import InvalidInput
from crmbot.core.settings import lists as settings_lists
from crmbot.core.settings.lists import LOST_REASONS
from crmbot.language.fold import fold
from crmbot.store.models.pipeline import LostReason


def reasons(session: Session) -> Sequence[LostReason]:
    """Return the reasons a deal or a lead may be lost for, in their order."""
    return settings_lists.listed(session, LOST_REASONS)


def reason_named(session: Session, name: str) -> LostReason:
    """Return a reason by its name. Raises `InvalidInput`."""
    known = reasons(session)
    for reason in known:
        if reason.name_key == fold(name):
            return reason
    raise InvalidInput("reason", name, "no such reason", tuple(reason.name for reason in known))


def require_note(reason: LostReason, note: str | None) -> None:
    """Raise `InvalidInput` when a reason that wants a word of explanation comes without one (R-40)."""
    if reason.needs_note and not (note or "").strip():
        raise InvalidInput("note", "", f"“{reason.name}” wants a word of explanation")
