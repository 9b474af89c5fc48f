"""Files at the console: saved where nothing is written over, and told to people and programs."""

import json
from pathlib import Path

from crmbot.chat.card import Attachment, Card, spans
from crmbot.handlers.console.files import Downloads
from crmbot.handlers.console.render import to_json


def file(name: str, content: bytes = b"%PDF-1.7") -> Attachment:
    """A file behind a card."""
    return Attachment(name, "application/pdf", lambda: content, "the offer")


def written(path: str) -> bytes:
    """Return what lies there."""
    return Path(path).read_bytes()


async def test_file_when_saved(tmp_path: Path) -> None:
    """It is in the folder, which is made for it, under its own name."""
    (saved,) = await Downloads(tmp_path / "new" / "downloads").save([file("offer.pdf")])

    assert written(saved.path) == b"%PDF-1.7"
    assert saved.line == f"📎 offer.pdf (8 B): the offer\n   saved as {tmp_path}/new/downloads/offer.pdf"


async def test_file_when_its_name_is_taken(tmp_path: Path) -> None:
    """Nothing is written over; the same file is not written again."""
    downloads = Downloads(tmp_path)
    saved = [
        (await downloads.save([file("offer.pdf", content)]))[0].path for content in (b"%PDF-1", b"%PDF-2", b"%PDF-1")
    ]

    assert [Path(path).name for path in saved] == ["offer.pdf", "offer-2.pdf", "offer.pdf"]


async def test_file_when_its_name_is_a_path(tmp_path: Path) -> None:
    """It stays in the folder."""
    (saved,) = await Downloads(tmp_path / "downloads").save([file("../../evil.pdf")])

    assert Path(saved.path) == tmp_path / "downloads" / "evil.pdf"


async def test_file_when_the_folder_cannot_be_made(tmp_path: Path) -> None:
    """That is told instead."""
    (tmp_path / "downloads").write_text("in the way")
    (saved,) = await Downloads(tmp_path / "downloads").save([file("offer.pdf")])

    assert (saved.path, saved.line) == ("", "📎 offer.pdf could not be saved.")


async def test_file_when_told_to_a_program(tmp_path: Path) -> None:
    """Name, kind, size and path stand beside the card, whose bytes are left out."""
    card = Card(spans("Here it is"), files=(file("offer.pdf"),))
    told = json.loads(to_json("ana@x.example", card, await Downloads(tmp_path).save(card.files)))

    assert told["files"] == [
        {"name": "offer.pdf", "mime": "application/pdf", "size": 8, "path": str(tmp_path / "offer.pdf")}
    ]
    assert told["card"]["files"] == [
        {"type": "attachment", "name": "offer.pdf", "mime": "application/pdf", "alt": "the offer"}
    ]
