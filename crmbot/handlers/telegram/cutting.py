"""Text counted and cut as Telegram counts it: in UTF-16 units, never inside what is one sign to the eye."""

import unicodedata

_JOINER = "\u200d"
_LOOK_BACK = 24
_ATTACHED = {"Mn", "Me", "Mc"}  # marks that stand on the sign before them


def units_of(text: str) -> int:
    """Count the UTF-16 units of a text."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, units: int) -> tuple[str, str]:
    """Divide a text in two, the first of at most so many units; between lines or words where it can be."""
    if units_of(text) <= units:
        return text, ""
    at = _fitting(text, units)
    for border in ("\n", " "):
        blank = text.rfind(border, 0, at)
        if blank > at // 2:
            return text[: blank + 1], text[blank + 1 :]
    at = _between_signs(text, at)
    return text[:at], text[at:]


def shortened(text: str, length: int) -> str:
    """Return a text of at most so many units, with an ellipsis where it went on."""
    text = " ".join(text.split())
    return text if units_of(text) <= length else cut(text, length - 1)[0].rstrip() + "…"


def _fitting(text: str, units: int) -> int:
    at = min(units, len(text))
    while (over := units_of(text[:at]) - units) > 0:
        at -= (over + 1) // 2
    return at


def _between_signs(text: str, at: int) -> int:
    for border in range(at, max(at - _LOOK_BACK, 0), -1):
        if not _joined(text[border - 1], text[border]):
            return border
    return at


def _joined(before: str, after: str) -> bool:
    return _JOINER in {before, after} or unicodedata.category(after) in _ATTACHED or _tints(after)


def _tints(char: str) -> bool:
    return "\U0001f3fb" <= char <= "\U0001f3ff"
