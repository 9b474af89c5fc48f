"""Help by example: what can be done now, and how a word is used."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Footer, Line, bold, code, spans
from crmbot.chat.command import Command, Registry, command
from crmbot.chat.form import Ask, Form, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands.fields import own_fields
from crmbot.commands.people.me import FIRST_STEPS
from crmbot.commands.people.tongues import own_words, words_line
from crmbot.core.context import Context
from crmbot.core.errors import NotFound
from crmbot.language.catalogue import command_words

FIRST = (
    ("note Acme: met Jane, follow up Tuesday 3pm", "write down what happened", "note.create"),
    ("find jane", "look somebody up", ""),
    ("task call Delta tomorrow 10am", "be reminded", "task.create"),
    ("deal new Acme renewal 12k", "start a deal", "deal.create"),
    ("today", "see your day", ""),
    ("notes Acme", "read what happened", ""),
    ("board", "see what is open, stage by stage", ""),
    ("companies by city", "count what there is", ""),
)
"""What can be typed, what it does, and the right it needs: the first five that somebody may do are shown."""

_SHOWN = 5
_EXAMPLES = 3


class Help(Form):
    """What to explain."""

    word: Annotated[str | None, Rest(), Field(max_length=60, description="About which word?")] = None


@command("help", examples=["", "task"], public=True)
def show_help(ctx: Context, form: Help) -> Card:
    """Show what you can type, or how a word is used."""
    from crmbot.commands import build_registry

    if not form.word:
        return _first(ctx)
    registry = build_registry().speaking(command_words(ctx.languages))
    match = registry.match(form.word)
    if match is None:
        raise NotFound(form.word)
    found = match.found if isinstance(match.found, Command) else registry[match.found.new]
    return explain(own_fields.extend(ctx, found), registry)


def _first(ctx: Context) -> Card:
    may = [(example, what) for example, what, right in FIRST if not right or ctx.actor.can(right)]
    lines = tuple(Line(spans(code(example), f"  {what}")) for example, what in may[:_SHOWN])
    own = own_words(ctx.languages)
    lines = (*lines, words_line("In your language too:", own)) if own else lines
    more = Footer(spans(code("help deal"), " explains a word · plain sentences work too"))
    return Card(spans("Five things you can type"), (*lines, more), FIRST_STEPS, icon="💡", whisper=True)


def explain(found: Command, registry: Registry) -> Card:
    """Draw a command's help: examples first, then its options, then its form."""
    word = spoken(found, registry)
    lines = tuple(Line(spans(code(f"{word} {example}".strip()))) for example in found.examples[:_EXAMPLES])
    options = [f"{spec.keys[-1]}:" for spec in found.fields if not spec.hidden and spec.ask is not Ask.TAGS]
    more = Footer(spans("More: " + " ".join(options))) if options else Footer(spans("No options"))
    form = (Action("Open form", Invocation(found.name, form=True)),) if found.fields else ()
    return Card(spans(bold(word), f" — {found.help}"), (*lines, more), form, icon="💡", whisper=True)


def spoken(found: Command, registry: Registry) -> str:
    """Return the shortest way to say a command: the noun alone where it makes one."""
    noun = next((noun for noun in registry.nouns() if noun.new == found.name), None)
    return noun.name if noun is not None and " " in found.name else found.name
