"""How the bot receives updates: real long polling, or a webhook that is called again until it says 2xx."""

import asyncio
import ipaddress
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp

from tests.doubles.telegram.arguments import Arguments
from tests.doubles.telegram.methods import Method
from tests.doubles.telegram.stage import Stage
from tests.doubles.telegram.updates import KINDS, LEFT_OUT_BY_DEFAULT, Update
from tests.doubles.telegram.wire import TWO_POLLERS, WEBHOOK_ACTIVE, Payload, broken, conflict

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
POLL_LIMIT_S = 50
BATCH_LIMIT = 100
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
# So many empty short polls within a second are a loop that spins.
SPIN_POLLS = 20
_RETRY_CAP_S = 1.0

Perform = Callable[[str, Mapping[str, object]], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates go, and with which secret."""

    url: str
    secret: str = ""
    max_connections: int = 40


class Reception:
    """The methods for receiving updates."""

    def __init__(self, stage: Stage, perform: Perform) -> None:
        """Begin with polling; `perform` plays a call that a webhook's answer contains."""
        self._stage = stage
        self._perform = perform
        self._webhook: Webhook | None = None
        self._turn = 0
        self._empty_polls: list[float] = []
        self._worker: asyncio.Task[None] | None = None
        self._deliveries: set[asyncio.Task[None]] = set()
        self._busy_chats: set[int] = set()
        self._last_error = ""

    def table(self) -> dict[str, Method]:
        """Give each method under its name."""
        return {
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
        }

    async def close(self) -> None:
        """Stop delivering."""
        tasks = [*self._deliveries, *([self._worker] if self._worker else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _get_updates(self, args: Arguments) -> object:
        stage, queue = self._stage, self._stage.queue
        if self._webhook is not None:
            raise conflict(WEBHOOK_ACTIVE)
        self._subscribe(args)
        self._turn += 1
        turn = self._turn
        queue.confirm_before(args.integer("offset"))
        wait_s = min(max(args.integer("timeout"), 0), POLL_LIMIT_S)
        await stage.changed.until(lambda: bool(queue.ready()) or self._is_over(turn), wait_s)
        if self._turn != turn:
            raise conflict(TWO_POLLERS)
        if self._webhook is not None:
            raise conflict(WEBHOOK_ACTIVE)
        limit = min(max(args.integer("limit", BATCH_LIMIT), 1), BATCH_LIMIT)
        given = [update.payload() for update in queue.batch(limit)]
        self._watch_spinning(given, wait_s)
        return given

    def _is_over(self, turn: int) -> bool:
        return self._turn != turn or self._stage.closing or self._webhook is not None

    def _watch_spinning(self, given: list[Payload], wait_s: int) -> None:
        if given or wait_s:
            self._empty_polls.clear()
            return
        now = asyncio.get_running_loop().time()
        self._empty_polls = [at for at in self._empty_polls if at > now - 1] + [now]
        if len(self._empty_polls) > SPIN_POLLS:
            self._stage.violate(f"getUpdates: {SPIN_POLLS} empty short polls within a second")
            self._empty_polls.clear()

    def _subscribe(self, args: Arguments) -> None:
        kinds = args.listing("allowed_updates")
        if kinds is None:
            return
        if unknown := [kind for kind in kinds if kind not in KINDS]:
            self._stage.violate(f"allowed_updates names unknown kinds {unknown}")
        default = [kind for kind in KINDS if kind not in LEFT_OUT_BY_DEFAULT]
        self._stage.queue.allowed = tuple(str(kind) for kind in kinds or default)

    def _set_webhook(self, args: Arguments) -> object:
        url = args.text("url")
        if not url:
            return self._delete_webhook(args)
        _check_url(url)
        secret = args.text("secret_token")
        if secret and not _SECRET.fullmatch(secret):
            raise broken("secret token contains unallowed characters")
        self._subscribe(args)
        self._drop_if_asked(args)
        self._webhook = Webhook(url, secret, min(max(args.integer("max_connections", 40), 1), 100))
        if self._worker is None:
            self._worker = asyncio.create_task(self._deliver_all())
        self._stage.changed.fire()
        return True

    def _delete_webhook(self, args: Arguments) -> object:
        self._drop_if_asked(args)
        self._webhook = None
        self._stage.changed.fire()
        return True

    def _drop_if_asked(self, args: Arguments) -> None:
        if args.flag("drop_pending_updates"):
            self._stage.queue.drop_all()

    def _get_webhook_info(self, _args: Arguments) -> object:
        webhook = self._webhook or Webhook("")
        body: Payload = {
            "url": webhook.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._stage.queue.pending),
            "allowed_updates": list(self._stage.queue.allowed),
        }
        if webhook.url:
            body["max_connections"] = webhook.max_connections
        if self._last_error:
            body["last_error_date"] = self._stage.world.seconds()
            body["last_error_message"] = self._last_error
        return body

    async def _deliver_all(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
            while True:
                await self._stage.changed.until(lambda: self._next() is not None, 3600)
                while (update := self._next()) is not None:
                    self._start(session, update)

    def _next(self) -> Update | None:
        if self._webhook is None or len(self._deliveries) >= self._webhook.max_connections:
            return None
        free = (u for u in self._stage.queue.ready() if u.chat_id not in self._busy_chats)
        return next(free, None)

    def _start(self, session: aiohttp.ClientSession, update: Update) -> None:
        # One at a time for a chat, so its updates arrive in order; chats side by side.
        self._busy_chats.add(update.chat_id)
        queue = self._stage.queue
        if update not in queue.pending:
            queue.replays.remove(update)
        queue.under_way += 1
        task = asyncio.create_task(self._deliver(session, update))
        self._deliveries.add(task)
        task.add_done_callback(lambda done: self._finish(done, update))

    def _finish(self, task: "asyncio.Task[None]", update: Update) -> None:
        self._deliveries.discard(task)
        self._busy_chats.discard(update.chat_id)
        self._stage.queue.under_way -= 1
        self._stage.changed.fire()

    async def _deliver(self, session: aiohttp.ClientSession, update: Update) -> None:
        pause_s = self._stage.rules.webhook_retry_s
        for _ in range(self._stage.rules.webhook_attempts):
            if (webhook := self._webhook) is None:
                return
            update.deliveries += 1
            if await self._accepted(session, webhook, update):
                self._stage.queue.confirm(update)
                return
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, _RETRY_CAP_S)
        self._stage.queue.give_up(update)

    async def _accepted(self, session: aiohttp.ClientSession, webhook: Webhook, update: Update) -> bool:
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        try:
            async with session.post(webhook.url, json=update.payload(), headers=headers) as response:
                if not response.ok:
                    self._last_error = f"Wrong response from the webhook: {response.status} {response.reason}"
                    return False
                await self._play_answer(response)
                return True
        except (aiohttp.ClientError, TimeoutError) as error:
            self._last_error = str(error) or type(error).__name__
            return False

    async def _play_answer(self, response: aiohttp.ClientResponse) -> None:
        if response.content_type != "application/json":
            return
        try:
            body = await response.json()
        except ValueError:
            self._stage.violate("the webhook answered with JSON that cannot be read")
            return
        if isinstance(body, dict) and isinstance(method := body.pop("method", None), str):
            await self._perform(method, body)


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    # The platform wants HTTPS; tests listen on this machine without it.
    if parts.scheme == "http" and _is_loopback(parts.hostname or ""):
        return
    raise broken("bad webhook: An HTTPS URL must be provided for webhook")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
