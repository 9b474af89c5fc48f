"""Answers about records: what is not there, what may be meant, what is there already, what changed meanwhile."""

from crmbot.chat.card import Action, Card, Line, bold, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import record_lines
from crmbot.core.errors import Ambiguous, Conflict, Duplicate, Found, NotFound, OtherKind, PutAway
from crmbot.handlers.dialogs.filling import option_of
from crmbot.handlers.faults.wording import Wanted, again, at, kept, nothing_called, warning
from crmbot.language import codes


def not_found(error: NotFound, wanted: Wanted) -> Card:
    """Return the answer to a name or code nothing is found for: near ones, and making it."""
    if isinstance(error, PutAway):
        return _put_away(error, wanted)
    if isinstance(error, OtherKind) and error.there is not None:
        return _of_other_kind(error.there, wanted)
    if error.asked == "it":
        return warning("There is no record in hand here.", "Name one, or open one first.", wanted)
    if error.asked == "undo":
        return warning("There is nothing of yours to undo here.")
    actions = [_with(wanted, found) for found in error.near]
    return Card(
        nothing_called(error.asked),
        blocks=kept(wanted),
        actions=tuple(action for action in actions if action),
        icon="🔎",
        whisper=True,
    )


def _of_other_kind(there: Found, wanted: Wanted) -> Card:
    """Say what a code stands for where something else is wanted."""
    sign = codes.show(there.kind, there.id)
    article = "an" if there.kind[0] in "aeiou" else "a"
    title = spans(bold(sign), f" is {article} {there.kind}: {there.title}. That cannot be done to it.")
    shown = Action(f"Open {sign}", Invocation("open", {"which": sign}))
    return Card(title, blocks=kept(wanted), actions=(shown,), icon="✋", whisper=True)


def _put_away(error: PutAway, wanted: Wanted) -> Card:
    """Say who deleted a record, and offer to bring it back."""
    name = error.gone.title if error.gone is not None else error.asked
    who = f" by {error.by}" if error.by else ""
    title = spans(bold(name), f" ({error.asked}) was {error.how}{who}{at(error.at, wanted)}.")
    back = (Action("Restore", Invocation("restore", {"number": error.asked})),) if error.may_restore else ()
    return Card(title, blocks=kept(wanted), actions=back, icon="🗑️", whisper=True)


def pick(error: Ambiguous, wanted: Wanted) -> Card:
    """Return a button for each record that may be meant."""
    actions = [_with(wanted, found) for found in error.candidates]
    shown = tuple(action for action in actions if action)
    title = spans("Which ", bold(error.asked), "?")
    return record_lines.asked_by_number(Card(title, kept(wanted), shown, "🔎", whisper=True), len(shown))


def _with(wanted: Wanted, found: Found) -> Action | None:
    """The same command with the record filled in; without one in hand, the record's card."""
    option = option_of(found)
    if wanted.invoke is None or "which" not in {spec.name for spec in wanted.invoke.command.fields}:
        return Action(option.label, Invocation("open", {"which": option.value}))
    return Action(option.label, again(wanted.invoke, "which", option.value))


def duplicate(error: Duplicate, wanted: Wanted) -> Card:
    """Use the one that is there, or make another anyway (spec: crm, B8)."""
    uses = [
        Action(f"Use {option_of(near).label}", Invocation("open", {"which": codes.show(near.kind, near.id)}))
        for near in error.near[:3]
    ]
    anyway = []
    if wanted.invoke is not None:
        args = dict(wanted.invoke.values) | {"anyway": "yes"}
        anyway = [Action("Make anyway", Invocation(wanted.invoke.command.name, args))]
    first = error.near[0]
    sign = codes.show(first.kind, first.id)
    title = spans("Looks like ", bold(first.title), f" ({sign}) is there already.")
    lines = (Line(spans(f"Not on it yet: {', '.join(error.lacks.values())}")),) if error.lacks else ()
    adds = [Action(f"Add to {sign}", Invocation(f"{first.kind} set", {"which": sign, **error.lacks}))]
    return Card(title, lines, (*uses, *(adds if error.lacks else ()), *anyway), icon="👯", whisper=True)


def conflict(error: Conflict, wanted: Wanted) -> Card:
    """Return the answer to what cannot be done as things are by now."""
    if error.reason in ("changed", "changed since"):
        return _changed(error, wanted)
    if error.reason == "undone already":
        return warning("That was undone already.")
    if error.reason == "too late":
        return warning("The button undoes for 10 minutes.", "Type `undo` to take your last change back.")
    return warning(f"{error.subject} {error.reason}.", "", wanted)


def _changed(error: Conflict, wanted: Wanted) -> Card:
    who = f"{error.by or 'Somebody'} changed {error.subject}{at(error.at, wanted)}."
    if error.reason == "changed since":
        return warning(f"Cannot undo: {who}", "Their change stays.")
    actions: tuple[Action, ...] = ()
    if wanted.invoke is not None:
        same = Invocation(wanted.invoke.command.name, dict(wanted.invoke.values))
        actions = (
            Action("Do it anyway", same),
            Action("Show it", Invocation("open", {"which": f"#{error.record_id}"})),
        )
    return Card(spans(who), blocks=(Line(spans("Nothing was done.")),), actions=actions, icon="⚠️", whisper=True)
