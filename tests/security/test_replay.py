"""What was heard once is not worked again, whoever sends it, and however it gets past the door."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crmbot.chat.inbound import Event, Pressed, Said
from crmbot.handlers.slack.web import Remembered
from crmbot.store.models.record import Record
from tests.handlers.desk import LIMITS, Desk

WINDOW_S = 300
"""So long Slack's signature of a request is good."""


@pytest.mark.parametrize(
    "event", [Said("note Acme: sold forty"), Pressed("task new title:call")], ids=["said", "press"]
)
async def test_message_when_it_is_sent_again(desk: Desk, event: Event) -> None:
    """The same key is one row: by whatever process and however late, nothing of it is done or answered twice."""
    message = desk.inbound(event)
    await desk.work(message)
    before = desk.count(Record)

    desk.clock.move_to(desk.clock.now() + timedelta(hours=1))
    answer = await desk.work(replace(message, at=desk.clock.now()))
    other = desk.another()
    elsewhere = await other.work(await other.store(message), LIMITS)

    assert desk.count(Record) == before
    assert (answer.card, elsewhere.card) == (None, None)


def test_request_when_it_is_remembered() -> None:
    """As long as its signature is good, and no longer than memory may grow by it."""
    now = [0.0]
    seen = Remembered(lambda: now[0])
    assert seen.add("v0=signature")

    now[0] = WINDOW_S - 1
    again = seen.add("v0=signature")
    now[0] = 2 * WINDOW_S
    assert seen.add("v0=another")

    assert not again
    assert list(seen._until) == ["v0=another"]
