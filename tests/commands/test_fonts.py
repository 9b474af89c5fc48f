"""The font that lends what ours lacks: found on the machine, and used on papers and pictures."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]  # it has no types
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]  # nor has this
from PIL import Image

from crmbot.commands import fonts
from crmbot.commands.deals import letters
from crmbot.commands.deals.poster import Poster
from crmbot.commands.deals.poster import draw as draw_poster
from crmbot.commands.leads import paper
from crmbot.commands.leads.paper import Sheet

NOW = datetime(2025, 3, 12, 9, tzinfo=UTC)


def a_font(place: Path) -> Path:
    """Write a font whose one letter, 株, is a flat bar, which no box looks like."""
    pen = TTGlyphPen(None)
    for number, point in enumerate(((0, 0), (0, 100), (900, 100), (900, 0))):
        (pen.lineTo if number else pen.moveTo)(point)
    pen.closePath()
    bar, nothing = pen.glyph(), TTGlyphPen(None).glyph()
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder([".notdef", "bar"])
    made.setupCharacterMap({ord("株"): "bar"})
    made.setupGlyf({".notdef": nothing, "bar": bar})
    made.setupHorizontalMetrics({".notdef": (1000, 0), "bar": (1000, 0)})
    made.setupHorizontalHeader(ascent=800, descent=-200)
    made.setupNameTable({"familyName": "Bar", "styleName": "Regular"})
    made.setupOS2()
    made.setupPost()
    made.save(str(place / "bar.ttf"))
    return place / "bar.ttf"


@pytest.fixture(params=[True, False], ids=["lent", "nothing lent"])
def lent(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[bool]:
    """Let the machine have that font, or none."""
    file = a_font(tmp_path) if request.param else None
    kept = (letters._lent, letters._is_lent)
    for each in kept:
        each.cache_clear()
    monkeypatch.setattr(letters, "wide", lambda: file)
    monkeypatch.setattr(paper, "wide", lambda: file)
    yield bool(request.param)
    for each in kept:
        each.cache_clear()


def _heights(title: str) -> int:
    """Return how many lines of pixels the title of a picture takes."""
    picture = Image.open(io.BytesIO(draw_poster(Poster(title, "", (), "")))).convert("L")
    ground = picture.getpixel((0, 0))
    rows = [
        row
        for row in range(picture.height)
        if any(picture.getpixel((x, row)) != ground for x in range(56, picture.width, 4))
    ]
    return len(rows)


def test_picture_when_our_font_lacks_a_letter(lent: bool) -> None:
    """The machine's font draws it where there is one; else it is a box."""
    assert (_heights("株") < 10) is lent


def test_paper_when_our_font_lacks_a_letter(lent: bool) -> None:
    """The machine's font goes into the file where there is one, and only where a letter wants it."""
    wanting, content = (paper.draw(Sheet(title), NOW) for title in ("株 Acme", "Acme"))

    assert (b"Bar" in wanting, b"Bar" in content) == (lent, False)


def test_font_when_there_are_several(tmp_path: Path) -> None:
    """The best is taken, however deep it lies; what has the letters of other scripts only is no help."""
    for name in ("truetype/droid/DroidSansFallbackFull.ttf", "opentype/noto/NotoSansCJK-Regular.ttc", "a/Lato.ttf"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()

    assert fonts.wide((tmp_path,)) == tmp_path / "opentype/noto/NotoSansCJK-Regular.ttc"
    assert fonts.wide((tmp_path / "a", tmp_path / "nowhere")) is None
