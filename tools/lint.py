"""House rules that no ready-made linter knows; prints `path:line message` and exits 1 on any breach."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

MAX_LINES = 400
PLATFORM_FREE = ("chat", "commands", "core", "language", "store")
PLATFORM_NAME = re.compile(r"slack|telegram", re.IGNORECASE)
CLOCK_READS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
CLOCK_CLASS = "SystemClock"
COMMIT_ROOM = "crmbot/store/uow.py"
CATCH_ROOMS = ("crmbot/handlers/dispatcher/", "crmbot/handlers/answering/arrivals.py", "crmbot/scheduler/delivery.py")
UNSCOPED = re.compile(r"# lint: unscoped \S")
SCOPE_FUNCTION = "visible"


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a rule is broken."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.message}"


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed file; `path` is relative to the checkout and has forward slashes."""

    path: str
    text: str
    tree: ast.Module
    records: frozenset[str]

    @property
    def room(self) -> str:
        """Name the folder or module below crmbot that holds this file."""
        parts = PurePosixPath(self.path).with_suffix("").parts
        return parts[1] if len(parts) > 1 else ""

    def line(self, number: int) -> str:
        """Return one line of the text, counted from 1; line 0 is empty."""
        return self.text.splitlines()[number - 1] if number else ""


Rule = Callable[[Source], Iterator[Breach]]


def breaches(root: Path) -> list[Breach]:
    """Check every Python file below crmbot in the checkout `root`."""
    folder = root / "crmbot"
    texts = {file.relative_to(root).as_posix(): file.read_text("utf-8") for file in sorted(folder.rglob("*.py"))}
    trees = {path: ast.parse(text, path) for path, text in texts.items()}
    records = record_models(tree for path, tree in trees.items() if path.startswith("crmbot/store/models/"))
    found: list[Breach] = []
    for path, tree in trees.items():
        source = Source(path, texts[path], tree, records)
        found.extend(breach for rule in RULES for breach in rule(source))
    return sorted(found, key=lambda breach: (breach.path, breach.line))


def record_models(trees: Iterator[ast.Module]) -> frozenset[str]:
    """Collect the names of the classes that descend from Record, which are all subject to visibility."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    records = {"Record"}
    while more := {name for name, of in bases.items() if of & records} - records:
        records |= more
    return frozenset(records)


def size(source: Source) -> Iterator[Breach]:
    """Keep files short enough to be read at once."""
    count = len(source.text.splitlines())
    if count > MAX_LINES:
        yield Breach(source.path, MAX_LINES + 1, f"{count} lines, more than {MAX_LINES}: make it a package")


def commits(source: Source) -> Iterator[Breach]:
    """Leave ending a transaction to the unit of work."""
    if source.path == COMMIT_ROOM:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield Breach(source.path, node.lineno, f"commit() outside {COMMIT_ROOM}")


def catches(source: Source) -> Iterator[Breach]:
    """Leave unexpected errors to the two places that log and report them."""
    if source.path.startswith(CATCH_ROOMS):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler) and catches_everything(node.type):
            yield Breach(source.path, node.lineno, "catches every Exception: name the errors expected here")


def catches_everything(caught: ast.expr | None) -> bool:
    """Tell whether an except clause takes any exception there is."""
    if caught is None:
        return True
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(isinstance(name, ast.Name) and name.id in {"Exception", "BaseException"} for name in names)


def platforms(source: Source) -> Iterator[Breach]:
    """Keep the names of chat platforms out of the rooms that serve them all."""
    if source.room not in PLATFORM_FREE:
        return
    for node in ast.walk(source.tree):
        for text, line in words_of(node):
            if match := PLATFORM_NAME.search(text):
                yield Breach(source.path, line, f"platform name {match.group()!r} in {source.room}")


def words_of(node: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield every name and text that a node itself holds, with its line."""
    match node:
        case ast.Constant(value=str(text)):
            yield from ((line, node.lineno + offset) for offset, line in enumerate(text.split("\n")))
        case ast.Name(id=name) | ast.Attribute(attr=name):
            yield name, node.lineno
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name, node.lineno
        case ast.arg(arg=name) | ast.keyword(arg=str(name)):
            yield name, node.lineno
        case ast.alias(name=name, asname=other):
            yield f"{name} {other or ''}", node.lineno
        case ast.ImportFrom(module=str(module)):
            yield module, node.lineno


def clocks(source: Source) -> Iterator[Breach]:
    """Read the clock of the machine in one class only."""
    allowed = {
        inner
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and node.name == CLOCK_CLASS
        for inner in ast.walk(node)
    }
    for node in ast.walk(source.tree):
        if node not in allowed and isinstance(node, ast.Attribute) and reads_clock(node):
            yield Breach(source.path, node.lineno, f"reads the clock outside {CLOCK_CLASS}: take `now`")


def reads_clock(node: ast.Attribute) -> bool:
    """Tell whether an attribute is datetime.now or one of its relatives, however imported."""
    owner = node.value
    name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    return (name, node.attr) in CLOCK_READS


def unscoped(source: Source) -> Iterator[Breach]:
    """See that core reads records only as far as the actor may see them."""
    if source.room != "core":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from unscoped_in(node, source)


def unscoped_in(scope: ast.AST, source: Source) -> Iterator[Breach]:
    """Check the selects of one function, leaving those of inner functions to their own turn."""
    nodes = list(own_nodes(scope))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    statements = [node for node in nodes if isinstance(node, ast.stmt)]
    if any(called(call) == SCOPE_FUNCTION for call in calls):
        return
    for call in calls:
        if called(call) != "select" or not selects_record(call, source.records):
            continue
        if not any(UNSCOPED.search(source.line(line)) for line in exempting_lines(call, statements)):
            yield Breach(
                source.path,
                call.lineno,
                "select() of records without visible(); if it is right, say `# lint: unscoped <reason>`",
            )


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """Walk a function without entering the functions inside it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child
            yield from own_nodes(child)


def called(call: ast.Call) -> str:
    """Name the function of a call, without what it hangs on."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def selects_record(call: ast.Call, records: frozenset[str]) -> bool:
    """Tell whether a select names a record class, or a column of one."""
    names = (node.id for argument in call.args for node in ast.walk(argument) if isinstance(node, ast.Name))
    return any(name in records for name in names)


def exempting_lines(call: ast.Call, statements: list[ast.stmt]) -> range:
    """Give the lines where the exemption of a call may be written: its statement, and the line above."""
    around = [each.lineno for each in statements if each.lineno <= call.lineno <= (each.end_lineno or 0)]
    return range(max(around, default=call.lineno) - 1, (call.end_lineno or call.lineno) + 1)


RULES: tuple[Rule, ...] = (size, commits, catches, platforms, clocks, unscoped)


def main(root: Path) -> int:
    """Print every breach and return the exit status."""
    found = breaches(root)
    for breach in found:
        print(breach)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent.parent))
