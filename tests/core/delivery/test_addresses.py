"""Chats that move or die."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crmbot.core import bindings, companies, dialogs, lookup, outbox, tasks
from crmbot.core import channels as rooms
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context, Origin
from crmbot.core.delivery import addresses, sent_cards, whereabouts
from crmbot.core.delivery.sent_cards import Sent
from crmbot.core.delivery.whereabouts import Chat
from crmbot.core.outbox import Target
from crmbot.core.subscriptions import rules
from crmbot.core.subscriptions.happenings import Happening
from crmbot.core.subscriptions.rules import Draft as Rule
from crmbot.core.tasks import TaskDraft
from crmbot.language.when import When
from crmbot.store.models.activity import Task
from crmbot.store.models.change import Change
from crmbot.store.models.channel import Channel, ChannelState
from crmbot.store.models.messaging import Dialog, Draft, Outbox, OutboxStatus, SentCard
from crmbot.store.models.reminder import Reminder
from crmbot.store.uow import unit_of_work
from tests.core.conftest import NOW, Office

OLD, NEW = "p:w:old", "p:w:new"


def at(ctx: Context, address: str) -> Context:
    """Go to a channel."""
    ctx.origin = Origin(address, private=False, via="p")
    return ctx


@pytest.mark.parametrize("state", [ChannelState.GONE, ChannelState.LIVE, ChannelState.MUTED])
def test_chat_when_its_state_is_noted(office: Office, state: ChannelState) -> None:
    """The last that was noted holds, for that chat only."""
    with unit_of_work(office.database) as session:
        addresses.set_state(session, ("p", "w", "c"), ChannelState.GONE, NOW)
        addresses.set_state(session, ("p", "w", "c"), state, NOW)

        gone = whereabouts.gone_chats(session, [Chat("p", "w", "c"), Chat("p", "w", "d")])

        assert [Chat("p", "w", chat) in gone for chat in ("c", "d")] == [state is not ChannelState.LIVE, False]


def test_chat_when_it_moves(office: Office) -> None:
    """Its tasks, their reminders, what waits to be told, open questions and drafts go along."""
    with office.acting("ben") as ctx:
        at(ctx, OLD)
        tasks.create(ctx, TaskDraft("Call", When(NOW.date(), NOW.time().replace(hour=18), "Europe/London")))
        dialogs.save(ctx, "note", {}, "text")
        dialogs.keep_draft(ctx, "met Jane")
        outbox.tell(ctx.session, "test", Target(address=OLD), at=NOW, dedupe_key="f1")

    with unit_of_work(office.database) as session:
        addresses.moved(session, OLD, NEW, NOW)

    with unit_of_work(office.database) as session:
        columns = (Task.origin_address, Reminder.address, Outbox.address, Dialog.address, Draft.address)
        assert [session.scalars(select(column)).one() for column in columns] == [NEW] * 5


def channel(session: Session, chat: str, **more: object) -> None:
    """Know a channel."""
    session.add(Channel(platform="p", workspace_ext="w", channel_ext=chat, **more))


def channels(session: Session) -> list[tuple[str, str, ChannelState, bool]]:
    """Return the channels that something lives in: id, name, state, whether a record is bound."""
    found = session.scalars(select(Channel).where(Channel.moved_to.is_(None)).order_by(Channel.id))
    return [(row.channel_ext, row.name, row.state, row.bound_record_id is not None) for row in found]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ChannelState.LIVE, ChannelState.LIVE),
        (ChannelState.MUTED, ChannelState.MUTED),
        # Left behind is the old chat, not the new one, which was just told of.
        (ChannelState.GONE, ChannelState.LIVE),
    ],
)
def test_channel_when_it_moves(office: Office, before: ChannelState, after: ChannelState) -> None:
    """It is the same channel: its name, its record and its silence go along, in the history, too."""
    with office.acting("ben") as ctx:
        task = tasks.create(ctx, TaskDraft("Call"))
        channel(ctx.session, "old", name="Sales", state=before, bound_record_id=task.id)

    with unit_of_work(office.database) as session:
        addresses.moved(session, OLD, NEW, NOW)

    with unit_of_work(office.database) as session:
        assert channels(session) == [("new", "Sales", after, True)]
        diffs = session.scalars(select(Change.diff).where(Change.table_name == "channel", Change.action == "update"))
        assert [diff["channel_ext"] for diff in diffs] == [["old", "new"]]


def test_channel_when_the_new_one_is_known_already(office: Office) -> None:
    """What the new one lacks it gets from the old one, and there is one of them left."""
    with office.acting("ben") as ctx:
        task = tasks.create(ctx, TaskDraft("Call"))
        channel(ctx.session, "old", name="Sales", state=ChannelState.MUTED, bound_record_id=task.id)
        channel(ctx.session, "new")

    for _ in range(2):
        with unit_of_work(office.database) as session:
            addresses.moved(session, OLD, NEW, NOW)

    with unit_of_work(office.database) as session:
        assert channels(session) == [("new", "Sales", ChannelState.MUTED, True)]


def test_records_in_hand_when_a_chat_moves(office: Office) -> None:
    """The record in hand and the numbers of the last list hold on; what is newer in the new chat wins."""
    with office.acting("ben") as ctx:
        first = tasks.create(at(ctx, OLD), TaskDraft("Call")).id
        lookup.remember_list(ctx, [first])
    with office.acting("eva") as ctx:
        lookup.remember_list(at(ctx, OLD), [first])
        lookup.remember_list(at(ctx, NEW), [])

    with unit_of_work(office.database) as session:
        addresses.moved(session, OLD, NEW, NOW)

    with office.acting("ben") as ctx:
        assert (lookup.it(at(ctx, NEW)), lookup.row(ctx, 1)) == (first, first)
    with office.acting("eva") as ctx:
        assert lookup.row(at(ctx, NEW), 1) is None


def test_cards_when_their_chat_moves(office: Office) -> None:
    """Messages have other numbers there: cards of before are not edited any more, and nobody waits for that."""
    with office.acting("ben") as ctx:
        task = tasks.create(ctx, TaskDraft("Call"))
        sent_cards.remember(ctx.session, Sent(f"{OLD}/1", "reminder", NOW), task.id)
        sent_cards.remember(ctx.session, Sent("p:w:other/1", "reminder", NOW), task.id)
    with office.acting("ben") as ctx:
        tasks.rename(ctx, ctx.session.get_one(Task, task.id), "Call again")

    with unit_of_work(office.database) as session:
        addresses.moved(session, OLD, NEW, NOW)

        waiting = select(Outbox.args).where(Outbox.status == OutboxStatus.PENDING)
        assert [args["ref"] for args in session.scalars(waiting)] == ["p:w:other/1"]
        assert list(session.scalars(select(SentCard.ref))) == ["p:w:other/1"]


def test_chat_when_its_move_is_told_twice(office: Office) -> None:
    """The second time nothing happens, even where a question is open in the new chat by then."""
    with office.acting("ben") as ctx:
        dialogs.save(at(ctx, NEW), "task new", {}, "title")
        dialogs.save(at(ctx, OLD), "note", {}, "text")

    for _ in range(2):
        with unit_of_work(office.database) as session:
            addresses.moved(session, OLD, NEW, NOW)

    with unit_of_work(office.database) as session:
        assert [(row.address, row.command) for row in session.scalars(select(Dialog))] == [(NEW, "task new")]


def test_other_chats_when_one_moves(office: Office) -> None:
    """They stay where they are, however much their names are alike."""
    with office.acting("ben") as ctx:
        tasks.create(at(ctx, f"{OLD}er"), TaskDraft("Call"))

    with unit_of_work(office.database) as session:
        addresses.moved(session, OLD, NEW, NOW)

        assert session.scalars(select(Task.origin_address)).one() == f"{OLD}er"


def test_rules_when_their_chat_moves(office: Office) -> None:
    """They go along behind those the new chat has, and so does what its topics are about."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        for address in (NEW, OLD):
            ctx.origin = Origin(address, private=False)
            rules.establish(ctx, rooms.here(ctx), Rule("deal", events=(Happening.WON,)))
        ctx.origin = Origin(f"{OLD}:7", private=False)
        bindings.bind(ctx, acme)
    with unit_of_work(office.database) as session:
        addresses.moved(session, OLD, NEW, NOW)
    with office.acting() as ctx:
        ctx.origin = Origin(f"{NEW}:7", private=False)
        here = rooms.here(ctx)

        assert ([rule.number for rule, _ in rules.of(ctx, here)], bindings.here(ctx)) == ([1, 2], acme.id)


def test_chat_when_outsiders_come(office: Office) -> None:
    """Amounts are kept back from then on."""
    with unit_of_work(office.database) as session:
        addresses.shared(session, OLD, NOW)
        channel = rooms.at(session, OLD)

        assert channel is not None
        assert (channel.has_outsiders, channel.shows_amounts) == (True, False)
