"""The clock of a process that goes by another one: agreed with it now and then, counted on in between."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from crmbot.core.clock import TRIFLE, AgreedClock

NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Counter:
    """Seconds that go by when they are told to."""

    def __init__(self) -> None:
        """Begin anywhere."""
        self.seconds = 4711.0

    def __call__(self) -> float:
        """Return how many have gone by."""
        return self.seconds


@pytest.fixture
def machine() -> Iterator[time_machine.Traveller]:
    """Let the machine's clock stand at noon."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_now_when_the_clock_of_the_machine_is_set(machine: time_machine.Traveller) -> None:
    """It is as late as seconds have gone by."""
    counter = Counter()
    clock = AgreedClock(counter)
    counter.seconds += 60
    machine.shift(HOUR)

    assert clock.now() == NOON + timedelta(seconds=60)


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize("ahead", [HOUR, -HOUR])
def test_agree_when_it_is_another_time(ahead: timedelta) -> None:
    """It is that time from now on."""
    clock = AgreedClock(Counter())

    assert clock.agree(lambda: NOON + ahead) == ahead
    assert clock.now() == NOON + ahead


@pytest.mark.usefixtures("machine")
def test_agree_when_the_question_takes_long() -> None:
    """What was told is of its middle, and says no more than its length allows."""
    counter = Counter()

    def told(at: datetime) -> datetime:
        counter.seconds += 10
        return at

    clock = AgreedClock(counter)
    within = clock.agree(lambda: told(clock.now() + timedelta(seconds=4)))
    beyond = clock.agree(lambda: told(clock.now() + timedelta(seconds=11)))

    assert within == timedelta()
    assert beyond == timedelta(seconds=6)


@pytest.mark.usefixtures("machine")
def test_agree_when_it_differs_by_a_trifle() -> None:
    """Time does not run back for that."""
    clock = AgreedClock(Counter())

    assert clock.agree(lambda: NOON - TRIFLE) == timedelta()
    assert clock.now() == NOON
