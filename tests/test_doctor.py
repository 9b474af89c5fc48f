"""The doctor asks the platforms themselves, here their doubles, and says what is missing."""

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crmbot.core import installations, people, setup
from crmbot.core.installations import Installed
from crmbot.handlers.slack.manifest import SCOPES
from crmbot.handlers.slack.sealing import Seal
from crmbot.store.engine import open_database
from crmbot.store.uow import unit_of_work
from tests.doubles.slack.double import SlackDouble
from tests.doubles.telegram import TelegramDouble

ROOT = Path(__file__).parent.parent


async def doctor(**environment: str) -> tuple[int, str]:
    """Run the real process beside a double that listens in this loop."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "crmbot", "doctor"),
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode is not None
    return process.returncode, said.decode()


async def test_doctor_when_both_platforms_are_set_up(sqlite_url: str) -> None:
    """With good tokens and all scopes nothing is missing."""
    async with SlackDouble() as slack, TelegramDouble() as telegram:
        status, said = await doctor(
            DATABASE_URL=sqlite_url,
            SLACK_API_URL=slack.url,
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_APP_TOKEN=slack.workspace.app_token,
            TELEGRAM_API_URL=telegram.url,
            TELEGRAM_BOT_TOKEN=telegram.token,
        )

    assert (status, said.splitlines()[-1]) == (0, "✓ Nothing is missing."), said
    assert "Slack: on, by Socket Mode" in said
    assert "Telegram: on, by long polling" in said


@pytest.mark.parametrize("platform", ["SLACK", "TELEGRAM"])
async def test_doctor_when_a_token_is_refused(platform: str, sqlite_url: str) -> None:
    """A token the platform does not know is named, and not shown."""
    wrong = {"SLACK": "xoxb-2-stale", "TELEGRAM": "99999:" + "z" * 35}[platform]
    async with SlackDouble() as slack, TelegramDouble() as telegram:
        status, said = await doctor(
            DATABASE_URL=sqlite_url,
            SLACK_API_URL=slack.url,
            TELEGRAM_API_URL=telegram.url,
            SLACK_SIGNING_SECRET="shhhh" if platform == "SLACK" else "",
            **{f"{platform}_BOT_TOKEN": wrong},
        )

    assert status == 1, said
    assert f"{platform}_BOT_TOKEN" in next(line for line in said.splitlines() if line.startswith("✗"))
    assert wrong not in said
    assert "Traceback" not in said


async def test_doctor_when_a_platform_is_out_of_reach(sqlite_url: str) -> None:
    """A platform that does not answer is named in plain words."""
    status, said = await doctor(
        DATABASE_URL=sqlite_url,
        TELEGRAM_API_URL="http://127.0.0.1:1",
        TELEGRAM_BOT_TOKEN="12345:" + "z" * 35,
    )

    assert status == 1, said
    assert "✗ Telegram cannot be reached" in said
    assert "Traceback" not in said


SECRET = "another-secret-of-the-app"


async def test_doctor_when_there_are_several_workspaces(sqlite_url: str) -> None:
    """Each is named with who installed it; what is wrong with one is said of that one."""
    async with SlackDouble() as slack:
        environment = {
            "DATABASE_URL": sqlite_url,
            "SLACK_API_URL": slack.url,
            "SLACK_CLIENT_ID": slack.registration.client_id,
            "SLACK_CLIENT_SECRET": SECRET,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "CRMBOT_URL": "https://crm.example",
        }
        nobody = await doctor(**environment)
        install(sqlite_url, "T1", "Globex", slack.bot_token)
        install(sqlite_url, "T2", "Initech", "xoxb-2-gone")
        slack.workspace.revoked.add("xoxb-2-gone")
        status, said = await doctor(**environment)

    assert nobody[0] == 0, nobody[1]
    assert "Slack workspaces: none yet" in nobody[1]
    assert "· Slack workspace Globex (T1): installed by Ana, 19 Nov 2026" in said.splitlines()
    wrong = [line for line in said.splitlines() if line.startswith("✗")]
    assert (status, len(wrong), "workspace Initech (account_inactive)" in wrong[0]) == (1, 1, True), said
    assert all(hidden not in said for hidden in ("xoxb", SECRET))


def install(url: str, team: str, name: str, token: str) -> None:
    """Keep a workspace as an owner's installation leaves it."""
    database = open_database(url)
    now = datetime(2026, 11, 19, 10, tzinfo=UTC)
    with unit_of_work(database) as session:
        setup.prepare(session, now)
        owner, _ = people.ensure_owner(session, name="Ana", email="ana@firm.example", zone="UTC")
        sealed = Seal(SECRET).seal(token, team)
        found = Installed("slack", team, name, "U1", "B1", frozenset(SCOPES), sealed)
        installations.save(session, found, owner.id, now)
    database.close()
