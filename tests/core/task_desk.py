"""Tasks to test with: made as somebody, found again, listed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, time

from sqlalchemy import event
from sqlalchemy.orm import Session

from crmbot.core import tasks
from crmbot.core.context import Context
from crmbot.core.tasks import TaskDraft, TaskQuery
from crmbot.language.when import When
from crmbot.store.models.activity import Task
from tests.core.conftest import Office

TOMORROW = When(date(2026, 11, 20), time(15), "Europe/London")
NEXT_WEEK = When(date(2026, 11, 26), time(9), "Europe/London")

Act = Callable[[Context, Task], object]

TIMES: list[Act] = [
    lambda ctx, task: tasks.move(ctx, task, NEXT_WEEK),
    lambda ctx, task: tasks.snooze(ctx, task, NEXT_WEEK),
]
"""What changes when a task is due or told of."""


def made(office: Office, who: str = "ben", due: When | None = TOMORROW, *, to: str | None = None) -> int:
    """Make a task as somebody, perhaps for somebody else; return its number."""
    with office.acting(who, "task new") as ctx:
        assignee = office.ids[to] if to else None
        return tasks.create(ctx, TaskDraft("Call Delta", due, assignee_id=assignee)).id


def found(ctx: Context, number: int) -> Task:
    """Return a task by its number."""
    return ctx.session.get_one(Task, number)


def titles(ctx: Context, query: TaskQuery) -> list[str]:
    """Return what a list of tasks shows."""
    return [task.title for task in tasks.listed(ctx, query)[0]]


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """Collect the queries that are sent meanwhile."""
    sent: list[str] = []

    def take(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            sent.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", take)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", take)
