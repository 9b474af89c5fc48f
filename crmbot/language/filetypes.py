"""What a file is by its own first bytes, whatever its name or its sender says."""

from collections.abc import Callable
from enum import StrEnum

HEAD = 4096
"""Bytes of a file's beginning that are enough to tell what it is."""

UNKNOWN = "application/octet-stream"
PLAIN = "text/plain"
HTML = "text/html"
ZIP = "application/zip"
OLE = "application/x-ole-storage"
WINDOWS_PROGRAM = "application/vnd.microsoft.portable-executable"
LINUX_PROGRAM = "application/x-executable"
APPLE_PROGRAM = "application/x-mach-binary"
SCRIPT = "text/x-shellscript"

PROGRAMS = frozenset({WINDOWS_PROGRAM, LINUX_PROGRAM, APPLE_PROGRAM, SCRIPT})
"""What acts when it is opened."""

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
"""What every chat can show as a picture."""

# Beginnings that tell, the longer ones of a family first.
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"{\\rtf", "application/rtf"),
    (b"\x1aE\xdf\xa3", "video/x-matroska"),
    (b"MZ", WINDOWS_PROGRAM),
    (b"\x7fELF", LINUX_PROGRAM),
    (b"\xcf\xfa\xed\xfe", APPLE_PROGRAM),
    (b"\xce\xfa\xed\xfe", APPLE_PROGRAM),
    (b"\xca\xfe\xba\xbe", APPLE_PROGRAM),
    (b"#!", SCRIPT),
)
_ALSO_LETTERS = frozenset({b"BM", b"MZ", b"ID3"})
"""Beginnings that words may have as well."""

_AUDIO_FRAMES = {b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"}
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_BRANDS = {b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"heic": "image/heic", b"mif1": "image/heif"}
_BRANDS_AT = 8

_IN_ZIP = ("application/vnd.openxmlformats-", "application/vnd.oasis.", "application/vnd.ms-", "application/epub")
_IN_OLE = ("application/vnd.ms-", "application/msword", "application/vnd.visio")
_IN_OGG = ("audio/", "video/ogg", "application/ogg")
_IN_MATROSKA = ("video/webm", "audio/webm", "video/x-matroska", "audio/x-matroska")
_IN_MP4 = ("audio/", "video/")
_COUSINS = {ZIP: _IN_ZIP, OLE: _IN_OLE, "audio/ogg": _IN_OGG, "video/x-matroska": _IN_MATROSKA, "video/mp4": _IN_MP4}
"""Kinds that begin alike: there the claim says which of them it is."""

# What begins in a way that is known, and so is no such thing when it begins otherwise.
_TOLD_BY_BYTES = frozenset(kind for _, kind in _BEGINNINGS) | {"image/webp", "audio/wav", "image/heic"}
_ZIPPED = ("application/vnd.openxmlformats-", "application/vnd.oasis.")

_MARKUP = (b"<!doctype html", b"<html", b"<script", b"<body", b"<iframe")
_TEXTUAL = ("text/", "application/json", "application/xml", "image/svg", "application/x-ndjson", "message/")
_MARKS = (b"\xff\xfe", b"\xfe\xff")


def sniffed(head: bytes, claimed: str = "") -> str:
    """Return what a file is.

    Args: `head`: its first `HEAD` bytes, or all there are. `claimed`: what it is said to be, which
    stands only where the bytes do not contradict it.
    """
    said = claimed.partition(";")[0].strip().lower()
    told = _by_signature(head)
    if told:
        return said if said.startswith(_COUSINS.get(told, ())) and said else told
    if is_text(head):
        return _text(head, said)
    contradicted = said in _TOLD_BY_BYTES or said.startswith((*_TEXTUAL, *_ZIPPED))
    return UNKNOWN if contradicted or "/" not in said else said


def _by_signature(head: bytes) -> str:
    """Return the kind its first bytes name; empty when they name none."""
    for read in _READERS:
        if found := read(head):
            return found
    return ""


def _by_beginning(head: bytes) -> str:
    found = next((each for each in _BEGINNINGS if head.startswith(each[0])), None)
    if found is None or (found[0] in _ALSO_LETTERS and is_text(head)):
        return ""
    return found[1]


def _by_container(head: bytes) -> str:
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[_BRANDS_AT : _BRANDS_AT + 4], "video/mp4")
    return "audio/mpeg" if head[:2] in _AUDIO_FRAMES else ""


_READERS: tuple[Callable[[bytes], str], ...] = (_by_beginning, _by_container)


def is_text(head: bytes) -> bool:
    """Tell whether bytes are words: UTF-8 perhaps cut within a sign, or UTF-16 with its mark."""
    if head.startswith(_MARKS):
        return True
    if b"\x00" in head:
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3 and len(head) >= HEAD
    return True


def _text(head: bytes, said: str) -> str:
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        return HTML
    return said if said.startswith(_TEXTUAL) and said != HTML else PLAIN


class FileKind(StrEnum):
    """The kinds of files that people ask for."""

    PICTURE = "picture"
    SOUND = "sound"
    VIDEO = "video"
    PDF = "pdf"
    DOCUMENT = "document"
    TABLE = "table"
    SLIDES = "slides"
    TEXT = "text"
    ARCHIVE = "archive"
    PROGRAM = "program"
    OTHER = "other"


_BY_FAMILY = {
    "image": FileKind.PICTURE,
    "audio": FileKind.SOUND,
    "video": FileKind.VIDEO,
    "text": FileKind.TEXT,
}
_BY_PART = (
    ("pdf", FileKind.PDF),
    ("spreadsheet", FileKind.TABLE),
    ("excel", FileKind.TABLE),
    ("presentation", FileKind.SLIDES),
    ("powerpoint", FileKind.SLIDES),
    ("word", FileKind.DOCUMENT),
    ("document", FileKind.DOCUMENT),
    ("rtf", FileKind.DOCUMENT),
    ("csv", FileKind.TABLE),
    ("zip", FileKind.ARCHIVE),
    ("rar", FileKind.ARCHIVE),
    ("7z", FileKind.ARCHIVE),
    ("json", FileKind.TEXT),
    ("xml", FileKind.TEXT),
)


def kind_of(mime: str) -> FileKind:
    """Return which kind of file people would call it."""
    family, _, form = mime.partition("/")
    if mime in PROGRAMS:
        return FileKind.PROGRAM
    if mime == "text/csv":
        return FileKind.TABLE
    if family in _BY_FAMILY:
        return _BY_FAMILY[family]
    # What Office writes is told by its last part: before it all of them are "openxmlformats-officedocument".
    told = form.removeprefix("vnd.openxmlformats-officedocument.")
    return next((kind for part, kind in _BY_PART if part in told), FileKind.OTHER)


_WORDS = {
    "application/pdf": "PDF",
    ZIP: "ZIP archive",
    "application/vnd.rar": "RAR archive",
    "application/x-7z-compressed": "7-Zip archive",
    "application/gzip": "gzip archive",
    WINDOWS_PROGRAM: "Windows program",
    LINUX_PROGRAM: "program",
    APPLE_PROGRAM: "program",
    SCRIPT: "script",
    HTML: "web page",
    PLAIN: "text",
    "text/csv": "table (CSV)",
    "text/vcard": "contact card",
    "text/x-vcard": "contact card",
    "application/msword": "Word document",
    OLE: "Office document",
    "application/vnd.ms-excel": "Excel table",
    "application/vnd.ms-powerpoint": "PowerPoint slides",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel table",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint slides",
    UNKNOWN: "file",
}
_FAMILIES = {"image": "picture", "audio": "sound", "video": "video", "text": "text"}


def words(mime: str) -> str:
    """Say in a word or two what a kind of file is."""
    family, _, form = mime.partition("/")
    if mime in _WORDS:
        return _WORDS[mime]
    if family in _FAMILIES:
        short = form.removeprefix("x-").split("+")[0].upper()
        return f"{_FAMILIES[family]} ({short})" if short and len(short) <= _SHORT else _FAMILIES[family]
    return "file"


_SHORT = 5
