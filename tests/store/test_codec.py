"""What the history keeps can be read back as what it was."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Boolean, Date, Integer, String, Time
from sqlalchemy.types import TypeEngine

from crmbot.store.codec import decode, encode
from crmbot.store.models.activity import Priority
from crmbot.store.types import Json, UtcDateTime, choice


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (UtcDateTime(), datetime(2026, 11, 19, 10, 0, 0, 1, tzinfo=UTC)),
        (UtcDateTime(), datetime(2026, 11, 19, 10, 0, tzinfo=timezone(timedelta(hours=5, minutes=30)))),
        (Date(), date(2026, 11, 19)),
        (Time(), time(9, 30)),
        (choice(Priority), Priority.HIGH),
        (String(), "é 😀"),
        (Integer(), 12),
        (Boolean(), False),
        (Json, {"a": [1, None]}),
        (String(), None),
    ],
)
def test_value_when_kept_and_read_back(column: TypeEngine[Any], value: object) -> None:
    """Encoding, JSON and decoding together change nothing."""
    kept = json.loads(json.dumps(encode(value)))

    assert decode(column, kept) == value
