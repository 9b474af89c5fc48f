"""Answers to what somebody may not do: what it is, who can, which right is missing."""

from collections.abc import Iterator
from dataclasses import replace

from crmbot.chat.card import Action, Card
from crmbot.chat.invocation import Invocation
from crmbot.core import permissions
from crmbot.core.errors import NotAllowed
from crmbot.core.rights.names import SPECIAL
from crmbot.handlers.faults.wording import Wanted, warning
from crmbot.language.text import plural

_MEANT = ("which", "about", "party")
"""The fields that hold the record something was to be done to."""

_LOOKS = {"who": "see who may do what"}
"""What is refused where the right is called after something else that goes with it."""

_AT_HAND = {
    "create": "make {article} {noun}",
    "edit": "change a {noun} of somebody else",
    "delete": "delete a {noun} of somebody else",
    "take": "take over a {noun}",
    "task.reschedule": "move a task of somebody else",
    "task.reassign": "hand on a task",
    "settings.edit": "change the settings",
    "team.edit": "change teams",
}
"""What is refused of one thing at hand, where that is said otherwise than the right to all of them."""


def not_allowed(error: NotAllowed, wanted: Wanted) -> Card:
    """Return the answer to what the actor may not do."""
    if error.permission.endswith(".be_assigned") and error.subject:
        return _keep_it(warning(f"{error.subject} may not be given tasks.", _granted_by(error)), wanted)
    who = " or ".join(error.who_can)
    others = "An owner or a manager" if permissions.managers_have(error.permission) else "An owner"
    way = f"{who or others} can."
    role = "Your role is read-only. " if error.role == permissions.READ_ONLY else ""
    if error.can_grant and not who:
        way = ""
    name = wanted.invoke.command.name if wanted.invoke is not None else ""
    what = _LOOKS.get(name) or _forbidden(error)
    refused = warning(f"You may not {what}.", f"{role}{way} {_granted_by(error)}".strip())
    refused = replace(refused, actions=tuple(_instead(error, wanted)))
    return _keep_it(refused, wanted) if error.permission == "task.assign" else refused


def _instead(error: NotAllowed, wanted: Wanted) -> Iterator[Action]:
    """Yield what is left to do: look at what was meant, and see what one may."""
    values = wanted.invoke.values if wanted.invoke is not None else {}
    which = next((values[name] for name in _MEANT if values.get(name)), "")
    if which:
        yield Action("Show it", Invocation("open", {"which": which}))
    # What was told of somebody else's record is worth a note, which anybody who writes may make.
    changes = wanted.invoke is not None and wanted.invoke.command.name.endswith(" set")
    if which and changes and wanted.said and error.role != permissions.READ_ONLY:
        yield Action("Save as note", Invocation("note", {"about": which, "text": wanted.said}))
    yield Action("What I may do", Invocation("rights"))


def _forbidden(error: NotAllowed) -> str:
    """Say what the actor may not do."""
    kind, _, verb = error.permission.rpartition(".")
    noun = kind.replace("_", " ") or "record"
    if verb == "see":
        return f"see the {plural(noun)} of {error.subject or 'others'}"
    whole = _AT_HAND.get(error.permission) or SPECIAL.get(error.permission)
    words = whole or _AT_HAND.get(verb, verb.replace("_", " "))
    if error.role == permissions.READ_ONLY:
        words = words.removesuffix(" of somebody else")  # they have none of their own
    phrase = words.format(noun=noun, article="an" if noun[0] in "aeiou" else "a")
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
