"""All our doors under fire: the real house with its web server's routes, both platforms behind it, and any request."""

import json
import sys
import traceback
from collections.abc import AsyncIterator, Iterator, MutableMapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from math import inf
from pathlib import Path
from time import monotonic, process_time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import event, func, select
from starlette.applications import Starlette
from starlette.types import ASGIApp
from structlog.testing import capture_logs

from crmbot.app import App
from crmbot.commands import build_registry
from crmbot.core import feeds, history, installations, people
from crmbot.core.context import Context
from crmbot.handlers.slack.app import SlackAdapter
from crmbot.handlers.slack.manifest import manifest
from crmbot.handlers.telegram.app import TelegramAdapter
from crmbot.store.engine import Database
from crmbot.store.models.installation import Installation
from crmbot.store.models.people import User
from crmbot.store.uow import read_only, unit_of_work
from tests.doubles.slack import SlackDouble
from tests.doubles.telegram import TelegramDouble
from tests.doubles.telegram.stage import BOT_ID
from tests.fuzz import oracle, posts
from tests.fuzz.mutator import Mutator
from tests.fuzz.posts import Known, Post
from tests.fuzz.target import LIMIT_S, Finding, Tally
from tests.handlers.desk import NOW
from tests.talk.house import Fixture, House, furnish

NAME = "requests at all doors"
PUBLIC = "https://crm.example"
SIGNING, WEBHOOK, METRICS = "a-signing-secret-of-ours", "a-secret-of-the-webhook", "a-token-of-the-operators"
SERVER_ERROR = 500
_ENVELOPES = 0.2
"""So many of the requests are changed anywhere, and not only in what they carry."""

_MEANT = {"/slack/oauth_redirect": {502}, "/readyz": {503}}
"""Answers in the five hundreds that say what is so: the platform did not confirm, the process is not ready."""

_EXPECTED = ("slack.uninstalled", "slack.events_withheld")
"""What is told as an error because operators are to read it, not because anything failed."""

_WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Told:
    """What a request was answered."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


@dataclass(slots=True)
class Doors:
    """The house as the internet sees it, and what went wrong with it."""

    app: App
    web: ASGIApp
    known: Known
    tally: Tally = field(default_factory=Tally)
    versions: dict[int, int] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to what is written."""
        event.listen(self.app.database.engine, "before_cursor_execute", self._heard)

    def _heard(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(_WRITES):
            self.written.append(statement)

    async def attempt(self, given: bytes) -> None:
        """Send a request, wait until all that follows from it is done, and take note of what came of it."""
        post = posts.made(json.loads(given), self.known)
        self.written.clear()
        self.tally.tried += 1
        started = process_time()
        with capture_logs() as lines:
            try:
                told = await asked(self.web, post)
                await self._settle()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
                self._note(given, f"{type(error).__name__} at the door", "".join(traceback.format_exception(error)))
                return
        taken = process_time() - started
        self.tally.slowest_s = max(self.tally.slowest_s, taken)
        if taken > 2 * LIMIT_S:
            self._note(given, f"slow: {post.path} over {2 * LIMIT_S:.0f} s", f"{taken:.2f} s")
        for what, trace in (*self._wrong(post, told), *_failures(lines)):
            self._note(given, what, trace)

    def look(self) -> None:
        """Have the books looked at, and that nobody installed anything without the state we gave."""
        with read_only(self.app.database) as session:
            for sentence in oracle.broken(session, self.versions):
                self._note(b"", f"books: {sentence}", "")
            if session.scalar(select(func.count()).select_from(Installation)) != 1:
                self._note(b"", "a workspace was installed by nobody, or is gone", "")

    async def _settle(self) -> None:
        for adapter in self.app.adapters:
            if isinstance(adapter, SlackAdapter):
                await adapter._tasks.finish()
            elif isinstance(adapter, TelegramAdapter):
                await adapter._running.finish()

    def _wrong(self, post: Post, told: Told) -> Iterator[tuple[str, str]]:
        if told.status >= SERVER_ERROR and told.status not in _MEANT.get(post.path, ()):
            yield f"{post.path} answers {told.status}", told.body.decode("utf-8", "replace")
        if self.written and not posts.is_genuine(post, self.known):
            yield f"a stranger's request at {post.path} writes", "\n".join(self.written[:5])
        shown = told.body + b"".join(value for _, value in told.headers)
        for secret in (SIGNING, WEBHOOK, METRICS):
            if secret.encode() in shown:
                yield f"{post.path} tells a secret", secret

    def _note(self, given: bytes, what: str, trace: str) -> None:
        known = self.tally.found.get(what)
        if known is None:
            self.tally.found[what] = Finding(NAME, given, what, trace)


def _failures(lines: list[MutableMapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield what was told as a failure of ours while a request was worked."""
    for line in lines:
        if line["log_level"] in ("error", "critical") and line["event"] not in _EXPECTED:
            error = line.get("exc_info")
            error = sys.exc_info()[1] if error is True else error
            told = "".join(traceback.format_exception(error)) if isinstance(error, BaseException) else ""
            yield f"{line['event']}: {type(error).__name__ if told else line.get('error', '')}", told or repr(line)


async def asked(web: ASGIApp, post: Post) -> Told:
    """Hand a request to the web application as a server does; return its whole answer."""
    waiting = [*post.pieces]
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        if not waiting:
            return {"type": "http.disconnect"}
        piece = waiting.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(waiting)}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await web(post.scope, receive, send)
    body = b"".join(each.get("body", b"") for each in sent if each["type"] == "http.response.body")
    return Told(sent[0]["status"], tuple(sent[0]["headers"]), body)


@asynccontextmanager
async def opened(url: str, files: Path) -> AsyncIterator[Doors]:
    """Open the house on a migrated, empty database, with both platforms, and a workspace installed by its owner."""
    furnish(url, Fixture(NOW))
    house = House(url, Fixture(NOW), str(files))
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(SlackDouble(clock=lambda: house.clock.now().timestamp()))
        slack.install(manifest(build_registry(), url=PUBLIC))
        telegram = await stack.enter_async_context(TelegramDouble(clock=lambda: house.clock.now().timestamp()))
        settings = house.settings(**_of_slack(slack), **_of_telegram(telegram), metrics_token=METRICS, per_minute=0)
        app = await stack.enter_async_context(App(settings, house.clock))
        for adapter in app.adapters:
            await adapter.start()
        web = app._server()._server.config.app
        assert isinstance(web, Starlette)
        yield Doors(app, web, await _known(house, app.database, _Outside(web, slack, telegram)))


def _of_slack(slack: SlackDouble) -> dict[str, object]:
    return {
        "slack_client_id": slack.registration.client_id,
        "slack_client_secret": slack.registration.client_secret,
        "slack_signing_secret": SIGNING,
        "slack_api_url": slack.url,
        "public_url": PUBLIC,
    }


def _of_telegram(telegram: TelegramDouble) -> dict[str, object]:
    return {
        "telegram_bot_token": telegram.token,
        "telegram_api_url": telegram.url,
        "telegram_webhook_url": PUBLIC,
        "telegram_webhook_secret": WEBHOOK,
    }


@dataclass(frozen=True, slots=True)
class _Outside:
    """The platforms, and the web application they knock at."""

    web: ASGIApp
    slack: SlackDouble
    telegram: TelegramDouble

    async def get(self, address: str, cookie: str = "") -> Told:
        """Open an address of ours in a browser."""
        parts = urlsplit(address)
        headers = ((b"cookie", cookie.encode()),) if cookie else ()
        return await asked(self.web, Post("GET", parts.path, parts.query.encode(), headers, (b"",)))

    async def begin(self, link: str) -> tuple[str, str]:
        """Open an owner's link; return where the browser is sent and the cookie it was given."""
        told = dict((await self.get(f"{PUBLIC}/slack/install?link={link}")).headers)
        cookie = SimpleCookie(told[b"set-cookie"].decode())["crmbot_install"].value
        return told[b"location"].decode(), cookie


async def _known(house: House, database: Database, outside: _Outside) -> Known:
    """Have a workspace let us in, people join both platforms, and one more link be opened half."""
    first, second, feed = _secrets(house, database)
    place, browser = await outside.begin(first)
    await outside.get(outside.slack.consent("U0ADMIN", place), f"crmbot_install={browser}")
    place, browser = await outside.begin(second)
    state = parse_qs(urlsplit(place).query)["state"][0]
    team = outside.slack.team_id
    ana = outside.slack.add_user("ana", "ana@x.example", house.fixture.zone)
    ben = outside.slack.add_user("ben", "ben@x.example", house.fixture.zone)
    phone = outside.telegram.add_user("Ana", "Ruiz", "ana", started=True)
    house.link(database, "slack", team, {"ana@x.example": ana, "ben@x.example": ben})
    house.link(database, "telegram", str(BOT_ID), {"ana@x.example": str(phone.id)})
    named = {
        "T1": team,
        "U1": ana,
        "U2": ben,
        "D1": outside.slack.dm(ana),
        "UBOT": outside.slack.bot,
        "11": str(phone.id),
    }
    return Known(SIGNING, WEBHOOK, METRICS, second, state, browser, feed, team, named)


def _secrets(house: House, database: Database) -> tuple[str, str, str]:
    """Return two links to install by, and the secret of a calendar."""
    with unit_of_work(database) as session:
        user = session.scalars(select(User).where(User.email == house.owner.email)).one()
        ctx = Context(session, people.actor(session, user.id), house.clock.now())
        history.begin(ctx, "secrets")
        return installations.new_link(ctx), installations.new_link(ctx), feeds.issue(ctx)


def requests(known: Known, seed: int) -> Iterator[bytes]:
    """Yield requests without end: each sort as it should be first, then what is made of them."""
    seeds = posts.seeds(known)
    mutator = Mutator(f"{NAME} {seed}", posts.WORDS)
    yield from (json.dumps(each).encode() for each in seeds)
    while True:
        changed = mutator.tree(seeds) if mutator.random.random() < _ENVELOPES else _within(seeds, mutator)
        yield json.dumps(changed).encode()


def _within(seeds: Sequence[dict[str, object]], mutator: Mutator) -> dict[str, object]:
    """Return a request of which one part is changed: it comes further than one whose address leads nowhere."""
    chosen = mutator.random.choice(seeds)
    parts = [name for name in ("json", "form", "query", "headers", "body") if name in chosen]
    name = mutator.random.choice(parts)
    likes = [each[name] for each in seeds if name in each and each["path"] == chosen["path"]]
    return {**chosen, name: mutator.tree([chosen[name], chosen[name], mutator.random.choice(likes)])}


async def besiege(doors: Doors, seed: int, count: int, *, batch: int = 200, until: float = inf) -> None:
    """Send so many requests, or as many as there is time for, the books looked at after each batch."""
    stream = requests(doors.known, seed)
    for place in range(count):
        await doors.attempt(next(stream))
        if place % batch == batch - 1:
            doors.look()
            if monotonic() > until:
                return
    doors.look()
