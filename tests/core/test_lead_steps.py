"""How leads get on, on either database."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crmbot.core import history, leads
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.leads import LeadDraft
from crmbot.core.leads import steps as lead_steps
from crmbot.core.settings import lost_reasons
from crmbot.store.models.lead import Grade, Lead, LeadStatus
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import Team, TeamMember
from crmbot.store.uow import unit_of_work
from tests.core.conftest import Office

HOOLI = LeadDraft(company_name="Hooli")
DAY = date(2026, 12, 1)


def north(office: Office, *names: str) -> int:
    """Put people into one team, apart from everybody else."""
    with unit_of_work(office.database) as session:
        history.begin_system(session, "team", office.now)
        for name in names:
            for place in session.scalars(select(TeamMember).where(TeamMember.user_id == office.ids[name])):
                session.delete(place)
        team = Team(name="North")
        session.add(team)
        session.flush()
        session.add_all(TeamMember(team_id=team.id, user_id=office.ids[name]) for name in names)
        return team.id


def lead_of(office: Office, name: str = "ana", draft: LeadDraft = HOOLI) -> int:
    """Make a lead; return its number."""
    with office.acting(name) as ctx:
        return leads.create(ctx, draft).id


def facts(ctx: Context) -> list[tuple[str, int | None]]:
    """Return what waits to be told, and to whom."""
    return [(row.kind, row.user_id) for row in ctx.session.execute(select(Outbox.kind, Outbox.user_id))]


def lose(ctx: Context, lead: Lead) -> None:
    """Lose a lead for its price."""
    lead_steps.lose(ctx, lead, lost_reasons.reason_named(ctx.session, "pricing"))


Step = Callable[[Context, Lead], None]
CHANGING: dict[str, Step] = {
    "start": lead_steps.start,
    "take": lead_steps.take,
    "give": lambda ctx, lead: lead_steps.give(ctx, lead, 99),
    "team": lambda ctx, lead: lead_steps.give_to_team(ctx, lead, 99),
    "unassign": lead_steps.unassign,
    "grade": lambda ctx, lead: lead_steps.grade(ctx, lead, Grade.PROSPECT),
    "park": lambda ctx, lead: lead_steps.park(ctx, lead, DAY),
    "lose": lose,
}


@pytest.mark.parametrize("name", CHANGING)
@pytest.mark.parametrize("status", [LeadStatus.CONVERTED, LeadStatus.LOST])
def test_step_when_the_lead_is_closed(office: Office, name: str, status: LeadStatus) -> None:
    """Nothing moves what is converted or lost (R-29); AX would let a converted lead be lost."""
    with office.acting() as ctx:
        lead = leads.create(ctx, HOOLI)
        lead.status = status

        with pytest.raises(Conflict):
            CHANGING[name](ctx, lead)

        assert lead.status is status


def test_start_when_the_lead_is_nobodys(office: Office) -> None:
    """It is in progress and the actor's own (R-21)."""
    number = lead_of(office, "mia", LeadDraft(company_name="Hooli", unowned=True))
    with office.acting("ben") as ctx:
        lead = ctx.session.get_one(Lead, number)
        lead_steps.start(ctx, lead)

        assert (lead.status, lead.owner_id) == (LeadStatus.IN_PROGRESS, office.ids["ben"])
        with pytest.raises(Conflict):
            lead_steps.start(ctx, lead)


def test_start_when_the_lead_is_somebody_elses(office: Office) -> None:
    """A rep does not begin with what is another's."""
    number = lead_of(office, "mia")
    with office.acting("ben") as ctx, pytest.raises(NotAllowed):
        lead_steps.start(ctx, ctx.session.get_one(Lead, number))


def test_take_when_a_teammate_has_it(office: Office) -> None:
    """It is the actor's, its status stays, and whoever had it is told (R-23)."""
    north(office, "ben", "eva")
    number = lead_of(office, "eva")
    with office.acting("ben") as ctx:
        lead = ctx.session.get_one(Lead, number)
        lead_steps.take(ctx, lead)

        assert (lead.owner_id, lead.status) == (office.ids["ben"], LeadStatus.ASSIGNED)
        assert facts(ctx) == [(lead_steps.TAKEN, office.ids["eva"])]
        with pytest.raises(Conflict):
            lead_steps.take(ctx, lead)


def test_take_when_another_team_has_it(office: Office) -> None:
    """Reps take what is their team's or nobody's."""
    north(office, "ben")
    number = lead_of(office, "mia")
    with office.acting("ben") as ctx, pytest.raises(NotAllowed):
        lead_steps.take(ctx, ctx.session.get_one(Lead, number))


def test_take_when_it_was_begun(office: Office) -> None:
    """It stays in progress."""
    with office.acting() as ctx:
        lead = leads.create(ctx, HOOLI)
        lead_steps.start(ctx, lead)
        lead_steps.unassign(ctx, lead)
        lead_steps.take(ctx, lead)

        assert lead.status is LeadStatus.IN_PROGRESS


def test_give_when_the_actor_may_assign(office: Office) -> None:
    """It is theirs, of their team, and they are told; a second time it is theirs already."""
    team = north(office, "ben")
    with office.acting("mia") as ctx:
        lead = leads.create(ctx, LeadDraft(company_name="Hooli", unowned=True))
        lead_steps.give(ctx, lead, office.ids["ben"])

        assert (lead.owner_id, lead.team_id, lead.status) == (office.ids["ben"], team, LeadStatus.ASSIGNED)
        assert facts(ctx) == [(leads.GIVEN, office.ids["ben"])]
        with pytest.raises(Conflict):
            lead_steps.give(ctx, lead, office.ids["ben"])


def test_give_when_the_actor_may_not_assign(office: Office) -> None:
    """Giving records to others is a right of its own (R-22)."""
    with office.acting("ben") as ctx:
        lead = leads.create(ctx, HOOLI)

        with pytest.raises(NotAllowed):
            lead_steps.give(ctx, lead, office.ids["eva"])


def test_lead_when_left_to_a_team(office: Office) -> None:
    """It is nobody's and new; one's own team needs no right, another's does."""
    team = north(office, "ben")
    with office.acting("ben") as ctx:
        lead = leads.create(ctx, HOOLI)
        lead_steps.give_to_team(ctx, lead, team)

        assert (lead.owner_id, lead.team_id, lead.status) == (None, team, LeadStatus.NEW)
    with office.acting("eva") as ctx:
        other = leads.create(ctx, LeadDraft(company_name="Orion"))
        with pytest.raises(NotAllowed):
            lead_steps.give_to_team(ctx, other, team)


def test_unassign_when_owned(office: Office) -> None:
    """It is nobody's and new again (R-21); nothing is given up twice."""
    with office.acting() as ctx:
        lead = leads.create(ctx, HOOLI)
        lead_steps.unassign(ctx, lead)

        assert (lead.owner_id, lead.status) == (None, LeadStatus.NEW)
        with pytest.raises(Conflict):
            lead_steps.unassign(ctx, lead)


def test_grade_when_said_again(office: Office) -> None:
    """It changes once."""
    with office.acting() as ctx:
        lead = leads.create(ctx, HOOLI)
        lead_steps.grade(ctx, lead, Grade.PROSPECT)

        assert lead.grade is Grade.PROSPECT
        with pytest.raises(Conflict):
            lead_steps.grade(ctx, lead, Grade.PROSPECT)


def test_park_when_the_day_is_to_come(office: Office) -> None:
    """The status stays, the day is kept, the owner is told at nine that day in their own zone."""
    with office.acting() as ctx:
        lead = leads.create(ctx, HOOLI)
        lead_steps.park(ctx, lead, DAY, "no budget yet")
        fact = ctx.session.execute(select(Outbox.send_after, Outbox.user_id, Outbox.kind)).one()

        assert (lead.status, lead.contact_on, lead.status_note) == (LeadStatus.ASSIGNED, DAY, "no budget yet")
        assert (fact.send_after.isoformat(), fact.kind) == ("2026-12-01T09:00:00+00:00", leads.PARKED)
        assert leads.is_parked(ctx, lead)


def test_park_when_the_day_is_today(office: Office) -> None:
    """Only a day to come is one to wait for."""
    with office.acting() as ctx:
        lead = leads.create(ctx, HOOLI)

        with pytest.raises(InvalidInput):
            lead_steps.park(ctx, lead, ctx.today)
    office.later(days=30)
    with office.acting() as ctx:
        assert not leads.is_parked(ctx, ctx.session.get_one(Lead, lead.id))


def test_lose_when_the_reason_wants_a_word(office: Office) -> None:
    """Other needs a note; nothing changes without it."""
    with office.acting() as ctx:
        lead = leads.create(ctx, HOOLI)
        other = lost_reasons.reason_named(ctx.session, "other")
        with pytest.raises(InvalidInput):
            lead_steps.lose(ctx, lead, other, "  ")
        before = lead.status
        lead_steps.lose(ctx, lead, other, "old friends")

        assert (before, lead.status, lead.lost_reason_id, lead.lost_note) == (
            LeadStatus.ASSIGNED,
            LeadStatus.LOST,
            other.id,
            "old friends",
        )


def test_recycle_when_lost(office: Office) -> None:
    """It is in progress, marked as taken up again, its reason cleared; only what is lost is recycled."""
    with office.acting() as ctx:
        lead = leads.create(ctx, HOOLI)
        with pytest.raises(Conflict):
            lead_steps.recycle(ctx, lead)
        lose(ctx, lead)
        lead_steps.recycle(ctx, lead)

        assert (lead.status, lead.is_recycled, lead.lost_reason_id, lead.lost_note) == (
            LeadStatus.IN_PROGRESS,
            True,
            None,
            None,
        )


def test_history_when_a_lead_is_lost(office: Office) -> None:
    """All of the losing is one change."""
    with office.acting() as ctx:
        lead = leads.create(ctx, HOOLI)
        lose(ctx, lead)
        entries, _ = history.entries(ctx, lead)

    assert sorted(entries[0].diff) == ["lost_reason_id", "status"]


def test_park_when_undone_and_done_again(office: Office) -> None:
    """Word is left once for one day and owner."""
    with office.acting() as ctx:
        lead = leads.create(ctx, HOOLI)
        lead_steps.park(ctx, lead, DAY)
        lead_steps.park(ctx, lead, DAY + timedelta(days=1))
        lead_steps.park(ctx, lead, DAY)

        assert [kind for kind, _ in facts(ctx)] == [leads.PARKED] * 2
