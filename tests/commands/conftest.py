"""The small office of the core's tests, for commands."""

from tests.core.conftest import office

__all__ = ["office"]
