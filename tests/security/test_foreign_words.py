"""What somebody wrote is theirs: no button made by hand brings it before others."""

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from crmbot.chat.card import Card, spans
from crmbot.chat.inbound import Inbound, Pressed
from crmbot.core.context import Context
from crmbot.store.models.messaging import Dialog, InboxState
from crmbot.store.uow import read_only
from tests.handlers.desk import SECRET, Desk, Words


def fail(ctx: Context, form: Words) -> Card:
    """Fail for everybody; in the answer to who tries again is what was written."""
    del ctx
    if form.text == SECRET:
        raise RuntimeError
    return Card(spans(form.text))


async def failed(desk: Desk) -> tuple[Inbound, str]:
    """Let Ana's message fail on our side; return it, and the reference she was given."""
    desk.command("boom", fail)
    message = desk.inbound(f"boom {SECRET}")
    with capture_logs():
        await desk.work(message)
    return message, desk.row(message).error_ref or ""


async def test_failed_message_when_another_tries_it_again(desk: Desk) -> None:
    """References are short, and buttons can be made by hand: nobody works, reads or closes what another has written."""
    message, ref = await failed(desk)

    with capture_logs():
        answer = await desk.say(Pressed(f"again ref:{ref}"), "ben")

    assert "too old" in answer
    assert desk.row(message).state is InboxState.FAILED


async def test_failed_message_when_its_sender_tries_it_again(desk: Desk) -> None:
    """It is worked again."""
    _, ref = await failed(desk)

    with capture_logs():
        assert "failed on our side" in await desk.say(Pressed(f"again ref:{ref}"))


@pytest.mark.parametrize("word", ["answer", "form", "back", "skip", "cancel"])
async def test_question_when_another_has_its_key(desk: Desk, word: str) -> None:
    """A question of somebody else's cannot be answered, seen, or taken away."""
    await desk.say("task new")
    with read_only(desk.database) as session:
        key = session.scalars(select(Dialog.id)).one()

    await desk.say(Pressed(f"{word} key:{key} value:x"), "ben")

    with read_only(desk.database) as session:
        assert session.scalars(select(Dialog.step).where(Dialog.id == key)).one() == "title"
