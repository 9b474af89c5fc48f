"""Nothing secret reaches the log, whoever logs it and however."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from crmbot.logs import configure, redactor

TELEGRAM = "1234567890:AAH" + "k_-9" * 8
PLANTED = {
    "bot token of Slack": "xoxb-123456-abcdefGHIJ",
    "rotating token": "xoxe.xoxb-1-Mi0yLTk4",
    "app token": "xapp-1-A01-99-deadbeef",
    "bot token of Telegram": TELEGRAM,
    "password": "hunter2!p:w",
    "signing secret": 'si"gn\\ing',
    "bearer": "eyJhbGciOi.J9-x_y",
    "address of a calendar": "c4-l_" + "Z9" * 19,
}
SENTENCE = (
    f"https://slack.example/api?token={PLANTED['bot token of Slack']} {PLANTED['rotating token']} "
    f"{PLANTED['app token']} https://bots.example/bot{TELEGRAM}/getMe "
    f"postgresql+psycopg://crm:{PLANTED['password']}@db.example:5432/crm "
    f"https://crm.x.example/calendar/{PLANTED['address of a calendar']}.ics "
    f"Authorization: Bearer {PLANTED['bearer']} secret={PLANTED['signing secret']}"
)


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Leave logging as the other tests know it."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    sys.excepthook = sys.__excepthook__
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def found_in(text: str) -> list[str]:
    """Name the planted secrets that a text shows."""
    spelled = {name: (secret, json.dumps(secret)[1:-1]) for name, secret in PLANTED.items()}
    return [name for name, forms in spelled.items() if any(form in text for form in forms)]


@pytest.mark.parametrize("tty", [True, False], ids=["terminal", "json"])
@pytest.mark.parametrize("ours", [True, False], ids=["structlog", "stdlib"])
def test_log_when_a_message_and_an_exception_hold_secrets(
    tty: bool, ours: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every planted secret is hidden in messages, values and exception text, in either form of log."""
    configure("INFO", secrets=[PLANTED["signing secret"]], tty=tty)

    try:
        raise ValueError(SENTENCE)
    except ValueError:
        if ours:
            structlog.get_logger("crmbot.test").exception(SENTENCE, url=SENTENCE, many=[SENTENCE])
        else:
            logging.getLogger("other.library").exception("failed: %s", SENTENCE)

    written = capsys.readouterr().err
    assert "ValueError" in written
    assert found_in(written) == []


def test_log_when_nobody_catches_an_exception(capsys: pytest.CaptureFixture[str]) -> None:
    """What ends the process is logged like the rest, without its secrets."""
    configure("INFO", secrets=[PLANTED["signing secret"]], tty=False)

    sys.excepthook(RuntimeError, RuntimeError(SENTENCE), None)

    written = capsys.readouterr().err
    assert json.loads(written)["event"] == "uncaught"
    assert found_in(written) == []


def test_log_when_it_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal each line is one JSON object with level, logger and time."""
    configure("INFO", tty=False)

    structlog.get_logger("crmbot.test").info("outbox.sent", count=2)
    logging.getLogger("other.library").warning("slow by %d s", 3)

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["event"], line["level"], line["logger"]) for line in lines] == [
        ("outbox.sent", "info", "crmbot.test"),
        ("slow by 3 s", "warning", "other.library"),
    ]
    assert all(line["timestamp"].endswith("Z") for line in lines)


@pytest.mark.parametrize("name", ["httpx", "aiohttp.access", "apscheduler.executors", "slack_bolt.App"])
def test_log_when_a_library_is_talkative(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Libraries that log every call, addresses and all, are heard from WARNING on only."""
    configure("INFO", tty=False)

    logging.getLogger(name).info("HTTP Request: POST")
    logging.getLogger(name).warning("trouble")

    events = [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()]
    assert events == ["trouble"]


def test_log_when_its_level_is_error(capsys: pytest.CaptureFixture[str]) -> None:
    """A level above WARNING holds for the talkative libraries as well."""
    configure("ERROR", tty=False)

    logging.getLogger("httpx").warning("trouble")

    assert capsys.readouterr().err == ""


def test_log_when_context_is_bound(capsys: pytest.CaptureFixture[str]) -> None:
    """What is bound to the context is in the lines of other libraries, too."""
    configure("INFO", tty=False)

    with structlog.contextvars.bound_contextvars(inbound="console:1:1"):
        logging.getLogger("other.library").warning("slow")

    assert json.loads(capsys.readouterr().err)["inbound"] == "console:1:1"


def test_redaction_when_there_is_nothing_secret() -> None:
    """Times, codes and plain addresses stay as they are."""
    text = "D-12 at 15:00, https://crm.example:8443/x?y=1, mail ana@x.example, sqlite:///crm.db"

    assert redactor(["", "abc"])(text) == text


@given(st.text())
def test_redaction_when_the_text_is_anything(text: str) -> None:
    """No text makes it fail, and a secret in any surroundings is gone."""
    shown = redactor(["s3cret-value"])(f"{text}s3cret-value{text}")

    assert "s3cret-value" not in shown
