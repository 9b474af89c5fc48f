"""SECURITY.md says which test shows what: each of them is there, and each row of the table is whole."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
NAMED = re.compile(r"`(?P<file>tests/[\w/]+\.py)::(?P<test>test_\w+)`")


@cache
def names_in(file: str) -> frozenset[str]:
    """Return the tests a file has."""
    found = ast.parse((ROOT / file).read_text("utf-8")).body
    return frozenset(node.name for node in found if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_tests_when_they_are_named() -> None:
    """Every test the threat model names exists."""
    named = [(found["file"], found["test"]) for found in NAMED.finditer(PAGE)]
    missing = [f"{file}::{test}" for file, test in named if not (ROOT / file).exists() or test not in names_in(file)]

    assert len(named) > 30
    assert missing == []


def test_rows_when_counted() -> None:
    """Each row says asset, attacker, path, what stops it, and the test that shows it."""
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| Asset")]

    assert [row for row in rows if row.count(" | ") != 4 or not NAMED.search(row)] == []


def test_links_when_followed() -> None:
    """What the page points at is there."""
    links = re.findall(r"\]\((?P<file>[\w./-]+)\)", PAGE)

    assert [link for link in links if not (ROOT / link).exists()] == []
