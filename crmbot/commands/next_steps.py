"""The next step: asked for after whatever was done, answered with one tap."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Line, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Head, Hidden, Inline, Key, Mentioned, Quick, RecordRef, Ref, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.phrases import form_action
from crmbot.commands.showing import card_of
from crmbot.core import lookup, notes, records, subjects, tasks
from crmbot.core.context import Context
from crmbot.core.errors import NotFound
from crmbot.core.settings import options
from crmbot.core.tasks import TaskDraft
from crmbot.language import follow_ups
from crmbot.language.codes import SUBJECT, parse_code
from crmbot.language.fold import name_key, tokens
from crmbot.language.text import first_line
from crmbot.language.when import When
from crmbot.store.models.activity import Task
from crmbot.store.models.record import Record

TITLE_LENGTH = 80
_BEHIND = re.compile(r"(?:with|on|about|for|up)\b", re.IGNORECASE)

# Said, not reckoned: a button that is pressed days later means the day after that.
_CHOICES = (("Tomorrow", "tomorrow"), ("+3 days", "in 3 days"), ("Next week", "next week"))


def actions(ctx: Context, about: Record, after: Record | None = None) -> tuple[Action, ...]:
    """Return the answers to "Next step?": each makes a task about a record at once, the last one closes the question.

    `after` is the note, task or event whose card asks; without one the card of `about` takes its place.
    Empty where the organisation does not want to be asked, or the actor makes no tasks.
    """
    if not options.option(ctx, options.ASK_NEXT_STEP) or not ctx.actor.can("task.create"):
        return ()
    args = {"about": records.code(about)} | ({"after": records.code(after)} if after is not None else {})
    steps = [Action(label, Invocation("follow up", {"due": due, **args})) for label, due in _CHOICES]
    none = Action("None", Invocation("no next step", {"which": records.code(after or about)}))
    return (*steps, none)


class NextStep(Form):
    """When to get back to whom."""

    about: Annotated[
        RecordRef | None,
        Mentioned(),
        Key("on", "with"),
        Ref(SUBJECT, *subjects.ACTIVITIES),
        Field(description="With whom, or about what?"),
    ] = None
    due: Annotated[
        When, Inline(), Key("by", "at"), Quick("tomorrow", "in 3 days", "next week"), Field(description="When?")
    ]
    text: Annotated[str | None, Rest(), Aside(), Field(max_length=200, description="What is to be done?")] = None
    after: Annotated[RecordRef | None, Hidden(), Ref(*subjects.ACTIVITIES)] = None


@command(
    "follow up",
    permission="task.create",
    aliases=["next step", "followup"],
    examples=["Acme tomorrow", "with Jane fri 10:00 about the valves"],
    in_place=True,
)
def follow_up(ctx: Context, form: NextStep) -> Card:
    """Make a task to get back to somebody."""
    text, named = _named(ctx, form)
    about = _subject(ctx, named)
    after = lookup.get(ctx, form.after.id) if form.after else None
    if after is None and named.kind in subjects.ACTIVITIES:
        after = named
    words = _words(text, about)
    made = _made_already(ctx, words, form.due, about, after)
    task = made or make(ctx, words, form.due, [about], after)
    return step_card(ctx, task, after)


def _made_already(ctx: Context, words: str, due: When, about: Record, after: Record | None) -> Task | None:
    """Return the task that the same tap has made before: a button can be hit twice before its card has changed."""
    made = notes.follow_up_of(ctx, after) if after is not None else None
    same = made is not None and made.is_open and (made.title, tasks.due_of(made)) == (_title(words, about), due)
    return made if same else None


def make(ctx: Context, words: str, due: When, about: Sequence[Record], after: Record | None = None) -> Task:
    """Make the task that follows from something; words that say too little are made whole with the first's name."""
    behind = [after] if after is not None and after.kind != "task" else []
    return tasks.create(ctx, TaskDraft(_title(words, about[0]), due, [*tasks.unique(about), *behind]))


def _title(words: str, about: Record) -> str:
    return first_line(follow_ups.titled(words, about.title), TITLE_LENGTH)


def nearest(about: Sequence[Record]) -> Record:
    """Return whom a next step is with: a person before a company, else what comes first."""
    return next((record for record in about if record.kind == "contact"), about[0])


def step_card(ctx: Context, task: Task, after: Record | None) -> Card:
    """Draw the next step that was just made, and behind it what it follows from."""
    due = tasks.due_of(task)
    words = phrases.read_as(ctx, due) if due is not None else "no date"
    title = spans("Next step ", bold(words), ": ", phrases.link(task))
    blocks = () if after is None else _behind(ctx, after)
    change = form_action("Other time…", "move", task)
    return Card(title, blocks, (change, phrases.undo_action(ctx)), "✅", records.code(task))


class Left(Form):
    """Something done that nothing follows from."""

    which: Annotated[RecordRef, Head(), Ref(), Field(description="After what?")]


@command("no next step", permission="task.create", examples=["N-88"], in_place=True)
def leave(ctx: Context, form: Left) -> Card:
    """Say that nothing follows for now."""
    return card_of(ctx, lookup.get(ctx, form.which.id))


def _behind(ctx: Context, after: Record) -> tuple[Line, ...]:
    return (Line(spans("After: ", *card_of(ctx, after).title)),)


def _words(text: str, about: Record) -> str:
    """Return the words a follow-up is called by; where they are no more than the name, there are none."""
    said = _behind_name(" ".join(text.split()), about)
    if set(tokens(said)) <= {*tokens(about.title), "with", "on", "about", "for"}:
        return ""
    return f"Follow up {said}" if _BEHIND.match(said) else f"Follow up: {said}"


def _behind_name(said: str, about: Record) -> str:
    """Return what is said behind a name with a colon, which only says whom it is about: `for Acme: send a contract`."""
    name, colon, behind = said.partition(": ")
    is_name = name_key(_BEHIND.sub("", name, count=1).strip()) == name_key(about.title)
    return behind if colon and behind and is_name else said


def _named(ctx: Context, form: NextStep) -> tuple[str, Record]:
    """Return what is to be done and what it is about: a code in front, else as given, else what is in hand."""
    words = (form.text or "").split()
    place = 1 if words and _BEHIND.fullmatch(words[0]) else 0
    if len(words) > place and parse_code(words[place].rstrip(",:;")):
        found = lookup.resolve(ctx, words[place].rstrip(",:;"))
        return " ".join(words[place + 1 :]), lookup.get(ctx, found.id)
    return " ".join(words), lookup.get(ctx, form.about.id) if form.about is not None else _in_hand(ctx)


def _in_hand(ctx: Context) -> Record:
    """Return what was last spoken of. Raises `NotFound`."""
    number = lookup.it(ctx)
    if number is None:
        raise NotFound("it")
    return lookup.get(ctx, number)


def _subject(ctx: Context, record: Record) -> Record:
    """Return what a next step is about: of an activity, what that is about."""
    if record.kind in subjects.kinds():
        return record
    return lookup.behind(ctx, record.id) or record
