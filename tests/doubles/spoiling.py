"""Answers that arrive spoiled: cut off in the middle, or no JSON although they say so."""

from aiohttp import web


async def half(request: web.Request, body: bytes) -> web.StreamResponse:
    """Send the first half of an answer, and hang up."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


def garbage() -> web.Response:
    """Answer with something that only calls itself JSON."""
    return web.Response(text='{"ok": tru', content_type="application/json")
