"""A record to pick from is told apart the way people say it."""

import pytest

from crmbot.core.errors import Found
from crmbot.handlers.dialogs.filling import option_of


@pytest.mark.parametrize(
    ("found", "label"),
    [
        (Found(6, "task", "Call Delta", "2026-11-20", 1), "Call Delta, Fri 20 Nov (T-6)"),
        (Found(7, "event", "Demo", "2026-12-03", 1), "Demo, Thu 3 Dec (E-7)"),
        (Found(8, "task", "Call Ben", "", 1), "Call Ben (T-8)"),
        (Found(4, "contact", "Ben Carter", "Plant Manager", 1), "Ben Carter, Plant Manager (P-4)"),
    ],
)
def test_option_when_a_record_is_offered(found: Found, label: str) -> None:
    """A day is written as people write days, and anything else as it is."""
    assert option_of(found).label == label
