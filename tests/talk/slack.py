"""Talking on Slack: the app is connected to a double by a socket, and people have Slack's client."""

import mimetypes
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from crmbot.app import App
from crmbot.commands import build_registry
from crmbot.handlers.slack.app import SlackAdapter
from crmbot.handlers.slack.manifest import manifest
from crmbot.language import when
from tests.chat import Chat, NotShownError, Seen, Thing
from tests.doubles.slack import Message, SlackDouble, View
from tests.doubles.slack.forms import EXTERNAL, find, names_of
from tests.doubles.slack.model import Json
from tests.doubles.slack.screen import placed
from tests.talk.house import House, emails
from tests.talk.samples import content_of

CANCEL = "Cancel"
_TYPES = {
    "photo": ("photo.jpg", "image/jpeg"),
    "voice": ("voice.m4a", "audio/mp4"),
    "file": ("offer.pdf", "application/pdf"),
}


class SlackChat(Chat):
    """People in one workspace."""

    surface: ClassVar[str] = "slack"

    def __init__(self, house: House) -> None:
        """Found a workspace; people join it as they are first heard of."""
        super().__init__(house)
        self.double = SlackDouble(clock=lambda: house.clock.now().timestamp())
        # What is said is looked at here, not how soon: a busy machine takes its time.
        self.double.courier.ack_within_s = 20.0
        self._people: dict[str, str] = {}
        self._rooms: dict[str, str] = {}
        self._said: dict[str, Message] = {}

    @property
    def violations(self) -> Sequence[str]:
        """What Slack would not allow."""
        return self.double.violations

    @property
    def adapter(self) -> SlackAdapter:
        """The adapter in the house."""
        (found,) = self.app.adapters
        assert isinstance(found, SlackAdapter)
        return found

    @property
    def me(self) -> str:
        """The speaker's id."""
        return self.person(self.who)

    @property
    def channel(self) -> str:
        """The id of the conversation the speaker is in."""
        return self._rooms[self.place] if self.place else self.double.dm(self.me)

    def person(self, email: str) -> str:
        """Return somebody's id, who joins the workspace when they are first heard of."""
        if email not in self._people:
            self._people[email] = self.double.add_user(email.partition("@")[0], email, self.house.fixture.zone)
        return self._people[email]

    async def _enter(self) -> None:
        await self.double.__aenter__()
        self.double.install(manifest(build_registry()))

    async def _leave(self) -> None:
        await self.double.__aexit__(None, None, None)

    async def _open(self) -> None:
        double = self.double
        tokens = {"slack_bot_token": double.bot_token, "slack_app_token": double.app_token}
        self.app = App(self.house.settings(**tokens, slack_api_url=double.url), self.house.clock)
        await self.app.__aenter__()
        ids = {email: self.person(email) for email in emails(self.house.fixture)}
        self.house.link(self.app.database, "slack", double.team_id, ids)
        await self.app.dispatcher.left_behind.recover(self.app.scheduler.senders)
        await self.adapter.start()
        await double.connected()

    async def _settle(self) -> None:
        await self.double.settle()
        await self.adapter._tasks.finish()
        await super()._settle()

    def _screen(self) -> Sequence[Seen]:
        mine = [room for room in self._rooms.values() if self.me in self.double.channel(room).members]
        messages = [one for room in (self.double.dm(self.me), *mine) for one in self.double.messages(room, self.me)]
        cards = [Seen(f"{one.channel} {one.ts}", _words(one), _labels(one)) for one in messages if one.by_bot]
        return [*cards, *(_form(view) for view in self.double.views(self.me))]

    async def _arrive(self) -> None:
        who = self.person(self.who)
        if self.place and self.place not in self._rooms:
            members = [self.person(email) for email in emails(self.house.fixture)]
            self._rooms[self.place] = self.double.add_channel(self.place, members)
        if self.place:
            self.double.channel(self._rooms[self.place]).members.add(who)

    async def _say(self, text: str) -> None:
        self._see_no_form()
        line = text.removeprefix("/")
        if text.startswith("/") or self.app.registry.match(line) is not None:
            await self._slash(line)
        elif self.place:
            self._said[self.who] = await self.double.mention(self.me, self.channel, text)
        else:
            await self._write(text)

    async def _slash(self, line: str) -> None:
        """Give a command: by its own name where Slack has it, else behind `/crm`."""
        word, _, rest = line.partition(" ")
        known = self.double.commands or set()
        name, words = (f"/{word}", rest) if f"/{word}" in known else ("/crm", line)
        response = await self.double.slash(self.me, self.channel, name, words)
        assert response.ok, response.error

    async def _write(self, text: str) -> None:
        self._see_no_form()
        self._said[self.who] = await self.double.say(self.me, self.channel, text)

    async def _reply(self, card: Seen, text: str) -> None:
        channel, _, ts = card.key.partition(" ")
        speak = self.double.say if channel == self.double.dm(self.me) else self.double.mention
        self._said[self.who] = await speak(self.me, channel, text, ts)

    async def _edit(self, text: str) -> None:
        if self.who not in self._said:
            raise NotShownError("nothing was said yet that could be changed")
        self._said[self.who] = await self.double.edit_message(self.me, self._said[self.who], text)

    async def _press(self, card: Seen, index: int) -> None:
        target, label = self._target(card), card.buttons[index]
        if isinstance(target, View) and label == CANCEL:
            await self.double.close_view(self.me, target)
        elif label in target.buttons:
            nth = card.buttons[:index].count(label)
            response = await self.double.press(self.me, target, label, nth=nth)
            assert response.ok, response.error
        else:
            await self.double.choose(self.me, target, label)

    async def _fill(self, values: dict[str, str]) -> None:
        """Fill the modal in and send it; a message that only opens it is pressed first."""
        if not self.double.views(self.me):
            card, index = self._button("Open form")
            await self._press(card, index)
            await self.double.settle()
        for name, text in values.items():
            view = await self._view_with(name)
            await self.double.pick(self.me, view, name, await self._entry(view, name, text))
        response = await self.double.submit(self.me, self._view())
        assert response.ok, response.error

    async def _view_with(self, field: str) -> View:
        """Return the open modal, after a look at its other fields where it does not show this one at first."""
        view = self._view()
        if "More fields" not in view.buttons or any(field in names_of(at) for at in placed(view.blocks)):
            return view
        await self.double.press(self.me, view, "More fields")
        await self.double.settle()
        return self._view()

    async def _entry(self, view: View, name: str, text: str) -> object:
        """Return what a person would pick or type to mean these words."""
        element: Json = find(view.blocks, name).element
        match element["type"]:
            case kind if kind in EXTERNAL:
                return await self._picked(view, name, text)
            case "users_select":
                return next(ext for email, ext in self._people.items() if email.startswith(text.lstrip("@").lower()))
            case "datetimepicker":
                return self._instant(text)
            case "datepicker":
                return self._instant(text).date()
            case "checkboxes":
                return ["Yes"] if text == "yes" else []
            case _:
                return text

    async def _picked(self, view: View, name: str, text: str) -> Json:
        options = await self.double.suggest(self.me, view, name, text)
        if not options:
            raise NotShownError(f"nothing to pick for {text!r} in {name!r}")
        return options[0]

    def _instant(self, text: str) -> datetime:
        found = when.read(text, now=self.house.clock.now(), zone=self.house.fixture.zone)
        assert found is not None, text
        assert found.when is not None, text
        return found.when.instant() or datetime.combine(
            found.when.on, datetime.min.time(), ZoneInfo(self.house.fixture.zone)
        )

    async def _attach(self, thing: Thing) -> None:
        if thing.kind == "shortcut":
            await self._use_shortcut(thing.caption)
            return
        if thing.kind not in _TYPES:
            raise NotShownError(f"Slack has no {thing.kind} to send")
        usual, mime = _TYPES[thing.kind]
        sent = replace(thing, name=thing.name or usual)
        if thing.kind == "file":
            mime = mimetypes.guess_type(sent.name)[0] or "application/octet-stream"
        self._said[self.who] = await self.double.share_file(
            self.me, self.channel, sent.name, mime, thing.caption, content=content_of(sent)
        )

    async def _use_shortcut(self, words: str) -> None:
        """Use a shortcut on what a colleague says in the channel: `make_lead ben Umbrella wants pumps`."""
        callback, _, said = words.partition(" ")
        handle, _, text = said.partition(" ")
        message = await self.double.say(self.person(f"{handle}@x.example"), self.channel, text)
        response = await self.double.shortcut(self.me, message, callback)
        assert response.ok, response.error

    def _target(self, card: Seen) -> Message | View:
        channel, _, ts = card.key.partition(" ")
        if not ts:
            return self._view()
        found = self.double.workspace.message(channel, ts)
        if found is None:
            raise NotShownError(f"the card is gone: {card.text}")
        return found

    def _view(self) -> View:
        views = self.double.views(self.me)
        if not views:
            raise NotShownError("no form is open")
        return views[-1]

    def _see_no_form(self) -> None:
        if self.double.views(self.me):
            raise NotShownError(f"a form is in front: {self._view().plain}")


def _words(message: Message) -> str:
    """Return what is read in a message, its files in brackets."""
    files = [f"{_bracketed(each)} {each.get('alt_txt', '')}".rstrip() for each in message.files]
    return "\n".join([message.plain, *files])


def _bracketed(file: Json) -> str:
    return "[picture]" if str(file["mimetype"]).startswith("image/") else f"[{file['name']}]"


def _labels(message: Message) -> tuple[str, ...]:
    return (*message.buttons, *message.choices)


def _form(view: View) -> Seen:
    entered = [f"{label}: {value}" for label, value in view.entered.items() if value]
    words = [view.plain, *entered, *view.errors.values()]
    return Seen(view.id, "\n".join(words), (*view.buttons, CANCEL))
