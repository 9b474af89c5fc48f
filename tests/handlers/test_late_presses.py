"""A button that was pressed while we were away is not taken for one that is meant now (pitfalls T2)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crmbot.chat.card import Card
from crmbot.chat.inbound import Pressed
from crmbot.core.context import Context
from crmbot.handlers.turns.wish import PRESS_LIFE
from crmbot.store.models.messaging import InboxState
from crmbot.store.models.record import Record
from tests.handlers.desk import Desk, Words, button, text_of

LATE = PRESS_LIFE + timedelta(seconds=1)


async def pressed(desk: Desk, token: str | Pressed, ago: timedelta) -> str:
    """Press a button so long ago; return the answer of now."""
    inbound = desk.inbound(token if isinstance(token, Pressed) else Pressed(token, "p:w:ana/1"))
    return text_of(await desk.work(replace(inbound, at=inbound.at - ago)))


async def test_late_press_when_it_would_change_a_record(desk: Desk) -> None:
    """It answers with the record as it is now, whose buttons can be pressed."""
    inbound = desk.inbound(Pressed("won D-5", "p:w:ana/1"))
    answer = await desk.work(replace(inbound, at=inbound.at - LATE))
    words = text_of(answer).splitlines()

    await desk.say(button(answer, "Won"))

    assert words[:2] == [
        "💼 Acme renewal  D-5 · €12,000 · New",
        "You pressed a button while I was away. Nothing was done; press it again if you still want it.",
    ]
    assert "€12,000 · Won" in await desk.say("d5")


async def test_press_when_it_is_young_enough(desk: Desk) -> None:
    """A quarter of an hour is no reason to ask again."""
    assert "🟩 Won €12,000" in await pressed(desk, "won D-5", PRESS_LIFE)


@pytest.mark.parametrize("token", ["open D-5", "find query:acme", "tasks", "note about:D-5 form:yes", "help"])
async def test_late_press_when_it_only_shows(desk: Desk, token: str) -> None:
    """What changes nothing does no harm at any time."""
    assert "while I was away" not in await pressed(desk, token, LATE)


@pytest.mark.parametrize("token", ['company new name:"Zephyr Ltd"', 'say line:"company new Zephyr Ltd"'])
async def test_late_press_when_it_is_on_no_record(desk: Desk, token: str) -> None:
    """It asks whether it is still meant, and does it then."""
    before = desk.count(Record)
    inbound = desk.inbound(Pressed(token, "p:w:ana/1"))
    asked = await desk.work(replace(inbound, at=inbound.at - LATE))
    between = desk.count(Record)

    await desk.say(button(asked, "Do it now"))

    assert "while I was away" in text_of(asked)
    assert (between, desk.count(Record)) == (before, before + 1)


async def test_late_press_when_its_record_is_gone(desk: Desk) -> None:
    """That is what is said."""
    await desk.say("delete D-5")
    await desk.say(Pressed("delete D-5 sure:yes"))

    assert "was deleted" in await pressed(desk, "won D-5", LATE)


async def test_late_press_when_it_answers_a_question(desk: Desk) -> None:
    """The question is asked again."""
    asked = await desk.work(desk.inbound("lost D-5"))
    press = button(asked, next(each.label for each in asked.card.card.buttons())) if asked.card else Pressed("")

    again = await pressed(desk, press, LATE)

    assert again.splitlines()[0] == text_of(asked).splitlines()[0]


async def test_failed_press_when_it_is_tried_again_later(desk: Desk) -> None:
    """Who asks for another try means it now, however old the press is."""
    failing = [True]

    def run(ctx: Context, form: Words) -> Card:
        if failing.pop():
            raise LookupError
        return Card(())

    desk.command("break", run)
    failing[:] = [False, True]
    inbound = desk.inbound(Pressed("break text:x", "p:w:ana/1"))
    failed = await desk.work(inbound)
    desk.clock.move_to(desk.clock.now() + 2 * LATE)

    await desk.say(button(failed, "Try again"))

    assert (failing, desk.state(inbound)) == ([], InboxState.DONE)
