"""How the letters of a file of words are written."""

import codecs
from pathlib import Path

_CHUNK = 1 << 20


def told(path: Path) -> tuple[str, tuple[str, ...]]:
    """Return how the letters are written, and what was assumed: old programs do not say it."""
    with path.open("rb") as file:
        mark = file.read(4)
    if mark.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", ()
    if mark.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", ()
    if _is_utf8(path):
        return "utf-8", ()
    return "cp1252", ("letters read as Windows-1252; look whether é, ß and € are right",)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
