"""What people and machines get wrong: the right answer, nothing lost, nothing written, no traceback."""

import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier
from sqlalchemy import func, select
from starlette.applications import Starlette
from structlog.processors import format_exc_info
from structlog.testing import capture_logs

from crmbot.app import App
from crmbot.handlers.telegram.webhook import PATH
from crmbot.store.models.change import Change
from crmbot.store.models.messaging import Draft, Inbox
from crmbot.store.models.record import Record
from crmbot.store.uow import read_only
from tests.doubles.slack import SlackDouble
from tests.doubles.telegram import TelegramDouble
from tests.talk.console import ConsoleChat
from tests.talk.house import Fixture, House

NASTY = "<!channel> *x* <b>&"
LONGEST_TEXT = 10_000
REPLACED = "�"
SECRET = "a-secret-of-the-webhook"


@dataclass(frozen=True, slots=True)
class Written:
    """How much the CRM holds."""

    records: int
    changes: int


def written(app: App) -> Written:
    """Count what was written."""
    with read_only(app.database) as session:
        return Written(
            session.scalar(select(func.count()).select_from(Record)) or 0,
            session.scalar(select(func.count()).select_from(Change)) or 0,
        )


@pytest.fixture
def house(sqlite_house: Callable[[Fixture], House]) -> House:
    """Give an organisation with the sample."""
    return sqlite_house(Fixture(datetime(2026, 11, 19, 10, tzinfo=UTC)))


@pytest.fixture
async def chat(house: House, tmp_path: Path) -> AsyncIterator[ConsoleChat]:
    """Give a seat at the console, where nothing may fail on our side."""
    with capture_logs(processors=[format_exc_info]) as lines:
        async with ConsoleChat(house, tmp_path) as seat:
            yield seat
    assert [line for line in lines if line["log_level"] == "error"] == []


# -- words ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["/", "!", "/crm", "/crm  "])
async def test_command_when_empty(chat: ConsoleChat, line: str) -> None:
    """A command without a word is answered with what can be typed."""
    before = written(chat.app)

    await chat.line(line)

    assert "Five things you can type" in chat.shown
    assert written(chat.app) == before


async def test_line_when_empty(chat: ConsoleChat) -> None:
    """An empty line says nothing, and so does the answer."""
    await chat.line("")

    assert chat.shown == ""


@pytest.mark.parametrize("line", ["/taks call Delta fri", "taks call Delta fri", "/frobnicate"])
async def test_word_when_unknown(chat: ConsoleChat, line: str) -> None:
    """A word that is none is named, with what may be meant; the line is kept."""
    before = written(chat.app)

    await chat.line(line)

    word = line.lstrip("/").partition(" ")[0]
    assert f"I don't know {word}." in chat.shown
    assert written(chat.app) == before
    assert kept(chat.app) == [line.lstrip("/")]


def kept(app: App) -> list[str]:
    """Return the drafts."""
    with read_only(app.database) as session:
        return list(session.scalars(select(Draft.text).order_by(Draft.id)))


async def test_text_when_as_long_as_can_be(chat: ConsoleChat) -> None:
    """Ten thousand characters are kept and shown whole."""
    text = ("0123456789 " * LONGEST_TEXT)[:LONGEST_TEXT].strip()

    await chat.line(f"note Acme: {text}")
    await chat.press("Edit")
    await chat.line("cancel")
    await chat.line("notes Acme")
    await chat.press("Open 1")

    assert text in chat.shown


async def test_text_when_too_long(chat: ConsoleChat) -> None:
    """One character more is refused with the numbers, and nothing is written."""
    before = written(chat.app)

    await chat.line(f"note Acme: {'x' * (LONGEST_TEXT + 1)}")

    assert "10001 characters; 10000 fit" in chat.shown
    assert written(chat.app) == before


async def test_text_when_it_holds_half_a_character(chat: ConsoleChat) -> None:
    """A lone surrogate is replaced, and the rest kept."""
    await chat.line("note Acme: broken \ud83d here")

    assert f"broken {REPLACED} here" in chat.shown


async def test_text_when_it_holds_control_characters(chat: ConsoleChat) -> None:
    """A zero byte, which databases refuse, does no harm."""
    await chat.line("note Acme: zero \x00 byte")

    assert "saved on Acme Ltd" in chat.shown
    assert "\x00" not in chat.shown


async def test_text_when_it_looks_like_markup(chat: ConsoleChat) -> None:
    """What looks like markup is kept as it was written."""
    await chat.line(f"note Acme: {NASTY}")

    assert f"> {NASTY}" in chat.shown


@pytest.mark.parametrize("name", ["שלום בע״מ", "🚀🛰️ Rockets", "مؤسسة النور", "Ｆｕｌｌ Ｗｉｄｔｈ", "Ó'Brien & Søn"])
async def test_name_when_of_another_script(chat: ConsoleChat, name: str) -> None:
    """A name in any script is kept, listed and found."""
    await chat.line(f'company new "{name}"')
    made = chat.shown
    await chat.line(f"find {name}")

    assert "Made" in made
    assert "🏢" in chat.shown
    assert "I find nothing" not in chat.shown


# -- values --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["task pay rent due:30feb", "move T-6 30 feb", "move T-6 32.13.2026"])
async def test_date_when_it_does_not_exist(chat: ConsoleChat, line: str) -> None:
    """A day that is none is said to be none, and asked for again."""
    before = written(chat.app)

    await chat.line(line)

    assert "There is no" in chat.shown or "is not a time" in chat.shown
    assert chat.shown.startswith("❓")
    assert written(chat.app) == before


@pytest.mark.parametrize("amount", ["lots", "12k34", "--", "€"])
async def test_amount_when_it_is_none(chat: ConsoleChat, amount: str) -> None:
    """An amount that is none is said to be none, and asked for again."""
    before = written(chat.app)

    await chat.line(f"deal D-5 amount:{amount}")

    assert f"“{amount}” is not an amount" in chat.shown
    assert written(chat.app) == before


@pytest.mark.parametrize("which", ["D-99", "d999999999", "#77", "C-5"])
async def test_record_when_there_is_none(chat: ConsoleChat, which: str) -> None:
    """A code nothing has, or of another kind, finds nothing."""
    before = written(chat.app)

    await chat.line(f"won {which}")

    assert "There is no" in chat.shown
    assert written(chat.app) == before


async def test_record_when_gone(chat: ConsoleChat) -> None:
    """What was deleted meanwhile is not acted on by the buttons of its card."""
    await chat.line("T-6")
    await chat.as_("eva@x.example")
    await chat.line("delete T-6")
    await chat.press("Delete")
    await chat.as_("ana@x.example")
    before = written(chat.app)
    await chat.press("Done")

    assert "Call Delta about the new pumps (T-6) was deleted by Eva Blum at 10:00." in chat.shown
    assert written(chat.app) == before


async def test_button_when_its_record_has_changed(chat: ConsoleChat) -> None:
    """A button drawn for an older state does nothing before it is asked again."""
    await chat.line("T-6")
    await chat.as_("eva@x.example")
    await chat.line("move T-6 2 dec")
    await chat.as_("ana@x.example")
    before = written(chat.app)
    await chat.press("Done")

    assert "Eva Blum changed Call Delta about the new pumps" in chat.shown
    assert "Do it anyway" in chat.buttons
    assert written(chat.app) == before


async def test_form_when_sent_twice(chat: ConsoleChat) -> None:
    """The second copy of a form makes nothing."""
    await chat.line("task")
    await chat.line(":fill title=one")
    before = written(chat.app)
    await chat.line(":fill title=two")

    assert "This form was sent already." in chat.shown or "No form is open." in chat.shown
    assert written(chat.app) == before


@pytest.mark.parametrize("line", [":fill", ":fill =", ":wait", ":wait -5", ":press", ":as nobody", ":attach", ":zzz"])
async def test_directive_when_malformed(chat: ConsoleChat, line: str) -> None:
    """A line for the console that it cannot read is answered with how it is written."""
    await chat.line(line)

    assert "is written so" in chat.shown or "The console has no" in chat.shown


# -- over the wire -------------------------------------------------------------------------------------------


def received(app: App) -> int:
    """Return how much has come in."""
    with read_only(app.database) as session:
        return session.scalar(select(func.count()).select_from(Inbox)) or 0


@asynccontextmanager
async def posting(app: App) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of the routes the house listens on."""
    routes = [route for adapter in app.adapters for route in adapter.routes]
    transport = httpx.ASGITransport(app=Starlette(routes=routes), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://crm.example") as client:
        yield client


COMMAND = urlencode(
    {
        "command": "/crm",
        "text": "note Acme: met Jane",
        "team_id": "T0DOUBLE",
        "channel_id": "D0000001",
        "user_id": "U0000001",
        "trigger_id": "1.2.3",
    }
).encode()


@pytest.mark.parametrize(
    ("body", "secret", "age_s", "status"),
    [
        pytest.param(COMMAND, "another secret", 0, 401, id="wrong signature"),
        pytest.param(COMMAND, None, 3600, 401, id="old timestamp"),
        pytest.param(b"text=\xff\xfe&command=/crm", None, 0, 400, id="not UTF-8"),
    ],
)
async def test_slack_request_when_it_is_not_right(
    house: House, body: bytes, secret: str | None, age_s: int, status: int
) -> None:
    """It is refused with the right status, and nothing comes in."""
    async with SlackDouble() as double:
        settings = house.settings(
            slack_bot_token=double.bot_token, slack_signing_secret=double.signing_secret, slack_api_url=double.url
        )
        async with App(settings, house.clock) as app, posting(app) as client:
            stamp = str(int(time.time()) - age_s)
            signature = SignatureVerifier(secret or double.signing_secret).generate_signature(
                timestamp=stamp, body=body.decode("latin-1") if secret is None and status == 400 else body.decode()
            )
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Slack-Request-Timestamp": stamp,
                "X-Slack-Signature": signature or "",
            }
            response = await client.post("/slack/events", content=body, headers=headers)

            assert (response.status_code, received(app)) == (status, 0)
            assert "Traceback" not in response.text


UPDATE = json.dumps({"update_id": 5, "message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}}})


@pytest.mark.parametrize(
    ("body", "secret", "status"),
    [
        pytest.param(UPDATE.encode(), "another secret", 401, id="wrong secret"),
        pytest.param(UPDATE.encode(), None, 401, id="no secret"),
        pytest.param(b'{"update_id": "\xff"}', SECRET, 400, id="not UTF-8"),
        pytest.param(b"[]", SECRET, 400, id="no update"),
    ],
)
async def test_telegram_request_when_it_is_not_right(
    house: House, body: bytes, secret: str | None, status: int
) -> None:
    """It is refused with the right status, and nothing comes in."""
    async with TelegramDouble() as double:
        settings = house.settings(
            telegram_bot_token=double.token,
            telegram_api_url=double.url,
            telegram_webhook_url="http://127.0.0.1:9",
            telegram_webhook_secret=SECRET,
        )
        async with App(settings, house.clock) as app, posting(app) as client:
            (adapter,) = app.adapters
            await adapter.start()
            headers = {"Content-Type": "application/json"}
            headers |= {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
            response = await client.post(PATH, content=body, headers=headers)

            assert (response.status_code, received(app)) == (status, 0)
            assert "Traceback" not in response.text
