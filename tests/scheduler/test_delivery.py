"""Every fact is delivered once, somewhere, or somebody hears that it was not."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from crmbot.chat.address import Address
from crmbot.chat.card import plain_card
from crmbot.chat.limits import Pace
from crmbot.chat.sender import Gone, RetryLater
from crmbot.core import channels, events, history, inbox, people, tasks
from crmbot.core.delivery import addresses, dead_letters, sending, whereabouts
from crmbot.core.delivery.sending import TRIES
from crmbot.core.delivery.whereabouts import Chat
from crmbot.core.errors import NotAllowed
from crmbot.core.events import EventDraft
from crmbot.core.inbox import Arrival
from crmbot.core.outbox import Target
from crmbot.core.people import ChatUser
from crmbot.scheduler import claims
from crmbot.store.models.activity import Visibility
from crmbot.store.models.channel import Channel, ChannelState
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import Team, TeamMember, User
from crmbot.store.models.reminder import Reminder
from crmbot.store.models.subscription import Subscription
from crmbot.store.uow import read_only, unit_of_work
from tests.scheduler.firm import NOON, SALES, Firm, when

BLOCKED = Gone("blocked")
HOUR = timedelta(hours=1)


async def test_fact_goes_to_the_other_platform_when_the_first_is_blocked(firm: Firm) -> None:
    """A person who blocked us in one place is told in the other."""
    firm.task("Call Delta", NOON + HOUR)
    firm.alpha.will("ben", BLOCKED)

    await firm.advance(hours=1)

    assert (firm.alpha.chats(), firm.beta.chats()) == ([], ["beta:w2:ben2"] * 2)
    assert [title for title in firm.beta.titles() if "no longer" not in title] == ["⏰ Due: Call Delta  T-1"]


async def test_card_in_a_chat_that_is_gone_is_left_as_it_is(firm: Firm) -> None:
    """What stands there is not edited by way of another chat, which has nothing to do with it and goes on."""
    number = firm.task("Call Delta", NOON + HOUR)
    await firm.advance(hours=1)
    with firm.acting() as ctx:
        addresses.set_state(ctx.session, ("alpha", "w1", "ben"), ChannelState.GONE, ctx.now)
    with firm.at_task(number) as (ctx, task):
        tasks.rename(ctx, task, "Call Delta at once")
    firm.beta.will("ben", Gone("what is that?"))
    firm.alpha.will("ben", Gone("blocked"))

    await firm.advance(minutes=1)

    with read_only(firm.database) as session:
        states = session.execute(select(Channel.platform, Channel.state)).all()
    assert ([tuple(row) for row in states], firm.alpha.edited, firm.beta.edited) == (
        [("alpha", ChannelState.GONE)],
        [],
        [],
    )


async def test_person_is_told_in_their_next_chat_when_one_is_out_of_reach(firm: Firm) -> None:
    """They hear once where it comes now, and what brings it back, however much was refused."""
    firm.alpha.will("ben", *[BLOCKED] * 2)
    for title in ("Call Delta", "Call Acme"):
        firm.task(title, NOON + HOUR)

    await firm.advance(hours=1)

    told = [sent for sent in firm.beta.sent if "no longer" in sent.title]
    assert [sent.title for sent in told] == ["⚠️ I can no longer write to you in Alpha"]
    assert len(firm.beta.sent) == 3


async def test_blocked_chat_is_not_tried_again(firm: Firm) -> None:
    """A chat known to be dead is left out until it is known to live."""
    firm.alpha.will("ben", BLOCKED)
    firm.tell(1, Target(firm.ids["ben"]))
    await firm.scheduler.run_due()

    firm.tell(1, Target(firm.ids["ben"]), kind="task.assigned")
    firm.tell(1, Target(firm.ids["ben"]), kind="delivery.failed.too")
    await firm.scheduler.run_due()

    assert firm.alpha.asked == ["ben"]


async def test_channel_reminder_goes_to_its_person_when_the_channel_is_gone(firm: Firm) -> None:
    """The person named is told directly when the channel cannot be written to."""
    firm.task("Call Delta", NOON + HOUR, channel=SALES)
    firm.alpha.will("sales", Gone("archived"))

    await firm.advance(hours=1)

    assert firm.alpha.chats() == ["alpha:w1:ben"]


async def test_pause_the_platform_asks_for_is_kept_and_not_counted(firm: Firm) -> None:
    """Any number of pauses asked for delays a fact and never ends it."""
    firm.alpha.will("ben", *[RetryLater(30, "slow down")] * (TRIES + 2))
    firm.tell(1, Target(firm.ids["ben"]))

    await firm.advance(minutes=20)

    fact = firm.facts()[0]
    assert (fact.status.value, fact.tries, len(firm.alpha.sent)) == ("sent", 0, 1)


async def test_nothing_goes_to_a_chat_while_it_is_paused(firm: Firm) -> None:
    """A pause is the chat's: other facts for it wait, too, without being tried."""
    firm.restart(Pace(1, 1))
    firm.alpha.will("ben", RetryLater(30, "slow down"))
    firm.tell(3, Target(firm.ids["ben"]))

    await firm.advance(seconds=29)

    assert firm.alpha.asked == ["ben"]


async def test_pause_of_one_chat_leaves_the_others_alone(firm: Firm) -> None:
    """What is paused in one chat goes on in another."""
    firm.alpha.will("ben", RetryLater(30, "slow down"))
    firm.tell(1, Target(firm.ids["ben"]))
    firm.tell(1, Target(firm.ids["ana"]))

    await firm.scheduler.run_due()

    assert firm.alpha.chats() == ["alpha:w1:ana"]


async def test_pause_outlives_a_restart(firm: Firm) -> None:
    """A pause is a row: a new process keeps to it."""
    firm.alpha.will("ben", RetryLater(30, "slow down"))
    firm.tell(1, Target(firm.ids["ben"]))
    await firm.scheduler.run_due()
    firm.restart()
    firm.tell(1, Target(firm.ids["ben"]), kind="delivery.failed")

    await firm.advance(seconds=29)

    assert firm.alpha.asked == []


async def test_fact_put_off_again_and_again_lets_the_others_go_first(firm: Firm) -> None:
    """One message the platform never takes does not hold up its chat for ever."""
    firm.restart(Pace(1, 1))
    firm.tell(2, Target(firm.ids["ben"]))
    firm.alpha.will("ben", RetryLater(30, "no"), RetryLater(30, "no"))

    await firm.advance(seconds=61)

    assert firm.alpha.titles() == ["⚠️ Number 1 cannot be reached"]


async def test_moved_chat_takes_its_messages_along(firm: Firm) -> None:
    """A channel with a new address gets the message there."""
    new = Address("alpha", "w1", "supersales")
    firm.task("Call Delta", NOON + HOUR, channel=SALES)
    firm.alpha.will("sales", Gone("migrated", new))

    await firm.advance(hours=1)

    assert firm.alpha.chats() == [str(new)]


async def test_later_reminders_go_to_the_moved_chat_at_once(firm: Firm) -> None:
    """Everything that pointed at the old address points at the new one."""
    new = Address("alpha", "w1", "supersales")
    firm.task("Call Delta", NOON + HOUR, channel=SALES)
    firm.task("Call Acme", NOON + 2 * HOUR, channel=SALES)
    firm.alpha.will("sales", Gone("migrated", new))

    await firm.advance(hours=2)

    assert firm.alpha.asked == ["sales", "supersales", "supersales"]


async def test_owner_is_told_once_when_nobody_can_be_reached(firm: Firm) -> None:
    """However many facts for a person end as dead letters, the owner hears of it once a day."""
    firm.alpha.will("ben", *[BLOCKED] * 3)
    firm.beta.will("ben2", *[BLOCKED] * 9)
    for title in ("Call Delta", "Call Acme", "Call Jane"):
        firm.task(title, NOON + HOUR)

    await firm.advance(hours=2)

    told = firm.alpha.titles()
    assert (warnings(told), len(told)) == (["⚠️ Ben cannot be reached"], 4)


async def test_owner_is_told_in_one_message_of_all_that_failed(firm: Firm) -> None:
    """What fails within a minute, whoever it was for, is one message; what fails after it is told the day after."""
    firm.alpha.will("ben", BLOCKED)
    firm.beta.will("ben2", *[BLOCKED] * 9)
    firm.task("Call Delta", NOON + HOUR)
    firm.tell(1, Target(address="alpha:w1:lobby"), kind="task.assigned")
    await firm.skip(hours=1)
    with unit_of_work(firm.database) as session:
        dead_letters.bury(session, session.get_one(Outbox, 1), "archived", firm.clock.now())
    await firm.advance(hours=1)
    first = firm.alpha.titles()
    firm.task("Call Acme", firm.clock.now() + HOUR)

    await firm.advance(hours=12)
    same_day = firm.alpha.titles()
    await firm.advance(hours=24)

    assert warnings(first) == ["⚠️ 2 messages to 2 people and channels could not be delivered"]
    assert warnings(same_day) == warnings(first)
    assert warnings(firm.alpha.titles())[1:] == ["⚠️ Ben cannot be reached"]


def warnings(titles: list[str]) -> list[str]:
    """Return what was told of what could not be delivered."""
    return [title for title in titles if title.startswith("⚠️")]


async def test_dead_letter_when_it_is_tried_again(firm: Firm) -> None:
    """It is sent to the chat that was thought dead, and once."""
    firm.alpha.will("ben", BLOCKED)
    firm.beta.will("ben2", *[BLOCKED] * 9)
    firm.task("Call Delta", NOON + HOUR)
    await firm.advance(hours=1)
    with firm.acting("ana") as ctx:
        letters, total = dead_letters.page(ctx, 10, 0)
        count = dead_letters.retry(ctx, letters[0].number)

    await firm.advance(hours=1)

    sent = (*firm.alpha.sent, *firm.beta.sent)
    to_ben = [each.title for each in sent if "ben" in each.to and "no longer" not in each.title]
    assert (total, count, to_ben, firm.facts()[0].status.value) == (1, 1, ["⏰ Due: Call Delta  T-1"], "sent")


async def test_dead_letters_when_a_rep_asks(firm: Firm) -> None:
    """Only who is told of them may see, send or drop them."""
    with firm.acting("ben") as ctx:
        for forbidden in (
            lambda: dead_letters.page(ctx, 10, 0),
            lambda: dead_letters.get(ctx, 1),
            lambda: dead_letters.retry(ctx),
            lambda: dead_letters.drop(ctx),
            lambda: dead_letters.put_back(ctx, 1, 9),
        ):
            with pytest.raises(NotAllowed):
                forbidden()


async def test_author_is_told_once_when_their_channel_is_gone(firm: Firm) -> None:
    """Whose rules wait is told so, once a day, however often the channel refuses, and asked where to instead."""
    lose_sales(firm)
    lose_sales(firm)

    await firm.scheduler.run_due()

    (told,) = firm.alpha.sent
    assert (told.to, told.title) == ("alpha:w1:ana", "⚠️ I can no longer write in sales")
    assert [action.label for action in told.drawn.card.buttons()] == ["Where to instead?", "Rules"]


async def test_author_is_told_when_we_may_not_write_in_their_channel(firm: Firm) -> None:
    """Where we are and are to be silent nobody needs to invite us; to let us write is what helps."""
    lose_sales(firm, ChannelState.MUTED)

    await firm.scheduler.run_due()

    assert "Let me write there again" in plain_card(firm.alpha.sent[0].drawn.card)


async def test_channel_that_may_not_be_written_to_is_left_alone(firm: Firm) -> None:
    """It is noted as muted by the platform, and what was for its person goes to them."""
    firm.alpha.will("sales", *[Gone("read only", muted=True)] * 2)
    firm.task("Call Delta", NOON + HOUR, channel=SALES)
    firm.task("Call Acme", NOON + HOUR, channel=SALES)

    await firm.advance(hours=2)

    with read_only(firm.database) as session:
        channel = channels.at(session, SALES)
    assert channel is not None
    assert (channel.state, firm.alpha.chats()) == (ChannelState.MUTED, ["alpha:w1:ben"] * 2)


@pytest.mark.parametrize("state", [ChannelState.MUTED, ChannelState.GONE])
def test_channel_is_revived_by_a_message_from_there(firm: Firm, state: ChannelState) -> None:
    """Whoever speaks to us there wants to be answered: we write there again until we are refused."""
    with unit_of_work(firm.database) as session:
        addresses.set_state(session, ("alpha", "w1", "sales"), state, NOON)
        arrival = Arrival("k1", ChatUser("alpha", "w1", "ben"), SALES, "{}", ("sales",))
        received = inbox.receive(session, arrival, NOON)
        addresses.revive(session, [("alpha", "w1", chat) for chat in arrival.revives], NOON)
        channel = channels.at(session, SALES)

    assert channel is not None
    assert (received.revived, channel.state) == (True, ChannelState.LIVE)


async def test_author_is_not_told_when_their_channel_is_back_before(firm: Firm) -> None:
    """What is true no more is not said."""
    lose_sales(firm)
    with unit_of_work(firm.database) as session:
        addresses.revive(session, [("alpha", "w1", "sales")], NOON)

    await firm.scheduler.run_due()

    assert firm.alpha.titles() == []


def lose_sales(firm: Firm, state: ChannelState = ChannelState.GONE) -> None:
    """Have a channel with a rule of Ana's refuse us."""
    with firm.acting("ana", SALES, private=False) as ctx:
        channel = channels.here(ctx)
        rule = Subscription(channel_id=channel.id, number=1, kind="deal", events="won", made_at=NOON)
        rule.author_id = ctx.actor.id
        if not ctx.session.scalars(select(Subscription)).all():
            ctx.session.add(rule)
    with unit_of_work(firm.database) as session:
        addresses.set_state(session, ("alpha", "w1", "sales"), state, NOON)


async def test_late_word_to_a_migrated_chat_finds_it(firm: Firm) -> None:
    """What is written for the old address after the move goes to the new one, without asking the old one."""
    with unit_of_work(firm.database) as session:
        addresses.moved(session, SALES, "alpha:w1:supersales", NOON)
    firm.tell(1, Target(address=SALES))

    await firm.scheduler.run_due()

    assert firm.alpha.asked == ["supersales"]


async def test_migrated_chat_is_not_revived_by_a_late_signal(firm: Firm) -> None:
    """Of the two signals of a move either may be last, and come twice."""
    with unit_of_work(firm.database) as session:
        addresses.moved(session, SALES, "alpha:w1:supersales", NOON)
        addresses.set_state(session, ("alpha", "w1", "sales"), ChannelState.LIVE, NOON)
        addresses.moved(session, SALES, "alpha:w1:supersales", NOON)
        stone = channels.at(session, SALES)
        names = [channel.channel_ext for channel in channels.groups(session)]

    assert stone is not None
    assert (stone.state, stone.moved_to) == (ChannelState.GONE, "alpha:w1:supersales")
    assert names == []


async def test_dead_letter_stays_to_be_looked_at(firm: Firm) -> None:
    """A fact nobody could be reached with is kept with the reason."""
    firm.alpha.will("ben", BLOCKED)
    firm.beta.will("ben2", *[BLOCKED] * 9)
    firm.task("Call Delta", NOON + HOUR)

    await firm.advance(hours=1)

    fact = firm.facts()[0]
    assert (fact.status.value, fact.last_error) == ("dead", "blocked")


async def test_owner_is_not_told_what_the_message_was(firm: Firm) -> None:
    """What could not be delivered may be private: its words are not shown to others."""
    firm.alpha.will("ben", BLOCKED)
    firm.beta.will("ben2", *[BLOCKED] * 9)
    firm.task("Fire the accountant", NOON + HOUR)

    await firm.advance(hours=2)

    (warned,) = (sent for sent in firm.alpha.sent if "cannot be reached" in sent.title)
    assert "accountant" not in repr(warned.drawn.card)


async def test_dead_letter_to_the_owner_tells_nobody(firm: Firm) -> None:
    """A warning that cannot be delivered makes no further warning."""
    firm.alpha.will("ana", BLOCKED)
    firm.tell(1, Target(firm.ids["ana"]))

    await firm.scheduler.run_due()

    assert [fact.status.value for fact in firm.facts()] == ["dead"]


async def test_mistake_of_ours_is_tried_again_and_then_a_dead_letter(firm: Firm) -> None:
    """An error while sending counts as a try; after the last one somebody is told."""
    firm.alpha.will("ben", *[RuntimeError("a bug")] * TRIES)
    firm.task("Call Delta", NOON + HOUR)

    await firm.advance(days=1)

    assert (len(firm.alpha.asked) - 1, firm.alpha.titles()) == (TRIES, ["⚠️ Ben cannot be reached"])


async def test_one_bad_fact_leaves_the_others_alone(firm: Firm) -> None:
    """A fact that cannot be drawn does not keep the next one from leaving."""
    firm.tell(1, Target(firm.ids["ben"]), kind="of a later release")
    firm.tell(1, Target(firm.ids["ben"]))

    await firm.scheduler.run_due()

    assert firm.alpha.titles() == ["⚠️ Number 0 cannot be reached"]


async def test_error_counts_as_a_try(firm: Firm) -> None:
    """What went wrong is written to the fact, and the next try comes after a pause."""
    firm.alpha.will("ben", RuntimeError("a bug"))
    firm.tell(1, Target(firm.ids["ben"]))

    await firm.scheduler.run_due()

    fact = firm.facts()[0]
    assert (fact.tries, fact.last_error) == (1, "RuntimeError")
    assert timedelta(seconds=5) <= fact.send_after - NOON <= timedelta(seconds=6)


async def test_facts_that_failed_together_do_not_come_back_together(firm: Firm) -> None:
    """Each waits a little longer than the pause by a measure of its own, or all would meet at the same door again."""
    firm.alpha.will("ben", *[RuntimeError("a bug")] * 5)
    firm.tell(5, Target(firm.ids["ben"]))

    await firm.scheduler.run_due()

    assert len({fact.send_after for fact in firm.facts()}) == 5


async def test_claimed_fact_is_sent_after_its_lease_when_the_process_was_killed(firm: Firm) -> None:
    """A claim dies with its process; the fact leaves when the lease has run out."""
    firm.tell(1, Target(firm.ids["ben"]))
    claims.claim(firm.means())
    firm.restart()

    await firm.advance(minutes=5)

    assert [sent.at for sent in firm.alpha.sent] == [NOON + sending.LEASE]


async def test_claim_that_ran_out_is_not_prepared(firm: Firm) -> None:
    """A fact whose lease has passed to another process is left to it."""
    means = firm.means()
    firm.tell(1, Target(firm.ids["ben"]))
    late = claims.claim(means).leaving[0]
    await firm.skip(minutes=2)
    claims.claim(means)

    ready = claims.prepare(means, late)

    assert ready is None


async def test_fact_for_a_platform_without_sender_waits_for_one(firm: Firm) -> None:
    """What only another process can deliver is neither sent nor buried here."""
    firm.tell(1, Target(address="gamma:w9:lobby"))

    await firm.advance(days=2)

    assert [fact.status.value for fact in firm.facts()] == ["pending"]


async def test_person_is_told_here_when_nobody_serves_the_channel(firm: Firm) -> None:
    """A reminder for a channel nobody writes to any more reaches its person after a while."""
    firm.tell(1, Target(firm.ids["ben"], "gamma:w9:lobby"))
    await firm.skip(minutes=11)

    await firm.scheduler.run_due()

    assert firm.alpha.chats() == ["alpha:w1:ben"]


async def test_reminder_of_a_suspended_person_is_told_to_the_owner(firm: Firm) -> None:
    """Somebody who may not see anything any more gets nothing; who leads them is told in their stead."""
    firm.task("Call Delta", NOON + HOUR)
    with unit_of_work(firm.database) as session:
        history.begin_system(session, "test", NOON)
        session.get_one(User, firm.ids["ben"]).is_active = False

    await firm.advance(hours=2)

    assert firm.alpha.chats() == ["alpha:w1:ana"] * 2
    assert firm.alpha.titles() == ["⏰ For Ben: Due: Call Delta  T-1", "⚠️ Ben cannot be reached"]


async def test_reminder_of_a_person_out_of_reach_is_told_to_who_leads_their_team(firm: Firm) -> None:
    """The narrower team counts; they are told at once, whose it was and why, and can give it away."""
    add_lead(firm, "Mia", "North")
    firm.alpha.will("ben", BLOCKED)
    firm.beta.will("ben2", *[BLOCKED] * 9)
    firm.task("Call Delta", NOON + HOUR)

    await firm.advance(hours=1)

    (told,) = firm.alpha.sent
    assert (told.to, told.title) == ("alpha:w1:mia", "⏰ For Ben: Due: Call Delta  T-1")
    assert "Ben cannot be reached" in plain_card(told.drawn.card)
    assert [action.label for action in told.drawn.card.buttons()][:3] == ["Done", "Give to…", "All their work…"]


async def test_reminder_is_told_to_nobody_instead_who_may_not_see_it(firm: Firm) -> None:
    """A stand-in hears no more than they could look up: a private event stays with its person."""
    firm.alpha.will("ben", BLOCKED)
    firm.beta.will("ben2", *[BLOCKED] * 9)
    with firm.acting("ben") as ctx:
        draft = EventDraft("See the doctor", starts=when(NOON + HOUR), visibility=Visibility.PRIVATE)
        events.create(ctx, draft)

    await firm.advance(hours=2)

    assert firm.alpha.titles() == ["⚠️ Ben cannot be reached"]


async def test_reminders_of_a_night_are_told_one_by_one_to_who_stands_in(firm: Firm) -> None:
    """What was held for somebody in one piece reaches those who lead them as what it is."""
    firm.alpha.will("ben", BLOCKED)
    firm.beta.will("ben2", *[BLOCKED] * 9)
    for title in ("Call Delta", "Call Acme"):
        firm.task(title, NOON + HOUR)
    with unit_of_work(firm.database) as session:
        session.execute(update(Reminder).values(held_from=NOON - HOUR, due_at=NOON))

    await firm.scheduler.run_due()

    assert sorted(firm.alpha.titles()) == ["⏰ For Ben: Due: Call Acme  T-2", "⏰ For Ben: Due: Call Delta  T-1"]


def add_lead(firm: Firm, name: str, team: str) -> None:
    """Add somebody who leads a team of Ben's own."""
    with unit_of_work(firm.database) as session:
        history.begin_system(session, "test", NOON)
        user = people.add(session, name=name, email=f"{name.lower()}@x.example", role="manager", zone="UTC")
        people.attach(session, user, ChatUser("alpha", "w1", name.lower()))
        made = Team(name=team)
        session.add(made)
        session.flush()
        session.add(TeamMember(team_id=made.id, user_id=user.id, is_lead=True))
        session.add(TeamMember(team_id=made.id, user_id=firm.ids["ben"], is_lead=False))


async def test_newly_linked_chat_is_preferred(firm: Firm) -> None:
    """A person is told where they were linked last."""
    with unit_of_work(firm.database) as session:
        history.begin_system(session, "test", NOON)
        people.attach(session, session.get_one(User, firm.ids["ben"]), ChatUser("beta", "w2", "ben3"))
    firm.task("Call Delta", NOON + HOUR)

    await firm.advance(hours=1)

    assert firm.beta.chats() == ["beta:w2:ben3"]


async def test_edit_in_a_dead_chat_is_dropped(firm: Firm) -> None:
    """A card that cannot be reached any more needs no new state, and nobody is bothered with it."""
    task = firm.task("Call Delta", NOON + HOUR, channel=SALES)
    await firm.advance(hours=1)
    firm.alpha.will("sales", BLOCKED)
    with firm.at_task(task) as (ctx, row):
        tasks.done(ctx, row)

    await firm.advance(hours=1)

    assert [fact.status.value for fact in firm.facts()] == ["sent", "dropped"]


async def test_dead_chat_is_marked(firm: Firm) -> None:
    """What a delivery finds out about a chat is there for everybody."""
    firm.alpha.will("ben", BLOCKED)
    firm.tell(1, Target(firm.ids["ben"]))

    await firm.scheduler.run_due()

    with read_only(firm.database) as session:
        assert whereabouts.gone_chats(session, [Chat("alpha", "w1", "ben")])


async def test_revived_chat_is_used_again(firm: Firm) -> None:
    """A chat that lives again gets the next message."""
    firm.alpha.will("ben", BLOCKED)
    firm.tell(1, Target(firm.ids["ben"]))
    await firm.scheduler.run_due()
    with unit_of_work(firm.database) as session:
        addresses.set_state(session, ("alpha", "w1", "ben"), ChannelState.LIVE, NOON)
    firm.task("Call Delta", NOON + HOUR)

    await firm.advance(hours=1)

    assert firm.alpha.chats() == ["alpha:w1:ben"]


async def test_nothing_sent_twice_by_two_schedulers(firm_on_postgresql: Firm) -> None:
    """Two schedulers on one database share the work; nothing is done twice."""
    firm = firm_on_postgresql
    for number in range(40):
        firm.task(f"Task {number}", NOON + HOUR)
    await firm.skip(hours=1)
    other = firm.another()

    async with asyncio.TaskGroup() as group:
        group.create_task(firm.scheduler.run_due())
        group.create_task(other.run_due())

    assert (len(firm.alpha.titles()), len(set(firm.alpha.titles()))) == (40, 40)
