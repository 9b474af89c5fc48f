"""A process that was forked is like one begun anew."""

from pathlib import Path

import pytest

from tests.processes import crmbot, crmbot_anew

EXPLAINED = ("explain", "--at", "2026-11-19T10:00:00+00:00", "--zone", "Europe/London", "call Jané friday")


@pytest.mark.parametrize("words", [EXPLAINED, ("explain",), ("sing",), ("chat", "--at", "soon")])
def test_process_when_it_is_forked(words: tuple[str, ...]) -> None:
    """It says the same on both streams, and ends the same."""
    forked, anew = crmbot(*words), crmbot_anew(*words)

    assert (forked.returncode, forked.stdout, forked.stderr) == (anew.returncode, anew.stdout, anew.stderr)


def test_settings_when_another_process_had_them() -> None:
    """They are gone with it."""
    first, second = crmbot("doctor", PORT="x"), crmbot("doctor", CRMBOT_TIMEZONE="y")

    assert ("PORT" in first.stdout, "TIMEZONE" in first.stdout) == (True, False)
    assert ("PORT" in second.stdout, "TIMEZONE" in second.stdout) == (False, True)


def test_folder_when_a_process_writes_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is where the test is."""
    monkeypatch.chdir(tmp_path)

    done = crmbot("commands-doc", "--to", "here.md")

    assert done.returncode == 0, done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["here.md"]
