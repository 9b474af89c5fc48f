"""Oneself: who I am here, my time zone, my chats."""

from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from crmbot.chat.card import Action, Card, Fields, Footer, Item, Items, Line, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Quick, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.shared_fields import Nothing
from crmbot.commands.telling import Fact, tells
from crmbot.core import history, people, setup
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.outbox import ZONE_CHANGED
from crmbot.core.people import linking, naming, zones
from crmbot.store.models.people import User

EXAMPLES = ("note Acme: met Jane, follow up Tuesday 3pm", "find jane", "today")


FIRST_STEPS = (
    Action("New note", Invocation("note", form=True)),
    Action("New task", Invocation("task new", form=True)),
    Action("My day", Invocation("today")),
)
"""What can be tapped where somebody does not know yet what to type."""

HELP = Action("Help", Invocation("help"))


@command("me", examples=[""])
def show_me(ctx: Context, form: Nothing) -> Card:
    """Show who you are here, your time zone and your chats."""
    del form
    linked = people.identities(ctx.session, ctx.actor.id)
    names = ((phrases.platform(each.platform), each.name) for each in linked)
    chats = ", ".join(f"{platform} ({name})" if name else platform for platform, name in names) or "none"
    pairs = (
        ("Roles", spans(", ".join(sorted(ctx.actor.roles)))),
        ("Time zone", spans(f"{ctx.actor.zone} ({ctx.now.astimezone(ctx.zone):%H:%M})")),
        ("Chats", spans(chats)),
    )
    actions = (
        Action("Name…", Invocation("my name", {}, form=True)),
        Action("Time zone…", Invocation("timezone", {}, form=True)),
        Action("My chats", Invocation("chats")),
        Action("My rights", Invocation("rights")),
    )
    return Card(spans(bold(ctx.actor.name)), (Fields(pairs),), actions, icon="👤", whisper=True)


class OwnName(Form):
    """What somebody is called."""

    name: Annotated[str, Rest(), Field(min_length=1, max_length=100, description="What are you called?")]


@command("my name", examples=["Ana Ruiz"], changes=True)
def set_name(ctx: Context, form: OwnName) -> Card:
    """Say what you are called here."""
    name = naming.call(ctx, form.name)
    return Card(spans("You are ", bold(name), " here now."), (), (phrases.undo_action(ctx),), icon="👤", whisper=True)


class Zone(Form):
    """A time zone."""

    zone: Annotated[
        str,
        Rest(),
        Quick("Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "Asia/Singapore"),
        Field(max_length=60, description="Which time zone or city are you in?"),
    ]


@command("timezone", aliases=["tz"], examples=["Europe/Budapest", "New York"])
def set_timezone(ctx: Context, form: Zone) -> Card:
    """Say which zone your times are in."""
    zone = zones.choose(ctx, form.zone)
    now = f"{ctx.now.astimezone(zone):%H:%M}"
    there = bold(f"{_city(zone.key)} time")
    return Card(spans("Your times are now shown in ", there, f" ({now})."), icon="🕒", whisper=True)


@tells(ZONE_CHANGED)
def elsewhere(ctx: Context, fact: Fact) -> Card | None:
    """Ask whether times are to be those of the zone that a platform says somebody is in by now."""
    zone, now = fact.args["zone"], ctx.actor.zone
    if zone == now:
        return None
    told = f"{phrases.platform(fact.args['platform'])} says that you are in {_city(zone)} now."
    lines = (Line(spans("Your times are shown in ", bold(f"{_city(now)} time"), ".")),)
    ways = (Action(f"{_city(each)} time", Invocation("timezone", {"zone": each})) for each in (zone, now))
    return Card(spans(told), lines, tuple(ways), icon="🕒", whisper=True)


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


class Whereabouts(Form):
    """A place in degrees, as a phone sends it."""

    place: Annotated[str, Rest(), Field(max_length=60, description="Where are you?")]


@command("timezone around", examples=["48.85,2.35"], visible=False)
def zones_around(ctx: Context, form: Whereabouts) -> Card:
    """Offer the zones around a place that somebody has shared."""
    latitude, _, longitude = form.place.partition(",")
    try:
        found = zones.around(float(latitude), float(longitude))
    except ValueError as error:
        raise InvalidInput("place", form.place, "say it in degrees: 48.85,2.35") from error
    times = ((name, f"{ctx.now.astimezone(ZoneInfo(name)):%H:%M}") for name in found)
    actions = tuple(Action(f"{name} ({now})", Invocation("timezone", {"zone": name})) for name, now in times)
    other = Action("Another zone…", Invocation("timezone", form=True))
    return Card(spans("Which of these is yours?"), actions=(*actions, other), icon="🕒", whisper=True)


class LinkCode(Form):
    """Perhaps a code that was made elsewhere."""

    code: Annotated[str | None, Rest(), Field(max_length=20, description="The code")] = None


@command("link", examples=[""])
def link_chat(ctx: Context, form: LinkCode) -> Card:
    """Get a code that links another chat of yours."""
    if form.code:
        return _brought(ctx, linking.own_code(ctx, form.code))
    user = ctx.session.get_one(User, ctx.actor.id)
    return code_card(linking.new_code(ctx.session, user, ctx.now), user.name)


_CODE_WORDS = {
    "used": "This code was already used: you are linked, as {}.",
    "expired": "That code has run out; you are linked already, as {}.",
    "tried": "That code was guessed at too often and is good no more; you are linked already, as {}.",
    "fresh": "You are linked here already, as {}. Type that code in your other chat.",
    "unknown": "You are linked already, as {}. A code for somebody else is for them to type.",
}


def _brought(ctx: Context, what: str) -> Card:
    """Say of a code that somebody brings who is linked what came of it."""
    return Card(spans(_CODE_WORDS[what].format(ctx.actor.name)), icon="🔑", whisper=True)


@command(
    "start", aliases=["hello", "hi", "good morning", "good afternoon", "good evening"], examples=[""], visible=False
)
def start(ctx: Context, form: LinkCode) -> Card:
    """Say hello."""
    brought = linking.own_code(ctx, form.code) if form.code else "unknown"
    if brought != "unknown":
        return _brought(ctx, brought)
    first = EXAMPLES if ctx.actor.can("note.create") else (*EXAMPLES[1:], "board")
    examples = Items(tuple(Item(spans(code(example))) for example in first))
    if not setup.is_empty(ctx.session) or not ctx.actor.can("settings.edit"):
        title = spans(f"Hello {ctx.actor.name}. Three things to type:")
        return Card(title, (examples,), (*FIRST_STEPS, HELP), icon="👋", whisper=True)
    blocks = (
        Line(spans("It is empty. A small sample organisation is there for trying things on.")),
        Line(spans("Or begin: three things to type")),
        examples,
    )
    ways = (
        Action("Load the sample", Invocation("sample"), style="primary"),
        Action("New company", Invocation("company new", form=True)),
        Action("Invite…", Invocation("invite", form=True)),
        HELP,
    )
    return Card(spans(f"Hello {ctx.actor.name}, this is your CRM."), blocks, ways, icon="👋", whisper=True)


@command("sample", permission="settings.edit", examples=[""], visible=False, in_place=True)
def load_sample(ctx: Context, form: Nothing) -> Card:
    """Load a small sample organisation into an empty CRM."""
    del form
    if not setup.is_empty(ctx.session):
        return Card(spans("The sample is for an empty CRM; this one is in use."), icon="✋", whisper=True)
    count = setup.load_sample(ctx)
    examples = Items(tuple(Item(spans(code(example))) for example in EXAMPLES))
    undo = Action("Undo", Invocation("undo", {"batch": history.current(ctx)}))
    line = Line(spans("Acme and Delta, their people, a deal, a task and three leads. Now try:"))
    return Card(spans(f"Sample loaded: {count} records."), (line, examples), (undo,), icon="🎒")


def code_card(fresh: str, name: str) -> Card:
    """Draw a fresh linking code and how it is used."""
    lines = (
        Line(spans("In the other chat, type ", code(f"link {fresh}"))),
        Footer(spans("Good once, for ten minutes.")),
    )
    return Card(spans("Code for ", bold(name), ": ", code(fresh)), lines, icon="🔑", whisper=True, once=True)
