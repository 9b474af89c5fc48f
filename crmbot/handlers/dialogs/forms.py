"""Forms as a surface can show them: whole, or one question at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict, cast

from crmbot.chat.card import Action, Card, Footer, Line, spans
from crmbot.chat.command import Command
from crmbot.chat.fill import EMPTY, YES_NO, Resolver, on_own_day, read_field
from crmbot.chat.form import Ask, Choice, FieldSpec, Own, RecordRef, UserRef, question_fields
from crmbot.chat.invocation import Invocation
from crmbot.chat.reading import Reading
from crmbot.chat.reply import Fault, OpenForm, Option, Problem
from crmbot.chat.wizard import Question, State
from crmbot.commands.record_lines import NEW
from crmbot.handlers.adapter import FormField, FormView
from crmbot.language import when

OFFERED = 8
"""How many answers a question shows as buttons."""


class Kept(TypedDict):
    """A dialog's state as its row holds it."""

    values: dict[str, str]
    asking: str
    asked: list[str]
    needed: NotRequired[list[str]]
    shown: NotRequired[dict[str, str]]


def keep(state: State, shown: Mapping[str, str] | None = None) -> dict[str, object]:
    """Write a wizard's state for its row; `shown` is what a whole form told of its record."""
    way = {"asking": state.asking, "asked": list(state.asked), "needed": list(state.needed)}
    return {"values": state.values, **way, "shown": dict(shown or {})}


def shown(row: Mapping[str, object]) -> dict[str, str]:
    """Return what the form in a row told of its record."""
    return dict(cast("Kept", row).get("shown", {}))  # the row was written by `keep`


def kept(row: Mapping[str, object]) -> State:
    """Read a wizard's state from its row."""
    state = cast("Kept", row)  # the row was written by `keep`
    return State(dict(state["values"]), state["asking"], tuple(state["asked"]), tuple(state.get("needed", ())))


@dataclass(frozen=True, slots=True)
class Shower:
    """Draws forms and questions for one person at one moment."""

    reading: Reading
    resolver: Resolver

    def whole(self, command: Command, wanted: OpenForm, key: str) -> FormView:
        """Return a form to be shown at once, filled with what was typed."""
        drawn = (
            self._field(spec, wanted.values.get(spec.name, spec.default), wanted.problems.get(spec.name))
            for spec in question_fields(command.form)
        )
        fields = tuple(field for field in drawn if not _goes_without_saying(field))
        general = wanted.problems.get("")
        return FormView(
            key, wanted.title or title_of(command), command.submit, fields, general.message if general else ""
        )

    def _field(self, spec: FieldSpec, value: str, problem: Problem | None) -> FormField:
        shown, moment = value, None
        read = read_field(spec, value, self.reading, self.resolver) if value else None
        if isinstance(read, RecordRef | UserRef):
            value, shown = _picked(read, value)
        elif isinstance(read, when.When):
            moment = read
        shown_problem = problem if problem is not None and problem.fault is not Fault.MISSING else None
        options = self.resolver.options(spec) if spec.ask is Ask.CHOICE else _offers(problem)
        return FormField(spec, value, shown, moment, shown_problem, options)

    def check(self, spec: FieldSpec, text: str, which: str = "") -> Problem | None:
        """Return what is wrong with an answer; None when it can be read. `which`: the words for what it is said of."""
        value = read_field(spec, text, self.reading, self.resolver)
        if not isinstance(value, Problem):
            return None
        return on_own_day(value, spec, which, self.reading, self.resolver)

    def changed(
        self, fields: Sequence[FieldSpec], before: Mapping[str, str], values: Mapping[str, str]
    ) -> dict[str, str]:
        """Return the texts of a form that say something new; what was shown and was taken out is emptied."""
        said: dict[str, str] = {}
        for spec in fields:
            told, text = before.get(spec.name, ""), values.get(spec.name, "").strip()
            if _left_open(spec, told, text):
                continue
            if not text and told and spec.name in values and spec.ask in _EMPTIED:
                said[spec.name] = EMPTY
            elif text and (spec.required or not (told and self._same(spec, told, text))):
                said[spec.name] = text
        return said

    def _same(self, spec: FieldSpec, one: str, other: str) -> bool:
        """Tell whether two texts say the same in a field, however they are written."""
        if one.strip() == other:
            return True
        first, second = (read_field(spec, text, self.reading, self.resolver) for text in (one, other))
        if isinstance(first, when.When) and isinstance(second, when.When):
            return first.instant() is not None and first.instant() == second.instant()
        return first == second and not isinstance(first, Problem)

    def question(self, command: Command, asked: Question, key: str, now: Mapping[str, str]) -> Card:
        """Return one question as a card: answers as buttons, then Back, Skip and Cancel. `now`: what holds so far."""
        title, problem = asked.field.label, asked.problem
        if not title.endswith("?"):
            title += "?"
        blocks = [Line(spans(complaint(problem)))] if problem is not None else []
        present = now.get(asked.field.name)
        blocks += [Line(spans(f"Now: {self._given(asked.field, present)}"))] if present else []
        answers = self._answers(asked, key)
        return Card(
            title=spans(title),
            blocks=(*blocks, Footer(spans(self._so_far(asked, command)))),
            actions=(*answers, *_ways(asked, key)),
            icon="❓",
            choices=len(answers) if takes_number(asked.field) else 0,
        )

    def _so_far(self, asked: Question, command: Command) -> str:
        """Say what the question belongs to: what was given already, or what it is all for."""
        values = asked.state.values
        texts = [self._given(spec, values[spec.name]) for spec in command.fields if values.get(spec.name)]
        given = " · ".join(text for text in texts if text and len(text) <= _QUOTED)
        return f"So far: {given}" if given else f"{command.help.rstrip('.')} · type or tap"

    def _given(self, spec: FieldSpec, text: str) -> str:
        """Return an answer as people would say it: a record by its name, not by its code alone."""
        if spec.hidden:
            return ""
        if text.startswith(NEW):  # reading it would make the record
            return text.rpartition(":")[2]
        read = self.resolver.record(text, spec) if spec.ask is Ask.RECORD else None
        return _picked(read, text)[1] if isinstance(read, RecordRef) else text

    def _answers(self, asked: Question, key: str) -> list[Action]:
        options = asked.problem.options if asked.problem else ()
        if not options:
            options = self.resolver.options(asked.field) if asked.field.ask in _LISTED else ()
        if not options and asked.field.ask is Ask.YES_NO:
            options = YES_NO
        options = options or tuple(Option(text, text[0].upper() + text[1:]) for text in asked.field.quick)
        return [
            Action(option.label, Invocation("answer", {"key": key, "value": option.value}))
            for option in options[:OFFERED]
        ]


def _left_open(spec: FieldSpec, told: str, text: str) -> bool:
    """Tell whether a box is unticked that nobody ever ticked: that is no answer yet."""
    return spec.has(Own) and spec.ask is Ask.YES_NO and text == "no" and not told and not spec.default


_EMPTIED = frozenset({Ask.TEXT, Ask.MONEY, Ask.NUMBER, Ask.DECIMAL})
"""The kinds of question whose answer a whole form shows as text that can be taken out."""
_LISTED = frozenset({Ask.CHOICE, Ask.RECORD, Ask.PERSON})


def takes_number(spec: FieldSpec) -> bool:
    """Tell whether a question may be answered by the number of the answer that is meant, as it was shown."""
    return spec.ask in _LISTED


def title_of(command: Command) -> str:
    """Return a command's name as the title of its form: `New task`, `Change deal`, `Snooze`."""
    first, _, last = command.name.rpartition(" ")
    words = {"new": f"new {first}", "set": f"change {first}"}.get(last, command.name)
    return words[:1].upper() + words[1:]


def _goes_without_saying(field: FormField) -> bool:
    """Tell whether there is but one thing to choose that need not be chosen: the one pipeline there is."""
    choice = field.spec.marker(Choice)
    closed = choice is not None and bool(choice.source) and not choice.others
    return closed and len(field.options) == 1 and not field.spec.required and field.problem is None


def _picked(read: RecordRef | UserRef, value: str) -> tuple[str, str]:
    if isinstance(read, RecordRef):
        every = (read, *read.others)
        return ",".join(one.code for one in every), ", ".join(f"{one.title} ({one.code})" for one in every)
    return value, read.name


def _offers(problem: Problem | None) -> tuple[Option, ...]:
    return problem.options if problem is not None else ()


def _ways(asked: Question, key: str) -> list[Action]:
    ways = ["back"] if asked.can_go_back else []
    ways += ["skip"] if asked.can_skip else []
    return [Action(word.title(), Invocation(word, {"key": key})) for word in (*ways, "cancel")]


_COMPLAINTS = {
    Fault.MISSING: "This one is needed.",
    Fault.UNREADABLE: "“{given}” is {message}.",
    Fault.NO_SUCH_DATE: "There is no “{given}” in the calendar.",
    Fault.UNSURE: "“{given}” can be read in more than one way.",
    Fault.PAST: "“{given}” is past.",
    Fault.NOT_FOUND: "Nothing you can see is called “{given}”.",
    Fault.AMBIGUOUS: "There are several called “{given}”.",
    Fault.TOO_LONG: "That is too long: {message}.",
    Fault.NOT_A_CHOICE: "“{given}” is not on the list.",
    Fault.REFUSED: "{message}",
}


def complaint(problem: Problem) -> str:
    """Say what is wrong with an answer, in the person's own words."""
    given = problem.given if len(problem.given) <= _QUOTED else problem.given[:_QUOTED] + "…"
    return _COMPLAINTS[problem.fault].format(given=given, message=problem.message)


_QUOTED = 80
