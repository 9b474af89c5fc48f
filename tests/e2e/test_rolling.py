"""Several processes on one server, replaced one by one under load, killed, and heard by each other."""

import asyncio
import re
from collections import Counter
from contextlib import AsyncExitStack

from sqlalchemy import func, select

from crmbot.core import people, setup
from crmbot.core.clock import SystemClock
from crmbot.core.people import ChatUser
from crmbot.store.engine import open_database
from crmbot.store.models.activity import Note
from crmbot.store.models.messaging import Inbox, InboxState
from crmbot.store.uow import read_only, unit_of_work
from tests.doubles.slack import SlackDouble
from tests.doubles.telegram import TelegramDouble, User
from tests.doubles.telegram.stage import BOT_ID
from tests.e2e.process import Process, forked, free_port
from tests.forks import HURRIED

MESSAGES = 160
ANA = {"name": "Ana Owner", "email": "ana@firm.example", "zone": "UTC"}


def prepare(url: str, *chats: ChatUser) -> None:
    """Make an owner who is linked to these chats."""
    database = open_database(url)
    now = SystemClock().now()
    with unit_of_work(database) as session:
        setup.prepare(session, now)
        owner, _ = setup.first_owner(session, **ANA, now=now)
        for chat in chats:
            people.attach(session, owner, chat)
    database.close()


def kept(url: str) -> tuple[int, int, int]:
    """Return how many notes there are, how many messages are still open, how many answers did not arrive yet."""
    database = open_database(url)
    with read_only(database) as session:
        notes = session.scalar(select(func.count()).select_from(Note)) or 0
        left = session.scalar(select(func.count()).select_from(Inbox).where(Inbox.state == InboxState.OPEN)) or 0
        owed = session.scalar(select(func.count()).select_from(Inbox).where(Inbox.answer.is_not(None))) or 0
    database.close()
    return notes, left, owed


async def test_restart_of_one_after_the_other_under_load(postgresql_url: str) -> None:
    """Two listen and two deliver; each is replaced while people write: nothing is lost, no answer comes twice."""
    async with SlackDouble() as slack, AsyncExitStack() as stack:
        ana = slack.add_user("Ana Owner", "ana@firm.example", "UTC")
        slack.courier.ack_within_s = 20.0  # six at once and eight starts on a machine that has other work, too
        channel = slack.dm(ana)
        prepare(postgresql_url, ChatUser("slack", slack.team_id, ana))
        environment = {
            "DATABASE_URL": postgresql_url,
            "SLACK_API_URL": slack.url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "CRMBOT_PER_MINUTE": "0",
        }

        async def begin(kind: str) -> Process:
            process = await stack.enter_async_context(forked(kind, port=free_port(), **environment))
            await (process.listening() if kind == "web" else process.says("app.started"))
            return process

        webs = [await begin("web"), await begin("web")]
        schedulers = [await begin("scheduler"), await begin("scheduler")]
        slack.app_url = webs[0].url
        await slack.slash(ana, channel, "/crm", "company new Acme")
        gate = asyncio.Semaphore(6)

        async def say(number: int) -> int | None:
            async with gate:
                slack.app_url = webs[number % 2].url
                response = await slack.slash(ana, channel, "/crm", f"note Acme: message {number}.")
            return response.status

        async def replace_all() -> list[int]:
            ended = []
            for place in (0, 1):
                fresh, old = await begin("web"), webs[place]
                webs[place] = fresh
                await asyncio.sleep(0.3)  # as a load balancer does: what is on its way there still arrives
                old.terminate()
                schedulers[place].terminate()
                ended += [await old.ended(), await schedulers[place].ended()]
                schedulers[place] = await begin("scheduler")
            return ended

        replacing = asyncio.create_task(replace_all())
        statuses = await asyncio.gather(*(say(number) for number in range(MESSAGES)))
        ended = await replacing
        log = b"\n".join(process.log for process in (*webs, *schedulers)).decode()
        await slack.until(lambda: kept(postgresql_url)[1:] == (0, 0))
        shown = Counter(
            int(number)
            for message in slack.messages(channel, ana)
            if message.author != ana
            for number in re.findall(r"message (\d+)\.", f"{message.text} {message.blocks}")[:1]
        )

    assert set(ended) == {0}, log
    assert set(statuses) == {200}, log
    assert kept(postgresql_url)[0] == MESSAGES, log
    assert (sorted(shown), set(shown.values())) == (list(range(MESSAGES)), {1}), log


async def test_polling_when_the_one_who_polls_is_killed(postgresql_url: str) -> None:
    """Another process polls soon; each message is answered, once."""
    async with TelegramDouble() as telegram:
        ana = telegram.add_user("Ana", started=True)
        prepare(postgresql_url, ChatUser("telegram", str(BOT_ID), str(ana.id)))
        environment = {
            "DATABASE_URL": postgresql_url,
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
        }

        def answers(word: str) -> int:
            return sum(f"Task {word}" in message.text for message in telegram.replies(ana))

        async with forked("run", port=free_port(), moods=[HURRIED], **environment) as first:
            await telegram.wait_for(lambda: bool(telegram.calls("getUpdates")))
            async with forked("run", port=free_port(), moods=[HURRIED], **environment) as second:
                await telegram.say(ana, "task alpha")
                await telegram.wait_for(lambda: answers("alpha") == 1)
                await second.says("app.started")  # and stands by
                await telegram.wait_for(lambda: kept(postgresql_url)[1:] == (0, 0))
                first.kill()
                await first.ended()
                await telegram.say(ana, "task omega")
                await telegram.wait_for(lambda: answers("omega") == 1)
                second.terminate()
                status = await second.ended()

    assert (answers("alpha"), answers("omega"), status) == (1, 1, 0), second.log.decode()


async def test_message_when_its_process_is_killed_in_the_middle(postgresql_url: str) -> None:
    """Another process finds what was stored and not finished, works it, and its answer says that it is late."""
    async with TelegramDouble() as telegram:
        ana = telegram.add_user("Ana", started=True)
        prepare(postgresql_url, ChatUser("telegram", str(BOT_ID), str(ana.id)))
        environment = {
            "DATABASE_URL": postgresql_url,
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
        }
        async with forked("run", port=free_port(), moods=[HURRIED], **environment) as first:
            await telegram.wait_for(lambda: bool(telegram.calls("getUpdates")))
            telegram.fail_next("sendMessage", "delay", delay_s=60)
            await telegram.say(ana, "task alpha")
            await telegram.wait_for(lambda: bool(telegram.calls("sendMessage")))
            first.kill()
            await first.ended()
            telegram.faults.planned.clear()
        async with forked("run", port=free_port(), moods=[HURRIED], **environment) as second:
            await telegram.wait_for(lambda: "comes late" in shown(telegram, ana))
            second.terminate()
            await second.ended()

    assert shown(telegram, ana).count("Task alpha") == 1


def shown(telegram: TelegramDouble, person: User) -> str:
    """Return what stands on somebody's screen."""
    return "\n".join(message.text for message in telegram.replies(person))
