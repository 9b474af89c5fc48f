"""`web` and `scheduler` apart, as a Procfile starts them: one hears, the other tells."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from crmbot.core import people, setup
from crmbot.core.clock import SystemClock
from crmbot.core.people import ChatUser
from crmbot.store.engine import open_database
from crmbot.store.uow import unit_of_work
from tests.doubles.telegram import TelegramDouble, User
from tests.doubles.telegram.stage import BOT_ID
from tests.e2e.process import ALTERED, Process, forked, free_port, started

SECRET = "a-secret-of-the-webhook"


def prepare(url: str, owner: User, rep: User) -> None:
    """Make two people who are linked to their Telegram accounts."""
    database = open_database(url)
    now = SystemClock().now()
    with unit_of_work(database) as session:
        setup.prepare(session, now)
        ana, _ = setup.first_owner(session, name="Ana Owner", email="ana@firm.example", zone="UTC", now=now)
        ben = people.add(session, name="Ben Rep", email="ben@firm.example", role="rep", zone="UTC")
        for user, account in ((ana, owner), (ben, rep)):
            people.attach(session, user, ChatUser("telegram", str(BOT_ID), str(account.id)))
    database.close()


@asynccontextmanager
async def apart(url: str, telegram: TelegramDouble, **more: str) -> AsyncIterator[tuple[Process, Process]]:
    """Start `web`, until it listens, and `scheduler`; with more settings, if there are any."""
    port = free_port()
    environment = {
        "DATABASE_URL": url,
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.url,
        "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        **more,
    }
    async with (
        started("web", port=port, **environment) as web,
        # Without a word from the other process it would look for work once an hour.
        forked("scheduler", port=free_port(), module=ALTERED, E2E_LOOK_S="3600", **environment) as scheduler,
    ):
        await web.listening()
        await telegram.wait_for(lambda: bool(telegram.calls("setWebhook")))
        yield web, scheduler


async def test_colleague_is_told_when_another_process_heard_of_it(postgresql_url: str) -> None:
    """What is said by webhook to `web` reaches the colleague through `scheduler`, and both end when asked to."""
    async with TelegramDouble() as telegram:
        ana, ben = telegram.add_user("Ana", started=True), telegram.add_user("Ben", started=True)
        prepare(postgresql_url, ana, ben)
        async with apart(postgresql_url, telegram) as (web, scheduler):
            await telegram.say(ana, "task call Delta @Ben")
            await telegram.wait_for(lambda: "Ana Owner gave you" in shown(telegram, ben))
            told = shown(telegram, ana)
            for word in ("beta", "gamma", "omega"):
                await telegram.say(ana, f"task {word} @Ben")
                await telegram.wait_for(partial(sees, telegram, ana, f"Task {word}"))
                await telegram.wait_for(partial(sees, telegram, ben, word))
            web.terminate()
            scheduler.terminate()
            statuses = (await web.ended(), await scheduler.ended())

        assert statuses == (0, 0), (web.log + scheduler.log).decode()
        assert "Task call Delta" in told
        assert telegram.violations == []


def sees(telegram: TelegramDouble, person: User, words: str) -> bool:
    """Tell whether words stand on somebody's screen."""
    return words in shown(telegram, person)


def shown(telegram: TelegramDouble, person: User) -> str:
    """Return what stands on somebody's screen."""
    return "\n".join(message.text for message in telegram.replies(person))
