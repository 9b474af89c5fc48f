"""Chats that move or die."""

import pytest
from sqlalchemy import select

from crmbot.core import addresses, dialogs, outbox, tasks
from crmbot.core.context import Context, Origin
from crmbot.core.outbox import Chat, Target
from crmbot.core.tasks import TaskDraft
from crmbot.language.when import When
from crmbot.store.models.activity import Task
from crmbot.store.models.messaging import Dialog, Outbox, SentCard
from crmbot.store.models.people import ChannelState
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

        gone = outbox.gone_chats(session, [Chat("p", "w", "c"), Chat("p", "w", "d")])

        assert [Chat("p", "w", chat) in gone for chat in ("c", "d")] == [state is ChannelState.GONE, False]


def test_chat_when_it_moves(office: Office) -> None:
    """Its tasks, their reminders, what waits to be told, open questions and cards go along."""
    with office.acting("ben") as ctx:
        at(ctx, OLD)
        task = tasks.create(ctx, TaskDraft("Call", When(NOW.date(), NOW.time().replace(hour=18), "Europe/London")))
        dialogs.save(ctx, "note", {}, "text")
        dialogs.keep_draft(ctx, "met Jane")
        outbox.remember_card(ctx.session, f"{OLD}/1", task.id, NOW, "reminder")
        outbox.tell(ctx.session, "test", Target(address=OLD), at=NOW, dedupe_key="f1")

    with unit_of_work(office.database) as session:
        addresses.moved(session, OLD, NEW, NOW)

    with unit_of_work(office.database) as session:
        columns = (Task.origin_address, Reminder.address, Outbox.address, Dialog.address, SentCard.address)
        assert [session.scalars(select(column)).one() for column in columns] == [NEW] * 5


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
