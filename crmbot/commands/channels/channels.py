"""Channels as places: what is known of each, whose team it is, who reads along, what it is about."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Fields, Footer, Item, Items, Line, Spans, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Choice, Form, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.shared_fields import Nothing, WhichRecord
from crmbot.core import bindings, channels, lookup, records
from crmbot.core.context import Context
from crmbot.core.people import teams
from crmbot.core.permissions import sees
from crmbot.core.subscriptions import rules, settings
from crmbot.core.subscriptions.settings import Known
from crmbot.language.fold import fold
from crmbot.store.models.channel import Channel, ChannelState
from crmbot.store.models.record import Record

ICON = "📢"
_STATES = {ChannelState.LIVE: "", ChannelState.MUTED: "🔇 I may not write there", ChannelState.GONE: "🚫 out of reach"}


@command("channels", permission=rules.EDIT, examples=[""], in_place=True)
def list_channels(ctx: Context, form: Nothing) -> Card:
    """List the channels I am in: their rules, what they are about, whether I can write there."""
    del form
    rules.require_all(ctx, "the list of channels")
    known = settings.known(ctx)
    title = spans(bold("Channels"), f" · {len(known)}")
    if not known:
        hint = Line(spans("None yet. Invite me into one and say ", code("sub deals"), " there."))
        return Card(title, (hint,), icon=ICON, whisper=True)
    rows = Items(tuple(Item(_row(ctx, each)) for each in known))
    return Card(title, (rows,), icon=ICON, whisper=True)


def _row(ctx: Context, known: Known) -> Spans:
    count = phrases.counted(known.rules, "rule") if known.rules else "no rules"
    about = known.about.title if known.about is not None and sees(ctx, known.about) else ""
    facts = [count, f"about {about}" if about else "", "digest" if known.has_digest else "", *_facts(known.channel)]
    return spans(bold(channels.name_of(known.channel)), " · ", " · ".join(fact for fact in facts if fact))


def _facts(channel: Channel) -> list[str]:
    outside = "outsiders read along" if channel.has_outsiders else ""
    amounts = "amounts are seen" if channel.has_outsiders and channel.shows_amounts else ""
    return [fact for fact in (outside, amounts, _STATES[channel.state]) if fact]


@command("channel", permission=rules.EDIT, examples=[""], in_place=True)
def show_channel(ctx: Context, form: Nothing) -> Card:
    """Show what is known of this channel: its team, its rules, what it is about, who reads along."""
    del form
    return _shown(ctx, channels.here(ctx))


def _shown(ctx: Context, channel: Channel, *undo: Action) -> Card:
    known = settings.of(ctx, channel)
    about = known.about if known.about is not None and sees(ctx, known.about) else None
    pairs = (
        ("Team", spans(known.team or "none: I tell what everybody may see")),
        ("Rules", spans(str(known.rules))),
        ("About", spans(phrases.link(about)) if about is not None else spans("nothing in particular")),
        ("From outside", spans("people read along" if channel.has_outsiders else "nobody")),
        ("Amounts", spans("are seen here" if channel.shows_amounts else "are kept back")),
    )
    actions = (Action("Rules", Invocation("subs")), Action("Team…", Invocation("channel team", form=True)), *undo)
    return Card(spans(bold(channels.name_of(channel))), (Fields(pairs),), actions, icon=ICON)


class TeamOfChannel(Form):
    """A team, or none."""

    team: Annotated[str, Rest(), Choice("teams", others=True), Field(max_length=60, description="Which team is it?")]


@command("channel team", permission=rules.EDIT, examples=["North", "none"])
def set_team(ctx: Context, form: TeamOfChannel) -> Card:
    """Say whose channel this is: it is told what that team may see."""
    channel = channels.here(ctx)
    team = None if fold(form.team) in ("none", "nobody", "-") else teams.named(ctx, form.team)
    settings.give_to(ctx, channel, team)
    return _shown(ctx, channel, phrases.undo_action(ctx))


class YesNo(Form):
    """Yes or no."""

    yes: Annotated[bool, Rest(), Field(description="Yes or no?")]


@command("channel outsiders", permission=rules.EDIT, aliases=["channel guests"], examples=["yes", "no"])
def set_outsiders(ctx: Context, form: YesNo) -> Card:
    """Say whether people from outside read this channel: amounts are kept back then."""
    channel = channels.here(ctx)
    settings.open_to_outsiders(ctx, channel, yes=form.yes)
    return _shown(ctx, channel, phrases.undo_action(ctx))


@command("channel amounts", permission=rules.EDIT, examples=["yes", "no"])
def set_amounts(ctx: Context, form: YesNo) -> Card:
    """Say whether amounts may be seen in this channel."""
    channel = channels.here(ctx)
    settings.show_amounts(ctx, channel, yes=form.yes)
    return _shown(ctx, channel, phrases.undo_action(ctx))


@command("bind", permission=rules.EDIT, examples=["D-12"])
def bind_here(ctx: Context, form: WhichRecord) -> Card:
    """Make this channel, topic or thread about a record: that is what “it” means here, and notes go on it."""
    record = lookup.get(ctx, form.which.id)
    bindings.bind(ctx, record)
    title = spans("This place is about ", phrases.link(record), " now.")
    lines = (
        Line(spans("What you tell me here goes on it: ", code("note met Jane"), ", ", code("task send the offer fri"))),
        Footer(spans(code("unbind"), " ends that.")),
    )
    return Card(
        title, lines, (phrases.show_action("Open", record), phrases.undo_action(ctx)), "📌", records.code(record)
    )


@command("unbind", permission=rules.EDIT, examples=[""])
def unbind_here(ctx: Context, form: Nothing) -> Card:
    """Make this place about nothing in particular again."""
    del form
    record = ctx.session.get_one(Record, bindings.unbind(ctx))
    title = spans("This place is no more about ", phrases.link(record), ".")
    return Card(title, actions=(phrases.undo_action(ctx),), icon="📌")
