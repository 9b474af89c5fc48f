"""Bytes on their way in: fetched once they are due, tried again, given up, never lost by a crash."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from crmbot.chat.fetching import FetchLater, FileGone, FileTooLarge
from crmbot.core import documents
from crmbot.core.documents import Attached, Filing, fetching
from crmbot.store.files import FolderStore
from crmbot.store.models.document import Document, FetchState, StoredFile
from crmbot.store.uow import read_only
from tests.scheduler.firm import Firm, until

PDF = b"%PDF-1.7 words"


@dataclass(slots=True)
class Post:
    """A platform that hands out what was laid out for each handle; what is not is gone."""

    files: dict[str, list[bytes | Exception]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """Let everything through until a test closes the gate."""
        self.gate.set()

    def lay_out(self, ref: str, *pieces: bytes | Exception) -> None:
        """Say what is handed out, piece by piece; an error breaks it off."""
        self.files[ref] = list(pieces)

    async def fetch(self, ref: str) -> AsyncGenerator[bytes]:
        """Hand out a file."""
        self.asked.append(ref)
        self.begun.set()
        await self.gate.wait()
        for piece in self.files.get(ref, [FileGone("never heard of it")]):
            if isinstance(piece, Exception):
                raise piece
            yield piece


@pytest.fixture
def post(firm: Firm, tmp_path: Path) -> Post:
    """Give the firm a store, and its platform something to hand out."""
    firm.database.files = FolderStore(tmp_path / "files")
    return attached(firm, Post())


def attached(firm: Firm, post: Post) -> Post:
    """Have the scheduler fetch from the platform."""
    firm.scheduler.fetchers["alpha"] = post
    return post


def sent(firm: Firm, ref: str = "r1", name: str = "offer.pdf", mime: str = "application/pdf") -> int:
    """Let Ben send a file; return the document's number."""
    with firm.acting() as ctx:
        (document,) = documents.keep(ctx, [Attached(ref, name, mime, None, "file")], Filing(source=f"alpha/{ref}"))
        return document.id


def state(firm: Firm, number: int) -> StoredFile:
    """Return where the bytes of a document are."""
    with read_only(firm.database) as session:
        return session.get_one(StoredFile, number)


def stored_files(tmp_path: Path) -> list[Path]:
    """Return what lies in the store."""
    return [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


async def test_file_when_it_comes_in_pieces(firm: Firm, post: Post) -> None:
    """It is stored whole, and known for what it is."""
    post.lay_out("r1", PDF[:5], PDF[5:])
    number = sent(firm, mime="application/octet-stream")
    await firm.scheduler.run_due()
    found = state(firm, number)

    assert (found.state, found.size, found.mime, found.kind) == (FetchState.STORED, len(PDF), "application/pdf", "pdf")
    with firm.acting() as ctx:
        document = ctx.session.get_one(Document, number)
        assert documents.content(ctx, document)() == PDF
        assert document.version == 1  # fetching it changed nothing that a button was drawn for


async def test_file_when_sent_twice(firm: Firm, post: Post, tmp_path: Path) -> None:
    """Two documents share what is stored once."""
    post.lay_out("r1", PDF)
    post.lay_out("r2", PDF)
    first, second = sent(firm, "r1"), sent(firm, "r2", "again.pdf")
    await firm.scheduler.run_due()

    assert state(firm, first).sha256 == state(firm, second).sha256
    assert len(stored_files(tmp_path)) == 1


async def test_file_when_the_platform_is_away(firm: Firm, post: Post) -> None:
    """It is asked for again after the pause the platform wants, and nobody is bothered."""
    post.lay_out("r1", FetchLater(60, "busy"))
    number = sent(firm)
    await firm.advance(seconds=30)
    before = list(post.asked)
    post.lay_out("r1", PDF)
    await firm.advance(minutes=2)

    assert before == ["r1"]
    assert state(firm, number).state is FetchState.STORED
    assert firm.alpha.sent == []


async def test_file_when_broken_off(firm: Firm, post: Post, tmp_path: Path) -> None:
    """Nothing half is stored; the next try takes it from the beginning."""
    post.lay_out("r1", PDF[:5], FetchLater(5, "cut"))
    number = sent(firm)
    await firm.scheduler.run_due()
    half = stored_files(tmp_path)
    post.lay_out("r1", PDF)
    await firm.advance(minutes=1)

    assert half == []
    assert state(firm, number).size == len(PDF)


@pytest.mark.parametrize(
    ("error", "left"),
    [(FileGone("deleted"), FetchState.GONE), (FileTooLarge("file is too big"), FetchState.TOO_LARGE)],
)
async def test_file_when_it_cannot_be_had(firm: Firm, post: Post, error: Exception, left: FetchState) -> None:
    """It is not asked for again, and whoever sent it is told so, once."""
    post.lay_out("r1", error)
    number = sent(firm)
    await firm.advance(days=1)

    assert post.asked == ["r1"]
    assert state(firm, number).state is left
    assert [title for title in firm.beta.titles() + firm.alpha.titles() if "No copy of offer.pdf" in title] != []
    assert len(firm.facts()) == 1


async def test_file_when_it_is_larger_than_we_keep(
    firm: Firm, post: Post, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is left where it is as soon as that shows."""
    monkeypatch.setattr(documents, "LARGEST", 8)
    post.lay_out("r1", PDF[:5], PDF[5:], AssertionError("asked for more"))
    number = sent(firm)
    await firm.scheduler.run_due()

    assert state(firm, number).state is FetchState.TOO_LARGE
    assert stored_files(tmp_path) == []


async def test_file_when_it_never_comes(firm: Firm, post: Post) -> None:
    """It is given up after the last try."""
    post.lay_out("r1", FetchLater(1, "busy"))
    number = sent(firm)
    await firm.advance(days=2)

    assert len(post.asked) == fetching.TRIES
    assert state(firm, number).state is FetchState.GONE


async def test_file_when_the_store_is_away(firm: Firm, post: Post, tmp_path: Path) -> None:
    """It comes in once there is a place for it."""
    post.lay_out("r1", PDF)
    (tmp_path / "files").write_text("in the way")
    number = sent(firm)
    await firm.scheduler.run_due()
    waiting = state(firm, number).state
    (tmp_path / "files").unlink()
    await firm.advance(minutes=5)

    assert (waiting, state(firm, number).state) == (FetchState.PENDING, FetchState.STORED)


async def test_file_when_the_process_dies(firm: Firm, post: Post) -> None:
    """The next one fetches what was being fetched, once the dead one's lease is over."""
    post.lay_out("r1", PDF)
    number = sent(firm)
    claimed = await asyncio.wrap_future(firm.database.submit(firm.scheduler._fetches._claim))
    firm.restart()
    again = attached(firm, Post({"r1": [PDF]}))
    await firm.advance(seconds=60)
    early = list(again.asked)
    await firm.advance(minutes=5)

    assert ([each.document_id for each in claimed], early) == ([number], [])
    assert state(firm, number).state is FetchState.STORED


async def test_file_when_the_process_stops(firm: Firm, post: Post) -> None:
    """It is broken off at once, and fetched at the next start without waiting."""
    post.gate.clear()
    number = sent(firm)
    await firm.scheduler.start()
    await until(post.begun)
    async with asyncio.timeout(5):
        await firm.scheduler.stop()
    left = state(firm, number)
    firm.restart()
    attached(firm, Post({"r1": [PDF]}))
    await firm.scheduler.run_due()

    assert (left.state, left.tries, left.next_at) == (FetchState.PENDING, 0, firm.clock.now())
    assert state(firm, number).state is FetchState.STORED


async def test_file_when_we_are_mistaken(firm: Firm, post: Post) -> None:
    """A mistake of ours holds up nothing else, and the file is tried again."""
    post.lay_out("r1", RuntimeError("a mistake"))
    post.lay_out("r2", PDF)
    first, second = sent(firm, "r1"), sent(firm, "r2")
    await firm.scheduler.run_due()
    held_up = state(firm, second).state
    post.lay_out("r1", PDF)
    await firm.advance(seconds=fetching.LEASE / timedelta(seconds=1) + 1)

    assert held_up is FetchState.STORED
    assert state(firm, first).state is FetchState.STORED


async def test_file_when_its_platform_is_not_ours(firm: Firm, post: Post) -> None:
    """It is left to the process that reaches it."""
    post.lay_out("r1", PDF)
    number = sent(firm)
    del firm.scheduler.fetchers["alpha"]
    firm.scheduler.fetchers["beta"] = post
    await firm.advance(hours=1)

    assert (post.asked, state(firm, number).state) == ([], FetchState.PENDING)
