"""What people see in Slack's client."""

from . import wording
from .courier import Courier
from .model import Channel, ClientRefused, Json, Message, NotOnScreen, View
from .server import Server
from .workspace import Workspace


class Sight:
    """The eyes of the workspace's people."""

    workspace: Workspace
    courier: Courier
    server: Server
    commands: set[str] | None
    shortcuts: set[str] | None
    escapes_commands: bool
    _offered: dict[tuple[str, str, str], list[Json]]

    def messages(self, channel: str, user: str | None = None) -> list[Message]:
        """What stands in a conversation, oldest first; ephemeral ones for `user` only."""
        shown = self.workspace.messages[channel].values()
        seen = [one for one in shown if not one.ephemeral or one.visible_to == user]
        return sorted(seen, key=lambda one: tuple(map(int, one.ts.split("."))))

    def latest(self, channel: str, user: str | None = None) -> Message:
        """The bot's latest message there that `user` can see."""
        return [one for one in self.messages(channel, user) if one.by_bot][-1]

    def views(self, user: str) -> list[View]:
        """The modals a person has open, the top one last."""
        return list(self.workspace.views_of(user))

    def home(self, user: str) -> View | None:
        """A person's Home tab."""
        return self.workspace.homes.get(user)

    def _room(self, user: str, channel: str) -> Channel:
        """A conversation this person can write in."""
        room = self.workspace.channels[channel]
        if user not in room.members:
            raise NotOnScreen(f"{user} is not in {room.name}")
        if room.archived or self.workspace.users[user].deleted:
            raise ClientRefused(f"{user} cannot write in {room.name}")
        return room

    def _now(self, user: str, target: Message | View) -> Message | View:
        """What has become of a message or view that this person looks at."""
        if isinstance(target, Message):
            return self._message_now(user, target)
        home = self.workspace.homes.get(user)
        if home is not None and home.id == target.id:
            return home
        stack = self.workspace.views_of(user)
        if not stack or stack[-1].id != target.id:
            raise NotOnScreen(f"the view {target.title!r} is not in front of {user}")
        return stack[-1]

    def _message_now(self, user: str, target: Message) -> Message:
        """The message as it stands, if this person can see it."""
        found = self.workspace.message(target.channel, target.ts)
        if found is None:
            raise NotOnScreen(f"the message {target.plain[:60]!r} is gone")
        if found.visible_to not in (None, user):
            raise NotOnScreen(f"the message {target.plain[:60]!r} is not for {user}")
        self._room(user, target.channel)
        return found

    def _typed(self, text: str, *, named: bool = False) -> str:
        """A typed text as Slack sends it."""
        people, rooms = self.workspace.names()
        return wording.typed(text, people=people, rooms=rooms, named=named)
