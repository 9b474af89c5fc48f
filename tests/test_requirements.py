"""The requirement files name packages and hashes, agree with each other and with pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = ["requirements.txt", "requirements-dev.txt", "requirements-uv.txt"]
ADDRESS = re.compile(r"://|^\s*--(extra-)?index|^\s*--find-links|@ ", re.MULTILINE)
PIN = re.compile(r"^(?P<name>[a-z0-9._-]+)==(?P<version>\S+)(?P<marker> ; [^\\]+)?", re.MULTILINE)
NAME = re.compile(r"[A-Za-z0-9._-]+")


def pins(name: str) -> set[str]:
    """Read the pinned packages of a file, with versions and markers."""
    return {match.group().strip() for match in PIN.finditer((ROOT / name).read_text("utf-8"))}


def names(name: str) -> set[str]:
    """Read the names of the packages of a file."""
    return {match["name"] for match in PIN.finditer((ROOT / name).read_text("utf-8"))}


def declared(requirements: list[str]) -> set[str]:
    """Reduce requirements of pyproject.toml to normalised names."""
    found = (NAME.match(requirement) for requirement in requirements)
    return {re.sub(r"[-_.]+", "-", match.group()).lower() for match in found if match}


@pytest.mark.parametrize("name", FILES)
def test_requirement_file_when_searched_for_addresses(name: str) -> None:
    """No requirement file says where packages come from: that is the business of each machine."""
    text = (ROOT / name).read_text("utf-8")

    assert ADDRESS.findall(text) == []


@pytest.mark.parametrize("name", FILES)
def test_requirement_file_when_searched_for_hashes(name: str) -> None:
    """Every pinned package has at least one hash and nothing is unpinned."""
    text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")

    unhashed = [line for line in text.splitlines() if line and "--hash=sha256:" not in line]

    assert unhashed == []


def test_developer_requirements_when_compared_with_runtime() -> None:
    """The developer's set contains the runtime set version for version, so both may share one .venv."""
    assert pins("requirements.txt") - pins("requirements-dev.txt") == set()


def test_runtime_requirements_when_compared_with_pyproject() -> None:
    """What pyproject.toml declares is locked."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    wanted = declared([re.sub(r"\[.*?\]", "", each) for each in project["project"]["dependencies"]])

    assert wanted - names("requirements.txt") == set()


def test_developer_requirements_when_compared_with_pyproject() -> None:
    """What the developer's group declares is locked."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    assert declared(project["dependency-groups"]["dev"]) - names("requirements-dev.txt") == set()
