"""The agenda: a day or a week of one person or several, whatever they are at and have to do."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Block, Card, Footer, Item, Items, Line, RecordLink, Spans, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Hidden, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.events.card import ICONS
from crmbot.core import agenda, calendars, lookup, people
from crmbot.core.agenda import Day, Entry
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.people import teams
from crmbot.language import codes, periods
from crmbot.language.fold import fold
from crmbot.language.periods import Unsure
from crmbot.store.models.activity import EventKind, EventStatus, Priority

MOST_LINES = 40
"""A team's week has more lines than a phone wants: those behind are counted."""

_WEEK = 7
_TEAM = frozenset({"team", "ours", "everybody"})
_MINE = frozenset({"", "me", "mine", "my"})
_BETWEEN = re.compile(r"(?:(?<!\s)\s+)?(?:,|&|\band\b)\s*", re.IGNORECASE)
_WEEKS = {"week": 0, "this week": 0, "next week": 1, "next": 1, "last week": -1}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose agenda, from which day, for how many days; `words` are whose in words, `asked` is the line for it."""

    people: tuple[int, ...]
    words: str
    first: date
    days: int
    asked: str = ""


class OfAgenda(Form):
    """Whose agenda, and when."""

    line: Annotated[
        str, Rest(), Aside(), Field(max_length=200, description="Whose, and when? As in team tomorrow, Ana friday")
    ] = ""
    first: Annotated[date | None, Hidden()] = None


@command(
    "agenda",
    permission="event.see",
    aliases=["cal", "calendar"],
    examples=["", "tomorrow", "team next week", "Ana friday", "3 dec"],
    in_place=True,
)
def show_agenda(ctx: Context, form: OfAgenda) -> Card:
    """Show what you, somebody or a team are at and have to do: today, on a day, in a week."""
    wanted = read(ctx, form.line)
    if form.first is not None:
        wanted = Wanted(wanted.people, wanted.words, form.first, wanted.days, wanted.asked)
    return agenda_card(ctx, wanted, "agenda")


@command("week", permission="event.see", aliases=["w"], examples=["", "next", "team"], in_place=True)
def show_week(ctx: Context, form: OfAgenda) -> Card:
    """Show your week, or somebody's."""
    wanted = read(ctx, form.line if _says_week(form.line) else f"{form.line} week".strip())
    first = form.first or monday(ctx, wanted.first)
    return agenda_card(ctx, Wanted(wanted.people, wanted.words, first, _WEEK, wanted.asked), "week")


def _says_week(line: str) -> bool:
    return any(fold(line).endswith(words) for words in _WEEKS)


def monday(ctx: Context, day: date) -> date:
    """Return the day the week of a day begins on, by the organisation's habit."""
    return day - timedelta(days=(day.weekday() - ctx.org.week_start) % _WEEK)


def read(ctx: Context, line: str) -> Wanted:
    """Return what a line asks for: `Ana friday`, `team next week`, a saved calendar. Raises `InvalidInput`."""
    words = line.split()
    for count in range(len(words), -1, -1):
        who, when_words = " ".join(words[:count]), " ".join(words[count:])
        time = _days(ctx, when_words)
        whose = _whose(ctx, who) if time is not None else None
        if time is not None and whose is not None:
            return Wanted(whose[0], whose[1], time[0], time[1], line)
    names = [user.name.split()[0] for user in people.colleagues(ctx)[:_OFFERED]]
    reason = "whose agenda, and when? Say a name and a day, as in agenda Ana friday"
    raise InvalidInput("line", line, reason, ("team tomorrow", "next week", *names))


_OFFERED = 3


def _days(ctx: Context, text: str) -> tuple[date, int] | None:
    """Return the first day and how many, for words that are a day or a week; today for none."""
    key = fold(text)
    if not key:
        return ctx.today, 1
    if key in _WEEKS:
        return monday(ctx, ctx.today) + timedelta(weeks=_WEEKS[key]), _WEEK
    said = periods.read(text, now=ctx.now, zone=ctx.actor.zone, conventions=ctx.conventions)
    found = said.period if isinstance(said, Unsure) else said
    if found is None:
        return None
    first = found.starts.on
    if "week" in key.split():
        return monday(ctx, first), _WEEK
    days = (found.ends.on - first).days + 1 if found.ends is not None else 1
    return first, min(max(days, 1), _LONGEST)


_LONGEST = 31


def _whose(ctx: Context, text: str) -> tuple[tuple[int, ...], str] | None:
    """Return the people some words mean, and what they are called; None when they mean nobody."""
    words = text.strip().strip('"')
    if fold(words.replace("@", "")) in _MINE:
        return (ctx.actor.id,), "Your"
    if fold(words) in _TEAM:
        return _team(ctx, sorted(ctx.actor.teams), "Your team’s")
    calendar = calendars.called(ctx, words)
    if calendar is not None and calendar.people:
        return calendar.people, calendar.view.name
    team = next((each for each in teams.everyone(ctx) if fold(each.name) == fold(_without_team(words))), None)
    if team is not None:
        return _team(ctx, [team.id], team.name)
    return _named(ctx, words)


def _without_team(words: str) -> str:
    return re.sub(r"^team[\s:]+", "", words, flags=re.IGNORECASE)


def _team(ctx: Context, ids: Sequence[int], words: str) -> tuple[tuple[int, ...], str]:
    members = tuple(user.id for user in calendars.in_team(ctx, ids))[: calendars.MOST]
    return (members, words) if members else ((ctx.actor.id,), "Your")


def _named(ctx: Context, words: str) -> tuple[tuple[int, ...], str] | None:
    found = [people.by_name(ctx, name) for name in _BETWEEN.split(words) if name.strip()]
    if not found or any(len(users) != 1 for users in found):
        return None
    users = {users[0].id: users[0].name for users in found}
    names = " and ".join(users.values())
    return tuple(users), "Your" if tuple(users) == (ctx.actor.id,) else f"{names}’s"


def people_named(ctx: Context, text: str) -> tuple[tuple[int, ...], str]:
    """Return the people some words mean: names, a team, a saved calendar. Raises `InvalidInput` for nobody."""
    found = _whose(ctx, text)
    if found is None:
        names = tuple(user.name for user in people.colleagues(ctx)[:_OFFERED])
        raise InvalidInput("who", text, "nobody here is called that", names)
    return found


def agenda_card(ctx: Context, wanted: Wanted, command_name: str) -> Card:
    """Draw days of an agenda, each thing as a line to open by its number."""
    days = agenda.agenda(ctx, wanted.people, wanted.first, wanted.days)
    several = len(wanted.people) > 1
    names = _names(ctx, wanted.people) if several else {}
    whose = wanted.words if wanted.words.endswith(("’s", "Your")) else f"{wanted.words} ·"
    title = spans(bold(f"{whose} {'week' if wanted.days == _WEEK else 'agenda'}"), f" · {_span(ctx, wanted)}")
    blocks = _drawn(ctx, days, names)
    return Card(title, blocks, _turns(wanted, command_name), icon="🗓️", whisper=True)


def _names(ctx: Context, ids: Sequence[int]) -> dict[int, str]:
    """Return first names, whole ones where two people share the first."""
    users = {user.id: user.name for user in people.colleagues(ctx) if user.id in ids}
    firsts = [name.split()[0] for name in users.values()]
    return {number: name if firsts.count(name.split()[0]) > 1 else name.split()[0] for number, name in users.items()}


def _span(ctx: Context, wanted: Wanted) -> str:
    first = phrases.on_day(ctx, wanted.first)
    if wanted.days == 1:
        return first
    return f"{first} – {phrases.on_day(ctx, wanted.first + timedelta(days=wanted.days - 1))}"


def _drawn(ctx: Context, days: Sequence[Day], names: Mapping[int, str]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    numbers: list[int] = []
    left = MOST_LINES
    for day in days:
        if len(days) > 1 and day.entries:
            blocks.append(Line(spans(bold(phrases.on_day(ctx, day.on)))))
        shown = day.entries[: max(left, 0)]
        if shown:
            items = tuple(Item(entry_words(ctx, entry, day.on, names)) for entry in shown)
            blocks.append(Items(items, first=len(numbers) + 1))
            numbers += [entry.number or 0 for entry in shown]
        left -= len(shown)
    total = sum(len(day.entries) for day in days)
    if not total:
        return (Line(spans("Nothing planned.")),)
    lookup.remember_list(ctx, numbers)
    more = total - len(numbers)
    return (*blocks, *([Footer(spans(f"{more} more; ask for a day."))] if more > 0 else []))


def entry_words(ctx: Context, entry: Entry, day: date, names: Mapping[int, str]) -> Spans:
    """Return one thing of an agenda as a line: time, what, how far; of what may not be seen, that somebody is busy."""
    who = f"{', '.join(names[number] for number in entry.who if number in names)}: " if names else ""
    time = _time(ctx, entry, day)
    if entry.title is None or entry.number is None:
        return spans(f"{time}{who}{'Busy' if entry.is_busy else 'Available'}")
    link = RecordLink(codes.show(entry.kind, entry.number), entry.title)
    icon = "✅" if entry.is_task else ICONS[entry.event_kind or EventKind.EVENT]
    return spans(f"{time}{who}{icon} ", link, *(f" · {word}" for word in _signs(ctx, entry)))


def _time(ctx: Context, entry: Entry, day: date) -> str:
    if entry.all_day:
        return "all day "
    if entry.at is None:
        return ""
    start = entry.at.astimezone(ctx.zone)
    if entry.until is None:
        return f"{start:%H:%M} "
    end = entry.until.astimezone(ctx.zone)
    first = f"{start:%H:%M}" if start.date() == day else "…"
    last = f"{end:%H:%M}" if end.date() == day or entry.last == day else "…"
    return f"{first}–{last} "


def _signs(ctx: Context, entry: Entry) -> list[str]:
    """Return where an event is and how far it is, or how urgent a task is; as signs with their words."""
    if entry.is_task:
        late = (entry.at is not None and entry.at < ctx.now) or entry.on < ctx.today
        urgent = entry.priority.value if entry.priority in (Priority.HIGH, Priority.URGENT) else ""
        return [word for word in ("🔴 overdue" if late else "", urgent) if word]
    place = [entry.place] if entry.place else []
    hidden = ["🔒 private"] if entry.is_private else []
    free = [] if entry.is_busy else ["free"]
    return [*place, _state(ctx, entry), *hidden, *free]


def _state(ctx: Context, entry: Entry) -> str:
    begun = entry.at <= ctx.now if entry.at is not None else entry.on < ctx.today
    if entry.status is EventStatus.HELD:
        return "🟢 held"
    return "🔵 begun" if begun else "🟠 planned"


def _turns(wanted: Wanted, command_name: str) -> tuple[Action, ...]:
    step = timedelta(days=wanted.days)
    args = {"line": wanted.asked} if wanted.asked else {}
    before = Invocation(command_name, {**args, "first": (wanted.first - step).isoformat()})
    behind = Invocation(command_name, {**args, "first": (wanted.first + step).isoformat()})
    new = Action("New event", Invocation("event new", form=True))
    return (Action("‹ Before", before), Action("After ›", behind), new)
