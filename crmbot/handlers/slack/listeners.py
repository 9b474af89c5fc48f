"""What is done with each kind of request that Slack sends."""

import asyncio
from collections import OrderedDict
from typing import Protocol

import structlog
from slack_bolt.async_app import AsyncAck

from crmbot.chat.address import Address
from crmbot.chat.command import Registry
from crmbot.chat.inbound import Identity, Inbound, Pressed
from crmbot.core.clock import Clock
from crmbot.handlers.adapter import Door
from crmbot.handlers.slack import failures, inbound, inputs
from crmbot.handlers.slack.answers import CLEAR, Way
from crmbot.handlers.slack.inbound import LEAD_SHORTCUT, LOG_SHORTCUT, workspace_of
from crmbot.handlers.slack.messages import Ears
from crmbot.handlers.slack.payload import Json, Payload
from crmbot.handlers.slack.people import People, completed
from crmbot.handlers.slack.settings import PLATFORM
from crmbot.handlers.slack.workspaces import Workspaces
from crmbot.store.models.channel import ChannelState

OPENS_FORM = "form "
"""How the token of a button begins that does nothing but open a form."""

REMEMBERED = 1_000
_PICKED_WITHIN_S = 2.5  # Slack waits three seconds
BECAME = {
    "channel_archive": ChannelState.GONE,
    "group_archive": ChannelState.GONE,
    "channel_deleted": ChannelState.GONE,
    "group_deleted": ChannelState.GONE,
    "channel_left": ChannelState.GONE,
    "group_left": ChannelState.GONE,
    "channel_unarchive": ChannelState.LIVE,
    "group_unarchive": ChannelState.LIVE,
    "member_joined_channel": ChannelState.LIVE,
}
"""What a channel becomes by an event."""

_log = structlog.get_logger(__name__)


class Adapter(Protocol):
    """What the listeners need of the adapter."""

    @property
    def workspaces(self) -> Workspaces: ...
    @property
    def several(self) -> bool: ...
    @property
    def people(self) -> People: ...
    @property
    def door(self) -> Door: ...

    async def answer(self, inbound: Inbound, way: Way) -> Json | None: ...
    async def answer_submission(self, inbound: Inbound, way: Way) -> Json | None: ...
    async def came_back(self, message: Payload, address: Address) -> None: ...

    async def at_home(self, who: Identity, here: str) -> Identity: ...


class Listeners:
    """One method for each kind of request; each acknowledges what it has taken."""

    def __init__(self, adapter: Adapter, registry: Registry, clock: Clock) -> None:
        self._adapter = adapter
        self._registry = registry
        self._clock = clock
        self._told: OrderedDict[str, Json] = OrderedDict()

    async def on_command(self, ack: AsyncAck, payload: Payload) -> None:
        """Take a slash command."""
        said = inbound.from_command(payload, self._registry, self._clock.now())
        way = Way(
            said.who.user,
            said.address,
            trigger=payload.text("trigger_id"),
            response_url=payload.text("response_url"),
            command=True,
        )
        await _acknowledge(ack, await self._adapter.answer(said, way))

    async def on_action(self, ack: AsyncAck, payload: Payload) -> None:
        """Take a button or an option of a menu."""
        pressed = inbound.from_action(payload, self._clock.now())
        if pressed is None:
            await ack()
            return
        way = Way(
            pressed.who.user,
            pressed.address,
            trigger=payload.text("trigger_id"),
            response_url=payload.text("response_url"),
            whispered=payload.flag("container", "is_ephemeral"),
            pressed=True,
            view=payload.part("view") if inbound.is_in_form(payload) else None,
        )
        if _opens_form(pressed) and not way.whispered:
            way.opener = payload.text("container", "message_ts")
        await self._adapter.answer(pressed, way)
        await ack()

    async def on_submission(self, ack: AsyncAck, payload: Payload) -> None:
        """Take a form that was sent; a second copy is told what the first one was."""
        submitted = inbound.from_submission(payload, self._clock.now())
        told = self._told.get(submitted.key)
        if told is None:
            way = Way(submitted.who.user, submitted.address, view=payload.part("view"))
            told = await self._adapter.answer_submission(submitted, way) or CLEAR
            self._remember(submitted.key, told)
        await _acknowledge(ack, told)

    async def on_closed(self, ack: AsyncAck, payload: Payload) -> None:
        """Take a form that was closed without being sent; that it is gone, its owner sees."""
        closed = inbound.from_closed(payload, self._clock.now())
        if closed is not None:
            await self._adapter.answer(closed, Way(closed.who.user, closed.address, quiet=True))
        await ack()

    async def on_options(self, ack: AsyncAck, payload: Payload) -> None:
        """Answer a record picker."""
        who = await self._adapter.at_home(inbound.person(payload), workspace_of(payload))
        spec = inputs.spec_of(payload.text("action_id"), payload.text("block_id"))
        asked = asyncio.ensure_future(self._adapter.door.books.suggest(who, payload.text("value"), spec))
        done, _ = await asyncio.wait({asked}, timeout=_PICKED_WITHIN_S)
        if not done:
            asked.cancel()  # the picker says that nothing was found, and asks again with the next letter
            _log.warning("slack.picker_late", action="answered empty", user=who.user)
        await ack({"options": inputs.picks(asked.result() if done else ())})

    async def on_shortcut(self, ack: AsyncAck, payload: Payload) -> None:
        """Take a shortcut, told on in the person's direct messages."""
        user = payload.text("user", "id")
        try:
            chat = await (await self._adapter.workspaces.of(workspace_of(payload))).conversation(user)
        except failures.FAILURES as error:
            _log.warning("slack.no_conversation", user=user, code=failures.code_of(error))
            chat = user
        said = await self._shortcut(payload, chat)
        if said is not None:
            way = Way(user, said.address, trigger=payload.text("trigger_id"))
            await self._adapter.answer(said, way)
        await ack()

    async def on_event(self, ack: AsyncAck, payload: Payload) -> None:
        """Take an event; most are not for us and only acknowledged."""
        event = payload.part("event")
        match event.text("type"):
            case "message" | "app_mention":
                await self._on_message(payload)
            case "app_home_opened" if event.text("tab") == "home":
                home = inbound.from_home(payload, self._clock.now())
                await self._adapter.answer(home, Way(home.who.user, home.address))
            case "user_change":
                await self._on_person(workspace_of(payload), event.part("user"))
            case "app_uninstalled":
                await self._on_removed(payload)
            case "tokens_revoked" if _is_ours_revoked(event):
                await self._on_removed(payload)
            case "channel_shared":
                await self._adapter.door.books.shared(_channel_of(payload))
            case kind if kind in BECAME:
                await self._on_channel(payload, BECAME[kind])
            case _:
                pass
        await ack()

    async def _on_person(self, team: str, user: Payload) -> None:
        """Take note of who somebody is by now; one who was taken out of the workspace reads nothing any more."""
        who = Identity(PLATFORM, user.text("team_id") or team, user.text("id"))
        who = await self._adapter.at_home(who, team)
        self._adapter.people.forget(who.tenant, who.user)
        if user.flag("deleted"):
            await self._adapter.door.books.became(Address(PLATFORM, who.tenant, who.user), ChannelState.GONE)
        else:
            await self._adapter.door.books.changed(completed(who, user))

    async def _on_message(self, payload: Payload) -> None:
        ours = await (await self._adapter.workspaces.of(workspace_of(payload))).installation()
        event = payload.part("event")
        if event.text("bot_id") and event.text("bot_id") == ours.bot_id:
            await self._adapter.came_back(event, _channel_of(payload))
            return
        ears = Ears(ours.bot_user, self._registry, self._adapter.several)
        heard = ears.hear(payload, self._clock.now())
        if heard is not None:
            await self._adapter.answer(heard, Way(heard.who.user, heard.address))

    async def _on_channel(self, payload: Payload, state: ChannelState) -> None:
        event = payload.part("event")
        if event.text("type") == "member_joined_channel":
            ours = await (await self._adapter.workspaces.of(workspace_of(payload))).installation()
            if event.text("user") != ours.bot_user:
                return
        await self._adapter.door.books.became(_channel_of(payload), state)

    async def _on_removed(self, payload: Payload) -> None:
        at = payload.number("event_time")
        await self._adapter.workspaces.removed(payload.text("team_id"), float(at) if at is not None else None)

    async def _shortcut(self, payload: Payload, chat: str) -> Inbound | None:
        callback, now = payload.text("callback_id"), self._clock.now()
        if payload.text("type") == "shortcut":
            known = callback.startswith(inbound.SAY)
            return inbound.from_global_shortcut(payload, chat, now) if known else None
        reads = {LOG_SHORTCUT: inbound.from_message_shortcut, LEAD_SHORTCUT: inbound.from_lead_shortcut}.get(callback)
        if reads is None:
            return None
        writer = payload.text("message", "user")
        author = payload.text("message", "username")
        if writer:
            author = await self._adapter.people.name(workspace_of(payload), writer)
        return reads(payload, author or "somebody", chat, now)

    def _remember(self, key: str, told: Json) -> None:
        self._told[key] = told
        while len(self._told) > REMEMBERED:
            self._told.popitem(last=False)


def _channel_of(payload: Payload) -> Address:
    return Address(PLATFORM, workspace_of(payload), payload.text("event", "channel"))


def _is_ours_revoked(event: Payload) -> bool:
    """Tell whether the bot's own token was revoked; those that act for single people we have none of."""
    revoked = event.part("tokens")
    return not revoked or bool(revoked.raw.get("bot"))


async def _acknowledge(ack: AsyncAck, body: Json | None) -> None:
    if body is None:
        await ack()
    else:
        await ack(body)


def _opens_form(pressed: Inbound) -> bool:
    return isinstance(pressed.event, Pressed) and pressed.event.token.startswith(OPENS_FORM)
