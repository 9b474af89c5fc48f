"""What we ship of others: each package is pinned and hashed, may be shipped, and is not known to be unsafe."""

from pathlib import Path

import pytest

from tools import dependencies
from tools.dependencies import ROOT, breaches, licence_of, locked, may_ship, unsafe

HASH = "    --hash=sha256:" + "0" * 64
LOCK = f"""mako==1.4.3 \\
{HASH}
six==1.17.0 ; sys_platform == 'win32' \\
{HASH}
"""


def pinned(text: str) -> list[dependencies.Locked]:
    """Read a lock file."""
    return list(locked(text))


def test_packages_when_all_is_well() -> None:
    """Nothing that is locked is missing a hash, unsafe, or under a licence nobody has looked at."""
    pins = pinned((ROOT / dependencies.LOCKED).read_text("utf-8"))

    assert len(pins) > 50
    assert list(breaches(pins, list(unsafe((ROOT / dependencies.UNSAFE).read_text("utf-8"))))) == []


def test_packages_when_the_file_is_read() -> None:
    """Every package of the lock file is seen, with and without a condition."""
    text = (ROOT / dependencies.LOCKED).read_text("utf-8")

    assert len(pinned(text)) == text.count("==") - text.count(" == ")
    assert [each.requirement.name for each in pinned(LOCK)] == ["mako", "six"]


@pytest.mark.parametrize(
    ("lock", "told", "word"),
    [
        (LOCK.replace(HASH, "", 1), "", "without a hash"),
        (LOCK, "mako<1.5 CVE-0000-0001 of a test", "known to be unsafe: CVE-0000-0001"),
        (LOCK.replace("mako==1.4.3", "mako==0.1"), "", "pinned to 0.1"),
        (LOCK.replace("mako", "nobody-made-this"), "", "not installed"),
    ],
)
def test_packages_when_one_is_wrong(lock: str, told: str, word: str) -> None:
    """It is named."""
    (found,) = breaches(pinned(lock), list(unsafe(told)))

    assert word in found


@pytest.mark.parametrize(
    ("licence", "may"),
    [("MIT", True), ("MIT AND Apache-2.0", True), ("GPL-3.0-only OR MIT", True), ("GPL-3.0-only", False), ("", False)],
)
def test_licence_when_it_is(licence: str, may: bool) -> None:
    """Of alternatives one is enough; what nobody has looked at is none."""
    assert may_ship(licence) is may


def test_licence_when_a_package_spells_it_in_its_own_way() -> None:
    """It is told as SPDX does."""
    assert (licence_of("starlette"), licence_of("defusedxml")) == ("BSD-3-Clause", "PSF-2.0")


def test_lock_files_when_looked_at() -> None:
    """The tools of developers are pinned and hashed as well."""
    for name in ("requirements-dev.txt", "requirements-uv.txt"):
        pins = pinned(Path(ROOT, name).read_text("utf-8"))
        assert pins
        assert [pin.requirement.name for pin in pins if not pin.hashed] == []
