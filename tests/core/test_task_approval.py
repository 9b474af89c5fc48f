"""Tasks that somebody else approves: who is asked, who may, what comes of it (S3, R-62)."""

import pytest
from sqlalchemy import select

from crmbot.core import filters, permissions, rights, tasks
from crmbot.core.context import Context, Level
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.people import teams
from crmbot.core.tasks import TaskDraft, approving
from crmbot.store.models.activity import TaskStatus
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import User
from tests.core.conftest import NOW, Office
from tests.core.task_desk import found


def _awaiting(office: Office, who: str = "ben", approver: str | None = None) -> int:
    """Make a task that wants approval and have it done; return its number."""
    approver_id = office.ids[approver] if approver else None
    with office.acting(who, "task new") as ctx:
        number = tasks.create(ctx, TaskDraft("Offer", requires_approval=True, approver_id=approver_id)).id
        tasks.done(ctx, found(ctx, number))
    return number


def _told(ctx: Context, kind: str) -> set[int | None]:
    return set(ctx.session.scalars(select(Outbox.user_id).where(Outbox.kind == kind)))


def test_done_when_somebody_has_to_approve(office: Office) -> None:
    """It waits, is not completed yet, and the manager is asked."""
    number = _awaiting(office)

    with office.acting("ben") as ctx:
        task = found(ctx, number)
        assert (task.status, task.completed_at, _told(ctx, approving.ASKED)) == (
            TaskStatus.AWAITING_APPROVAL,
            None,
            {office.ids["mia"]},
        )


def test_done_when_an_approver_was_named(office: Office) -> None:
    """Who was named is asked alone."""
    _awaiting(office, approver="ana")

    with office.acting("ana") as ctx:
        assert _told(ctx, approving.ASKED) == {office.ids["ana"]}


def test_done_when_the_only_manager_did_it(office: Office) -> None:
    """The owner is asked: nobody approves their own work."""
    _awaiting(office, "mia")

    with office.acting("ana") as ctx:
        assert _told(ctx, approving.ASKED) == {office.ids["ana"]}


def test_done_when_the_right_was_taken_from_the_manager(office: Office) -> None:
    """Whoever cannot approve is not asked; what is special to a person counts (R-63)."""
    with office.acting("ana") as ctx:
        mia, eva = (ctx.session.get_one(User, office.ids[name]) for name in ("mia", "eva"))
        rights.revoke(ctx, mia, "task.approve")
        rights.grant(ctx, eva, "task.approve", Level.ALL)
    _awaiting(office)

    with office.acting("ana") as ctx:
        assert _told(ctx, approving.ASKED) == {office.ids["eva"]}


def test_done_when_several_could_approve(office: Office) -> None:
    """The manager of the doer's team is asked before those of others."""
    with office.acting("ana") as ctx:
        south = teams.make(ctx, "South")
        ben, eva = (ctx.session.get_one(User, office.ids[name]) for name in ("ben", "eva"))
        everyone = teams.named(ctx, "Everyone")
        teams.add(ctx, south, ben)
        teams.add(ctx, south, eva)
        teams.remove(ctx, everyone, ben)
        rights.grant(ctx, eva, "task.approve", Level.ALL)
    _awaiting(office)

    with office.acting("ana") as ctx:
        assert _told(ctx, approving.ASKED) == {office.ids["eva"]}


def test_done_when_whoever_can_approve_does_it_for_another(office: Office) -> None:
    """Their word is the approval."""
    with office.acting("ben") as ctx:
        number = tasks.create(ctx, TaskDraft("Offer", requires_approval=True)).id

    with office.acting("mia") as ctx:
        tasks.done(ctx, found(ctx, number))

        assert (found(ctx, number).status, found(ctx, number).approved_at) == (TaskStatus.DONE, NOW)


def test_task_when_approved(office: Office) -> None:
    """It is done as of now, and the doer is told."""
    number = _awaiting(office)

    with office.acting("mia") as ctx:
        tasks.approve(ctx, found(ctx, number))
        task = found(ctx, number)
        assert (task.status, task.completed_at, task.approved_at, _told(ctx, approving.APPROVED)) == (
            TaskStatus.DONE,
            NOW,
            NOW,
            {office.ids["ben"]},
        )


def test_task_when_sent_back(office: Office) -> None:
    """It is in progress again with the reason, and the doer is told."""
    number = _awaiting(office)

    with office.acting("mia") as ctx:
        tasks.send_back(ctx, found(ctx, number), ' "add prices" ')
        task = found(ctx, number)
        assert (task.status, task.sent_back, _told(ctx, approving.SENT_BACK)) == (
            TaskStatus.IN_PROGRESS,
            "add prices",
            {office.ids["ben"]},
        )


def test_task_when_sent_back_without_a_reason(office: Office) -> None:
    """Nobody knows what to do then."""
    number = _awaiting(office)

    with office.acting("mia") as ctx, pytest.raises(InvalidInput):
        tasks.send_back(ctx, found(ctx, number), '""')


def test_own_task_when_approved(office: Office) -> None:
    """Nobody approves their own work, whatever their rights."""
    number = _awaiting(office, "ana")

    with office.acting("ana") as ctx, pytest.raises(Conflict) as refused:
        tasks.approve(ctx, found(ctx, number))

    assert "somebody else" in refused.value.reason


def test_task_when_approved_by_a_rep(office: Office) -> None:
    """The refusal names the right that is missing, and who can grant it (R-62)."""
    number = _awaiting(office)

    with office.acting("ben") as ctx, pytest.raises(NotAllowed) as refused:
        tasks.approve(ctx, found(ctx, number))

    assert (refused.value.permission, refused.value.can_grant) == ("task.approve", ("Ana Owner",))


def test_open_task_when_approved(office: Office) -> None:
    """There is nothing to approve before it is done."""
    with office.acting("ben") as ctx:
        number = tasks.create(ctx, TaskDraft("Offer", requires_approval=True)).id

    with office.acting("mia") as ctx, pytest.raises(Conflict):
        tasks.approve(ctx, found(ctx, number))


@pytest.mark.parametrize("act", [tasks.done, tasks.cancel, tasks.reopen])
def test_task_when_acted_on_while_it_awaits_approval(office: Office, act: object) -> None:
    """It is approved or sent back, nothing else."""
    number = _awaiting(office)

    with office.acting("mia") as ctx, pytest.raises(Conflict):
        act(ctx, found(ctx, number))  # type: ignore[operator] # each of them is called so


@pytest.mark.parametrize(("approver", "reason"), [("eva", "right"), ("ben", "own")])
def test_approver_when_they_cannot(office: Office, approver: str, reason: str) -> None:
    """Somebody without the right, or oneself, cannot be named."""
    with office.acting("ben") as ctx, pytest.raises(InvalidInput) as refused:
        tasks.create(ctx, TaskDraft("Offer", approver_id=office.ids[approver]))

    assert reason in refused.value.reason


def test_approver_when_they_would_not_see_it(office: Office) -> None:
    """With the right alone they could not open it."""
    with office.acting("ana") as ctx:
        rights.grant(ctx, ctx.session.get_one(User, office.ids["eva"]), "task.approve", Level.ALL)

    with office.acting("ben") as ctx, pytest.raises(InvalidInput) as refused:
        tasks.create(ctx, TaskDraft("Offer", approver_id=office.ids["eva"]))

    assert "task.see_all" in refused.value.reason


def test_approval_when_waived_by_the_doer(office: Office) -> None:
    """Whoever is to be approved does not say that they need not be."""
    with office.acting("ben") as ctx:
        task = tasks.create(ctx, TaskDraft("Offer", requires_approval=True))

        with pytest.raises(NotAllowed):
            approving.waive(ctx, task)


def test_approval_when_waived_by_a_manager(office: Office) -> None:
    """It is done when it is done."""
    with office.acting("ben") as ctx:
        number = tasks.create(ctx, TaskDraft("Offer", requires_approval=True)).id
    with office.acting("mia") as ctx:
        approving.waive(ctx, found(ctx, number))

    with office.acting("ben") as ctx:
        tasks.done(ctx, found(ctx, number))

        assert found(ctx, number).status is TaskStatus.DONE


def test_list_when_asked_for_what_is_to_approve(office: Office) -> None:
    """One sees what waits for oneself: not one's own, nor what another is named for."""
    theirs, named = _awaiting(office), _awaiting(office, approver="ana")
    own = _awaiting(office, "mia")

    with office.acting("mia") as ctx:
        page, total = filters.page(ctx, filters.wanted(ctx, "task", "is:approve"), 10, 0)
        shown = {task.id for task in page}

    assert (shown, total) == ({theirs}, 1)
    assert named != own
    assert permissions.managers_have("task.approve")
