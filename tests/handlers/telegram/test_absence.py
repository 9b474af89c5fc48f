"""After time away: what waited is worked, each chat is told once, and nobody's late press is taken for a new one."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from crmbot.chat.card import Action, Card, spans
from crmbot.chat.command import Registry
from crmbot.chat.inbound import Pressed
from crmbot.chat.invocation import Invocation
from crmbot.core.clock import StandingClock
from crmbot.core.inbox import Stop
from crmbot.handlers.adapter import Answer
from crmbot.handlers.telegram import polling
from crmbot.handlers.telegram.app import TelegramAdapter, TelegramSettings
from tests.doubles.telegram import TelegramDouble, User
from tests.handlers.telegram.scripted import ScriptedDoor, answering, drawn

NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Bot:
    """A bot that can go away and come back, and the clock that everybody reads."""

    door: ScriptedDoor
    telegram: TelegramDouble
    clock: StandingClock
    settings: TelegramSettings
    registry: Registry

    def present(self) -> AbstractAsyncContextManager[TelegramAdapter]:
        """Let it run; when it stops, the door knows since when."""
        return self._present()

    @asynccontextmanager
    async def _present(self) -> AsyncIterator[TelegramAdapter]:
        adapter = TelegramAdapter(self.door, self.settings, self.registry, clock=self.clock)
        await adapter.start()
        yield adapter
        await self.telegram.settle()
        await adapter._running.finish()
        await adapter.stop()
        offset = self.door.polled[-1].offset if self.door.polled else 1
        self.door.stop = Stop(offset, self.clock.now())

    def later(self, passed: timedelta) -> None:
        """Let time go by."""
        self.clock.move_to(self.clock.now() + passed)

    async def asked_again(self) -> None:
        """Wait until it has asked for updates some more times."""
        enough = len(self.telegram.calls("getUpdates")) + 3
        await self.telegram.wait_for(lambda: len(self.telegram.calls("getUpdates")) >= enough)

    def words(self, user: User) -> list[str]:
        """Return what it said to somebody."""
        return [message.text for message in self.telegram.replies(user)]


@pytest.fixture
async def bot(door: ScriptedDoor, registry: Registry) -> AsyncIterator[Bot]:
    """Give a bot that ran at noon."""
    clock = StandingClock(NOON)
    async with TelegramDouble(clock=lambda: clock.now().timestamp()) as telegram:
        settings = TelegramSettings(telegram.token, api_url=telegram.url)
        door.stop = Stop(1, NOON)
        yield Bot(door, telegram, clock, settings, registry)
        assert telegram.violations == []


@pytest.fixture
def ben(bot: Bot) -> User:
    """Give a person who has opened a private chat with the bot."""
    return bot.telegram.add_user("Ben", "Toth", "bentoth", started=True)


@pytest.fixture
def eva(bot: Bot) -> User:
    """Give another one."""
    return bot.telegram.add_user("Eva", "Blum", "evablum", started=True)


Say = Callable[[User, int], Awaitable[None]]


@pytest.fixture
def say(bot: Bot) -> Say:
    """Give a way to write several messages."""

    async def several(user: User, count: int) -> None:
        for number in range(count):
            await bot.telegram.say(user, f"message {number + 1}")

    return several


async def test_each_chat_is_told_once_when_messages_waited(bot: Bot, say: Say, ben: User, eva: User) -> None:
    """Behind the answers comes one line with how long it was and how many there were here."""
    await say(ben, 4)
    await say(eva, 1)
    bot.later(3 * HOUR)

    async with bot.present():
        pass

    assert bot.words(ben) == ["heard said"] * 4 + ["I was away for 3 h; 4 messages handled."]
    assert bot.words(eva) == ["heard said", "I was away for 3 h; 1 message handled."]


async def test_nothing_is_said_when_only_a_few_messages_waited(bot: Bot, say: Say, ben: User) -> None:
    """A few late answers speak for themselves."""
    await say(ben, 3)
    bot.later(3 * HOUR)

    async with bot.present():
        pass

    assert bot.words(ben) == ["heard said"] * 3


async def test_nothing_is_said_when_the_messages_are_young(bot: Bot, say: Say, ben: User) -> None:
    """However long we were away, who wrote a moment ago did not wait."""
    bot.later(3 * HOUR)
    await say(ben, 5)

    async with bot.present():
        pass

    assert bot.words(ben) == ["heard said"] * 5


async def test_loss_is_told_when_the_bot_was_away_longer_than_telegram_keeps(bot: Bot, say: Say, ben: User) -> None:
    """What was written before the last day never reached us, and that is said."""
    bot.later(10 * HOUR)
    await say(ben, 4)
    bot.later(23 * HOUR)

    async with bot.present():
        pass

    assert bot.words(ben)[-1].startswith("I was away for 1 d; 4 messages handled.")
    assert "Telegram keeps messages for a day" in bot.words(ben)[-1]


async def test_chats_are_told_once_when_the_bot_comes_back_twice(bot: Bot, say: Say, ben: User) -> None:
    """A restart straight after has nothing to tell."""
    await say(ben, 4)
    bot.later(3 * HOUR)

    for _ in range(2):
        async with bot.present():
            pass

    assert len(bot.words(ben)) == 5


async def test_absence_is_noticed_when_telegram_could_not_be_reached(
    bot: Bot, say: Say, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A running bot without a connection was away as well, from its last success to its next."""
    monkeypatch.setattr(polling, "_FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(polling, "_LONGEST_PAUSE_S", 0.01)

    async with bot.present():
        await bot.telegram.settle()
        bot.telegram.fail_next("getUpdates", "server_error", times=40)
        await say(ben, 4)
        for passed in (timedelta(minutes=6), 3 * HOUR):
            bot.later(passed)
            await bot.asked_again()
        await bot.telegram.wait_for(lambda: len(bot.words(ben)) == 5)

    assert bot.words(ben)[-1] == "I was away for 3 h; 4 messages handled."


@pytest.mark.parametrize(("waited", "age"), [(3 * HOUR, 3 * HOUR), (timedelta(minutes=2), timedelta())])
async def test_press_is_dated_back_when_it_waited(bot: Bot, ben: User, waited: timedelta, age: timedelta) -> None:
    """Presses carry no time: one that waited may be as old as our absence, after a short one it is as good as new."""
    bot.door.script = answering(Answer(drawn(Card(spans("Quote"), actions=(Action("Done", Invocation("done")),)))))
    async with bot.present():
        await bot.telegram.say(ben, "/t9")
    await bot.telegram.press(ben, bot.telegram.replies(ben)[0], "Done", wait=False)
    bot.later(waited)

    async with bot.present():
        pass

    press = bot.door.worked[-1]
    assert isinstance(press.event, Pressed)
    assert bot.clock.now() - press.at == age


async def test_press_is_dated_by_the_message_before_it_when_both_waited(bot: Bot, ben: User) -> None:
    """What was written before a press tells that it is no older."""
    bot.door.script = answering(Answer(drawn(Card(spans("Quote"), actions=(Action("Done", Invocation("done")),)))))
    async with bot.present():
        await bot.telegram.say(ben, "/t9")
    bot.later(3 * HOUR)
    await bot.telegram.say(ben, "/t9")
    await bot.telegram.press(ben, bot.telegram.replies(ben)[0], "Done", wait=False)
    bot.later(timedelta(minutes=1))

    async with bot.present():
        pass

    assert bot.clock.now() - bot.door.worked[-1].at == timedelta(minutes=1)


async def test_time_is_noted_when_nothing_comes_in(bot: Bot) -> None:
    """The next start knows how long nobody asked."""
    async with bot.present():
        pass

    assert bot.door.noted == 1
