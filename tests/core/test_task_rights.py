"""Tasks: whose they are, who sees them, and who may do what with them (R-61, R-62)."""

import pytest
from sqlalchemy import select

from crmbot.core import lookup, tasks
from crmbot.core.context import Level
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from crmbot.core.tasks import TaskDraft, TaskQuery
from crmbot.store.models.activity import Priority
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import User
from tests.core.conftest import Office
from tests.core.task_desk import TIMES, Act, found, made

# Whose it is


def test_task_when_given_to_somebody_who_cannot_have_any(office: Office) -> None:
    """Being given tasks is a right of its own, and the refusal says so (R-62)."""
    with office.acting("mia") as ctx, pytest.raises(NotAllowed) as refused:
        tasks.create(ctx, TaskDraft("Call", assignee_id=office.ids["rita"]))

    assert (refused.value.permission, refused.value.subject) == ("task.be_assigned", "Rita Reader")


def test_task_when_given_to_somebody_suspended(office: Office) -> None:
    """It is their access that is in the way, not that of whoever asks (R-64)."""
    with office.acting("mia") as ctx:
        ctx.session.get_one(User, office.ids["eva"]).is_active = False
        ctx.session.flush()

        with pytest.raises(InvalidInput) as refused:
            tasks.create(ctx, TaskDraft("Call", assignee_id=office.ids["eva"]))

    assert (refused.value.field, refused.value.given) == ("who", "Eva Rep")


def test_assignee_when_a_manager_hands_a_task_on(office: Office) -> None:
    """The new person is told, and sees it from now on."""
    number = made(office)
    with office.acting("mia") as ctx:
        tasks.give(ctx, found(ctx, number), office.ids["eva"])

    with office.acting("eva") as ctx:
        told = ctx.session.scalars(select(Outbox.user_id).where(Outbox.kind == "task.assigned")).all()
        assert (lookup.get(ctx, number).id, list(told)) == (number, [office.ids["eva"]])


def test_rep_when_they_hand_their_own_task_on(office: Office) -> None:
    """A rep gives tasks to nobody (R-62)."""
    number = made(office)

    with office.acting("ben") as ctx, pytest.raises(NotAllowed) as refused:
        tasks.give(ctx, found(ctx, number), office.ids["eva"])

    assert refused.value.permission == "task.reassign"


def test_manager_when_they_take_a_task_for_themselves(office: Office) -> None:
    """Nobody is told of what they did themselves."""
    number = made(office)

    with office.acting("mia") as ctx:
        tasks.give(ctx, found(ctx, number), office.ids["mia"])

        assert ctx.session.scalars(select(Outbox.id).where(Outbox.kind == "task.assigned")).all() == []


def test_finished_task_when_handed_on(office: Office) -> None:
    """What is done is nobody's to do."""
    number = made(office)
    with office.acting("mia") as ctx:
        tasks.cancel(ctx, found(ctx, number))

        with pytest.raises(Conflict):
            tasks.give(ctx, found(ctx, number), office.ids["eva"])


# Who sees it


@pytest.mark.parametrize(
    ("who", "sees"), [("ana", True), ("mia", True), ("ben", True), ("eva", False), ("rita", False)]
)
def test_task_when_looked_up_by_each_role(office: Office, who: str, sees: bool) -> None:
    """Without the right to see all tasks a person sees their own; lists, search and counts obey."""
    number = made(office)

    with office.acting(who) as ctx:
        page, total = tasks.listed(ctx, TaskQuery())
        searched = lookup.search(ctx, "delta", kinds=("task",)).total
        by_number = lookup.kind_of(ctx, number)

    assert (len(page), total, searched, by_number) == ((1, 1, 1, "task") if sees else (0, 0, 0, None))


def test_task_when_seen_by_who_made_it_for_somebody_else(office: Office) -> None:
    """Whoever made a task sees it, even without the right to see all (R-61)."""
    number = made(office, "mia", to="eva")

    with office.acting("mia") as ctx:
        for right in ("task.see_all", "*.see"):
            del ctx.actor.rights[right]
        ctx.actor.rights["task.see"] = Level.OWN
        shown = lookup.get(ctx, number).id

    assert shown == number


def test_task_when_looked_up_by_a_stranger_to_it(office: Office) -> None:
    """A task that is hidden is not even there."""
    number = made(office)

    with office.acting("eva") as ctx, pytest.raises(NotFound):
        lookup.resolve(ctx, f"T-{number}")


# Who may do what

EDITS: list[Act] = [
    tasks.done,
    tasks.cancel,
    lambda ctx, task: tasks.step(ctx, task, "start"),
    lambda ctx, task: tasks.rename(ctx, task, "Mine"),
    lambda ctx, task: tasks.prioritise(ctx, task, Priority.HIGH),
]


@pytest.mark.parametrize(
    ("act", "right"), [*((act, "task.edit") for act in EDITS), *((act, "task.reschedule") for act in TIMES)]
)
def test_colleagues_task_when_a_rep_acts_on_it(office: Office, act: Act, right: str) -> None:
    """The refusal names the right that is missing, and who can."""
    number = made(office)

    with office.acting("eva") as ctx, pytest.raises(NotAllowed) as refused:
        act(ctx, found(ctx, number))

    assert (refused.value.permission, refused.value.who_can[0]) == (right, "Ben Rep")


@pytest.mark.parametrize("act", [*EDITS, *TIMES])
@pytest.mark.parametrize("who", ["ben", "mia"])
def test_task_when_its_person_or_their_manager_acts_on_it(office: Office, act: Act, who: str) -> None:
    """Both may do everything with it."""
    number = made(office)

    with office.acting(who) as ctx:
        before = found(ctx, number).version
        act(ctx, found(ctx, number))
        ctx.session.flush()

        assert found(ctx, number).version > before
