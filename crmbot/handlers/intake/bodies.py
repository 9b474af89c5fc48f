"""What a platform posts to us, read no further than anything of theirs is long."""

from starlette.requests import Request


async def read(request: Request, most: int) -> bytes | None:
    """Return the body of a request as it came; None when it is larger than `most` bytes."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)
