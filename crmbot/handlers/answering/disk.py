"""Files of this machine read in pieces, off the loop."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

from crmbot.chat.fetching import FileGone

CHUNK = 256 * 1024


async def pieces(path: Path) -> AsyncGenerator[bytes, None]:
    """Yield the bytes of a file. Raises `FileGone` when it cannot be read."""
    try:
        file = await asyncio.to_thread(path.open, "rb")
    except (OSError, ValueError) as error:  # no right to look, or no possible name
        raise FileGone(type(error).__name__) from error
    with file:
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            yield chunk
