"""The tables of plain words, in the order they are asked."""

from typing import TYPE_CHECKING

from crmbot.handlers.meaning import lookups
from crmbot.language.plain_words import (
    additions,
    asked_about,
    changes,
    house,
    left_alone,
    my_day,
    on_record,
    owners,
    parties,
    pipeline,
    reached,
    to_do,
    wishes_abroad,
    work,
)

if TYPE_CHECKING:
    from crmbot.handlers.meaning.intent import Interpreter

TABLES = (
    my_day.TABLE,
    work.TABLE,
    on_record.TABLE,
    pipeline.TABLE,
    reached.TABLE,
    changes.TABLE,
    parties.TABLE,
    owners.TABLE,
    additions.TABLE,
    house.TABLE,
    left_alone.TABLE,
    to_do.TABLE,
    wishes_abroad.TABLE,
)


def line(reader: "Interpreter", said: str) -> str:
    """Return the line that plain words stand for in the first table that has them; nothing where none has."""
    lines = (table.line(said, lambda must, words: lookups.holds(reader, must, words)) for table in TABLES)
    return next(filter(None, lines), "")


def shown(reader: "Interpreter", said: str) -> str:
    """Return the card of what is called for by its name; a question about it is no part of the name."""
    if asked_about.about(said) is not None:
        return ""  # it is no name that ends so: `show me janes number`
    return on_record.ANY_NAME.line(said, lambda must, words: lookups.holds(reader, must, words))
