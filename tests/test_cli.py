"""The command line, as whoever starts it meets it."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.processes import PATIENCE_S, ROOT, Running, crmbot, crmbot_anew, crmbot_at, settings

AT = "2026-11-19T10:00:00+00:00"
HEAVY = ("slack_bolt", "telegram", "sqlalchemy", "alembic", "prompt_toolkit", "pydantic", "aiohttp", "uvicorn")


@pytest.fixture
def empty_url(tmp_path: Path) -> str:
    """Name a database that is not there yet."""
    return f"sqlite:///{tmp_path / 'crm.db'}"


def replies(process: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    """Read what a chat with `--json` printed."""
    assert process.returncode == 0, process.stderr
    return [json.loads(line) for line in process.stdout.splitlines()]


def test_help_when_it_is_asked_for() -> None:
    """Help lists every command and loads none of the heavy libraries."""
    script = f"import sys, crmbot.cli; print([name for name in {HEAVY} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    told = crmbot_anew("--help")

    assert loaded.stdout == "[]\n"
    commands = ("run", "chat", "web", "scheduler", "migrate", "doctor", "slack-manifest", "explain")
    assert all(f"\n  {word} " in told.stdout for word in commands)


@pytest.mark.parametrize(
    "words",
    [
        ("sing",),
        ("chat", "--loud"),
        ("chat", "--as", "ben"),
        ("chat", "--at", "soon"),
        ("chat", "--db", "mysql://x/y"),
        ("chat", "word"),
        ("explain", "--zone", "Mars/Olympus", "friday"),
    ],
)
def test_usage_when_it_is_wrong(words: tuple[str, ...]) -> None:
    """Bad usage ends with 2 and a sentence, and never with a traceback."""
    process = crmbot(*words)

    assert process.returncode == 2
    assert process.stderr
    assert "Traceback" not in process.stderr


def test_settings_when_they_are_wrong() -> None:
    """Every bad variable is named at once."""
    process = crmbot("run", PORT="x", CRMBOT_TIMEZONE="y")

    assert process.returncode == 2
    assert "PORT must be" in process.stderr
    assert "CRMBOT_TIMEZONE must be" in process.stderr


def test_run_when_there_is_nothing_at_all(tmp_path: Path) -> None:
    """Without tokens, terminal and input, one line says how to configure, and nothing is made."""
    process = subprocess.run(
        [sys.executable, "-m", "crmbot", "run"],
        stdin=subprocess.DEVNULL,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )

    assert (process.returncode, process.stderr) == (0, "")
    assert len(process.stdout.splitlines()) == 1
    assert "SLACK_BOT_TOKEN" in process.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("role", ["web", "scheduler"])
def test_role_when_the_database_is_not_migrated(role: str, empty_url: str) -> None:
    """The separate processes leave migrating to the release step, and say so."""
    process = crmbot(role, DATABASE_URL=empty_url)

    assert process.returncode == 2
    assert "run `python -m crmbot migrate` first" in process.stderr


@pytest.mark.parametrize("word", ["chat", "migrate"])
def test_database_when_it_cannot_be_reached(word: str) -> None:
    """A database that does not answer is named, without its password, and without a traceback."""
    process = crmbot(word, DATABASE_URL="postgresql://crm:hunter2@127.0.0.1:1/crm")

    assert process.returncode == 1
    assert process.stderr.startswith("The database postgresql://crm:[hidden]@127.0.0.1:1/crm cannot be used: ")
    assert "hunter2" not in process.stderr
    assert "Traceback" not in process.stderr


def test_migrate_when_it_is_run_twice(empty_url: str) -> None:
    """A second migration has nothing to do and is no error."""
    first = crmbot_anew("migrate", DATABASE_URL=empty_url)
    second = crmbot("migrate", DATABASE_URL=empty_url)

    assert (first.returncode, second.returncode) == (0, 0)
    assert second.stdout == "The database is up to date.\n"


def test_doctor_when_nothing_is_missing(database_url: str, database_kind: str) -> None:
    """On a migrated database without platforms nothing is missing, and it is said what is off."""
    begin = crmbot_anew if database_kind == "postgresql" else crmbot
    process = begin("doctor", DATABASE_URL=database_url)

    assert process.returncode == 0, process.stdout + process.stderr
    assert "Slack: off" in process.stdout
    assert process.stdout.endswith("✓ Nothing is missing.\n")


def test_doctor_when_several_things_are_missing(empty_url: str) -> None:
    """Everything that is missing is listed, in plain words."""
    process = crmbot("doctor", DATABASE_URL=empty_url, SLACK_SIGNING_SECRET="x", TELEGRAM_WEBHOOK_SECRET="y")

    assert process.returncode == 1
    wrong = [line for line in process.stdout.splitlines() if line.startswith("✗")]
    assert [line.split()[1] for line in wrong] == ["SLACK_BOT_TOKEN", "TELEGRAM_BOT_TOKEN", "The"]


def test_doctor_when_a_token_cannot_be_one() -> None:
    """A token of the wrong kind is found before anything is asked."""
    process = crmbot("doctor", TELEGRAM_BOT_TOKEN="hunter2")

    assert process.returncode == 1
    assert process.stdout == "✗ TELEGRAM_BOT_TOKEN must be the token of BotFather, a number, a colon and letters\n"


def test_explain_when_a_note_is_given() -> None:
    """Every reading of a text is shown with what it was read from."""
    process = crmbot("explain", "--at", AT, "--zone", "Europe/London", "met Jane, follow up Tuesday 3pm #q4")

    assert process.returncode == 0, process.stderr
    assert "said       Thu 19 Nov 2026 10:00, Europe/London" in process.stdout
    assert "“Tuesday 3pm” → Tue 24 Nov 15:00 (2026-11-24T15:00)" in process.stdout
    assert "orders     “follow up Tuesday 3pm" in process.stdout
    assert "to do      a task" in process.stdout
    assert "tags       #q4" in process.stdout


def test_explain_when_a_database_is_given(sqlite_url: str) -> None:
    """Whom a text names is shown with how it was found, who was chosen, and what was left out of the times."""
    made = crmbot("chat", "--at", AT, "--db", sqlite_url, lines="company Monday Coffee\ncompany Acme\n")
    assert made.returncode == 0, made.stderr

    process = crmbot_anew("explain", "--at", AT, "--db", sqlite_url, "met Kim at Monday Coffee, follow up friday")

    assert process.returncode == 0, process.stderr
    assert "chosen     company Monday Coffee C-" in process.stdout
    assert "name       “Monday Coffee”: no day" in process.stdout
    assert "“friday” → Fri 20 Nov" in process.stdout


def test_explain_when_nobody_has_that_address(sqlite_url: str) -> None:
    """Somebody who is not there is told of, and nothing is explained."""
    assert crmbot("chat", "--at", AT, "--db", sqlite_url, lines="help\n").returncode == 0

    process = crmbot("explain", "--db", sqlite_url, "--as", "nobody@x.example", "met Jane")

    assert process.returncode == 2
    assert "nobody@x.example" in process.stderr


def test_commands_doc_when_it_is_written(tmp_path: Path) -> None:
    """The list of commands is made from the registry."""
    file = tmp_path / "docs" / "commands.md"

    process = crmbot_anew("commands-doc", "--to", str(file))

    assert process.returncode == 0, process.stderr
    assert "note" in file.read_text("utf-8")


def test_manifest_when_it_is_printed() -> None:
    """The manifest is JSON that has our commands."""
    process = crmbot_anew("slack-manifest")

    assert process.returncode == 0, process.stderr
    commands = json.loads(process.stdout)["features"]["slash_commands"]
    assert "/crm" in [command["command"] for command in commands]


def test_chat_when_a_reminder_falls_due(empty_url: str) -> None:
    """A task made by a line comes back at its time, with its buttons, and can be done."""
    lines = "task call Delta tomorrow 10am\n:wait 1 day\n:press Done\n"

    told = replies(crmbot_anew("chat", "--json", "--at", AT, "--db", empty_url, lines=lines))

    made, reminded, done = told
    assert {reply["to"] for reply in told} == {"owner@crm.example"}
    assert "Fri 20 Nov 10:00" in str(made["text"])
    assert "call Delta" in str(reminded["text"])
    assert "Done" in list(reminded["buttons"])  # type: ignore[call-overload]  # JSON
    assert "Done" not in list(done["buttons"])  # type: ignore[call-overload]  # JSON


def test_chat_when_it_is_plain_text(sqlite_url: str) -> None:
    """Replies come in the order of the lines; the first person is greeted."""
    crmbot("chat", "--json", "--db", sqlite_url, lines="me\n")

    process = crmbot("chat", "--at", AT, "--db", sqlite_url, lines="company new Acme\nfind acme\n:sing\n")

    assert process.returncode == 0, process.stderr
    first, sung = process.stdout.index("Acme"), process.stdout.index("The console has no :sing")
    assert first < sung
    assert "\x1b" not in process.stdout


def test_chat_when_the_first_person_is_named(sqlite_url: str) -> None:
    """Whoever comes first is the owner, also under a name of their own; others are not known."""
    lines = "me\n:as eve@x.example\nme\n"

    mine, eves = replies(crmbot("chat", "--json", "--as", "ana@x.example", "--db", sqlite_url, lines=lines))

    assert (mine["to"], eves["to"]) == ("ana@x.example", "eve@x.example")
    assert "owner" in str(mine["text"])
    assert "I don't know you" in str(eves["text"])


def test_chat_when_a_colleague_is_invited(sqlite_url: str) -> None:
    """Somebody who was invited can speak at the console, and gets what is theirs."""
    lines = "invite ben@x.example Ben\ntask send quote tomorrow 9:00 @ben\n:wait 1 day\n:as ben@x.example\ntasks\n"

    told = replies(crmbot("chat", "--json", "--at", AT, "--db", sqlite_url, lines=lines))

    assert "send quote" in str(told[-1]["text"])
    assert [reply["to"] for reply in told if "ben@x.example" in str(reply["to"])]


def test_chat_when_a_question_is_answered_with_fill(sqlite_url: str) -> None:
    """`:fill` answers an open form as a whole."""
    lines = 'company new Acme\ntask\n:fill title="Call Acme" due="tomorrow 9:00"\ntasks\n'

    told = replies(crmbot("chat", "--json", "--at", AT, "--db", sqlite_url, lines=lines))

    assert "Call Acme" in str(told[-1]["text"])


def test_chat_when_the_input_is_odd(sqlite_url: str) -> None:
    """Bytes that are not UTF-8, empty lines and very long ones get an answer each and harm nothing."""
    odd = b"\xff\xfe\n\n   \n<!channel> *x* <b>&\n" + b"x" * 10_000 + b"\n/\nlast"

    process = crmbot("chat", "--json", "--db", sqlite_url, lines=odd)

    assert process.returncode == 0, process.stderr
    assert len(process.stdout.splitlines()) == 5
    assert "Traceback" not in process.stderr


def test_chat_when_it_is_terminated(sqlite_url: str) -> None:
    """SIGTERM while waiting for a line ends the chat with 0."""
    given, typed = os.pipe()
    told, said = os.pipe()
    process = crmbot_at("chat", "--json", "--db", sqlite_url, streams=[given, said, said])
    os.write(typed, b"me\n")
    os.read(told, 1)

    process.send_signal(signal.SIGTERM)

    assert process.wait(PATIENCE_S) == 0
    for end in (given, typed, told, said):
        os.close(end)


CONTROL = r"(?:\x1b\[[0-9;?]*[a-zA-Z]|\x1b[()=>][A-Z0-9]?)*"


@dataclass(slots=True)
class Terminal:
    """A chat at a pseudo-terminal; what was shown is read piece by piece."""

    process: "subprocess.Popen[bytes] | Running"
    descriptor: int
    unread: str = ""

    def type(self, text: str) -> None:
        os.write(self.descriptor, text.encode())

    def shows(self, words: str) -> str:
        """Read until some words are on screen, whatever steers the terminal between them; return what was read."""
        pattern = re.compile(CONTROL.join(map(re.escape, words)))
        until = time.monotonic() + PATIENCE_S
        while (found := pattern.search(self.unread)) is None:
            ready, _, _ = select.select([self.descriptor], [], [], max(until - time.monotonic(), 0))
            assert ready, f"{words!r} never came: {self.unread!r}"
            self.unread += os.read(self.descriptor, 65_536).decode("utf-8", "replace")
        read, self.unread = self.unread[: found.end()], self.unread[found.end() :]
        return read


@pytest.fixture
def at_home(sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    """Give the settings of a chat at a terminal, with a home of its own."""
    home = str(tmp_path / "home")
    place = {"DATABASE_URL": sqlite_url, "XDG_DATA_HOME": home, "HOME": home}
    return {**place, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}


@contextmanager
def seated(begin: Callable[[int], "subprocess.Popen[bytes] | Running"]) -> Iterator[Terminal]:
    """Begin a chat at a pseudo-terminal."""
    ours, theirs = pty.openpty()
    process = begin(theirs)
    os.close(theirs)
    yield Terminal(process, ours)
    process.kill()
    process.wait(PATIENCE_S)
    os.close(ours)


@pytest.fixture
def terminal(at_home: dict[str, str]) -> Iterator[Terminal]:
    """Give a chat at a pseudo-terminal, forked."""
    with seated(lambda theirs: crmbot_at("run", streams=[theirs] * 3, **at_home)) as terminal:
        yield terminal


@pytest.fixture
def terminal_anew(at_home: dict[str, str]) -> Iterator[Terminal]:
    """Give a chat at a pseudo-terminal, begun as a person begins it."""
    words = [sys.executable, "-m", "crmbot", "run"]

    def begin(theirs: int) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            words, env=settings(at_home), stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )

    with seated(begin) as terminal:
        yield terminal


def test_terminal_when_it_is_used(terminal_anew: Terminal) -> None:
    """The first person is greeted, an interrupt clears the line, and the end of input ends the chat with 0."""
    terminal = terminal_anew
    terminal.shows("three things to type")
    terminal.shows("owner@crm.example>")

    terminal.type("half a li\x03me\r")

    assert "\x1b[1m" in terminal.shows("Time zone")
    terminal.shows("owner@crm.example>")
    terminal.type("\x04")
    assert terminal.process.wait(PATIENCE_S) == 0


def test_terminal_when_a_reminder_comes_while_typing(terminal: Terminal) -> None:
    """A reminder leaves by itself at its time, and the line being typed stays."""
    terminal.shows("owner@crm.example>")
    terminal.type("task call Delta in 2 min\r")
    terminal.shows("Reminder")
    due = re.search(r"\d\d:\d\d", terminal.shows("(UTC)"))
    assert due is not None
    terminal.type(f":wait {seconds_until(due[0]) - 3}s\r")
    terminal.shows("It is")
    terminal.shows("owner@crm.example>")

    terminal.type("find del")

    terminal.shows("⏰")
    terminal.shows("find del")


def seconds_until(clock: str) -> int:
    """Count the seconds until a time of day, in UTC."""
    now = datetime.now(UTC)
    then = now.replace(hour=int(clock[:2]), minute=int(clock[3:]), second=0, microsecond=0)
    return int((then - now).total_seconds()) % (24 * 3600)


def test_terminal_when_it_is_terminated(terminal: Terminal) -> None:
    """SIGTERM at the prompt ends the chat with 0."""
    terminal.shows("owner@crm.example>")

    terminal.process.send_signal(signal.SIGTERM)

    assert terminal.process.wait(PATIENCE_S) == 0
