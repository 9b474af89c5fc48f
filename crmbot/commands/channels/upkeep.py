"""One rule of a channel: shown, paused, stopped, taken over."""

import re
from datetime import datetime, time, timedelta
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Item, Items, Line, Span, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Hidden, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.channels import wording
from crmbot.commands.channels.rules_shown import ICON, channel_meant, in_a_line, would_tell
from crmbot.core import channels
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.subscriptions import rules, trying
from crmbot.core.subscriptions.rules import draft_of
from crmbot.language import when
from crmbot.store.models.channel import Channel
from crmbot.store.models.subscription import Subscription

_LASTS = re.compile(r"(?:for\s+)?(\d{1,3})\s*(h|d|w)(?:ours?|ays?|eeks?|rs?)?", re.IGNORECASE)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_MORNING = time(9)
A_DAY = "1d"


class RuleNumber(Form):
    """A rule by its number."""

    rule: Annotated[str, Rest(), Field(max_length=80, description="Which rule? Its number")]
    channel: Annotated[str, Hidden()] = ""


@command("unsub", permission=rules.EDIT, aliases=["unsubscribe"], examples=["3"], in_place=True, group="subscribing")
def unsubscribe(ctx: Context, form: RuleNumber) -> Card:
    """Stop a rule of this channel."""
    channel, rule, _ = _named(ctx, form)
    return stopped(ctx, channel, rule)


class PauseRule(Form):
    """A rule, and until when it is quiet."""

    rule: Annotated[str, Rest(), Field(max_length=80, description="Which rule, and for how long? As in 3 2d")]
    channel: Annotated[str, Hidden()] = ""


@command(
    "sub pause", permission=rules.EDIT, aliases=["pause rule"], examples=["3 2d"], in_place=True, group="subscribing"
)
def pause_rule(ctx: Context, form: PauseRule) -> Card:
    """Have a rule tell nothing for a while."""
    _, rule, rest = _named(ctx, form)
    return paused(ctx, rule, rest or A_DAY)


@command(
    "sub resume", permission=rules.EDIT, aliases=["resume rule"], examples=["3"], in_place=True, group="subscribing"
)
def resume_rule(ctx: Context, form: RuleNumber) -> Card:
    """Have a paused rule tell again."""
    return resumed(ctx, _named(ctx, form)[1])


@command("sub keep", permission=rules.EDIT, aliases=["keep rule"], examples=["3"], in_place=True, group="subscribing")
def keep_rule(ctx: Context, form: RuleNumber) -> Card:
    """Take a rule over from whoever set it, so that it goes on."""
    rule = _named(ctx, form)[1]
    rules.keep(ctx, rule)
    return _said(ctx, rule, f"Rule {rule.number} is yours now and goes on.")


def _named(ctx: Context, form: RuleNumber | PauseRule) -> tuple[Channel, Subscription, str]:
    """Return the channel and the rule that are meant, and what stands behind its number. Raises `InvalidInput`."""
    wish = wording.wish(form.rule)
    channel = channel_meant(ctx, form.channel or wish.channel)
    if wish.number is None:
        numbers = tuple(str(rule.number) for rule, _ in rules.of(ctx, channel))
        raise InvalidInput("rule", form.rule, "say the number of the rule", numbers)
    return channel, rules.numbered(ctx, channel, wish.number), wish.text


def rule_card(ctx: Context, channel: Channel, rule: Subscription) -> Card:
    """Show a rule, how much it would have told, and what can be done with it."""
    (row,) = [Item(in_a_line(ctx, each, author.name)) for each, author in rules.of(ctx, channel) if each is rule]
    count = trying.count(ctx, channel, draft_of(rule))
    where = _where(channel, rule)
    pause = (
        Action("Resume", Invocation("sub resume", where))
        if rules.is_paused(ctx, rule)
        else Action("Pause 2 days", Invocation("sub pause", {**where, "rule": f"{rule.number} 2d"}))
    )
    text = f"{rule.number} {wording.typed(draft_of(rule))}"
    change = Action("Change…", Invocation("sub", {"rule": text, "channel": str(channel.id)}, form=True))
    title = spans(bold(f"Rule {rule.number}"), f" of {channels.name_of(channel)}")
    actions = (pause, change, _stop(channel, rule))
    return Card(title, (Items((row,)), Line(would_tell(count))), actions, icon=ICON, whisper=True)


def _stop(channel: Channel, rule: Subscription) -> Action:
    return Action("Stop", Invocation("unsub", _where(channel, rule)), confirm=f"Stop rule {rule.number}?")


def _where(channel: Channel, rule: Subscription) -> dict[str, str]:
    return {"rule": str(rule.number), "channel": str(channel.id)}


def paused(ctx: Context, rule: Subscription, text: str) -> Card:
    """Have a rule tell nothing for a while: `2d`, `until monday`."""
    until = _until(ctx, text)
    rules.pause(ctx, rule, until)
    return _said(ctx, rule, f"Rule {rule.number} tells nothing until ", phrases.moment(ctx, until), ".")


def resumed(ctx: Context, rule: Subscription) -> Card:
    """Have a paused rule tell again."""
    rules.resume(ctx, rule)
    return _said(ctx, rule, f"Rule {rule.number} tells again.")


def stopped(ctx: Context, channel: Channel, rule: Subscription) -> Card:
    """Stop a rule."""
    words = f"Rule {rule.number} of {channels.name_of(channel)} is stopped."
    line = Line(spans(code(wording.typed(draft_of(rule)))))
    rules.drop(ctx, rule)
    return Card(spans(words), (line,), (phrases.undo_action(ctx),), icon=ICON)


def _said(ctx: Context, rule: Subscription, *words: str | Span) -> Card:
    line = Line(spans(code(wording.typed(draft_of(rule)))))
    return Card(spans(*words), (line,), (phrases.undo_action(ctx),), icon=ICON)


def _until(ctx: Context, text: str) -> datetime:
    """Return the instant a pause ends: `2d`, `monday`, `1 may`. Raises `InvalidInput`."""
    lasts = _LASTS.fullmatch(text.strip())
    if lasts is not None:
        return ctx.now + int(lasts[1]) * _UNITS[lasts[2].lower()]
    words = re.sub(r"^(?:until|till|for)\s+", "", text.strip(), flags=re.IGNORECASE)
    found = when.read(words, now=ctx.now, zone=ctx.actor.zone, conventions=ctx.conventions)
    if found is None or found.when is None:
        raise InvalidInput("until", text, "that is no time; say 2d, 3h or monday", ("2d", "1w", "monday"))
    return found.when.instant_or(_MORNING)
