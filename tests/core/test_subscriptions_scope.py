"""What channels are told gives nothing away."""

import pytest

from crmbot.core import channels, companies, deals, records
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Origin
from crmbot.core.errors import InvalidInput
from crmbot.core.people import teams
from crmbot.core.permissions import sees
from crmbot.core.subscriptions import facts, rules, scope, settings, trying
from crmbot.core.subscriptions.happenings import Happening
from crmbot.core.subscriptions.rules import Draft
from crmbot.language.money import Money
from crmbot.store.models.deal import Deal
from crmbot.store.models.people import User
from tests.core.conftest import Office
from tests.core.newsroom import SALES, WON, deal, here, rule, told, win


def north(office: Office) -> None:
    """Put Ben into a team of his own, which the records he makes now are of."""
    with office.acting() as ctx:
        team = teams.make(ctx, "North")
        teams.add(ctx, team, ctx.session.get_one(User, office.ids["ben"]))
        first = next(each for each in teams.everyone(ctx) if each.name != "North")
        teams.remove(ctx, first, ctx.session.get_one(User, office.ids["ben"]))


def test_channel_when_a_record_is_not_for_everybody(office: Office) -> None:
    """A channel without a team does not see it; given the team, it does."""
    north(office)
    number = deal(office)
    with office.acting() as ctx:
        channel, record = here(ctx), ctx.session.get_one(Deal, number)
        before = sees(scope.context(ctx, channel), record)
        settings.give_to(ctx, channel, teams.named(ctx, "North"))

        assert (before, sees(scope.context(ctx, channel), record)) == (False, True)


def test_rule_when_a_hidden_record_would_meet_its_filter(office: Office) -> None:
    """It is not told at all: that it was told would tell what was asked."""
    north(office)
    rule(office, Draft("deal", "amount>1k", (Happening.WON,)))
    rule(office, WON, address="p:w:all")
    win(office, deal(office))

    assert told(office) == [(facts.NEWS, "p:w:all", 1)]


def test_try_when_hidden_records_would_meet_its_filter(office: Office) -> None:
    """They are not counted either."""
    north(office)
    win(office, deal(office))
    with office.acting() as ctx:
        channel = here(ctx)

        assert (
            trying.count(ctx, channel, Draft("deal", "amount>1k", (Happening.WON,))),
            trying.count(ctx, channel, WON),
        ) == (0, 1)


def test_try_when_much_has_happened(office: Office) -> None:
    """What happened to one record within three minutes counts once, and what is older than a week not at all."""
    win(office, deal(office, "Old"))
    office.later(days=8)
    number = deal(office)
    for euros in (20_000, 40_000):
        with office.acting("ben") as ctx:
            deals.set_amount(ctx.session.get_one(Deal, number), Money(euros * 100, "EUR"))
    win(office, number)
    with office.acting() as ctx:
        both = Draft("deal", events=(Happening.WON, Happening.AMOUNT))

        assert trying.count(ctx, here(ctx), both) == 1


def test_record_of_a_filter_when_it_is_hidden_from_the_channel(office: Office) -> None:
    """It cannot be named in a rule."""
    north(office)
    with office.acting("ben") as ctx:
        code = records.code(companies.create(ctx, CompanyDraft("Secret")))

    with office.acting() as ctx, pytest.raises(InvalidInput, match="not everybody"):
        rules.checked(ctx, here(ctx), Draft("deal", f"on:{code}"))


def test_amounts_when_a_rule_is_set(office: Office) -> None:
    """They are seen in a channel of ours; where outsiders read along, that needs a yes, and ends when they come."""
    rule(office)
    with office.acting() as ctx:
        ours, shared = here(ctx), here(ctx, "p:w:shared")
        channels.let_outsiders_in(shared)
    rule(office, WON, address="p:w:shared")
    with office.acting() as ctx:
        ours, shared = here(ctx), here(ctx, "p:w:shared")
        seen = [ours.shows_amounts, shared.shows_amounts]
        settings.show_amounts(ctx, shared, yes=True)
        seen.append(shared.shows_amounts)
        channels.let_outsiders_in(ours)

        assert [*seen, ours.shows_amounts] == [True, False, True, False]


def test_channel_when_the_platform_tells_of_it(office: Office) -> None:
    """What it is called is kept, and that outsiders read along, which keeps amounts back from then on."""
    rule(office)
    with office.acting() as ctx:
        ctx.origin = Origin(SALES, private=False, chat_name="#sales", has_outsiders=True)
        known = channels.here(ctx)

        assert (known.name, known.has_outsiders, known.shows_amounts) == ("#sales", True, False)


def test_channel_when_it_is_named(office: Office) -> None:
    """It is found by its name from anywhere; one nobody spoke in yet is not."""
    with office.acting() as ctx:
        ctx.origin = Origin(SALES, private=False, chat_name="#Sales")
        known = channels.here(ctx)
        ctx.origin = Origin("console:local:ana")

        assert channels.named(ctx, "#sales") is known
        with pytest.raises(InvalidInput, match="no channel"):
            channels.named(ctx, "#other")
