"""What channels are told comes in few messages, at good times."""

from datetime import time, timedelta

from sqlalchemy import select

from crmbot.core import deals
from crmbot.core.deals import moves
from crmbot.core.delivery import sent_cards
from crmbot.core.delivery.sent_cards import Sent
from crmbot.core.subscriptions import facts, rules
from crmbot.core.subscriptions.happenings import Happening
from crmbot.core.subscriptions.rules import Draft
from crmbot.language.money import Money
from crmbot.store.models.channel import ChannelState
from crmbot.store.models.deal import Deal
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.subscription import NewsStyle, Subscription
from crmbot.store.uow import unit_of_work
from tests.core.conftest import Office
from tests.core.newsroom import ONE_LINE, SALES, deal, here, rule, told, win


def test_messages_when_they_are_many(office: Office) -> None:
    """Five at once are one message."""
    rule(office)
    for number in [deal(office, f"Deal {count}") for count in range(5)]:
        win(office, number)

    assert told(office) == [(facts.NEWS, SALES, 5)]


def test_messages_when_they_come_one_after_the_other(office: Office) -> None:
    """From the fifth within ten minutes on they are held, and told together when those are over."""
    rule(office)
    for number in [deal(office, f"Deal {count}") for count in range(7)]:
        win(office, number)
        seen = told(office, seconds=30)

    assert (len(seen), told(office, minutes=8)[4:]) == (4, [(facts.NEWS, SALES, 3)])


def test_style_when_it_is_by_the_hour(office: Office) -> None:
    """What happened within the hour is one message when it is over."""
    rule(office, Draft("deal", events=(Happening.WON,), style=NewsStyle.BATCH))
    for number in [deal(office, f"Deal {count}") for count in range(2)]:
        win(office, number)

    assert (told(office, minutes=50), told(office, minutes=10)) == ([], [(facts.NEWS, SALES, 2)])


def test_usual_rule_when_stages_move(office: Office) -> None:
    """Steps from stage to stage are one line a day, in the evening of the channel."""
    with office.acting() as ctx:
        usual = rules.checked(ctx, here(ctx), Draft("deal"))
    rule(office, usual)
    number = deal(office)
    with office.acting("ben") as ctx:
        row = ctx.session.get_one(Deal, number)
        step = moves.neighbour(ctx, row, 1)
        assert step is not None
        moves.move(ctx, row, step)

    assert usual.daily == (Happening.STAGE,)
    assert (told(office, hours=6), told(office, hours=2)) == ([], [ONE_LINE])


def test_message_when_the_channel_is_quiet(office: Office) -> None:
    """It waits for the end of the quiet hours, with all others."""
    rule(office)
    with office.acting() as ctx:
        channel = here(ctx)
        channel.quiet_from, channel.quiet_to = time(9), time(12)
    for number in [deal(office, f"Deal {count}") for count in range(2)]:
        win(office, number)

    assert (told(office), told(office, hours=2)) == ([], [(facts.NEWS, SALES, 2)])


def test_rule_when_it_is_paused(office: Office) -> None:
    """It tells nothing, and nothing of that time later."""
    number = rule(office)
    with office.acting() as ctx:
        rules.pause(ctx, ctx.session.get_one(Subscription, number), ctx.now + timedelta(days=1))
    win(office, deal(office))

    assert (told(office), told(office, days=2)) == ([], [])
    win(office, deal(office, "Later"))
    assert told(office) == [ONE_LINE]


def test_channel_when_it_is_out_of_reach(office: Office) -> None:
    """Nothing is told there."""
    rule(office)
    with office.acting() as ctx:
        here(ctx).state = ChannelState.GONE
    win(office, deal(office))

    assert told(office) == []


def test_style_when_it_is_a_card(office: Office) -> None:
    """A record has one card in a channel, which is edited in its place."""
    rule(office, Draft("deal", events=(Happening.WON, Happening.AMOUNT), style=NewsStyle.CARD))
    number = deal(office)
    win(office, number)
    first = told(office)
    with unit_of_work(office.database) as session:
        sent_cards.remember(session, Sent(f"{SALES}/1", sent_cards.NEWS, office.now), number)
    with office.acting("ben") as ctx:
        deals.set_amount(ctx.session.get_one(Deal, number), Money(99_00, "EUR"))
    told(office)
    told(office, minutes=5)

    with unit_of_work(office.database) as session:
        found = session.scalars(select(Outbox).where(Outbox.kind == facts.CARD).order_by(Outbox.id)).all()
        assert (len(first), [row.args.get("ref") for row in found]) == (1, [None, f"{SALES}/1"])
