"""What somebody sends is what its bytes are, whatever it is called and said to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbot.chat.card import Attachment
from crmbot.handlers.answering.outgoing import opened
from crmbot.language import filetypes
from crmbot.language.filetypes import FileKind, kind_of, sniffed

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
PAGE = b"<!DOCTYPE html><script>alert(1)</script>"
PROGRAM = b"MZ" + bytes(200)
SHELL = b"#!/bin/sh\nrm -rf /\n"
PRETENDED = ("image/png", "image/jpeg", "application/pdf", "text/csv", "text/plain", "audio/ogg", "")


@pytest.mark.parametrize("claimed", PRETENDED)
@pytest.mark.parametrize(
    ("content", "kind"),
    [(PAGE, FileKind.TEXT), (PROGRAM, FileKind.PROGRAM), (SHELL, FileKind.PROGRAM), (PNG, FileKind.PICTURE)],
)
def test_file_when_it_is_said_to_be_another(content: bytes, kind: FileKind, claimed: str) -> None:
    """Its bytes tell, not who sent it."""
    assert kind_of(sniffed(content, claimed)) is kind


@given(st.binary(max_size=300), st.sampled_from(["image/png", "image/gif", "image/webp"]))
def test_picture_when_it_is_none(content: bytes, claimed: str) -> None:
    """What does not begin as pictures do is shown as none."""
    told = sniffed(content, claimed)

    assert not told.startswith("image/") or content[:2] in (b"\x89P", b"\xff\xd8", b"GI", b"BM", b"II", b"MM", b"RI")


async def test_page_when_it_goes_out_as_a_picture() -> None:
    """Its name says so no longer, and nothing is told to show it as one."""
    sent = Attachment("cat.png", "image/png", lambda: PAGE)

    (file,) = (await opened([sent])).files

    assert (file.name, file.mime, file.is_picture) == ("cat.png.bin", filetypes.HTML, False)
