"""Talking on Telegram: the bot polls a double, and people have it on their phones."""

import mimetypes
import re
from collections.abc import Sequence
from typing import ClassVar

from crmbot.app import App
from crmbot.chat.form import question_fields
from crmbot.commands import build_registry, buttons
from crmbot.handlers.telegram.app import TelegramAdapter
from crmbot.store.uow import read_only
from tests.chat import Chat, NotShownError, Seen, Thing
from tests.doubles.telegram import Chat as Room
from tests.doubles.telegram import Message, TelegramDouble, User
from tests.doubles.telegram.stage import BOT_ID
from tests.talk.house import House, emails
from tests.talk.samples import content_of

_TAPPABLE = re.compile(r"(?<![\w/])/([a-z])(\d+)\b")
_MOST_QUESTIONS = 20


class TelegramChat(Chat):
    """People with a phone each; `#sales/Deals` is a topic of a forum, in which `#sales` is General from then on."""

    surface: ClassVar[str] = "telegram"

    def __init__(self, house: House) -> None:
        """Bring everybody who is linked, each with an opened private chat."""
        super().__init__(house)
        self.double = TelegramDouble(clock=lambda: house.clock.now().timestamp())
        self._people: dict[str, User] = {}
        self._rooms: dict[str, Room] = {}
        self._said: dict[str, Message] = {}
        self._notices: list[tuple[str, Seen]] = []
        self._unfolding: dict[str, tuple[str, ...]] = {}

    @property
    def violations(self) -> Sequence[str]:
        """What Telegram would not allow."""
        return self.double.violations

    @property
    def adapter(self) -> TelegramAdapter:
        """The adapter in the house."""
        (found,) = self.app.adapters
        assert isinstance(found, TelegramAdapter)
        return found

    def person(self, email: str) -> User:
        """Return somebody's account, opened when they are first heard of."""
        if email not in self._people:
            name = next((each.name for each in self.house.fixture.people if each.email == email), email.title())
            first, _, last = name.partition("@")[0].partition(" ")
            handle = f"{email.partition('@')[0]}_on_the_road"
            self._people[email] = self.double.add_user(first, last or None, handle, started=True)
        return self._people[email]

    async def _enter(self) -> None:
        await self.double.__aenter__()

    async def _leave(self) -> None:
        await self.double.__aexit__(None, None, None)

    async def _open(self) -> None:
        settings = self.house.settings(telegram_bot_token=self.double.token, telegram_api_url=self.double.url)
        self.app = App(settings, self.house.clock)
        await self.app.__aenter__()
        ids = {email: str(self.person(email).id) for email in emails(self.house.fixture)}
        self.house.link(self.app.database, "telegram", str(BOT_ID), ids)
        await self.app.dispatcher.left_behind.recover(self.app.scheduler.senders)
        await self.adapter.start()

    async def _settle(self) -> None:
        await self.double.settle()
        await self.adapter._running.finish()
        await super()._settle()

    def _screen(self) -> Sequence[Seen]:
        user = self.person(self.who)
        rooms = [room for room in self._rooms.values() if user.id in room.members]
        places = [self.double.world.chat(user), *rooms]
        replies = [message for place in places for message in self.double.replies(place)]
        notices = [seen for email, seen in self._notices if email == self.who]
        return [*notices, *(self._seen(message) for message in replies)]

    def _seen(self, message: Message) -> Seen:
        """Return a message with what its folded menus hold: whoever wants an option of one presses twice."""
        labels = [label for row in message.buttons for label in row]
        key = f"{message.chat.id} {message.message_id}"
        return Seen(key, _file(message) + _codes(message.text), (*labels, *self._folded(message)))

    def _folded(self, message: Message) -> dict[str, str]:
        """Return what the folded menus of a message hold, and the button each option is under."""
        rows = message.keyboard.rows if message.keyboard is not None else ()
        kept = [button for row in rows for button in row if (button.callback_data or "").startswith(buttons.KEPT)]
        return {option: button.label for button in kept for option in self._options(button.callback_data or "")}

    def _options(self, token: str) -> tuple[str, ...]:
        """Return what a button unfolds; it does so for good, and people look at it again and again."""
        if token not in self._unfolding:
            with read_only(self.app.database) as session:
                held = buttons.read(session, token)
            if held is None:
                return ()
            options = buttons.unfolded(held.args).buttons() if held.command == buttons.MORE else ()
            self._unfolding[token] = tuple(option.label for option in options)
        return self._unfolding[token]

    async def _arrive(self) -> None:
        user = self.person(self.who)
        name, _, topic = self.place.partition("/")
        if name and name not in self._rooms:
            everybody = [user, *(self.person(email) for email in emails(self.house.fixture) if email != self.who)]
            made = self.double.add_forum(name, everybody, [topic]) if topic else self.double.add_group(name, everybody)
            self._rooms[name] = made
            await self._settle()
        if name and user.id not in self._rooms[name].members:
            self.double.join(self._rooms[name], user)
            await self._settle()

    @property
    def _room(self) -> Room:
        name, _, _ = self.place.partition("/")
        return self._rooms[name] if name else self.double.world.chat(self.person(self.who))

    @property
    def topic(self) -> int | None:
        """The topic the speaker is in: its number."""
        _, _, topic = self.place.partition("/")
        return next((number for number, name in self._room.topics.items() if name == topic), None)

    async def _say(self, text: str) -> None:
        if self.place and not text.startswith("/"):
            known = self.app.registry.match(text) is not None
            text = f"/{text}" if known else f"@{self.double.rules.username} {text}"
        await self._write(text)

    async def _write(self, text: str) -> None:
        self._said[self.who] = await self.double.say(self.person(self.who), text, self._room, thread=self.topic)

    async def _reply(self, card: Seen, text: str) -> None:
        answered = self._message(card)
        self._said[self.who] = await self.double.say(
            self.person(self.who), text, answered.chat, reply_to=answered, thread=answered.thread
        )

    async def _edit(self, text: str) -> None:
        if self.who not in self._said:
            raise NotShownError("nothing was said yet that could be changed")
        await self.double.edit(self.person(self.who), self._said[self.who], text)

    async def _press(self, card: Seen, index: int) -> None:
        label, message = card.buttons[index], self._message(card)
        folded = self._folded(message).get(label)
        if folded is not None:
            await self.double.press(self.person(self.who), message, folded)
            await self._settle()
            message = self.double.replies(message.chat)[-1]
        answer = await self.double.press(self.person(self.who), message, label)
        if answer.text:
            self._notices.append((self.who, Seen(f"notice {len(self._notices)}", _codes(answer.text))))

    async def _fill(self, values: dict[str, str]) -> None:
        """Answer question after question: with the value for its field, or by going around it."""
        left = dict(values)
        for _ in range(_MOST_QUESTIONS):
            question = self._question()
            if question is None:
                break
            name = next((name for name in left if question.text.startswith(tuple(self._titles(name)))), None)
            if name is not None:
                await self.double.say(self.person(self.who), left.pop(name), self._room)
            elif "Skip" in question.buttons:
                await self._press(question, question.buttons.index("Skip"))
            else:
                raise NotShownError(f"nothing was given for: {question.text}")
            await self._settle()
        if left:
            raise NotShownError(f"nobody asked for {left}")

    def _question(self) -> Seen | None:
        """Return the question the speaker is being asked, if the last thing said to them is one."""
        messages = self.double.replies(self._room)
        last = self._seen(messages[-1]) if messages else None
        return last if last is not None and last.text.startswith("❓") and "Cancel" in last.buttons else None

    def _titles(self, name: str) -> list[str]:
        """Return how questions for a field of this name begin."""
        registry = build_registry()
        fields = [spec for command in registry for spec in question_fields(command.form) if spec.name == name]
        return [f"❓ {spec.label.rstrip('?')}?" for spec in fields]

    async def _attach(self, thing: Thing) -> None:
        user, double = self.person(self.who), self.double
        match thing.kind:
            case "file":
                name = thing.name
                mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
                sent = double.send_document(
                    user, content_of(thing), thing.caption, file_name=name, mime_type=mime, chat=self._room
                )
            case "photo":
                sent = double.send_photo(user, content_of(thing), thing.caption, chat=self._room)
            case "voice":
                sent = double.send_voice(user, content_of(thing), thing.caption, chat=self._room)
            case "place":
                sent = double.share_location(user, *thing.place, chat=self._room)
            case "forward":
                sent = self._forward(thing.caption)
            case "answered":
                sent = self._answer(thing.caption)
            case "person":
                first, _, last = thing.name.partition(" ")
                sent = double.share_contact(user, thing.caption, first, last or None, chat=self._room)
            case kind:
                raise NotShownError(f"nobody can send a {kind}")
        self._said[self.who] = await sent

    async def _forward(self, words: str) -> Message:
        """Pass on to the bot what a colleague wrote in a group: `ben Umbrella wants pumps`."""
        return await self.double.forward(self.person(self.who), await self._overheard(words), self._room)

    async def _answer(self, words: str) -> Message:
        """Give a command as the answer to what a colleague wrote here: `/lead ben Umbrella wants pumps`."""
        command, _, said = words.partition(" ")
        overheard = await self._overheard(said, self._room)
        return await self.double.say(self.person(self.who), command, self._room, reply_to=overheard)

    async def _overheard(self, words: str, room: Room | None = None) -> Message:
        """Let a colleague write something that is not for the bot."""
        handle, _, text = words.partition(" ")
        colleague = self.person(f"{handle}@x.example")
        place = room or self.double.add_group("elsewhere", [colleague, self.person(self.who)])
        return await self.double.say(colleague, text, place)

    def _message(self, card: Seen) -> Message:
        chat, _, number = card.key.partition(" ")
        return self.double.world.chats[int(chat)].messages[int(number)]


def _file(message: Message) -> str:
    """Return the file a message carries, in brackets."""
    if "document" in message.media:
        return f"[{message.media['document']['file_name']}] "
    return "[picture] " if "photo" in message.media else ""


def _codes(text: str) -> str:
    """Write `/d12`, which Telegram lets people tap, as it is written elsewhere."""
    return _TAPPABLE.sub(lambda found: f"{found[1].upper()}-{found[2]}", text)
