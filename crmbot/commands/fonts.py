"""The fonts of pictures and papers: our own, and one of the machine's for Chinese, Japanese and Korean."""

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path

FONTS = resources.files("crmbot") / "assets" / "fonts"
"""The folder of our own fonts."""

PLACES = (
    Path("/usr/local/share/fonts"),
    Path("/usr/share/fonts"),
    Path("/Library/Fonts"),
    Path("/System/Library/Fonts"),
    Path("C:/Windows/Fonts"),
)
"""Where systems keep their fonts."""

WIDE = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJK-VF.ttc",
    "NotoSansCJKsc-Regular.otf",
    "DroidSansFallbackFull.ttf",
    "DroidSansFallback.ttf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "Arial Unicode.ttf",
    "PingFang.ttc",
    "msyh.ttc",
)
"""Fonts that have the letters ours lacks, the best first. Ten thousands of letters are too heavy to carry along."""


@lru_cache(maxsize=4)
def wide(places: Sequence[Path] = PLACES) -> Path | None:
    """Return the best font for what ours lacks; None where the machine has none, and boxes are drawn."""
    there: dict[str, Path] = {}
    for place in places:
        for file in place.rglob("*") if place.is_dir() else ():
            there.setdefault(file.name, file)
    return next((there[name] for name in WIDE if name in there), None)
