"""The examples in `deploy` start what there is, with settings that are read, and leave it the time it needs to end."""

import re
from pathlib import Path

import pytest

from crmbot.cli import main
from crmbot.handlers.web import GRACE_S
from crmbot.settings import Settings

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "deploy"
UNITS = sorted(FOLDER.glob("*.service"))
CONTAINER = (FOLDER / "Containerfile").read_text("utf-8")
STARTS = re.compile(r"-m crmbot (\w[\w-]*)")
SETS = re.compile(r"^#? ?([A-Z][A-Z_]+)=", re.MULTILINE)


def known_settings() -> set[str]:
    """Return the variables that are read."""
    fields = Settings.model_fields.items()
    return {str(field.validation_alias or name).upper() for name, field in fields}


@pytest.mark.parametrize("file", [*UNITS, ROOT / "Procfile"], ids=lambda file: file.name)
def test_example_when_it_starts_something(file: Path) -> None:
    """Every command it names is one of ours."""
    started = STARTS.findall(file.read_text("utf-8"))

    assert started
    assert set(started) <= set(main.commands)


def test_example_settings_when_compared_with_ours() -> None:
    """Every variable that is set is one that we read."""
    assert set(SETS.findall((FOLDER / "crmbot.env").read_text("utf-8"))) <= known_settings()


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_unit_when_it_is_stopped(file: Path) -> None:
    """What serves people is left the time to answer what has come in; nothing runs as root."""
    text = file.read_text("utf-8")
    patience = re.search(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)

    assert "\nUser=crmbot\n" in text
    assert "Type=oneshot" in text or (patience is not None and int(patience[1]) > GRACE_S + 5)


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_unit_when_it_cannot_begin(file: Path) -> None:
    """Bad settings are not tried again for ever, and a long migration is not broken off: neither is before the start.

    What goes before has its time bound, and its exit status does not count.
    """
    text = file.read_text("utf-8")
    before = re.findall(r"^ExecStartPre=.*", text, re.MULTILINE)

    assert [line for line in before if "crmbot" in line] == []
    assert "Type=oneshot" in text or ("\nRestart=on-failure\n" in text and "\nRestartPreventExitStatus=2\n" in text)


def test_container_when_it_is_asked_for_its_health() -> None:
    """It is asked where every process answers: `scheduler` does not listen on PORT."""
    (check,) = re.findall(r"^HEALTHCHECK .*", CONTAINER, re.MULTILINE)

    assert "CRMBOT_METRICS_PORT" in check
    assert re.search(r"\bCRMBOT_METRICS_PORT=\d+", CONTAINER)


def test_container_when_it_is_built() -> None:
    """It takes locked packages from wherever the builder's tools do, starts one of our commands, and is not root."""
    variables = set(re.findall(r"\b((?:CRMBOT|DATABASE|SLACK|TELEGRAM)_?[A-Z_]*|PORT)=", CONTAINER))
    words = re.search(r'^CMD \["(\w+)"\]$', CONTAINER, re.MULTILINE)

    assert "--require-hashes -r requirements.txt" in CONTAINER
    assert re.search(r"^USER [1-9]\d+$", CONTAINER, re.MULTILINE)
    assert words is not None
    assert words[1] in main.commands
    assert variables <= known_settings()
    assert re.findall(r"^FROM (\S+)", CONTAINER, re.MULTILINE) == ["python:3.11-slim"] * 2
