"""What operators are told is so: promises name their tests, figures and pages are those that are served."""

import re
from pathlib import Path

import pytest

from crmbot.app import App
from crmbot.serving.metrics import Metrics
from crmbot.settings import Settings

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "operations.md").read_text("utf-8")
EVENT = re.compile(r"^\| `([a-z_]+\.[a-z_]+)`", re.MULTILINE)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(tests/\S+?::\w+)`", TEXT))))
def test_promise_when_its_test_is_looked_for(name: str) -> None:
    """Every test that is named is there."""
    file, _, function = name.partition("::")

    assert re.search(rf"^(async )?def {function}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE)


async def test_figures_when_looked_for_in_the_document(sqlite_url: str) -> None:
    """Every figure of ours is explained, and none that is not served."""
    async with App(Settings(database_url=sqlite_url)) as app:
        metrics = Metrics(app.database, app.clock)
        served = (await metrics.text()).decode()
    names = set(re.findall(r"^# TYPE (crmbot_\w+)", served, re.MULTILINE)) | {"crmbot_last_delivery_timestamp_seconds"}

    explained = set(
        re.findall(r"crmbot_[a-z_]+[a-z]", TEXT.partition("## Watching it")[2].partition("Worth an alarm")[0])
    )

    assert names == explained


@pytest.mark.parametrize("event", EVENT.findall(TEXT.partition("## Logs")[2].partition("\n## ")[0]))
def test_line_of_the_log_when_looked_for(event: str) -> None:
    """Every line of the log that is explained is written somewhere."""
    assert any(f'"{event}"' in file.read_text("utf-8") for file in (ROOT / "crmbot").rglob("*.py"))
