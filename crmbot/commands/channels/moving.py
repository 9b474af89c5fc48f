"""Where to instead: the rules of a channel that is out of reach are told in another one."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Block, Card, Footer, Line, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Choice, Form, Key, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.channels import wording
from crmbot.commands.channels.rules_shown import ICON, channel_meant
from crmbot.core import channels
from crmbot.core.context import Context
from crmbot.core.subscriptions import moving, rules
from crmbot.core.subscriptions.moving import Moved
from crmbot.core.subscriptions.rules import draft_of
from crmbot.store.models.channel import Channel, ChannelState

_OFFERED = 4


class MoveRules(Form):
    """A channel, and the one that is told instead."""

    channel: Annotated[str, Rest(), Aside(), Field(max_length=80, description="The rules of which channel?")] = ""
    to: Annotated[
        str | None, Key("into"), Choice("channels", others=True), Field(max_length=80, description="Where to instead?")
    ] = None


@command(
    "sub move", permission=rules.EDIT, aliases=["move rules"], examples=["#sales to:#deals", "#sales"], in_place=True
)
def move_rules(ctx: Context, form: MoveRules) -> Card:
    """Have what a channel is told of told in another one: in this one, where none is named."""
    channel = channel_meant(ctx, form.channel.strip())
    to = _target(ctx, form, channel)
    return _asked(ctx, channel) if to is None else _moved(ctx, channel, to, moving.move(ctx, channel, to))


def _target(ctx: Context, form: MoveRules, channel: Channel) -> Channel | None:
    """Return the other channel: the one that is named, else the one that is spoken in if it is another."""
    if form.to:
        return channel_meant(ctx, form.to.strip())
    if ctx.origin.private:
        return None
    here = channels.here(ctx)
    return here if here is not channel else None


def _asked(ctx: Context, channel: Channel) -> Card:
    """Ask where to: a button for each of some channels, a form for the others, and the words to say it there."""
    name, where = channels.name_of(channel), str(channel.id)
    there = moving.places(ctx, channel)
    picks = tuple(
        Action(f"In {channels.name_of(each)}", Invocation("sub move", {"channel": where, "to": str(each.id)}))
        for each in there[:_OFFERED]
    )
    other = (
        (Action("Another…", Invocation("sub move", {"channel": where}, form=True)),) if len(there) > _OFFERED else ()
    )
    how = Footer(spans("Or say ", code(f"sub move {name}"), " in the channel that is to be told."))
    none = () if picks else (Line(spans("I know no other channel that you may have told of something.")),)
    return Card(spans("Where to instead of ", bold(name), "?"), (*none, how), (*picks, *other), ICON, whisper=True)


def _moved(ctx: Context, channel: Channel, to: Channel, moved: Moved) -> Card:
    lines: list[Block] = [
        Line(spans(bold(str(rule.number)), " ", wording.told(draft_of(rule)))) for rule in moved.rules
    ]
    if moved.digest:
        lines.append(Line(spans("The digest went along.")))
    if moved.known:
        lines.append(Footer(spans(f"{moved.known} said the same as one that is there, and went.")))
    count = phrases.counted(len(moved.rules), "rule")
    title = spans(f"{count} of {channels.name_of(channel)} {'is' if len(moved.rules) == 1 else 'are'} told in ")
    return Card((*title, *spans(bold(channels.name_of(to)), " now.")), tuple(lines), (phrases.undo_action(ctx),), ICON)


def where_instead(channel: Channel) -> tuple[Action, ...]:
    """Return the button that asks where the rules of a channel are told instead; none while it can be written to."""
    if channel.state is ChannelState.LIVE:
        return ()
    return (Action("Where to instead?", Invocation("sub move", {"channel": str(channel.id)}), style="primary"),)
