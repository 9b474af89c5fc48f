"""Every conversation there is, and how one is played on a surface."""

from collections.abc import Callable, MutableMapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from structlog.processors import format_exc_info
from structlog.testing import capture_logs

from tests.chat import Chat
from tests.talk.house import House
from tests.talk.script import Player, Script, read

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

FOLDER = Path(__file__).parent.parent / "conversations"
SCRIPTS = [read(file) for file in sorted(FOLDER.glob("*.chat"))]

OpenChat = Callable[[str, House], Chat]
OpenHouse = Callable[..., House]


def on(surface: str) -> pytest.MarkDecorator:
    """Play each conversation that can be had on a surface; one that can do without it, where everything is played."""
    scripts = [_played(script, surface) for script in SCRIPTS if surface in script.surfaces]
    return pytest.mark.parametrize("script", scripts)


def _played(script: Script, surface: str) -> "ParameterSet":
    marks = [pytest.mark.everything] if surface in script.spared else []
    return pytest.param(script, id=f"{script.name}.chat", marks=marks)


async def play(script: Script, chat: Chat) -> None:
    """Play a conversation to its end, in which nothing may fail on our side."""
    with capture_logs(processors=[format_exc_info]) as lines:
        async with chat:
            try:
                await Player(script, chat).play()
            except AssertionError as error:
                raise AssertionError(f"{error}\n--- our errors\n{_errors(lines)}") from error
            assert list(chat.violations) == []
    assert _errors(lines) == []


def _errors(lines: Sequence[MutableMapping[str, object]]) -> list[MutableMapping[str, object]]:
    return [line for line in lines if line["log_level"] in ("error", "critical")]
