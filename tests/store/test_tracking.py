"""Every change of tracked rows is in the log, and every line of the log can be reverted."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from crmbot.store.engine import Database
from crmbot.store.models.activity import ActivityLink, Priority, Task, TaskStatus
from crmbot.store.models.change import Change, Operation
from crmbot.store.models.party import Company
from crmbot.store.models.people import User
from crmbot.store.models.pipeline import LostReason
from crmbot.store.models.record import Record
from crmbot.store.models.setting import Setting
from crmbot.store.models.tag import RecordTag, Tag
from crmbot.store.tracking import revert
from crmbot.store.uow import unit_of_work
from tests.store.conftest import NOW, add_company, begin

LATER = NOW + timedelta(minutes=5)


def changes(session: Session, batch: str) -> Sequence[Change]:
    """Return the log of a batch, newest first."""
    session.flush()
    return session.scalars(select(Change).where(Change.batch_id == batch).order_by(Change.id.desc())).all()


def undo(session: Session, batch: str) -> None:
    """Revert all of a batch, from its end."""
    session.flush()
    begin(session, "undo", LATER)
    for change in changes(session, batch):
        revert(session, change)
    session.flush()


def add_task(session: Session) -> Task:
    """Make a task that is due on a day."""
    task = Task(title="Call", status=TaskStatus.TODO, priority=Priority.HIGH, due_on=date(2026, 11, 24))
    session.add(task)
    session.flush()
    return task


def tagged(session: Session) -> RecordTag:
    """Put a tag on a new company."""
    tag = Tag(name="key", name_key="key")
    session.add(tag)
    session.flush()
    link = RecordTag(record_id=add_company(session, "Acme").id, tag_id=tag.id)
    session.add(link)
    session.flush()
    return link


def test_log_when_a_record_is_made(session: Session) -> None:
    """Making a record is one line with who, when, through what, and every value it was made with."""
    company = add_company(session, "Acme")

    [change] = changes(session, "note")

    assert (change.record_id, change.table_name, change.row_key) == (company.id, "record", f"[{company.id}]")
    assert (change.at, change.user_id, change.via, change.message_ref) == (NOW, None, "console", "m1")
    assert (change.command, change.action, change.operation) == ("note", "create", Operation.INSERT)
    assert change.diff["title"] == [None, "Acme"]


def test_log_when_a_record_is_made_leaves_out_nothing_and_bookkeeping(session: Session) -> None:
    """Columns that hold nothing, and those that only keep the books, are not in the log."""
    add_company(session, "Acme")

    [change] = changes(session, "note")

    assert change.diff.keys() == {
        "kind",
        "title",
        "name_key",
        "no_calls",
        "no_emails",
        "is_prospect",
        "is_customer",
        "is_supplier",
        "is_partner",
    }


def test_log_when_a_record_changes(session: Session) -> None:
    """A change is the columns that differ, before and after, in words that JSON can hold."""
    task = add_task(session)
    begin(session, "move", LATER)

    task.due_on, task.priority, task.title = date(2026, 11, 25), Priority.LOW, "Call"

    [change] = changes(session, "move")
    assert change.diff == {"due_on": ["2026-11-24", "2026-11-25"], "priority": ["high", "low"]}


def test_log_when_a_column_was_never_loaded(session: Session) -> None:
    """What a column held before is in the log even if it was set without having been read."""
    number = add_task(session).id
    session.expunge_all()
    begin(session, "done", LATER)

    task = session.scalars(select(Record).where(Record.id == number)).one()
    assert isinstance(task, Task)
    task.status = TaskStatus.DONE

    [change] = changes(session, "done")
    assert (change.diff, change.action) == ({"status": ["todo", "done"]}, "status")


def test_log_when_nothing_differs(session: Session) -> None:
    """Setting a column to what it holds is no change, and gives no new version."""
    company = add_company(session, "Acme")
    begin(session, "change", LATER)

    company.title = "Acme"

    assert changes(session, "change") == []


def test_record_when_it_changes(session: Session) -> None:
    """A changed record says when; a new one says when it was made."""
    company = add_company(session, "Acme")
    begin(session, "change", LATER)

    company.city = "London"
    session.flush()

    assert (company.created_at, company.updated_at) == (NOW, LATER)


@pytest.mark.parametrize(
    ("before", "after", "action"),
    [
        ({}, {"deleted_at": NOW}, "delete"),
        ({"deleted_at": NOW}, {"deleted_at": None}, "restore"),
        ({}, {"city": "London"}, "update"),
    ],
)
def test_action_when_a_record_changes(
    session: Session, before: dict[str, object], after: dict[str, object], action: str
) -> None:
    """The log says in a word what was done."""
    company = add_company(session, "Acme")
    for values, command in ((before, "before"), (after, "after")):
        begin(session, command)
        for name, value in values.items():
            setattr(company, name, value)
        session.flush()

    assert [change.action for change in changes(session, "after")] == [action]


def test_log_when_rows_are_no_records(session: Session) -> None:
    """Links, users and settings are in the log as well, under the record they belong to, if any."""
    link = tagged(session)
    session.add(Setting(key="currency", value="EUR"))

    logged = {(change.table_name, change.record_id) for change in changes(session, "note")}

    of_the_record = {("record", link.record_id), ("record_tag", link.record_id)}
    assert logged == {*of_the_record, ("tag", None), ("setting", None)}


def test_log_when_an_activity_is_linked(session: Session) -> None:
    """The link of a task belongs to the task: undoing it must not depend on the company's later fate."""
    task, company = add_task(session), add_company(session, "Acme")
    begin(session, "link")
    session.add(ActivityLink(activity_id=task.id, record_id=company.id))

    assert [change.record_id for change in changes(session, "link")] == [task.id]


def test_write_when_there_is_no_batch(database: Database) -> None:
    """Tracked rows cannot be written by nobody at no time."""
    with unit_of_work(database) as session:
        session.add(Company(title="Acme", name_key="acme"))

        with pytest.raises(ValueError, match="without a batch"):
            session.flush()
        session.rollback()


def test_write_when_it_is_declared_untracked(database: Database) -> None:
    """Bulk loading may say that it leaves no history."""
    with unit_of_work(database) as session:
        session.info["untracked"] = True
        session.add(Company(title="Acme", name_key="acme", created_at=NOW, updated_at=NOW))
        session.flush()

        logged = session.scalar(select(Change.id))

    assert logged is None


@pytest.mark.parametrize(
    "statement",
    [
        update(Record).values(title="x"),
        insert(Setting).values(key="a", value=1),
        text("SELECT 1"),
    ],
    ids=["update", "insert", "select"],
)
def test_statement_when_it_would_pass_the_history(session: Session, statement: object) -> None:
    """Statements that write tracked rows past the log are refused; others are not."""
    writes = not str(statement).startswith("SELECT")

    try:
        session.execute(statement)  # type: ignore[call-overload]  # any of the three
        refused = False
    except ValueError:
        refused = True

    assert refused == writes


def test_record_when_somebody_would_erase_it(session: Session) -> None:
    """Records are put away, not erased."""
    session.delete(add_company(session, "Acme"))

    with pytest.raises(TypeError, match="put away"):
        session.flush()
    session.rollback()


def test_revert_when_a_record_was_made(session: Session) -> None:
    """A record that was made is put away."""
    company = add_company(session, "Acme")

    undo(session, "note")

    assert company.deleted_at == LATER


def test_revert_when_a_record_was_changed(session: Session) -> None:
    """Every changed column holds what it held before, in its own type."""
    task = add_task(session)
    begin(session, "done")
    task.status, task.due_on, task.completed_at = TaskStatus.DONE, None, NOW
    session.flush()
    session.expunge_all()

    undo(session, "done")

    task = session.get_one(Task, task.id)
    assert (task.status, task.due_on, task.completed_at) == (TaskStatus.TODO, date(2026, 11, 24), None)


def test_revert_when_an_instant_was_changed(session: Session) -> None:
    """Instants come back to the microsecond."""
    task = add_task(session)
    at = datetime(2026, 11, 20, 8, 0, 0, 7, tzinfo=UTC)
    task.snoozed_until = at
    session.flush()
    begin(session, "snooze")
    task.snoozed_until = None
    session.flush()

    undo(session, "snooze")

    assert task.snoozed_until == at


def test_revert_when_a_link_was_made(session: Session) -> None:
    """A link that was made is gone."""
    tagged(session)

    undo(session, "note")

    assert session.scalars(select(RecordTag)).all() == []


def test_revert_when_a_link_was_removed(session: Session) -> None:
    """A link that was removed is back."""
    link = tagged(session)
    key = (link.record_id, link.tag_id)
    begin(session, "untag")
    session.delete(link)

    undo(session, "untag")

    assert [(each.record_id, each.tag_id) for each in session.scalars(select(RecordTag))] == [key]


def test_revert_when_others_may_stand_on_the_row(session: Session) -> None:
    """A user or a list entry that was made is made inactive: what points at it keeps its meaning."""
    user = User(name="Ben", email="ben@x.example", timezone="UTC")
    reason = LostReason(name="Pricing")
    session.add_all([user, reason])

    undo(session, "note")

    assert (user.is_active, reason.is_active) == (False, False)


def test_revert_when_the_row_is_gone(session: Session) -> None:
    """A line whose row is gone cannot be reverted, and says so."""
    link = tagged(session)
    logged = next(change for change in changes(session, "note") if change.table_name == "record_tag")
    session.delete(link)
    session.flush()

    with pytest.raises(LookupError, match="record_tag"):
        revert(session, logged)


def test_log_when_undone(session: Session) -> None:
    """Undoing is in the log, too, and called by its name."""
    add_company(session, "Acme")

    undo(session, "note")

    assert [change.action for change in changes(session, "undo")] == ["undo"]


def test_log_when_a_flush_failed(session: Session) -> None:
    """After a failed flush nothing of it turns up in the log of the next."""
    session.add(Company(title="Acme", name_key="acme", owner_id=999))
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        session.flush()
    session.rollback()

    add_company(session, "Delta")

    assert [change.diff["title"] for change in changes(session, "note")] == [[None, "Delta"]]
