"""Names of files as they may be kept, shown and written: no part of a path, nothing a disk or an eye stumbles over."""

import re
import unicodedata

LONGEST = 120
"""Characters of a name: a disk takes 255 bytes, and a character has up to four of them in UTF-8; few have."""

_BYTES = 240
_APART = re.compile(r"[/\\]")
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f]+')
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,10}$")


def clean(name: str, default: str = "file") -> str:
    """Return a name without folders, control signs and what turns text around; never empty, dots or too long."""
    last = _APART.split(unicodedata.normalize("NFC", name))[-1]
    seen = "".join(char for char in last if unicodedata.category(char) not in _UNSEEN)
    plain = " ".join(_FORBIDDEN.sub("_", seen).split()).strip(". ")
    if not plain.strip("_"):
        plain = default
    return _shortened(f"_{plain}" if _RESERVED.match(plain) else plain)


def _shortened(name: str) -> str:
    """Cut the stem, so that the ending stays."""
    found = _SUFFIX.search(name)
    suffix = found[0] if found is not None else ""
    stem = name[: len(name) - len(suffix)][: LONGEST - len(suffix)]
    while len((stem + suffix).encode()) > _BYTES:
        stem = stem[:-1]
    return stem + suffix
