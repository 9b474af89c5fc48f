"""What every test has: guards, databases, and a calm hypothesis."""

from hypothesis import settings
from structlog.dev import ConsoleRenderer, plain_traceback

pytest_plugins = ["tests.guards", "tests.compiled", "tests.postgres", "tests.copies", "tests.talk.fixtures"]

# On a busy machine the time of one example says nothing.
settings.register_profile("crmbot", deadline=None)
settings.load_profile("crmbot")

# Where rich is installed structlog shows all locals of a traceback: a minute of work on those of a dispatcher.
ConsoleRenderer.get_active().exception_formatter = plain_traceback
