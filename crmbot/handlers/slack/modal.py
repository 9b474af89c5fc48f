"""A form as a modal, and a modal that was sent as text by field."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from crmbot.chat.form import Ask
from crmbot.chat.invocation import Invocation, write_token
from crmbot.chat.reply import Fault, Problem
from crmbot.handlers.adapter import FormField, FormView
from crmbot.handlers.dialogs.forms import complaint
from crmbot.handlers.slack import inputs, limits
from crmbot.handlers.slack.buttons import plain_text
from crmbot.handlers.slack.payload import Json, Payload

FORM_CALLBACK = "crm.form"
MORE = "more"
"""The action of the button that asks for the fields which are not shown at first."""

_PART = "~"
"""Stands between a field's name and the number of the input that holds one part of its long text."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a modal carries with it: the dialog it asks for, and where its answer belongs.

    `message` is the "Open form" message it was opened from, whose place the answer takes.
    """

    dialog: str
    chat: str
    thread: str = ""
    message: str = ""

    def write(self) -> str:
        """Write it as the modal's metadata."""
        return json.dumps({"d": self.dialog, "c": self.chat, "t": self.thread, "m": self.message})

    @classmethod
    def of(cls, view: Payload) -> "Opened":
        """Read it back from a view; empty where the view is none of ours."""
        try:
            kept = Payload.of(json.loads(view.text("private_metadata") or "{}"))
        except (RecursionError, ValueError):
            kept = Payload({})
        return cls(kept.text("d"), kept.text("c"), kept.text("t"), kept.text("m"))


def modal(form: FormView, opened: Opened) -> Json:
    """Write the form as a modal: what people usually fill in, and a button for the rest."""
    more = [_more(form)] if len(form.first) < len(form.fields) else []
    return _view(form, opened, [*_asked(form.first), *more])


def whole(form: FormView, opened: Opened) -> Json:
    """Write the form as a modal with all of its fields; what was typed stays where it is drawn over the short one."""
    return _view(form, opened, _asked(form.fields))


def _view(form: FormView, opened: Opened, asked: list[Json]) -> Json:
    return {
        "type": "modal",
        "callback_id": FORM_CALLBACK,
        "title": plain_text(form.title, limits.VIEW_TITLE_CHARS),
        "submit": plain_text(form.submit, limits.VIEW_TITLE_CHARS),
        "close": plain_text("Cancel", limits.VIEW_TITLE_CHARS),
        "notify_on_close": True,
        "private_metadata": opened.write(),
        "blocks": [*_heading(form), *asked],
    }


def _asked(fields: tuple[FormField, ...]) -> list[Json]:
    return [block for field in fields for block in _inputs(field)]


def _more(form: FormView) -> Json:
    button: Json = {
        "type": "button",
        "action_id": MORE,
        "text": plain_text("More fields", limits.LABEL_CHARS),
        "value": write_token(Invocation("form", {"key": form.dialog})),
    }
    return {"type": "actions", "block_id": f"{_PART}{MORE}", "elements": [button]}


def hides_a_problem(form: FormView, view: Payload) -> bool:
    """Tell whether something is wrong with a field that the modal which was sent does not show."""
    shown = {block.text("block_id") for block in view.parts("blocks")}
    return any(field.problem is not None and field.spec.name not in shown for field in form.fields)


def values(view: Payload) -> dict[str, str]:
    """Return the text of every field of a modal that was sent; an emptied field is empty text."""
    found: dict[str, str] = {}
    for block_id, states in view.part("state", "values").items():
        name = block_id.partition(_PART)[0]
        text = "".join(inputs.text_of(state) for _, state in states.items())
        found[name] = found.get(name, "") + text
    return found


def errors(form: FormView, view: Payload) -> dict[str, str]:
    """Return what is wrong, by the blocks of the modal that was sent; empty when nothing is."""
    shown = [block.text("block_id") for block in view.parts("blocks") if block.text("type") == "input"]
    found = {field.spec.name: _sentence(field.problem) for field in form.fields if field.problem}
    if form.message and not found:
        found[""] = form.message
    placed: dict[str, str] = {}
    for name, sentence in found.items():
        block_id = name if name in shown else next(iter(shown), "")
        if block_id:
            placed[block_id] = f"{placed[block_id]} {sentence}" if block_id in placed else sentence
    return {block_id: limits.shortened(text, limits.HINT_CHARS) for block_id, text in placed.items()}


def _heading(form: FormView) -> list[Json]:
    """Return what is said above the questions: a title too long for its place, and the message."""
    lines = [form.title] if len(form.title) > limits.VIEW_TITLE_CHARS else []
    lines += [form.message] if form.message else []
    return [{"type": "section", "text": plain_text(line, limits.SECTION_CHARS)} for line in lines]


def _inputs(field: FormField) -> Iterator[Json]:
    """One input; text that is longer than an input can hold stands in several, and is joined again."""
    if field.spec.ask is not Ask.TEXT or len(field.value) <= limits.INPUT_CHARS:
        yield _input(field, field.spec.name, field.spec.label)
        return
    size = limits.INPUT_CHARS
    parts = [field.value[start : start + size] for start in range(0, len(field.value), size)]
    for number, part in enumerate(parts, 1):
        block_id = field.spec.name if number == 1 else f"{field.spec.name}{_PART}{number}"
        label = f"{field.spec.label} ({number} of {len(parts)})"
        problem = field.problem if number == 1 else None
        yield _input(replace(field, value=part, problem=problem), block_id, label)


def _input(field: FormField, block_id: str, label: str) -> Json:
    asked: Json = {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(label, limits.HINT_CHARS),
        "element": inputs.element(field),
        "optional": not field.spec.required,
    }
    hint = _hint(field)
    return {**asked, "hint": plain_text(hint, limits.HINT_CHARS)} if hint else asked


def _hint(field: FormField) -> str:
    if field.problem is not None and field.problem.fault is not Fault.MISSING:
        return _sentence(field.problem)
    is_typed = inputs.element(field)["type"] == "plain_text_input"  # nobody can type words into a calendar
    return f"For example: {', '.join(field.spec.quick)}" if field.spec.quick and is_typed else ""


def _sentence(problem: Problem) -> str:
    offered = ", ".join(option.label for option in problem.options[:_OFFERED])
    return f"{complaint(problem)} Perhaps: {offered}" if offered else complaint(problem)


_OFFERED = 5
