"""Time we were away while people wrote: what waited for us, and how each chat is told of it (pitfalls T2)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telegram import Update

from crmbot.chat.address import Address
from crmbot.chat.card import Card, Line, spans
from crmbot.chat.inbound import Inbound, Said, Uploaded

NOTABLE = timedelta(minutes=5)
"""After so long without us an answer is late, and people wonder."""

A_FEW = 3
"""So many late messages are worked without a word about it."""

_KEPT_BY_TELEGRAM = timedelta(hours=24)
_UNITS = (("d", timedelta(days=1)), ("h", timedelta(hours=1)), ("min", timedelta(minutes=1)))


@dataclass(slots=True)
class Absence:
    """One time away: from when we were last known to run until we asked again for what had waited."""

    began: datetime
    until: datetime
    by_chat: dict[Address, int] = field(default_factory=dict)
    _at_least: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._at_least = self.began

    def pressed_at(self, update: Update) -> datetime:
        """Return when a press that waited was made at the earliest: presses carry no time, the messages before do."""
        if update.message is not None:
            self._at_least = max(self._at_least, update.message.date)
        return self._at_least

    def count(self, inbound: Inbound) -> None:
        """Note a message that waited too long for its answer."""
        late = self.until - inbound.at > NOTABLE
        if late and isinstance(inbound.event, Said | Uploaded):
            here = inbound.address.chat_only
            self.by_chat[here] = self.by_chat.get(here, 0) + 1

    def told(self) -> dict[Address, Card]:
        """Return what each chat is told; nothing where it was only a few messages altogether."""
        if sum(self.by_chat.values()) <= A_FEW:
            return {}
        return {chat: self._card(count) for chat, count in self.by_chat.items()}

    def _card(self, count: int) -> Card:
        messages = "message" if count == 1 else "messages"
        title = spans(f"I was away for {_length(self.until - self.began)}; {count} {messages} handled.")
        lost = spans("Telegram keeps messages for a day: what you wrote before that did not reach me.")
        return Card(title, (Line(lost),) if self.until - self.began > _KEPT_BY_TELEGRAM else ())


def _length(passed: timedelta) -> str:
    """Return a length of time in its largest unit: `3 h`."""
    unit, size = next((each for each in _UNITS if passed >= each[1]), _UNITS[-1])
    return f"{round(passed / size)} {unit}"
