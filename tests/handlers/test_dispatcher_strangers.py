"""The dispatcher: people nobody knows, or not any more, get a kind answer and no data."""

import pytest
from sqlalchemy import select

from crmbot.chat.inbound import Identity, Pressed, Submitted
from crmbot.core import history
from crmbot.store.models.change import Change
from crmbot.store.models.messaging import Draft, InboxState
from crmbot.store.models.people import User
from crmbot.store.models.record import Record
from crmbot.store.uow import read_only, unit_of_work
from tests.handlers.desk import NOW, Desk, text_of
from tests.talk.house import COLLEAGUES

# Strangers


@pytest.mark.parametrize(
    "event",
    [
        "Acme",
        "d12",
        "find jane",
        "Jane Doe",
        "help",
        "deals",
        "note Acme Ltd: hello",
        "users",
        "/start",
        "link AAAA-AAAA",
    ],
)
async def test_stranger_when_they_ask_for_anything(desk: Desk, event: str) -> None:
    """Nothing of the CRM is in the answer: no record, no name of ours, no number."""
    answer = await desk.work(desk.inbound(event, "ron"))
    with read_only(desk.database) as session:
        names = [*session.scalars(select(Record.title)), *(each.name for each in COLLEAGUES)]
    words = f"{text_of(answer)} {answer.card.tokens if answer.card else ''}"

    assert [name for name in names if name.casefold() in words.casefold()] == []


async def test_stranger_when_they_press_or_send(desk: Desk) -> None:
    """An old button or form opens nothing."""
    answers = [
        await desk.say(event, "ron") for event in (Pressed("open C-1"), Pressed("done T-6"), Submitted("1", {"a": "b"}))
    ]

    assert [answer.splitlines()[0] for answer in answers] == ["👋 I don't know you in the CRM yet."] * 3


async def test_stranger_when_they_write(desk: Desk) -> None:
    """Their text is kept for when they are known, and nothing else is written."""
    before = (desk.count(Record), desk.count(Change))
    await desk.say("met Jane at the fair", "ron")

    assert (desk.count(Draft), (desk.count(Record), desk.count(Change))) == (1, before)


async def test_stranger_when_they_look_for_records(desk: Desk) -> None:
    """Pickers offer them nothing."""
    options = [await desk.door.books.suggest(Identity("p", "w", who), "acme", None) for who in ("ron", "ana")]

    assert (options[0], options[1] != ()) == ((), True)


async def test_person_when_suspended(desk: Desk) -> None:
    """They are told so, and nothing happens (R-64)."""
    with unit_of_work(desk.database) as session:
        history.begin_system(session, "suspend", NOW)
        session.scalars(select(User).where(User.email == "ben@x.example")).one().is_active = False
    before = desk.count(Record)
    inbound = desk.inbound("note Acme Ltd: hello", "ben")
    answer = await desk.work(inbound)

    assert (desk.count(Record), desk.state(inbound)) == (before, InboxState.DONE)
    assert "suspended" in text_of(answer)
