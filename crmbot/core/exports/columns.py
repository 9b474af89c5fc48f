"""What the columns of a file are: all that can be brought in, and what else a list tells of its records."""

from collections.abc import Mapping

from crmbot.core.context import Context
from crmbot.core.imports import mapping
from crmbot.core.imports.columns import TARGETS, Target

_NAME, _OWNER, _TAGS = Target("name", "Name"), Target("owner", "Owner"), Target("tags", "Tags")
_TITLE, _ABOUT = Target("name", "Title"), Target("about", "About")
_NOTE, _OUTCOME = Target("body", "Note"), Target("outcome", "Outcome")
_LOST = (Target("lost_reason", "Lost reason"), Target("lost_note", "Lost note"))

_MORE: Mapping[str, tuple[Target, ...]] = {
    "company": (
        Target("parent", "Belongs to"),
        Target("primary_contact", "Primary contact"),
    ),
    "contact": (Target("reports_to", "Reports to"),),
    "deal": (Target("lead", "Lead"), Target("closed_at", "Closed"), *_LOST),
    "lead": _LOST,
    "event": (
        *(_TITLE, Target("event_kind", "Type"), Target("starts_on", "Start"), Target("starts_time", "At")),
        *(Target("ends_on", "Last day"), Target("location", "Place"), Target("event_status", "Status")),
        *(_OUTCOME, _OWNER, _ABOUT, _NOTE, _TAGS),
    ),
    "note": (
        *(Target("note_kind", "Type"), Target("happened_at", "Date"), _ABOUT, Target("text", "Text")),
        *(Target("direction", "Direction"), Target("duration_minutes", "Minutes"), _OUTCOME),
        *(Target("author", "Author"), _TAGS),
    ),
    "task": (
        *(_TITLE, Target("due_on", "Due"), Target("due_time", "At"), Target("status", "Status"), _OWNER, _ABOUT),
        *(Target("type", "Type"), Target("priority", "Priority"), _NOTE, _OUTCOME),
        *(Target("completed_at", "Done"), _TAGS),
    ),
}
_ANY = (_NAME, _OWNER, _TAGS)
_NO_IMPORT = frozenset({"event", "note", "task"})


def of(ctx: Context, kind: str) -> tuple[Target, ...]:
    """Return the columns of a kind, as an import knows them again."""
    told = mapping.targets(ctx, kind) if kind in TARGETS else () if kind in _NO_IMPORT else _ANY
    return (*told, *_MORE.get(kind, ()))
