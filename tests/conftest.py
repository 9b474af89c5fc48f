"""What every test has: guards, databases, and a calm hypothesis."""

from hypothesis import settings

pytest_plugins = ["tests.guards", "tests.postgres", "tests.copies", "tests.talk.fixtures"]

# On a busy machine the time of one example says nothing.
settings.register_profile("crmbot", deadline=None)
settings.load_profile("crmbot")
