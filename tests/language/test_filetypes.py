"""What a file is by its own bytes, how large, and what it may be called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbot.language import sizes
from crmbot.language.filenames import LONGEST, clean
from crmbot.language.filetypes import HEAD, HTML, PLAIN, UNKNOWN, WINDOWS_PROGRAM, FileKind, kind_of, sniffed, words

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize(
    ("head", "claimed", "told"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg", "image/jpeg"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "application/pdf", "image/jpeg"),
        (b"%PDF-1.7", "", "application/pdf"),
        (b"MZ\x90\x00\x03", "image/jpeg", WINDOWS_PROGRAM),
        (b"MZ\x90\x00\x03", "application/pdf", WINDOWS_PROGRAM),
        (b"MZM is a company", "text/plain", PLAIN),
        (b"BMW wants a quote", "text/plain", PLAIN),
        (b"PK\x03\x04\x14\x00", XLSX, XLSX),
        (b"PK\x03\x04\x14\x00", "image/png", "application/zip"),
        (b"no table at all", XLSX, PLAIN),
        (b"\x00\x01\x02\x03", XLSX, UNKNOWN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword", "application/msword"),
        (b"OggS\x00\x02", "audio/ogg; codecs=opus", "audio/ogg"),
        (b"\x00\x00\x00\x20ftypM4A ", "video/mp4", "audio/mp4"),
        (b"\x00\x00\x00\x20ftypM4A ", "", "audio/mp4"),
        (b"\x00\x00\x00\x20ftypisom", "", "video/mp4"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "", "image/webp"),
        (b"name;phone\nKim;12", "text/csv", "text/csv"),
        (b"name;phone\nKim;12", "application/pdf", PLAIN),
        (b"BEGIN:VCARD\nVERSION:4.0", "text/vcard", "text/vcard"),
        (b"  <!DOCTYPE html><p>", "text/csv", HTML),
        (b"<script>alert(1)</script>", "image/png", HTML),
        (b"\x00\x11\x22\x33", "image/png", UNKNOWN),
        (b"\x00\x11\x22\x33", "application/x-cad", "application/x-cad"),
        (b"\x00\x11\x22\x33", "nonsense", UNKNOWN),
        (b"#!/bin/sh\nrm -r", "text/plain", "text/x-shellscript"),
        (b"", "", PLAIN),
    ],
)
def test_type_when_looked_at(head: bytes, claimed: str, told: str) -> None:
    """The bytes decide; a claim stands only where they do not contradict it."""
    assert sniffed(head, claimed) == told


@given(st.binary(max_size=HEAD), st.text(max_size=40))
def test_type_when_anything_comes(head: bytes, claimed: str) -> None:
    """There is always an answer, and never a picture or a PDF that does not begin as one."""
    told = sniffed(head, claimed)

    assert "/" in told
    assert told != "application/pdf" or head.startswith(b"%PDF-")
    assert told != "image/png" or head.startswith(b"\x89PNG")


def test_type_when_cut_within_a_sign() -> None:
    """Words stay words though the look ends in the middle of a letter."""
    assert sniffed(("a" + "é" * HEAD).encode()[:HEAD], "text/plain") == PLAIN


@pytest.mark.parametrize(
    ("mime", "kind", "said"),
    [
        ("application/pdf", FileKind.PDF, "PDF"),
        ("image/jpeg", FileKind.PICTURE, "picture (JPEG)"),
        ("image/svg+xml", FileKind.PICTURE, "picture (SVG)"),
        (XLSX, FileKind.TABLE, "Excel table"),
        ("text/csv", FileKind.TABLE, "table (CSV)"),
        (DOCX, FileKind.DOCUMENT, "Word document"),
        ("application/msword", FileKind.DOCUMENT, "Word document"),
        ("audio/ogg", FileKind.SOUND, "sound (OGG)"),
        ("video/quicktime", FileKind.VIDEO, "video"),
        (WINDOWS_PROGRAM, FileKind.PROGRAM, "Windows program"),
        ("text/x-shellscript", FileKind.PROGRAM, "script"),
        ("application/zip", FileKind.ARCHIVE, "ZIP archive"),
        ("application/json", FileKind.TEXT, "file"),
        ("application/x-cad", FileKind.OTHER, "file"),
    ],
)
def test_type_when_said(mime: str, kind: FileKind, said: str) -> None:
    """People hear what it is in their words."""
    assert (kind_of(mime), words(mime)) == (kind, said)


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("offer.pdf", "offer.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\kim\\offer.pdf", "offer.pdf"),
        ("/", "file"),
        ("..", "file"),
        ("", "file"),
        ("\u202efdp.exe", "fdp.exe"),
        ("a\x00b\nc.pdf", "abc.pdf"),
        ('what? <"now">.pdf', "what_ _now_.pdf"),
        ("con.pdf", "_con.pdf"),
        ("été à Zürich.pdf", "été à Zürich.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        (".env", "env"),
        ("\ud800.pdf", "pdf"),
        ("文" * 200 + ".pdf", "文" * 78 + ".pdf"),
    ],
)
def test_name_when_cleaned(name: str, cleaned: str) -> None:
    """It is one name on any disk, and looks like what it is."""
    assert clean(name) == cleaned


@given(st.text(max_size=400))
def test_name_when_anything_comes(name: str) -> None:
    """It is never empty, a path, or too long, and cleaning it again changes nothing."""
    cleaned = clean(name)

    assert cleaned
    assert not set(cleaned) & set("/\\\x00")
    assert cleaned not in (".", "..")
    assert len(cleaned) <= LONGEST + 1
    assert len(cleaned.encode()) <= 255
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("size", "said"),
    [(0, "0 B"), (742, "742 B"), (1000, "1 kB"), (1_240_000, "1.2 MB"), (25_000_000, "25 MB"), (999_999, "1 MB")],
)
def test_size_when_said(size: int, said: str) -> None:
    """Nobody reads more than three digits."""
    assert sizes.show(size) == said
