"""The small pages a browser sees while the app is being installed."""

from html import escape

from starlette.responses import HTMLResponse, PlainTextResponse, Response

# Addresses of these pages carry secrets that are soon good for nothing, but nobody need see them.
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_STYLE = "body{font:1.1em system-ui,sans-serif;max-width:32em;margin:15vh auto;padding:0 1em}"


def nothing_here() -> Response:
    """Return what anybody gets who has no good link: the same as for a page that does not exist."""
    return PlainTextResponse("Not Found", 404)


def page(title: str, text: str, *, status: int = 200, link: tuple[str, str] | None = None) -> Response:
    """Return a page of one sentence or two. Args: `link`: an address and what it says."""
    way = f'<p><a href="{escape(link[0])}">{escape(link[1])}</a></p>' if link is not None else ""
    html = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>'
        f"<h1>{escape(title)}</h1><p>{escape(text)}</p>{way}</html>"
    )
    return HTMLResponse(html, status, _HEADERS)
