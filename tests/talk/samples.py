"""The bytes of what people send in conversations: real enough for whoever looks at them."""

from pathlib import Path

from tests.chat import Thing

FILES = Path(__file__).parents[1] / "conversations" / "files"
"""Whole files that conversations send by their names."""

PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(64)
TRICK = "trick"
"""Begins the names of files that are not what they are called."""

_BEGINNINGS = {
    "pdf": b"%PDF-1.7\n",
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "png": b"\x89PNG\r\n\x1a\n",
    "ogg": b"OggS\x00\x02",
    "m4a": b"\x00\x00\x00\x20ftypM4A \x00",
}
_NAMES = {"photo": "photo.jpg", "voice": "voice.ogg", "file": "offer.pdf"}


def name_of(thing: Thing) -> str:
    """Return what a thing is called where its sender gave it no name."""
    return thing.name or _NAMES[thing.kind]


def content_of(thing: Thing) -> bytes:
    """Return the bytes of a thing: those of its kind, with its name among them; a trick is a program."""
    name = name_of(thing)
    if name.startswith(TRICK):
        return PROGRAM
    if (FILES / name).is_file():
        return (FILES / name).read_bytes()
    return _BEGINNINGS.get(name.rpartition(".")[2], b"") + f"the content of {name}".encode()
