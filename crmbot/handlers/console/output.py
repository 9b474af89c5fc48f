"""Where the console writes: lines for people, or JSON for programs."""

import os
import shutil
import sys
from collections.abc import Sequence
from typing import Protocol

from crmbot.chat.card import Card
from crmbot.handlers.console.render import DIM, Look, Saved, notice_json, render, to_json


class Output(Protocol):
    """Shows one thing after the other; `to` is an e-mail address or a channel."""

    def card(self, to: str, card: Card, *, here: bool, files: Sequence[Saved] = ()) -> None:
        """Show a card; `here` when it belongs to the conversation the person is in, `files` came with it."""
        ...

    def words(self, to: str, text: str) -> None:
        """Show words without a card."""
        ...

    def aside(self, text: str) -> None:
        """Show what only somebody at a terminal wants to know."""
        ...


class JsonOutput:
    """One JSON object a line."""

    def card(self, to: str, card: Card, *, here: bool, files: Sequence[Saved] = ()) -> None:  # noqa: ARG002 - `to` says it
        _write(to_json(to, card, files))

    def words(self, to: str, text: str) -> None:
        _write(notice_json(to, text))

    def aside(self, text: str) -> None:
        pass


class TextOutput:
    """Text as people read it, with a blank line after each card; how wide the terminal is, is asked for each time."""

    def __init__(self, *, is_terminal: bool) -> None:
        self._is_terminal = is_terminal

    def card(self, to: str, card: Card, *, here: bool, files: Sequence[Saved] = ()) -> None:
        look = self._look()
        arrow = "" if here else look.styled(DIM, f"→ {look.wrapped(to)}") + "\n"
        saved = "".join(f"{look.wrapped(each.line)}\n" for each in files)
        _write(f"{arrow}{render(card, look)}\n{saved}")

    def words(self, to: str, text: str) -> None:  # noqa: ARG002 - always for the one who typed
        _write(f"{self._look().wrapped(text)}\n")

    def aside(self, text: str) -> None:
        if self._is_terminal:
            _write(self._look().styled(DIM, text))

    def _look(self) -> Look:
        return terminal_look() if self._is_terminal else Look()


def terminal_look() -> Look:
    """Return how the terminal is now: people resize their windows."""
    width = shutil.get_terminal_size().columns
    return Look(width=width, colour="NO_COLOR" not in os.environ)


def _write(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - what the console shows is its product


def prepare_stdout() -> None:
    """Let any text be written, whatever the encoding of the terminal or pipe is."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
