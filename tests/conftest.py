"""What every test has: guards, databases, and a calm hypothesis."""

from pathlib import Path

import pytest
from hypothesis import settings
from structlog.dev import ConsoleRenderer, plain_traceback

pytest_plugins = ["tests.guards", "tests.compiled", "tests.postgres", "tests.copies", "tests.talk.fixtures"]

# On a busy machine the time of one example says nothing.
settings.register_profile("crmbot", deadline=None)
settings.load_profile("crmbot")

# Where rich is installed structlog shows all locals of a traceback: a minute of work on those of a dispatcher.
ConsoleRenderer.get_active().exception_formatter = plain_traceback

LONG = ("faults", "e2e", "played", "test_upgrade.py", "test_backup.py", "test_cli.py")
"""What takes long goes first: what is short then fills the workers evenly to the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long ones in front; each in its order else."""
    here = Path(__file__).parent
    items.sort(key=lambda item: item.path.relative_to(here).parts[0] not in LONG)
