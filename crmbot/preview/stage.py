"""Scenes played on the real house: what people say goes through the dispatcher, what comes back is drawn."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from starlette.routing import BaseRoute

from crmbot.app import App
from crmbot.chat.address import Address, SentRef
from crmbot.chat.card import Drawn
from crmbot.chat.fetching import FileGone
from crmbot.chat.inbound import Event, FileShared, Identity, Inbound, Pressed, Said, Submitted, Uploaded
from crmbot.chat.limits import Limits
from crmbot.chat.sender import Delivered, Delivery
from crmbot.commands import buttons
from crmbot.core import history, people, setup
from crmbot.core.clock import StandingClock
from crmbot.core.context import Context, Organisation, Origin
from crmbot.core.people import ChatUser
from crmbot.handlers import faults
from crmbot.handlers.adapter import Answer, FormView
from crmbot.preview.looks import Look
from crmbot.preview.scenes import AT, COLLEAGUES, ZONE, Fail, Fill, Home, Press, Say, Scene, Send, Step, Wait
from crmbot.settings import Settings
from crmbot.store.engine import Database
from crmbot.store.migrate import upgrade
from crmbot.store.uow import unit_of_work

STRANGER = "zoe"
"""Somebody who writes to us and is none of ours."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a scene ends with, as HTML."""

    scene: Scene
    html: str


@dataclass(slots=True)
class _Post:
    """Takes what is sent without having been asked for, and hands out the files that people sent."""

    limits: Limits
    sent: list[Drawn] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    async def send(self, address: Address, drawn: Drawn) -> Delivery:
        self.sent.append(drawn)
        return Delivered(str(SentRef(address, f"sent{len(self.sent)}")))

    async def reply(self, ref: str, drawn: Drawn) -> Delivery:
        return await self.send(SentRef.parse(ref).address, drawn)

    async def edit(self, ref: str, drawn: Drawn) -> Delivery:
        self.sent.append(drawn)
        return Delivered(ref)

    async def fetch(self, ref: str) -> AsyncGenerator[bytes, None]:
        if ref not in self.files:
            raise FileGone("no such file")
        yield self.files[ref]


class _Surface:
    """A platform without a wire: an adapter that keeps what it is given."""

    routes: tuple[BaseRoute, ...] = ()
    join_link = ""

    def __init__(self, look: Look) -> None:
        self.platform = look.name
        self.limits = look.limits
        self.sender = self.fetcher = _Post(look.limits)

    async def start(self) -> None:
        """Listen to nobody."""

    async def stop(self) -> None:
        """There is nothing to stop."""

    async def profile(self, who: Identity) -> Identity:
        return who

    async def hears(self) -> bool:
        return True

    async def healthy(self) -> tuple[str, ...]:
        return ()


class Stage:
    """The house with one platform, and the people of the sample on it."""

    def __init__(self, app: App, clock: StandingClock, look: Look, users: Mapping[str, int]) -> None:
        self._app = app
        self._clock = clock
        self._look = look
        self._users = users
        self._surface = _Surface(look)
        self._numbers = count(1)
        self._chat = ""
        self._cards: list[tuple[str, Drawn]] = []
        self._form: FormView | None = None
        app.use(self._surface)

    @property
    def names(self) -> dict[str, str]:
        """What people are called, by the platform's ids."""
        return {self._look.user(number): COLLEAGUES[name].name for name, number in self._users.items()}

    async def play(self, scene: Scene) -> Picture | None:
        """Play a scene in a chat of its own; None for one whose command there is not."""
        if scene.needs and self._app.registry.match(scene.needs) is None:
            return None
        self._chat, self._cards, self._form = f"scene{next(self._numbers)}", [], None
        self._surface.sender.sent.clear()
        shown = ""
        for step in scene.steps:
            shown = await self._step(step) or shown
            await self._app.advance(self._clock.now() + timedelta(seconds=2))
        return Picture(scene, shown)

    async def _step(self, step: Step) -> str:
        match step:
            case Say(line=line, who=who):
                return await self._do(Said(line, message=str(next(self._numbers))), who)
            case Press(label=label, who=who):
                return await self._pressed(label, who)
            case Fill(values=values):
                return await self._filled(values)
            case Send(name=name, mime=mime, content=content, caption=caption):
                self._surface.fetcher.files[name] = content
                file = FileShared(name, name, mime, len(content))
                return await self._do(Uploaded((file,), caption, message=str(next(self._numbers))), "ana")
            case Wait(hours=hours):
                return await self._waited(hours)
            case Home():
                return await self._at_home()
            case Fail():
                return await asyncio.wrap_future(self._app.database.submit(self._failed))

    async def _at_home(self) -> str:
        answer = await self._answered(Said("today", as_command=True), "ana")
        return self._look.home(answer.card, self.names) if answer.card is not None else ""

    async def _do(self, event: Event, who: str) -> str:
        """Let somebody do something; return what they are shown."""
        return self._drawn(await self._answered(event, who))

    async def _answered(self, event: Event, who: str) -> Answer:
        look, door = self._look, self._app.dispatcher
        user = look.user(self._users.get(who, 999))
        sender = Identity(look.name, look.tenant, user, name=COLLEAGUES[who].name if who in COLLEAGUES else who)
        key = f"preview:{next(self._numbers)}"
        inbound = Inbound(key, sender, self._address, self._clock.now(), event)
        return await door.work(await door.store(inbound), look.limits)

    async def _pressed(self, label: str, who: str) -> str:
        """Press a button; where the platform cannot ask first by itself, our own question is answered with yes."""
        ref, token, asks = self._button(label)
        shown = await self._do(Pressed(token, ref), who)
        if not asks:
            return shown
        ref, drawn = self._cards[-1]
        return await self._do(Pressed(drawn.tokens[0], ref), who)

    @property
    def _address(self) -> Address:
        return Address(self._look.name, self._look.tenant, self._chat)

    def _drawn(self, answer: Answer) -> str:
        if answer.form is not None:
            self._form = answer.form
            return self._look.form(answer.form, self.names)
        return self._card(answer.card) if answer.card is not None else ""

    def _card(self, drawn: Drawn) -> str:
        ref = str(SentRef(self._address, str(next(self._numbers))))
        self._cards.append((ref, drawn))
        return self._look.card(drawn, self.names)

    def _button(self, label: str) -> tuple[str, str, bool]:
        """Return the message a button is on, its payload, and whether it only asks if it was meant."""
        for ref, drawn in reversed(self._cards):
            for action, token in zip(drawn.card.buttons(), drawn.tokens, strict=True):
                if action.label.startswith(label):
                    return ref, token, action.invocation.command == buttons.SURE
        raise LookupError(f"no button {label!r}")

    async def _filled(self, values: Mapping[str, str]) -> str:
        """Send the open form; without one, answer the questions one after the other."""
        if self._form is not None:
            form, self._form = self._form, None
            kept = {each.spec.name: each.value for each in form.fields}
            return await self._do(Submitted(form.dialog, kept | dict(values)), "ana")
        shown = ""
        for text in values.values():
            shown = await self._do(Said(text), "ana") or shown
        return shown

    async def _waited(self, hours: int) -> str:
        """Let time go by; return the first thing that was sent since the scene began."""
        await self._app.advance(self._clock.now() + timedelta(hours=hours))
        return "".join(self._card(drawn) for drawn in self._surface.sender.sent[:1])

    def _failed(self) -> str:
        """Draw the answer to a failure of ours, which nothing said here brings about."""
        with unit_of_work(self._app.database) as session:
            card = faults.our_fault("7K2M")
            return self._card(buttons.draw(session, card, self._address, self._look.limits, self._clock.now()))


async def play(look: Look, scenes: Sequence[Scene], folder: Path) -> list[Picture]:
    """Play scenes on one platform, one after the other, in a house made for it in the folder."""
    settings = _settings(folder)
    clock = StandingClock(AT)
    async with App(settings, clock) as app:
        users = await asyncio.wrap_future(app.database.submit(lambda: _furnish(app.database, look, AT)))
        stage = Stage(app, clock, look, users)
        played = [await stage.play(scene) for scene in scenes]
    return [picture for picture in played if picture is not None]


def _settings(folder: Path) -> Settings:
    """Return settings that nothing in the environment can turn into those of a real house."""
    url = f"sqlite:///{folder / 'preview.db'}"
    upgrade(url)
    given = {"database_url": url, "timezone": ZONE, "currency": "EUR", "region": "GB", "files": str(folder / "files")}
    tokens = {"slack_bot_token": None, "telegram_bot_token": None, "owner": None}
    return Settings.model_validate({**given, **tokens})


def _furnish(database: Database, look: Look, now: datetime) -> dict[str, int]:
    """Let the people of the sample in, link them, and put the sample in; return their numbers by handle."""
    with unit_of_work(database) as session:
        users: dict[str, int] = {}
        for handle, each in COLLEAGUES.items():
            if not users:
                user, _ = setup.first_owner(session, name=each.name, email=each.email, zone=ZONE, now=now)
            else:
                user = people.add(session, name=each.name, email=each.email, role=each.role, zone=ZONE)
            user.timezone_confirmed = True
            session.flush()
            users[handle] = user.id
            people.attach(session, user, ChatUser(look.name, look.tenant, look.user(user.id), email=each.email))
        owner = people.actor(session, next(iter(users.values())))
        ctx = Context(
            session, owner, now, Origin(f"{look.name}:{look.tenant}:0", via=look.name), Organisation(zone=ZONE)
        )
        history.begin(ctx, "sample")
        setup.load_sample(ctx)
        return users
