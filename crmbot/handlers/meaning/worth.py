"""What a deal is worth now, said behind its code: `d5 is now 20k`."""

from typing import TYPE_CHECKING

from crmbot.chat.command import Noun
from crmbot.chat.form import Ask
from crmbot.handlers.meaning.changing import Change
from crmbot.language import money
from crmbot.language.fold import fold
from crmbot.language.plain_words import amounts

if TYPE_CHECKING:
    from crmbot.handlers.intents import Invoke
    from crmbot.handlers.meaning.intent import Interpreter

_AMOUNT = "amount"
_UNREAD = 2
"""So many words are a field and its value, and no sentence: `amount lots`."""


def change(reader: "Interpreter", noun: Noun, which: str, behind: str, line: str) -> "Invoke | None":
    """Return the change of what a deal is worth; of an amount that cannot be read, too, so that it is told."""
    alter = reader.registry[noun.change]
    spec = next((spec for spec in alter.fields if spec.name == _AMOUNT and spec.ask is Ask.MONEY), None)
    if spec is None:
        return None
    said = amounts.worth(behind)
    first, _, more = behind.partition(" ")
    is_unread = fold(first) in map(fold, spec.keys) and len(behind.split()) == _UNREAD
    text = said if said and money.read(said, currency=reader.reading.currency) else more if is_unread else ""
    return reader.changed(Change(alter, noun.kind, which, {_AMOUNT: text}), line) if text else None
