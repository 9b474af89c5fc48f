"""How long the storms are, and in which order things go wrong."""

import os
from collections.abc import Iterator

import pytest

from tests.faults.server import OwnServer, own_server
from tests.faults.storm import Plan

SHORT_S, EVERY_S = 12.0, 0.4


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know the three words of `./crm test --faults`."""
    group = parser.getgroup("faults")
    group.addoption("--seed", type=int, default=1, help="the order in which things go wrong")
    group.addoption("--every", type=float, default=EVERY_S, help="seconds from one fault to the next")
    group.addoption("--minutes", type=float, default=SHORT_S / 60, help="how long, on each database")


@pytest.fixture(scope="session")
def plan(request: pytest.FixtureRequest) -> Plan:
    """Give the plan of this run; without words for it, a short one."""
    seed: int = request.config.getoption("--seed", 1)
    minutes: float = request.config.getoption("--minutes", SHORT_S / 60)
    every_s: float = request.config.getoption("--every", EVERY_S)
    return Plan(seed, minutes * 60, every_s)


@pytest.fixture(scope="session")
def server() -> Iterator[OwnServer]:
    """Give a PostgreSQL server that may be stopped and killed."""
    made = own_server()
    if made is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no programs of PostgreSQL on this machine")
    made.begin()
    yield made
    made.remove()
