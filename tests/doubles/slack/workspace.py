"""The state of one Slack workspace as the app and its people share it."""

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import count

from . import checkers, screen
from .methods import DEFAULT_SCOPES
from .model import (
    Call,
    Channel,
    ChannelKind,
    Json,
    Message,
    Refused,
    ResponseUrl,
    Ticket,
    Trigger,
    Upload,
    User,
    View,
)
from .oauth import Registration

TEAM = "T0DOUBLE"
RESPONSE_URL_LIFE_S = 30 * 60.0
RESPONSE_URL_USES = 5


class Workspace:
    """People, conversations, messages and views, and everything the app did to them.

    In two of them the same ids stand for other people and other conversations.
    """

    def __init__(self, clock: Callable[[], float], team_id: str = TEAM, domain: str = "double") -> None:
        """Found a workspace with nobody in it but the bot."""
        self.clock = clock
        self.team_id, self.domain, self.app_id = team_id, domain, "A0DOUBLE"
        self.registration = Registration()
        self.bot_token, self.app_token = "xoxb-1-test", "xapp-1-test"
        if team_id != TEAM:
            self.bot_token = f"xoxb-1-{team_id}"
        self.revoked: set[str] = set()
        self.signing_secret = "shared-secret-of-the-double"
        self.dead_token: str | None = None
        self.scopes: set[str] = set(DEFAULT_SCOPES)
        self.users: dict[str, User] = {}
        self.people: dict[str, str] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, dict[str, Message]] = {}
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.uploads: dict[str, Upload] = {}
        self.tickets: dict[str, Ticket] = {}
        self.violations: list[str] = []
        self.log: list[Call] = []
        self.last_post_at: dict[str, float] = {}
        self.root_url = ""
        self.trigger_life_s = 3.0
        self.checkers = checkers.FOLDER
        self._numbers = count(1)
        self._last_ts = 0
        self.bot = self.add_user("crm", "", "UTC", is_bot=True)
        self.bot_id = self.new_id("B")

    def new_id(self, letter: str) -> str:
        """A fresh id in Slack's style."""
        return f"{letter}0{next(self._numbers):07X}"

    def new_event_id(self) -> str:
        """A fresh id of an event, which no other workspace's is."""
        return self.new_id("Ev") if self.team_id == TEAM else f"{self.new_id('Ev')}{self.team_id}"

    def revoke_token(self) -> None:
        """Let the bot's token be good for nothing; who installs the app again is given another."""
        self.revoked.add(self.bot_token)
        self.bot_token = f"xoxb-{len(self.revoked) + 1}-{self.team_id}"

    def new_ts(self) -> str:
        """A fresh timestamp: the clock's, moved on where it would repeat."""
        self._last_ts = max(self._last_ts + 1, int(self.clock() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_hash(self) -> str:
        """A fresh hash of a view."""
        return f"{int(self.clock())}.{next(self._numbers):08x}"

    def violate(self, problem: str) -> None:
        """Write down that the app broke the contract."""
        self.violations.append(problem)

    # People and conversations

    def add_user(
        self, name: str, email: str, tz: str, *, is_bot: bool = False, is_guest: bool = False, team: str = ""
    ) -> str:
        """Add a member and give their id."""
        user = User(self.new_id("U"), name, email, tz, is_bot=is_bot, is_guest=is_guest, team=team)
        self.users[user.id] = user
        self.people[user.id] = name
        return user.id

    def add_channel(self, name: str, members: Iterable[str], kind: ChannelKind) -> str:
        """Add a conversation and give its id."""
        letter = {"im": "D", "mpim": "G"}.get(kind, "C")
        channel = Channel(self.new_id(letter), name, kind, set(members))
        self.channels[channel.id] = channel
        self.messages[channel.id] = {}
        return channel.id

    def dm(self, user: str) -> str:
        """The direct conversation of a person and the bot, made when missing."""
        return self.group_dm({user})

    def group_dm(self, people: set[str]) -> str:
        """The conversation of these people and the bot, made when missing."""
        members = {*people, self.bot}
        for channel in self.channels.values():
            if channel.kind in ("im", "mpim") and channel.members == members:
                return channel.id
        names = "-".join(sorted(self.users[person].name for person in people))
        if len(people) == 1:
            return self.add_channel("directmessage", members, "im")
        return self.add_channel(f"mpdm-{names}", members, "mpim")

    def visible_channel(self, channel_id: object) -> Channel:
        """A conversation the bot can see, or `channel_not_found`."""
        channel = self.channels.get(str(channel_id))
        hidden = channel is not None and channel.kind != "channel"
        if channel is None or (hidden and self.bot not in channel.members):
            raise Refused("channel_not_found")
        return channel

    # Messages

    def put(self, message: Message) -> Message:
        """Keep a message, or its new version."""
        kept = {name: getattr(message, name) for name in ("blocks", "attachments", "files", "metadata", "values")}
        message = replace(message, people=self.people, **copy.deepcopy(kept))
        self.messages[message.channel][message.ts] = message
        return message

    def message(self, channel: str, ts: str) -> Message | None:
        """The message as it stands now."""
        return self.messages.get(channel, {}).get(ts)

    def with_ids(self, blocks: Iterable[Json]) -> tuple[Json, ...]:
        """The blocks as Slack keeps them: each block and each element with an id."""
        named = copy.deepcopy(list(blocks))
        for block in named:
            block.setdefault("block_id", self.new_id("b"))
        for at in screen.placed(named):
            if at.element["type"] != "image":
                at.element.setdefault("action_id", self.new_id("a"))
        return tuple(named)

    # Views

    def views_of(self, user: str) -> list[View]:
        """The modals a person has open, the top one last."""
        return self.stacks.setdefault(user, [])

    def find_view(self, view_id: object, external_id: object = None) -> View:
        """An open modal or a Home tab, or `not_found`."""
        shown = [view for stack in self.stacks.values() for view in stack]
        for view in [*shown, *self.homes.values()]:
            named = bool(external_id) and view.body.get("external_id") == external_id
            if view.id == view_id or named:
                return view
        raise Refused("not_found")

    def keep_view(self, view: View) -> View:
        """Show the new version of a view in the place of the old one."""
        if self.homes.get(view.user) is not None and self.homes[view.user].id == view.id:
            self.homes[view.user] = view
            return view
        stack = self.views_of(view.user)
        place = next((number for number, old in enumerate(stack) if old.id == view.id), None)
        if place is None:
            raise Refused("not_found")
        stack[place] = view
        return view

    def new_view(self, user: str, body: Json, below: View | None = None) -> View:
        """A view that has just been drawn; `below` is the one it is pushed onto."""
        view_id = self.new_id("V")
        drawn = {**body, "blocks": list(self.with_ids(body["blocks"]))}
        return View(
            id=view_id,
            user=user,
            body=drawn,
            hash=self.new_hash(),
            root_id=below.root_id if below else view_id,
            previous_id=below.id if below else None,
            values=screen.starting_values(drawn["blocks"], {}),
            people=self.people,
        )

    def redraw(self, view: View, body: Json) -> View:
        """Replace what a view shows; what was entered under the same ids stays."""
        drawn = {**body, "blocks": list(self.with_ids(body["blocks"]))}
        return self.keep_view(
            replace(
                view,
                body=drawn,
                hash=self.new_hash(),
                values=screen.starting_values(drawn["blocks"], view.values),
                errors={},
            )
        )

    # Permissions of a moment

    def new_trigger(self, user: str, view_id: str | None = None) -> str:
        """A trigger_id for something this person just did."""
        key = f"{next(self._numbers)}.{self.team_id}.{self.new_hash()}"
        self.triggers[key] = Trigger(user, self.clock() + self.trigger_life_s, view_id=view_id)
        return key

    def spend_trigger(self, key: object) -> Trigger:
        """Use a trigger_id up, or refuse: unknown, used or too old."""
        trigger = self.triggers.get(str(key))
        if trigger is None:
            raise Refused("invalid_trigger_id", f"trigger_id {key!r} was never issued")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self.clock() >= trigger.expires_at:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger

    def new_response_url(self, channel: str, user: str, source_ts: str | None = None) -> str:
        """A response_url for something this person just did."""
        key = f"{next(self._numbers)}-{channel}"
        expires_at = self.clock() + RESPONSE_URL_LIFE_S
        self.response_urls[key] = ResponseUrl(channel, user, expires_at, source_ts)
        return f"{self.root_url}/response/{key}"

    # What people type

    def names(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Names of people and of rooms, each with its id."""
        people = {user.name: user.id for user in self.users.values()}
        rooms = {channel.name: channel.id for channel in self.channels.values() if channel.kind in ("channel", "group")}
        return people, rooms
