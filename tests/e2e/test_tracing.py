"""One name goes from a message to everything that follows from it, through the log of every process; and no secret."""

import json
import re
from functools import partial
from urllib.parse import urlencode

import aiohttp
from sqlalchemy import create_engine, make_url, text

from crmbot.store import trace
from crmbot.store.engine import normalise_url
from tests.doubles.slack import SlackDouble
from tests.doubles.telegram import TelegramDouble, User
from tests.e2e.process import Process, free_port
from tests.e2e.test_two_processes import SECRET, apart, prepare, sees, shown

PASSWORD, FIGURES = "planted-of-database", "planted-of-the-figures"
ANSWERS = "planted-of-an-answer"
SAID = ("Quixotic", "Brobdingnag", "Lilliput", "Houyhnhnm")
CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b")


def lines(process: Process) -> list[dict[str, object]]:
    """Return what a process has logged so far."""
    whole = process.log.decode().splitlines()
    return [json.loads(line) for line in whole if line.startswith("{") and line.endswith("}")]


def with_password(url: str) -> str:
    """Return the address of a database with a password in it, which ours asks nobody for."""
    return make_url(url).set(password=PASSWORD).render_as_string(hide_password=False)


def refuse_giants(url: str) -> None:
    """Have the database refuse a word, as no database of ours does: what is said with it fails on our side."""
    engine = create_engine(normalise_url(url))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE record ADD CONSTRAINT giants CHECK (title NOT LIKE '%Brobdingnag%')"))
    engine.dispose()


async def linked(telegram: TelegramDouble, owner: User, new: User) -> str:
    """Have somebody invited and let in, after a wrong try; return their code."""
    await telegram.say(owner, "invite zoe@firm.example Zoe")
    await telegram.wait_for(lambda: CODE.search(shown(telegram, owner)) is not None)
    code = CODE.findall(shown(telegram, owner))[0]
    await telegram.say(new, "link AAAA-AAAA")
    await telegram.say(new, f"link {code}")
    await telegram.wait_for(partial(sees, telegram, new, "Linked to Zoe"))
    return str(code)


async def knock(web: Process, slack: SlackDouble) -> list[int | None]:
    """Send rubbish to both doors, with the right secret and with wrong ones; return what is answered."""
    slack.app_url = web.url
    body, kind = b'{"text": "Lilliput', {"Content-Type": "application/json"}
    told = [(await slack.post(body, {**kind, **signed})).status for signed in (slack.sign(body), {})]
    async with aiohttp.ClientSession() as client:
        for secret in (SECRET, f"{SECRET}x"):
            headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
            async with client.post(f"{web.url}/telegram/webhook", data=body, headers=headers) as answer:
                told.append(answer.status)
    return told


async def ask_and_go(slack: SlackDouble) -> int | None:
    """Send a command whose answer is to go where nobody is any more; return what is said at once."""
    there = f"http://127.0.0.1:{free_port()}/commands/{ANSWERS}"
    who = {"team_id": slack.team_id, "user_id": "U0ZOE", "channel_id": "D0ZOE", "api_app_id": "A1"}
    asked = {**who, "command": "/crm", "text": "task Houyhnhnm", "response_url": there, "trigger_id": "1.2.x"}
    body = urlencode(asked).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", **slack.sign(body)}
    return (await slack.post(body, headers)).status


async def test_log_when_what_one_process_heard_is_delivered_by_another(postgresql_url: str) -> None:
    """The lines of `web` and `scheduler` bear the name of the message, by its key; what was said stands in neither.

    Nor does any secret, at the most talkative and whatever goes wrong: a platform that fails with our token in its
    address or cannot be reached, a row the database refuses, rubbish at the doors.
    """
    async with TelegramDouble() as telegram, SlackDouble() as slack:
        ana, ben, zoe = (telegram.add_user(name, started=True) for name in ("Ana", "Ben", "Zoe"))
        prepare(postgresql_url, ana, ben)
        settings = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.url,
            "CRMBOT_METRICS_TOKEN": FIGURES,
            "CRMBOT_LOG_LEVEL": "DEBUG",
        }
        refuse_giants(postgresql_url)
        async with apart(with_password(postgresql_url), telegram, **settings) as (web, scheduler):
            telegram.fail_next("sendMessage", "server_error", chat=ben)
            await telegram.say(ana, "task call Quixotic @Ben")
            telegram.fail_next("sendChatAction", "garbage")
            await telegram.say(ana, "task Brobdingnag")
            await telegram.wait_for(partial(sees, telegram, ana, "failed on our side"))
            code = await linked(telegram, ana, zoe)
            assert await knock(web, slack) == [400, 401, 400, 401]
            assert await ask_and_go(slack) == 200
            await telegram.wait_for(partial(sees, telegram, ben, "Quixotic"))
            web.terminate()
            scheduler.terminate()
            assert (await web.ended(), await scheduler.ended()) == (0, 0)

    worked = next(line for line in lines(web) if line["event"] == "inbox.worked")
    (told,) = [line for line in lines(scheduler) if line["event"] == "outbox.delivered"]
    assert worked["trace"] == told["trace"] == trace.of(str(worked["key"]))
    assert (worked["command"], worked["outcome"], told["platform"]) == ("task new", "answered", "telegram")
    whole = (web.log + scheduler.log).decode()
    happened = ("inbox.failed", "outbox.not_delivered", "telegram.wrong_secret", "telegram.garbage", "slack.refused")
    assert [event for event in happened if event not in whole] == []
    secrets = (
        telegram.token,
        slack.bot_token,
        ANSWERS,
        slack.signing_secret,
        SECRET,
        PASSWORD,
        FIGURES,
        code,
        code.replace("-", ""),
    )
    assert [word for word in (*secrets, *SAID) if word in whole] == []
