"""Buttons that were drawn while somebody still might: pressed afterwards, they change nothing any more."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from crmbot.chat.inbound import Pressed
from crmbot.core import history, permissions
from crmbot.handlers.adapter import Answer
from crmbot.language.codes import show
from crmbot.store.models.people import Role, UserRole
from crmbot.store.uow import unit_of_work
from tests.copies import Files
from tests.security import firm, oracle
from tests.security.firm import KINDS, NOW
from tests.security.ledger import Written
from tests.security.matrix import Stage
from tests.security.savepoints import Rehearsal

WHO = "ben"
ASKING = frozenset({"contact", "note", "document"})
"""Kinds whose buttons show something or ask first: what they ask for is sent with rights of its own."""


@pytest.fixture
def stage(sqlite_copies: Files, tmp_path: Path) -> Iterator[Stage]:
    """Open the firm; that both databases answer alike, the matrix shows."""
    with Rehearsal(sqlite_copies.copy("firm of two teams", firm.furnish, tmp_path / "firm.db")) as database:
        yield Stage(database)


async def pressed(stage: Stage, token: str) -> Answer:
    """Press a button, whatever was pressed before."""
    await stage._forget_message()
    stage.ledger.touched.clear()
    with capture_logs():
        return await stage._given(Pressed(token), WHO)


async def drawn(stage: Stage, kind: str) -> tuple[str, ...]:
    """Return the buttons of the card of one's own record, as they are drawn now."""
    stage.database.forget()
    held = stage.firm.held[WHO, kind]
    answer = await pressed(stage, f"open which:{show(held.kind, held.id)}")
    return answer.card.tokens if answer.card is not None else ()


def demote(stage: Stage) -> None:
    """Let Ben only read from now on."""
    with unit_of_work(stage.database) as session:
        history.begin_system(session, "demote", NOW)
        for row in session.scalars(select(UserRole).where(UserRole.user_id == stage.people[WHO])):
            session.delete(row)
        role = session.scalars(select(Role).where(Role.name == permissions.READ_ONLY)).one()
        session.add(UserRole(user_id=stage.people[WHO], role_id=role.id))


def changed(stage: Stage) -> list[Written]:
    """Return what was written of the house's records and lists."""
    return [row for row in stage.ledger.written() if row.table not in oracle.RIGHTS | {"outbox"}]


@pytest.mark.parametrize("kind", KINDS)
async def test_button_when_its_reader_may_no_more(stage: Stage, kind: str) -> None:
    """Of all buttons on the card of one's own record, none changes anything once one may only read."""
    count, could, can = len(await drawn(stage, kind)), kind in ASKING, []
    for place in range(count):
        if not could:
            await pressed(stage, (await drawn(stage, kind))[place])
            could = bool(changed(stage))
        token = (await drawn(stage, kind))[place]
        demote(stage)
        await pressed(stage, token)
        can += [(token, row) for row in changed(stage)]

    assert count
    assert could, "no button of this card changes anything for anybody"
    assert can == []
