"""What cards of rules say alike: which channel is meant, a rule in a line, how much one would have told."""

from crmbot.chat.card import Spans, bold, spans
from crmbot.commands import phrases
from crmbot.commands.channels import wording
from crmbot.core import channels
from crmbot.core.context import Context
from crmbot.core.subscriptions import rules, trying
from crmbot.core.subscriptions.rules import draft_of
from crmbot.language.codes import parse_code
from crmbot.store.models.channel import Channel
from crmbot.store.models.subscription import Subscription

ICON = "📣"


def channel_meant(ctx: Context, name: str) -> Channel:
    """Return the channel that is meant: by its row or its name, else the one the actor speaks in."""
    if not name:
        return channels.here(ctx)
    code = parse_code(f"#{name}") if name.isdecimal() else None  # a number larger than any row's is none
    found = ctx.session.get(Channel, code.number) if code is not None else None
    channel = found or channels.named(ctx, name)
    if ctx.origin.private or channels.at(ctx.session, ctx.origin.address) is not channel:
        rules.require_from_afar(ctx, channel)
    return channel


def in_a_line(ctx: Context, rule: Subscription, author: str) -> Spans:
    """Return a rule in a line: what it tells, who set it, in which part of the channel, until when it is paused."""
    where = phrases.topic(ctx, ctx.session.get_one(Channel, rule.channel_id), rule.topic)
    told = [wording.told(draft_of(rule)), f"by {author}"]
    if where:
        told.append(f"in {where}")
    if rule.paused_until and rules.is_paused(ctx, rule):
        told.append(f"paused until {phrases.clock(ctx, rule.paused_until)}")
    return spans(bold(str(rule.number)), f" {' · '.join(told)}")


def would_tell(count: int) -> Spans:
    """Say how many would have been posted."""
    many = "Nothing" if not count else str(count)
    return spans(bold(many), f" would have been posted in the last {trying.DAYS} days.")
