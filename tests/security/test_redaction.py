"""No secret reaches a log, whatever raised, whatever was said of it, and in whatever form it was spelt."""

import json
import logging
import traceback
from collections.abc import Callable, Iterator
from urllib.parse import quote

import aiohttp
import httpx
import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st
from multidict import CIMultiDict, CIMultiDictProxy
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from yarl import URL

from crmbot.logs import HIDDEN, configure, formatter, redactor
from crmbot.settings import Settings
from crmbot.store.engine import make_engine

LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
SECRET = st.text(LETTERS, min_size=24, max_size=48)
AROUND = st.text(st.characters(exclude_categories=["Cs", "L", "N"], exclude_characters="@:/&'\"_-%="), max_size=8)

Shape = Callable[[str], str]
SHAPES: dict[str, Shape] = {
    "bot token": lambda secret: f"xoxb-1234-{secret}",
    "app token": lambda secret: f"xapp-1-{secret}",
    "refresh token": lambda secret: f"xoxe-1-{secret}",
    "bot token of Telegram": lambda secret: f"12345678:{(secret * 2)[:35]}",
    "webhook": lambda secret: f"https://hooks.slack.com/services/T1/B1/{secret}",
    "database": lambda secret: f"postgresql+psycopg://crm:{secret}@db.example:5432/crm",
    "keywords": lambda secret: f"host=db.example user=crm password={secret} dbname=crm",
    "query": lambda secret: f"https://crm.example/x?a=1&token={secret}&b=2",
    "json": lambda secret: json.dumps({"client_secret": secret, "team": "T1"}),
    "python": lambda secret: repr({"api_key": secret, "team": "T1"}),
    "bearer": lambda secret: f"Authorization: Bearer {secret}",
    "basic": lambda secret: f"'Authorization': 'Basic {secret}=='",
    "calendar": lambda secret: f"https://crm.example/calendar/{(secret * 2)[:43]}.ics",
    "linking": lambda secret: f"https://t.me/bot?start={secret}",
    "installing": lambda secret: f"https://crm.example/slack/install?link={secret}",
    "consent": lambda secret: f"/slack/oauth_redirect?code=1.2.{secret}&state={secret}",
    "signed address": lambda secret: f"https://s3.example/b/k?X-Amz-Signature={secret}&X-Amz-Date=1",
    "private key": lambda secret: f"-----BEGIN PRIVATE KEY-----\n{secret}\n-----END PRIVATE KEY-----",
}
"""What secrets look like from outside: none of these is told to the log beforehand."""


def raised(error: Exception) -> tuple[type[Exception], Exception, None]:
    """Return an error as a log line carries it."""
    return type(error), error, None


def request(url: str) -> httpx.Request:
    """Ask for an address, with the secret in the headers as well."""
    return httpx.Request("POST", url, headers={"Authorization": f"Bearer {url.rpartition('/')[2]}"})


def of_httpx(shown: str) -> Exception:
    """What httpx raises of an answer that is none."""
    asked = request("https://api.example/x")
    return httpx.HTTPStatusError(f"Client error for url {shown!r}", request=asked, response=httpx.Response(404))


def of_aiohttp(shown: str) -> Exception:
    """What aiohttp raises of one, which prints address and headers."""
    headers = CIMultiDictProxy(CIMultiDict({"X-Note": shown}))
    asked = aiohttp.RequestInfo(URL("https://api.example"), "POST", headers, URL("https://api.example"))
    return aiohttp.ClientResponseError(asked, (), status=401, message=shown)


def of_psycopg(shown: str) -> Exception:
    """What psycopg raises of a connection that fails."""
    import psycopg

    return psycopg.OperationalError(f"connection failed: {shown}")


def of_chain(shown: str) -> Exception:
    """An error with its cause."""
    error = RuntimeError("outer")
    error.__cause__ = ValueError(shown)
    return error


RAISED = (of_httpx, of_aiohttp, of_psycopg, of_chain, ValueError)


@settings(max_examples=60)
@pytest.mark.parametrize("tty", [True, False], ids=["terminal", "json"])
@given(
    shown=st.fixed_dictionaries(dict.fromkeys(SHAPES, SECRET)),
    around=st.tuples(AROUND, AROUND),
    which=st.sampled_from(RAISED),
)
def test_log_line_when_a_secret_is_in_it(
    tty: bool, shown: dict[str, str], around: tuple[str, str], which: Callable[[str], Exception]
) -> None:
    """It is hidden by its looks in the words, the values and the exception, whatever stands around it."""
    for shape, secret in shown.items():
        assert _is_hidden(SHAPES[shape](secret), secret, around, which, tty=tty), shape


def _is_hidden(
    planted: str, secret: str, around: tuple[str, str], which: Callable[[str], Exception], *, tty: bool
) -> bool:
    before, after = around
    words = f"{before} {planted} {after}"
    record = logging.LogRecord("lib", logging.ERROR, "x.py", 1, words, (), raised(which(planted)))

    line = formatter(redactor(), tty=tty).format(record)

    return secret not in line and HIDDEN in line


@given(secret=st.text(st.characters(exclude_categories=["Cs"]), min_size=6, max_size=40), around=st.text(max_size=20))
def test_setting_when_it_is_spelt_otherwise(secret: str, around: str) -> None:
    """A secret of the settings is hidden as it is, in JSON, in Python, and within an address."""
    redact = redactor([secret])

    for spelt in (secret, json.dumps(secret), repr(secret), quote(secret, safe="")):
        shown = redact(f"{around} {spelt} {around}")
        assert spelt.strip("\"'") not in shown or spelt.strip("\"'") in around


def test_settings_when_asked_for_their_secrets() -> None:
    """Every one is named, each of several for itself, and the password within the database's address."""
    settings = Settings.model_validate(
        {
            "database_url": "postgresql://crm:p%40ss-word@db.example/crm",
            "slack_client_secrets_before": "older-secret, oldest-secret",
            "telegram_webhook_secret": "of-the-webhook",
        }
    )

    assert {"older-secret", "oldest-secret", "p@ss-word", "p%40ss-word", "of-the-webhook"} <= set(settings.secrets())


PRICE = "Acme pays forty thousand"
REFUSED = (
    "INSERT INTO nowhere VALUES (:words)",
    "INSERT INTO prices (words) VALUES (:words)",
    "INSERT INTO prices (words, told) VALUES ('x', :words)",
    "INSERT INTO prices (words, number) VALUES ('x', CAST(CAST(:words AS TEXT) AS INTEGER))",
)
"""No such table, a row that is there already, one that breaks a rule, and a value that is none for its column."""


@pytest.mark.parametrize("statement", REFUSED)
def test_statement_when_it_fails(database_url: str, statement: str) -> None:
    """What people wrote is in no error of the database, neither as its parameters nor where it quotes the row."""
    engine = make_engine(database_url)
    rules = "words TEXT UNIQUE, told TEXT CHECK (length(told) < 5), number INTEGER CHECK (number > 0)"
    with engine.connect() as connection:
        connection.execute(text(f"CREATE TEMPORARY TABLE prices ({rules})"))
        connection.execute(text("INSERT INTO prices (words) VALUES (:words)"), {"words": PRICE})
        with pytest.raises(DBAPIError) as failed:
            connection.execute(text(statement), {"words": PRICE})
    engine.dispose()

    whole = "".join(traceback.format_exception(failed.value))
    assert "prices" in whole or "nowhere" in whole
    assert "forty thousand" not in whole


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """Leave logging as the other tests know it."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@pytest.mark.usefixtures("logging_as_before")
def test_trace_when_a_database_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    """The whole trace of a connection that fails has no password in it, not even in the lines of source."""
    configure("INFO", tty=False)
    engine = make_engine("postgresql://crm:hunter2hunter2@127.0.0.1:1/crm?connect_timeout=1")

    try:
        engine.connect()
    except DBAPIError:
        address = engine.url.render_as_string(hide_password=False)
        logging.getLogger("crmbot.test").exception("no database at %s", address)

    written = capsys.readouterr().err
    assert "no database at" in written
    assert "hunter2" not in written


ORDINARY = (
    "D-12 at 15:00, https://crm.example:8443/x?y=1, mail ana@x.example, sqlite:///crm.db",
    "the token was refused, the password is wrong, a secret of ours",
    "inbox.done key=slack:T1:123.45 tries=2 passed=True tokens=3",
    "Basic plan, bearer of news",
)


@pytest.mark.parametrize("line", ORDINARY)
def test_line_when_there_is_no_secret(line: str) -> None:
    """Words about secrets are none: the log stays readable."""
    assert redactor()(line) == line
