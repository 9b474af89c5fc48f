"""The line one types on at a terminal: history, completion, and cards printed above it."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.patch_stdout import patch_stdout

from crmbot.handlers.console.directives import HELP


class PromptLines:
    """Asks for lines at a terminal. `place` tells what the present conversation is called."""

    def __init__(self, words: Iterable[str], place: Callable[[], str]) -> None:
        self._place = place
        self._session: PromptSession[str] = PromptSession(
            history=history(), completer=WordCompletion(words), complete_while_typing=False
        )

    async def next(self) -> str | None:
        """Return the next line; an interrupt clears the line, an end of file ends the chat."""
        while True:
            try:
                # The process has its own idea of signals; the terminal's interrupt comes as a key.
                return await self._session.prompt_async(f"{self._place()}> ", handle_sigint=False)
            except KeyboardInterrupt:
                continue
            except EOFError:
                return None


class WordCompletion(Completer):
    """Completes the first word of a line: the words of commands, and the console's own."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted({*words, *(f":{name}" for name in HELP)})

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:  # noqa: ARG002
        typed = document.text_before_cursor
        bare = typed.lstrip("/!") if typed[:1] in {"/", "!"} else typed
        for word in self._words:
            if word.startswith(bare.lower()) and word != bare:
                yield Completion(word, start_position=-len(bare))


def above_the_prompt() -> AbstractContextManager[None]:
    """Have everything that is printed appear above the line being typed, colours kept."""
    return patch_stdout(raw=True)


def history() -> History:
    """Return the lines of earlier chats, kept for this user only; of this chat alone where none can be kept."""
    file = personal_folder() / "history"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(file))


def personal_folder() -> Path:
    """Return the folder for what belongs to the user of this machine rather than to the organisation."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home()) / "crmbot"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "crmbot"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "crmbot"
