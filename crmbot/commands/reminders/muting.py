"""Leave me alone: one's own reminders are held until a time, and come again at a word."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Footer, Line, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Quick, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.shared_fields import Nothing
from crmbot.core import reminders
from crmbot.core.context import Context
from crmbot.language.when import When

_DAY = timedelta(days=1)


class Mute(Form):
    """Until when to be left alone."""

    until: Annotated[
        When,
        Rest(),
        Quick("in 1 hour", "tomorrow 9:00", "next mon 9:00"),
        Field(description="Until when shall your reminders wait?"),
    ]


@command(
    "mute",
    aliases=["do not disturb", "dnd"],
    examples=["monday", "3pm", "2h"],
    changes=True,
    in_place=True,
    group="reminders",
)
def mute(ctx: Context, form: Mute) -> Card:
    """Be left alone until a time: your reminders wait, and come in one piece then."""
    until = _instant(ctx, form.until)
    reminders.mute(ctx, until)
    title = spans("Your reminders wait until ", bold(phrases.clock(ctx, until)))
    told = Footer(spans("Then they come in one piece. Urgent ones come at their time · ", code("unmute")))
    return Card(title, (told,), (*_day_more(ctx, form.until), *_ways(ctx)), icon="🔕", whisper=True)


def _instant(ctx: Context, said: When) -> datetime:
    """Return when somebody wants to hear again: what is said for today ends with it, a day to come is heard of."""
    if said.at is None and said.part is None and said.on == ctx.today:
        said = replace(said, on=said.on + _DAY)
    return said.instant_or(reminders.DAY_STARTS)


def _day_more(ctx: Context, said: When) -> tuple[Action, ...]:
    """Return the button for who meant that day, too: "until the 2nd" is said of both."""
    if said.at is not None or said.part is not None or said.on <= ctx.today:
        return ()
    after = (said.on + _DAY).isoformat()
    return (Action(f"All of {phrases.on_day(ctx, said.on)}, too", Invocation("mute", {"until": after})),)


def _ways(ctx: Context) -> tuple[Action, ...]:
    return (phrases.undo_action(ctx), Action("Other time…", Invocation("mute", form=True)))


class ADay(Form):
    """A day on which to be left alone."""

    day: Annotated[When, Rest(), Field(description="On which day?")]


@command("mute day", visible=False, group="reminders")
def mute_day(ctx: Context, form: ADay) -> Card:
    """Offer what comes near to being left alone on a day to come: reminders wait from now on."""
    day = phrases.on_day(ctx, form.day.on)
    after = Invocation("mute", {"until": (form.day.on + _DAY).isoformat()})
    title = spans("Your reminders can wait from now on, not on ", bold(day), " alone.")
    told = Line(spans("Shall they wait until that day is over, or will you see what there is then?"))
    see = Action(f"What there is {day}", Invocation("agenda", {"line": form.day.on.isoformat()}))
    actions = (Action(f"Wait until {day} is over", after), see, Action("Other time…", Invocation("mute", form=True)))
    return Card(title, (told,), actions, icon="🔕", whisper=True)


@command("unmute", aliases=["resume reminders"], examples=[""], changes=True, in_place=True, group="reminders")
def unmute(ctx: Context, form: Nothing) -> Card:
    """Hear your reminders again, those that were held at once."""
    del form
    if reminders.muted_until(ctx) is None:
        hours = Action("Quiet hours…", Invocation("set", form=True))
        return Card(spans("Your reminders come at their time."), actions=(hours,), icon="🔔", whisper=True)
    waiting = reminders.unmute(ctx)
    lines = (Line(spans(f"{waiting} that waited {'comes' if waiting == 1 else 'come'} now.")),) if waiting else ()
    return Card(spans(bold("Your reminders come again")), lines, (phrases.undo_action(ctx),), icon="🔔", whisper=True)


def waiting_words(ctx: Context) -> str:
    """Return until when one's own reminders wait, and how many: `wait until Mon 23 Nov 9:00 · 2 so far`; else empty."""
    until = reminders.muted_until(ctx)
    if until is None:
        return ""
    waiting = reminders.count_held(ctx)
    return f"wait until {phrases.clock(ctx, until)}" + (f" · {waiting} so far" if waiting else "")


def noted(ctx: Context, card: Card) -> Card:
    """Return the card of something one is to be reminded of; while reminders wait it says so."""
    waiting = waiting_words(ctx)
    told = (Footer(spans(f"🔕 Your reminders {waiting} · ", code("unmute"))),) if waiting else ()
    return replace(card, blocks=(*card.blocks, *told)) if told else card
