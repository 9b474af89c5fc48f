"""Asking to be reminded: of a record before its time or at one of its own, or of a few words at a time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Card, Line, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Inline, Key, Person, Quick, RecordRef, Ref, Rest, UserRef
from crmbot.chat.reply import Fault, OpenForm, Problem, Reply
from crmbot.commands import phrases, repeating
from crmbot.commands.phrases import form_action, show_action
from crmbot.commands.reminders.muting import noted
from crmbot.commands.series import come_again
from crmbot.commands.shared_fields import Every
from crmbot.commands.showing import card_of
from crmbot.core import lookup, records, reminders, tasks
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput, NotFound
from crmbot.core.naming import mentions
from crmbot.core.tasks import TaskDraft
from crmbot.language import offsets, recurring
from crmbot.language.codes import SUBJECT, parse_code
from crmbot.language.names import without_article
from crmbot.language.recurring import Repeat
from crmbot.language.when import When
from crmbot.store.models.activity import Activity
from crmbot.store.models.record import Record

KINDS = ("task", "event")
_LEAD = re.compile(
    r"^(?:(?:(?:me|us|here|to|that|of|about|daran|dass ich|zu|de|que)\b|an(?= d(?:as|en|em|ie|er)\b)|d['\u2019])\s*)+",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(r"(?!(?:an?|the|my|our)\b)[^\W\d_][\w.'-]*(?: [^\W\d_][\w.'-]*)? (?:to|about|of) [^\W\d_]{2,}")
_BEFORE_NAME = re.compile(r"(?P<length>\S.*?)\s+(?:before|ahead of|prior to)\s+(?P<name>\S.*)", re.IGNORECASE)
_IN_HAND = frozenset({"it", "that", "this", "then", "start", "it starts", "it begins", "it is due", "due", "time"})
_PLAIN = frozenset({"meeting", "event", "call", "visit", "task", "appointment", "deadline", "one"})
"""What anything with a time may be called, if nothing bears that name."""
_USUAL_TITLE = "Reminder"
_ONCE = "a reminder of it comes once; have it come again itself: repeat {}"
_WANTED = "say how long before: 15 min before, 1h before, 1 day before"


class Remind(Form):
    """What to be reminded of, and when."""

    text: Annotated[
        str | None, Rest(), Field(max_length=200, description="Of what, or how long before it? (1 hour before)")
    ] = None
    due: Annotated[
        When | None,
        Inline(),
        Key("at"),
        Quick("in 1 hour", "tomorrow 9:00", "next mon 9:00"),
        Field(description="At what time?"),
    ] = None
    who: Annotated[UserRef | None, Inline(), Key("for"), Person(), Aside(), Field(description="Whom?")] = None
    which: Annotated[RecordRef | None, Ref(*KINDS), Aside(), Field(description="Which task or event?")] = None
    about: Annotated[RecordRef | None, Key("on"), Ref(SUBJECT), Aside(), Field(description="About which record?")] = (
        None
    )
    every: Every = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the words of a line say: how long before, of which record, and what is left of them.

    `about`: a record that has no time of its own, which a reminder can be about.
    """

    subject: Activity | None
    words: str
    about: Record | None = None

    @property
    def minutes(self) -> tuple[int, ...]:
        """How long before, where that is all they say."""
        return offsets.read_offsets(self.words) or () if self.words else ()


@command(
    "remind",
    permission="task.create",
    aliases=["remind me"],
    examples=["me 1 hour before", "T-9 1d before @eva", "me tomorrow 9am to call Anna", "me weekly to call Anna"],
)
def remind(ctx: Context, form: Remind) -> Reply:
    """Ask to be reminded: before a task or an event, or of anything at a time."""
    asked = _asked(ctx, form)
    if form.due is not None:
        return _at(ctx, form, asked, form.due)
    if not asked.minutes and asked.subject is not None and asked.words:
        raise InvalidInput("text", asked.words, _WANTED)
    if not asked.minutes:
        return _ask_when(form, asked)
    subject = asked.subject or _in_hand(ctx, asked.words)
    reminders.remind(ctx, subject, asked.minutes, user_id=form.who.id if form.who else None)
    whom = f"{form.who.name} is reminded" if form.who and form.who.id != ctx.actor.id else "You are reminded"
    return _reminded(ctx, subject, f"{whom} {offsets.show_offsets(asked.minutes)}")


class RemindUs(Form):
    """How long before a task or an event this channel is to hear of it."""

    text: Annotated[str, Rest(), Field(max_length=200, description="How long before? (T-9 1 hour before)")]
    which: Annotated[RecordRef | None, Ref(*KINDS), Aside(), Field(description="Which task or event?")] = None


@command(
    "remind us", permission="task.create", aliases=["remind here"], examples=["1 hour before", "T-9 15 min before"]
)
def remind_us(ctx: Context, form: RemindUs) -> Reply:
    """Have a channel reminded of a task or an event, in the channel itself."""
    asked = _read(ctx, form.text, form.which)
    if not asked.minutes:
        raise InvalidInput("text", form.text, _WANTED)
    subject = asked.subject or _in_hand(ctx, asked.words)
    reminders.remind(ctx, subject, asked.minutes, here=True)
    return _reminded(ctx, subject, f"This channel is reminded {offsets.show_offsets(asked.minutes)}")


def _asked(ctx: Context, form: Remind) -> _Asked:
    return _read(ctx, form.text or "", form.which)


def _read(ctx: Context, text: str, which: RecordRef | None) -> _Asked:
    """Take the record out of the words: named beside them, or its code, or its row in front of them."""
    words = _LEAD.sub("", text.strip())
    if which is not None:
        return _Asked(_activity(ctx, which.id), words)
    first, _, rest = words.partition(" ")
    sign = first.rstrip(",:;")
    if offsets.read_offsets(words) is None and (parse_code(sign) or sign.lower() == "it"):
        return _of(lookup.get(ctx, lookup.resolve(ctx, sign).id), _LEAD.sub("", rest.strip()))
    before = _BEFORE_NAME.fullmatch(words)
    if before is None or offsets.read_offsets(before["length"]) is None:
        return _Asked(None, words)
    return _Asked(_named(ctx, before["name"]), before["length"])


def _of(record: Record, words: str) -> _Asked:
    """Take a record that was named in front: something with a time, else what a reminder is about."""
    if isinstance(record, Activity) and record.kind in KINDS:
        return _Asked(record, words)
    return _Asked(None, words, record)


def _named(ctx: Context, name: str) -> Activity | None:
    """Return the task or event of a name behind "before"; None for what is in hand: "before it", "before the call".

    Raises `NotFound`, `Ambiguous`: nobody is reminded of what they did not mean.
    """
    bare = without_article(name).lower()
    if bare in _IN_HAND:
        return None
    try:
        return _activity(ctx, lookup.resolve(ctx, name, KINDS).id)
    except NotFound:
        number = lookup.it(ctx)
        held = lookup.get(ctx, number) if number is not None and bare in _PLAIN else None
        if isinstance(held, Activity) and held.kind in KINDS:
            return None
        raise


def _activity(ctx: Context, number: int) -> Activity:
    subject = lookup.get(ctx, number)
    assert isinstance(subject, Activity)
    return subject


def _in_hand(ctx: Context, given: str) -> Activity:
    """Return the task or event talked about last. Raises `InvalidInput` when it is none."""
    number = lookup.it(ctx)
    subject = lookup.get(ctx, number) if number is not None else None
    if not isinstance(subject, Activity) or subject.kind not in KINDS:
        raise InvalidInput("text", given, "before what? Name a task or an event: remind T-9 1 hour before")
    return subject


def _ask_when(form: Remind, asked: _Asked) -> OpenForm:
    """Ask for the time; the words stay what it is about."""
    values = {"text": asked.words}
    values |= {"which": records.code(asked.subject)} if asked.subject is not None else {}
    values |= {"about": records.code(asked.about)} if asked.about is not None else {}
    values |= {"who": form.who.name} if form.who is not None else {}
    return OpenForm("remind", values, {"due": Problem(Fault.MISSING)})


def _at(ctx: Context, form: Remind, asked: _Asked, due: When) -> Card:
    """Remind at a time: of a record that is named, else of the words, which become a task, of a series perhaps."""
    if asked.subject is not None and form.every is not None:
        code_of = records.code(asked.subject)
        raise InvalidInput("every", asked.subject.title, _ONCE.format(code_of))
    if asked.subject is not None:
        at = due.instant_or(reminders.DAY_STARTS)
        reminders.at_instant_of(ctx, asked.subject, at, user_id=form.who.id if form.who else None)
        return _reminded(ctx, asked.subject, f"Reminder {phrases.read_as(ctx, due)}")
    about = _about(ctx, form, asked)
    title, due = _title(asked, about, form.text or ""), _to_come(ctx, due, form.every)
    task = tasks.create(ctx, TaskDraft(title, due, about, form.who.id if form.who else None))
    if form.every is not None:
        come_again(ctx, task, form.every)
    card = card_of(ctx, task)
    read = Line(spans(f"Reminder {phrases.read_as(ctx, due)}"))
    made = spans("I will remind ", "you" if not form.who else form.who.name, ": ", bold(task.title), "  ")
    actions = (phrases.undo_action(ctx), form_action("Edit", "task set", task))
    of_whom = (Line(spans("About ", *phrases.links(about))),) if about else ()
    blocks = (read, *of_whom, *repeating.lines(ctx, task))
    return noted(ctx, Card((*made, code(records.code(task))), blocks, actions, "⏰", card.about))


def _to_come(ctx: Context, due: When, every: Repeat | None) -> When:
    """Return the first time of what comes again: a day on which reminders have left already is not the first."""
    if every is None or due.at is not None or due.instant_or(reminders.DAY_STARTS) > ctx.now:
        return due
    later = next(recurring.days(every.parsed, due.on, after=due.on), None)
    return replace(due, on=later) if later is not None else due


def _about(ctx: Context, form: Remind, asked: _Asked) -> list[Record]:
    """Return what a reminder is about: as given, named in front, or whom its words name for certain."""
    given = lookup.get(ctx, form.about.id) if form.about else asked.about
    return [given] if given is not None else list(mentions.named_in(ctx, asked.words).sure)


def _title(asked: _Asked, about: Sequence[Record], typed: str) -> str:
    """Return what one is reminded of; who is no colleague is reminded by whoever asked: `remind Bob to pay`."""
    said = asked.words.strip(" ,.;:")
    if said and said == typed.strip(" ,.;:") and _SOMEBODY.match(said):
        return f"Remind {said}"
    if not said and asked.about is not None:
        return about[0].title
    return said[:1].upper() + said[1:] if said else _USUAL_TITLE


def _reminded(ctx: Context, subject: Activity, said: str) -> Card:
    """Return the card after a reminder was asked for: what was understood, and what is to come."""
    due = next((row for row in reminders.of_subject(ctx, subject) if row.user_id in (ctx.actor.id, None)), None)
    next_one = (Line(spans("The next one leaves ", phrases.moment(ctx, due.due_at))),) if due is not None else ()
    title = spans(bold(said), " · ", phrases.link(subject))
    actions = (phrases.undo_action(ctx), show_action("Open", subject))
    return noted(ctx, Card(title, next_one, actions, "⏰", records.code(subject)))
