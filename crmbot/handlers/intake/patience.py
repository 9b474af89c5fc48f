"""Work in whose middle the database went away: done again when that may be back, and told as late if it took long."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from time import monotonic

import structlog

from crmbot.chat.card import Footer, spans
from crmbot.handlers.adapter import Answer
from crmbot.store.away import DatabaseAwayError, noticed
from crmbot.store.uow import CollisionError

log = structlog.get_logger(__name__)

PAUSES_S = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""How long to wait before each try: the usual restart of a server, or a turn of the first one, is over by then."""

COLLIDES_AT_MOST = 3
"""After so many pauses work that collides is thought to do so for ever: that is a mistake of ours."""

LATE_S = 8.0
"""After so long somebody has begun to wonder: the answer says that it is late."""

SORRY = "Sorry, this comes late: I could not get at my records for a while."

Work = Callable[[], Awaitable[Answer | None]]


async def with_patience(work: Work, key: str, pauses_s: Sequence[float]) -> Answer | None:
    """Return the answer to a message, None when it is not its turn yet; its chat's next ones wait meanwhile.

    Where the database stays away there is no answer: the message stays open, and is taken over when its lease runs
    out, by us or by others, as often as those are whose process died. Raises `CollisionError` for work that meets
    other work each time.
    """
    waited_s = 0.0
    for number, pause_s in enumerate((*pauses_s, None)):
        began = monotonic()
        try:
            with noticed():
                return _told(await work(), waited_s)
        except CollisionError:
            if pause_s is None or number >= COLLIDES_AT_MOST:
                raise
        except DatabaseAwayError as trouble:
            action = "left open" if pause_s is None else "again"
            log.warning("inbox.put_back", action=action, key=key, error=str(trouble))
        if pause_s is not None:
            await asyncio.sleep(pause_s)
        waited_s += monotonic() - began
    return Answer()


def _told(answer: Answer | None, waited_s: float) -> Answer | None:
    """Say with an answer that it is late, if it is."""
    if answer is None or answer.card is None or waited_s < LATE_S:
        return answer
    card = answer.card.card
    late = replace(card, blocks=(*card.blocks, Footer(spans(SORRY))))
    return replace(answer, card=replace(answer.card, card=late))
