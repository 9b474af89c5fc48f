"""Rules of channels: tried out before they are set, listed, changed."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Block, Card, Fields, Footer, Item, Items, Line, Spans, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Filter, Form, Hidden, Rest
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import Reply
from crmbot.commands import phrases
from crmbot.commands.channels import wording
from crmbot.commands.channels.rules_shown import ICON, channel_meant, in_a_line, would_tell
from crmbot.commands.channels.upkeep import A_DAY, paused, resumed, rule_card, stopped
from crmbot.commands.channels.wording import Wish
from crmbot.core import channels
from crmbot.core.context import Context
from crmbot.core.people import teams
from crmbot.core.subscriptions import rules, scope, trying
from crmbot.core.subscriptions.rules import Draft, draft_of
from crmbot.store.models.channel import Channel
from crmbot.store.models.subscription import Subscription


class Sub(Form):
    """What a channel is to be told of."""

    rule: Annotated[
        str, Filter(), Field(max_length=400, description="What shall I tell here? As in deals amount>10k events:won")
    ]
    channel: Annotated[str, Hidden()] = ""


@command(
    "sub",
    permission=rules.EDIT,
    aliases=["subscribe"],
    examples=[
        "deals amount>10k events:won,lost",
        "#sales to won, new lead",
        "leads style:batch",
        "1 pause 2d",
        "deals test",
    ],
    in_place=True,
)
def subscribe(ctx: Context, form: Sub) -> Reply:
    """Have this channel told of records: what would have been told in the last seven days is shown first."""
    wish = wording.wish(form.rule)
    channel = channel_meant(ctx, form.channel or wish.channel)
    if wish.number is not None:
        return _on_rule(ctx, channel, rules.numbered(ctx, channel, wish.number), wish)
    if not wish.text:
        return _listed(ctx, channel)
    return _proposal(ctx, channel, _drafts(ctx, channel, wish), wish)


@command("sub test", permission=rules.EDIT, aliases=["sub try"], examples=["deals amount>10k"], in_place=True)
def try_out(ctx: Context, form: Sub) -> Reply:
    """Count what a rule would have told in the last seven days; nothing is set."""
    wish = wording.wish(f"test {form.rule}")
    channel = channel_meant(ctx, form.channel or wish.channel)
    if wish.number is not None:
        rule = rules.numbered(ctx, channel, wish.number)
        return _counted(ctx, channel, (draft_of(rule),))
    return _counted(ctx, channel, _drafts(ctx, channel, wish))


@command("sub set", permission=rules.EDIT, examples=["deals amount>10k events:won,lost"], in_place=True)
def set_rule(ctx: Context, form: Sub) -> Card:
    """Set a rule without asking first."""
    wish = wording.wish(form.rule)
    channel = channel_meant(ctx, form.channel or wish.channel)
    if wish.number is not None:
        rule = rules.numbered(ctx, channel, wish.number)
        rules.alter(ctx, rule, rules.checked(ctx, channel, wording.altered(draft_of(rule), wish.text)))
        return _done(ctx, channel, (rule,), "Changed")
    made = [rules.establish(ctx, channel, draft) for draft in _drafts(ctx, channel, wish)]
    return _done(ctx, channel, made, "Set")


@command("sub cancel", examples=[""], in_place=True, visible=False)
def leave_it(ctx: Context, form: Sub) -> Card:
    """Leave the rules as they are."""
    del ctx, form
    return Card(spans("Nothing was set."), icon=ICON, whisper=True)


class OfChannel(Form):
    """A channel by its name; the one somebody speaks in where none is said."""

    channel: Annotated[str, Rest(), Aside(), Field(max_length=80, description="Which channel? This one is usual")] = ""


@command("subs", permission=rules.EDIT, aliases=["subscriptions", "rules"], examples=["", "#sales"], in_place=True)
def list_rules(ctx: Context, form: OfChannel) -> Card:
    """List what this channel is told of, and who wanted it."""
    return _listed(ctx, channel_meant(ctx, form.channel.strip()))


def _on_rule(ctx: Context, channel: Channel, rule: Subscription, wish: Wish) -> Reply:
    """Do what stands behind the number of a rule: pause it, stop it, try it out, change it; nothing shows it."""
    verb, _, rest = wish.text.partition(" ")
    match verb.lower():
        case "" if wish.is_test:
            return _counted(ctx, channel, (draft_of(rule),))
        case "":
            return rule_card(ctx, channel, rule)
        case "pause" | "mute":
            return paused(ctx, rule, rest or A_DAY)
        case "resume" | "on" | "unpause":
            return resumed(ctx, rule)
        case "off" | "stop" | "delete" | "remove":
            return stopped(ctx, channel, rule)
        case _:
            rules.require(ctx, rule)
            draft = rules.checked(ctx, channel, wording.altered(draft_of(rule), wish.text))
            return _proposal(ctx, channel, (draft,), wish, old=draft_of(rule))


# Before a rule is set


def _drafts(ctx: Context, channel: Channel, wish: Wish) -> tuple[Draft, ...]:
    return tuple(rules.checked(ctx, channel, draft) for draft in wording.drafts(wish.text))


def _proposal(ctx: Context, channel: Channel, drafts: Sequence[Draft], wish: Wish, *, old: Draft | None = None) -> Card:
    """Show what is to be told and how much that would have been, before it is set; beside it the rule as it is."""
    if wish.is_test:
        return _counted(ctx, channel, drafts)
    number = f"{wish.number} " if wish.number is not None else ""
    again = {"rule": f"{number}{wish.text}", "channel": str(channel.id)}
    shown = _compared(old, drafts[0]) if old is not None else tuple(Line(spans(wording.told(each))) for each in drafts)
    would = would_tell(sum(trying.count(ctx, channel, draft) for draft in drafts))
    actions = (
        Action("Set", Invocation("sub set", again), style="primary"),
        Action("Change…", Invocation("sub", again, form=True)),
        Action("Cancel", Invocation("sub cancel", again)),
    )
    title = spans("Tell ", bold(channels.name_of(channel)), " this?")
    # Not for the asker alone: it is about the channel, and whoever answers it answers there.
    return Card(title, (*shown, Line(would), *_hints(ctx, channel)), actions, icon=ICON)


def _compared(old: Draft, new: Draft) -> tuple[Block, ...]:
    return (Fields((("Now", spans(wording.told(old))), ("Then", spans(wording.told(new))))),)


def _counted(ctx: Context, channel: Channel, drafts: Sequence[Draft]) -> Card:
    count = sum(trying.count(ctx, channel, draft) for draft in drafts)
    lines = tuple(Line(spans(wording.told(each))) for each in drafts)
    foot = Footer(spans("Only tried out. ", code(f"sub set {wording.typed(drafts[0])}"), " sets it."))
    return Card(would_tell(count), (*lines, foot), icon="🧪", whisper=True)


def _hints(ctx: Context, channel: Channel) -> tuple[Footer, ...]:
    """Say what is not told in full, and how that changes."""
    hints: list[Spans] = []
    everyone = teams.everyone(ctx) if channel.team_id is None else ()
    if everyone and len(scope.everybodys_teams(ctx.session)) < len(everyone):
        made = code(f"channel team {everyone[-1].name}")
        hints.append(
            spans("What not everybody may see is told by its kind alone. ", made, " makes this a team’s channel.")
        )
    if channel.has_outsiders and not channel.shows_amounts:
        shown = code("channel amounts yes")
        hints.append(spans("People from outside read along: amounts are left out. ", shown, " shows them."))
    return tuple(Footer(hint) for hint in hints)


def _done(ctx: Context, channel: Channel, made: Sequence[Subscription], word: str) -> Card:
    """Say what is told from now on, who may stop it and how."""
    numbers = " and ".join(str(rule.number) for rule in made)
    title = spans(f"{word}: rule{'s' if len(made) > 1 else ''} {numbers} of ", bold(channels.name_of(channel)))
    lines = tuple(Line(spans(wording.told(draft_of(rule)))) for rule in made)
    foot = Footer(spans(code(f"unsub {made[0].number}"), " stops it, ", code("subs"), " lists all."))
    actions = (Action("All rules", Invocation("subs", {"channel": str(channel.id)})), phrases.undo_action(ctx))
    return Card(title, (*lines, *_hints(ctx, channel), foot), actions, icon=ICON)


# All rules


def _listed(ctx: Context, channel: Channel) -> Card:
    known = rules.of(ctx, channel)
    title = spans(bold(channels.name_of(channel)), f" is told by {phrases.counted(len(known), 'rule')}")
    if not known:
        hint = Line(spans("No rules yet. ", code(wording.FORM), " makes one, ", code("sub deals"), " a small one."))
        return Card(spans(bold(channels.name_of(channel)), " is told nothing."), (hint,), icon=ICON, whisper=True)
    items = Items(tuple(Item(in_a_line(ctx, rule, author.name), _open(channel, rule)) for rule, author in known))
    foot = Footer(spans(code("sub 1 pause 2d"), " pauses one, ", code("unsub 1"), " stops it."))
    return Card(title, (items, foot), icon=ICON, whisper=True)


def _open(channel: Channel, rule: Subscription) -> Action:
    return Action(f"Rule {rule.number}", Invocation("sub", {"rule": str(rule.number), "channel": str(channel.id)}))
