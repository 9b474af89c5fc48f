"""The organisation in chat: its name, currency, time zone, country and week, shown and changed."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Fields, Footer, Line, Spans, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Quick, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.shared_fields import Nothing
from crmbot.core.context import Context, Organisation
from crmbot.core.errors import InvalidInput
from crmbot.core.settings import options, organisation
from crmbot.core.settings.options import Option
from crmbot.language import countries, currencies, languages

ICON = "🏢"


class Name(Form):
    """What the organisation is called."""

    name: Annotated[str, Rest(), Field(max_length=200, description="What is the organisation called?")]


class Currency(Form):
    """A currency."""

    currency: Annotated[
        str, Rest(), Quick(*currencies.USUAL[:5]), Field(max_length=60, description="Which currency do you count in?")
    ]


class Zone(Form):
    """A time zone."""

    zone: Annotated[
        str,
        Rest(),
        Quick("Europe/London", "Europe/Paris", "America/New_York", "America/Los_Angeles", "Asia/Singapore"),
        Field(max_length=60, description="Which time zone or city is the organisation in?"),
    ]


class Country(Form):
    """A country."""

    country: Annotated[
        str, Rest(), Quick("GB", "FR", "DE", "US", "IN"), Field(max_length=60, description="Which country are you in?")
    ]


class WeekStart(Form):
    """The day weeks begin on."""

    day: Annotated[
        str, Rest(), Quick(*organisation.WEEK_STARTS), Field(max_length=20, description="Which day does a week begin?")
    ]


class Languages(Form):
    """Languages."""

    languages: Annotated[
        str,
        Rest(),
        Quick("German", "French", "Spanish", "Italian", "Dutch"),
        Field(max_length=80, description="Which languages do your people write in?"),
    ]


@command(
    "organisation",
    aliases=["organization", "org", "settings organisation", "settings organization"],
    examples=[""],
    in_place=True,
    group="settings",
)
def show_organisation(ctx: Context, form: Nothing) -> Card:
    """Show what is set for the whole organisation: name, currency, time zone, country, week."""
    del form
    org = organisation.current(ctx.session, ctx.org)
    foot = Footer(spans(code("organisation currency USD"), " changes it, and so on for the others."))
    may = ctx.actor.can("settings.edit")
    return Card(
        spans(bold(org.name or "Your organisation"), f" · {org.currency} · {org.zone}"),
        (Fields(tuple(_pairs(org))), *((foot,) if may else ())),
        _ways() if may else (),
        icon=ICON,
        whisper=True,
    )


def _pairs(org: Organisation) -> Sequence[tuple[str, Spans]]:
    return (
        ("Name", spans(org.name or "–")),
        ("Currency", spans(_currency(org.currency))),
        ("Time zone", spans(org.zone)),
        ("Country", spans(_country(org.region))),
        ("Weeks begin on", spans(_week_start(org))),
        ("Languages", spans(languages.listed(org.languages) or "English")),
    )


def _ways() -> tuple[Action, ...]:
    asked = (
        ("Name…", "name"),
        ("Currency…", "currency"),
        ("Zone…", "zone"),
        ("Country…", "country"),
        ("Week…", "week"),
        ("Languages…", "languages"),
    )
    return tuple(Action(label, Invocation(f"organisation {word}", form=True)) for label, word in asked)


def _currency(text: str) -> str:
    name = currencies.names().get(text)
    return f"{text} · {name}" if name else text


def _country(text: str) -> str:
    name = countries.names().get(text)
    return f"{name} ({text})" if name else text


def _week_start(org: Organisation) -> str:
    return next((day for day, number in organisation.WEEK_STARTS.items() if number == org.week_start), "Monday")


@command("organisation name", permission="settings.edit", examples=["Acme Pumps"], in_place=True, group="settings")
def set_name(ctx: Context, form: Name) -> Card:
    """Say what the organisation is called."""
    _set(ctx, organisation.NAME, "name", form.name)
    return _changed(ctx, spans("The organisation is now ", bold(_now(ctx).name)))


@command(
    "organisation currency",
    permission="settings.edit",
    aliases=["currency"],
    examples=["USD", "Swiss franc"],
    in_place=True,
    group="settings",
)
def set_currency(ctx: Context, form: Currency) -> Card:
    """Say which currency an amount without one is in; amounts that are there keep theirs."""
    _set(ctx, organisation.CURRENCY, "currency", form.currency)
    title = spans("New amounts are in ", bold(_currency(_now(ctx).currency)))
    return _changed(ctx, title, "Amounts that are there keep their currency; nothing is converted.")


@command("organisation zone", permission="settings.edit", examples=["Europe/Paris"], in_place=True, group="settings")
def set_zone(ctx: Context, form: Zone) -> Card:
    """Say which time zone the organisation is in."""
    _set(ctx, organisation.ZONE, "zone", form.zone)
    title = spans("The organisation’s time zone is now ", bold(_now(ctx).zone))
    return _changed(ctx, title, "People keep their own; those who are new begin with this one.")


@command("organisation country", permission="settings.edit", examples=["France", "DE"], in_place=True, group="settings")
def set_country(ctx: Context, form: Country) -> Card:
    """Say in which country phone numbers without a prefix are."""
    _set(ctx, organisation.COUNTRY, "country", form.country)
    title = spans("The organisation is now in ", bold(_country(_now(ctx).region)))
    return _changed(ctx, title, "New phone numbers without + are read as numbers there.")


@command("organisation week", permission="settings.edit", examples=["Sunday"], in_place=True, group="settings")
def set_week_start(ctx: Context, form: WeekStart) -> Card:
    """Say on which day a week begins: Monday, Saturday or Sunday."""
    _set(ctx, organisation.WEEK_START, "day", form.day)
    return _changed(ctx, spans("Weeks begin on ", bold(_week_start(_now(ctx)))))


@command(
    "organisation languages",
    permission="settings.edit",
    aliases=["organisation language"],
    examples=["German", "French and Dutch"],
    in_place=True,
    group="settings",
)
def set_languages(ctx: Context, form: Languages) -> Card:
    """Say which languages your people write in: days, times and commands are read in them too."""
    _set(ctx, organisation.LANGUAGES, "languages", form.languages)
    title = spans("Days and commands are read in ", bold(languages.listed(_now(ctx).languages)))
    return _changed(ctx, title, "English is understood besides, and what each person chooses for themselves.")


def _now(ctx: Context) -> Organisation:
    return organisation.current(ctx.session, ctx.org)


def _set(ctx: Context, which: Option[str], field: str, text: str) -> None:
    """Set one; what is wrong with the text is said beside the field it was given in."""
    try:
        options.assign_text(ctx, which, text)
    except InvalidInput as error:
        raise InvalidInput(field, error.given, error.reason, error.choices) from error


def _changed(ctx: Context, title: Spans, more: str = "") -> Card:
    lines = (Line(spans(more)),) if more else ()
    every = Action("Organisation", Invocation("organisation"))
    return Card(title, lines, (every, phrases.undo_action(ctx)), icon=ICON, whisper=True)
