"""Names of one's own: what a person means by a name, kept when they correct a note, listed and removed."""

import re
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Footer, Item, Line, Spans, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Key, RecordRef, Ref, Rest
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import OpenForm, Reply
from crmbot.commands import phrases, record_lines
from crmbot.commands.shared_fields import Nothing
from crmbot.core import lookup, records, subjects
from crmbot.core.context import Context
from crmbot.core.errors import Ambiguous, Found, InvalidInput, NotFound
from crmbot.core.naming import aliases
from crmbot.language.codes import SUBJECT
from crmbot.store.models.record import Record

_ICON = "🏷️"
_SHOWN = 20
_BETWEEN = re.compile(r"(?:(?<!\s)\s+)?(?:=|→|->|:)\s*|(?<!\s)\s+(?:is|means)\s+", re.IGNORECASE)
_REMOVE = re.compile(r"(?<!\s)\s+(?:remove|delete|forget)$|^(?:remove|delete|forget)\s+", re.IGNORECASE)


class OwnName(Form):
    """A name of one's own, and what it stands for."""

    words: Annotated[str, Rest(), Field(max_length=200, description="Which name?")]
    on: Annotated[RecordRef | None, Key("for", "of"), Ref(SUBJECT), Field(description="What do you mean by it?")] = None


@command("alias", examples=["big blue = Acme", "big blue on:C-7", "big blue remove"], in_place=True, group="notes")
def name_record(ctx: Context, form: OwnName) -> Reply:
    """Say what you mean by a name, see what it means, or take it away; it is yours alone."""
    without = _REMOVE.sub("", form.words)
    if without != form.words and form.on is None:
        return _removed(ctx, without)
    typed, _, behind = _parted(form.words)
    if form.on is not None:
        return _learnt(ctx, form.words, lookup.get(ctx, form.on.id))
    return _named(ctx, typed, behind) if behind else _meaning(ctx, form.words)


def _named(ctx: Context, typed: str, name: str) -> Card:
    """Keep a name for what another one stands for; where that is several, or none, it is asked."""
    try:
        return _learnt(ctx, typed, lookup.get(ctx, lookup.resolve(ctx, name, subjects.kinds()).id))
    except Ambiguous as several:
        found: tuple[Found, ...] = several.candidates
    except NotFound as none:
        found = none.near
    return record_lines.pick(name, found, Invocation("alias", {"words": typed}), "on")


def _parted(words: str) -> tuple[str, str, str]:
    found = _BETWEEN.search(words)
    return (words[: found.start()], found[0], words[found.end() :].strip()) if found else (words, "", "")


def _learnt(ctx: Context, typed: str, record: Record) -> Card:
    if not aliases.learn(ctx, typed, record):
        return Card(spans(bold(typed.strip()), " means ", phrases.link(record), " already."), icon=_ICON, whisper=True)
    title = spans(bold(typed.strip()), " means ", phrases.link(record), " when you say it.")
    foot = Footer(spans("Only for you. ", code("aliases"), " lists them."))
    return Card(title, (foot,), (phrases.undo_action(ctx),), _ICON, records.code(record), whisper=True)


def _meaning(ctx: Context, words: str) -> Reply:
    known = aliases.meant(ctx, words)
    if known is None:
        return OpenForm("alias", {"words": words})
    record = lookup.get(ctx, known)
    title = spans(bold(words), " means ", phrases.link(record), " when you say it.")
    actions = (phrases.show_action("Open", record), _remove_action(words))
    return Card(title, (), actions, _ICON, records.code(record), whisper=True)


class WhichName(Form):
    """A name of one's own."""

    words: Annotated[str, Rest(), Field(max_length=200, description="Which name?")]


@command("alias remove", aliases=["unalias", "forget alias"], examples=["big blue"], in_place=True, group="notes")
def remove_name(ctx: Context, form: WhichName) -> Card:
    """Let a name of your own mean nothing special any more."""
    return _removed(ctx, form.words)


def _removed(ctx: Context, words: str) -> Card:
    try:
        typed = aliases.forget(ctx, words)
    except NotFound as none:
        raise InvalidInput("words", words, "that is no name of your own; aliases lists them") from none
    title = spans(bold(typed), " means nothing special any more.")
    return Card(title, actions=(phrases.undo_action(ctx),), icon=_ICON, whisper=True)


@command("aliases", examples=[""], in_place=True, group="notes")
def list_names(ctx: Context, form: Nothing) -> Card:
    """List the names you have for companies, people and deals."""
    del form
    found = aliases.listed(ctx)
    title = spans(bold("Your names"), f" · {len(found)}")
    if not found:
        empty = "None yet. One is kept when you correct whom a note means, or with "
        return Card(title, (Line(spans(empty, code("alias big blue = Acme"), ".")),), icon=_ICON, whisper=True)
    rows = [
        (each.record.id, Item(_row(each.typed, each.record), _remove_action(each.typed))) for each in found[:_SHOWN]
    ]
    more = (Footer(spans(f"… and {len(found) - _SHOWN} more")),) if len(found) > _SHOWN else ()
    return Card(title, (record_lines.numbered(ctx, rows, 0), *more), icon=_ICON, whisper=True)


def _row(typed: str, record: Record) -> Spans:
    return spans(bold(typed), " → ", phrases.link(record))


def _remove_action(typed: str) -> Action:
    return Action("Remove", Invocation("alias remove", {"words": typed}))
