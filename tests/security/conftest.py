"""The desk of the handlers' tests, to try things on."""

from tests.handlers.conftest import desk

__all__ = ["desk"]
