"""No command prints a secret, whatever fails: every one is run with secrets in its environment and nothing to reach."""

import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import pytest
from click.testing import CliRunner

from crmbot import logs
from crmbot.cli import main
from tests.security.test_redaction import logging_as_before

__all__ = ["logging_as_before"]

PLANTED: Mapping[str, str] = {
    "DATABASE_URL": "postgresql://crm:planted-of-database@127.0.0.1:1/crm?connect_timeout=1&sslpassword=planted-of-ssl",
    "SLACK_BOT_TOKEN": "xoxb-planted-of-bot",
    "SLACK_SIGNING_SECRET": "planted-of-signing",
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "planted-of-client",
    "SLACK_CLIENT_SECRETS_BEFORE": "planted-of-before",
    "SLACK_API_URL": "http://127.0.0.1:1/planted-of-path?token=planted-of-query",
    "TELEGRAM_BOT_TOKEN": "123456:planted-of-telegram-xxxxxxxxxxxxxxxx",
    "TELEGRAM_API_URL": "http://127.0.0.1:1",
    "TELEGRAM_WEBHOOK_URL": "https://crm.example",
    "TELEGRAM_WEBHOOK_SECRET": "planted-of-webhook",
    "CRMBOT_METRICS_TOKEN": "planted-of-metrics-token",
    "CRMBOT_URL": "https://crm.example",
}
SECRETS = tuple(
    f"planted-of-{each}"
    for each in ("database", "ssl", "bot", "signing", "client", "before", "query", "telegram", "webhook", "metrics")
)

FILE = "people.csv"
WORDS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("run", "web", "scheduler", "migrate", "doctor", "reseal", "chat", "slack-manifest"), ()),
    "backup": ("copy.db",),
    "restore": (FILE,),
    "commands-doc": ("--to", "commands.md"),
    "preview": ("--help",),  # reads no settings, and takes its time
    "explain": ("--db", PLANTED["DATABASE_URL"], "met Jane"),
    "import": ("--yes", FILE),
    "export": ("--to", "out.csv", "all deals"),
}


@pytest.fixture
def quiet_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a file to read, what commands change of the process as it was, and nobody who waits for long."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("crmbot.store.away.PATIENCE_S", 0.1)
    (tmp_path / FILE).write_text("Name,Mail\nJane,jane@x.example\n")
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)


def test_commands_when_listed() -> None:
    """Each is tried here."""
    assert set(WORDS) == set(main.commands)


@pytest.mark.usefixtures("quiet_place", "logging_as_before")
@pytest.mark.parametrize("word", WORDS)
def test_command_when_there_is_nothing_to_reach(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither its output nor the trace of what nobody caught has a secret in it."""
    done = CliRunner(env=PLANTED).invoke(main, [word, *WORDS[word]])
    if done.exc_info is not None and not isinstance(done.exception, SystemExit | type(None)):
        sys.excepthook(*done.exc_info)

    shown = done.output + capsys.readouterr().err
    assert [secret for secret in SECRETS if secret in shown] == []


@pytest.mark.usefixtures("quiet_place", "logging_as_before")
def test_doctor_when_platforms_do_not_answer(sqlite_url: str) -> None:
    """It says so of each, and shows no token."""
    done = CliRunner(env={**PLANTED, "DATABASE_URL": sqlite_url, "SLACK_CLIENT_ID": ""}).invoke(main, ["doctor"])

    assert [word for word in ("Slack", "Telegram") if f"✗ {word} cannot be reached" not in done.output] == []
    assert [secret for secret in SECRETS if secret in done.output] == []


@pytest.mark.usefixtures("quiet_place", "logging_as_before")
def test_thread_when_nobody_catches(capsys: pytest.CaptureFixture[str]) -> None:
    """What ends a thread or the process, or fails where nothing can be raised, goes the way of every log line."""
    logs.configure("INFO", secrets=["planted-of-thread"], tty=False)

    def fail() -> NoReturn:
        raise ValueError("postgresql://crm:hunter2hunter2@db/crm and planted-of-thread")

    class Failing:
        def __del__(self) -> None:
            fail()

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    Failing()  # let go of at once
    with pytest.raises(ValueError, match="postgresql") as ended:
        fail()
    sys.excepthook(ended.type, ended.value, ended.tb)  # as what ends the process goes
    shown = capsys.readouterr().err

    assert shown.count('"uncaught"') == 3
    assert [secret for secret in ("hunter2", "planted") if secret in shown] == []
