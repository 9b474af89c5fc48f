"""Arguments for any command, made of what its form declares and of its own examples: a new one needs no line here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crmbot.chat.command import Command, Registry
from crmbot.chat.form import Ask, FieldSpec, Head, Rest
from crmbot.chat.invocation import Invocation, write_token
from crmbot.core import subjects
from crmbot.core.choices import listed
from crmbot.core.context import Context
from crmbot.handlers.intents import Invoke
from crmbot.handlers.turns.running import Runner
from tests.security.firm import COLLEAGUE, KINDS

USUAL = {
    Ask.PERSON: f"{COLLEAGUE}@firm.example",
    Ask.WHEN: "27 nov 9:00",
    Ask.PERIOD: "27 nov 9:00-10:00",
    Ask.REPEAT: "every week",
    Ask.DATE: "27 nov",
    Ask.MONEY: "500",
    Ask.NUMBER: "1",
    Ask.DECIMAL: "1",
    Ask.YES_NO: "yes",
    Ask.TAGS: "vip",
    Ask.TEXT: "Zebra crossing",
}


@dataclass(frozen=True, slots=True)
class Aim:
    """A field of a command that is to name a record of one of these kinds; no name where it has none that could."""

    command: Command
    name: str
    kinds: tuple[str, ...]

    @property
    def is_record(self) -> bool:
        """Whether the field is made for records, and not for words that may name one."""
        return any(spec.name == self.name and spec.ask is Ask.RECORD for spec in self.command.fields)


def aims(registry: Registry) -> Iterator[Aim]:
    """Yield every field of every command that can name a record: those made for it, and words where there is none."""
    for command in registry:
        fields = [spec for spec in command.fields if spec.ask is Ask.RECORD]
        for spec in fields or [spec for spec in command.fields if spec.ask is Ask.TEXT]:
            yield Aim(command, spec.name, aim_kinds(spec))
        if not any(spec.ask in (Ask.RECORD, Ask.TEXT) for spec in command.fields):
            yield Aim(command, "", KINDS[:1])


def aim_kinds(spec: FieldSpec) -> tuple[str, ...]:
    """Return the kinds of records a field takes."""
    return tuple(kind for kind in subjects.expand(spec.kinds) if kind in KINDS) or KINDS


def plain(ctx: Context, registry: Registry) -> dict[str, dict[str, str]]:
    """Return what is said for the fields of every command that name no record, by the name of the command."""
    runner = Runner(ctx, registry)
    return {command.name: _plain(ctx, runner, command) for command in registry}


def _plain(ctx: Context, runner: Runner, command: Command) -> dict[str, str]:
    said = _example(runner, command)
    for spec in command.fields:
        if spec.ask is Ask.RECORD:
            said.pop(spec.name, None)
        elif spec.ask is Ask.PERSON or _is_listed(spec, said) or (spec.required and not said.get(spec.name)):
            said[spec.name] = _usual(ctx, spec)
    return said


def _is_listed(spec: FieldSpec, said: Mapping[str, str]) -> bool:
    """Tell whether a field takes what is in a list: an example may name what is in none of ours."""
    return spec.ask is Ask.CHOICE and (spec.required or spec.name in said)


def _example(runner: Runner, command: Command) -> dict[str, str]:
    """Return what the command's own examples give for its fields."""
    said: dict[str, str] = {}
    for example in command.examples:
        line = example if example.startswith(command.name) else f"{command.name} {example}"
        read = runner.interpreter.read(line)
        if isinstance(read, Invoke) and read.command.name == command.name:
            said = {**read.values, **said}
    return said


def _usual(ctx: Context, spec: FieldSpec) -> str:
    if spec.ask is not Ask.CHOICE:
        return USUAL[spec.ask]
    offered = [each.value for each in (listed(ctx, spec.source) if spec.source else spec.members)]
    return offered[-1] if offered else USUAL[Ask.TEXT]


def hidden(command: Command, code: str) -> dict[str, str]:
    """Return values for what only buttons carry: a yes to every question, and the record wherever one may stand."""
    found = {}
    for spec in command.fields:
        if spec.hidden and spec.name != "files":
            found[spec.name] = code if spec.ask in (Ask.RECORD, Ask.TEXT) else USUAL.get(spec.ask, "")
    return {name: value for name, value in found.items() if value}


def line(command: Command, values: Mapping[str, str]) -> str:
    """Write a command as somebody types it: what stands in front, the options by name, the rest of the words."""
    heads = [spec for spec in command.fields if spec.has(Head) and spec.name in values]
    rests = [spec for spec in command.fields if spec.has(Rest) and spec.name in values]
    front = [f"{values[spec.name]}{_sep(spec)}" for spec in heads[:1]]
    behind = [values[spec.name] for spec in rests[:1] if spec not in heads[:1]]
    placed = {spec.name for spec in (*heads[:1], *rests[:1])}
    options = [f'{name}:"{value}"' for name, value in values.items() if name not in placed and '"' not in value]
    return " ".join([command.name, *front, *options, *behind])


def _sep(spec: FieldSpec) -> str:
    head = spec.marker(Head)
    return head.sep if head is not None else ""


def token(command: Command, values: Mapping[str, str], rev: int | None = None, *, form: bool = False) -> str:
    """Write a button that does a command."""
    return write_token(Invocation(command.name, dict(values), rev, form=form))
