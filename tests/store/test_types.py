"""Values come back from both databases as they went in."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from crmbot.store.models.activity import NoteKind, Priority, Task, TaskStatus
from crmbot.store.models.messaging import PollOffset
from crmbot.store.models.setting import Setting
from tests.store.conftest import NOW


def add_task(session: Session, due_at: datetime) -> int:
    """Make a task with a due time and forget it, so that it is read again."""
    wall = due_at.replace(tzinfo=None)
    task = Task(
        title="Call",
        status=TaskStatus.TODO,
        priority=Priority.NORMAL,
        due_at=due_at,
        due_on=wall.date(),
        due_time=wall.time(),
    )
    session.add(task)
    session.flush()
    session.expunge_all()
    return task.id


def test_instant_when_read_again(session: Session) -> None:
    """An instant comes back as the same one, aware and in UTC, whatever its zone was."""
    due_at = datetime(2026, 11, 24, 17, 30, 5, 123456, tzinfo=timezone(timedelta(hours=2)))
    number = add_task(session, due_at)

    read = session.get_one(Task, number).due_at

    assert read is not None
    assert (read, read.tzinfo) == (due_at, UTC)


def test_instant_when_it_has_no_zone(session: Session) -> None:
    """A time without a zone is refused: nobody could say which instant it was."""
    with pytest.raises(StatementError, match="needs a time zone"):
        add_task(session, datetime(2026, 11, 24, 17, 30))  # noqa: DTZ001  # that is the point
    session.rollback()


def test_instants_when_compared(session: Session) -> None:
    """Instants compare as instants, across zones and across the comma of the seconds."""
    for at in (NOW, NOW + timedelta(microseconds=1), NOW - timedelta(hours=3)):
        add_task(session, at)

    moment = NOW.astimezone(timezone(timedelta(hours=-8)))
    later = session.scalars(select(Task.due_at).where(Task.due_at > moment)).all()

    assert later == [NOW + timedelta(microseconds=1)]


def test_choice_when_read_again(session: Session) -> None:
    """A word of a closed set comes back as the set's own member."""
    number = add_task(session, NOW)

    assert session.get_one(Task, number).status is TaskStatus.TODO


def test_choice_when_it_is_no_word_of_the_set(session: Session) -> None:
    """The database refuses a word that is none of the set."""
    add_task(session, NOW)

    with pytest.raises(IntegrityError):
        session.execute(text("UPDATE activity SET status = 'maybe'"))
    session.rollback()


def test_json_when_read_again(session: Session) -> None:
    """A setting may be any JSON value, and nothing is told from null."""
    for key, value in {"a": {"x": [1, None, "é"]}, "b": 5, "c": "word", "d": False}.items():
        session.add(Setting(key=key, value=value))
    session.flush()
    session.expunge_all()

    values = list(session.scalars(select(Setting.value).order_by(Setting.key)))

    assert values == [{"x": [1, None, "é"]}, 5, "word", False]


def test_number_when_it_is_a_platforms(session: Session) -> None:
    """Numbers of platforms do not end at 32 bits."""
    session.add(PollOffset(platform="p", bot="b", offset=2**40, at=NOW))
    session.flush()
    session.expunge_all()

    assert session.scalar(select(PollOffset.offset)) == 2**40


def test_enums_when_written_as_text() -> None:
    """Words of closed sets are text wherever text is wanted."""
    assert f"{NoteKind.CALL}" == "call"
