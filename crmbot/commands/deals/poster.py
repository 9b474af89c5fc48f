"""Posters: numbers and first lines in bands, drawn as a picture that a phone shows without zooming."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from crmbot.commands.deals.letters import Letters, Rgb, legible

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

WIDTH = 1080
"""Pixels: twice the width of a phone's screen."""

SMALLEST = 34
"""Pixels: no letter is written smaller. A chat shows pictures at a third of that, which is still legible."""

# Each is at least 4.5 times as dark as what it stands on.
BLACK, GREY, PAPER, PAGE, RULE = (26, 29, 33), (84, 90, 98), (255, 255, 255), (240, 242, 245), (214, 218, 224)
BLUE, ORANGE, RED, GREEN = (24, 88, 178), (166, 82, 0), (186, 26, 26), (22, 112, 50)
BAR = BLUE

_HEAD, _NAME, _SUM, _ROW = 60, 50, 42, 40
_LEADING = 1.3
_MARGIN, _PADDING, _GAP, _BAR, _DOT = 24, 32, 22, 16, 26
_LEFT, _RIGHT = _MARGIN + _PADDING, WIDTH - _MARGIN - _PADDING
_PNG_EFFORT = 3  # a tenth larger than at the greatest effort, in a fifth of the time
_SHADES = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a band, and a smaller one under it: a dot of its colour, the word for that, and more."""

    text: str
    value: str
    words: str
    colour: Rgb


@dataclass(frozen=True, slots=True)
class Band:
    """A heading with a number, how far its bar goes (0 to 1), sums with what each means, the first lines."""

    name: str
    count: str
    share: float
    sums: tuple[tuple[str, str], ...] = ()
    rows: tuple[Row, ...] = ()
    more: str = ""


@dataclass(frozen=True, slots=True)
class Poster:
    """What is on a picture, in words alone: two of the same words are the same picture."""

    title: str
    under: str
    bands: tuple[Band, ...]
    foot: str


def draw(poster: Poster) -> bytes:
    """Draw a poster as a PNG. What is too long ends in an ellipsis; letters that no font at hand has are boxes."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, _height(poster)), PAGE)
    pen = _Pen(ImageDraw.Draw(image), _MARGIN)
    pen.line(poster.title, "", _HEAD, bold=True)
    pen.line(poster.under, "", _SUM, colour=GREY)
    for band in poster.bands:
        pen.down(_GAP)
        _put_band(pen, band)
    pen.down(_GAP)
    pen.line(poster.foot, "", SMALLEST, colour=GREY)
    return _png(image)


def _png(image: "Image") -> bytes:
    """Write an image in the few colours we draw with and the shades between: a third of the bytes."""
    from PIL.Image import Dither

    png = io.BytesIO()
    image.quantize(palette=_palette(), dither=Dither.NONE).save(png, "PNG", compress_level=_PNG_EFFORT)
    return png.getvalue()


@lru_cache(maxsize=1)
def _palette() -> "Image":
    from PIL import Image

    pairs = [(ground, ink) for ground in (PAPER, PAGE) for ink in (BLACK, GREY)]
    pairs += [(PAPER, ink) for ink in (BLUE, ORANGE, RED, GREEN)]
    shades = dict.fromkeys((RULE, *(shade for ground, ink in pairs for shade in _between(ground, ink))))
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for shade in shades for part in shade])
    return palette


def _between(ground: Rgb, ink: Rgb) -> list[Rgb]:
    """Return the colours that the edges of letters have on a ground, both ends included."""
    steps = [(place / _SHADES, 1 - place / _SHADES) for place in range(_SHADES + 1)]
    return [
        (
            round(ink[0] * part + ground[0] * rest),
            round(ink[1] * part + ground[1] * rest),
            round(ink[2] * part + ground[2] * rest),
        )
        for part, rest in steps
    ]


def _height(poster: Poster) -> int:
    lines = _line(_HEAD) + _line(_SUM) + _line(SMALLEST)
    return lines + sum(_GAP + _band_height(band) for band in poster.bands) + _GAP + 2 * _MARGIN


def _band_height(band: Band) -> int:
    head = _line(_NAME) + _BAR + _GAP + len(band.sums) * _line(_SUM)
    rows = len(band.rows) * _row_height() + (_line(SMALLEST) + _GAP if band.more else 0)
    return head + rows + 2 * _PADDING


def _row_height() -> int:
    return _GAP + _line(_ROW) + _line(SMALLEST)


def _line(size: int) -> int:
    return round(size * _LEADING)


def _put_band(pen: "_Pen", band: Band) -> None:
    pen.box(_band_height(band))
    pen.down(_PADDING)
    pen.line(band.name, band.count, _NAME, bold=True)
    pen.bar(band.share)
    for worth, meaning in band.sums:
        pen.line(worth, meaning, _SUM)
    for row in band.rows:
        pen.rule()
        pen.line(row.text, row.value, _ROW)
        pen.dotted(row.words, row.colour)
    if band.more:
        pen.down(_GAP)
        pen.line(band.more, "", SMALLEST, colour=GREY)
    pen.down(_PADDING)


@dataclass(slots=True)
class _Pen:
    """Writes from top to bottom; `y` is where it stands, in pixels."""

    on: "ImageDraw"
    y: int

    def down(self, by: int) -> None:
        self.y += by

    def box(self, height: int) -> None:
        self.on.rounded_rectangle((_MARGIN, self.y, WIDTH - _MARGIN, self.y + height), 20, fill=PAPER)

    def bar(self, share: float) -> None:
        """Draw how much of the whole it is; the number stands above it in figures."""
        ends = (_LEFT, self.y, _RIGHT, self.y + _BAR)
        self.on.rounded_rectangle(ends, _BAR // 2, fill=RULE)
        length = round((_RIGHT - _LEFT) * min(max(share, 0.0), 1.0))
        if length:
            self.on.rounded_rectangle((*ends[:2], _LEFT + max(length, _BAR), ends[3]), _BAR // 2, fill=BAR)
        self.down(_BAR + _GAP)

    def rule(self) -> None:
        self.on.line((_LEFT, self.y + _GAP // 2, _RIGHT, self.y + _GAP // 2), fill=RULE, width=2)
        self.down(_GAP)

    def line(self, text: str, value: str, size: int, *, bold: bool = False, colour: Rgb = BLACK) -> None:
        """Write a text at the left and a value at the right; the text gives way."""
        letters = Letters(size, bold=bold)
        value = letters.cut(legible(value), _RIGHT - _LEFT)
        length = letters.length(value)
        taken = round(length) + (_PADDING if value else 0)
        letters.write(self.on, (_LEFT, self.y), letters.cut(legible(text), _RIGHT - _LEFT - taken), colour)
        letters.write(self.on, (_RIGHT - length, self.y), value, colour)
        self.down(_line(size))

    def dotted(self, words: str, colour: Rgb) -> None:
        """Write words behind a dot."""
        top = self.y + (SMALLEST - _DOT) // 2 + 3
        self.on.ellipse((_LEFT, top, _LEFT + _DOT, top + _DOT), fill=colour)
        letters, left = Letters(SMALLEST), _LEFT + _DOT + 12
        letters.write(self.on, (left, self.y), letters.cut(legible(words), _RIGHT - left), GREY)
        self.down(_line(SMALLEST))


def widest_share(counts: Sequence[int], count: int) -> float:
    """Return how far a bar goes when the one of the largest number goes all the way."""
    most = max(counts, default=0)
    return count / most if most else 0.0
