"""The Telegram adapter: polling or webhook in front, the dispatcher behind."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import structlog
from telegram import User, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from crmbot.chat.command import Registry
from crmbot.chat.inbound import Identity
from crmbot.core.clock import Clock, SystemClock
from crmbot.handlers.adapter import Door
from crmbot.handlers.answering.tasks import trace_of
from crmbot.handlers.telegram import failures
from crmbot.handlers.telegram.answers import Answers
from crmbot.handlers.telegram.files import Downloads
from crmbot.handlers.telegram.inbound import PLATFORM
from crmbot.handlers.telegram.leading import RENEW_S, Leading
from crmbot.handlers.telegram.menu import menu_of, publish
from crmbot.handlers.telegram.polling import Poller
from crmbot.handlers.telegram.receiver import Receiver
from crmbot.handlers.telegram.render import LIMITS
from crmbot.handlers.telegram.running import Running
from crmbot.handlers.telegram.sender import TelegramSender
from crmbot.handlers.telegram.webhook import Webhook, address_of_webhook, own_secret
from crmbot.handlers.telegram.wire import UPDATES, make_bot
from crmbot.handlers.telegram.words import Me
from crmbot.store.pauses import doubling

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from crmbot.chat.fetching import Fetcher
    from crmbot.chat.sender import Sender

log = structlog.get_logger(__name__)
_START_WITHIN_S = 10.0
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0
_MANY_PENDING = 100


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """What the environment says of Telegram; with a webhook address updates are posted, else polled."""

    token: str = field(repr=False)
    webhook_url: str | None = None
    webhook_secret: str | None = field(default=None, repr=False)
    api_url: str = "https://api.telegram.org"


class TelegramAdapter:
    """One bot of Telegram."""

    platform = PLATFORM
    limits = LIMITS

    def __init__(
        self, door: Door, settings: TelegramSettings, registry: Registry, *, clock: Clock | None = None
    ) -> None:
        self._settings = settings
        self._registry = registry
        self._running = Running()
        self._bot = make_bot(settings.token, settings.api_url)
        sender = TelegramSender(self._bot)
        self.sender: Sender = sender
        self.fetcher: Fetcher = Downloads(self._bot)
        self._answers = Answers(door, sender, self._running)
        clock = clock or SystemClock()
        self._receiver = Receiver(door, self._bot, answers=self._answers, running=self._running, clock=clock)
        self._poller = Poller(door.books, self._bot, receiver=self._receiver, running=self._running, clock=clock)
        self._leading = Leading(door.books, settings.token.partition(":")[0], self._running)
        self._secret = settings.webhook_secret or own_secret(settings.token)
        self._webhook = Webhook(self._receiver, self._running, self._secret)
        self.routes: tuple[BaseRoute, ...] = (self._webhook.route(),) if settings.webhook_url else ()
        self._listening = asyncio.Event()
        self._serving: asyncio.Task[None] | None = None
        self._is_polling = False

    @property
    def join_link(self) -> str:
        """The address that opens the bot with a linking code."""
        me = self._receiver.me
        return f"https://t.me/{me.username}?start=" if me is not None and me.username else ""

    async def start(self) -> None:
        """Begin to listen; while Telegram is away, go on trying in the background."""
        self._serving = asyncio.create_task(self._serve(), name="telegram")
        self._serving.add_done_callback(_report)
        listening = asyncio.ensure_future(self._listening.wait())
        await asyncio.wait({self._serving, listening}, timeout=_START_WITHIN_S, return_when=asyncio.FIRST_COMPLETED)
        listening.cancel()
        if self._serving.done():
            self._serving.result()

    async def stop(self) -> None:
        self._running.stopping.set()
        if self._serving is not None:
            await asyncio.wait({self._serving})
        await self._running.finish()
        await self._bot.hang_up()

    async def profile(self, who: Identity) -> Identity:
        """Complete an identity; Telegram knows a name, but no zone and no e-mail."""
        if who.name:
            return who
        try:
            chat = await self._bot.get_chat(int(who.user))
        except TelegramError as error:
            log.info("telegram.no_profile", action="unchanged", error=failures.describe(error))
            return who
        return replace(who, name=chat.effective_name or "")

    async def hears(self) -> bool:
        """Tell whether updates reach us: those of a poller that is silent for too long do not.

        One that stands by while another process polls is as it should be.
        """
        if self._serving is None or self._serving.done() or not self._listening.is_set():
            return False
        return not self._is_polling or self._poller.is_heard

    async def healthy(self) -> tuple[str, ...]:
        try:
            me = await self._bot.get_me()
            hook = await self._bot.get_webhook_info()
        except InvalidToken:
            return (str(failures.TokenRefused()),)
        except TelegramError as error:
            return (f"Telegram cannot be reached ({failures.describe(error)}).",)
        return (*_of_bot(me), *_of_webhook(hook, self._settings.webhook_url))

    async def _serve(self) -> None:
        await self._insist(self._introduce)
        if self._running.stopping.is_set():
            return
        await self._publish_menu()
        if self._settings.webhook_url:
            await self._insist(self._ask_for_posts)
            self._listening.set()
        else:
            await self._poll_in_turn()

    async def _poll_in_turn(self) -> None:
        """Poll while that is ours to do, and stand by while another process does it."""
        while not self._running.stopping.is_set():
            if await self._leading.taken():
                await self._poll()
            else:
                self._listening.set()
                await self._running.pause(RENEW_S)
        await self._leading.give_up()

    async def _poll(self) -> None:
        lost = asyncio.create_task(self._leading.lost(), name="telegram leading")
        try:
            await self._insist(self._poller.open)
            self._listening.set()
            self._is_polling = True
            polling = asyncio.create_task(self._poller.run(), name="telegram polling")
            await asyncio.wait({polling, lost}, return_when=asyncio.FIRST_COMPLETED)
            if not polling.done() and not self._running.stopping.is_set():
                log.warning("telegram.lead_lost", action="stand by")
                polling.cancel()
            await asyncio.wait({polling})
            if not polling.cancelled():
                polling.result()
        finally:
            self._is_polling = False
            lost.cancel()

    async def _insist(self, step: Callable[[], Awaitable[None]]) -> None:
        """Try a step of the start until Telegram lets it happen, or it is time to stop."""
        for pause_s in doubling(_FIRST_PAUSE_S, _LONGEST_PAUSE_S):
            if self._running.stopping.is_set():
                break
            try:
                await step()
            except InvalidToken:
                raise failures.TokenRefused from None  # the SDK's own sentence quotes the token
            except TelegramError as error:
                log.warning("telegram.start_failed", action="retry", seconds=pause_s, error=failures.describe(error))
                await self._running.pause(pause_s)
            else:
                break

    async def _introduce(self) -> None:
        """Learn our own name: commands and mentions are addressed by it."""
        await self._bot.initialize()
        me = self._bot.bot
        self._receiver.me = Me(me.id, me.username or "")
        self._answers.bot_name = me.username or ""

    async def _publish_menu(self) -> None:
        try:
            await publish(self._bot, menu_of(self._registry))
        except TelegramError as error:
            log.warning("telegram.menu_failed", action="skipped", error=failures.describe(error))

    async def _ask_for_posts(self) -> None:
        assert self._settings.webhook_url is not None
        await self._bot.set_webhook(
            address_of_webhook(self._settings.webhook_url),
            secret_token=self._secret,
            allowed_updates=list(UPDATES),
        )


def _report(serving: asyncio.Task[None]) -> None:
    if not serving.cancelled() and (error := serving.exception()) is not None:
        log.error("telegram.stopped", action="ended", **trace_of(error))


def _of_bot(me: User) -> Iterator[str]:
    if me.can_join_groups is False:
        yield "The bot cannot be added to groups: @BotFather, /setjoingroups."
    if me.can_read_all_group_messages:
        yield "The bot is sent everything said in its groups, needlessly: @BotFather, /setprivacy."


def _of_webhook(hook: WebhookInfo, url: str | None) -> Iterator[str]:
    if url is not None and hook.url != address_of_webhook(url):
        yield "Telegram does not post to TELEGRAM_WEBHOOK_URL yet; `crmbot run` or `crmbot web` arranges it."
    if url is None and hook.url:
        yield "Telegram posts to a web address, so polling gets nothing until `crmbot run` takes over."
    if hook.last_error_message and hook.pending_update_count:
        yield f"Telegram could not deliver to the web address: {hook.last_error_message}."
    if hook.pending_update_count >= _MANY_PENDING:
        yield f"{hook.pending_update_count} messages are waiting at Telegram."
