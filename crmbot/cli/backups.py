"""Copies of the database by a command, and the database from a copy."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crmbot.cli.database import attempt, reason_of, unusable
from crmbot.core.clock import SystemClock
from crmbot.language import sizes
from crmbot.logs import redactor
from crmbot.store import backup
from crmbot.store.migrate import newest
from crmbot.store.one_process import InUseError

if TYPE_CHECKING:
    from crmbot.settings import Settings


def save(settings: "Settings", to: Path) -> bool:
    """Write a copy and say what it does not hold; False when it could not be made."""
    made = attempt(lambda: backup.back_up(settings.database_url, to))
    if _told_of(settings, made.exception()):
        return False
    click.echo(f"{to} is written: {sizes.show(to.stat().st_size)}, tables of revision {made.result()}.")
    click.echo(f"The files that people sent are in {settings.files_place}: keep a copy of that, made after this one.")
    return True


def bring_back(settings: "Settings", file: Path) -> bool:
    """Put a copy in the database's place and say what is left to do; False when it could not be."""
    done = attempt(lambda: backup.restore(settings.database_url, file, SystemClock().now()))
    if _told_of(settings, done.exception()):
        return False
    if done.result() is not None:
        click.echo(f"What was there before lies in {done.result()}.")
    click.echo(f"{file} is restored. Bring its tables to revision {newest()} with `python -m crmbot migrate`.")
    click.echo("Whatever was sent since the copy was made is not known any more, and what was due since is sent again.")
    return True


def _told_of(settings: "Settings", error: BaseException | None) -> bool:
    """Say what went wrong, in one line; tell whether something did."""
    if error is None:
        return False
    is_told = isinstance(error, backup.BackupError | InUseError | OSError)
    click.echo(redactor(settings.secrets())(reason_of(error)) if is_told else unusable(settings, error), err=True)
    return True
