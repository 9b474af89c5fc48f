"""What we ship besides our own code: pinned, hashed, under licences we may ship, above versions known to be unsafe.

Prints `name version licence`, and after it every breach; exits 1 on any. Needs no network: what is newly known to be
unsafe comes into `tools/unsafe-versions.txt` by hand, from a run of pip-audit (SECURITY.md).
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[1]
LOCKED = "requirements.txt"
UNSAFE = "tools/unsafe-versions.txt"

ALLOWED = frozenset(
    {
        *("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CNRI-Python", "ISC", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0"),
        *("PSF-2.0", "Unlicense"),
        "LGPL-3.0-only",  # used as it is, from its own package, which anybody can replace
    }
)

_SPELT_OTHERWISE = {
    "apache 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd license": "BSD-3-Clause",
    "mit license": "MIT",
    "psfl": "PSF-2.0",
    "python software foundation license": "PSF-2.0",
    "unlicense": "Unlicense",
    "the unlicense (unlicense)": "Unlicense",
}
_PIN = re.compile(r"^(?P<pin>[A-Za-z0-9][\w.-]*(?:\[[\w,-]+\])?==[^\s\\]+(?: ; [^\\\n]+?)?) ?\\?$")
_HASH = re.compile(r"^\s+--hash=sha256:[0-9a-f]{64}")
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Locked:
    """One line of the lock file: what is pinned, for which machines, and whether its bytes are known."""

    requirement: Requirement
    hashed: bool

    @property
    def version(self) -> Version:
        """The one version that is allowed."""
        (pin,) = self.requirement.specifier
        return Version(pin.version)

    @property
    def is_for_here(self) -> bool:
        """Whether this machine needs it."""
        return self.requirement.marker is None or self.requirement.marker.evaluate()


def locked(text: str) -> Iterator[Locked]:
    """Yield what a lock file pins."""
    lines = text.splitlines()
    for line, behind in zip(lines, [*lines[1:], ""], strict=True):
        found = _PIN.match(line)
        if found is not None:
            yield Locked(Requirement(found["pin"]), bool(_HASH.match(behind)))


def unsafe(text: str) -> Iterator[tuple[Requirement, str]]:
    """Yield versions that are known to be unsafe, each with why: `pillow<10.3.0 CVE-2024-28219`."""
    for line in text.splitlines():
        words = line.partition("#")[0].strip()
        if words:
            which, _, why = words.partition(" ")
            yield Requirement(which), why.strip()


def licence_of(name: str) -> str:
    """Return the licence of an installed package as SPDX spells it; empty where its metadata do not tell."""
    told = metadata.metadata(name)
    (expression,) = told.get_all("License-Expression") or [""]
    if expression:
        return str(expression)
    marked = [each.rpartition(" :: ")[2] for each in told.get_all("Classifier") or [] if each.startswith("License ::")]
    (stated,) = [str(each).strip() for each in told.get_all("License") or [""]]
    candidates = [stated] if stated and len(stated) <= _LONGEST_NAME and stated != "Dual License" else marked
    return " OR ".join(_SPELT_OTHERWISE.get(each.casefold(), each) for each in candidates)


def may_ship(licence: str) -> bool:
    """Tell whether a licence lets us: of alternatives one is enough, of several together each one counts."""
    alternatives = re.split(r" OR ", licence.replace("(", "").replace(")", ""))
    return any(set(each.split(" AND ")) <= ALLOWED for each in alternatives)


def breaches(pins: list[Locked], known_unsafe: list[tuple[Requirement, str]]) -> Iterator[str]:
    """Yield everything that is wrong with what is pinned."""
    for pin in pins:
        name = pin.requirement.name
        if not pin.hashed:
            yield f"{name} is pinned without a hash"
        for which, why in known_unsafe:
            if which.name == name and which.specifier.contains(pin.version, prereleases=True):
                yield f"{name} {pin.version} is known to be unsafe: {why}"
        if pin.is_for_here:
            yield from _of_installed(name, pin)


def _of_installed(name: str, pin: Locked) -> Iterator[str]:
    try:
        there = metadata.version(name)
    except metadata.PackageNotFoundError:
        yield f"{name} is pinned and not installed"
        return
    if Version(there) != pin.version:
        yield f"{name} is {there} here and pinned to {pin.version}"
    if not may_ship(licence_of(name)):
        yield f"{name} has a licence that nobody has looked at: {licence_of(name) or 'none is told'}"


def main() -> int:
    """Print the list and what is wrong with it."""
    pins = list(locked((ROOT / LOCKED).read_text("utf-8")))
    for pin in pins:
        if pin.is_for_here:
            print(f"{pin.requirement.name:<22} {pin.version!s:<14} {licence_of(pin.requirement.name)}")
    found = list(breaches(pins, list(unsafe((ROOT / UNSAFE).read_text("utf-8")))))
    for each in found:
        print(each, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
