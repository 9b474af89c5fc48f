"""Files at the command line: rows brought in from one, a list written into one; the same work as in chat."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from crmbot.app import App
from crmbot.chat.card import plain_card
from crmbot.cli.database import bring_up_to_date
from crmbot.commands.importing import cards as import_cards
from crmbot.commands.importing import exporting
from crmbot.core import documents, exports, history, people, setup
from crmbot.core.context import Context, Origin
from crmbot.core.documents import Attached, Filing, fetching
from crmbot.core.documents.fetching import Awaited
from crmbot.core.errors import Conflict, CrmError, InvalidInput, NotAllowed, NotFound, Suspended
from crmbot.core.exports import Cell
from crmbot.core.imports import runs
from crmbot.core.people import ChatUser
from crmbot.scheduler.exporting import keep
from crmbot.scheduler.importing import Imports
from crmbot.store import files
from crmbot.store.models.imports import Import, ImportState
from crmbot.store.uow import read_only, unit_of_work

if TYPE_CHECKING:
    from crmbot.settings import Settings

T = TypeVar("T")
EVERY_S = 2.0
VIA = "console"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted of an import: as what, with which columns where, and whether it is only looked at."""

    file: Path
    user: str | None = None
    kind: str | None = None
    sheet: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    dry_run: bool = False
    sure: bool = False


def bring_in(settings: "Settings", wish: Wish) -> bool:
    """Bring the rows of a file in; tell whether all of them could be."""
    return asyncio.run(_inside(settings, wish.user, lambda desk: _bring_in(desk, wish)))


def write_out(settings: "Settings", what: str, to: Path, user: str | None) -> bool:
    """Write a list into a file; its ending says how."""
    return asyncio.run(_inside(settings, user, lambda desk: _write_out(desk, what, to)))


@dataclass(frozen=True, slots=True)
class _Desk:
    """The house, and whoever stands in it."""

    app: App
    user_id: int

    async def do(self, work: Callable[[Context], T]) -> T:
        """Do something as that person, in one transaction."""
        return await asyncio.wrap_future(self.app.database.submit(lambda: self._done(work)))

    def _done(self, work: Callable[[Context], T]) -> T:
        with unit_of_work(self.app.database) as session:
            actor = people.actor(session, self.user_id)
            ctx = Context(session, actor, self.app.clock.now(), Origin(via=VIA), self.app.org)
            history.begin(ctx, "import")
            return work(ctx)


async def _inside(settings: "Settings", email: str | None, work: Callable[[_Desk], Awaitable[bool]]) -> bool:
    bring_up_to_date(settings)
    alone = settings.model_copy(update={"slack_bot_token": None, "telegram_bot_token": None})
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(App(alone))
        user_id = await asyncio.wrap_future(app.database.submit(lambda: _user(app, email)))
        if user_id is None:
            click.echo(f"Nobody here has the address {email}.", err=True)
            return False
        try:
            return await work(_Desk(app, user_id))
        except CrmError as error:
            click.echo(_words(error), err=True)
            return False


def _user(app: App, email: str | None) -> int | None:
    with unit_of_work(app.database) as session:
        if email is not None:
            found = people.propose(session, ChatUser(VIA, "local", email, email=email))
            return found.id if found is not None else None
        zone, now = app.settings.timezone, app.clock.now()
        owner, _ = setup.first_owner(session, name="Owner", email="owner@crm.example", zone=zone, now=now)
        return owner.id


async def _bring_in(desk: _Desk, wish: Wish) -> bool:
    """Look the file through, say what would happen, and let it happen if that is wanted."""
    number = await _kept(desk, wish)
    worker = Imports(desk.app.scheduler.means)
    await worker.run_due()
    if wish.columns:
        await desk.do(lambda ctx: _place(ctx, number, wish))
        await worker.run_due()
    row = await _shown(desk, number)
    if row.state is not ImportState.READY:
        return False
    if wish.dry_run or not row.added or not (wish.sure or click.confirm(f"Import {row.added:,}?")):
        await desk.do(lambda ctx: runs.stop(ctx, runs.get(ctx, number)))
        click.echo("Nothing was written.")
        return not row.failed
    await desk.do(lambda ctx: runs.begin(ctx, runs.get(ctx, number)))
    await _run(desk, worker, number)
    row = await _shown(desk, number)
    if row.faults_key is not None:
        await _save_faults(desk, row, wish.file)
    return row.state is ImportState.DONE and not row.failed and row.reason is None


async def _kept(desk: _Desk, wish: Wish) -> int:
    """Keep the file as if it had been sent, and begin an import of it; return its number."""
    kept = await asyncio.to_thread(keep, wish.file, desk.app.database.files)

    def begin(ctx: Context) -> int:
        sent = Attached(str(wish.file), wish.file.name, "application/octet-stream", kept.size, "file")
        (document,) = documents.keep(ctx, [sent], Filing())
        fetching.stored(ctx.session, Awaited(document.id, VIA, sent.ref, sent.mime, 1), kept)
        return runs.start(ctx, document, kind=wish.kind, sheet=wish.sheet).id

    return await desk.do(begin)


def _place(ctx: Context, number: int, wish: Wish) -> None:
    for column, target in wish.columns:
        runs.place(ctx, runs.get(ctx, number), column, target)


async def _shown(desk: _Desk, number: int) -> Import:
    """Print how an import stands, as its card says it."""

    def drawn(ctx: Context) -> tuple[str, Import]:
        row = runs.get(ctx, number)
        return plain_card(import_cards.card_of(ctx, row)), row

    words, row = await desk.do(drawn)
    click.echo(words)
    return row


async def _run(desk: _Desk, worker: Imports, number: int) -> None:
    """Let the import run, and print now and then how far it is."""
    running = asyncio.ensure_future(worker.run_due())
    while not (await asyncio.wait({running}, timeout=EVERY_S))[0]:
        row = await desk.do(lambda ctx: runs.get(ctx, number))
        click.echo(f"{row.rows_done:,} of {row.rows_total:,} rows", err=True)
    running.result()


async def _save_faults(desk: _Desk, row: Import, file: Path) -> None:
    """Put the rows that failed beside the file they are from."""
    beside = file.with_name(f"{file.stem}-failed.csv")
    store = desk.app.database.files
    assert store is not None, "the house says where files are"
    content = await asyncio.to_thread(files.content, store, str(row.faults_key))
    await asyncio.to_thread(beside.write_bytes, content)
    click.echo(f"The rows that failed are in {beside}.")


async def _write_out(desk: _Desk, what: str, to: Path) -> bool:
    """Write a list down turn by turn, however long it is."""
    kind, text, said = exporting.asked(what)
    format_ = said or (exports.Format.XLSX if to.suffix.lower() == ".xlsx" else exports.Format.CSV)
    head = await desk.do(lambda ctx: exports.headings(ctx, kind))
    await desk.do(
        lambda ctx: exporting.wanted(ctx, kind, text)
    )  # what is wrong with it is said before anything is done
    count = await asyncio.to_thread(_written, desk, to, format_, head, (kind, text))
    click.echo(f"{count:,} {'row is' if count == 1 else 'rows are'} in {to}.")
    return True


def _written(desk: _Desk, to: Path, format_: exports.Format, head: list[str], asked: tuple[str, str]) -> int:
    count = 0

    def rows() -> Iterator[list[Cell]]:
        nonlocal count
        after = 0
        while True:
            some, after = desk.app.database.submit(partial(_some, desk, asked, after)).result()
            if not some:
                return
            count += len(some)
            yield from some

    exports.write(to, format_, head, rows())
    return count


def _some(desk: _Desk, asked: tuple[str, str], after: int) -> tuple[list[list[Cell]], int]:
    with read_only(desk.app.database) as session:
        ctx = Context(session, people.actor(session, desk.user_id), desk.app.clock.now(), org=desk.app.org)
        return exports.some(ctx, exporting.wanted(ctx, *asked), after)


def _words(error: CrmError) -> str:
    """Return what is wrong in one or two lines."""
    match error:
        case InvalidInput():
            choices = f"\nOne of: {', '.join(error.choices)}" if error.choices else ""
            given = f"“{error.given}”: " if error.given else ""
            return f"{given}{error.reason}.{choices}"
        case NotAllowed():
            return f"That needs the right {error.permission}."
        case NotFound():
            return f"Nothing here is called {error.asked}."
        case Conflict():
            return f"{error.subject} {error.reason}."
        case Suspended():
            return "That access is suspended."
        case _:
            return f"That cannot be done ({type(error).__name__})."
