"""What one note is to the database: how many statements, from the message to its answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, event

from tests.handlers.desk import Desk

STORED = 2
"""Its transaction begins; the message is stored, which tells whether its sender is known."""

WORKED = 15
"""The work begins; who speaks, with all that every message needs; the company by its name, and its row; which names
were heard of since, whom the words may mean; the record, the note, its link, the log; its words, which are known and
what for; what `it` is now; what was there before; the message is done."""


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Give the statements that are sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        sent.append(" ".join(statement.split()))

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


async def test_statements_when_a_note_is_written(desk: Desk) -> None:
    """They are as many for each note, and no more than there are things to look up and to write."""
    await desk.say("company Acme")
    for _ in range(2):
        await desk.say("note Acme: asked about the pump")

    with counted(desk.database.engine) as sent:
        told = await desk.say("note Acme: asked about the pump")

    # Whether another process has an earlier message of the chat in hand, and whether Acme is still there.
    among_others = 0 if desk.database.is_sqlite else 2
    assert ("Note saved" in told, len(sent)) == (True, STORED + WORKED + among_others), "\n".join(sent)


async def test_statements_when_words_of_ones_own_are_used(desk: Desk) -> None:
    """Names somebody has for records are asked for by those who have some, and by nobody else."""
    await desk.say("company Acme")
    await desk.say("note Acme: asked about the pump")
    with counted(desk.database.engine) as none:
        await desk.say("note Acme: asked about the pump")
    await desk.say("alias the old mill = Acme")

    with counted(desk.database.engine) as some:
        told = await desk.say("note the old mill: asked about the pump")

    assert ("on Acme" in told, _names_of_ones_own(none), _names_of_ones_own(some)) == (True, 0, 1)


def _names_of_ones_own(sent: list[str]) -> int:
    return sum("FROM name_alias JOIN" in statement for statement in sent)
