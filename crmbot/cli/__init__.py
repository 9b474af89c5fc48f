"""The command line. Everything heavy is imported where it is used, so that `--help` is quick."""

import asyncio
import gc
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from crmbot import __version__

if TYPE_CHECKING:
    from crmbot.cli.database import Trying
    from crmbot.settings import Settings

BAD_USAGE = 2
HOW_TO_CONFIGURE = (
    "Nothing to serve and nobody to talk to: set SLACK_BOT_TOKEN or TELEGRAM_BOT_TOKEN (README.md says how), "
    "or run this in a terminal."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="crmbot")
def main() -> None:
    """Serve a CRM that people use by talking to it: in a terminal, in Slack and in Telegram."""


@main.command()
def run() -> None:
    """Serve what is configured, reminders included; without tokens, chat in this terminal."""
    settings = _settings()
    if settings.slack_on or settings.telegram_on:
        _serve(settings, web=True, scheduler=True, migrating=True)
        return
    from crmbot.cli.talk import Talk, chat_here

    chat_here(settings, Talk(), if_silent=HOW_TO_CONFIGURE)


def _email(_context: click.Context, _parameter: click.Parameter, text: str | None) -> str | None:
    from crmbot.language.phones import email_key

    if text is None:
        return None
    if (email := email_key(text)) is None:
        raise click.BadParameter(f"{text!r} is not an e-mail address")
    return email


def _instant(_context: click.Context, _parameter: click.Parameter, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is not an instant such as 2026-11-19T10:00Z") from None


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each reply.")
@click.option("--as", "user", metavar="EMAIL", callback=_email, help="Who speaks; else the first owner.")
@click.option("--at", metavar="ISO-INSTANT", callback=_instant, help="Let the clock stand still there.")
@click.option("--db", metavar="URL", help="The database, instead of DATABASE_URL.")
def chat(*, as_json: bool, user: str | None, at: datetime | None, db: str | None) -> None:
    """Chat in this terminal, or line by line through a pipe."""
    from crmbot.cli.talk import Talk, chat_here

    settings = _settings(db)
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=ZoneInfo(settings.timezone))
    chat_here(settings, Talk(as_json, user, at))


@main.command()
def web() -> None:
    """Serve the chat platforms, without reminders."""
    _serve(_settings(), web=True, scheduler=False, migrating=False)


@main.command()
def scheduler() -> None:
    """Fire and deliver reminders, without listening."""
    _serve(_settings(), web=False, scheduler=True, migrating=False)


@main.command()
def migrate() -> None:
    """Bring the database to this release's tables."""
    from crmbot.cli.database import attempt

    settings = _settings()
    _prepare(settings, attempt, migrating=True)
    click.echo("The database is up to date.")


@main.command()
def doctor() -> None:
    """Check tokens, scopes, database and clock, and say in plain words what is missing."""
    from crmbot.cli.doctor import examine
    from crmbot.settings import SettingsError, load

    try:
        settings = load()
    except SettingsError as error:
        click.echo("\n".join(f"✗ {line}" for line in str(error).splitlines()))
        sys.exit(1)
    sys.exit(0 if examine(settings) else 1)


@main.command()
def reseal() -> None:
    """Seal the tokens of workspaces with the present client secret, after it was replaced."""
    from crmbot.cli.sealing import seal_anew

    sys.exit(0 if seal_anew(_quiet(None)) else 1)


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(*, file: Path) -> None:
    """Write a copy of the database into a new FILE, while it is in use."""
    from crmbot.cli.backups import save

    sys.exit(0 if save(_quiet(None), file) else 1)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(*, file: Path) -> None:
    """Put FILE, which `backup` has written, in the database's place; no process may serve it."""
    from crmbot.cli.backups import bring_back

    sys.exit(0 if bring_back(_quiet(None), file) else 1)


@main.command("slack-manifest")
@click.option("--url", metavar="URL", help="This service's public address, for events over HTTP.")
def slack_manifest(*, url: str | None) -> None:
    """Print the manifest to make the Slack app from."""
    import json

    from crmbot.commands import build_registry
    from crmbot.handlers.slack.manifest import manifest

    click.echo(json.dumps(manifest(build_registry(), url=url), indent=2, ensure_ascii=False))


@main.command("commands-doc")
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("docs/commands.md"),
    show_default=True,
    help="The file to write.",
)
def commands_doc(to: Path) -> None:
    """Write the list of all commands, from their declarations."""
    from crmbot.commands import build_registry
    from crmbot.commands.reference import render

    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(render(build_registry()), "utf-8")
    click.echo(f"{to} is written.")


@main.command()
@click.argument("to", type=click.Path(dir_okay=False, path_type=Path), default=Path("preview.html"))
@click.option("--only", metavar="WORD", multiple=True, help="Only cards whose name holds this; may be given again.")
def preview(*, to: Path, only: tuple[str, ...]) -> None:
    """Write one page with every kind of card, as Slack and as Telegram show it on a phone."""
    from crmbot.cli.preview import write
    from crmbot.logs import configure

    configure("ERROR")
    write(to, only)
    click.echo(f"{to} is written.")


@main.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--zone", metavar="ZONE", help="The time zone, instead of CRMBOT_TIMEZONE.")
@click.option("--at", metavar="ISO-INSTANT", callback=_instant, help="When it is said; else now.")
@click.option("--db", metavar="URL", help="A database: whom the text names there, and why.")
@click.option("--as", "user", metavar="EMAIL", callback=_email, help="Who says it, with --db; else the first owner.")
def explain(*, text: tuple[str, ...], zone: str | None, at: datetime | None, db: str | None, user: str | None) -> None:
    """Show how a text is understood, stage by stage: names, times, clauses, and what it says as a note."""
    from crmbot.cli.explain import Question, with_records, words_alone
    from crmbot.core.clock import SystemClock

    settings = _quiet(db)
    zone = zone or settings.timezone
    try:
        there = ZoneInfo(zone)
    except (KeyError, ValueError):
        raise click.BadParameter(f"{zone!r} is not a time zone such as Europe/London") from None
    now = at or SystemClock().now()
    now = now.replace(tzinfo=there) if now.tzinfo is None else now
    question = Question(" ".join(text), now, zone, user)
    for line in with_records(settings, question) if db else words_alone(question, settings.currency):
        click.echo(line)


def _pair(_context: click.Context, _parameter: click.Parameter, texts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    pairs = [text.partition("=") for text in texts]
    if any(not (column and sign and target) for column, sign, target in pairs):
        raise click.BadParameter("a column and its field, such as 'Tel 2=mobile' or '3=skip'")
    return tuple((column, target) for column, _, target in pairs)


_KINDS = click.Choice(["contact", "company", "lead", "deal"])


@main.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=_KINDS, help="What the rows become; else what the headings tell.")
@click.option("--map", "columns", metavar="COLUMN=FIELD", multiple=True, callback=_pair, help="Where a column goes.")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook, instead of the first.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
@click.option("--as", "user", metavar="EMAIL", callback=_email, help="Who does it; else the first owner.")
@click.option("--db", metavar="URL", help="The database, instead of DATABASE_URL.")
def import_(  # noqa: PLR0913 - a command line is read by its options
    *,
    file: Path,
    kind: str | None,
    columns: tuple[tuple[str, str], ...],
    sheet: str | None,
    dry_run: bool,
    yes: bool,
    user: str | None,
    db: str | None,
) -> None:
    """Bring in the contacts, companies, leads or deals of a CSV, Excel or vCard FILE."""
    from crmbot.cli.files import Wish, bring_in

    settings = _quiet(db)
    sys.exit(0 if bring_in(settings, Wish(file, user, kind, sheet, columns, dry_run, yes)) else 1)


@main.command()
@click.argument("what", nargs=-1, required=True)
@click.option("--to", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file: .csv or .xlsx.")
@click.option("--as", "user", metavar="EMAIL", callback=_email, help="Who does it; else the first owner.")
@click.option("--db", metavar="URL", help="The database, instead of DATABASE_URL.")
def export(*, what: tuple[str, ...], to: Path, user: str | None, db: str | None) -> None:
    """Write a list into a file: WHAT is as in chat, such as `all deals stage:proposal`."""
    from crmbot.cli.files import write_out

    sys.exit(0 if write_out(_quiet(db), " ".join(what), to, user) else 1)


def _quiet(database_url: str | None) -> "Settings":
    """Return the settings, the log kept to what went wrong."""
    from crmbot.logs import configure

    settings = _settings(database_url)
    asked = "log_level" in settings.model_fields_set
    configure(settings.log_level if asked else "WARNING", secrets=settings.secrets())
    return settings


def _settings(database_url: str | None = None) -> "Settings":
    from crmbot.settings import SettingsError, load

    try:
        return load(database_url)
    except SettingsError as error:
        click.echo(f"The settings cannot be used:\n{error}", err=True)
        sys.exit(BAD_USAGE)


_SWEPT_AFTER = (10_000, 20, 20)
"""How many objects are made before the young are looked through for garbage, and how often that is before the older
are: a command makes some thousands, which nearly all go by themselves."""


def _serve(settings: "Settings", *, web: bool, scheduler: bool, migrating: bool) -> None:
    gc.disable()  # what is made while starting stays; looking through it again and again costs a sixth of the start
    from crmbot.cli.waiting import ended_at_once
    from crmbot.store.one_process import InUseError, only_one

    try:
        with ended_at_once(), only_one(settings.database_url):
            _serve_alone(settings, web=web, scheduler=scheduler, migrating=migrating)
    except InUseError as error:
        click.echo(str(error), err=True)
        sys.exit(BAD_USAGE)


def _serve_alone(settings: "Settings", *, web: bool, scheduler: bool, migrating: bool) -> None:
    """Serve; of a database that is a file, nobody else does."""
    from crmbot.cli.waiting import Waiting

    _prepare(settings, Waiting(settings), migrating=migrating)
    from crmbot.app import App
    from crmbot.cli.database import exit_unusable
    from crmbot.handlers.web import PortError
    from crmbot.store.away import DatabaseAwayError

    async def serve() -> None:
        async with App(settings) as app:
            gc.freeze()  # nor is it looked through later: a whole pass holds up every answer for a tenth of a second
            gc.set_threshold(*_SWEPT_AFTER)
            gc.enable()
            await app.serve(web=web, scheduler=scheduler)

    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(serve())
    except PortError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except DatabaseAwayError as error:  # it went away again while we began
        exit_unusable(settings, error.__cause__ or error)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return the maker of the quicker loop, where there is one for this machine."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def _prepare(settings: "Settings", trying: "Trying", *, migrating: bool) -> None:
    """Begin to log, and see to it that the database has this release's tables."""
    from crmbot.cli.database import bring_up_to_date, require_current
    from crmbot.logs import configure

    configure(settings.log_level, secrets=settings.secrets())
    if migrating:
        bring_up_to_date(settings, trying)
    else:
        require_current(settings, trying)
