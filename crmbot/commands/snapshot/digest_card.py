"""The digest as it is delivered: a day, drawn at that moment, with how it came and how to stop it."""

from crmbot.chat.card import Action, Card, Footer, Line, Spans, code, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands.snapshot import day_card
from crmbot.commands.telling import Fact, tells
from crmbot.core.context import Context
from crmbot.core.digests import firing, reading
from crmbot.core.digests.reading import Told
from crmbot.core.snapshot import day
from crmbot.core.snapshot.day import Today
from crmbot.language import habit_words, when
from crmbot.store.models.digest import Digest
from crmbot.store.models.people import User

_ROWS = 3


@tells(firing.DIGEST)
def due_digest(ctx: Context, fact: Fact) -> Card | None:
    """Draw somebody's day, or a channel's, as it is now; None when there is nothing in it."""
    digest = ctx.session.get(Digest, int(fact.args["digest"]))
    told = reading.told(ctx, digest) if digest is not None else None
    return digest_card(told) if told is not None else None


def digest_card(told: Told) -> Card | None:
    """Draw a digest; None when there is nothing in it."""
    ctx, digest = told.ctx, told.digest
    found = day.load(ctx, told.scope, digest.parts or day.PARTS, _ROWS)
    if found.is_empty:
        return None
    title, blocks = day_card.title(ctx, _title(told), found), day_card.blocks(ctx, told.scope, found)
    return Card(title, (*blocks, Footer(_footer(told))), _buttons(told, found), icon="☀️")


def _title(told: Told) -> str:
    if told.digest.channel_id is None:
        return "Your day"
    return f"{told.scope.name}’s day" if told.scope.name else "The team’s day"


def _footer(told: Told) -> Spans:
    """Say when it comes, whose doing that is, and how to stop it."""
    digest = told.digest
    days = habit_words.show_days(digest.days) if digest.days else "work days"
    comes = f"{digest.at:%H:%M} {when.zone_name(told.ctx.actor.zone)}, {days}"
    if digest.channel_id is None:
        return spans(f"{comes} · ", code("digest off"), " stops it")
    maker = told.ctx.session.get_one(User, digest.made_by_id)
    return spans(f"{comes} · set by {maker.name} · ", code("digest off"), " here stops it")


def _buttons(told: Told, found: Today) -> tuple[Action, ...]:
    if told.digest.channel_id is not None:
        return (
            Action("Tasks", Invocation("tasks", {"filter": f"{told.scope.words} open"})),
            Action("Deals", Invocation("deals", {"filter": f"{told.scope.words} {day.PUSH}"})),
            Action("Digest settings", Invocation("digest")),
        )
    overdue = Action("Move all overdue to Monday", Invocation("say", {"line": "move is:overdue mon"}))
    return (
        *((overdue,) if found.late > 1 else ()),
        Action("All my tasks", Invocation("tasks")),
        *day_card.ways(found),
        Action("Snapshot", Invocation("snapshot")),
        Action("Digest settings", Invocation("digest")),
    )


@tells(reading.ORPHANED)
def orphaned_card(ctx: Context, fact: Fact) -> Card:
    """Tell that a channel hears of its day no more, since nobody answers for what it is told."""
    del ctx
    channel, by = fact.args["channel"], fact.args["by"]
    lines = (
        Line(spans(f"{by} set it and may no more, so nobody answers for what the channel is told.")),
        Footer(spans("Type ", code("digest on"), " in the channel to have it go on by your rights.")),
    )
    return Card(spans(f"The digest in {channel} has stopped."), lines, icon="📰")
