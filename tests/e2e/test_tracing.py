"""One name goes from a message to everything that follows from it, through the log of every process."""

import json
from functools import partial

from crmbot.store import trace
from tests.doubles.telegram import TelegramDouble
from tests.e2e.process import Process
from tests.e2e.test_two_processes import apart, prepare, sees


def lines(process: Process) -> list[dict[str, object]]:
    """Return what a process has logged so far."""
    whole = process.log.decode().splitlines()
    return [json.loads(line) for line in whole if line.startswith("{") and line.endswith("}")]


async def test_log_when_what_one_process_heard_is_delivered_by_another(postgresql_url: str) -> None:
    """The lines of `web` and `scheduler` bear the name of the message, by its key; what was said stands in neither."""
    async with TelegramDouble() as telegram:
        ana, ben = telegram.add_user("Ana", started=True), telegram.add_user("Ben", started=True)
        prepare(postgresql_url, ana, ben)
        async with apart(postgresql_url, telegram) as (web, scheduler):
            await telegram.say(ana, "task call Quixotic @Ben")
            await telegram.wait_for(partial(sees, telegram, ben, "Quixotic"))
            web.terminate()
            scheduler.terminate()
            assert (await web.ended(), await scheduler.ended()) == (0, 0)

    (worked,) = [line for line in lines(web) if line["event"] == "inbox.worked"]
    (told,) = [line for line in lines(scheduler) if line["event"] == "outbox.delivered"]
    assert worked["trace"] == told["trace"] == trace.of(str(worked["key"]))
    assert (worked["command"], worked["outcome"], told["platform"]) == ("task new", "answered", "telegram")
    assert "Quixotic" not in (web.log + scheduler.log).decode()
