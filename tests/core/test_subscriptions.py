"""Rules of channels: set, matched, told; nothing lost, and each rule by who may set it."""

import pytest
from sqlalchemy import event, select

from crmbot.core import deals
from crmbot.core.deals import closing
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.subscriptions import facts, posting, rules, sorting, watching
from crmbot.core.subscriptions.happenings import Happening
from crmbot.core.subscriptions.rules import Draft
from crmbot.language.money import Money
from crmbot.store.models.deal import Deal
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import User
from crmbot.store.models.subscription import News, Post, Subscription
from crmbot.store.uow import unit_of_work
from tests.core.conftest import Office
from tests.core.newsroom import ONE_LINE, ORG, WON, deal, here, rule, told, win


def test_win_when_a_channel_wants_to_hear_of_it(office: Office) -> None:
    """It is told at once, and once."""
    rule(office)
    number = deal(office)
    win(office, number)

    assert (told(office), told(office, hours=1)) == ([ONE_LINE], [ONE_LINE])


def test_change_when_nobody_wants_to_hear_of_it(office: Office) -> None:
    """Nothing is written down, and nothing is asked."""
    win(office, deal(office))

    with unit_of_work(office.database) as session:
        assert (watching.kinds(session), session.scalars(select(News)).all()) == (frozenset(), [])


def test_change_when_its_kind_is_watched_no_more(office: Office) -> None:
    """With the last rule the writing down ends, and begins again when that is undone."""
    number = rule(office)
    with office.acting() as ctx:
        rules.drop(ctx, ctx.session.get_one(Subscription, number))

    with unit_of_work(office.database) as session:
        assert watching.kinds(session) == frozenset()


def test_news_when_their_change_is_rolled_back(office: Office) -> None:
    """They go with it: both are one transaction."""
    rule(office)
    number = deal(office)
    with office.acting("ben") as ctx:
        closing.win(ctx, ctx.session.get_one(Deal, number))
        ctx.session.rollback()

    assert told(office) == []


def test_changes_when_they_follow_closely(office: Office) -> None:
    """What happens to one record within three minutes is one message, from what it was to what it is."""
    rule(office, Draft("deal", events=(Happening.AMOUNT,)))
    number = deal(office)
    for euros in (15_000, 18_000):
        with office.acting("ben") as ctx:
            deals.set_amount(ctx.session.get_one(Deal, number), Money(euros * 100, "EUR"))
        office.later(minutes=1)

    assert (told(office), told(office, minutes=3)) == ([], [ONE_LINE])
    with unit_of_work(office.database) as session:
        assert session.scalars(select(Post)).one().told["diff"]["amount_minor"] == [1_000_000, 1_800_000]


def test_change_when_it_is_taken_back_before_it_is_told(office: Office) -> None:
    """It is no news."""
    rule(office, Draft("deal", events=(Happening.AMOUNT,)))
    number = deal(office)
    for euros in (15_000, 10_000):
        with office.acting("ben") as ctx:
            deals.set_amount(ctx.session.get_one(Deal, number), Money(euros * 100, "EUR"))
        told(office)

    assert told(office, minutes=4) == []


@pytest.mark.parametrize(("euros", "messages"), [(11_900, 0), (12_000, 1), (8_000, 1), (8_100, 0)])
def test_amount_when_it_changes_little(office: Office, euros: int, messages: int) -> None:
    """Less than a fifth is no news."""
    rule(office, Draft("deal", events=(Happening.AMOUNT,)))
    number = deal(office)
    with office.acting("ben") as ctx:
        deals.set_amount(ctx.session.get_one(Deal, number), Money(euros * 100, "EUR"))

    assert len(told(office)) + len(told(office, minutes=4)) == messages


def test_rule_when_it_has_a_filter(office: Office) -> None:
    """What the filter does not meet is not told."""
    rule(office, Draft("deal", "amount>50k", (Happening.WON,)))
    for title, euros in (("Small", 10_000), ("Large", 60_000)):
        win(office, deal(office, title, euros))

    assert told(office) == [ONE_LINE]


@pytest.mark.parametrize(
    ("words", "about"),
    [("colour:red", "no field called colour"), ("is:mine", "one person"), ("owner:me", "one person")],
)
def test_rule_when_its_filter_makes_no_sense(office: Office, words: str, about: str) -> None:
    """It is refused in the person's own words, and nothing is set."""
    with office.acting() as ctx, pytest.raises(InvalidInput, match=about):
        rules.checked(ctx, here(ctx), Draft("deal", words))


def test_rule_when_there_is_one_like_it(office: Office) -> None:
    """It is not set twice."""
    rule(office)

    with office.acting() as ctx, pytest.raises(Conflict, match="says the same"):
        rules.establish(ctx, here(ctx), WON)


# Who may


def test_rule_when_somebody_only_reads(office: Office) -> None:
    """They set nothing."""
    with office.acting("rita") as ctx, pytest.raises(NotAllowed):
        rules.checked(ctx, here(ctx), WON)


def test_rule_when_it_is_anothers(office: Office) -> None:
    """A rep stops the rules they set; a manager any."""
    number = rule(office)
    own = rule(office, Draft("deal", events=(Happening.LOST,)), "ben")

    with office.acting("ben") as ctx:
        rules.drop(ctx, ctx.session.get_one(Subscription, own))
    with office.acting("ben") as ctx, pytest.raises(NotAllowed):
        rules.drop(ctx, ctx.session.get_one(Subscription, number))
    with office.acting("mia") as ctx:
        rules.drop(ctx, ctx.session.get_one(Subscription, number))


def test_rule_when_its_author_has_gone(office: Office) -> None:
    """It goes on; the owners are asked once, and whoever keeps it is its author."""
    number = rule(office, who="ben")
    with office.acting() as ctx:
        ctx.session.get_one(User, office.ids["ben"]).is_active = False
    for title in ("One", "Two"):
        win(office, deal(office, title, who="eva"), "eva")
        seen = told(office, hours=1)
    with unit_of_work(office.database) as session:
        asked = session.scalars(select(Outbox.user_id).where(Outbox.kind == facts.ASK_AGAIN)).all()
    with office.acting() as ctx:
        row = ctx.session.get_one(Subscription, number)
        rules.keep(ctx, row)

        assert (len(seen), asked, row.author_id) == (2, [office.ids["ana"]], office.ids["ana"])


def asked(office: Office) -> int:
    """Sort and post what waits; return how often the database was asked something."""
    seen: list[str] = []

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    event.listen(office.database.engine, "before_cursor_execute", note)
    with unit_of_work(office.database) as session:
        sorting.sort(session, office.now, ORG)
        posting.post_due(session, office.now, ORG)
    event.remove(office.database.engine, "before_cursor_execute", note)
    return sum(1 for statement in seen if statement.startswith("SELECT"))


def test_queries_when_more_is_told(office: Office) -> None:
    """How many there are does not depend on how many records changed."""
    rule(office)
    counts = []
    for size in (2, 4):
        for number in [deal(office, f"Deal {size} {count}") for count in range(size)]:
            win(office, number)
        counts.append(asked(office))
        office.later(hours=1)

    assert counts[0] == counts[1]
