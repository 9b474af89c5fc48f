"""The figures of a process and of the queues, as Prometheus reads them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from crmbot.core.delivery import sending
from crmbot.core.outbox import Target
from crmbot.scheduler.app import Scheduler
from crmbot.serving.metrics import Metrics
from crmbot.store.engine import Database, open_database
from crmbot.store.uow import unit_of_work
from tests.handlers.desk import NOW, Desk
from tests.scheduler.conftest import founded
from tests.scheduler.firm import ORG, Firm

Labels = frozenset[tuple[str, str]]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Open a database with people in it."""
    opened = open_database(database_url)
    yield opened
    opened.close()


async def told(metrics: Metrics) -> dict[tuple[str, Labels], float]:
    """Return the figures by name and labels, as the format is read by others."""
    families = text_string_to_metric_families((await metrics.text()).decode())
    samples = [sample for family in families for sample in family.samples]
    return {(sample.name, frozenset(sample.labels.items())): sample.value for sample in samples}


def labels(**given: str) -> Labels:
    """Write labels down."""
    return frozenset(given.items())


async def test_figures_when_messages_are_worked(database: Database) -> None:
    """Each is counted by its platform, its command and what became of it, and timed; nobody's words are a label."""
    founded(database)
    desk = Desk(database)
    desk.door.worker.figures = metrics = Metrics(database, desk.clock)
    secret = "the-price-is-forty-thousand"

    await desk.say(f"note {secret}", who="ana")
    inbound = desk.inbound("help", who="ana")
    await desk.work(inbound)
    await desk.work(inbound)
    found = await told(metrics)

    assert found["crmbot_messages_total", labels(platform="p", seen="first")] == 2
    assert found["crmbot_messages_total", labels(platform="p", seen="again")] == 1
    assert found["crmbot_inbox_open", labels()] == 0
    assert secret not in str(found)


async def test_figures_when_something_is_delivered_late(database: Database) -> None:
    """Lateness counts from when it should have left; the queues are those of the database."""
    firm = Firm(database, founded(database))
    metrics = Metrics(database, firm.clock)
    firm.scheduler = Scheduler(database, {"alpha": firm.alpha, "beta": firm.beta}, firm.clock, ORG, figures=metrics)
    firm.task("call Delta", firm.clock.now() + timedelta(minutes=1))
    firm.tell(1, Target(address="gamma:w1:nobody"))
    await firm.skip(minutes=1, seconds=4)
    before = await told(metrics)
    metrics.count_anew()
    await firm.scheduler.run_due()
    found = await told(metrics)

    assert (before["crmbot_reminders_due", labels()], found["crmbot_reminders_due", labels()]) == (1, 0)
    assert before["crmbot_reminders_oldest_seconds", labels()] == 4
    assert found["crmbot_deliveries_total", labels(platform="alpha", outcome="delivered")] == 1
    assert found["crmbot_delivery_lateness_seconds_sum", labels(sort="reminder")] == 4
    assert found["crmbot_outbox_waiting", labels()] == 1
    assert found["crmbot_last_delivery_timestamp_seconds", labels()] == firm.clock.now().timestamp()


async def test_figures_when_something_is_given_up(database: Database) -> None:
    """Dead letters are counted."""
    firm = Firm(database, founded(database))
    firm.tell(2, Target(address="alpha:w1:nobody"))
    with unit_of_work(database) as session:
        for fact in firm.facts():
            sending.dead(session, fact.id, "a test", NOW)

    found = await told(Metrics(database, firm.clock))

    assert found["crmbot_outbox_dead", labels()] == 2
    assert found["crmbot_database_up", labels()] == 1


async def test_figures_when_the_database_is_away() -> None:
    """Those of the process are told all the same."""
    async with nowhere() as metrics:
        found = await told(metrics)

    assert found["crmbot_database_up", labels()] == 0
    assert ("crmbot_inbox_open", labels()) not in found
    assert any(name == "crmbot_build_info" for name, _ in found)


@asynccontextmanager
async def nowhere() -> AsyncIterator[Metrics]:
    """Give the figures of a process whose database does not answer."""
    database = open_database("postgresql://crm@127.0.0.1:1/crm")
    yield Metrics(database, Desk(database).clock)
    database.close()
