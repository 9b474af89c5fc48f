"""The documents say what is so. `python -m tests.test_docs` plays README's conversation anew and writes it down."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmbot.cli import main
from crmbot.commands import build_registry
from crmbot.commands.reference import render
from crmbot.handlers.slack.manifest import SCOPES
from crmbot.language.codes import parse_code
from crmbot.settings import Settings
from tests.processes import crmbot, let_go

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LAUNCHER = {"run", "setup", "test"}
PROMPT = "owner@crm.example> "
MARK = ":mark"

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_STARTED = re.compile(r"(?:\./crm|python -m crmbot|crmbot) ([a-z][a-z-]*)")
_MARKED = re.compile(rf"^The console has no {MARK}\..*\n+", re.MULTILINE)
_CONVERSATION = re.compile(r"(?<=## A conversation\n).*?^```\n(?P<played>.*?)^```$", re.DOTALL | re.MULTILINE)


def section(text: str, title: str) -> str:
    """Return a section of a document, without the next one of its level."""
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of the tables of a text, without heads and rules."""
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        for line in table.splitlines()[2:]:
            yield [cell.strip() for cell in line.strip("|").split("|")]


def codes(text: str) -> list[str]:
    """Return what is set as code within a text."""
    return _CODE.findall(text)


def anchor(heading: str) -> str:
    """Return the name by which a heading is linked to."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def conversation() -> str:
    """Return the conversation in README."""
    found = _CONVERSATION.search(README.read_text("utf-8"))
    assert found is not None, "README has no conversation"
    return found["played"]


def play(written: str, folder: Path) -> str:
    """Say once more what was said in a conversation, and return it with the answers of now."""
    opening, *_ = written.splitlines()
    said = [line.removeprefix(PROMPT) for line in written.splitlines() if line.startswith(PROMPT)]
    answers = _MARKED.split(chat("".join(f"{MARK}\n{line}\n" for line in said), folder, *settings_in(opening)))
    turns = [f"{PROMPT}{line}\n{answer}" for line, answer in zip(said, answers[1:], strict=True)]
    return "".join([f"{opening}\n", answers[0], *turns]).rstrip() + "\n"


def settings_in(opening: str) -> tuple[dict[str, str], list[str]]:
    """Return the environment and the options of a line that starts a chat."""
    words = opening.removeprefix("$ ").split()
    return dict(word.split("=") for word in words if "=" in word), words[words.index("chat") + 1 :]


def chat(lines: str, folder: Path, environment: dict[str, str], options: list[str]) -> str:
    """Have a chat with the real process, on an empty database."""
    place = ("--db", f"sqlite:///{folder / 'crm.db'}")
    process = crmbot("chat", *options, *place, lines=lines, LOGNAME="owner", **environment)
    assert process.returncode == 0, process.stderr
    return process.stdout


def rewrite() -> None:
    """Put the conversation as it goes now into README."""
    with tempfile.TemporaryDirectory() as folder:
        played = play(conversation(), Path(folder))
    let_go()
    README.write_text(README.read_text("utf-8").replace(conversation(), played), "utf-8")


def test_commands_document_when_compared_with_the_declarations() -> None:
    """docs/commands.md is what the declarations say; `./crm commands-doc` writes it."""
    written = (ROOT / "docs/commands.md").read_text("utf-8")

    assert written == render(build_registry())


def test_conversation_in_readme_when_it_is_had_again(tmp_path: Path) -> None:
    """README shows a real conversation; `python -m tests.test_docs` brings it up to date."""
    written = conversation()

    assert written == play(written, tmp_path)


def test_lines_in_readme_when_they_are_looked_up() -> None:
    """Every line that README says can be typed begins with a word that means something, or with a code."""
    registry = build_registry()
    table = section(README.read_text("utf-8"), "What to type")
    typed = [line for cells in rows(table) for cell in cells for line in codes(cell)]

    unknown = [line for line in typed if registry.match(line) is None and parse_code(line.split()[0]) is None]

    assert typed
    assert unknown == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_programs_in_documents_when_they_are_looked_up(document: Path) -> None:
    """Every command of the command line that a document names is there."""
    text = document.read_text("utf-8")
    shown = [*codes(text), *re.findall(r"^(?:\$ .*?)?((?:\./crm|python -m crmbot) .*)$", text, re.MULTILINE)]

    named = {word for code in shown for word in _STARTED.findall(code)}

    assert named - LAUNCHER - set(main.commands) == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_slash_commands_in_documents_when_they_are_looked_up(document: Path) -> None:
    """Every command behind `/crm` that a document names is there."""
    registry = build_registry()

    said = [code.removeprefix("/crm ") for code in codes(document.read_text("utf-8")) if code.startswith("/crm ")]

    assert [line for line in said if line and registry.match(line) is None] == []


def test_settings_in_readme_when_compared_with_the_class() -> None:
    """README's table names every setting there is, and no other."""
    table = {name for cells in rows(section(README.read_text("utf-8"), "Settings")) for name in codes(cells[0])}

    assert table == {str(field.validation_alias or name.upper()) for name, field in Settings.model_fields.items()}


def test_scopes_in_the_setup_when_compared_with_the_manifest() -> None:
    """The table of scopes has each scope of the manifest with its reason."""
    text = section((ROOT / "docs/setup-slack.md").read_text("utf-8"), "The scopes, and why each is asked for")

    assert {scope.strip("`"): why for scope, why in rows(text)} == SCOPES


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_in_documents_when_they_are_followed(document: Path) -> None:
    """Links between documents lead to a file that is there, and to a heading in it."""
    broken = []
    for link in _LINK.findall(document.read_text("utf-8")):
        name, _, part = link.partition("#")
        target = document.parent / name if name else document
        if "://" not in link and not (target.exists() and (not part or part in anchors(target))):
            broken.append(link)

    assert broken == []


def anchors(document: Path) -> set[str]:
    """Return what can be linked to within a document."""
    return {anchor(heading) for heading in re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)}


if __name__ == "__main__":
    rewrite()
