"""Rows brought in and lists written out at the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crmbot.cli import main

ROWS = "Name;Mail;Firma;Tel 2\nAnna Toth;anna@toth.example;Toth GmbH;+36 1 234 5678\nBad Row;nope;;\n"


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give a database of its own, beside which files are kept."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRMBOT_FILES", str(tmp_path / "files"))
    return sqlite_url


def run(*words: str) -> Result:
    """Run a command as it is typed."""
    return CliRunner().invoke(main, words)


def test_import_when_a_row_fails(house: str, tmp_path: Path) -> None:
    """The others are in, and the one that failed stands beside the file, with what is wrong."""
    (tmp_path / "rows.csv").write_text(ROWS, "utf-8")
    done = run("import", "rows.csv", "--db", house, "--map", "Tel 2=mobile", "--yes")

    assert "Imported 1 contact from rows.csv" in done.output
    assert done.exit_code == 1
    assert "is not an e-mail address" in (tmp_path / "rows-failed.csv").read_text("utf-8")


def test_import_when_it_is_only_looked_at(house: str, tmp_path: Path) -> None:
    """Nothing is written."""
    (tmp_path / "rows.csv").write_text(ROWS, "utf-8")
    first = run("import", "rows.csv", "--db", house, "--dry-run")
    second = run("import", "rows.csv", "--db", house, "--dry-run")

    assert "Nothing was written." in first.output
    assert "1 contact to bring in" in second.output


def test_import_when_a_column_is_not_there(house: str, tmp_path: Path) -> None:
    """It is told with the columns there are."""
    (tmp_path / "rows.csv").write_text(ROWS, "utf-8")
    done = run("import", "rows.csv", "--db", house, "--map", "Shoe=mobile", "--yes")

    assert done.exit_code == 1
    assert "no such column" in done.output
    assert "Tel 2" in done.output


def test_export_when_it_comes_back(house: str, tmp_path: Path) -> None:
    """A list written out and brought in again adds nothing."""
    (tmp_path / "rows.csv").write_text(ROWS, "utf-8")
    run("import", "rows.csv", "--db", house, "--yes")
    out = run("export", "all", "contacts", "--to", "list.xlsx", "--db", house)
    back = run("import", "list.xlsx", "--db", house, "--yes")

    assert "1 row is in list.xlsx" in out.output
    assert "1 already here" in back.output


def test_export_when_no_list_is_called_so(house: str) -> None:
    """It is told with those there are."""
    done = run("export", "nonsense", "--to", "list.csv", "--db", house)

    assert done.exit_code == 1
    assert "contacts, companies" in done.output
