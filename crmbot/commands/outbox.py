"""What could not be delivered, in chat: listed with its reason and age, tried again, or dropped."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Fields, Footer, Item, Items, Line, Spans, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Hidden, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.core import records
from crmbot.core.context import Context
from crmbot.core.delivery import dead_letters
from crmbot.core.delivery.dead_letters import MANAGE, Letter
from crmbot.core.errors import InvalidInput
from crmbot.core.outbox import LATE
from crmbot.core.reminders.held import HELD
from crmbot.language.codes import LARGEST
from crmbot.language.fold import fold

ICON = "📮"
PAGE = 10
_ALL = frozenset({"all", "everything", "*"})
_UNITS = (("d", timedelta(days=1)), ("h", timedelta(hours=1)), ("min", timedelta(minutes=1)))
_WORDS = {"reminder": "a reminder", HELD: "reminders", LATE: "an answer", "news": "news", "digest": "a digest"}


class WhichLetter(Form):
    """All undelivered messages, or one of them."""

    number: Annotated[str, Rest(), Aside(), Field(max_length=20, description="Which one? Its number")] = ""
    page: Annotated[int, Hidden()] = 1


class OneOrAll(Form):
    """One undelivered message, or all of them."""

    number: Annotated[str, Rest(), Field(max_length=20, description="Which one? Its number, or all")]


class Dropped(Form):
    """Messages that were dropped together."""

    first: Annotated[int, Hidden()]
    last: Annotated[int, Hidden()]


@command("outbox", permission=MANAGE, aliases=["dead letters", "undelivered"], examples=["", "14"], group="settings")
def show_outbox(ctx: Context, form: WhichLetter) -> Card:
    """List the messages nobody could be reached with, why and since when, or show one of them."""
    if form.number:
        return _letter_card(ctx, dead_letters.get(ctx, _number(form.number)))
    found, total = dead_letters.page(ctx, PAGE, (form.page - 1) * PAGE)
    title = spans(bold("Not delivered"), f" · {total}")
    if not found:
        return Card(title, (Line(spans("Everything has reached somebody.")),), icon=ICON, whisper=True)
    rows = Items(tuple(Item(_row(ctx, each), _look(each)) for each in found))
    turns = phrases.pager(show_outbox.name, {}, form.page, -(-total // PAGE))
    actions = (*turns, _retry("all", "Retry all"), _drop("all", "Drop all", f"Drop all {total}?"))
    return Card(title, (rows,), actions, icon=ICON, whisper=True)


@command("outbox retry", permission=MANAGE, examples=["14", "all"], group="settings")
def retry(ctx: Context, form: OneOrAll) -> Card:
    """Send an undelivered message once more, or all of them."""
    count = dead_letters.retry(ctx, _number_or_all(form.number))
    title = f"{_messages(count)} {'is' if count == 1 else 'are'} on the way again." if count else "Nothing lies there."
    hint = Footer(spans("What still cannot be delivered comes back to ", code(show_outbox.name), "."))
    return Card(spans(title), (hint,) if count else (), (_list(),), icon=ICON, whisper=True)


@command("outbox drop", permission=MANAGE, examples=["14", "all"], changes=True, group="settings")
def drop(ctx: Context, form: OneOrAll) -> Card:
    """Drop an undelivered message, or all of them: they are not sent any more."""
    numbers = dead_letters.drop(ctx, _number_or_all(form.number))
    if not numbers:
        return Card(spans("Nothing lies there."), icon=ICON, whisper=True)
    args = {"first": str(numbers[0]), "last": str(numbers[-1])}
    undo = Action("Undo", Invocation(put_back.name, args))
    return Card(spans(f"Dropped: {_messages(len(numbers))}."), actions=(undo, _list()), icon="🗑", whisper=True)


@command("outbox restore", permission=MANAGE, changes=True, visible=False)
def put_back(ctx: Context, form: Dropped) -> Card:
    """Put dropped messages back."""
    count = dead_letters.put_back(ctx, form.first, form.last)
    return Card(spans(f"Back in the outbox: {_messages(count)}."), actions=(_list(),), icon=ICON, whisper=True)


def _number(text: str) -> int:
    digits = text.strip().removeprefix("#")
    if not digits.isdecimal() or len(digits) >= len(str(LARGEST)):  # no list is as long
        raise InvalidInput("number", text, "it is a number from the list", (f"{show_outbox.name}",))
    return int(digits)


def _number_or_all(text: str) -> int | None:
    return None if fold(text) in _ALL else _number(text)


def _messages(count: int) -> str:
    return phrases.counted(count, "message")


def _row(ctx: Context, letter: Letter) -> Spans:
    """Return a line: `#14 a reminder (T-9) to Ben Toth · blocked · 2 h ago`."""
    about = f" ({records.code(letter.record)})" if letter.record is not None else ""
    return spans(
        bold(f"#{letter.number}"), f" {what(letter)}{about} to {_to(letter)} · {letter.reason} · {_age(ctx, letter)}"
    )


def _letter_card(ctx: Context, letter: Letter) -> Card:
    about = spans(records.code(letter.record)) if letter.record is not None else spans("no record")
    at = spans(phrases.moment(ctx, letter.at)) if letter.at is not None else spans("before this was kept")
    pairs = (
        ("What", spans(what(letter))),
        ("To", spans(_to(letter))),
        ("About", about),
        ("Why not", spans(letter.reason or "unknown")),
        ("Tries", spans(str(letter.tries + 1))),
        ("Given up", at),
    )
    number = str(letter.number)
    actions = (_retry(number, "Retry"), _drop(number, "Drop", f"Drop message {number}?"), *_tasks(letter), _list())
    title = spans(bold(f"Message {number}"), f" did not reach {_to(letter)}")
    return Card(title, (Fields(pairs),), actions, icon=ICON, whisper=True)


def what(letter: Letter) -> str:
    """Return what a message was, in words: what it said is nobody's business here."""
    return _WORDS.get(letter.kind) or letter.kind.replace(".", " ")


def _to(letter: Letter) -> str:
    return letter.who or "a channel"


def _age(ctx: Context, letter: Letter) -> str:
    if letter.at is None:
        return "long ago"
    passed = ctx.now - letter.at
    for unit, size in _UNITS:
        if passed >= size:
            return f"{passed // size} {unit} ago"
    return "just now"


def _tasks(letter: Letter) -> tuple[Action, ...]:
    return (Action("Their tasks", Invocation("tasks", {"who": letter.who})),) if letter.user_id is not None else ()


def _look(letter: Letter) -> Action:
    return Action(f"#{letter.number}", Invocation(show_outbox.name, {"number": str(letter.number)}))


def _retry(number: str, label: str) -> Action:
    return Action(label, Invocation(retry.name, {"number": number}), style="primary")


def _drop(number: str, label: str, question: str) -> Action:
    return Action(label, Invocation(drop.name, {"number": number}), confirm=question)


def _list() -> Action:
    return Action("Outbox", Invocation(show_outbox.name))
