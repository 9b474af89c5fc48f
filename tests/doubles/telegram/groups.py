"""Groups: made, joined, divided into topics, moved to a supergroup, and left by the bot."""

from collections.abc import Sequence

from tests.doubles.telegram.autolinks import with_autolinks
from tests.doubles.telegram.human import HumanSide
from tests.doubles.telegram.markup import FormattedText
from tests.doubles.telegram.wire import Payload
from tests.doubles.telegram.world import GENERAL, Chat, Message, User

# The account behind which administrators of a group write without their name.
ANONYMOUS_ADMIN = User(1_087_968_824, "Group", username="GroupAnonymousBot", is_bot=True)


class GroupSide(HumanSide):
    """What people do with groups."""

    def add_group(self, title: str, members: Sequence[User], *, bot_is_admin: bool = False) -> Chat:
        """Make a group with the bot in it; the bot is told that it was added."""
        chat = self.world.new_group(title, {member.id: member for member in members})
        chat.bot_is_admin = bot_is_admin
        self.tell_membership(chat, members[0], "left", "administrator" if bot_is_admin else "member")
        self._service(chat, members[0], {"group_chat_created": True})
        return chat

    def add_forum(self, title: str, members: Sequence[User], topics: Sequence[str] = ()) -> Chat:
        """Make a supergroup with topics; their numbers are in `.topics`."""
        chat = self.world.new_supergroup(title, {member.id: member for member in members})
        chat.is_forum = True
        self.tell_membership(chat, members[0], "left", "member")
        for topic in topics:
            self.add_topic(chat, topic)
        return chat

    def add_topic(self, chat: Chat, name: str) -> int:
        """Open a topic and give its number."""
        made: Payload = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        message = self._service(chat, next(iter(chat.members.values())), made)
        chat.topics[message.message_id] = name
        return message.message_id

    def close_topic(self, chat: Chat, topic: int) -> None:
        """Close a topic, or General: only administrators may write there."""
        chat.closed_topics.add(topic)
        by, told = next(iter(chat.members.values())), topic != GENERAL
        event: Payload = {"forum_topic_closed" if told else "general_forum_topic_hidden": {}}
        self._service(chat, by, event, thread=topic if told else None)

    def delete_topic(self, chat: Chat, topic: int) -> None:
        """Delete a topic with everything in it; the bot is not told."""
        del chat.topics[topic]
        for message in chat.messages.values():
            message.deleted = message.deleted or message.thread == topic

    def join(self, chat: Chat, user: User) -> None:
        """Let a person into a group."""
        chat.members[user.id] = user
        self._service(chat, user, {"new_chat_members": [user.payload()]})

    def leave(self, chat: Chat, user: User) -> None:
        """Let a person leave a group."""
        del chat.members[user.id]
        self._service(chat, user, {"left_chat_member": user.payload()})

    def remove_bot(self, chat: Chat, by: User) -> None:
        """Throw the bot out of a group; it is told, and may not write any more."""
        chat.standing = "kicked"
        self.tell_membership(chat, by, "member", "kicked")

    def add_bot(self, chat: Chat, by: User) -> None:
        """Take the bot back into a group."""
        chat.standing = "open"
        self.tell_membership(chat, by, "left", "member")

    def other_bot_speaks(self, chat: Chat) -> None:
        """Let another bot write in a group: bare commands then go to that one."""
        chat.other_bot_spoke_last = True

    async def say_anonymously(self, chat: Chat, text: str) -> Message:
        """Write as an administrator without a name."""
        message = self.world.new_message(chat, ANONYMOUS_ADMIN, with_autolinks(FormattedText(text)))
        message.extra = {"sender_chat": chat.payload()}
        if self._bot_sees(message):
            self.post("message", message.payload(), chat)
        self.changed.fire()
        return message

    def migrate(self, chat: Chat, *, new_first: bool = False) -> Chat:
        """Turn a group into a supergroup with a new id; both chats tell of it, in either order."""
        new = self.world.new_supergroup(chat.title, dict(chat.members))
        new.bot_is_admin = chat.bot_is_admin
        chat.migrated_to = new.id
        first_member = next(iter(chat.members.values()))
        signals: list[tuple[Chat, User, Payload]] = [
            (chat, first_member, {"migrate_to_chat_id": new.id}),
            (new, ANONYMOUS_ADMIN, {"migrate_from_chat_id": chat.id, "sender_chat": new.payload()}),
        ]
        for place, sender, signal in reversed(signals) if new_first else signals:
            self._service(place, sender, signal)
        return new

    def _service(self, chat: Chat, sender: User, event: Payload, thread: int | None = None) -> Message:
        message = self.world.new_message(chat, sender, FormattedText(""))
        message.extra, message.thread = event, thread
        if chat.standing == "open":
            self.post("message", message.payload(), chat)
        self.changed.fire()
        return message
