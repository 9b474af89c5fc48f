"""The dispatcher: what fails, collides or is cut short is never lost."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from crmbot.chat.address import Address
from crmbot.chat.card import Card, spans
from crmbot.chat.kept_card import read_card
from crmbot.chat.limits import Limits
from crmbot.chat.sender import Delivery
from crmbot.core import companies, inbox
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context
from crmbot.core.inbox import LEASE
from crmbot.core.inbox import TRIES as TAKEN_OVER
from crmbot.core.outbox import LATE
from crmbot.handlers.dispatcher.working import TRIES
from crmbot.handlers.intake import patience
from crmbot.store.models.activity import Note
from crmbot.store.models.change import Change
from crmbot.store.models.messaging import Inbox, InboxState, Outbox
from crmbot.store.models.record import Record
from crmbot.store.uow import CollisionError, read_only, unit_of_work
from tests.handlers.desk import LIMITS, NOW, SECRET, Desk, Run, Words, button, text_of

# Failing


def break_down(ctx: Context, form: Words) -> Card:
    """Write something, and fail."""
    companies.create(ctx, CompanyDraft(f"Begun {form.text[:5]}"))
    message = "a mistake of ours"
    raise RuntimeError(message)


@pytest.fixture
def broken(desk: Desk) -> Desk:
    """Give a desk with a command that fails after it has written."""
    desk.command("break", break_down)
    return desk


async def test_work_when_a_command_fails(broken: Desk) -> None:
    """Nothing of it is there, neither rows nor history; the text is, under the reference."""
    before = (broken.count(Record), broken.count(Change))
    inbound = broken.inbound(f"break {SECRET}")
    with capture_logs():
        answer = await broken.work(inbound)
    row = broken.row(inbound)

    assert (broken.count(Record), broken.count(Change)) == before
    assert (row.state, SECRET in row.inbound, row.error_ref is not None) == (InboxState.FAILED, True, True)
    assert f"Ref {row.error_ref}" in text_of(answer)


async def test_answer_when_a_command_fails(broken: Desk) -> None:
    """It says nothing of what went wrong inside, and offers another try."""
    with capture_logs():
        answer = await broken.work(broken.inbound(f"break {SECRET}"))

    assert answer.card is not None
    assert [action.label for action in answer.card.card.buttons()] == ["Try again"]
    assert "mistake" not in text_of(answer)


async def test_log_when_a_command_fails(broken: Desk) -> None:
    """It has the reference and the failure, but not a word of what was typed."""
    with capture_logs() as logged:
        inbound = broken.inbound(f"break {SECRET}")
        await broken.work(inbound)

    (line,) = [line for line in logged if line["event"] == "inbox.failed"]
    assert (line["ref"], line["key"], line["log_level"]) == (broken.row(inbound).error_ref, inbound.key, "error")
    assert SECRET not in str(logged)


async def test_message_when_tried_again(desk: Desk) -> None:
    """It is worked as it was typed, once."""
    failures = [RuntimeError("a mistake of ours")]

    def recover(ctx: Context, form: Words) -> Card:
        companies.create(ctx, CompanyDraft("Zephyr"))
        if failures:
            raise failures.pop()
        return Card(spans(f"Heard {form.text}"))

    desk.command("break", recover)
    inbound = desk.inbound(f"break {SECRET}")
    with capture_logs():
        failed = await desk.work(inbound)
    press = button(failed, "Try again")
    answers = [await desk.say(press), await desk.say(press)]

    assert (answers[0], desk.state(inbound)) == (f"Heard {SECRET}", InboxState.DONE)
    assert "too old" in answers[1]


async def test_message_when_it_fails_again(broken: Desk) -> None:
    """There is another reference, and another try."""
    with capture_logs():
        first = await broken.work(broken.inbound(f"break {SECRET}"))
        second = await broken.work(broken.inbound(button(first, "Try again")))

    assert "Ref" in text_of(second)
    assert text_of(second) != text_of(first)


async def test_command_when_it_is_refused(desk: Desk) -> None:
    """What it wrote before is undone; the message is done, since it was answered."""

    def refuse(ctx: Context, form: Words) -> Card:
        companies.create(ctx, CompanyDraft("Begun"))
        ctx.actor.require("moon.buy", form.text)
        return Card(())

    desk.command("buy", refuse)
    before = desk.count(Record)
    inbound = desk.inbound("buy it", "ben")
    answer = await desk.work(inbound)

    assert (desk.count(Record), desk.state(inbound)) == (before, InboxState.DONE)
    assert "moon.buy" in text_of(answer)


# Colliding


def collide(times: int) -> tuple[list[int], Run]:
    """Give a command that meets another one so many times, and how often it was begun."""
    begun: list[int] = []

    def run(ctx: Context, form: Words) -> Card:
        companies.create(ctx, CompanyDraft(form.text))
        begun.append(1)
        if len(begun) <= times:
            raise CollisionError
        return Card(spans("Done"))

    return begun, run


async def test_work_when_it_collides(desk: Desk) -> None:
    """It is done again, and leaves its traces once."""
    begun, run = collide(TRIES - 1)
    desk.command("bump", run)
    before = desk.count(Record)

    assert await desk.say("bump Zephyr") == "Done"
    assert (len(begun), desk.count(Record)) == (TRIES, before + 1)


async def test_work_when_it_collides_for_a_while(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is done in a moment, when the others are through."""
    monkeypatch.setattr(patience, "PAUSES_S", (0.0, 0.0))
    begun, run = collide(2 * TRIES)
    desk.command("bump", run)

    assert (await desk.say("bump Zephyr"), len(begun)) == ("Done", 2 * TRIES + 1)


async def test_work_when_it_collides_for_ever(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is given up as a failure of ours."""
    monkeypatch.setattr(patience, "PAUSES_S", (0.0,) * 9)
    begun, run = collide(99)
    desk.command("bump", run)
    inbound = desk.inbound("bump Zephyr")
    with capture_logs():
        await desk.work(inbound)

    assert (len(begun), desk.state(inbound)) == (4 * TRIES, InboxState.FAILED)


# After a crash


@dataclass(slots=True)
class Outgoing:
    """A platform that nothing is sent to directly: what is late goes through the outbox."""

    limits: Limits = LIMITS

    async def send(self, address: Address, drawn: object) -> Delivery:
        """Take nothing."""
        raise AssertionError(address, drawn)

    async def reply(self, ref: str, drawn: object) -> Delivery:
        """Take nothing."""
        raise AssertionError(ref, drawn)

    async def edit(self, ref: str, drawn: object) -> Delivery:
        """Take nothing."""
        raise AssertionError(ref, drawn)


SENDERS = {"p": Outgoing()}


def late_ones(desk: Desk) -> list[tuple[str | None, str]]:
    """Return the answers that wait to be sent late: where to, and what they say."""
    with read_only(desk.database) as session:
        rows = session.scalars(select(Outbox).where(Outbox.kind == LATE).order_by(Outbox.id)).all()
        cards = [(row.address, read_card(row.args["card"])) for row in rows]
        return [(address, card.summary if card is not None else "") for address, card in cards]


async def test_messages_when_a_crash_left_them_in_the_middle(desk: Desk) -> None:
    """They are worked at the next start in the order they came, once, and answered in their chats."""
    for number in range(2):
        await desk.door.store(desk.inbound(f"note Acme Ltd: number {number}"))
        desk.clock.move_to(desk.clock.now() + timedelta(seconds=1))
    recovered = [await desk.another().left_behind.recover(SENDERS) for _ in range(2)]

    assert (recovered, [to for to, _ in late_ones(desk)], desk.count(Note)) == ([2, 0], ["p:w:ana"] * 2, 2)


async def test_answer_when_a_crash_came_between_work_and_sending(desk: Desk) -> None:
    """It is sent late by whoever takes over, and not worked again."""
    await desk.work(desk.inbound("note Acme Ltd: hello"))
    desk.clock.move_to(NOW + LEASE)
    taken = [await desk.another().left_behind.take_over(SENDERS) for _ in range(2)]

    (late,) = late_ones(desk)
    assert (taken, late[0], desk.count(Note)) == ([1, 0], "p:w:ana", 1)


async def test_answer_when_it_has_arrived(desk: Desk) -> None:
    """Nothing of it is kept."""
    inbound = desk.inbound("note Acme Ltd: hello")
    answer = await desk.work(inbound)
    kept = desk.row(inbound).answer
    await desk.door.arrived(answer)
    desk.clock.move_to(NOW + LEASE)

    assert (kept is not None, desk.row(inbound).answer, desk.row(inbound).lease_until) == (True, None, None)
    assert await desk.another().left_behind.take_over(SENDERS) == 0


async def test_answer_when_it_could_not_be_brought(desk: Desk) -> None:
    """It is left to the outbox at once, and not twice."""
    answer = await desk.work(desk.inbound("note Acme Ltd: hello"))
    await desk.door.not_arrived(answer)
    await desk.door.not_arrived(answer)

    assert len(late_ones(desk)) == 1


async def test_answer_when_it_holds_a_secret(desk: Desk) -> None:
    """What is shown once is not written down."""

    def tell(ctx: Context, form: Words) -> Card:
        del ctx
        return Card(spans(f"The code is {form.text}"), once=True)

    desk.command("secret", tell)
    inbound = desk.inbound("secret QX7")
    answer = await desk.work(inbound)

    assert (desk.row(inbound).answer, answer.key) == (None, "")


async def test_messages_when_their_process_lives(desk: Desk) -> None:
    """What is in hand is not taken over, however long it takes."""
    inbound = desk.inbound("note Acme Ltd: hello")
    await desk.door.store(inbound)
    desk.clock.move_to(NOW + LEASE - timedelta(seconds=1))
    await desk.door.arrivals.show_life()
    desk.clock.move_to(NOW + LEASE + timedelta(seconds=1))

    assert (await desk.another().left_behind.take_over(SENDERS), desk.state(inbound)) == (0, InboxState.OPEN)


async def test_message_when_its_process_died_of_it_again_and_again(desk: Desk) -> None:
    """It is given up, with a reference, and its sender is told."""
    inbound = desk.inbound("note Acme Ltd: hello")
    await desk.door.store(inbound)
    with unit_of_work(desk.database) as session:
        session.get_one(Inbox, inbound.key).tries = TAKEN_OVER
    desk.clock.move_to(NOW + LEASE)
    with capture_logs():
        await desk.another().left_behind.take_over(SENDERS)

    assert (desk.state(inbound), desk.count(Note)) == (InboxState.FAILED, 0)
    assert f"{desk.row(inbound).error_ref}" in repr(late_ones(desk)) or len(late_ones(desk)) == 1


async def test_process_when_it_wakes_after_another_took_over(desk: Desk) -> None:
    """It does nothing, and answers with nothing."""
    inbound = desk.inbound("note Acme Ltd: hello")
    stored = await desk.door.store(inbound)
    desk.clock.move_to(NOW + LEASE)
    await desk.another().left_behind.take_over(SENDERS)

    answer = await desk.door.work(stored, LIMITS)

    assert (answer.card, desk.count(Note)) == (None, 1)


async def test_answer_when_who_was_thought_dead_was_faster(desk: Desk) -> None:
    """It is theirs to bring: who took the message over leaves it to nobody."""
    inbound = desk.inbound("note Acme Ltd: hello")
    stored = await desk.door.store(inbound)
    second = desk.another()
    desk.clock.move_to(NOW + LEASE)
    (left,) = await second.crossing.note(lambda session: inbox.take_over(session, desk.clock.now(), SENDERS, ()))
    answer = await desk.door.work(stored, LIMITS)

    await second.left_behind.finish_one(left, SENDERS)

    assert (await desk.door.still_ours(answer), late_ones(desk), desk.count(Note)) == (answer, [], 1)


async def test_messages_when_their_platform_is_off(desk: Desk) -> None:
    """They wait for a start with it."""
    inbound = desk.inbound("note Acme Ltd: hello")
    await desk.door.store(inbound)
    desk.clock.move_to(NOW + timedelta(minutes=1))

    assert (await desk.door.left_behind.recover({}), desk.state(inbound)) == (0, InboxState.OPEN)
