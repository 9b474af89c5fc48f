"""Further checks of calls and payloads, by programs whose folder the environment may name."""

import importlib.util
import os
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import cast

from tests.doubles.telegram.arguments import Upload

FOLDER_VARIABLE = "CRMBOT_PLATFORM_CHECKERS"
_FILE = "check_telegram_calls.py"
_RESULTS = {
    "getMe": "User",
    "getChat": "ChatFullInfo",
    "getFile": "File",
    "getWebhookInfo": "WebhookInfo",
    "sendMessage": "Message",
    "sendPhoto": "Message",
    "sendDocument": "Message",
    "editMessageText": "Message",
    "editMessageReplyMarkup": "Message",
}

CallChecker = Callable[[str, Mapping[str, object]], list[str]]
ObjectChecker = Callable[[str, object], list[str]]


def _loaded(folder: str | None) -> ModuleType | None:
    if not folder or not (path := Path(folder) / _FILE).is_file():
        return None
    spec = importlib.util.spec_from_file_location("check_telegram_calls", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with warnings.catch_warnings():
        # It leaves a file open while it loads; that is not for our tests to fail on.
        warnings.simplefilter("ignore", ResourceWarning)
        spec.loader.exec_module(module)
    return module


# Read once, at import: the fixtures clear CRMBOT_* from the environment before each test.
_CHECKER = _loaded(os.environ.get(FOLDER_VARIABLE))


def call_findings(method: str, raw: Mapping[str, object]) -> list[str]:
    """Give what the outside checker finds wrong with a call, nothing when there is none."""
    if _CHECKER is None:
        return []
    check = cast("CallChecker", _CHECKER.check_call)  # typed by its use: a program of others
    return check(method, {n: v.content if isinstance(v, Upload) else v for n, v in raw.items()})


def result_findings(method: str, result: object) -> list[str]:
    """Give what is wrong with the double's own answer to a call."""
    return object_findings(_RESULTS[method], result) if method in _RESULTS else []


def object_findings(kind: str, payload: object) -> list[str]:
    """Give what is wrong with a payload the double has drawn itself."""
    if _CHECKER is None:
        return []
    check = cast("ObjectChecker", _CHECKER.check_object)  # typed by its use: a program of others
    return [f"the double's own {kind}: {finding}" for finding in check(kind, payload)]
