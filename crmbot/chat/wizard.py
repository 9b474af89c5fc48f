"""A form asked one question at a time: pure steps over a state that is a row elsewhere."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from crmbot.chat.form import Ask, FieldSpec, Inline, Unless
from crmbot.chat.reply import Fault, Problem

Check = Callable[[FieldSpec, str], Problem | None]
"""What is wrong with a text for a field; None when it can be read."""


@dataclass(frozen=True, slots=True)
class State:
    """Where a dialog stands: text by field, the field being asked, the fields asked before it.

    `needed` are the fields a command cannot do without this time, though others could.
    """

    values: dict[str, str]
    asking: str = ""
    asked: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Ask this field next; `problem` says why it is asked again."""

    state: State
    field: FieldSpec
    problem: Problem | None = None

    @property
    def can_go_back(self) -> bool:
        """Whether a question came before this one."""
        return bool(self.state.asked)

    @property
    def can_skip(self) -> bool:
        """Whether something can come of it without an answer to this one."""
        return not _is_needed(self.field, self.state)


@dataclass(frozen=True, slots=True)
class Complete:
    """Everything was asked; run the command with these values."""

    values: dict[str, str]


Step = Question | Complete


def start(fields: Sequence[FieldSpec], values: dict[str, str], problems: dict[str, Problem]) -> Step:
    """Begin: first what is wrong, then what is missing, then what is left to say."""
    needed = tuple(name for name, problem in problems.items() if _is_wanting(problem))
    for spec in fields:
        problem = problems.get(spec.name)
        if problem is not None and not spec.hidden:
            given = {name: text for name, text in values.items() if name != spec.name}
            shown = None if problem.fault is Fault.MISSING else problem
            return Question(State(given, spec.name, needed=needed), spec, shown)
    return _next(fields, State(dict(values), needed=needed))


def answer(fields: Sequence[FieldSpec], state: State, text: str, check: Check) -> Step:
    """Take an answer to the question being asked; one that cannot be read is asked again, nothing else is lost."""
    spec = _field(fields, state.asking)
    if spec is None:
        return _next(fields, state)
    problem = check(spec, text) if text.strip() else Problem(Fault.MISSING)
    if problem is not None:
        return Question(state, spec, problem)
    return _next(fields, _leave(replace(state, values={**state.values, spec.name: text.strip()})))


def skip(fields: Sequence[FieldSpec], state: State) -> Step:
    """Leave the question unanswered; a required one is asked again."""
    spec = _field(fields, state.asking)
    if spec is None:
        return _next(fields, state)
    if _is_needed(spec, state):
        return Question(state, spec, Problem(Fault.MISSING))
    values = {name: text for name, text in state.values.items() if name != spec.name}
    return _next(fields, _leave(replace(state, values=values)))


def back(fields: Sequence[FieldSpec], state: State) -> Step:
    """Return to the question before; the first one is asked again."""
    name, asked = (state.asked[-1], state.asked[:-1]) if state.asked else (state.asking, ())
    spec = _field(fields, name)
    return Question(replace(state, asking=name, asked=asked), spec) if spec is not None else _next(fields, state)


def _is_wanting(problem: Problem) -> bool:
    """Tell whether nothing was given where something has to be, as the word behind the reason `Other`."""
    return problem.fault is Fault.MISSING or (problem.fault is Fault.REFUSED and not problem.given)


def _is_needed(spec: FieldSpec, state: State) -> bool:
    unless = spec.marker(Unless)
    is_only_one = unless is not None and not any(state.values.get(name) for name in unless.listed)
    return spec.required or is_only_one or spec.name in state.needed


def _leave(state: State) -> State:
    return replace(state, asked=(*state.asked, state.asking))


def _next(fields: Sequence[FieldSpec], state: State) -> Step:
    for spec in _in_order(fields):
        if spec.name not in state.values and spec.name not in state.asked and not _is_said(spec, fields, state.values):
            return Question(replace(state, asking=spec.name), spec)
    return Complete(state.values)


def _is_said(spec: FieldSpec, fields: Sequence[FieldSpec], values: Mapping[str, str]) -> bool:
    """Tell of a time that need not be asked for: what comes again begins with its own first time."""
    if spec.required or spec.ask not in (Ask.WHEN, Ask.PERIOD) or not spec.has(Inline):
        return False
    return any(each.ask is Ask.REPEAT and each.name in values for each in fields)


def _in_order(fields: Sequence[FieldSpec]) -> list[FieldSpec]:
    """Required questions first, in their order; those set aside are not asked at all."""
    shown = [spec for spec in fields if not spec.hidden and not spec.is_aside]
    return sorted(shown, key=lambda spec: not spec.required)


def _field(fields: Sequence[FieldSpec], name: str) -> FieldSpec | None:
    """Return a field; None for one that went meanwhile, as the organisation's own may."""
    return next((spec for spec in fields if spec.name == name), None)
