"""Which connection a call of a double came by, so that whoever watches several processes knows whose it was."""

from contextvars import ContextVar

from aiohttp import web
from aiohttp.typedefs import Handler

_port: ContextVar[int] = ContextVar("port of the caller", default=0)


@web.middleware
async def noted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Remember the caller's end of the connection while its request is answered."""
    end = request.transport.get_extra_info("peername") if request.transport is not None else None
    _port.set(end[1] if end else 0)
    try:
        return await handler(request)
    except ConnectionResetError:  # the caller hung up before it had said all
        return web.Response(status=499)


def caller_port() -> int:
    """Return the port the present call came from; 0 outside of one."""
    return _port.get()
