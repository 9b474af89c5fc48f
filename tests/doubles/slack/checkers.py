"""The platform's machine-readable contract as a second opinion, where a folder of it is given."""

import importlib.util
import os
import sys
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

# Read when the module is loaded: while a test runs, our own variables are cleared.
FOLDER = os.environ.get("CRMBOT_PLATFORM_CHECKERS")
Check = Callable[[str, dict[str, Any]], tuple[dict[str, Any], list[str]]]


@cache
def _loaded(folder: str) -> Check:
    """The checking function in that folder."""
    path = Path(folder, "check_slack_calls.py")
    spec = importlib.util.spec_from_file_location(f"checker of {folder}", path)
    assert spec is not None, path
    assert spec.loader is not None, path
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves its schema files open
        spec.loader.exec_module(module)
    sys.path[:] = before
    return cast("Check", module.check)  # the module is not ours and not typed


def findings(folder: str | None, method: str, args: dict[str, Any]) -> list[str]:
    """What the checkers in a folder say about a call; nothing when there is no folder."""
    if not folder:
        return []
    _, found = _loaded(folder)(method, dict(args))
    return [f"checker: {problem}" for problem in found]
