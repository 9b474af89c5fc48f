"""Letters on a picture: measured, cut to their place, and lent by a second font where ours lacks one."""

import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from crmbot.commands.fonts import FONTS, wide

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

Rgb = tuple[int, int, int]

_ELLIPSIS = "…"
_MOST = 400
"""What is longer than this does not fit anyhow, and measuring it takes time."""
_PROBE = 34
_NEVER = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SIGNS = frozenset({"So", "Sk", "Mn", "Me"})
_NOBODYS = "\U000f0000"
"""A letter that no font has: it is drawn as a box."""


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters of one size, in pixels."""

    size: int
    bold: bool = False

    def length(self, text: str) -> float:
        """Return how wide a text is, in pixels."""
        return sum(font.getlength(run) for run, font in self._runs(text))

    def write(self, on: "ImageDraw", place: tuple[float, float], text: str, colour: Rgb) -> None:
        """Write a text whose letters have their left upper corner at a place."""
        left, top = place
        line = top + _font(self.size, bold=self.bold).getmetrics()[0]
        for run, font in self._runs(text):
            on.text((left, line), run, fill=colour, font=font, anchor="ls")
            left += font.getlength(run)

    def cut(self, text: str, width: float) -> str:
        """Return a text, or as much of its beginning as there is room for, with an ellipsis."""
        if self.length(text) <= width:
            return text
        fits, too_much = 0, len(text)
        while too_much - fits > 1:
            middle = (fits + too_much) // 2
            if self.length(text[:middle].rstrip() + _ELLIPSIS) <= width:
                fits = middle
            else:
                too_much = middle
        return text[:fits].rstrip() + _ELLIPSIS

    def _runs(self, text: str) -> Iterator[tuple[str, "FreeTypeFont"]]:
        """Yield the pieces of a text with the font that has their letters: as a rule one, in ours."""
        ours, other = _font(self.size, bold=self.bold), _lent(self.size)
        if other is None or text.isascii():
            yield text, ours
            return
        for is_lent, run in groupby(text, key=_is_lent):
            yield "".join(run), other if is_lent else ours


def legible(text: str) -> str:
    """Return a text on one line; signs that our font does not have are left out."""
    line = " ".join(text[:_MOST].split())
    return " ".join("".join(letter for letter in line if letter.isascii() or _is_shown(letter)).split())


@lru_cache(maxsize=4096)
def _is_shown(letter: str) -> bool:
    category = unicodedata.category(letter)
    if category in _NEVER:
        return False
    return category not in _SIGNS or _has(_font(_PROBE), letter)


@lru_cache(maxsize=4096)
def _is_lent(letter: str) -> bool:
    """Tell whether the second font has a letter that ours has not."""
    if letter.isascii() or _has(_font(_PROBE), letter):
        return False
    other = _lent(_PROBE)
    return other is not None and _has(other, letter)


def _has(font: "FreeTypeFont", letter: str) -> bool:
    return bytes(font.getmask(letter)) != bytes(font.getmask(_NOBODYS))


@lru_cache(maxsize=16)
def _font(size: int, *, bold: bool = False) -> "FreeTypeFont":
    from PIL import ImageFont

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(io.BytesIO((FONTS / name).read_bytes()), size)


@lru_cache(maxsize=16)
def _lent(size: int) -> "FreeTypeFont | None":
    from PIL import ImageFont

    file = wide()
    return ImageFont.truetype(file, size) if file is not None else None
