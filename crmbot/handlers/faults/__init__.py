"""Answers to what went wrong: what was understood, what is wrong, the way on and the way out (spec: commands, 5)."""

from collections.abc import Sequence
from dataclasses import replace

from crmbot.chat.card import Action, Card, Footer, Line, bold, code, spans
from crmbot.chat.invocation import Invocation
from crmbot.core.errors import (
    Ambiguous,
    Conflict,
    CrmError,
    Duplicate,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotUndone,
    Suspended,
    Unavailable,
)
from crmbot.handlers.faults import records, rights
from crmbot.handlers.faults.fields import problems
from crmbot.handlers.faults.late import old_button, pressed_late, sent_already, shown_late
from crmbot.handlers.faults.wording import CHOICES, Wanted, again, kept, quoted, warning
from crmbot.handlers.intents import Unknown
from crmbot.language.text import first_line

__all__ = [
    "Wanted",
    "card",
    "not_understood",
    "old_button",
    "our_fault",
    "pressed_late",
    "problems",
    "sent_already",
    "shown_late",
    "unknown_word",
]

_LABEL = 30
_QUOTED = 80


def card(error: CrmError, wanted: Wanted) -> Card:
    """Return the answer to an error of the core."""
    match error:
        case NotFound():
            return records.not_found(error, wanted)
        case Ambiguous():
            return records.pick(error, wanted)
        case Duplicate():
            return records.duplicate(error, wanted)
        case InvalidInput():
            return _invalid(error, wanted)
        case NotAllowed():
            return rights.not_allowed(error, wanted)
        case Conflict():
            return records.conflict(error, wanted)
        case NotUndone():
            return _not_undone(error, wanted)
        case _:
            return _closed(error)


def _not_undone(error: NotUndone, wanted: Wanted) -> Card:
    """Say why a change stays and which it is, and offer the one before it."""
    why = card(error.why, wanted)
    more = (f"Not taken back: {error.what}.",) if error.what else ()
    lines = (*why.blocks, *(Line(spans(text)) for text in more))
    args = {"batch": error.before, "late": "yes"}
    label = f"Undo the one before: {first_line(error.before_what, _LABEL)}"
    steps = (Action(label, Invocation("undo", args)),) if error.before else ()
    return replace(why, blocks=lines, actions=steps)


def _closed(error: CrmError) -> Card:
    """Return the answer where there is nothing to pick or to mend."""
    match error:
        case Suspended():
            return warning("Your access is suspended.", "An owner can switch it on again.")
        case Unavailable():
            return warning(f"{error.what} does not answer right now.", "Nothing was changed. Try again in a while.")
        case _:
            raise error


def unknown_word(unknown: Unknown) -> Card:
    """Return the answer to a word that is no command, with what may be meant and a way to keep the text."""
    near = list(unknown.near[:3])
    title = spans("I don't know ", code(unknown.word), ".")
    if near:
        title = (*title, *spans(" Did you mean ", bold(near[0]), "?"))
    behind = unknown.text[len(unknown.word) :].strip()
    actions = [
        Action(f"{word} {behind}".strip()[:60], Invocation("say", {"line": f"{word} {behind}".strip()}))
        for word in near
    ]
    if behind:
        actions.append(Action("Save as note", Invocation("note", {"text": unknown.text}, form=True)))
    if not near:
        actions.append(Action(f"find {unknown.text}"[:60], Invocation("find", {"query": unknown.text})))
    return Card(title, actions=(*actions, Action("Help", Invocation("help"))), icon="🤔", whisper=True)


def _invalid(error: InvalidInput, wanted: Wanted) -> Card:
    given = f"“{error.given[:_QUOTED]}”: " if error.given else ""
    lines = (Line(spans("One of: " + ", ".join(error.choices))),) if error.choices else ()
    actions: tuple[Action, ...] = ()
    if wanted.invoke is not None:
        name, values = wanted.invoke.command.name, dict(wanted.invoke.values)
        fields = {spec.name for spec in wanted.invoke.command.fields}
        fixes = [Action(choice, again(wanted.invoke, error.field, choice)) for choice in error.choices[:CHOICES]]
        actions = (
            *(fixes if error.field in fields else ()),
            Action("Fix in form", Invocation(name, values, form=True)),
        )
    reason = error.reason[:1].upper() + error.reason[1:]
    return Card(spans(f"{given}{reason}."), blocks=(*lines, *kept(wanted)), actions=actions, icon="✋", whisper=True)


def not_understood(text: str, meant: Sequence[str]) -> Card:
    """Return the answer to words that name nobody we know: they are kept, and can become a note or what was meant."""
    save = Action("Save as note", Invocation("note", {"text": text}, form=True), style="primary")
    tries = [Action(first_line(line, _LABEL), Invocation("say", {"line": line})) for line in meant]
    lines = (quoted(text), Footer(spans("Your text is kept for a day.")))
    helped = Action("What can I type?", Invocation("help"))
    return Card(spans("I didn't get that."), lines, (save, *tries, helped), icon="🤔", whisper=True)


def our_fault(ref: str) -> Card:
    """Return the answer to a failure of ours: nothing was changed, and the text is kept for another try."""
    return Card(
        spans("That failed on our side, nothing was changed."),
        blocks=(Line(spans("Your text is kept.")), Footer(spans(f"Ref {ref}"))),
        actions=(Action("Try again", Invocation("again", {"ref": ref})),),
        icon="💥",
        whisper=True,
    )
