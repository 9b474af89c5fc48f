"""The machine's clock against those of the platforms, and how old the rules of the time zones are."""

import zoneinfo
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib import metadata
from pathlib import Path

from crmbot.cli.checks import Finding, fact, look, wrong
from crmbot.core.clock import Clock

TOLERANCE = timedelta(seconds=5)
"""A platform tells its time by the second, and its answer takes a moment."""

PATIENCE_S = 5.0
OLD_YEARS = 2


async def of_platforms(urls: Mapping[str, str], clock: Clock) -> tuple[Finding, ...]:
    """Return which platforms' clocks ours differs from; one that does not answer is complained of elsewhere."""
    import aiohttp

    found = []
    timeout = aiohttp.ClientTimeout(total=PATIENCE_S)
    async with aiohttp.ClientSession(timeout=timeout) as client:
        for platform, url in urls.items():
            try:
                begun = clock.now()
                async with client.get(url, allow_redirects=False) as response:
                    ahead = _ahead(response.headers.get("Date"), begun, clock.now())
            except (aiohttp.ClientError, TimeoutError):
                continue
            if abs(ahead) > TOLERANCE:
                found.append(_differs(platform, ahead))
    return tuple(found)


def _ahead(theirs: str | None, begun: datetime, ended: datetime) -> timedelta:
    """Return how far our clock is ahead of theirs, which was read somewhere between two of our instants."""
    try:
        at = parsedate_to_datetime(theirs or "")
    except ValueError:
        return timedelta()
    if at.tzinfo is None:
        return timedelta()
    if begun > at + timedelta(seconds=1):
        return begun - at
    return min(ended - at, timedelta())


def _differs(platform: str, ahead: timedelta) -> Finding:
    way = "ahead of" if ahead > timedelta() else "behind"
    return wrong(
        f"The clock of this machine is {abs(ahead).total_seconds():.0f} seconds {way} {platform}'s: set it by NTP. "
        "Reminders come at the wrong time, and from five minutes on signed requests are refused."
    )


def of_zones(now: datetime) -> Iterator[Finding]:
    """Yield which rules of the time zones are in use, and whether they are old."""
    version, where = _rules()
    if version is None:
        yield look("It cannot be told which rules of the time zones are in use: install tzdata.")
        return
    yield fact(f"Time zones: {version}, {where}")
    if version[:4].isdecimal() and now.year - int(version[:4]) >= OLD_YEARS:
        yield look(f"The rules of the time zones are of {version}: update tzdata {where}, or local times may be wrong.")


def _rules() -> tuple[str | None, str]:
    """Return the version of the rules, and where they come from: the system's go before those of the package."""
    for folder in map(Path, zoneinfo.TZPATH):
        if not (folder / "Europe" / "London").exists():
            continue
        for name in ("tzdata.zi", "+VERSION"):
            file = folder / name
            if file.exists():
                with file.open(encoding="utf-8") as text:
                    return text.readline().removeprefix("# version").strip(), "of the system"
        return "unknown", "of the system"
    try:
        numbers = metadata.version("tzdata").split(".")
    except metadata.PackageNotFoundError:
        return None, ""
    return f"{numbers[0]}{chr(ord('a') + int(numbers[1]) - 1)}", "of the package"
