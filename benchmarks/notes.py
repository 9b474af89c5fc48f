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
from crmbot.handlers.dispatcher.working import Worker
from crmbot.handlers.intake.taking_in import take_in
from crmbot.handlers.slack.limits import LIMITS
from crmbot.store.engine import Database, open_database
from crmbot.store.uow import unit_of_work


@dataclass(slots=True)
class Notes:
    """Somebody who writes notes, one after the other."""

    database: Database
    worker: Worker
    numbers: Iterator[int] = field(default_factory=count)

    @classmethod
    @contextmanager
    def opened(cls, url: str) -> Iterator["Notes"]:
        database = open_database(url)
        try:
            yield cls(database, Worker(database, build_registry(), SystemClock(), ORG))
        finally:
            database.close()

    def write(self, how_many: int) -> None:
        """Write notes; both units of work of each are done here, since a profiler watches one thread."""
        for _ in range(how_many):
            with unit_of_work(self.database) as session:
                stored = take_in(session, self._said(next(self.numbers)), None, SystemClock().now())
            answer = self.worker.answer(stored.inbound, LIMITS)
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
