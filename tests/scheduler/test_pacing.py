"""Messages leave no faster than a platform takes them, and a busy chat keeps nobody waiting."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from crmbot.chat.limits import Pace
from crmbot.chat.sender import RetryLater
from crmbot.core.delivery import pacing, sending
from crmbot.core.delivery.pacing import Gaps
from crmbot.core.outbox import Target
from crmbot.scheduler import settling
from crmbot.scheduler.pacing import GUARD, gaps
from crmbot.store.models.messaging import Lane
from crmbot.store.uow import unit_of_work
from tests.scheduler.firm import NOON, SALES, Firm, Sent

PACE = Pace(per_chat_s=1, per_group_s=3, overall_per_s=10)
BURST = 12


def passed(sent: Sequence[Sent], to: str) -> list[float]:
    """Return the seconds from noon at which a chat got its messages."""
    return [round((one.at - NOON).total_seconds(), 2) for one in sent if one.to == to]


def fewest_between(moments: Sequence[datetime]) -> timedelta:
    """Return the shortest time from one message to the next."""
    return min(later - earlier for earlier, later in pairwise(moments))


async def test_burst_in_a_private_chat_is_paced(firm: Firm) -> None:
    """One chat gets one message a second, with a little to spare."""
    firm.restart(PACE)
    firm.tell(BURST, Target(firm.ids["ben"]))

    await firm.advance(minutes=1)

    assert passed(firm.alpha.sent, "alpha:w1:ben") == [round(number * GUARD, 2) for number in range(BURST)]


async def test_burst_in_a_group_is_paced_more_slowly(firm: Firm) -> None:
    """A group gets its messages further apart than a person."""
    firm.restart(PACE)
    firm.tell(BURST, Target(address=SALES))

    await firm.advance(minutes=2)

    assert passed(firm.alpha.sent, SALES) == [round(number * 3 * GUARD, 2) for number in range(BURST)]


async def test_burst_keeps_its_order(firm: Firm) -> None:
    """What was written first is sent first."""
    firm.restart(PACE)
    firm.tell(BURST, Target(firm.ids["ben"]))

    await firm.advance(minutes=1)

    assert firm.alpha.titles() == [f"⚠️ Number {number} cannot be reached" for number in range(BURST)]


async def test_busy_chat_does_not_delay_another(firm: Firm) -> None:
    """Behind a hundred messages to one channel a person's message leaves at once."""
    firm.restart(PACE)
    firm.tell(100, Target(address=SALES))
    firm.tell(1, Target(firm.ids["ana"]))

    await firm.advance(seconds=1)

    assert passed(firm.alpha.sent, "alpha:w1:ana") == [0.1]


async def test_newcomer_waits_behind_those_who_wait(firm: Firm) -> None:
    """A message written later does not overtake those that wait for the same chat."""
    firm.restart(PACE)
    firm.tell(3, Target(firm.ids["ben"]))
    await firm.advance(seconds=1.02)
    firm.tell(1, Target(firm.ids["ben"]))

    await firm.advance(minutes=1)

    assert firm.alpha.titles()[-1] == "⚠️ Number 0 cannot be reached"


async def test_waiting_for_a_lane_is_no_try(firm: Firm) -> None:
    """However long a fact waits for its chat, it has all its tries left."""
    firm.restart(PACE)
    firm.tell(BURST, Target(address=SALES))

    await firm.advance(minutes=2)

    assert {fact.tries for fact in firm.facts()} == {0}


async def test_overall_pace_holds_over_all_chats(firm: Firm) -> None:
    """One bot sends no more than its overall pace, however many chats it sends to."""
    firm.restart(PACE)
    for number in range(40):
        firm.tell(1, Target(address=f"alpha:w1:room{number}"))

    await firm.advance(minutes=1)

    assert fewest_between([sent.at for sent in firm.alpha.sent]) >= timedelta(seconds=0.1)


async def test_overall_pace_is_used_to_the_full(firm: Firm) -> None:
    """Forty chats at ten a second are served in four seconds, the margin aside."""
    firm.restart(PACE)
    for number in range(40):
        firm.tell(1, Target(address=f"alpha:w1:room{number}"))

    await firm.advance(seconds=39 * 0.1 * GUARD + 0.01)

    assert len(firm.alpha.sent) == 40


async def test_one_platform_does_not_slow_the_other(firm: Firm) -> None:
    """Each bot has a pace of its own."""
    firm.restart(Pace(overall_per_s=1))
    firm.tell(1, Target(address="alpha:w1:room"))
    firm.tell(1, Target(address="beta:w2:room"))

    await firm.scheduler.run_due()

    assert (len(firm.alpha.sent), len(firm.beta.sent)) == (1, 1)


async def test_pace_outlives_a_restart(firm: Firm) -> None:
    """A new process knows when the last message went out."""
    firm.restart(PACE)
    firm.tell(1, Target(firm.ids["ben"]))
    await firm.scheduler.run_due()
    firm.restart()
    firm.tell(1, Target(firm.ids["ben"]), kind="task.assigned.later")
    firm.tell(1, Target(address="alpha:w1:ben"))

    await firm.scheduler.run_due()

    assert firm.alpha.sent == []


async def test_queue_is_paced_after_downtime(firm: Firm) -> None:
    """What waited for its chat when the process ended does not leave all at once at the next start."""
    firm.restart(PACE)
    firm.tell(BURST, Target(firm.ids["ben"]))
    await firm.scheduler.run_due()
    await firm.skip(hours=1)
    firm.restart()

    await firm.advance(minutes=1)

    moments = [sent.at for sent in firm.alpha.sent]
    assert (len(moments), fewest_between(moments)) == (BURST - 1, timedelta(seconds=GUARD))


async def test_turns_are_paced_after_downtime(firm: Firm) -> None:
    """Booked turns that were missed are taken one after the other."""
    firm.restart(PACE)
    for number in range(20):
        firm.tell(1, Target(address=f"alpha:w1:room{number}"))
    await firm.scheduler.run_due()
    await firm.skip(hours=1)
    firm.restart()

    await firm.advance(minutes=1)

    moments = [sent.at for sent in firm.alpha.sent]
    assert (len(moments), fewest_between(moments)) == (19, timedelta(seconds=0.1 * GUARD))


async def test_no_pace_lets_everything_through_at_once(firm: Firm) -> None:
    """A platform without limits gets its messages as they come."""
    firm.tell(BURST, Target(firm.ids["ben"]))

    await firm.scheduler.run_due()

    assert len(firm.alpha.sent) == BURST


async def test_two_schedulers_share_one_lane(firm_on_postgresql: Firm) -> None:
    """Two processes together keep the pace of a chat."""
    firm = firm_on_postgresql
    firm.restart(PACE)
    firm.tell(BURST, Target(firm.ids["ben"]))
    await firm.scheduler.run_due()
    firm.scheduler = firm.another()

    await firm.advance(minutes=1)

    assert fewest_between([sent.at for sent in firm.alpha.sent]) == timedelta(seconds=GUARD)


def test_gaps_are_a_little_longer_than_the_pace() -> None:
    """We stay below a platform's limits."""
    given = gaps(Pace(1, 3, 30), is_private=False)

    assert given == Gaps(3 * GUARD, GUARD / 30)


async def tell_a_day_ahead(firm: Firm) -> None:
    """Have three facts, of which the first leaves, told by a clock that runs ahead by a day and is set right then."""
    firm.restart(PACE)
    firm.clock.move_to(NOON + timedelta(days=1))
    firm.tell(3, Target(firm.ids["ben"]))
    await firm.scheduler.run_due()
    firm.clock._at = NOON


async def test_chat_is_not_silent_for_as_long_as_a_clock_ran_ahead(firm: Firm) -> None:
    """What was given a place by a clock that ran ahead by a day leaves when the clock is right again, in its pace."""
    await tell_a_day_ahead(firm)
    firm.tell(1, Target(firm.ids["ben"]))

    await firm.advance(minutes=1)

    assert passed(firm.alpha.sent[1:], "alpha:w1:ben") == [round(number * GUARD, 2) for number in (1, 2, 3)]


async def test_chat_is_not_silent_when_the_clock_was_set_right_while_a_message_left(firm: Firm) -> None:
    """What waits there is given its place anew by whoever notices first: here it is the one that settles a delivery."""
    await tell_a_day_ahead(firm)
    with unit_of_work(firm.database) as session:
        pacing.hold_back(session, "alpha:w1:ben", NOON + timedelta(seconds=GUARD), NOON)

    await firm.advance(minutes=1)

    assert passed(firm.alpha.sent[1:], "alpha:w1:ben") == [round(number * GUARD, 2) for number in (1, 2)]


async def test_chat_has_no_queue_of_nobody_when_a_clock_ran_ahead(firm: Firm) -> None:
    """The places that clock gave are nobody's any more: who comes now queues up behind those who really wait."""
    firm.restart(PACE)
    firm.tell(20, Target(firm.ids["ben"]))
    await firm.scheduler.run_due()
    for _ in range(5):
        firm.clock.move_to(NOON + timedelta(minutes=5))
        await firm.scheduler.run_due()
        firm.clock._at = NOON + timedelta(seconds=GUARD)
        with unit_of_work(firm.database) as session:
            pacing.hold_back(session, "alpha:w1:ben", NOON + timedelta(seconds=10), firm.clock.now())
        await firm.scheduler.run_due()
    with unit_of_work(firm.database) as session:
        lane = session.scalars(select(Lane).where(Lane.address == "alpha:w1:ben")).one()
        queue_s = (lane.ready_at - lane.next_free).total_seconds() if lane.ready_at is not None else 0.0

    assert queue_s == pytest.approx((20 - len(firm.alpha.sent)) * GUARD)


async def test_pause_is_bounded_however_long_the_platform_wants(firm: Firm) -> None:
    """After an hour we ask again: a platform that means it says so once more."""
    firm.alpha.will("ben", RetryLater(86_400))
    firm.tell(1, Target(firm.ids["ben"]))

    await firm.advance(hours=1)

    assert [one.at for one in firm.alpha.sent] == [NOON + timedelta(hours=1)]


async def test_claim_of_a_clock_that_ran_ahead_is_let_go(firm: Firm) -> None:
    """What a process claimed by such a clock, and did not settle, is not held until then."""
    firm.tell(1, Target(firm.ids["ben"]))
    with unit_of_work(firm.database) as session:
        sending.claim(session, NOON + timedelta(days=1), 10)

    settling.clean_up(firm.means())
    await firm.scheduler.run_due()

    assert firm.alpha.chats() == ["alpha:w1:ben"]


async def test_burst_of_two_hundred_to_one_channel(firm: Firm) -> None:
    """Two hundred at once leave in the pace of their channel, in their order, each once, and none is given up."""
    firm.restart(Pace(per_chat_s=1, per_group_s=1))
    firm.tell(200, Target(address=SALES))

    await firm.advance(minutes=5)

    assert passed(firm.alpha.sent, SALES) == [round(number * GUARD, 2) for number in range(200)]
    assert {fact.tries for fact in firm.facts()} == {0}


async def test_edits_have_a_measure_of_their_own(firm: Firm) -> None:
    """Many edits in many chats wait for each other, and keep no message to another chat waiting."""
    firm.restart(Pace(per_chat_s=1, edits_per_s=0.5))
    numbers = [firm.task(f"Call {who}", NOON, by=who) for who in ("ben", "ana")]
    await firm.advance(minutes=1)
    for number in numbers:
        with firm.at_task(number, by="ana") as (_, task):
            task.title = "Call Delta"
    firm.tell(1, Target(address=SALES))
    began = firm.clock.now()

    await firm.advance(minutes=1)

    apart = firm.alpha.edited[1].at - firm.alpha.edited[0].at
    assert (len(firm.alpha.edited), apart) == (2, timedelta(seconds=2 * GUARD))
    assert (firm.alpha.sent[-1].to, firm.alpha.sent[-1].at) == (SALES, began)


async def test_edits_wait_when_the_platform_has_had_too_many(firm: Firm) -> None:
    """Its pause holds for edits in all chats, and for no message."""
    firm.restart(Pace(per_chat_s=1, edits_per_s=0.5))
    numbers = [firm.task(f"Call {who}", NOON, by=who) for who in ("ben", "ana")]
    await firm.advance(minutes=1)
    firm.alpha.will("ben", RetryLater(30))
    for number in numbers:
        with firm.at_task(number, by="ana") as (_, task):
            task.title = "Call Delta"
    began = firm.clock.now()

    await firm.advance(minutes=2)

    assert min(one.at for one in firm.alpha.edited) >= began + timedelta(seconds=30)
    assert len(firm.alpha.edited) == 2
