"""Snapshots: whose records, in which blocks, and what of them somebody may see; on either database."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from crmbot.core import history, leads, notes, people, tasks
from crmbot.core.context import Context
from crmbot.core.deals import closing
from crmbot.core.deals import moves as deal_moves
from crmbot.core.errors import InvalidInput, NotAllowed
from crmbot.core.leads import LeadDraft
from crmbot.core.notes import NoteDraft
from crmbot.core.people import teams
from crmbot.core.settings import lost_reasons
from crmbot.core.snapshot import chosen, day, parts, reckoning, scopes, work
from crmbot.core.snapshot import deals as deal_parts
from crmbot.core.snapshot import leads as lead_parts
from crmbot.core.snapshot.reckoning import Sum
from crmbot.core.snapshot.scopes import Scope
from crmbot.core.tasks import TaskDraft
from crmbot.language.money import Money
from crmbot.language.when import When
from crmbot.store.models.deal import Deal
from crmbot.store.models.people import User
from tests.core.conftest import NOW, Office
from tests.core.test_deal_signs import counted
from tests.core.test_deals import pumps

TODAY = NOW.date()


def task(ctx: Context, title: str, days: int | None, *, to: int | None = None) -> None:
    """Make a task that is due so many days from today."""
    due = When(TODAY + timedelta(days=days), None, ctx.actor.zone) if days is not None else None
    tasks.create(ctx, TaskDraft(title, due, assignee_id=to))


def everything(ctx: Context, scope: Scope) -> list[object]:
    """Read every block there is."""
    return [part.load(ctx, scope) for part in parts.every()]


def test_open_deals_when_summed_up(office: Office) -> None:
    """They are counted and summed per currency, with what they are worth by their chances; closed ones are not."""
    with office.acting() as ctx:
        pumps(ctx, probability=50)
        pumps(ctx, amount=Money(10_000, "USD"), expected_close=date(2026, 11, 25), probability=10)
        pumps(ctx, amount=None)
        closing.win(ctx, pumps(ctx))

        found = deal_parts.DEALS.load(ctx, scopes.mine(ctx))

        assert [(each.currency, each.count, each.minor) for each in found.sums] == [
            ("EUR", 2, 1_250_000),
            ("USD", 1, 10_000),
        ]
        assert found.sums[1] == Sum("USD", 1, 10_000, 1_000)
        assert next(deal.expected_close for deal, _ in found.first) == date(2026, 11, 25)


def test_won_deals_when_the_month_is_that_of_the_close(office: Office) -> None:
    """What was made in another month and won in this one counts in this one."""
    with office.acting() as ctx:
        old = pumps(ctx)
    office.later(days=20)
    with office.acting() as ctx:
        closing.win(ctx, ctx.session.get_one(Deal, old.id))
        closing.lose(ctx, pumps(ctx), lost_reasons.reason_named(ctx.session, "pricing"))

        won, lost = (part.load(ctx, scopes.mine(ctx)) for part in (deal_parts.SALES, deal_parts.LOST_DEALS))

        assert (won.sums, lost.count) == ((Sum("EUR", 1, 1_250_000, 1_250_000),), 1)
    office.later(days=40)
    with office.acting() as ctx:
        assert deal_parts.SALES.load(ctx, scopes.mine(ctx)).count == 0
        assert deal_parts.LOST_DEALS.load(ctx, scopes.mine(ctx)).count == 0


def test_tasks_when_counted(office: Office) -> None:
    """Late, today and the seven days behind it are told apart; what is farther away, or has no date, is not told."""
    with office.acting() as ctx:
        for days in (-2, -1, 0, 1, 7, 8, None):
            task(ctx, f"in {days}", days)

        found = work.TASKS.load(ctx, scopes.mine(ctx))

        assert (found.overdue, found.today, found.ahead) == (2, 1, 2)
        assert [each.title for each in found.first] == ["in -2", "in -1", "in 0"]


def test_leads_when_generated_this_month(office: Office) -> None:
    """Those made this month count, whatever became of them; those of nobody are counted apart."""
    with office.acting() as ctx:
        leads.create(ctx, LeadDraft(company_name="Hooli"))
        leads.create(ctx, LeadDraft(company_name="Web one", unowned=True))

        assert lead_parts.LEADS.load(ctx, scopes.mine(ctx)).count == 1
        assert lead_parts.LEADS.load(ctx, scopes.everybody(ctx)).count == 2
        assert lead_parts.UNASSIGNED_LEADS.load(ctx, scopes.mine(ctx)).count == 1
    office.later(days=20)
    with office.acting() as ctx:
        assert lead_parts.LEADS.load(ctx, scopes.everybody(ctx)).count == 0


def test_funnel_when_asked_for(office: Office) -> None:
    """Stages come in their order with the open deals in them, each currency by itself; so do people."""
    with office.acting() as ctx:
        far = pumps(ctx)
        deal_moves.move(ctx, far, deal_moves.find_stage(ctx, far, "nego"))
        pumps(ctx)
        pumps(ctx, amount=Money(500, "USD"))
        closing.win(ctx, pumps(ctx))
    with office.acting("mia") as ctx:
        pumps(ctx)

        funnel = deal_parts.FUNNEL.load(ctx, scopes.everybody(ctx))
        owners = deal_parts.OWNERS.load(ctx, scopes.everybody(ctx))

        assert [(column.name, column.count) for column in funnel] == [("New", 3), ("Negotiation", 1)]
        assert funnel[0].sums == {"EUR": 2_500_000, "USD": 500}
        assert [(column.name, column.count) for column in owners] == [("Ana Owner", 3), ("Mia Boss", 1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "mine"),
        ("me", "mine"),
        ("team", "team"),
        ("the", None),
        ("all", "everybody"),
        ("for Ben", 'owner:"Ben Rep"'),
        ("@ben", 'owner:"Ben Rep"'),
        ("team Everyone", 'team:"Everyone"'),
        ("team:Nowhere", None),
    ],
)
def test_scope_when_read(office: Office, text: str, expected: str | None) -> None:
    """Words say whose; nobody's name is said to be nobody's."""
    with office.acting("mia") as ctx:
        if expected is None:
            with pytest.raises(InvalidInput):
                scopes.read(ctx, text)
        else:
            assert scopes.read(ctx, text).words == expected


@pytest.mark.parametrize(("who", "text"), [("ben", "all"), ("ben", "mia"), ("rita", "everybody"), ("ben", "team")])
def test_scope_when_it_is_not_for_them(office: Office, who: str, text: str) -> None:
    """Whoever sees only their own, or their team's, is refused what is others'."""
    with office.acting() as ctx:
        everyone = teams.named(ctx, "Everyone")
        teams.remove(ctx, everyone, ctx.session.get_one(User, office.ids[who]))
    with office.acting(who) as ctx, pytest.raises((NotAllowed, InvalidInput)):
        scopes.read(ctx, text)


def test_tasks_of_the_team_when_only_ones_own_are_seen(office: Office) -> None:
    """A rep sees the team's deals, but not its tasks: the block is not theirs to see."""
    with office.acting("ben") as ctx:
        team = scopes.team(ctx)

        assert (scopes.sees(ctx, team, "deal"), scopes.sees(ctx, team, "task")) == (True, False)


def test_tasks_of_the_team_when_somebody_left_it(office: Office) -> None:
    """What they are to do stays the team's, and counts."""
    with office.acting("mia") as ctx:
        task(ctx, "Call Acme", -1, to=office.ids["ben"])
        task(ctx, "Much later", 60, to=office.ids["ben"])
    with office.acting() as ctx:
        teams.remove(ctx, teams.named(ctx, "Everyone"), ctx.session.get_one(User, office.ids["ben"]))

        found = work.tasks_of(ctx, scopes.team(ctx))

        assert (found.overdue, [each.title for each in found.first]) == (1, ["Call Acme"])


def test_deals_that_want_a_push_when_there_are_many(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not all are counted: those that close next are shown, and that there are more."""
    monkeypatch.setattr(reckoning, "MOST_SUMMED", 2)
    with office.acting() as ctx:
        for number in (3, 1, 2):
            pumps(ctx, expected_close=date(2027, 1, number))

        found = deal_parts.first_left(ctx, scopes.mine(ctx), day.PUSH, 2)

        assert found.is_part
        assert [deal.expected_close for deal, _ in found.first] == [date(2027, 1, 1), date(2027, 1, 2)]


def test_deals_of_others_when_the_scope_is_ones_own(office: Office) -> None:
    """Nothing of others is in one's own snapshot, and nothing that may not be seen in anybody's."""
    with office.acting("mia") as ctx:
        pumps(ctx)
    with office.acting("ben") as ctx:
        assert deal_parts.DEALS.load(ctx, scopes.mine(ctx)).count == 0
        assert deal_parts.DEALS.load(ctx, scopes.person(ctx, "Mia")).count == 1
    with office.acting() as ctx:
        teams.remove(ctx, teams.named(ctx, "Everyone"), ctx.session.get_one(User, office.ids["ben"]))
    with office.acting("ben") as ctx:
        hidden = Scope(scopes.Whose.PERSON, 'owner:"Mia Boss"', (office.ids["mia"],))
        assert deal_parts.DEALS.load(ctx, hidden).count == 0


@pytest.mark.parametrize("whose", ["me", "team", "all"])
def test_number_of_queries_when_there_is_more(office: Office, whose: str) -> None:
    """Every block takes as many queries for many records as for few."""
    ran: list[int] = []
    for more in (3, 12):
        with office.acting() as ctx:
            _grow(ctx, more)
        with office.acting() as ctx, counted(ctx) as statements:
            everything(ctx, scopes.read(ctx, whose))
            day.load(ctx, scopes.read(ctx, whose))
            ran.append(len(statements))

    assert ran[0] == ran[1]


def _grow(ctx: Context, count: int) -> None:
    for number in range(count):
        deal = pumps(ctx, expected_close=TODAY + timedelta(days=number))
        task(ctx, f"call {number}", number % 5 - 2)
        leads.create(ctx, LeadDraft(company_name=f"Web {number}", unowned=True), anyway=True)
        notes.log(ctx, NoteDraft(f"spoke {number}", [deal]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sales month, leads, campaigns", ("sales", "leads", "campaigns")),
        ("Open deals and tasks", ("deals", "tasks")),
        ("won lost no next step", ("sales", "lost", "stepless")),
        ("leads unassigned leads", ("unassigned", "leads")),
        ("tasks, tasks", ("tasks",)),
    ],
)
def test_blocks_when_named(text: str, expected: Sequence[str]) -> None:
    """Blocks are known by all their names; one that is still to come can be chosen."""
    assert parts.read(text) == tuple(expected)


def test_blocks_when_one_is_unknown() -> None:
    """What is no block is named, with those that are near."""
    with pytest.raises(InvalidInput) as refused:
        parts.read("tasks, taks")

    assert (refused.value.given, refused.value.choices[0]) == ("taks", "tasks")


def test_blocks_when_chosen(office: Office) -> None:
    """They are kept for whoever chose them, until they want the usual ones; undo brings a choice back."""
    with office.acting() as ctx:
        chosen.choose(ctx, ("sales", "campaigns"))
    with office.acting("ben") as ctx:
        assert chosen.chosen(ctx) == parts.usual()
    with office.acting() as ctx:
        assert chosen.chosen(ctx) == ("sales", "campaigns")
        assert [part.key for part in parts.known(chosen.chosen(ctx))] == ["sales"]
        chosen.reset(ctx)
    with office.acting() as ctx:
        assert chosen.chosen(ctx) == parts.usual()
        history.undo(ctx, history.last_batch(ctx))
        assert chosen.chosen(ctx) == ("sales", "campaigns")


def test_blocks_when_none_is_left(office: Office) -> None:
    """A snapshot without any block is none."""
    with office.acting() as ctx, pytest.raises(InvalidInput):
        chosen.choose(ctx, ())


def test_day_when_it_has_something(office: Office) -> None:
    """Late tasks stand apart from what is on today; deals that want a push and leads of nobody are told."""
    with office.acting() as ctx:
        task(ctx, "late", -1)
        task(ctx, "whole day", 0)
        at = When(TODAY, (NOW - timedelta(hours=1)).time(), "Europe/London")
        tasks.create(ctx, TaskDraft("an hour ago", at))
        tasks.create(ctx, TaskDraft("soon", When(TODAY, (NOW + timedelta(hours=1)).time(), "Europe/London")))
        pumps(ctx)
        leads.create(ctx, LeadDraft(company_name="Web one", unowned=True))

        found = day.load(ctx, scopes.mine(ctx))

        assert (found.late, [each.title for each in found.overdue]) == (2, ["late", "an hour ago"])
        assert [entry.title for entry in found.entries] == ["soon", "whole day"]
        assert (found.tasks, found.events, found.push.count, found.unassigned.count) == (2, 0, 1, 1)
        assert not found.is_empty


def test_day_when_there_is_nothing(office: Office) -> None:
    """A day with nothing in it is empty; a deal that has its next step is nothing to look at."""
    with office.acting() as ctx:
        pumps(ctx).next_step = "wait for the budget"
        ctx.session.flush()

        found = day.load(ctx, scopes.mine(ctx))

        assert (found.is_empty, found.pipeline.count) == (True, 1)


def test_day_when_one_only_reads(office: Office) -> None:
    """Leads nobody has are told to those who could take them."""
    with office.acting() as ctx:
        leads.create(ctx, LeadDraft(company_name="Web one", unowned=True))
    with office.acting("rita") as ctx:
        assert day.load(ctx, scopes.mine(ctx)).unassigned.count == 0
        assert people.actor(ctx.session, ctx.actor.id).can("lead.see")
