"""Turns of long work: short while somebody waits behind them, longer while nobody does."""

import threading

import pytest

from crmbot.scheduler.strides import FEWEST, LONG_S, MOST, SHORT_S, Stride, Turn, timed
from crmbot.store.engine import open_database

ROW_S = 0.0004


def taken(stride: Stride, *, is_awaited: bool, turns: int = 1) -> float:
    """Take some turns, each row in the same time; return how long the next one may be, in seconds."""
    for _ in range(turns):
        seconds = stride.rows * ROW_S
        stride.took(Turn(seconds, seconds, is_awaited), stride.rows)
    return stride.rows * ROW_S


def test_stride_when_nobody_waits() -> None:
    """Turns get longer, to a limit."""
    stride = Stride(SHORT_S)

    assert taken(stride, is_awaited=False, turns=10) == pytest.approx(LONG_S, rel=0.05)


def test_stride_when_somebody_comes() -> None:
    """The very next turn is short, and stays so until nobody comes any more."""
    stride = Stride(SHORT_S)
    taken(stride, is_awaited=False, turns=10)

    assert taken(stride, is_awaited=True) == pytest.approx(SHORT_S, rel=0.05)
    assert taken(stride, is_awaited=True, turns=5) == pytest.approx(SHORT_S, rel=0.05)
    assert taken(stride, is_awaited=False) > SHORT_S


@pytest.mark.parametrize(("row_s", "rows"), [(1.0, FEWEST), (0.0, MOST)])
def test_stride_when_rows_are_slow_or_cost_nothing(row_s: float, rows: int) -> None:
    """There is always something in a turn, and never everything."""
    stride = Stride(SHORT_S)
    for _ in range(10):
        stride.took(Turn(row_s, row_s * stride.rows, is_awaited=False), stride.rows)

    assert stride.rows == rows


def test_stride_when_there_are_threads_for_others(database_url: str) -> None:
    """Only where there is one thread for all are turns short."""
    database = open_database(database_url)

    assert Stride.on(database).short_s == (SHORT_S if database.is_sqlite else LONG_S)
    database.close()


def test_timed_when_somebody_waits(sqlite_url: str) -> None:
    """Who came while something was done is seen at its end."""
    database = open_database(sqlite_url)
    begun, come = threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        come.wait()
        return "done"

    first = database.submit(lambda: timed(database, work))
    begun.wait()
    second = database.submit(lambda: timed(database, lambda: "after"))
    come.set()

    assert (first.result()[0], first.result()[1].is_awaited) == ("done", True)
    assert second.result()[1].is_awaited is False
    database.close()
