"""The doctor asks the platforms themselves, here their doubles, and says what is missing."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiohttp import web
from sqlalchemy import insert

from crmbot.cli.checks import Weight, clocks, places
from crmbot.core import installations, people, setup
from crmbot.core.clock import SystemClock
from crmbot.core.installations import Installed
from crmbot.handlers.slack.manifest import SCOPES
from crmbot.handlers.slack.sealing import Seal
from crmbot.store.engine import open_database
from crmbot.store.models.messaging import Inbox, Outbox
from crmbot.store.uow import unit_of_work
from tests.doubles.slack.double import SlackDouble
from tests.doubles.telegram import TelegramDouble
from tests.e2e.process import free_port
from tests.processes import crmbot


async def doctor(**environment: str) -> tuple[int, str]:
    """Run the process beside a double that listens in this loop."""
    process = await asyncio.to_thread(crmbot, "doctor", **environment)
    return process.returncode, process.stderr + process.stdout


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


def looks(said: str, weight: str) -> list[str]:
    """Return the lines of one weight."""
    return [line.removeprefix(f"{weight} ") for line in said.splitlines() if line.startswith(weight)]


async def test_doctor_when_the_queues_stand_still(database_url: str) -> None:
    """What waits, what failed and what was given up is counted, each with what to do; none of it is a lack."""
    at = SystemClock().now() - timedelta(hours=3)
    database = open_database(database_url)
    message = {"received_at": at, "address": "p:w:c", "inbound": "", "tries": 0}
    letter = {"kind": "x", "args": {}, "address": "p:w:c", "send_after": at, "tries": 0}
    with unit_of_work(database) as session:
        for key in ("open", "failed"):
            session.execute(insert(Inbox), {**message, "key": key, "state": key})
        for key in ("pending", "dead"):
            session.execute(insert(Outbox), {**letter, "dedupe_key": key, "status": key})
        session.execute(insert(Outbox), {**letter, "dedupe_key": "s", "status": "sent", "sent_at": at})
    database.close()

    status, said = await doctor(DATABASE_URL=database_url)

    assert status == 0, said
    assert [line.partition(":")[0] for line in looks(said, "!")] == [
        "A message has waited for 3 hours",
        "What fell due 3 hours ago has not left",
        "1 messages failed on our side",
        "1 messages could not be delivered to anybody",
    ]
    assert "Last delivery: 3 hours ago" in looks(said, "·")
    assert "Queues: 1 to work, 1 to deliver, 0 reminders due" in looks(said, "·")


async def test_doctor_when_files_cannot_be_kept(sqlite_url: str, tmp_path: Path) -> None:
    """A place that takes no files is named, with what to do."""
    (tmp_path / "taken").write_text("no folder")

    status, said = await doctor(DATABASE_URL=sqlite_url, CRMBOT_FILES=str(tmp_path / "taken"))

    (problem,) = looks(said, "✗")
    assert status == 1
    assert problem.startswith(f"Files cannot be kept in {tmp_path}/taken: ")
    assert "CRMBOT_FILES" in problem


async def test_doctor_when_the_clock_is_wrong(sqlite_url: str) -> None:
    """A platform tells its time with each answer: where ours is another, that is said."""
    async with other_time("Sat, 01 Jan 2000 00:00:00 GMT") as url:
        status, said = await doctor(
            DATABASE_URL=sqlite_url, TELEGRAM_API_URL=url, TELEGRAM_BOT_TOKEN="12345:" + "z" * 35
        )

    assert status == 1
    assert any("seconds ahead of Telegram's: set it by NTP" in line for line in looks(said, "✗")), said


@asynccontextmanager
async def other_time(date: str) -> AsyncIterator[str]:
    """Serve nothing, at another time."""

    async def nothing(_request: web.Request) -> web.Response:
        return web.json_response({"ok": False, "error_code": 404}, status=404, headers={"Date": date})

    application = web.Application()
    application.router.add_route("*", "/{tail:.*}", nothing)
    runner = web.AppRunner(application)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("date", "ended", "ahead"),
    [
        ("Thu, 19 Nov 2026 10:00:00 GMT", 0.9, 0),  # read within their second
        ("Thu, 19 Nov 2026 09:59:59 GMT", 0.9, 0),  # theirs was at its end
        ("Thu, 19 Nov 2026 10:00:03 GMT", 4, 0),  # the answer took its time
        ("Thu, 19 Nov 2026 09:59:50 GMT", 1, 10),
        ("Thu, 19 Nov 2026 10:00:30 GMT", 1, -29),
        ("nonsense", 1, 0),
        (None, 1, 0),
    ],
)
def test_clock_when_a_platform_tells_the_time_by_the_second(date: str | None, ended: float, ahead: int) -> None:
    """Only what cannot come from the second, or the way, is a difference."""
    begun = datetime(2026, 11, 19, 10, tzinfo=UTC)

    assert clocks._ahead(date, begun, begun + timedelta(seconds=ended)) == timedelta(seconds=ahead)


def test_disk_when_it_is_nearly_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Little room wants a look, none is wrong; a folder that is not there yet has the room of the one above."""
    found = []
    for free in (50_000_000, 500_000_000, 5_000_000_000):
        usage = SimpleNamespace(free=free)
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder, usage=usage: usage)
        found += [finding.weight for finding in places.of_disks({"the files": tmp_path / "not" / "there"})]

    assert found == [Weight.WRONG, Weight.LOOK, Weight.FACT]
