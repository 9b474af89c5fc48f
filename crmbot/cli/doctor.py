"""What is set up, what is missing, and what does not answer, in plain words."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from crmbot.cli import database
from crmbot.core import installations
from crmbot.core.clock import SystemClock
from crmbot.logs import configure
from crmbot.store.engine import open_database
from crmbot.store.uow import read_only

if TYPE_CHECKING:
    from crmbot.settings import Settings


def examine(settings: "Settings") -> bool:
    """Print what is set up and what is wrong with it; True when nothing is."""
    configure("ERROR", secrets=settings.secrets())
    for line in _set_up(settings):
        click.echo(f"· {line}")
    stored = list(database.problems(settings, SystemClock()))
    if settings.slack_oauth and not stored:
        for line in _workspaces(settings):
            click.echo(f"· {line}")
    found = [*settings.unused(), *stored]
    if not (settings.slack_oauth and stored):  # what the tokens are, only the database knows
        found += asyncio.run(_platform_problems(settings))
    for problem in found:
        click.echo(f"✗ {problem}")
    if not found:
        click.echo("✓ Nothing is missing.")
    return not found


def _set_up(settings: "Settings") -> Iterator[str]:
    yield f"Database: {settings.database_url.partition(':')[0]}"
    how = "by Socket Mode" if settings.slack_app_token else f"over HTTP on port {settings.port}"
    how += ", in every workspace that installs it" if settings.slack_oauth else ""
    yield f"Slack: on, {how}" if settings.slack_on else "Slack: off (SLACK_BOT_TOKEN is not set)"
    how = f"by webhook on port {settings.port}" if settings.telegram_webhook_url else "by long polling"
    yield f"Telegram: on, {how}" if settings.telegram_on else "Telegram: off (TELEGRAM_BOT_TOKEN is not set)"
    yield f"Time zone {settings.timezone}, currency {settings.currency}, phone numbers of {settings.region}"


def _workspaces(settings: "Settings") -> Iterator[str]:
    """Name the workspaces that have let us in."""
    house = open_database(settings.database_url)
    try:
        with read_only(house) as session:
            found = installations.told(session)
    finally:
        house.close()
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
