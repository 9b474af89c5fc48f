"""Open dialogs: answers, the ways around a question, forms that come back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from crmbot.chat import wizard
from crmbot.chat.card import Action, Card, Footer, Line, spans
from crmbot.chat.command import Command, Registry
from crmbot.chat.form import Ask, FieldSpec, Head, Inline, Long, Rest, question_fields
from crmbot.chat.invocation import Invocation, read_token
from crmbot.chat.reply import Fault, OpenForm, Reply
from crmbot.chat.wizard import Complete, Question, State, Step
from crmbot.core import choosing, dialogs, lookup
from crmbot.core.dialogs import Open
from crmbot.core.naming import mentions
from crmbot.handlers import faults
from crmbot.handlers.dialogs import forms
from crmbot.handlers.intents import ONLY, Intent, Invoke, only_shows
from crmbot.handlers.meaning import phrasebook, timing
from crmbot.handlers.meaning.intent import MAKING
from crmbot.handlers.turns.running import Runner
from crmbot.language.codes import parse_code
from crmbot.language.fold import fold
from crmbot.language.notes import read
from crmbot.language.plain_words import asked_about, pleasantries

_FIGURES = (Ask.WHEN, Ask.DATE, Ask.PERIOD, Ask.REPEAT, Ask.MONEY, Ask.NUMBER, Ask.DECIMAL)
_TIMES = (Ask.WHEN, Ask.PERIOD, Ask.REPEAT)
_NAME, _TASK = "name", "task new"
"""The field that takes a name and no words besides, and the command that many words stand for elsewhere."""
_DIGITS = 2
"""A longer number is a record's: so many answers are never shown."""


@dataclass(slots=True)
class Asking:
    """Leads one person through questions; the state of each dialog is a row. `do` does what a line of its own wants."""

    runner: Runner
    do: Callable[[Intent], Reply]

    def begin(self, wanted: OpenForm) -> Reply:
        """Ask for what a form is missing, one question at a time."""
        command = self.runner.registry[wanted.command]
        fields = question_fields(command.form)
        values = {**_left_alone(command, wanted), **wanted.values}
        return self._step(wanted.command, wizard.start(fields, values, wanted.problems), None)

    def answered(self, opened: Open, text: str) -> Reply:
        """Take an answer; a new command instead of one ends the dialog, and what it had is kept as a draft."""
        if pleasantries.gives_up(text):
            return self.way("cancel", opened)
        fields = question_fields(self.runner.registry[opened.command].form)
        state = forms.kept(opened.state)
        asked = next((spec for spec in fields if spec.name == state.asking), None)
        text = self._meant(asked, text)
        said, more = self._in_one(opened.command, asked, state, text)
        filled = replace(state, values={**state.values, **more})
        check = partial(self.runner.shower.check, which=filled.values.get("which", ""))
        step = wizard.answer(fields, filled, said, check)
        is_refused = isinstance(step, Question) and step.problem is not None
        other = self._wanted_instead(asked, text) if is_refused else self._no_text(opened, asked, text)
        if other is not None:
            return self._left(opened, state, other)
        return self._step(opened.command, step, opened.key)

    def _meant(self, asked: FieldSpec | None, text: str) -> str:
        """Return an answer: the one whose number was typed, where answers to choose from were shown."""
        number = int(text) if text.isdecimal() and len(text) <= _DIGITS else 0
        if asked is None or not forms.takes_number(asked) or not number:
            return text
        line = choosing.picked(self.runner.ctx, number)
        invocation = read_token(line) if line is not None else None
        return invocation.args.get("value", text) if invocation is not None else text

    def _in_one(self, name: str, asked: FieldSpec | None, state: State, text: str) -> tuple[str, dict[str, str]]:
        """Return an answer and what it says besides: its time, or the words that stand beside the time.

        Who is asked what is to be done, or when, says `call Jane tomorrow at 10`, as in a line of the command.
        """
        wants_time = asked is not None and asked.ask in _TIMES
        if asked is None or not (wants_time or _takes_words(asked)):
            return text, {}
        if wants_time and (not self._problem(asked, text) or self._is_command(text)):
            return text, {}
        command = self.runner.registry[name]
        parsed = self.runner.interpreter.command(command, text, text).values
        others = [
            spec
            for spec in command.fields
            if spec.name in parsed and spec.name not in {asked.name, *filter(state.values.get, state.values)}
        ]
        more = {spec.name: parsed[spec.name] for spec in others if _goes_with(spec, wants_time, parsed, command)}
        is_read = asked.name in parsed and not any(
            self._problem(spec, more[spec.name]) for spec in others if spec.name in more
        )
        return (parsed[asked.name], more) if more and is_read else (text, {})

    def _is_command(self, text: str) -> bool:
        """Tell whether a line begins with a command's word; `call Jane at 10` may say what is to be done, too."""
        match = self.runner.registry.match(text)
        return match is not None and (not isinstance(match.found, Command) or match.found.permission != "note.create")

    def _problem(self, spec: FieldSpec, text: str) -> bool:
        return self.runner.shower.check(spec, text) is not None

    def _left(self, opened: Open, state: State, other: Intent) -> Reply:
        """Do what a line of its own says; the question is kept, and a button under the answer leads back to it."""
        dialogs.close(self.runner.ctx, opened.key)
        if state.values:
            dialogs.keep_draft(self.runner.ctx, f"{opened.command} {' '.join(state.values.values())}")
        reply = self.do(other)
        return with_way_back(reply, self.runner.registry, opened) if isinstance(reply, Card) else reply

    def _wanted_instead(self, asked: FieldSpec | None, text: str) -> Intent | None:
        """Return what a line that is no answer wants by itself: a command, a question, words on a code or somebody."""
        wish = phrasebook.read(self.runner.interpreter, text)
        first, _, behind = text.strip().partition(" ")
        may_be_of_it = bool(behind) or (asked is not None and asked.ask in _FIGURES)
        about_code = may_be_of_it and not first.isdecimal() and parse_code(first.rstrip(",:;")) is not None
        is_told = asked is not None and asked.ask in _FIGURES and self._names_somebody(text)
        is_told = is_told or (asked is not None and asked.ask is Ask.RECORD and self._tells_deed(text))
        is_another = about_code or is_told or asked_about.about(text) is not None
        plainly = self.runner.interpreter.read_plainly
        if wish is None and not is_another and self.runner.registry.match(text) is None:
            made = plainly(text) if fold(first) in MAKING else None
            return made if isinstance(made, Invoke) else None
        return wish or plainly(text)

    def _names_somebody(self, text: str) -> bool:
        """Tell whether words tell of somebody we know: `jane left the company` is no time and no amount."""
        return bool(mentions.named_in(self.runner.ctx, text).sure)

    def _tells_deed(self, text: str) -> bool:
        """Tell whether words tell of something done with somebody we know: `met jane, she signs` is no name."""
        here, named = self.runner.reading, mentions.named_in(self.runner.ctx, text)
        told = read(text, now=here.now, zone=here.zone, conventions=here.conventions, masked=named.spans)
        return bool(named.sure) and told.kind_certain and told.kind != "note"

    def _no_text(self, opened: Open, asked: FieldSpec | None, text: str) -> Intent | None:
        """Return what a line wants that is to be some words and is none of them: no company is called `tasks`.

        What happened may be told in any words.
        """
        if asked is None or asked.ask is not Ask.TEXT:
            return None
        plainly = self.runner.interpreter.read_plainly
        if self._is_whole(text):
            return plainly(text)
        if asked.has(Long):
            return None
        wish = phrasebook.read(self.runner.interpreter, text)
        is_name = asked.name == _NAME
        begins_anew = is_name and not MAKING.isdisjoint(map(fold, text.split()[:2]))
        if isinstance(wish, Invoke):
            makes_same = not begins_anew and wish.command.name in (opened.command, "" if is_name else _TASK)
            return wish if only_shows(wish.command) or not makes_same else None
        other = plainly(text)
        if not isinstance(other, Invoke):
            return None
        if other.command.name == opened.command:
            return other if begins_anew else None
        return other if self._is_on_record(other, is_name=is_name) else None

    def _is_on_record(self, wanted: Invoke, *, is_name: bool) -> bool:
        """Tell whether a command is said of a record there is: by its code, or by its name where only a name is asked.

        `give Acme a discount` may well be what is to be done, and somebody be called `Grant Doe`.
        """
        _, _, behind = wanted.typed.partition(" ")
        first = next(iter((behind or wanted.typed).split()), "").rstrip(",:;")
        code = parse_code(first) if first and not first.isdecimal() else None
        if code is not None:
            return lookup.kind_of(self.runner.ctx, code.number) is not None
        if not is_name or not any(word[0].islower() for word in behind.split()):
            return False
        heads = (wanted.values.get(spec.name, "") for spec in wanted.command.fields if spec.has(Head))
        name = next((each for each in heads if each), "").removeprefix(ONLY).rpartition(":")[2].split()
        is_named = bool(name) and self.runner.interpreter.name_length(name, ()) == len(name)
        return is_named or self._names_somebody(behind) or timing.tells_time(behind, self.runner.reading)

    def _is_whole(self, text: str) -> bool:
        """Tell whether a line is one word that is a whole command, or a kind: no firm is called `tasks` or `deal`."""
        match = self.runner.registry.match(text)
        if match is None or match.rest:
            return False
        if not isinstance(match.found, Command):
            return True
        if not match.found.visible:
            return False
        return not any(spec.required for spec in match.found.fields)

    def way(self, word: str, opened: Open | None) -> Reply:
        """Lead out of a question: back, around it, or away."""
        if opened is None:
            return Card(spans("Nothing is open here."), icon="✋", whisper=True)
        if word == "cancel":
            dialogs.close(self.runner.ctx, opened.key)
            return Card(spans("Cancelled, nothing saved."), icon="✋", whisper=True)
        fields = question_fields(self.runner.registry[opened.command].form)
        state = forms.kept(opened.state)
        step = wizard.back(fields, state) if word == "back" else wizard.skip(fields, state)
        return self._step(opened.command, step, opened.key)

    def submitted(self, key: str, values: Mapping[str, str]) -> Reply:
        """Take a form; one that was sent before does nothing again. A question it leaves out keeps its answer."""
        opened = dialogs.by_key(self.runner.ctx, key)
        if opened is None:
            return faults.sent_already()
        command = self.runner.registry[opened.command]
        fields = question_fields(command.form)
        kept = {name: text for name, text in forms.kept(opened.state).values.items() if name not in values}
        before = forms.shown(opened.state) or self.runner.present(command, kept)
        said = self.runner.shower.changed(fields, before, values)
        reply = self._run(command, {**kept, **said})
        if isinstance(reply, Card):
            dialogs.close(self.runner.ctx, key)
        return reply

    def reopened(self, key: str) -> Reply:
        """Show a form again, with what was entered."""
        opened = dialogs.by_key(self.runner.ctx, key)
        if opened is None:
            return faults.old_button()
        return OpenForm(opened.command, forms.kept(opened.state).values)

    def _step(self, name: str, step: Step, key: str | None) -> Reply:
        """Ask the next question, or run the command; fields nobody is asked for go along in the state."""
        command = self.runner.registry[name]
        match step:
            case Question():
                kept = dialogs.save(self.runner.ctx, name, forms.keep(step.state), step.field.name, key)
                now = self.runner.present(command, step.state.values)
                return self.runner.shower.question(command, step, kept, now)
            case Complete():
                if key is not None:
                    dialogs.close(self.runner.ctx, key)
                return self._moved_on(self._run(command, step.values), command)

    def _moved_on(self, reply: Reply, command: Command) -> Reply:
        """Return a reply; where a command wants its own form again that leaves nothing to ask, it would for ever."""
        if not isinstance(reply, OpenForm) or reply.command != command.name:
            return reply
        if isinstance(wizard.start(question_fields(command.form), dict(reply.values), reply.problems), Question):
            return reply
        told = [Line(spans(forms.complaint(problem))) for problem in reply.problems.values()]
        return Card(spans("Nothing was changed."), tuple(told), icon="✋", whisper=True)

    def _run(self, command: Command, values: Mapping[str, str]) -> Reply:
        """Run a command whose questions were answered; where nothing of a record is to change, say so."""
        if command.present is not None and not set(values) - {"which"}:
            return Card(spans("Nothing was changed."), icon="✋", whisper=True)
        return self.runner.run(Invoke(command, values))


def with_way_back(card: Card, registry: Registry, opened: Open) -> Card:
    """Return an answer to something else with the question that was left, and the button that leads back to it."""
    command, state = registry[opened.command], forms.kept(opened.state)
    asked = next((spec for spec in question_fields(command.form) if spec.name == state.asking), None)
    if asked is None:
        return card
    label = asked.label if asked.label.endswith("?") else f"{asked.label}?"
    told = Footer(spans(f"Not answered yet: {label} ({forms.title_of(command).lower()})"))
    back = Action("Back to the question", Invocation(command.name, state.values, form=True))
    return replace(card, blocks=(*card.blocks, told), actions=(*card.actions, back))


def _takes_words(spec: FieldSpec) -> bool:
    """Tell whether a field takes what is left of a line; what happened is told in whole sentences."""
    return spec.has(Rest) and spec.ask is Ask.TEXT and not spec.has(Long)


def _goes_with(spec: FieldSpec, wants_time: bool, parsed: Mapping[str, str], command: Command) -> bool:  # noqa: FBT001
    """Tell whether a field is taken from an answer to another one: words beside a time, a time beside words.

    What comes again begins with its own first time.
    """
    if wants_time:
        return _takes_words(spec)
    comes_again = any(each.ask is Ask.REPEAT and each.name in parsed for each in command.fields)
    return spec.ask in _TIMES and spec.has(Inline) and (spec.ask is Ask.REPEAT or not comes_again)


def _left_alone(command: Command, wanted: OpenForm) -> dict[str, str]:
    """Return the fields not to ask for: who said what to change is asked again for what cannot be read, no more."""
    unread = {name for name, problem in wanted.problems.items() if problem.fault is not Fault.MISSING}
    if command.present is None or not unread:
        return {}
    return {spec.name: "" for spec in question_fields(command.form) if not spec.required and spec.name not in unread}
