"""When to be left alone: quiet hours, work days, what is usual of reminders; one's own, a channel's, everybody's."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Fields, Spans, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Key, Quick, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.reminders.muting import waiting_words
from crmbot.core import reminders
from crmbot.core.context import Context
from crmbot.core.habits import setting
from crmbot.core.habits.setting import Wanted
from crmbot.language import offsets
from crmbot.language.habit_words import show_days, show_hours
from crmbot.store.models.people import RemindedIn, User


class Direct(StrEnum):
    """Whether what was made in a channel comes by direct message."""

    OFF = "off"
    ON = "on"
    BOTH = "both"


_PLACES = {Direct.OFF: RemindedIn.CHANNEL, Direct.ON: RemindedIn.DIRECT, Direct.BOTH: RemindedIn.BOTH}


class OwnHabits(Form):
    """One's own habits; what is left empty stays as it is."""

    quiet: Annotated[
        str | None, Quick("20-8", "22-7", "off"), Field(max_length=40, description="Quiet hours, from-to or off")
    ] = None
    days: Annotated[str | None, Quick("mon-fri", "every day"), Field(max_length=60, description="Work days")] = None
    remind: Annotated[
        str | None,
        Key("events"),
        Quick("15m", "1h,15m", "usual"),
        Field(max_length=60, description="How long before events?"),
    ] = None
    tasks: Annotated[
        str | None,
        Quick("at the time", "1h", "usual"),
        Field(max_length=60, description="How long before tasks are due?"),
    ] = None
    snooze: Annotated[
        str | None, Quick("5m,1h,tomorrow 9:00", "usual"), Field(max_length=120, description="Snooze buttons")
    ] = None
    dm: Annotated[Direct | None, Field(description="Channel reminders by direct message?")] = None
    second: Annotated[
        str | None,
        Key("second chat"),
        Quick("15m", "1h", "off"),
        Field(max_length=40, description="Nobody acted: after how long in your next chat?"),
    ] = None
    tz: Annotated[str | None, Key("timezone", "zone"), Field(max_length=60, description="Time zone")] = None


def shown(ctx: Context, user: User) -> Mapping[str, str]:
    """Return habits in the words that set them, by field."""
    place = user.reminded_in or RemindedIn.CHANNEL
    return {
        "quiet": show_hours(user.quiet_from, user.quiet_to),
        "days": show_days(user.work_days),
        "remind": offsets.show_offsets(reminders.usual_of(ctx, user, reminders.FOR_EVENTS)),
        "tasks": offsets.show_offsets(reminders.usual_of(ctx, user, reminders.FOR_TASKS)),
        "snooze": ", ".join(reminders.presets(user.snoozes)),
        "dm": next(word.value for word, there in _PLACES.items() if there is place),
        "second": offsets.show_length(user.second_after) if user.second_after else "off",
        "tz": user.timezone,
    }


@command("set", examples=["quiet:20-8 days:mon-fri", "remind:15m,1d snooze:5m,1h,tmr dm:on"], group="reminders")
def set_own(ctx: Context, form: OwnHabits) -> Card:
    """Set your quiet hours, work days, reminders and snooze times."""
    user = ctx.session.get_one(User, ctx.actor.id)
    now = shown(ctx, user)
    told = {name: text for name, text in _told(form).items() if text is not None and text != now[name]}
    if not any(value is not None for value in _told(form).values()):
        return _now("Your hours and reminders", habit_pairs(ctx, user), "set")
    place = _PLACES[Direct(told["dm"])] if "dm" in told else None
    words = {name: told.get(name) for name in ("quiet", "days", "tasks", "snooze", "second")}
    setting.set_own(ctx, Wanted(**words, events=told.get("remind"), reminded_in=place, zone=told.get("tz")))
    pairs = tuple(habit_pairs(ctx, user))
    return Card(spans(bold("Settings saved")), (Fields(pairs),), _ways(ctx), icon="⚙️", whisper=True)


def _now(title: str, pairs: Sequence[tuple[str, Spans]], command_name: str) -> Card:
    """Return what holds now, with the form that changes it a tap away."""
    change = Action("Change…", Invocation(command_name, form=True))
    return Card(spans(bold(title)), (Fields(tuple(pairs)),), (change,), icon="⚙️", whisper=True)


def _ways(ctx: Context) -> tuple[Action, ...]:
    return (phrases.undo_action(ctx), Action("Change…", Invocation("set", form=True)))


def _told(form: OwnHabits) -> dict[str, str | None]:
    return {
        "quiet": form.quiet,
        "days": form.days,
        "remind": form.remind,
        "tasks": form.tasks,
        "snooze": form.snooze,
        "dm": form.dm.value if form.dm is not None else None,
        "second": form.second,
        "tz": form.tz,
    }


_LABELS = {
    "quiet": "Quiet hours",
    "days": "Work days",
    "remind": "Event reminders",
    "tasks": "Task reminders",
    "snooze": "Snooze buttons",
    "dm": "Channel reminders",
    "second": "If nobody acts",
    "tz": "Time zone",
}


def habit_pairs(ctx: Context, user: User) -> list[tuple[str, Spans]]:
    """Return somebody's habits as labelled values, for a card."""
    waiting = waiting_words(ctx) if user.id == ctx.actor.id else ""
    muted = [("Reminders", spans(waiting, " · ", code("unmute")))] if waiting else []
    return [*muted, *((_LABELS[name], spans(_in_full(name, text))) for name, text in shown(ctx, user).items())]


_IN_FULL = {Direct.OFF: "in the channel", Direct.ON: "to you alone", Direct.BOTH: "in the channel and to you"}


def _in_full(name: str, text: str) -> str:
    """Return a habit as one reads it where the words that set it say too little by themselves."""
    match name:
        case "dm":
            return _IN_FULL[Direct(text)]
        case "second":
            return "no other chat" if text == "off" else f"again in your next chat after {text}"
        case _:
            return text


class ChannelQuiet(Form):
    """Quiet hours of a channel."""

    quiet: Annotated[str, Rest(), Quick("20-8", "off"), Field(max_length=40, description="From when to when, or off?")]


@command("channel quiet", permission="settings.edit", examples=["20-8", "off"], group="reminders")
def set_channel_quiet(ctx: Context, form: ChannelQuiet) -> Card:
    """Set the hours in which this channel is left alone."""
    channel = setting.set_channel(ctx, quiet=form.quiet)
    hours = show_hours(channel.quiet_from, channel.quiet_to)
    return Card(spans("Quiet hours of this channel: ", bold(hours)), (), (phrases.undo_action(ctx),), icon="🌙")


class ChannelDays(Form):
    """Work days of a channel."""

    days: Annotated[str, Rest(), Quick("mon-fri", "every day"), Field(max_length=60, description="Which days?")]


@command("channel days", permission="settings.edit", examples=["mon-fri"], group="reminders")
def set_channel_days(ctx: Context, form: ChannelDays) -> Card:
    """Set the days on which this channel works."""
    channel = setting.set_channel(ctx, days=form.days)
    days = show_days(channel.work_days or "")
    return Card(spans("Work days of this channel: ", bold(days)), (), (phrases.undo_action(ctx),), icon="🌙")


class Usual(Form):
    """What is usual of reminders for everybody who has not said otherwise."""

    tasks: Annotated[str | None, Quick("at the time", "1h"), Field(max_length=60, description="Before tasks?")] = None
    events: Annotated[str | None, Quick("15m", "1h,15m"), Field(max_length=60, description="Before events?")] = None


def _usual_now(ctx: Context) -> dict[str, str]:
    user = User(remind_tasks=None, remind_events=None)
    return {
        "tasks": offsets.show_offsets(reminders.usual_of(ctx, user, reminders.FOR_TASKS)),
        "events": offsets.show_offsets(reminders.usual_of(ctx, user, reminders.FOR_EVENTS)),
    }


def _usual_pairs(ctx: Context) -> list[tuple[str, Spans]]:
    now = _usual_now(ctx)
    return [("Tasks", spans(now["tasks"])), ("Events", spans(now["events"]))]


@command("usual reminders", permission="settings.edit", examples=["events:15m,1d tasks:1h"], group="reminders")
def set_usual(ctx: Context, form: Usual) -> Card:
    """Set how long before tasks and events people are reminded who have not said otherwise."""
    if form.tasks is None and form.events is None:
        return _now("Usual reminders", _usual_pairs(ctx), "usual reminders")
    for which, said in ((reminders.FOR_TASKS, form.tasks), (reminders.FOR_EVENTS, form.events)):
        if said is not None:
            reminders.set_usual(ctx, which, said)
    pairs = tuple(_usual_pairs(ctx))
    title = spans(bold("Usual reminders"), " of what is made from now on")
    return Card(title, (Fields(pairs),), (phrases.undo_action(ctx),), icon="⚙️", whisper=True)
