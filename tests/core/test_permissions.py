"""Who may see and change what."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from crmbot.core import companies, lookup, permissions, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.errors import NotAllowed, NotFound
from crmbot.core.parties import Reach
from crmbot.core.tasks import TaskDraft
from crmbot.store.models.activity import Task
from crmbot.store.models.party import Company
from tests.core.conftest import Office


def owned_by(office: Office, who: str) -> int:
    """Make a company as somebody and return its number."""
    with office.acting(who) as ctx:
        return companies.create(ctx, CompanyDraft(f"Firm of {who}")).id


@pytest.mark.parametrize(("who", "may"), [("ana", True), ("mia", True), ("eva", False), ("rita", False), ("ben", True)])
def test_changing_goes_by_role(office: Office, who: str, may: bool) -> None:
    """Owners and the team's managers change everything, reps what is theirs, readers nothing."""
    number = owned_by(office, "ben")

    with office.acting(who) as ctx:
        company = ctx.session.get_one(Company, number)
        allowed = permissions.may(ctx, company, "edit")

    assert allowed is may


def test_refusal_names_who_can(office: Office) -> None:
    """Whoever is refused learns whom to ask."""
    number = owned_by(office, "ben")

    with office.acting("eva") as ctx, pytest.raises(NotAllowed) as refused:
        companies.change(ctx, ctx.session.get_one(Company, number), name="Mine", reach=Reach(), roles=())

    assert refused.value.who_can[0] == "Ben Rep"


def test_reader_cannot_make_anything(office: Office) -> None:
    """Read-only is read-only."""
    with office.acting("rita") as ctx, pytest.raises(NotAllowed):
        companies.create(ctx, CompanyDraft("Hers"))


def test_tasks_of_others_are_hidden_from_reps(office: Office) -> None:
    """Without the right to see all tasks a rep sees their own."""
    with office.acting("ben") as ctx:
        number = tasks.create(ctx, TaskDraft("Secret")).id

    with office.acting("eva") as ctx, pytest.raises(NotFound):
        lookup.get(ctx, number)


def test_rep_cannot_give_tasks_to_others(office: Office) -> None:
    """Assigning wants a right of its own."""
    with office.acting("ben") as ctx, pytest.raises(NotAllowed) as refused:
        tasks.create(ctx, TaskDraft("Call", assignee_id=office.ids["eva"]))

    assert refused.value.permission == "task.assign"


def test_manager_gives_tasks(office: Office) -> None:
    """A manager hands out work, and the person it is for sees it."""
    with office.acting("mia") as ctx:
        number = tasks.create(ctx, TaskDraft("Call", assignee_id=office.ids["eva"])).id

    with office.acting("eva") as ctx:
        assert isinstance(lookup.get(ctx, number), Task)


def test_kept_statement_is_run_for_each_with_their_own_values(office: Office) -> None:
    """Who sees as far shares the statement; it shows each of them their own, and nobody anything without values."""
    of_ben, of_eva = owned_by(office, "ben"), owned_by(office, "eva")
    with office.acting("mia") as ctx:
        for number in (of_ben, of_eva):
            ctx.session.get_one(Company, number).team_id = None
    seen, kept = {}, []
    for who in ("ben", "eva"):
        with office.acting(who) as ctx:
            scope, values = permissions.visible_to_any(ctx, ["company"])
            seen[who] = ctx.session.scalars(select(Company.id).where(scope), values).all()
            kept.append(scope)

    assert (seen, kept[0]) == ({"ben": [of_ben], "eva": [of_eva]}, kept[1])
    with office.acting("ben") as ctx, pytest.raises(StatementError):
        ctx.session.scalars(select(Company.id).where(kept[0])).all()
