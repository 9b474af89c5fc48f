"""How far a long piece of work is, shown in one message that is edited now and then."""

import asyncio
from functools import partial
from time import monotonic

import structlog

from crmbot.chat.address import Address
from crmbot.chat.card import Drawn
from crmbot.chat.sender import Delivered
from crmbot.commands import buttons, telling
from crmbot.commands.telling import Fact
from crmbot.core.context import Origin
from crmbot.core.errors import CrmError
from crmbot.core.imports import steps
from crmbot.scheduler.means import Means
from crmbot.store.models.imports import Import
from crmbot.store.uow import unit_of_work

log = structlog.get_logger(__name__)

EVERY_S = 3.0
"""Platforms count edits; nobody reads faster, either."""

EDIT_AT_MOST_S = 10.0
SHOWN = "import.progress"
"""The kind of fact an import's progress is drawn as."""


class Progress:
    """The message that shows how far an import is; it is best effort, what came of it is told for certain."""

    def __init__(self, means: Means, number: int, address: str) -> None:
        self._means = means
        self._number = number
        self._address = Address.parse(address) if address else None
        self._next = monotonic() + EVERY_S
        self._ref: str | None = None
        self._showing: asyncio.Task[None] | None = None

    async def show(self) -> None:
        """Bring the message up to date if it is time; the work goes on meanwhile."""
        if monotonic() < self._next or (self._showing is not None and not self._showing.done()):
            return
        self._next = monotonic() + EVERY_S
        self._showing = asyncio.create_task(self._show())

    async def end(self) -> None:
        """Bring the message to its last state, if there is one."""
        if self._showing is not None:
            await asyncio.wait({self._showing})
        drawn = await self._draw()
        if drawn is not None and self._ref is not None:
            await self._put(drawn)

    async def _show(self) -> None:
        drawn = await self._draw()
        if drawn is not None:
            await self._put(drawn)

    async def _draw(self) -> Drawn | None:
        """Draw how far it is, for a chat that is within reach."""
        if self._address is None or self._address.platform not in self._means.senders:
            return None
        try:
            return await self._means.hop(self._drawn)
        except CrmError as error:  # whoever began it may see it no more
            log.info("import.progress_not_drawn", action="none", number=self._number, error=type(error).__name__)
            return None

    async def _put(self, drawn: Drawn) -> None:
        """Edit the message, or send it where there is none yet."""
        assert self._address is not None, "nothing is drawn without"
        sender = self._means.senders[self._address.platform]
        try:
            async with asyncio.timeout(EDIT_AT_MOST_S):
                outcome = await (sender.edit(self._ref, drawn) if self._ref else sender.send(self._address, drawn))
        except (TimeoutError, OSError) as error:
            log.info("import.progress_not_shown", action="later", number=self._number, error=type(error).__name__)
            return
        if isinstance(outcome, Delivered):
            self._ref = outcome.ref
            await self._means.hop(partial(self._remember, outcome.ref))

    # Below this line everything runs in the database's thread.

    def _drawn(self) -> Drawn | None:
        assert self._address is not None, "nobody is shown anything without"
        sender = self._means.senders[self._address.platform]
        with unit_of_work(self._means.database) as session:
            row = session.get(Import, self._number)
            if row is None:
                return None
            self._ref = self._ref or row.progress_ref
            ctx = steps.context(session, row, self._means.clock.now(), self._means.org)
            ctx.origin = Origin(str(self._address), private=row.is_private, via=self._address.platform)
            card = telling.draw(ctx, Fact(SHOWN, None, {"import": str(row.id)}))
            if card is None:
                return None
            return buttons.draw(session, card, self._address, sender.limits, ctx.now)

    def _remember(self, ref: str) -> None:
        with unit_of_work(self._means.database) as session:
            row = session.get(Import, self._number)
            if row is not None:
                row.progress_ref = ref
