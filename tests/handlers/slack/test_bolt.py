"""Bolt takes nothing from the environment."""

import logging
import os
from pathlib import Path

import pytest

from crmbot.chat.command import Registry
from tests.handlers.slack.conftest import wired_up


async def test_bolt_when_the_environment_is_full_of_tokens(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What we were given counts, and nothing is kept in files."""
    for name in ("BOT_TOKEN", "SIGNING_SECRET", "APP_TOKEN", "CLIENT_ID", "CLIENT_SECRET", "VERIFICATION_TOKEN"):
        monkeypatch.setenv(f"SLACK_{name}", "from-the-environment")
    monkeypatch.setenv("HOME", str(tmp_path))

    async with wired_up(registry, socket_mode=False) as wired:
        response = await wired.slack.slash(wired.ben, wired.channel, "/note", "Acme: met")

    assert response.ok
    assert len(wired.door.worked) == 1
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - pathlib would have it called blocking


async def test_bolt_when_we_log_ourselves(registry: Registry) -> None:
    """Bolt sets the level of its own loggers, and leaves ours alone."""
    async with wired_up(registry, socket_mode=False):
        pass

    assert logging.getLogger("crmbot").level == logging.NOTSET
