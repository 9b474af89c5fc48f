"""Answers to fields that cannot be read: one button for each record the words may mean, else the form."""

from dataclasses import replace

from crmbot.chat.card import Action, Card, bold, spans
from crmbot.chat.command import Command
from crmbot.chat.form import Ask, FieldSpec
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import Fault, OpenForm, Problem
from crmbot.commands import record_lines
from crmbot.commands.record_lines import making
from crmbot.core import subjects
from crmbot.handlers.faults.wording import CHOICES, again, nothing_called, text_kept
from crmbot.handlers.intents import Invoke
from crmbot.language import codes

_LISTS = {
    "company": "companies",
    "contact": "contacts",
    "lead": "leads",
    "deal": "deals",
    "task": "tasks",
    "event": "events",
    "note": "notes",
}
"""Where to look on for a code nothing is called."""


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
    if several:
        title = spans("Which ", bold(problem.given), "?")
    elif spec.ask is Ask.PERSON:
        title = spans("Nobody here is called ", bold(problem.given), ".")
    else:
        title = nothing_called(problem.given)
    gone = codes.parse_code(problem.given) if not several and spec.ask is Ask.RECORD else None
    wanted = _remembering(wanted, spec, problem)
    picks = [Action(option.label, again(wanted, spec.name, option.value)) for option in problem.options[:CHOICES]]
    makes = [] if several else _makes(spec, problem, wanted)
    search = [Action("Other…", Invocation(wanted.command.name, dict(wanted.values) | {spec.name: ""}, form=True))]
    lists = [Action(f"My {_LISTS[gone.kind]}", Invocation(_LISTS[gone.kind]))] if gone and gone.kind in _LISTS else []
    card = Card(title, text_kept(wanted), (*picks, *makes, *lists, *search), "🔎", whisper=True)
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
    if codes.is_sign(problem.given) or wanted.command.name in ("open", "log"):
        return []
    name = problem.given
    return [Action(f"New {kind}", again(wanted, spec.name, making(kind, name))) for kind in kinds]
