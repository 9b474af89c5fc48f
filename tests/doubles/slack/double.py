"""A strict, stateful stand-in for Slack on loopback."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Any, Self, TypeVar

from . import payloads
from .courier import Courier, Retry
from .faults import Fault, Faults, Trouble
from .model import Call, Channel, ChannelKind, Delivery, Json, Message, Response, User
from .oauth import Consenting
from .pressing import Pressing
from .server import Server
from .workspace import TEAM, Workspace
from .writing import Writing

Found = TypeVar("Found")
POLL_S = 0.01
PATIENCE_S = 30.0
"""A wait ends with what it waits for; only a failing one lasts so long."""


class SlackDouble(Writing, Pressing, Consenting):
    """Slack as the app and its people see it: `async with SlackDouble() as slack:`.

    With an `app_url` things reach the app as signed POSTs to `app_url + "/slack/events"`,
    without one through Socket Mode. `another` gives a second workspace behind the same addresses.
    """

    def __init__(
        self,
        app_url: str | None = None,
        *,
        clock: Callable[[], float] = time.time,
        team_id: str = TEAM,
        host: "SlackDouble | None" = None,
    ) -> None:
        """Set up an empty workspace; it listens inside `async with`."""
        self._clock = clock
        self._ahead_s = 0.0
        self._host = host
        self.workspace = Workspace(self.clock, team_id, "double" if team_id == TEAM else team_id.lower())
        self.courier = Courier(self.workspace)
        self.courier.app_url = app_url
        self.faults = Faults()
        self.server = Server(self.workspace, self.faults, self.courier)
        self.commands: set[str] | None = None
        self.shortcuts: set[str] | None = None
        self.escapes_commands = True
        self._offered: dict[tuple[str, str, str], list[Json]] = {}

    async def __aenter__(self) -> Self:
        """Start to listen."""
        if self._host is None:
            self.workspace.root_url = await self.server.start()
        else:
            self._move_in(self._host)
        await self.courier.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up."""
        await self.courier.stop()
        await self.courier.sockets.close()
        await self.server.stop()

    def another(self, team_id: str) -> "SlackDouble":
        """A second workspace of the same Slack, with the same app: `async with slack.another("T2") as other:`."""
        return SlackDouble(self.app_url, clock=self.clock, team_id=team_id, host=self)

    def _move_in(self, host: "SlackDouble") -> None:
        """Be found at the addresses of the first workspace."""
        self.workspace.registration = host.workspace.registration
        self.workspace.root_url = f"{host.workspace.root_url}/in/{self.team_id}"
        self.commands, self.shortcuts = host.commands, host.shortcuts
        self.courier.events = host.courier.events
        host.server.neighbours[self.team_id] = self.server

    # Where and who it is

    @property
    def url(self) -> str:
        """The root of the Web API, for `SLACK_API_URL`."""
        return f"{(self._host or self).workspace.root_url}/api/"

    @property
    def app_url(self) -> str | None:
        """Where the app listens; None for Socket Mode."""
        return self.courier.app_url

    @app_url.setter
    def app_url(self, url: str | None) -> None:
        self.courier.app_url = url

    @property
    def bot_token(self) -> str:
        """The bot's token."""
        return self.workspace.bot_token

    @property
    def app_token(self) -> str:
        """The token for Socket Mode."""
        return self.workspace.app_token

    @property
    def signing_secret(self) -> str:
        """The secret that signs deliveries."""
        return self.workspace.signing_secret

    @property
    def team_id(self) -> str:
        """The workspace's id."""
        return self.workspace.team_id

    @property
    def bot(self) -> str:
        """The bot's user id."""
        return self.workspace.bot

    def clock(self) -> float:
        """The workspace's time, in seconds since 1970."""
        return self._clock() + self._ahead_s

    def advance(self, seconds: float) -> None:
        """Move the workspace's time on."""
        self._ahead_s += seconds

    # What happened

    @property
    def violations(self) -> list[str]:
        """What the app did that Slack does not allow."""
        return self.workspace.violations

    @property
    def log(self) -> list[Call]:
        """Every call of the app, oldest first."""
        return self.workspace.log

    def calls(self, method: str) -> list[Call]:
        """The calls of one method (or `response_url`)."""
        return [call for call in self.log if call.method == method]

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything that was sent to the app, oldest first."""
        return self.courier.deliveries

    @property
    def unacknowledged(self) -> list[Delivery]:
        """Events that Slack would send again."""
        return self.courier.unacknowledged

    async def until(self, condition: Callable[[], Found], timeout_s: float = PATIENCE_S) -> Found:
        """Wait until a condition holds, and give what it found."""
        ends_at = time.monotonic() + timeout_s
        while not (found := condition()):
            if time.monotonic() > ends_at:
                last = [(call.method, call.answer.get("error", "ok")) for call in self.log[-5:]]
                raise AssertionError(f"not within {timeout_s} s; {last=}; {self.violations=}")
            await asyncio.sleep(POLL_S)
        return found

    async def settle(self) -> None:
        """Wait until nothing is on its way to the app in the background."""
        await self.courier.settle()

    async def connected(self, timeout_s: float = PATIENCE_S) -> None:
        """Wait until the app has a Socket Mode connection."""
        async with asyncio.timeout(timeout_s):
            await self.courier.sockets.connected()

    # The workspace

    def install(self, manifest: Mapping[str, Any]) -> None:
        """Take scopes, events, commands and shortcuts from an app manifest."""
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        declared = features.get("slash_commands", [])
        self.commands = {item["command"] for item in declared}
        self.escapes_commands = any(item.get("should_escape", False) for item in declared)
        self.shortcuts = {item["callback_id"] for item in features.get("shortcuts", [])}
        self.courier.events = set(settings.get("event_subscriptions", {}).get("bot_events", []))
        self.workspace.scopes = set(manifest["oauth_config"]["scopes"]["bot"])
        self.registration.redirect_urls = tuple(manifest["oauth_config"].get("redirect_urls", ()))

    @property
    def scopes(self) -> set[str]:
        """The scopes the bot was granted; change it to take one away."""
        return self.workspace.scopes

    def add_user(self, name: str, email: str = "", tz: str = "UTC", *, guest: bool = False, team: str = "") -> str:
        """Add a person and give their id: one of ours, a guest, or by `team` one of another workspace."""
        return self.workspace.add_user(name, email, tz, is_guest=guest, team=team)

    def share(self, channel: str, begun_by: str = "") -> None:
        """Have a channel shared with another workspace, which may be the one it is of; nobody is told."""
        room = self.workspace.channels[channel]
        room.shared, room.begun_by = True, begun_by

    async def change_user(self, user: str, **changes: Any) -> None:
        """Let somebody's profile be another; the app is told if it listens."""
        person = self.workspace.users[user]
        for name, value in changes.items():
            setattr(person, name, value)
        await self.emit({"type": "user_change", "user": payloads.user(self.workspace, person, locale=True)})

    def user(self, user: str) -> User:
        """A person, to look at or to change."""
        return self.workspace.users[user]

    def add_channel(self, name: str, members: Iterable[str], *, private: bool = False, with_bot: bool = True) -> str:
        """Add a channel and give its id."""
        kind: ChannelKind = "group" if private else "channel"
        people = {*members, self.bot} if with_bot else set(members)
        return self.workspace.add_channel(name, people, kind)

    def channel(self, channel: str) -> Channel:
        """A conversation, to look at or to change (`archived`, `members`, `shared`, ...)."""
        return self.workspace.channels[channel]

    def dm(self, user: str) -> str:
        """The direct conversation of a person and the bot."""
        return self.workspace.dm(user)

    # Trouble

    @property
    def strict_pacing(self) -> bool:
        """Whether more than one message per second and channel meets 429."""
        return self.server.strict_pacing

    @strict_pacing.setter
    def strict_pacing(self, strict: bool) -> None:
        self.server.strict_pacing = strict

    def fail_next(
        self,
        method: str,
        kind: Fault | str,
        *,
        times: int = 1,
        retry_after_s: int = 1,
        delay_s: float = 1.0,
    ) -> None:
        """Let the next calls fail: a `Fault`, or one of Slack's error codes.

        `method` may be `response_url`, or `*` for whatever comes next.
        """
        self.faults.order(method, Trouble(kind, retry_after_s, delay_s), times)

    @property
    def trigger_life_s(self) -> float:
        """How long a new trigger_id works; 0 hands the app triggers that are too old already."""
        return self.workspace.trigger_life_s

    @trigger_life_s.setter
    def trigger_life_s(self, seconds: float) -> None:
        self.workspace.trigger_life_s = seconds

    def expire_triggers(self) -> None:
        """Let every trigger_id that is out be too old."""
        for trigger in self.workspace.triggers.values():
            trigger.expires_at = self.clock()

    def kill_token(self, code: str = "token_revoked") -> None:
        """Let every call fail with `token_revoked`, `account_inactive` or `token_expired`."""
        self.workspace.dead_token = code

    def revive_token(self) -> None:
        """Let the tokens work again."""
        self.workspace.dead_token = None

    async def refresh_sockets(self, reason: str = "refresh_requested") -> None:
        """Tell the app to connect anew."""
        await self.courier.sockets.refresh(reason)

    def drop_sockets(self) -> None:
        """Break every Socket Mode connection."""
        self.courier.sockets.drop()

    def lose_next_event(self, times: int = 1) -> None:
        """Let first deliveries of events go missing; `retry_lost` brings them."""
        self.courier.losing += times

    async def redeliver(
        self, delivery: Delivery | None = None, *, times: int = 1, reason: str = "http_timeout"
    ) -> list[Response]:
        """Send a delivery again (default: the last event), marked as a retry."""
        again = delivery or self._last_event()
        return [await self.courier.attempt(again, Retry(number, reason)) for number in range(1, times + 1)]

    async def retry_lost(self) -> list[Response]:
        """Send every unacknowledged event again."""
        return [
            await self.courier.attempt(delivery, Retry(len(delivery.responses), "http_timeout"))
            for delivery in list(self.unacknowledged)
        ]

    async def repeat_as_new(self, delivery: Delivery | None = None, *, times: int = 1) -> list[Response]:
        """Send the same event under a new event_id, without any mark of a retry."""
        inner = (delivery or self._last_event()).payload["event"]
        return [await self.courier.deliver("events_api", payloads.event(self.workspace, inner)) for _ in range(times)]

    def _last_event(self) -> Delivery:
        """The event that was sent last."""
        return [one for one in self.deliveries if one.kind == "events_api"][-1]

    # Odd deliveries

    async def emit(self, event: Json) -> Response | None:
        """Deliver any other event, such as `tokens_revoked` or `user_change`."""
        inner = {"event_ts": self.workspace.new_ts(), **event}
        return await self.courier.event(event["type"], inner)

    def sign(self, body: bytes, timestamp: str | None = None) -> dict[str, str]:
        """The signature headers of a body, as of now or of another time."""
        return self.courier.signature(body, timestamp)

    async def post(self, body: bytes, headers: dict[str, str]) -> Response:
        """Post any body with any headers to the app, for signatures gone wrong and the like."""
        return await self.courier.post(body, headers)

    async def verify_url(self) -> Response:
        """Ask the app to prove its address, as Slack does when it is entered."""
        body = b'{"type": "url_verification", "token": "t", "challenge": "3eZbrw1aB"}'
        return await self.post(body, {"Content-Type": "application/json", **self.sign(body)})

    def forget_message(self, message: Message) -> None:
        """Let somebody else (an admin, retention) remove a message; nobody is told."""
        del self.workspace.messages[message.channel][message.ts]

    def outdate(self, user: str) -> None:
        """Give the person's top view a new hash, as an update from a second tab does."""
        top = self.workspace.views_of(user)[-1]
        self.workspace.keep_view(replace(top, hash=self.workspace.new_hash()))
