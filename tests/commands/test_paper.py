"""Sheets of paper as PDF."""

import zlib
from datetime import UTC, datetime
from re import DOTALL, findall

import pytest

from crmbot.commands.fonts import FONTS
from crmbot.commands.leads.paper import SIZES, Section, Sheet, draw

NOW = datetime(2025, 3, 12, 9, tzinfo=UTC)


def pages(drawn: bytes) -> int:
    """Count the pages of a PDF."""
    return len(findall(rb"/Type /Page\n", drawn))


def sizes(drawn: bytes) -> set[float]:
    """Return the sizes of type that are used in a PDF, in points."""
    streams = findall(rb"stream\r?\n(.*?)\r?\nendstream", drawn, DOTALL)
    plain = b"".join(part for stream in streams if b" Tf " in (part := _inflated(stream)))
    return {float(size) for size in findall(rb"/F\d+ ([\d.]+) Tf", plain)}


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_paper_when_all_fits() -> None:
    """It is one page in the largest type."""
    drawn = draw(
        Sheet("Umbrella", "L-5", (("Phone", "+44 20 7946 0100"),), (Section("In short", ("Wants pumps",)),)), NOW
    )

    assert drawn.startswith(b"%PDF-")
    assert (pages(drawn), SIZES[0] in sizes(drawn)) == (1, True)


def test_paper_when_there_is_much_to_tell() -> None:
    """The type gets smaller, so that one page holds it."""
    drawn = draw(Sheet("Umbrella", sections=(Section("In short", tuple(f"line {n}" for n in range(60))),)), NOW)

    assert (pages(drawn), SIZES[0] in sizes(drawn)) == (1, False)


def test_paper_when_there_is_more_than_a_page_holds() -> None:
    """Nothing is cut: it goes on upon further pages."""
    drawn = draw(Sheet("Umbrella", sections=(Section("In short", ("word " * 5000,)),)), NOW)

    assert (pages(drawn) > 1, SIZES[-1] in sizes(drawn)) == (True, True)


@pytest.mark.parametrize(
    "text",
    [
        "Őrült Ελληνικά Привет",
        "שלום עולם abc 123",
        "مرحبا",
        "日本語",
        "🚫📞 no calls",
        "",
        " ",
        "a\n\nb",
        "\x07\ufeff",
        "x" * 400,
    ],
)
def test_paper_when_texts_are_of_any_kind(text: str) -> None:
    """Every text can be printed, in titles, labels, values, lists and at the foot."""
    drawn = draw(Sheet(text, text, ((text, text),), (Section(text, (text,)),), text), NOW)

    assert pages(drawn) == 1


def test_paper_when_drawn_twice() -> None:
    """It is the same, byte for byte: no clock is read."""
    sheet = Sheet("Umbrella")

    assert draw(sheet, NOW) == draw(sheet, NOW)


def test_fonts_when_installed() -> None:
    """They lie inside the package, with their licence."""
    assert {file.name for file in FONTS.iterdir()} >= {"DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "LICENSE.txt"}
