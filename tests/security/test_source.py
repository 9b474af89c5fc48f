"""What the source itself must keep to: how secrets are compared, who may ask other hosts, what is never opened."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "crmbot").rglob("*.py"))

SECRETS = re.compile(
    r"_*(?:\w+_)?(?:secret|password|credential|signature|digest|hash|mac)|_*(?:\w+_)?sealed(?:_\w+)?"
    r"|_*(?:bot|app|access|refresh|metrics|bearer)?_token",  # a token alone is a word of a text
    re.IGNORECASE,
)
"""What secrets, and what is made of them, are called, with whatever stands in front."""

OUTSIDE = {"aiohttp", "ftplib", "http.client", "httpx", "requests", "smtplib", "socket", "urllib.request", "urllib3"}
"""What one asks other hosts with."""

MAY_ASK = {
    "crmbot/cli/checks/clocks.py",
    "crmbot/handlers/slack/api.py",
    "crmbot/handlers/slack/failures.py",
    "crmbot/handlers/slack/files.py",
    "crmbot/handlers/slack/socket.py",
    "crmbot/handlers/telegram/wire.py",
    "crmbot/handlers/web.py",
}
"""Who may: the platforms' own hosts are asked, also for their time, and our port is opened."""

MAY_RUN = {"crmbot/store/backup.py: subprocess"}
"""Who may start a program: the copies of PostgreSQL, with arguments of ours and without a shell."""

OF_TABLES = ("migrations", "models", "crmbot/store/counting.py")
"""Where names of our own tables are put into statements."""

DANGEROUS = {"eval", "exec", "compile", "__import__"}
UNSAFE_MODULES = {"marshal", "pickle", "shelve", "subprocess", "xml.etree.ElementTree", "xml.dom.minidom", "yaml"}


@cache
def tree(path: Path) -> ast.Module:
    """Read a module, once."""
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return what of a module is looked at here."""
    wanted = ast.Import | ast.ImportFrom | ast.Compare | ast.Call
    return tuple(node for node in ast.walk(tree(path)) if isinstance(node, wanted))


def imports(path: Path) -> Iterator[str]:
    """Yield the modules that one imports, wherever it does."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def named(node: ast.expr) -> str:
    """Return what an expression is called at its end: `self.secret` is `secret`, `_digest(x)` is `_digest`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=function):
            return named(function)
        case ast.Subscript(value=value):
            return named(value)
        case _:
            return ""


def compared(path: Path) -> Iterator[str]:
    """Yield where a secret is compared letter by letter, outside of a statement of the database."""
    for node in nodes(path):
        if not isinstance(node, ast.Compare) or not any(map(_is_equality, node.ops, node.comparators)):
            continue
        sides = [node.left, *node.comparators]
        if any(isinstance(side, ast.Constant) for side in sides) or any(_is_column(side) for side in sides):
            continue
        if any(SECRETS.fullmatch(name) for side in sides for name in names(side)):
            yield f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}"


def _is_equality(op: ast.cmpop, with_what: ast.expr) -> bool:
    """Tell whether things are compared letter by letter: as equal, or with each of several that are written out."""
    among = isinstance(op, ast.In | ast.NotIn) and isinstance(with_what, ast.Tuple | ast.List | ast.Set)
    return among or isinstance(op, ast.Eq | ast.NotEq)


def names(side: ast.expr) -> set[str]:
    """Return what a side of a comparison is: `self._secret.encode()` and `f"Bearer {self._token}"` are secrets, too."""
    match side:
        case ast.Call(func=ast.Attribute(value=value, attr="encode" | "decode" | "strip" | "get_secret_value")):
            return names(value)
        case ast.JoinedStr(values=parts):
            return {name for part in parts if isinstance(part, ast.FormattedValue) for name in names(part.value)}
        case ast.Tuple(elts=several) | ast.List(elts=several) | ast.Set(elts=several):
            return {name for each in several for name in names(each)}
        case _:
            return {named(side)}


def _is_column(node: ast.expr) -> bool:
    """Tell whether an expression is a column of a table: `InstallLink.hash`."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id[:1].isupper()


KNOWN = {
    # Both sides are ours: whether a row was written anew meanwhile, which tells nobody anything.
    "crmbot/core/installations.py": ("row.sealed_token != token", "sealed != row.sealed_token"),
}


def test_secrets_when_compared() -> None:
    """It is done in constant time, by `hmac.compare_digest`; the few others compare what is ours on both sides."""
    found = [each for path in SOURCES for each in compared(path)]

    assert [each for each in found if each.split(": ", 1)[1] not in KNOWN.get(each.split(":")[0], ())] == []


@pytest.mark.parametrize(
    "line",
    [
        *("given == self.secret", "told['x'] != settings.webhook_secret", "_digest(a) == _digest(b)"),
        *("password == typed", "given == self._secret", 'given == f"Bearer {self._token}".encode()'),
        *("row.hash == _sealed(letters, salt)", "given in (self._secret, before)"),
    ],
)
def test_comparison_when_it_is_a_wrong_one(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above would see it."""
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    wrong = tmp_path / "wrong.py"
    wrong.write_text(f"if {line}:\n    pass\n", "utf-8")

    assert len(list(compared(wrong))) == 1


@pytest.mark.parametrize(
    "guard",
    [
        *("crmbot/handlers/telegram/webhook.py", "crmbot/core/installations.py"),
        *("crmbot/core/people/linking.py", "crmbot/serving/watch.py"),
    ],
)
def test_guard_when_it_compares(guard: str) -> None:
    """Those that check a secret from outside do it in constant time."""
    assert "compare_digest(" in (ROOT / guard).read_text("utf-8")


def test_hosts_when_somebody_would_ask_one() -> None:
    """No address that people write is ever asked: only the adapters reach out, to their own platforms."""
    asking = {
        str(path.relative_to(ROOT))
        for path in SOURCES
        if any(name == each or name.startswith(f"{each}.") for name in imports(path) for each in OUTSIDE)
    }

    assert asking <= MAY_ASK


def test_modules_when_they_would_run_what_is_sent() -> None:
    """Nothing from outside is unpickled, evaluated, or handed to a shell; no XML is read but with a guard."""
    unsafe = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in SOURCES
        for name in imports(path)
        if name in UNSAFE_MODULES and "migrations" not in path.parts
    }
    called = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DANGEROUS
    ]

    assert (unsafe - MAY_RUN, called) == (set(), [])


def test_pictures_when_people_send_them() -> None:
    """None is ever unpacked here: only what we draw ourselves goes through the library for pictures."""
    using = {str(path.relative_to(ROOT)) for path in SOURCES if any(name.startswith("PIL") for name in imports(path))}

    assert using <= {"crmbot/commands/deals/poster.py", "crmbot/commands/deals/letters.py"}


def test_workbooks_when_strangers_send_them() -> None:
    """The guard against XML that unpacks into more than there is memory for is there: the reader takes it by itself."""
    assert metadata.version("defusedxml")


def test_statements_when_they_are_written() -> None:
    """None is put together of what people wrote: nothing is formatted into raw ones, but where tables are declared."""
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        for node in nodes(path)
        if isinstance(node, ast.Call)
        and named(node.func) in ("text", "exec_driver_sql")
        and node.args
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]

    assert [each for each in wrong if not any(place in each for place in OF_TABLES)] == []
