"""Time zones: found by a name or a city, and each person's own."""

from zoneinfo import ZoneInfo, available_timezones

from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.language.fold import fold
from crmbot.store.models.people import User


def choose(ctx: Context, text: str) -> ZoneInfo:
    """Set the actor's zone from a name or a city. Raises `InvalidInput` with near names as choices."""
    zone = find(text)
    if zone is None:
        raise InvalidInput("zone", text, "no such time zone", near(text))
    user = ctx.session.get_one(User, ctx.actor.id)
    user.timezone, user.timezone_confirmed = zone, True
    ctx.session.flush()
    return ZoneInfo(zone)


def find(text: str) -> str | None:
    """Return the IANA name for a name or a city, case and blanks aside."""
    wanted = fold(text).replace(" ", "_")
    for name in sorted(available_timezones()):
        if wanted in (fold(name).replace(" ", "_"), fold(name.rpartition("/")[2]).replace(" ", "_")):
            return name
    return None


def near(text: str) -> tuple[str, ...]:
    """Return up to five zone names close to what was typed."""
    from rapidfuzz import process

    names = [name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/"))]
    cities = {name: fold(name.rpartition("/")[2]) for name in names}
    return tuple(match[2] for match in process.extract(fold(text), cities, limit=5))
