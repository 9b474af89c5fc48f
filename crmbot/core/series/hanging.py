"""What hangs on the occurrences of a series changes on all of them: links, people, reminders, tags."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crmbot.core.series import pattern
from crmbot.core.series.pattern import Pattern
from crmbot.core.series.rows import Occurrence
from crmbot.store.models.activity import ActivityLink, Answer, LinkRole
from crmbot.store.models.attendee import Attendee
from crmbot.store.models.reminder import ReminderWish
from crmbot.store.models.tag import RecordTag

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A table whose rows hang on an occurrence: how a row and what a pattern has of it are told apart."""

    model: type[Any]
    key: Callable[[Any], Key]
    kept: Callable[[Any], Key]


_PARTS: dict[str, _Part] = {
    "links": _Part(ActivityLink, lambda row: (row.record_id,), lambda kept: (kept["record_id"],)),
    "attendees": _Part(Attendee, lambda row: (row.user_id, row.email), lambda kept: (kept["user_id"], kept["email"])),
    "wishes": _Part(
        ReminderWish,
        lambda row: (row.user_id, row.address, row.kind.value, row.minutes, row.is_on) if row.until is None else (),
        lambda kept: (kept["user_id"], kept["address"], kept["kind"], kept["minutes"], kept["is_on"]),
    ),
    "tags": _Part(RecordTag, lambda row: (row.tag_id,), lambda kept: (kept,)),
}


def bring(
    session: Session, others: Sequence[Occurrence], before: Pattern, after: Pattern, parts: Collection[str]
) -> set[int]:
    """Take off occurrences what the pattern has no more, put on what is new in it; return which were changed."""
    touched: set[int] = set()
    for name in sorted(set(_PARTS) & set(parts)):
        old = {_PARTS[name].kept(each): each for each in _kept(before, name)}
        new = {_PARTS[name].kept(each): each for each in _kept(after, name)}
        there = _there(session, _PARTS[name], others)
        touched |= _take_off(session, there, old.keys() - new.keys())
        touched |= _put_on(session, name, others, there, {key: kept for key, kept in new.items() if key not in old})
    return touched


def ask_anew(session: Session, moved: Collection[int]) -> None:
    """Take back what people answered to occurrences that are at another time now."""
    asked = select(Attendee).where(Attendee.activity_id.in_(moved), Attendee.answer != Answer.NONE)
    for row in session.scalars(asked):
        row.answer, row.answered_at = Answer.NONE, None
    contacts = select(ActivityLink).where(
        ActivityLink.activity_id.in_(moved), ActivityLink.role == LinkRole.ATTENDEE, ActivityLink.answer != "none"
    )
    for link in session.scalars(contacts):
        link.answer = Answer.NONE.value
    session.flush()


def _kept(whole: Pattern, name: str) -> Sequence[Any]:
    kept: Mapping[str, Any] = {**whole}
    return list(kept[name])


def _there(session: Session, part: _Part, others: Sequence[Occurrence]) -> dict[int, dict[Key, Any]]:
    """Return what hangs on each occurrence, in one query."""
    subject = getattr(part.model, part.model.__subject__)
    found: dict[int, dict[Key, Any]] = {row.id: {} for row in others}
    for row in session.scalars(select(part.model).where(subject.in_(list(found)))):
        found[getattr(row, part.model.__subject__)][part.key(row)] = row
    return found


def _take_off(session: Session, there: Mapping[int, Mapping[Key, Any]], gone: Collection[Key]) -> set[int]:
    touched: set[int] = set()
    for number, theirs in there.items():
        for key in gone & theirs.keys():
            session.delete(theirs[key])
            touched.add(number)
    session.flush()
    return touched


def _put_on(
    session: Session,
    name: str,
    others: Sequence[Occurrence],
    there: Mapping[int, Mapping[Key, Any]],
    new: Mapping[Key, Any],
) -> set[int]:
    """Put on each what is not there yet."""
    touched: set[int] = set()
    for key, kept in new.items():
        without = [row for row in others if key not in there[row.id]]
        pattern.dress(session, without, _only(name, kept))
        touched |= {row.id for row in without}
    return touched


def _only(name: str, kept: Any) -> Pattern:  # noqa: ANN401  # of the shape the part has
    """Return a pattern with one thing in it."""
    return Pattern(
        columns={},
        links=[kept] if name == "links" else [],
        attendees=[kept] if name == "attendees" else [],
        wishes=[kept] if name == "wishes" else [],
        tags=[kept] if name == "tags" else [],
        length={},
    )
