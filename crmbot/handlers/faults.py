"""Answers to what went wrong: what was understood, what is wrong, the way on and the way out (spec: commands, 5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from crmbot.chat.card import Action, Card, Footer, Line, Quote, bold, code, spans
from crmbot.chat.command import Command
from crmbot.chat.form import Ask, FieldSpec
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import Fault, OpenForm, Problem
from crmbot.commands import listing, record_lines
from crmbot.commands.record_lines import making
from crmbot.core import permissions, subjects
from crmbot.core.errors import (
    Ambiguous,
    Conflict,
    CrmError,
    Duplicate,
    Found,
    InvalidInput,
    NotAllowed,
    NotFound,
    OtherKind,
    PutAway,
    Suspended,
    Unavailable,
)
from crmbot.handlers.filling import option_of
from crmbot.handlers.intent import Invoke, Unknown
from crmbot.language import codes
from crmbot.language.text import first_line

CHOICES = 5
_SHOWN = 300
_LABEL = 30

_PERMISSIONS = {
    "create": "make a {noun}",
    "edit": "change a {noun} of somebody else",
    "delete": "delete a {noun} of somebody else",
    "reschedule": "move a task of somebody else",
    "reassign": "hand on a task of somebody else",
    "assign": "give tasks to others",
    "approve": "approve tasks",
    "see_all": "see everybody’s tasks",
    "record.assign": "give records to others",
    "record.erase": "erase records for good",
    "settings.edit": "change the settings",
    "take": "take over a {noun}",
    "be_assigned": "be given tasks",
    "invite": "invite people",
    "role.grant": "give roles and rights",
    "user.suspend": "suspend people",
    "team.edit": "change teams",
    "workspace.install": "install this app in workspaces",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person was after when it went wrong, and whose clock they read."""

    invoke: Invoke | None
    zone: str
    now: datetime


def card(error: CrmError, wanted: Wanted) -> Card:
    """Return the answer to an error of the core."""
    match error:
        case NotFound():
            return not_found(error, wanted)
        case Ambiguous():
            return _pick(error.asked, error.candidates, wanted)
        case Duplicate():
            return _duplicate(error, wanted)
        case InvalidInput():
            return _invalid(error, wanted)
        case NotAllowed():
            return _not_allowed(error, wanted)
        case Conflict():
            return _conflict(error, wanted)
        case _:
            return _closed(error)


def _closed(error: CrmError) -> Card:
    """Return the answer where there is nothing to pick or to mend."""
    match error:
        case Suspended():
            return _warning("Your access is suspended.", "An owner can switch it on again.")
        case Unavailable():
            return _warning(f"{error.what} does not answer right now.", "Nothing was changed. Try again in a while.")
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
    return Card(title, actions=(*actions, Action("Help", Invocation("help"))), icon="🤔", whisper=True)


def not_found(error: NotFound, wanted: Wanted) -> Card:
    """Return the answer to a name or code nothing is found for: near ones, and making it."""
    if isinstance(error, PutAway):
        return _put_away(error, wanted)
    if isinstance(error, OtherKind) and error.there is not None:
        return _of_other_kind(error.there, wanted)
    asked = codes_shown(error.asked)
    if asked == "it":
        return _warning("There is no record in hand here.", "Name one, or open one first.", wanted)
    if asked == "undo":
        return _warning("There is nothing of yours to undo here.")
    actions = [_with(wanted, found) for found in error.near]
    return Card(
        spans("I find nothing called ", bold(asked), "."),
        blocks=_kept(wanted),
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
    return Card(title, blocks=_kept(wanted), actions=(shown,), icon="✋", whisper=True)


def _put_away(error: PutAway, wanted: Wanted) -> Card:
    """Say who deleted a record, and offer to bring it back."""
    name = error.gone.title if error.gone is not None else error.asked
    who = f" by {error.by}" if error.by else ""
    title = spans(bold(name), f" ({error.asked}) was {error.how}{who}{_at(error.at, wanted)}.")
    back = (Action("Restore", Invocation("restore", {"number": error.asked})),) if error.may_restore else ()
    return Card(title, blocks=_kept(wanted), actions=back, icon="🗑️", whisper=True)


def problems(command: Command, wanted: Invoke, found: dict[str, Problem]) -> Card | OpenForm:
    """Return the answer to fields that cannot be read: buttons where a choice is due, else the form."""
    for spec in command.fields:
        problem = found.get(spec.name)
        if problem is not None and problem.fault in (Fault.AMBIGUOUS, Fault.NOT_FOUND) and len(found) == 1:
            return _which(spec, problem, wanted)
    return OpenForm(command.name, dict(wanted.values), found)


def _which(spec: FieldSpec, problem: Problem, wanted: Invoke) -> Card:
    """One button for each record the words may mean, one to make it; the text is kept in every one of them."""
    several = problem.fault is Fault.AMBIGUOUS
    nobody = "Nobody here is" if spec.ask is Ask.PERSON else "I find nothing"
    title = (
        spans("Which ", bold(problem.given), "?") if several else spans(f"{nobody} called ", bold(problem.given), ".")
    )
    wanted = _remembering(wanted, spec, problem)
    picks = [Action(option.label, _again(wanted, spec.name, option.value)) for option in problem.options[:CHOICES]]
    makes = [] if several else _makes(spec, problem, wanted)
    search = [Action("Other…", Invocation(wanted.command.name, dict(wanted.values) | {spec.name: ""}, form=True))]
    card = Card(title, _text_kept(wanted), (*picks, *makes, *search), "🔎", whisper=True)
    return record_lines.asked_by_number(card, len(picks))


def _remembering(wanted: Invoke, spec: FieldSpec, problem: Problem) -> Invoke:
    """Let the answer be remembered where the command learns what its words mean: what was asked goes along."""
    if spec.ask is not Ask.RECORD or all(each.name != "called" for each in wanted.command.fields):
        return wanted
    return replace(wanted, values={**wanted.values, "called": problem.given})


def _makes(spec: FieldSpec, problem: Problem, wanted: Invoke) -> list[Action]:
    if spec.ask is Ask.PERSON:
        return []
    wanted_kinds = subjects.expand(spec.kinds)
    kinds = [kind for kind in ("company", "contact") if not wanted_kinds or kind in wanted_kinds]
    if codes.parse_code(problem.given) or problem.given.isdecimal() or wanted.command.name in ("open", "log"):
        return []
    name = problem.given
    return [Action(f"New {kind}", _again(wanted, spec.name, making(kind, name))) for kind in kinds]


def _again(wanted: Invoke, field: str, value: str) -> Invocation:
    return Invocation(wanted.command.name, dict(wanted.values) | {field: value}, wanted.rev)


def _text_kept(wanted: Invoke) -> tuple[Quote | Footer, ...]:
    text = wanted.values.get("text", "")
    return (
        (Quote(text if len(text) <= _SHOWN else text[:_SHOWN] + "…"), Footer(spans("Your text is kept.")))
        if text
        else ()
    )


def _pick(asked: str, candidates: tuple[Found, ...], wanted: Wanted) -> Card:
    actions = [_with(wanted, found) for found in candidates]
    shown = tuple(action for action in actions if action)
    title = spans("Which ", bold(asked), "?")
    return record_lines.asked_by_number(Card(title, _kept(wanted), shown, "🔎", whisper=True), len(shown))


def _with(wanted: Wanted, found: Found) -> Action | None:
    """The same command with the record filled in; without one in hand, the record's card."""
    option = option_of(found)
    if wanted.invoke is None or "which" not in {spec.name for spec in wanted.invoke.command.fields}:
        return Action(option.label, Invocation("open", {"which": option.value}))
    return Action(option.label, _again(wanted.invoke, "which", option.value))


def _duplicate(error: Duplicate, wanted: Wanted) -> Card:
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
    title = spans("Looks like ", bold(first.title), f" ({codes.show(first.kind, first.id)}) is there already.")
    return Card(title, actions=(*uses, *anyway), icon="👯", whisper=True)


def _invalid(error: InvalidInput, wanted: Wanted) -> Card:
    given = f"“{error.given[:_QUOTED]}”: " if error.given else ""
    lines = (Line(spans("One of: " + ", ".join(error.choices))),) if error.choices else ()
    actions: tuple[Action, ...] = ()
    if wanted.invoke is not None:
        name, values = wanted.invoke.command.name, dict(wanted.invoke.values)
        fields = {spec.name for spec in wanted.invoke.command.fields}
        fixes = [Action(choice, _again(wanted.invoke, error.field, choice)) for choice in error.choices[:CHOICES]]
        actions = (
            *(fixes if error.field in fields else ()),
            Action("Fix in form", Invocation(name, values, form=True)),
        )
    reason = error.reason[:1].upper() + error.reason[1:]
    return Card(spans(f"{given}{reason}."), blocks=(*lines, *_kept(wanted)), actions=actions, icon="✋", whisper=True)


_QUOTED = 80


def _not_allowed(error: NotAllowed, wanted: Wanted) -> Card:
    if error.permission.endswith(".be_assigned") and error.subject:
        return _keep_it(_warning(f"{error.subject} may not be given tasks.", _granted_by(error)), wanted)
    who = " or ".join(error.who_can)
    others = "An owner or a manager" if permissions.managers_have(error.permission) else "An owner"
    way = f"{who or others} can."
    role = "Your role is read-only. " if error.role == permissions.READ_ONLY else ""
    if error.can_grant and not who:
        way = ""
    refused = _warning(f"You may not {_forbidden(error)}.", f"{role}{way} {_granted_by(error)}".strip())
    return _keep_it(refused, wanted) if error.permission == "task.assign" else refused


def _forbidden(error: NotAllowed) -> str:
    """Say what the actor may not do."""
    kind, _, verb = error.permission.rpartition(".")
    noun = kind.replace("_", " ") or "record"
    if verb == "see":
        return f"see the {listing.plural(noun)} of {error.subject or 'others'}"
    words = _PERMISSIONS.get(error.permission) or _PERMISSIONS.get(verb, verb.replace("_", " "))
    phrase = words.format(noun=noun)
    return f"{phrase}: {error.subject}" if error.subject else phrase


def _granted_by(error: NotAllowed) -> str:
    """Name the right that is missing, and who can give it."""
    named = f"The right is called {error.permission}"
    return f"{named}; {' or '.join(error.can_grant)} can grant it." if error.can_grant else f"{named}."


def _keep_it(refused: Card, wanted: Wanted) -> Card:
    """Offer to do without somebody else what may not be given to them."""
    invoke = wanted.invoke
    others = {spec.name for spec in invoke.command.fields if not spec.required} if invoke is not None else set()
    if invoke is None or not invoke.values.get("who") or "who" not in others or "which" in invoke.values:
        return refused
    mine = {name: value for name, value in invoke.values.items() if name != "who"}
    return replace(refused, actions=(Action("Keep it for yourself", Invocation(invoke.command.name, mine)),))


def _conflict(error: Conflict, wanted: Wanted) -> Card:
    if error.reason in ("changed", "changed since"):
        return _changed(error, wanted)
    if error.reason == "undone already":
        return _warning("That was undone already.")
    if error.reason == "too late":
        return _warning("The button undoes for 10 minutes.", "Type `undo` to take your last change back.")
    return _warning(f"{error.subject} {error.reason}.", "", wanted)


def _changed(error: Conflict, wanted: Wanted) -> Card:
    who = f"{error.by or 'Somebody'} changed {error.subject}{_at(error.at, wanted)}."
    if error.reason == "changed since":
        return _warning(f"Cannot undo: {who}", "Their change stays.")
    actions: tuple[Action, ...] = ()
    if wanted.invoke is not None:
        same = Invocation(wanted.invoke.command.name, dict(wanted.invoke.values))
        actions = (
            Action("Do it anyway", same),
            Action("Show it", Invocation("open", {"which": f"#{error.record_id}"})),
        )
    return Card(spans(who), blocks=(Line(spans("Nothing was done.")),), actions=actions, icon="⚠️", whisper=True)


def _at(instant: str, wanted: Wanted) -> str:
    """Return when something was, behind what it was: ` at 10:07`, with the day where that was another one."""
    if not instant:
        return ""
    zone = ZoneInfo(wanted.zone)
    at = datetime.fromisoformat(instant).astimezone(zone)
    day = "" if at.date() == wanted.now.astimezone(zone).date() else f" on {at:%a} {at.day} {at:%b}"
    return f"{day} at {at:%H:%M}"


def not_understood(text: str, meant: Sequence[str]) -> Card:
    """Return the answer to words that name nobody we know: they are kept, and can become a note or what was meant."""
    save = Action("Save as note", Invocation("note", {"text": text}, form=True), style="primary")
    tries = [Action(first_line(line, _LABEL), Invocation("say", {"line": line})) for line in meant]
    lines = (Quote(text if len(text) <= _SHOWN else text[:_SHOWN] + "…"), Footer(spans("Your text is kept for a day.")))
    helped = Action("What can I type?", Invocation("help"))
    return Card(spans("I didn't get that."), lines, (save, *tries, helped), icon="🤔", whisper=True)


def sent_already() -> Card:
    """Return the answer to a form that was sent before, or that nobody can find any more."""
    return _warning("This form was sent already.", "Nothing was done a second time.")


def our_fault(ref: str) -> Card:
    """Return the answer to a failure of ours: nothing was changed, and the text is kept for another try."""
    return Card(
        spans("That failed on our side, nothing was changed."),
        blocks=(Line(spans("Your text is kept.")), Footer(spans(f"Ref {ref}"))),
        actions=(Action("Try again", Invocation("again", {"ref": ref})),),
        icon="💥",
        whisper=True,
    )


def old_button() -> Card:
    """Return the answer to a button nothing is known of any more."""
    return _warning("That button is too old.", "Nothing was done. Type the command, or open the record.")


def pressed_late(wanted: Invoke) -> Card:
    """Ask whether a button that was pressed while we were away is still meant."""
    again = Action("Do it now", Invocation(wanted.command.name, dict(wanted.values), wanted.rev), style="primary")
    lines = (*_text_kept(wanted), Line(spans(_NOT_DONE)))
    return Card(spans(_AWAY), lines, (again,), icon="⏰", whisper=True)


def shown_late(card: Card) -> Card:
    """Return the card of a record as it is now, in answer to a button that was pressed while we were away."""
    return replace(card, blocks=(Line(spans(f"{_AWAY} {_NOT_DONE}")), *card.blocks))


_AWAY = "You pressed a button while I was away."
_NOT_DONE = "Nothing was done; press it again if you still want it."


def _warning(title: str, more: str = "", wanted: Wanted | None = None) -> Card:
    lines = (Line(spans(more)),) if more else ()
    return Card(spans(title), blocks=(*lines, *_kept(wanted)), icon="✋", whisper=True)


def _kept(wanted: Wanted | None) -> tuple[Quote | Footer, ...]:
    return _text_kept(wanted.invoke) if wanted is not None and wanted.invoke is not None else ()


def codes_shown(asked: str) -> str:
    """Return a code as it is shown; other words as they were typed."""
    found = codes.parse_code(asked)
    return codes.show(found.kind, found.number) if found is not None and found.kind else asked
