"""Requests as platforms, browsers and calendar programs send them, and as anybody else may: each one tree of JSON."""

import json
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from urllib.parse import quote, urlencode

from slack_sdk.signature import SignatureVerifier

from tests.fuzz import samples
from tests.fuzz.target import as_bytes

Json = dict[str, object]
SECRET_HEADER = "x-telegram-bot-api-secret-token"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
GOOD = "good"
_OLD_S = 301
_NUMBERS = count(1)
_FRESH = re.compile(r"\b(?:Ev1|1\.2\.[a-z])\b|(?<=\"update_id\": )\d+")
_UNSAFE = re.compile(rb"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Known:
    """What whoever makes requests knows of the house: some have it from us, for others it is to be guessed."""

    signing_secret: str
    webhook_secret: str
    metrics_token: str
    link: str
    state: str
    browser: str
    feed: str
    team: str
    people: Mapping[str, str]
    """What stands for somebody in the samples, and who it is here."""


@dataclass(frozen=True, slots=True)
class Post:
    """A request as a server hands it on."""

    method: str
    path: str
    query: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    pieces: tuple[bytes, ...]

    @property
    def scope(self) -> dict[str, object]:
        """The request in the form of ASGI."""
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": self.path,
            "raw_path": quote(self.path.encode("utf-8", "surrogatepass")).encode(),
            "root_path": "",
            "query_string": self.query,
            "headers": list(self.headers),
            "client": ("127.0.0.1", 5),
            "server": ("127.0.0.1", 80),
        }

    def header(self, name: bytes) -> bytes:
        """Return a header; empty where there is none."""
        return next((value for key, value in self.headers if key == name), b"")


def seeds(known: Known) -> list[Json]:
    """Return a request of each sort, good ones and bad ones."""
    return [*_of_slack(known), *_of_telegram(known), *_of_browsers(known), *_of_programs(known)]


def _of_slack(known: Known) -> Iterable[Json]:
    place: Json = {"method": "POST", "path": "/slack/events", "sign": GOOD, "fresh": True}
    for each in samples.SLACK:
        if _throws_out(each):  # from then on nothing of the workspace would be taken
            continue
        own = _here(each, known)
        is_event = isinstance(own, dict) and own.get("type") == "event_callback"
        body: Json = {"json": own} if is_event else {"form": own if each is samples.COMMAND else {"payload": own}}
        kind = JSON if is_event else FORM
        yield {**place, "headers": [["content-type", kind]], **body}
    body = {"headers": [["content-type", FORM]], "form": _here(samples.COMMAND, known)}
    yield {**place, **body, "sign": "old"}
    yield {**place, **body, "sign": "bad"}
    yield {**place, **body, "sign": ""}
    yield {**place, "headers": [["content-type", FORM]], "body": "ssl_check=1&token=x", "sign": ""}
    yield {**place, "headers": [["content-type", JSON]], "body": '{"type":"url_verification","challenge":"c"}'}
    yield {**place, "headers": [["content-type", "text/plain; charset=utf-16"]], "body": '{"type":', "pieces": 3}


def _throws_out(payload: Mapping[str, object]) -> bool:
    told = payload.get("event")
    return isinstance(told, dict) and told.get("type") in ("tokens_revoked", "app_uninstalled")


def _of_telegram(known: Known) -> Iterable[Json]:
    place: Json = {"method": "POST", "path": "/telegram/webhook", "fresh": True}
    for each in samples.TELEGRAM:
        yield {**place, "headers": [[SECRET_HEADER, known.webhook_secret]], "json": _here(each, known)}
    for secret in ("", "x", known.webhook_secret[:-1], "ü"):
        yield {**place, "headers": [[SECRET_HEADER, secret]], "json": _here(samples.TELEGRAM[0], known)}
    for body in ('{"update_id": 5, "message": {', '{"update_id": "5"}', "[5]", "\ud800"):
        yield {**place, "headers": [[SECRET_HEADER, known.webhook_secret]], "body": body}
        yield {**place, "headers": [], "body": body}


def _of_browsers(known: Known) -> Iterable[Json]:
    cookie = [["cookie", f"crmbot_install={known.browser}"]]
    back: Json = {"method": "GET", "path": "/slack/oauth_redirect"}
    yield {"method": "GET", "path": "/slack/install", "query": {"link": known.link}, "headers": []}
    yield {"method": "HEAD", "path": "/slack/install", "query": {"link": known.link}, "headers": cookie}
    yield {"method": "GET", "path": "/slack/install", "query": {"link": "guessed"}, "headers": cookie}
    yield {**back, "query": {"code": "1.2.x", "state": known.state}, "headers": cookie}
    yield {**back, "query": {"code": "1.2.x", "state": known.state}, "headers": [["cookie", "crmbot_install=other"]]}
    yield {**back, "query": {"code": "1.2.x", "state": known.link}, "headers": cookie}
    yield {**back, "query": {"error": "access_denied", "state": known.state}, "headers": cookie}
    yield {**back, "query": "code=%ff&state=%00&state=x&code", "headers": [["cookie", 'crmbot_install="a\\";=;;']]}


def _of_programs(known: Known) -> Iterable[Json]:
    yield {"method": "GET", "path": f"/calendar/{known.feed}.ics", "headers": [["if-none-match", 'W/"x", *']]}
    yield {"method": "GET", "path": f"/calendar/{known.feed[:-1]}.ics", "headers": []}
    yield {"method": "PROPFIND", "path": "/calendar/x.ics", "headers": [["depth", "1"]], "body": "<propfind/>"}
    yield {"method": "GET", "path": "/metrics", "headers": [["authorization", f"Bearer {known.metrics_token}"]]}
    yield {"method": "GET", "path": "/metrics", "headers": [["authorization", "Bearer ü"]]}
    for path in ("/healthz", "/readyz", "/health", "/", "/metrics/", "/../etc/passwd", "/slack/events/"):
        yield {"method": "GET", "path": path, "headers": [["host", "crm.example"]]}


def _here(tree: object, known: Known) -> object:
    """Put the people and places of this house into a payload of the samples."""
    written = json.dumps(tree)
    for told, own in known.people.items():
        written = re.sub(rf'(?<="){told}(?=")|(?<=: ){told}(?=[,}}])', own, written)
    return json.loads(written)


def made(tree: object, known: Known) -> Post:
    """Make a request of a tree, whatever has become of it: no server hands on what is none."""
    asked: dict[str, object] = tree if isinstance(tree, dict) else {"path": str(tree)}
    body = _body(asked)
    headers = [*_headers(asked), *_signed(asked, body, known)]
    method = re.sub(r"[^A-Z]", "", _text(asked.get("method")).upper())[:20] or "GET"
    path = "/" + as_bytes(_text(asked.get("path"))).decode("utf-8", "replace").lstrip("/")
    return Post(method, path[:2_000], _query(asked.get("query")), tuple(headers), _pieces(body, asked.get("pieces")))


def is_genuine(post: Post, known: Known) -> bool:
    """Tell whether a request carries something that lets it change anything, and so may."""
    if post.path == "/slack/events":
        body = b"".join(post.pieces).decode("utf-8", "replace")
        stamp = post.header(b"x-slack-request-timestamp").decode("latin-1")
        told = post.header(b"x-slack-signature").decode("latin-1")
        return stamp.isdecimal() and told == _signature(body, stamp, known.signing_secret)
    if post.path == "/telegram/webhook":
        return post.header(SECRET_HEADER.encode()) == known.webhook_secret.encode()
    if post.path == "/slack/install":
        return known.link.encode() in post.query
    return post.path == "/slack/oauth_redirect" and known.state.encode() in post.query


def _body(asked: Mapping[str, object]) -> bytes:
    if "json" in asked:
        return _fresh(json.dumps(asked["json"]), asked).encode()
    if isinstance(form := asked.get("form"), dict):
        members = {key: each if isinstance(each, str) else json.dumps(each) for key, each in form.items()}
        return _fresh(urlencode(members, errors="surrogatepass"), asked).encode()
    return as_bytes(_text(asked.get("body")))


def _fresh(written: str, asked: Mapping[str, object]) -> str:
    """Give events a number of their own: what came before is not worked again."""
    return _FRESH.sub(lambda _: f"{next(_NUMBERS)}", written) if asked.get("fresh") is True else written


def _headers(asked: Mapping[str, object]) -> Iterable[tuple[bytes, bytes]]:
    pairs = asked.get("headers")
    for pair in pairs if isinstance(pairs, list) else ():
        if isinstance(pair, list) and len(pair) > 1:
            name = re.sub(r"[^a-z0-9-]", "", _text(pair[0]).lower())
            value = _UNSAFE.sub(b"", as_bytes(_text(pair[1])))
            yield name.encode()[:100] or b"x", value[:8_000].strip()


def _signed(asked: Mapping[str, object], body: bytes, known: Known) -> Iterable[tuple[bytes, bytes]]:
    wanted = asked.get("sign")
    if not wanted:
        return
    stamp = str(int(time.time()) - (_OLD_S if wanted == "old" else 0))
    secret = known.signing_secret if wanted in (GOOD, "old", True) else "somebody else's"
    yield b"x-slack-request-timestamp", stamp.encode()
    yield b"x-slack-signature", _signature(body.decode("utf-8", "replace"), stamp, secret).encode()


def _signature(body: str, stamp: str, secret: str) -> str:
    return SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body) or ""


def _query(asked: object) -> bytes:
    if isinstance(asked, dict):
        return urlencode({str(key): _text(each) for key, each in asked.items()}, errors="surrogatepass").encode()[
            :8_000
        ]
    return quote(as_bytes(_text(asked)), safe="/?:@!$&'()*+,;=%-._~").encode()[:8_000]


def _pieces(body: bytes, wanted: object) -> tuple[bytes, ...]:
    """Cut a body into some pieces, as slow lines do."""
    size = len(body) // wanted + 1 if isinstance(wanted, int) and 1 < wanted < 50 else len(body) or 1
    return tuple(body[start : start + size] for start in range(0, len(body), size)) or (b"",)


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)


WORDS: Sequence[str] = (
    *samples.KEYS,
    *("method", "path", "query", "headers", "body", "json", "form", "sign", "fresh", "pieces", "GET", "POST"),
    *("content-type", "content-length", "content-encoding", "transfer-encoding", "gzip", "chunked", "-1", FORM, JSON),
    *("x-slack-signature", "x-slack-request-timestamp", "x-slack-retry-num", "v0=", SECRET_HEADER, "Bearer "),
    *("/slack/events", "/telegram/webhook", "/slack/install", "/slack/oauth_redirect", "/calendar/x.ics", "/metrics"),
)
