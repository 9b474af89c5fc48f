"""The database and what waits in it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from crmbot.cli.checks import Finding, fact, look
from crmbot.core.delivery import queues
from crmbot.core.delivery.queues import COUNTED_AT_MOST, Depths
from crmbot.language import sizes
from crmbot.store.engine import Database
from crmbot.store.server import OLDEST_POSTGRESQL, Server, described
from crmbot.store.uow import read_only

STUCK = timedelta(minutes=2)
"""What is older than this is nobody's work just now."""

FEW_CONNECTIONS = 20
"""Two processes more take so many: each has a pool of eight, and one to hear the others by."""


def of_database(database: Database, now: datetime) -> Iterator[Finding]:
    """Yield what an operator should know of a database that has this release's tables."""
    yield from _of_server(described(database))
    with read_only(database) as session:
        found = queues.depths(session, now)
    yield from _of_queues(found, now)
    yield from _of_failures(found)


def _of_server(server: Server) -> Iterator[Finding]:
    yield fact(f"{server.program} {server.version}, {sizes.show(server.size)}")
    if server.is_old:
        yield look(f"{server.program} {server.version} is older than what crmbot is tried on: update it.")
    if server.connections_left is not None and server.connections_left < FEW_CONNECTIONS:
        yield look(
            f"The server has {server.connections_left} connections left, and a process takes nine: raise "
            f"max_connections, or run fewer processes. (crmbot is tried on PostgreSQL {OLDEST_POSTGRESQL} and later.)"
        )


def _of_queues(found: Depths, now: datetime) -> Iterator[Finding]:
    waiting = f"{_count(found.inbox_open)} to work, {_count(found.outbox_waiting)} to deliver"
    yield fact(f"Queues: {waiting}, {_count(found.reminders_due)} reminders due")
    last = f"{_span(now - found.last_delivery)} ago" if found.last_delivery is not None else "none so far"
    yield fact(f"Last delivery: {last}")
    if found.inbox_since is not None and now - found.inbox_since > STUCK:
        waited = _span(now - found.inbox_since)
        yield look(f"A message has waited for {waited}: see that `crmbot run` or `crmbot web` runs, and what it logs.")
    due = [since for since in (found.outbox_since, found.reminders_since) if since is not None]
    if due and now - min(due) > STUCK:
        late = _span(now - min(due))
        yield look(f"What fell due {late} ago has not left: see that `crmbot run` or `crmbot scheduler` runs.")
    if found.answers_owed:
        yield look(f"{_count(found.answers_owed)} answers were not brought: they are sent late once a process runs.")


def _of_failures(found: Depths) -> Iterator[Finding]:
    if found.inbox_failed:
        failed = _count(found.inbox_failed)
        yield look(
            f"{failed} messages failed on our side: find `inbox.failed` in the log; their senders can try again."
        )
    if found.outbox_dead:
        dead = _count(found.outbox_dead)
        yield look(f"{dead} messages could not be delivered to anybody: say `outbox` in chat to see them, and retry.")


def _count(number: int) -> str:
    return f"{number:,} or more" if number >= COUNTED_AT_MOST else f"{number:,}"


def _span(passed: timedelta) -> str:
    """Write a length of time down to what matters."""
    seconds = max(int(passed.total_seconds()), 0)
    for size, name in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {name}{'' if count == 1 else 's'}"
    return "less than a minute"
