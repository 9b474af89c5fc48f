"""What is set up, what is missing, what does not answer and what waits, in plain words, each with what to do."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from crmbot.cli import database
from crmbot.cli.checks import Finding, Weight, clocks, fact, places, stored, wrong
from crmbot.commands.fonts import wide
from crmbot.core import installations
from crmbot.core.clock import SystemClock
from crmbot.logs import configure, redactor
from crmbot.store.engine import Database, open_database
from crmbot.store.uow import read_only

if TYPE_CHECKING:
    from crmbot.settings import Settings

SLACK_URL = "https://slack.com/api/"
TELEGRAM_URL = "https://api.telegram.org/"


def examine(settings: "Settings") -> bool:
    """Print how things are and what is wrong; True when nothing keeps anything from working."""
    configure("ERROR", secrets=settings.secrets())
    problems = list(database.problems(settings, SystemClock()))
    found = [*_set_up(settings), *map(wrong, settings.unused()), *map(wrong, problems)]
    if not problems:
        found += _in_house(settings)
    found += [*places.of_files(settings.files_place), *places.of_disks(_folders(settings))]
    if not (settings.slack_oauth and problems):  # what the tokens are, only the database knows
        found += map(wrong, asyncio.run(_platform_problems(settings)))
    found += asyncio.run(clocks.of_platforms(_urls(settings), SystemClock()))
    found += clocks.of_zones(SystemClock().now())
    redact = redactor(settings.secrets())  # what libraries say of a failure may quote an address
    for finding in sorted(found, key=lambda each: list(Weight).index(each.weight)):
        click.echo(redact(str(finding)))
    is_well = not any(finding.weight is Weight.WRONG for finding in found)
    if is_well:
        click.echo("✓ Nothing is missing.")
    return is_well


def _set_up(settings: "Settings") -> Iterator[Finding]:
    yield fact(f"Database: {settings.database_url.partition(':')[0]}")
    how = "by Socket Mode" if settings.slack_app_token else f"over HTTP on port {settings.port}"
    how += ", in every workspace that installs it" if settings.slack_oauth else ""
    yield fact(f"Slack: on, {how}" if settings.slack_on else "Slack: off (SLACK_BOT_TOKEN is not set)")
    how = f"by webhook on port {settings.port}" if settings.telegram_webhook_url else "by long polling"
    yield fact(f"Telegram: on, {how}" if settings.telegram_on else "Telegram: off (TELEGRAM_BOT_TOKEN is not set)")
    yield fact(f"Time zone {settings.timezone}, currency {settings.currency}, phone numbers of {settings.region}")
    yield _letters()
    if settings.metrics_on:
        port = settings.port if settings.metrics_port is None else settings.metrics_port
        yield fact(f"Figures: on port {port}, {'with' if settings.metrics_token else 'without'} a token")


def _letters() -> Finding:
    """Say what pictures and papers write Chinese, Japanese and Korean with."""
    font = wide()
    if font is None:
        return fact(
            "Chinese, Japanese and Korean letters are boxes in pictures and PDFs: no font for them is installed"
        )
    return fact(f"Chinese, Japanese and Korean letters in pictures and PDFs: {font.name}")


def _in_house(settings: "Settings") -> Iterator[Finding]:
    house = open_database(settings.database_url)
    try:
        yield from stored.of_database(house, SystemClock().now())
        if settings.slack_oauth:
            yield from map(fact, _workspaces(settings, house))
    finally:
        house.close()


def _folders(settings: "Settings") -> dict[str, Path]:
    scheme, _, file = settings.database_url.partition(":///")
    found = {"the database": Path(file.partition("?")[0]).parent} if scheme == "sqlite" else {}
    if "://" not in settings.files_place:
        found["the files"] = Path(settings.files_place)
    return found


def _urls(settings: "Settings") -> dict[str, str]:
    urls = {}
    if settings.slack_on:
        urls["Slack"] = f"{(settings.slack_api_url or SLACK_URL).rstrip('/')}/api.test"
    if settings.telegram_on:
        urls["Telegram"] = settings.telegram_api_url or TELEGRAM_URL
    return urls


def _workspaces(settings: "Settings", house: Database) -> Iterator[str]:
    """Name the workspaces that have let us in."""
    with read_only(house) as session:
        found = installations.told(session)
    zone = ZoneInfo(settings.timezone)
    for each in found:
        day = f"{each.at.astimezone(zone):%d %b %Y}"
        yield f"Slack workspace {each.name} ({each.workspace}): installed by {each.by}, {day}"
    if not found and settings.slack_bot_token is None:
        yield "Slack workspaces: none yet. An owner says `slack install` at the console, `crmbot chat`"


async def _platform_problems(settings: "Settings") -> list[str]:
    """Ask each platform that is on whether our tokens and rights are good."""
    if not (settings.slack_on or settings.telegram_on):
        return []
    from crmbot.app import App

    app = App(settings)
    try:
        found = [problem for adapter in app.adapters for problem in await adapter.healthy()]
        return list(dict.fromkeys(found))  # what is out of reach is so for each question, and said once
    finally:
        for adapter in app.adapters:
            await adapter.stop()
        app.database.close()
