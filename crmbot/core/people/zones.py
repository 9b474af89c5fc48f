"""Time zones: found by a name or a city, and each person's own."""

import math
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.language.fold import fold
from crmbot.store.models.people import User

Follow = Callable[[Context], None]
_FOLLOWING: list[Follow] = []


def after_move(function: Follow) -> Follow:
    """Declare what follows when the actor has chosen another zone: what goes by their wall clock moves with them."""
    _FOLLOWING.append(function)
    return function


def choose(ctx: Context, text: str) -> ZoneInfo:
    """Set the actor's zone from a name or a city. Raises `InvalidInput` with near names as choices."""
    zone = find(text)
    if zone is None:
        raise InvalidInput("zone", text, "no such time zone", near(text))
    user = ctx.session.get_one(User, ctx.actor.id)
    user.timezone, user.timezone_confirmed = zone, True
    ctx.session.flush()
    for follow in _FOLLOWING:
        follow(ctx)
    return ZoneInfo(zone)


def find(text: str) -> str | None:
    """Return the IANA name for a name or a city, case and blanks aside."""
    wanted = fold(text).replace(" ", "_")
    for name in sorted(available_timezones()):
        if wanted in (fold(name).replace(" ", "_"), fold(name.rpartition("/")[2]).replace(" ", "_")):
            return name
    return None


def around(latitude: float, longitude: float, most: int = 3) -> tuple[str, ...]:
    """Return the zones whose cities are nearest to a place in degrees, the nearest first.

    A border may lie between: they are for somebody to choose from.
    """
    here = _on_ball(latitude, longitude)
    return tuple(sorted(_cities(), key=lambda name: -_closeness(here, _cities()[name]))[:most])


_Point = tuple[float, float, float]
_PLACE = re.compile(r"([+-]\d{4,6})([+-]\d{5,7})")


@lru_cache(maxsize=1)
def _cities() -> Mapping[str, _Point]:
    """Return where the city of each zone is, as the table of the zone database has it."""
    from importlib.resources import files

    table = (files("tzdata") / "zoneinfo" / "zone1970.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    places = ((row[2], _PLACE.fullmatch(row[1])) for row in rows)
    return {name: _on_ball(_degrees(place[1]), _degrees(place[2])) for name, place in places if place is not None}


def _degrees(text: str) -> float:
    """Return what `+4852` or `-0120345` stands for: degrees, minutes and perhaps seconds, run together."""
    digits = text[1:]
    whole = len(digits) - (4 if len(digits) > _NO_SECONDS else 2)
    parts = [digits[:whole], digits[whole : whole + 2], digits[whole + 2 :] or "0"]
    value = int(parts[0]) + int(parts[1]) / 60 + int(parts[2]) / 3600
    return -value if text.startswith("-") else value


_NO_SECONDS = 5


def _on_ball(latitude: float, longitude: float) -> _Point:
    north, east = math.radians(latitude), math.radians(longitude)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


def _closeness(one: _Point, other: _Point) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def near(text: str) -> tuple[str, ...]:
    """Return up to five zone names close to what was typed."""
    from rapidfuzz import process

    names = [name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/"))]
    cities = {name: fold(name.rpartition("/")[2]) for name in names}
    return tuple(match[2] for match in process.extract(fold(text), cities, limit=5))
