"""Who may see a record and why: the owner first, each with the one reason that counts."""

import pytest
from sqlalchemy import event

from crmbot.core import companies, lookup, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.errors import NotAllowed
from crmbot.core.rights import access
from crmbot.core.tasks import TaskDraft
from crmbot.store.models.people import GrantLevel, Team, TeamMember, UserGrant
from tests.core.conftest import Office


@pytest.fixture
def owned(office: Office) -> Office:
    """Let Ben own a company, and Eva be in another team."""
    with office.acting() as ctx:
        team = Team(name="South")
        ctx.session.add(team)
        ctx.session.flush()
        ctx.session.delete(ctx.session.get_one(TeamMember, (1, office.ids["eva"])))
        ctx.session.add(TeamMember(team_id=team.id, user_id=office.ids["eva"]))
    with office.acting("ben") as ctx:
        office.ids["company"] = companies.create(ctx, CompanyDraft("Acme")).id
        office.ids["task"] = tasks.create(ctx, TaskDraft("Call")).id
    return office


def told(office: Office, kind: str = "company") -> tuple[list[tuple[str, str, bool]], list[str]]:
    """Return who may see a record, and who may not."""
    with office.acting() as ctx:
        found = access.of(ctx, lookup.get(ctx, office.ids[kind]))
        return [(each.user.name, each.why, each.changes) for each in found.may], [one.name for one in found.may_not]


def test_readers_when_a_record_is_owned(owned: Office) -> None:
    """The owner owns it, owners and managers have their role, the team shares it, others are kept out."""
    may, may_not = told(owned)

    assert may == [
        ("Ben Rep", "owns it", True),
        ("Ana Owner", "role owner", True),
        ("Mia Boss", "role manager", True),
        ("Rita Reader", "in the team Everyone, role read-only", False),
    ]
    assert may_not == ["Eva Rep"]


def test_readers_when_a_right_is_special(owned: Office) -> None:
    """What is given or taken specially beats the role, and is the reason."""
    with owned.acting() as ctx:
        for name, level in (("eva", GrantLevel.ALL), ("rita", GrantLevel.NONE)):
            ctx.session.add(UserGrant(user_id=owned.ids[name], permission="company.see", level=level))
    may, may_not = told(owned)

    assert ("Eva Rep", "given company.see specially", False) in may
    assert may_not == ["Rita Reader"]


def test_readers_when_it_is_a_task(owned: Office) -> None:
    """It is seen by who does it and by who sees all tasks."""
    may, may_not = told(owned, "task")

    assert [name for name, _, _ in may] == ["Ben Rep", "Ana Owner", "Mia Boss"]
    assert may_not == ["Eva Rep", "Rita Reader"]


@pytest.mark.parametrize("who", ["ben", "rita"])
def test_readers_when_somebody_does_not_run_the_place(owned: Office, who: str) -> None:
    """Others are not told who sees what."""
    with owned.acting(who) as ctx, pytest.raises(NotAllowed):
        access.of(ctx, lookup.get(ctx, owned.ids["company"]))


def test_readers_when_there_are_more_people(owned: Office) -> None:
    """Everybody's rights are read in the same few statements, however many there are."""
    seen: list[str] = []
    with owned.acting() as ctx:
        record = lookup.get(ctx, owned.ids["company"])
        event.listen(owned.database.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        access.of(ctx, record)
    assert len(seen) <= 8
