"""Notes straight into the dispatcher, in this thread: what is left of a command without the platform around it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from benchmarks.office import ORG, TEAM, sentence, slack_user
from crmbot.chat.address import Address
from crmbot.chat.inbound import Identity, Inbound, Said
from crmbot.commands import build_registry
from crmbot.core.clock import SystemClock
from crmbot.handlers.dispatcher import Dispatcher
from crmbot.handlers.slack.limits import LIMITS
from crmbot.store.engine import Database, open_database


@dataclass(slots=True)
class Notes:
    """Somebody who writes notes, one after the other."""

    database: Database
    dispatcher: Dispatcher
    numbers: Iterator[int] = field(default_factory=count)

    @classmethod
    @contextmanager
    def opened(cls, url: str) -> Iterator["Notes"]:
        database = open_database(url)
        try:
            yield cls(database, Dispatcher(database, build_registry(), SystemClock(), ORG))
        finally:
            database.close()

    def write(self, how_many: int) -> None:
        """Write notes; both units of work of each are done here, since a profiler watches one thread."""
        for _ in range(how_many):
            stored = self.dispatcher._store(self._said(next(self.numbers)), None)  # noqa: SLF001 - see above
            answer = self.dispatcher._work(stored.inbound, LIMITS)  # noqa: SLF001 - see above
            assert answer is not None
            assert answer.card is not None
            assert answer.card.card.about, answer.card.card

    def _said(self, number: int) -> Inbound:
        return Inbound(
            key=f"note:{number}",
            who=Identity("slack", TEAM, slack_user(number)),
            address=Address("slack", TEAM, f"C{slack_user(number)}"),
            at=SystemClock().now(),
            event=Said(f"note {sentence(number)}", as_command=True),
            private=False,
        )
