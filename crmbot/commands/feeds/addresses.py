"""The secret address of one's own calendar, or of a team's: for calendar programs that follow it."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Footer, Item, Items, Line, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.core import feeds
from crmbot.core.context import Context
from crmbot.core.feeds import Given
from crmbot.core.people import teams
from crmbot.store.models.people import Team

ICON = "📆"

_SWITCH_OFF = "Switch it off? Programs that follow it see nothing any more."
_RENEW = "Make a new address? The one you have stops working."


class WhoseCalendar(Form):
    """One's own calendar, or that of a team."""

    whose: Annotated[
        str | None, Rest(), Aside(), Field(max_length=80, description="Whose? Yours, or that of a team: team North")
    ] = None


@command("calendar feed", permission="event.see", aliases=["calendar address", "ical"], examples=["", "team North"])
def show_address(ctx: Context, form: WhoseCalendar) -> Card:
    """Get a secret address at which calendar programs follow your calendar, or that of a team you lead."""
    team = _team(ctx, form)
    if not ctx.org.feed_link:
        return _none_here()
    if feeds.of(ctx, team) is None:
        return _issued(ctx, team)
    return _kept(ctx, team)


@command(
    "calendar feed new",
    permission="event.see",
    aliases=["new calendar feed"],
    examples=["", "team North"],
    in_place=True,
)
def new_address(ctx: Context, form: WhoseCalendar) -> Card:
    """Get another secret address for a calendar; the one before stops working."""
    team = _team(ctx, form)
    return _issued(ctx, team) if ctx.org.feed_link else _none_here()


@command(
    "calendar feed off",
    permission="event.see",
    aliases=["stop calendar feed"],
    examples=["", "team North"],
    in_place=True,
)
def switch_off(ctx: Context, form: WhoseCalendar) -> Card:
    """Have the secret address of a calendar lead nowhere, for good."""
    team = _team(ctx, form)
    feeds.revoke(ctx, team)
    title = spans(bold(_name(team)), " has no address any more.")
    again = (Action("New address", Invocation(new_address.name, _args(team))),) if ctx.org.feed_link else ()
    foot = Footer(spans("Programs keep what they have read until they look again. An address never comes back."))
    return Card(title, (foot,), again, icon=ICON, whisper=True)


def _team(ctx: Context, form: WhoseCalendar) -> Team | None:
    """Return the team that is named, None for one's own calendar. Raises `InvalidInput` with the teams there are."""
    words = (form.whose or "").strip()
    if words.casefold() in {"", "me", "mine", "my"}:
        return None
    first, _, rest = words.partition(" ")
    return teams.named(ctx, (rest if first.casefold() == "team" else words).strip('": '))


def _name(team: Team | None) -> str:
    return f"{team.name}’s calendar" if team is not None else "Your calendar"


def _args(team: Team | None) -> dict[str, str]:
    return {"whose": f"team {team.name}"} if team is not None else {}


def _issued(ctx: Context, team: Team | None) -> Card:
    """Make an address and show it, this once."""
    address = f"{ctx.org.feed_link}{feeds.issue(ctx, team)}.ics"
    busy = "" if team is None else " Private events of others are only busy times there."
    lines = (
        Line(spans(code(address))),
        Line(spans("Paste it where your calendar program subscribes to a calendar, or adds one from a URL.")),
        Footer(spans(f"Whoever has it reads along: keep it to yourself. I cannot show it again.{busy}")),
    )
    title = spans(bold(_name(team)), " has an address")
    return Card(title, lines, (_off(team),), icon=ICON, whisper=True, once=True)


def _off(team: Team | None) -> Action:
    return Action("Switch off", Invocation(switch_off.name, _args(team)), confirm=_SWITCH_OFF)


def _kept(ctx: Context, team: Team | None) -> Card:
    """Say what addresses there are: none of them can be shown again."""
    rows = Items(
        tuple(
            Item(spans(bold(_whose(each)), " · since ", phrases.moment(ctx, each.made_at)))
            for each in feeds.listed(ctx)
        )
    )
    new = Action("New address", Invocation(new_address.name, _args(team)), confirm=_RENEW)
    foot = Footer(spans("I keep no copy of an address and cannot show it again."))
    return Card(
        spans(bold(_name(team)), " has an address already"), (rows, foot), (new, _off(team)), ICON, whisper=True
    )


def _whose(each: Given) -> str:
    return f"Team {each.team}" if each.team else "Your own"


def _none_here() -> Card:
    line = Line(spans("It takes a setting that only who runs me can make: CRMBOT_URL."))
    hint = Footer(spans(code("ics E-4"), " sends one event as a file."))
    return Card(spans("Calendars have no addresses here."), (line, hint), icon=ICON, whisper=True)
