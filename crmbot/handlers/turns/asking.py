"""Open dialogs: answers, the ways around a question, forms that come back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crmbot.chat import wizard
from crmbot.chat.card import Card, Line, spans
from crmbot.chat.command import Command
from crmbot.chat.form import Ask, question_fields
from crmbot.chat.reply import Fault, OpenForm, Reply
from crmbot.chat.wizard import Complete, Question, Step
from crmbot.core import dialogs
from crmbot.core.dialogs import Open
from crmbot.handlers import faults
from crmbot.handlers.dialogs import forms
from crmbot.handlers.intents import Invoke
from crmbot.handlers.meaning import questions
from crmbot.handlers.turns.running import Runner
from crmbot.language.codes import parse_code


@dataclass(slots=True)
class Asking:
    """Leads one person through questions; the state of each dialog is a row. `say` reads a line as a new one."""

    runner: Runner
    say: Callable[[str], Reply]

    def begin(self, wanted: OpenForm) -> Reply:
        """Ask for what a form is missing, one question at a time."""
        command = self.runner.registry[wanted.command]
        fields = question_fields(command.form)
        values = {**_left_alone(command, wanted), **wanted.values}
        return self._step(wanted.command, wizard.start(fields, values, wanted.problems), None)

    def answered(self, opened: Open, text: str) -> Reply:
        """Take an answer; a new command instead of one ends the dialog, and what it had is kept as a draft."""
        fields = question_fields(self.runner.registry[opened.command].form)
        state = forms.kept(opened.state)
        step = wizard.answer(fields, state, text, self.runner.shower.check)
        refused = isinstance(step, Question) and step.problem is not None
        asked = next((spec for spec in fields if spec.name == state.asking), None)
        wanted = asked is not None and asked.ask is Ask.TEXT and self._is_whole(text)
        if wanted or (refused and self._is_another(text)):
            dialogs.close(self.runner.ctx, opened.key)
            if state.values:
                dialogs.keep_draft(self.runner.ctx, f"{opened.command} {' '.join(state.values.values())}")
            return self.say(text)
        return self._step(opened.command, step, opened.key)

    def _is_another(self, text: str) -> bool:
        """Tell whether a line that is no answer is one of its own: a command, a question, words about a code."""
        first, _, behind = text.strip().partition(" ")
        about_code = bool(behind) and not first.isdecimal() and parse_code(first.rstrip(",:;")) is not None
        registry = self.runner.registry
        asks = questions.line(text, registry, self.runner.reading) is not None or questions.about(text) is not None
        wants = asks or self.runner.interpreter.turned(text) is not None
        return about_code or wants or registry.match(text) is not None

    def _is_whole(self, text: str) -> bool:
        """Tell whether a line is one word that is a whole command: `tasks` or `help`, no company is called that."""
        match = self.runner.registry.match(text)
        if match is None or match.rest or not isinstance(match.found, Command) or not match.found.visible:
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


def _left_alone(command: Command, wanted: OpenForm) -> dict[str, str]:
    """Return the fields not to ask for: who said what to change is asked again for what cannot be read, no more."""
    unread = {name for name, problem in wanted.problems.items() if problem.fault is not Fault.MISSING}
    if command.present is None or not unread:
        return {}
    return {spec.name: "" for spec in question_fields(command.form) if not spec.required and spec.name not in unread}
