"""Several processes on a PostgreSQL server, while everything goes wrong that can."""

from pathlib import Path

import pytest

from tests.faults.server import OwnServer
from tests.faults.storm import Plan, on_postgresql


@pytest.mark.faults
@pytest.mark.timeout(0)  # it has limits of its own, and may be told to last
async def test_nothing_is_lost_when_everything_goes_wrong(
    plan: Plan, server: OwnServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was taken is stored once and done, what was due is told, and nothing comes twice without a cause."""
    report = await on_postgresql(plan, server, tmp_path)

    with capsys.disabled():
        print(f"\n{report}")  # noqa: T201 - a run is told of
    (tmp_path / "processes.log").write_text(report.log)
    assert report.verdict.wrong == []
