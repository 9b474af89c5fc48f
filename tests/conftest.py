"""What every test has: guards, databases, and a calm hypothesis."""

import gc
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings
from structlog.dev import ConsoleRenderer, plain_traceback

pytest_plugins = [
    *("tests.guards", "tests.compiled", "tests.postgres", "tests.copies", "tests.processes"),
    "tests.talk.fixtures",
]

# On a busy machine the time of one example says nothing.
settings.register_profile("crmbot", deadline=None, max_examples=50)
settings.register_profile("everything", deadline=None)
settings.load_profile("crmbot")

# Where rich is installed structlog shows all locals of a traceback: a minute of work on those of a dispatcher.
ConsoleRenderer.get_active().exception_formatter = plain_traceback

FIRST = (
    "e2e/test_rolling.py",
    *("played/test_on_console.py", "played/test_on_telegram.py"),
    *("e2e", "faults"),
    *("played", "test_cli.py", "security/test_rights_matrix.py", "store/test_plans.py", "test_launcher.py"),
    *("test_backup.py", "test_upgrade.py"),
)
"""What takes long goes first: what is short then fills the workers evenly to the end.

What mostly waits for processes goes one after the other, beside what works: together they would leave a core idle.
"""

SWEPT_AFTER = (20_000, 20, 50)
"""How many objects are made before the young are looked through for garbage, and how often that is before the older."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know the word of `./crm test --everything`."""
    told = "play every conversation on all its surfaces, and try twice as many inputs"
    parser.addoption("--everything", action="store_true", help=told)


def pytest_configure(config: pytest.Config) -> None:
    """Try as many inputs as are asked for."""
    if config.getoption("--everything"):
        settings.load_profile("everything")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only `--everything` is for, and put the long ones in front; each in its order else."""
    if not config.getoption("--everything"):
        spared = {item for item in items if item.get_closest_marker("everything") is not None}
        items[:] = [item for item in items if item not in spared]
        config.hook.pytest_deselected(items=spared)
    places = {path: _place(path) for path in {item.path for item in items}}
    items.sort(key=lambda item: places[item.path])


def _place(path: Path) -> int:
    inside = path.relative_to(Path(__file__).parent)
    names = (inside.as_posix(), inside.parts[0])
    return min((FIRST.index(name) for name in names if name in FIRST), default=len(FIRST))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage among sixteen thousand tests, which stay to the end, and seldom among what they make."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(*SWEPT_AFTER)
        gc.enable()
