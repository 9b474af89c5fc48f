"""Answers that Slack posts for us, known again when their message comes back as an event.

What stands in an acknowledgement or goes to a response URL is posted without our learning where. In
channels we are a member of, the message itself is sent to us like any other: a mark on its first
block tells which answer it is.
"""

from collections import OrderedDict
from dataclasses import replace
from uuid import uuid4

from crmbot.handlers.adapter import Answer
from crmbot.handlers.slack.payload import Payload
from crmbot.handlers.slack.render import Message

AWAITED = 500
_MARK = "answer."


class Echoes:
    """The answers whose messages have not come back yet; the oldest are given up."""

    def __init__(self) -> None:
        self._awaited: OrderedDict[str, Answer] = OrderedDict()

    def marked(self, answer: Answer, parts: tuple[Message, ...]) -> tuple[Message, ...]:
        """Return the messages with a mark on the last, by which it will be known."""
        *before, last = parts
        if not last.blocks or answer.card is None:
            return parts
        mark = f"{_MARK}{uuid4().hex}"
        self._awaited[mark] = answer
        while len(self._awaited) > AWAITED:
            self._awaited.popitem(last=False)
        first, *others = last.blocks
        return (*before, replace(last, blocks=({**first, "block_id": mark}, *others)))

    def take(self, message: Payload) -> Answer | None:
        """Return the answer a message is; None for one nobody waits for."""
        marks = (block.text("block_id") for block in message.parts("blocks"))
        found = (self._awaited.pop(mark, None) for mark in marks if mark.startswith(_MARK))
        return next((answer for answer in found if answer is not None), None)
