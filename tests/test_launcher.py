"""The launcher: what it makes, when it makes it, and whom it hands over to."""

import ast
import json
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
FILES = ["requirements.txt", "requirements-dev.txt", "requirements-uv.txt"]
# Stands for the job: says what it was started with.
SPY = """
import json, os, sys
names = ["PYTHONPATH", "VIRTUAL_ENV", "PIP_TARGET"]
found = {"words": sys.argv[1:], "folder": os.getcwd(), "kept": [name for name in names if name in os.environ]}
print(json.dumps(found))
sys.exit(7)
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Make a checkout that needs no package at all, so that nothing is fetched."""
    folder = tmp_path / "a checkout"
    for package in ("crmbot", "pytest"):
        (folder / package).mkdir(parents=True)
        (folder / package / "__main__.py").write_text(SPY, "utf-8")
    for name in FILES:
        (folder / name).write_text(f"# {name}\n", "utf-8")
    shutil.copy(ROOT / "crm", folder / "crm")
    return folder


def crm(
    checkout: Path, *words: str, python: str = sys.executable, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the launcher of a checkout from somewhere else."""
    return subprocess.run(
        [python, checkout / "crm", *words],
        cwd="/",
        env={**os.environ, "PIP_NO_INDEX": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )


def stamp(checkout: Path) -> list[str]:
    """Read the stamp of a finished virtual environment."""
    return (checkout / ".venv/crm-stamp").read_text("utf-8").split("\n")


def launcher(checkout: Path) -> dict[str, Any]:
    """Load the functions of a checkout's launcher, as they see that checkout."""
    return runpy.run_path(str(checkout / "crm"))


@pytest.fixture
def prepared(checkout: Path) -> Path:
    """Make a checkout whose .venv is ready for a developer, with a pip that has nothing to do."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", checkout / ".venv"], check=True)
    packages = next((checkout / ".venv").glob("lib/python*/site-packages"))
    (packages / "pip").mkdir()
    for name in ("__init__.py", "__main__.py"):
        (packages / "pip" / name).touch()
    stamp = "\n".join(launcher(checkout)["expected_stamp"]("dev"))
    (checkout / ".venv/crm-stamp").write_text(stamp, "utf-8")
    return checkout


def test_launcher_when_nothing_is_there(checkout: Path) -> None:
    """The first start makes .venv, hands over in the checkout and passes on the exit status."""
    done = crm(checkout, "chat", "--json")

    assert (done.returncode, json.loads(done.stdout)["words"]) == (7, ["chat", "--json"])


def test_launcher_when_called_without_words(prepared: Path) -> None:
    """Bare ./crm is ./crm run."""
    done = crm(prepared)

    assert json.loads(done.stdout)["words"] == ["run"]


def test_launcher_when_testing(prepared: Path) -> None:
    """`test` hands its arguments to pytest."""
    done = crm(prepared, "test", "-q", "-k", "notes")

    assert json.loads(done.stdout)["words"] == ["-q", "-k", "notes"]


def test_launcher_when_asked_for_faults(prepared: Path) -> None:
    """`test --faults` runs the storms alone, with the words they know."""
    done = crm(prepared, "test", "--faults", "--seed", "7", "--minutes", "2")

    assert json.loads(done.stdout)["words"] == ["tests/faults", "-m", "faults", "--seed", "7", "--minutes", "2"]


def test_launcher_when_called_from_elsewhere(prepared: Path) -> None:
    """The job runs in the checkout, where its database is."""
    done = crm(prepared, "run")

    assert json.loads(done.stdout)["folder"] == str(prepared)


def test_launcher_when_the_environment_points_elsewhere(prepared: Path) -> None:
    """Variables that lead Python or pip to other packages do not reach the job."""
    done = crm(prepared, "run", PYTHONPATH="/nowhere", VIRTUAL_ENV="/nowhere", PIP_TARGET="/nowhere")

    assert json.loads(done.stdout)["kept"] == []


def test_launcher_when_all_is_current(prepared: Path) -> None:
    """A second start makes nothing and says nothing."""
    before = (prepared / ".venv/crm-stamp").stat().st_mtime_ns

    done = crm(prepared, "setup")

    assert (done.stderr, (prepared / ".venv/crm-stamp").stat().st_mtime_ns) == ("", before)


def test_launcher_when_a_developer_runs(prepared: Path) -> None:
    """The developer's set serves for running too and is not taken down to the smaller one."""
    crm(prepared, "run")

    assert stamp(prepared)[0] == "dev"


def test_launcher_when_requirements_change(prepared: Path) -> None:
    """A changed requirement file brings .venv up to date, and it stays the developer's."""
    before = stamp(prepared)
    with (prepared / "requirements-dev.txt").open("a") as file:
        file.write("# changed\n")

    crm(prepared, "run")

    assert (stamp(prepared)[0], stamp(prepared)[3] != before[3]) == ("dev", True)


def test_venv_when_it_is_whole(prepared: Path) -> None:
    """A finished .venv is brought up to date in place."""
    assert launcher(prepared)["is_sound"]()


def test_venv_when_it_has_no_pip(prepared: Path) -> None:
    """What an interrupted start left, or one without ensurepip, is not built upon."""
    shutil.rmtree(next((prepared / ".venv").glob("lib/python*/site-packages/pip")))

    assert not launcher(prepared)["is_sound"]()


def test_venv_when_it_is_only_a_link(prepared: Path) -> None:
    """Packages never go into the Python that a broken .venv points to."""
    (prepared / ".venv/pyvenv.cfg").unlink()

    assert not launcher(prepared)["is_sound"]()


def test_venv_when_the_checkout_was_moved(prepared: Path) -> None:
    """The scripts of a moved .venv name the old place: it is made anew."""
    moved = prepared.rename(prepared.with_name("moved"))

    assert not launcher(moved)["is_sound"]()


def test_launcher_when_two_start_at_once(checkout: Path) -> None:
    """Both get a working .venv, which is made once."""
    command: list[str | Path] = [sys.executable, checkout / "crm", "setup"]
    environment = {**os.environ, "PIP_NO_INDEX": "1"}

    started = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) for _ in range(2)]
    said = [process.communicate(timeout=50)[1] for process in started]

    assert ([process.returncode for process in started], sum("preparing" in each for each in said)) == (
        [0, 0],
        1,
    )


def test_launcher_when_packages_cannot_be_had(checkout: Path) -> None:
    """Without its packages the launcher says so, fails, and tries again the next time."""
    line = f"no-such-package==1.0 --hash=sha256:{'0' * 64}\n"
    (checkout / "requirements.txt").write_text(line, "utf-8")

    done = crm(checkout, "run")

    assert (done.returncode, done.stderr.splitlines()[-1], (checkout / ".venv/crm-stamp").exists()) == (
        1,
        "crm: the packages could not be installed; is the package index within reach?",
        False,
    )


@pytest.mark.parametrize("version", ["3.8", "3.9", "3.10"])
def test_launcher_when_read_by_an_older_python(version: str) -> None:
    """Its text is one that older Pythons can read, so that they can say what is missing."""
    minor = int(version.split(".")[1])

    assert ast.parse((ROOT / "crm").read_text("utf-8"), feature_version=(3, minor))
