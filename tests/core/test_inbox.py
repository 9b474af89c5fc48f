"""What reached us is kept until it is done, and done once."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from crmbot.core import inbox
from crmbot.core.inbox import LEASE, PATIENCE, Arrival, Stop
from crmbot.core.people import ChatUser
from crmbot.store.engine import open_database
from crmbot.store.models.messaging import Inbox, InboxState
from crmbot.store.uow import Session, unit_of_work
from tests.core.conftest import NOW, Office


def receive(session: Session, key: str = "m1", at: datetime = NOW, text: str = "hello") -> bool:
    """Let a message come in."""
    return inbox.receive(session, Arrival(key, ChatUser("p", "w", "u"), "p:w:c", text), at).fresh


def row(session: Session, key: str = "m1") -> Inbox:
    """Return the row of a message as the database has it."""
    return session.scalars(select(Inbox).where(Inbox.key == key).execution_options(populate_existing=True)).one()


def test_message_when_it_comes_in(office: Office) -> None:
    """It is open, as it was written down."""
    with unit_of_work(office.database) as session:
        fresh = receive(session)
        kept = row(session)

        assert (fresh, kept.state, kept.inbound, kept.received_at, kept.tries) == (
            True,
            InboxState.OPEN,
            "hello",
            NOW,
            0,
        )


def test_message_when_delivered_again(office: Office) -> None:
    """The second delivery is known as such, and changes nothing."""
    with unit_of_work(office.database) as session:
        receive(session)
    with unit_of_work(office.database) as session:
        inbox.close(session, "m1", NOW)
    with unit_of_work(office.database) as session:
        again = receive(session, text="another")
        kept = row(session)

        assert (again, kept.state, kept.inbound) == (False, InboxState.DONE, "hello")


def test_message_when_another_process_has_done_it(office: Office) -> None:
    """Only one of two who worked it may keep what they did."""
    with unit_of_work(office.database) as session:
        receive(session)
    with unit_of_work(office.database) as session:
        first = inbox.close(session, "m1", NOW)
    with unit_of_work(office.database) as session:
        second = inbox.close(session, "m1", NOW)

    assert (first, second) == (True, False)


def test_message_when_its_work_was_undone(office: Office) -> None:
    """It is open still: done and the work stand in one transaction."""
    with unit_of_work(office.database) as session:
        receive(session)
    with unit_of_work(office.database) as session:
        inbox.close(session, "m1", NOW)
        session.rollback()

    with unit_of_work(office.database) as session:
        assert row(session).state is InboxState.OPEN


def test_message_when_it_failed(office: Office) -> None:
    """It stays under its reference, with its text."""
    with unit_of_work(office.database) as session:
        receive(session)
        inbox.fail(session, "m1", "AB3D", NOW)
        kept = row(session)

        assert (kept.state, kept.error_ref, kept.tries, kept.inbound) == (InboxState.FAILED, "AB3D", 1, "hello")


def test_failed_message_when_it_is_tried_again(office: Office) -> None:
    """It is found by its reference, open again, once."""
    with unit_of_work(office.database) as session:
        receive(session)
        inbox.fail(session, "m1", "AB3D", NOW)

    with unit_of_work(office.database) as session:
        opened = inbox.reopen(session, "AB3D")
        session.flush()
        found = (opened.inbound if opened else None, row(session).state, inbox.reopen(session, "AB3D"))

    assert found == ("hello", InboxState.OPEN, None)


def test_failed_message_when_it_fails_again(office: Office) -> None:
    """It has a new reference, and the old one is good for nothing."""
    with unit_of_work(office.database) as session:
        receive(session)
        inbox.fail(session, "m1", "AB3D", NOW)
    with unit_of_work(office.database) as session:
        inbox.reopen(session, "AB3D")
    with unit_of_work(office.database) as session:
        inbox.fail(session, "m1", "EF5G", NOW)
        kept = row(session)

        assert (kept.tries, inbox.reopen(session, "AB3D"), inbox.reopen(session, "EF5G")) == (2, None, kept)


def test_message_when_it_fails_after_another_process_has_done_it(office: Office) -> None:
    """What is done stays done, or it could be done twice."""
    with unit_of_work(office.database) as session:
        receive(session)
        inbox.close(session, "m1", NOW)
        inbox.fail(session, "m1", "AB3D", NOW)

        assert row(session).state is InboxState.DONE


def test_reference_when_nobody_was_given_it(office: Office) -> None:
    """Nothing is opened."""
    with unit_of_work(office.database) as session:
        receive(session)

        assert inbox.reopen(session, "ZZZZ") is None


def left_in_the_middle(session: Session) -> None:
    """Have three messages come in, a second apart, one of which is done."""
    for number, (key, text) in enumerate((("a", "first"), ("b", "second"), ("c", "third"))):
        receive(session, key, NOW + timedelta(seconds=number), text)
    inbox.close(session, "a", NOW)


def test_open_messages_when_their_leases_have_run_out(office: Office) -> None:
    """They are taken over, the oldest first, once; those of which something was heard meanwhile are not."""
    with unit_of_work(office.database) as session:
        left_in_the_middle(session)
        receive(session, "d", text="of mine")
        receive(session, "e", text="alive")
        inbox.prolong(session, ["e"], NOW + LEASE)
        late = NOW + LEASE + timedelta(seconds=2)
        taken = [inbox.take_over(session, late, ["p"], ["d"]) for _ in range(2)]

        assert [[left.inbound for left in each] for each in taken] == [["second", "third"], []]


def test_open_messages_when_somebody_may_live(office: Office) -> None:
    """Nothing is taken over before its lease has run out; one who is alone need not wait."""
    with unit_of_work(office.database) as session:
        left_in_the_middle(session)

        assert inbox.take_over(session, NOW + timedelta(seconds=3), ["p"], []) == []
        assert [left.key for left in inbox.take_back(session, NOW, ["p"], [])] == ["b", "c"]


def test_open_messages_when_of_another_platform(office: Office) -> None:
    """They are left to who reaches it."""
    with unit_of_work(office.database) as session:
        left_in_the_middle(session)

        assert inbox.take_back(session, NOW, ["q"], []) == []


def test_answer_when_it_has_not_arrived(office: Office) -> None:
    """It is taken over with its row, until it is known to be there."""
    with unit_of_work(office.database) as session:
        receive(session)
        inbox.close(session, "m1", NOW, "the answer")
        late = NOW + LEASE
        (left,) = inbox.take_over(session, late, ["p"], [])
        inbox.arrived(session, ["m1"])

        assert (left.answer, left.is_open) == ("the answer", False)
        assert (row(session).answer, inbox.take_over(session, late + LEASE, ["p"], [])) == (None, [])


def test_message_when_an_earlier_one_of_its_chat_is_open(postgresql_url: str) -> None:
    """It waits for that one, but not for those of other chats, and not for ever."""
    database = open_database(postgresql_url)
    with unit_of_work(database) as session:
        left_in_the_middle(session)
        inbox.receive(session, Arrival("t", ChatUser("p", "w", "u"), "p:w:c:topic", "in a thread"), NOW)
        inbox.receive(session, Arrival("o", ChatUser("p", "w", "u"), "p:w:cc", "elsewhere"), NOW + LEASE)
    at = NOW + timedelta(seconds=5)

    def is_next(key: str, chat: str, now: datetime = at) -> bool:
        with unit_of_work(database) as session:
            return inbox.is_next(session, key, chat, now)

    found = [is_next("t", "p:w:c"), is_next("b", "p:w:c"), is_next("o", "p:w:cc")]
    at_last = is_next("b", "p:w:c", at + PATIENCE)
    database.close()

    assert (found, at_last) == ([True, False, True], True)


def test_message_when_another_process_works_on_its_chat(postgresql_url: str) -> None:
    """Two of one chat are never worked at the same time, whichever is earlier."""
    database = open_database(postgresql_url)
    with unit_of_work(database) as session:
        receive(session, "a")
        receive(session, "b", NOW + timedelta(seconds=1))
    with unit_of_work(database) as first:
        begun = inbox.is_next(first, "a", "p:w:c", NOW)
        inbox.close(first, "a", NOW)
        with unit_of_work(database) as second:
            beside = inbox.is_next(second, "b", "p:w:c", NOW)
    with unit_of_work(database) as third:
        then = inbox.is_next(third, "b", "p:w:c", NOW)
    database.close()

    assert (begun, beside, then) == (True, False, True)


def test_old_messages_when_forgotten(office: Office) -> None:
    """Only what was done longer ago than any platform repeats it goes."""
    with unit_of_work(office.database) as session:
        for key, days in (("old", 4), ("young", 2), ("open", 4)):
            receive(session, key, NOW - timedelta(days=days))
        for key in ("old", "young"):
            inbox.close(session, key, NOW)
        dropped = inbox.forget_old(session, NOW)

        assert (dropped, sorted(session.scalars(select(Inbox.key)))) == (1, ["open", "young"])


def test_offset_when_a_loop_stands_somewhere(office: Office) -> None:
    """Each bot has its own, and the last one stored holds, however large."""
    with unit_of_work(office.database) as session:
        none = inbox.stopped(session, "p", "bot")
        for offset in (7, 5_000_000_000):
            inbox.set_offset(session, "p", "bot", offset, NOW)

        found = [inbox.stopped(session, "p", bot) for bot in ("bot", "other")]
        assert (none, found) == (None, [Stop(5_000_000_000, NOW), None])


def test_time_when_a_loop_runs_though_nothing_comes(office: Office) -> None:
    """When it last ran is kept, and where it stands stays; a loop that never stored anything is not made up."""
    with unit_of_work(office.database) as session:
        inbox.set_offset(session, "p", "bot", 7, NOW)
        for bot in ("bot", "other"):
            inbox.still_polling(session, "p", bot, NOW + timedelta(hours=1))

        found = [inbox.stopped(session, "p", bot) for bot in ("bot", "other")]
        assert found == [Stop(7, NOW + timedelta(hours=1)), None]


def test_time_of_a_message_when_read_back(office: Office) -> None:
    """It is the instant it was, with its zone."""
    at = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    with unit_of_work(office.database) as session:
        receive(session, at=at)

        assert row(session).received_at == at
