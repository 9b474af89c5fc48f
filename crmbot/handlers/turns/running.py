"""May, fill, run: a command with the texts for its fields becomes its reply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from crmbot.chat.card import Card, Footer, spans
from crmbot.chat.command import Command, Registry
from crmbot.chat.fill import Filled, fill, is_listed
from crmbot.chat.form import Choice, FieldSpec, Mentioned, RecordRef, Rest
from crmbot.chat.parse import PERSON
from crmbot.chat.reading import Reading
from crmbot.chat.reply import Fault, OpenForm, Problem, Reply
from crmbot.commands import extending
from crmbot.core import choices, history, lookup, people, records, slots, subjects
from crmbot.core.context import Context
from crmbot.core.errors import Ambiguous, NotFound
from crmbot.core.naming import mentions
from crmbot.handlers import faults
from crmbot.handlers.dialogs import forms
from crmbot.handlers.dialogs.filling import CoreResolver, option_of
from crmbot.handlers.intents import Invoke
from crmbot.handlers.meaning.intent import Interpreter
from crmbot.language.catalogue import command_words


@dataclass(slots=True)
class Runner:
    """Runs commands for one person at one moment; `wanted` is kept for the answer if it goes wrong."""

    ctx: Context
    registry: Registry
    wanted: Invoke | None = None

    def __post_init__(self) -> None:
        """Let every command that is asked for have the organisation's own fields in its form, as they are now."""
        spoken = self.registry.speaking(command_words(self.ctx.languages), self._begins_with_name)
        self.registry = spoken.extended(partial(extending.extend, self.ctx))

    def _begins_with_name(self, line: str) -> bool:
        """Tell whether a line begins with the name of a record, which no word of another language may hide."""
        return lookup.head_length(self.ctx, line.split(), subjects.kinds()) > 0

    @property
    def reading(self) -> Reading:
        """What the person's words depend on."""
        zone, org = self.ctx.actor.zone, self.ctx.org
        return Reading(self.ctx.now, zone, org.currency, org.region, self.ctx.conventions)

    @property
    def interpreter(self) -> Interpreter:
        """Reads lines; what names a record is looked up for this person."""

        def head_length(words: Sequence[str], kinds: tuple[str, ...], *, told: bool = False) -> int:
            if kinds == (PERSON,):
                return people.head_length(self.ctx, words)
            return lookup.head_length(self.ctx, words, subjects.expand(kinds), told=told)

        def kind_of(number: int) -> str | None:
            return lookup.kind_of(self.ctx, number)

        def row(number: int) -> int | None:
            return lookup.row(self.ctx, number)

        def reads(spec: FieldSpec, text: str) -> bool:
            return self.shower.check(spec, text) is None

        def lists(spec: FieldSpec, text: str) -> bool:
            return is_listed(text, CoreResolver(self.ctx).options(spec))

        return Interpreter(
            self.registry,
            self.reading,
            head_length,
            kind_of,
            self._kinds_named,
            reads,
            row,
            partial(head_length, told=True),
            lambda source, text: choices.told(self.ctx, source, text) is not None,
            lists,
        )

    def _kinds_named(self, words: str) -> tuple[str, ...]:
        """Return the kinds of the records that words may name."""
        try:
            return (slots.resolve(self.ctx, words).kind,)
        except Ambiguous as several:
            return tuple(dict.fromkeys(found.kind for found in several.candidates))
        except NotFound:
            return ()

    @property
    def shower(self) -> forms.Shower:
        """Draws forms and questions."""
        return forms.Shower(self.reading, CoreResolver(self.ctx))

    def present(self, command: Command, values: Mapping[str, str]) -> dict[str, str]:
        """Return what the fields of the record a form is about are now; empty where there is none."""
        which = next((spec for spec in command.fields if spec.name == "which"), None)
        if command.present is None or which is None or not values.get("which"):
            return {}
        record = CoreResolver(self.ctx).record(values["which"], which)
        told = command.present(self.ctx, record) if isinstance(record, RecordRef) else {}
        return {name: text for name, text in told.items() if text}

    def _check_ready(self, command: Command, values: Mapping[str, str]) -> None:
        """Refuse what cannot be done to a record as it stands, before anything else is asked for."""
        which = next((spec for spec in command.fields if spec.name == "which"), None)
        if command.ready is None or which is None or not values.get("which"):
            return
        record = CoreResolver(self.ctx).record(values["which"], which)
        if isinstance(record, RecordRef):
            command.ready(self.ctx, record)

    def run(self, wanted: Invoke) -> Reply:
        """Check the right, read the fields, run the command; what is missing opens its form."""
        self.wanted = wanted
        command = wanted.command
        values = dict(wanted.values)
        doubt = self._fill_mentioned(wanted, values)
        if command.permission and not self.ctx.actor.can(command.permission):
            self.wanted = replace(wanted, values=values)  # the refusal leads to whom it is about
            self.ctx.actor.require(command.permission)
        self._fill_told(wanted, values)
        taken_over = self._nobody_known(wanted, values) if doubt is None else None
        if taken_over is not None:
            return self.run(taken_over)
        self._check_ready(command, values)
        if wanted.form or (command.present is not None and set(values) == {"which"}):
            return OpenForm(command.name, values)
        wanted = self.wanted = replace(wanted, values=values)
        if doubt is not None:
            return faults.problems(command, wanted, doubt)
        filled = fill(command, values, self.reading, CoreResolver(self.ctx, acts=True))
        if not isinstance(filled, Filled):
            return faults.problems(command, wanted, filled.problems)
        self._check_rev(wanted, getattr(filled.form, "which", None))
        history.name(self.ctx, command.name)
        return _reported(command.run(self.ctx, filled.form), wanted.unknown)

    def _check_rev(self, wanted: Invoke, which: RecordRef | None) -> None:
        """Refuse a button that was drawn for an older state of its record."""
        if wanted.command.changes and wanted.rev is not None and which is not None:
            records.check_rev(self.ctx, lookup.get(self.ctx, which.id), wanted.rev)

    def _fill_mentioned(self, wanted: Invoke, values: dict[str, str]) -> dict[str, Problem] | None:
        """Take what the text names for a field that was not given; several things it may name are asked."""
        spec = _field(wanted, Mentioned)
        rest = _field(wanted, Rest)
        if spec is None or rest is None or wanted.form or values.get(spec.name) or not values.get(rest.name):
            return None
        named = mentions.named_in(self.ctx, values[rest.name])
        if named.sure:
            values[spec.name] = records.code(named.sure[0])
        elif named.doubtful:
            options = tuple(option_of(found) for found in named.doubtful)
            return {spec.name: Problem(Fault.AMBIGUOUS, named.asked, "", options)}
        elif wanted.typed and self._may_be_it(rest):
            values |= self._in_hand(spec)
        return None

    def _in_hand(self, spec: FieldSpec) -> dict[str, str]:
        """Return what is in hand for a field; of a task, an event, a note whom that is about, where it takes no such.

        Nothing where that is nobody: then it is asked.
        """
        number = lookup.it(self.ctx)
        kinds = subjects.expand(spec.kinds)
        if number is None:
            return {}
        if not kinds or lookup.kind_of(self.ctx, number) in kinds:
            return {spec.name: "it"}
        behind = lookup.behind(self.ctx, number)
        return {spec.name: records.code(behind)} if behind is not None else {}

    def _fill_told(self, wanted: Invoke, values: dict[str, str]) -> None:
        """Take what the rest of a line tells for choices that were not given."""
        rest = _field(wanted, Rest)
        text = values.get(rest.name) if rest is not None and wanted.typed else None
        if not text:
            return
        for spec in wanted.command.fields:
            choice = spec.marker(Choice)
            wants = choice is not None and choice.told and not values.get(spec.name)
            told = choices.told(self.ctx, choice.source, text) if choice is not None and wants else None
            if told:
                values[spec.name] = told

    def _nobody_known(self, wanted: Invoke, values: Mapping[str, str]) -> Invoke | None:
        """Return the command that takes a line over which names only people and firms that nobody knows."""
        spec, rest = _field(wanted, Mentioned), _field(wanted, Rest)
        marker = spec.marker(Mentioned) if spec is not None else None
        if spec is None or rest is None or marker is None or not marker.nobody or not wanted.typed:
            return None
        text = values.get(rest.name, "")
        if wanted.form or values.get(spec.name) or not mentions.named_in(self.ctx, text).unlisted:
            return None
        return replace(wanted, command=self.registry[marker.nobody], values={**values, "word": wanted.command.name})

    def _may_be_it(self, rest: FieldSpec) -> bool:
        """Tell whether a text may be about the record in hand: behind "met" or "visit" a name is expected."""
        marker = rest.marker(Rest)
        with_word = marker is not None and marker.with_word
        return self.ctx.origin.reply_to is not None or not with_word


def _field(wanted: Invoke, marker: type[object]) -> FieldSpec | None:
    return next((spec for spec in wanted.command.fields if spec.has(marker)), None)


def _reported(reply: Reply, unknown: tuple[str, ...]) -> Reply:
    """Say which options were no fields and stayed text, and which words had no place."""
    if not unknown or not isinstance(reply, Card):
        return reply
    options = ", ".join(each for each in unknown if _is_option(each))
    words = ", ".join(f"“{each}”" for each in unknown if not _is_option(each))
    said = [f"{options} kept as text; no such field"] if options else []
    said += [f"{words} was not understood and left aside"] if words else []
    return replace(reply, blocks=(*reply.blocks, Footer(spans(" · ".join(said)))))


def _is_option(words: str) -> bool:
    return ":" in words.split(maxsplit=1)[0]
