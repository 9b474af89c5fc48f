"""Reminders as they arrive: at their time, before it, again, for whoever is next, and what was held in one piece."""

from datetime import datetime, timedelta

from crmbot.chat.card import Action, Card, Footer, Item, Items, Line, Menu, Spans, code, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.phrases import act, form_action, show_action
from crmbot.commands.reminders.snoozing import snooze_menu
from crmbot.commands.showing import card_of, icon_of
from crmbot.commands.telling import Fact, tells
from crmbot.core import permissions, records, reminders, tasks
from crmbot.core.context import Context
from crmbot.language import offsets
from crmbot.language.when import When
from crmbot.store.models.activity import Activity, Event, Task
from crmbot.store.models.people import User

BUNDLED = 10
"""So many of what was held stand in one card; the others are a tap away."""

NOTABLE = timedelta(minutes=1)
"""From so late on a reminder says that it is."""


@tells("reminder")
def reminder_card(ctx: Context, fact: Fact) -> Card | None:
    """Draw a reminder at its time: named person, what, about what, and what can be done."""
    subject = fact.record
    if not isinstance(subject, Activity) or not reminders.is_live(subject) or not _may_read(ctx, subject, fact):
        return None
    card = card_of(ctx, subject)
    title = spans(_instead(ctx, fact), _opening(ctx, subject, fact), *card.title)
    blocks = (*card.blocks, Footer(_why(ctx, subject, fact)))
    return Card(title, blocks, _actions(ctx, card, subject, fact), "⏰", card.about)


def _may_read(ctx: Context, subject: Activity, fact: Fact) -> bool:
    """Tell whether somebody who is told besides those it is for may still see it."""
    if fact.args.get("kind") != reminders.ESCALATE:
        return True
    return permissions.sees(ctx, subject)


def _instead(ctx: Context, fact: Fact) -> str:
    """Say whose reminder it is, where somebody else is told: `For Ben: `."""
    whose = _whose(ctx, fact)
    return f"For {whose.name}: " if whose is not None else ""


def _whose(ctx: Context, fact: Fact) -> User | None:
    return ctx.session.get(User, int(fact.args[reminders.INSTEAD_OF])) if reminders.INSTEAD_OF in fact.args else None


def _opening(ctx: Context, subject: Activity, fact: Fact) -> str:
    kind = fact.args.get("kind", "")
    match kind:
        case _ if reminders.SECOND in fact.args:
            return "Still open: " if isinstance(subject, Task) else ""
        case reminders.SNOOZE:
            return "Again: "
        case reminders.ESCALATE:
            return "Nobody has acted: "
        case reminders.NAG:
            return "Still open: "
        case reminders.AT_TIME:
            return "Now: " if isinstance(subject, Event) and not subject.all_day else "Due: "
        case _:
            return "Coming up: " if "held" in fact.args else f"{_ahead(ctx, subject)}: "


def _ahead(ctx: Context, subject: Activity) -> str:
    """Return how far off it is, in the largest unit that tells it: `In 1 hour`."""
    at = subject.starts_at if isinstance(subject, Event) and not subject.all_day else subject.due_at
    if at is None:
        return "Coming up"
    minutes = round((at - ctx.now).total_seconds() / 60)
    return f"In {offsets.show_length(minutes)}" if minutes > 0 else "Now"


def _why(ctx: Context, subject: Activity, fact: Fact) -> Spans:
    """Say why this came and how to have it otherwise."""
    whose = _whose(ctx, fact)
    if whose is not None:
        why = "has no access any more" if not whose.is_active else "cannot be reached"
        return spans(*_late(ctx, fact), f"{whose.name} {why} · ", code(f"hand over {whose.name}"))
    if reminders.SECOND in fact.args:
        at = phrases.moment(ctx, datetime.fromisoformat(fact.args[reminders.SECOND]))
        return spans("It came in another chat of yours at ", at, " · ", code("set second:off"))
    if "held" in fact.args:
        at = phrases.moment(ctx, datetime.fromisoformat(fact.args["held"]))
        return spans("Held since ", at, ", it was quiet · ", code("settings"))
    return spans(*_late(ctx, fact), *_of_kind(fact.args.get("kind", ""), records.code(subject)))


def _of_kind(kind: str, sign: str) -> Spans:
    """Say what kind of reminder it is, and how that one is stopped."""
    match kind:
        case reminders.NAG:
            return spans("Until it is done · ", code(f"nag {sign} off"))
        case reminders.ESCALATE:
            return spans("You are told next · ", code(f"escalate {sign} off"))
        case _:
            word = "put off until now" if kind == reminders.SNOOZE else _usual(kind)
            return spans(f"Reminder {word} · stop or change: ", code(f"reminders {sign}"))


def _late(ctx: Context, fact: Fact) -> Spans:
    """Say so when a reminder leaves noticeably later than it was to: many were due at once, or nobody was at work."""
    due = datetime.fromisoformat(fact.args["due"]) if "due" in fact.args else ctx.now
    if ctx.now - due < NOTABLE:
        return ()
    return spans("Late: for ", phrases.moment(ctx, due), ", sent ", phrases.moment(ctx, ctx.now), " · ")


def _usual(kind: str) -> str:
    """Return which reminder it is: `at the time`, `1 hour before`."""
    minutes = kind.removeprefix("before:")
    if minutes.isdecimal():
        return offsets.show_offset(int(minutes))
    return "you asked for" if kind.startswith("at:") else offsets.show_offset(offsets.AT_TIME)


def _actions(ctx: Context, card: Card, subject: Activity, fact: Fact) -> tuple[Action | Menu, ...]:
    shown = show_action("Open", subject)
    if fact.args.get("kind") == reminders.ESCALATE:
        return (act("Done", "done", subject), form_action("Give to…", "give", subject), shown)
    whose = _whose(ctx, fact)
    if whose is not None:
        steps = (
            (act("Done", "done", subject), form_action("Give to…", "give", subject))
            if isinstance(subject, Task)
            else ()
        )
        return (*steps, Action("All their work…", Invocation("hand over", {"who": whose.email})), shown)
    if isinstance(subject, Event):
        return (snooze_menu(ctx, subject), shown)
    done = next((action for action in card.actions if isinstance(action, Action)), None)
    first = (done,) if done is not None else ()
    return (*first, snooze_menu(ctx, subject), form_action("Reschedule…", "move", subject), shown)


@tells(reminders.HELD)
def held_card(ctx: Context, fact: Fact) -> Card | None:
    """Draw what was held while it was quiet in one piece, each with what can be done at once."""
    numbers = [int(number) for number in fact.args["reminders"].split(",")]
    found = reminders.held_now(ctx.session, numbers)
    if not found:
        return None
    rows = tuple(Item(_row(ctx, subject), _row_action(subject)) for subject in found[:BUNDLED])
    more = len(found) - BUNDLED
    blocks = (Items(rows, first=1), *((Line(spans(f"and {more} more: ", code("tasks"))),) if more > 0 else ()))
    why = Footer(spans("You wanted quiet until now · ", code("settings")))
    actions = (Action("My tasks", Invocation("tasks")), Action("Quiet hours…", Invocation("set", form=True)))
    return Card(spans(f"While it was quiet · {len(found)}"), (*blocks, why), actions, "🌙")


def _row(ctx: Context, subject: Activity) -> Spans:
    at = _time(ctx, subject)
    when = spans(" · ", at) if at else ()
    return (*spans(f"{icon_of(subject.kind)} ", phrases.link(subject)), *when)


def _time(ctx: Context, subject: Activity) -> str:
    if isinstance(subject, Task):
        return phrases.due_words(ctx, tasks.due_of(subject))
    if subject.starts_at is not None and not subject.all_day:
        return phrases.clock(ctx, subject.starts_at)
    return phrases.due_words(ctx, When(subject.starts_on, None, ctx.actor.zone)) if subject.starts_on else ""


def _row_action(subject: Activity) -> Action:
    return act("Done", "done", subject) if isinstance(subject, Task) else show_action("Open", subject)
