"""The prompt at a terminal: completion, and the lines of earlier chats."""

import stat
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, InMemoryHistory

from crmbot.handlers.console.prompt import WordCompletion, history, personal_folder


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("no", ["note", "notes"]),
        ("No", ["note", "notes"]),
        ("/no", ["note", "notes"]),
        ("deal n", ["deal new"]),
        (":w", [":wait"]),
        ("note", ["notes"]),
        ("note Acme: n", []),
    ],
)
def test_completion_when_a_line_begins(typed: str, expected: list[str]) -> None:
    """Words of commands are offered at the start of a line, after a slash too, and the console's own."""
    words = WordCompletion(["note", "notes", "deal new", "find"])

    offered = [completion.text for completion in words.get_completions(Document(typed), CompleteEvent())]

    assert offered == expected


def test_history_when_it_can_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Earlier lines are kept where only this user can read them."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    kept = history()

    assert isinstance(kept, FileHistory)
    assert stat.S_IMODE((personal_folder() / "history").stat().st_mode) == 0o600


def test_history_when_it_cannot_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no file can be written the chat goes on without one."""
    (tmp_path / "crmbot").write_text("a file in the way", "utf-8")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    assert isinstance(history(), InMemoryHistory)
