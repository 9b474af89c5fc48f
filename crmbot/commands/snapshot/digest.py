"""The digest: one's day brought in the morning; in a channel, that of its team."""

from datetime import time
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Fields, Footer, Line, Span, Spans, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Quick, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.snapshot.digest_card import digest_card
from crmbot.core import channels, digests
from crmbot.core.context import Context
from crmbot.core.digests import Wish, reading
from crmbot.core.errors import InvalidInput
from crmbot.core.snapshot import day
from crmbot.language import habit_words, timetables, when
from crmbot.language.timetables import Timetable
from crmbot.store.models.channel import Channel
from crmbot.store.models.digest import Digest
from crmbot.store.models.people import User

_ON = frozenset({"on", "start", "resume", "yes"})
_OFF = frozenset({"off", "stop", "pause", "no", "never"})
_NOW = frozenset({"now", "test", "show"})


class SetDigest(Form):
    """When to be told of one's day, and of what in it."""

    what: Annotated[
        str, Rest(), Aside(), Field(max_length=100, description="on, off, now, or when: 08:00 weekdays")
    ] = ""
    at: Annotated[str | None, Quick("07:30", "08:00", "09:00"), Field(max_length=20, description="At what time?")] = (
        None
    )
    days: Annotated[
        str | None,
        Quick("work days", "mon-fri", "every day"),
        Field(max_length=60, description="On which days?"),
    ] = None
    parts: Annotated[
        str | None,
        Aside(),
        Field(max_length=100, description="Which parts: tasks, events, deals, leads, drafts, or all?"),
    ] = None


@command(
    "digest",
    aliases=["digests"],
    examples=["", "08:00 weekdays", "on at:7:45", "now", "off", "parts:tasks,events"],
    in_place=True,
)
def set_digest(ctx: Context, form: SetDigest) -> Card:
    """Have your day sent to you in the morning; in a channel, the day of its team."""
    first, _, rest = form.what.strip().partition(" ")
    if first.lower() in _NOW:
        return _now(ctx)
    if first.lower() in _OFF:
        return _stopped(ctx)
    is_start = first.lower() in _ON
    wish = _wish(form, rest if is_start else form.what)
    if wish == Wish() and not is_start:
        return _settings_card(ctx)
    digest = digests.set_for_channel(ctx, channels.here(ctx), wish) if _is_shared(ctx) else digests.set_own(ctx, wish)
    said = spans(f"{_whose(ctx)} digest: ", *_schedule(ctx, digest))
    actions = (*_changes(), phrases.undo_action(ctx))
    return Card(said, (Fields(_pairs(ctx, digest)), _foot()), actions, "📰", whisper=not _is_shared(ctx))


def _wish(form: SetDigest, line: str) -> Wish:
    """Return what is wished for; what the line says is overruled by the fields. Raises `InvalidInput`."""
    said = timetables.read(line)
    if said.rest:
        raise InvalidInput("what", line, f"I do not know “{said.rest}” there", ("on", "off", "now", "08:00 weekdays"))
    return Wish(
        at=_at(form.at) if form.at else said.at,
        days=_days(form.days) if form.days else _chosen_days(said),
        parts=digests.parts_named(form.parts) if form.parts else None,
    )


def _at(text: str) -> time:
    found = timetables.clock(text)
    if found is None:
        raise InvalidInput("at", text, "not a time of day; try 08:00", ("07:30", "08:00", "09:00"))
    return found


def _days(text: str) -> str:
    said = timetables.read(text)
    days = _chosen_days(said)
    if days is None or said.rest or said.at is not None:
        raise InvalidInput("days", text, "which days are that?", ("work days", "mon-fri", "every day"))
    return days


def _chosen_days(said: Timetable) -> str | None:
    """Return the days that were said: none of the week for one's own work days; None where nothing was said."""
    return "" if said.work_days else said.days


def _stopped(ctx: Context) -> Card:
    digest = _there(ctx)
    if digest is None or not digest.is_active:
        return _settings_card(ctx)
    digests.stop(ctx, digest)
    title = spans(f"{_whose(ctx)} digest is off.")
    again = Action("Turn on", Invocation("digest", {"what": "on"}))
    return Card(title, actions=(again, phrases.undo_action(ctx)), icon="📰", whisper=not _is_shared(ctx))


def _now(ctx: Context) -> Card:
    """Show the digest of this moment; one nobody has set is shown as it would be."""
    told = reading.told(ctx, _as_it_would_be(ctx))
    card = digest_card(told) if told is not None else None
    if card is None:
        foot = Footer(spans("On such a day nothing is sent."))
        return Card(spans("Nothing to tell today."), (foot,), (_change(),), "📰", whisper=True)
    return card


def _as_it_would_be(ctx: Context) -> Digest:
    """Return the digest that is set, as if the actor had; it is not stored. Raises `NotAllowed` in a channel."""
    channel = channels.here(ctx) if _is_shared(ctx) else None
    if channel is not None:
        digests.require(ctx, channel)
    there = _there(ctx)
    return Digest(
        user_id=ctx.actor.id if channel is None else None,
        channel_id=channel.id if channel is not None else None,
        at=there.at if there is not None else digests.USUAL_AT,
        days=there.days if there is not None else None,
        parts=there.parts if there is not None else None,
        is_active=True,
        made_by_id=ctx.actor.id,
    )


def _is_shared(ctx: Context) -> bool:
    """Tell whether several read along here: then it is about the channel's digest."""
    return bool(ctx.origin.address) and not ctx.origin.private


def _there(ctx: Context) -> Digest | None:
    """Return the digest that is meant here; a channel nobody has set anything for has none."""
    if not _is_shared(ctx):
        return digests.own(ctx)
    channel = channels.at(ctx.session, ctx.origin.address)
    return digests.of_channel(ctx, channel) if channel is not None else None


def _whose(ctx: Context) -> str:
    return "This channel’s" if _is_shared(ctx) else "Your"


def _settings_card(ctx: Context) -> Card:
    """Draw how a digest is set, with the ways to change that."""
    digest = _there(ctx)
    if digest is None or not digest.is_active:
        lines = (Line(spans("What is late, what is on, which deals need a push: in one message, on your days.")),)
        at = digest.at if digest is not None else digests.USUAL_AT
        turn_on = Action(f"Turn on, {at:%H:%M}", Invocation("digest", {"what": "on"}), style="primary")
        return Card(spans(f"{_whose(ctx)} digest is off"), lines, (turn_on, _change(), _look()), "📰", whisper=True)
    pairs = (("When", _schedule(ctx, digest)), *_pairs(ctx, digest))
    title = spans(bold(f"{_whose(ctx)} digest"), f" · {digest.at:%H:%M}")
    return Card(title, (Fields(pairs), _foot()), _changes(), "📰", whisper=True)


def _pairs(ctx: Context, digest: Digest) -> tuple[tuple[str, Spans], ...]:
    """Return when a digest comes next, what is in it, and in a channel whose doing it is."""
    return (
        ("Next", (_next(ctx, digest),)),
        ("Parts", spans(", ".join(digest.parts or day.PARTS))),
        *(_pairs_of_channel(ctx, digest) if digest.channel_id is not None else ()),
    )


def _pairs_of_channel(ctx: Context, digest: Digest) -> tuple[tuple[str, Spans], ...]:
    where = phrases.topic(ctx, ctx.session.get_one(Channel, digest.channel_id), digest.topic)
    maker = ctx.session.get_one(User, digest.made_by_id).name
    return (*((("Told in", spans(where)),) if where else ()), ("Set by", spans(maker)))


def _foot() -> Footer:
    told = "Left out on holidays, and when there is nothing to tell. "
    return Footer(spans(told, code("digest off"), " stops it."))


def _changes() -> tuple[Action, ...]:
    return (_change(), _look(), Action("Turn off", Invocation("digest", {"what": "off"})))


def _schedule(ctx: Context, digest: Digest) -> tuple[Span, ...]:
    """Return when a digest comes: `08:00 (Paris), Mon–Fri`."""
    zone = when.zone_name(digests.zone_of(ctx.session, digest, ctx.org))
    return spans(bold(f"{digest.at:%H:%M}"), f" ({zone}), {days_words(digest)}")


def days_words(digest: Digest) -> str:
    """Return the days of a digest as people read them."""
    return habit_words.show_days(digest.days) if digest.days else "work days"


def _next(ctx: Context, digest: Digest) -> Span:
    at = digests.next_of(ctx.session, digest)
    assert at is not None  # it is on
    return phrases.moment(ctx, at)


def _change() -> Action:
    return Action("Time and days…", Invocation("digest", form=True))


def _look() -> Action:
    return Action("See it now", Invocation("digest", {"what": "now"}))
