"""The office whose calendars they are."""

from tests.core.conftest import office

__all__ = ["office"]
