"""Many tasks at once: by codes, rows and filters; each by its own right; one undo (R-65)."""

import pytest
from sqlalchemy import select

from crmbot.core import companies, history, lookup, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from crmbot.core.people import teams
from crmbot.core.tasks import TaskDraft, TaskQuery, batch
from crmbot.store.models.activity import TaskStatus
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import User
from tests.core.conftest import Office
from tests.core.task_desk import NEXT_WEEK, TOMORROW, counted, found, made


def _moved(office: Office, count: int) -> int:
    """Move so many tasks at once; return how many queries that took."""
    numbers = [made(office) for _ in range(count)]
    with office.acting("ben", "move tasks") as ctx, counted(ctx.session) as sent:
        outcome = batch.move(ctx, batch.named(ctx, ",".join(f"T-{number}" for number in numbers)), NEXT_WEEK)
        assert len(outcome.changed) == count
    return len(sent)


def test_tasks_when_moved_together(office: Office) -> None:
    """All of them are due then, and one undo brings all of them back."""
    numbers = [made(office) for _ in range(3)]
    with office.acting("ben", "move tasks") as ctx:
        batch.move(ctx, [found(ctx, number) for number in numbers], NEXT_WEEK)
        changes = history.current(ctx)
        assert {tasks.due_of(found(ctx, number)) for number in numbers} == {NEXT_WEEK}

    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, changes)

        assert {tasks.due_of(found(ctx, number)) for number in numbers} == {TOMORROW}


def test_tasks_when_one_of_them_is_refused(office: Office) -> None:
    """A refusal stops only itself, and says why (F10)."""
    mine, theirs, over = made(office), made(office, "eva"), made(office)
    with office.acting("ben") as ctx:
        tasks.done(ctx, found(ctx, over))
        outcome = batch.move(ctx, [found(ctx, number) for number in (mine, theirs, over)], NEXT_WEEK)

    refused = {each.record.id: type(each.error) for each in outcome.refused}
    assert ([task.id for task in outcome.changed], refused) == ([mine], {theirs: NotAllowed, over: Conflict})


def test_tasks_when_one_is_of_a_team_the_manager_is_not_in(office: Office) -> None:
    """Managers hand on what belongs to their teams."""
    with office.acting("ana") as ctx:
        south, everyone = teams.make(ctx, "South"), teams.named(ctx, "Everyone")
        ben = ctx.session.get_one(User, office.ids["ben"])
        teams.add(ctx, south, ben)
        teams.remove(ctx, everyone, ben)
    near, far = made(office, "eva"), made(office, "ben")

    with office.acting("mia") as ctx:
        outcome = batch.give(ctx, [found(ctx, near), found(ctx, far)], office.ids["mia"])

    assert ([task.id for task in outcome.changed], [each.record.id for each in outcome.refused]) == ([near], [far])


def test_person_when_given_several(office: Office) -> None:
    """They are told once."""
    numbers = [made(office) for _ in range(3)]

    with office.acting("mia") as ctx:
        batch.give(ctx, [found(ctx, number) for number in numbers], office.ids["eva"])
        told = ctx.session.execute(select(Outbox.kind, Outbox.user_id).where(Outbox.kind.like("task%"))).all()

    assert [tuple(row) for row in told] == [(batch.ASSIGNED, office.ids["eva"])]


def test_tasks_when_given_to_somebody_who_cannot_have_any(office: Office) -> None:
    """That stops all of them."""
    numbers = [made(office) for _ in range(2)]

    with office.acting("mia") as ctx, pytest.raises(NotAllowed):
        batch.give(ctx, [found(ctx, number) for number in numbers], office.ids["rita"])


def test_tasks_when_finished_together(office: Office) -> None:
    """Those that want approval wait for it."""
    with office.acting("ben") as ctx:
        plain, checked = (tasks.create(ctx, TaskDraft("It", requires_approval=wants)) for wants in (False, True))
        batch.finish(ctx, [plain, checked])

        assert [plain.status, checked.status] == [TaskStatus.DONE, TaskStatus.AWAITING_APPROVAL]


def test_tasks_when_cancelled_together(office: Office) -> None:
    """They are called off."""
    numbers = [made(office) for _ in range(2)]

    with office.acting("ben") as ctx:
        batch.cancel(ctx, [found(ctx, number) for number in numbers])

        assert {found(ctx, number).status for number in numbers} == {TaskStatus.CANCELLED}


def test_queries_when_more_tasks_are_moved(office: Office) -> None:
    """Their number does not grow with the tasks."""
    assert _moved(office, 12) == _moved(office, 4)


# How they are named


def _numbers(ctx: Context, text: str) -> list[int]:
    return [task.id for task in batch.named(ctx, text)]


def test_tasks_when_named_by_rows_and_codes(office: Office) -> None:
    """A bare number is a row of the list last shown, as long as it was so long; any other is a record."""
    one, two, three = (made(office) for _ in range(3))

    with office.acting("ben") as ctx:
        lookup.remember_list(ctx, [three, one])

        assert [_numbers(ctx, text) for text in ("1-2", "1, 2", "2 and 1", f"T-{two},1", f"{three}")] == [
            [three, one],
            [three, one],
            [one, three],
            [two, three],
            [three],
        ]


def test_tasks_when_named_by_a_filter(office: Office) -> None:
    """One's own that it asks for, the first due first."""
    late, later = made(office), made(office, due=NEXT_WEEK)
    made(office, "eva")
    office.later(days=3)

    with office.acting("ben") as ctx:
        assert (_numbers(ctx, "is:overdue"), _numbers(ctx, "is:open")) == ([late], [late, later])


@pytest.mark.parametrize("text", ["3-1", "1-999"])
def test_tasks_when_a_range_is_none(office: Office, text: str) -> None:
    """It goes up, and not for ever."""
    with office.acting("ben") as ctx, pytest.raises(InvalidInput):
        batch.named(ctx, text)


def test_tasks_when_nothing_is_called_that(office: Office) -> None:
    """The sign that stands for nothing is named; so is a filter that finds nothing."""
    number = made(office)

    with office.acting("ben") as ctx:
        for text, asked in ((f"T-{number},T-9999", "T-9999"), ("is:overdue", "is:overdue")):
            with pytest.raises(NotFound) as refused:
                batch.named(ctx, text)
            assert refused.value.asked == asked


def test_tasks_when_one_is_a_company(office: Office) -> None:
    """Only tasks are moved."""
    with office.acting("ben") as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme")).id

        with pytest.raises(InvalidInput):
            batch.named(ctx, f"C-{acme}")


def test_tasks_when_one_is_hidden(office: Office) -> None:
    """A colleague's task is not there for a rep."""
    number = made(office, "eva")

    with office.acting("ben") as ctx:
        assert tasks.listed(ctx, TaskQuery())[1] == 0
        with pytest.raises(NotFound):
            batch.named(ctx, f"T-{number}")
