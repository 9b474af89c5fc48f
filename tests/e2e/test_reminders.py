"""A reminder in a real process: at its time, by the real clock, and late rather than never after a power cut."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

from crmbot.core import people, setup, tasks
from crmbot.core.clock import SystemClock
from crmbot.core.context import Context, Organisation, Origin
from crmbot.core.people import ChatUser
from crmbot.core.tasks import TaskDraft
from crmbot.language.when import When
from crmbot.store.engine import open_database
from crmbot.store.uow import unit_of_work
from tests.doubles.telegram import Message, TelegramDouble, User
from tests.doubles.telegram.stage import BOT_ID
from tests.e2e.process import ALTERED, Process, forked, free_port

AHEAD = timedelta(seconds=4)
"""Long enough for the process to be listening before the reminder is due, as a rule."""


def promise(url: str, person: User, due: datetime) -> None:
    """Make an owner who is linked to the Telegram account and has a task that is due at that instant."""
    database = open_database(url)
    now = SystemClock().now()
    with unit_of_work(database) as session:
        setup.prepare(session, now)
        owner, _ = setup.first_owner(session, name="Ana Owner", email="ana@firm.example", zone="UTC", now=now)
        people.attach(session, owner, ChatUser("telegram", str(BOT_ID), str(person.id)))
        origin = Origin(f"telegram:{BOT_ID}:{person.id}", private=True, via="telegram")
        ctx = Context(session, people.actor(session, owner.id), now, origin, Organisation())
        wall = due.replace(tzinfo=None)
        tasks.create(ctx, TaskDraft("Call Delta", due=When(wall.date(), wall.time(), "UTC")))
    database.close()


def serving(
    url: str, telegram: TelegramDouble, *, ahead: timedelta = timedelta(0)
) -> AbstractAsyncContextManager[Process]:
    """Start the product for that database and that Telegram, its clock so far ahead of ours."""
    environment = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url}
    clock = {"E2E_AHEAD_S": str(ahead.total_seconds())}
    return forked("run", port=free_port(), module=ALTERED, DATABASE_URL=url, **environment, **clock)


def reminders(telegram: TelegramDouble, person: User) -> list[Message]:
    """Return the reminders that stand on somebody's screen."""
    return [message for message in telegram.replies(person) if "Call Delta" in message.text]


async def test_reminder_leaves_at_its_time(database_url: str) -> None:
    """The card is on the phone at its time, not before it; how soon after it is measured in benchmarks/."""
    due = SystemClock().now() + AHEAD
    async with TelegramDouble() as telegram:
        ana = telegram.add_user("Ana", started=True)
        promise(database_url, ana, due)

        async with serving(database_url, telegram) as process:
            await telegram.wait_for(lambda: bool(reminders(telegram, ana)))
            arrived = SystemClock().now()

        assert due <= arrived, process.log.decode()
        assert telegram.violations == []


async def test_reminder_comes_late_and_once_when_the_process_was_killed_before_its_time(database_url: str) -> None:
    """What fell due while nothing ran is on the phone soon after the next start, a single time."""
    due = SystemClock().now() + timedelta(hours=1)
    async with TelegramDouble() as telegram:
        ana = telegram.add_user("Ana", started=True)
        promise(database_url, ana, due)
        async with serving(database_url, telegram) as process:
            await telegram.wait_for(lambda: bool(telegram.calls("getUpdates")))
            process.kill()
            await process.ended()
        assert reminders(telegram, ana) == []

        async with serving(database_url, telegram, ahead=timedelta(hours=2)) as process:
            await telegram.wait_for(lambda: bool(reminders(telegram, ana)))
            (card,) = reminders(telegram, ana)
            await telegram.press(ana, card, "Done")
            await telegram.wait_for(lambda: "Done: Call Delta" in card.text)

        assert len([message for message in reminders(telegram, ana) if "Due:" in message.text]) == 0
        assert telegram.violations == []
