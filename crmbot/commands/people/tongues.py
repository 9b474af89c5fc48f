"""The languages a person writes in: what is read in them, and which words of commands they know."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Card, Footer, Line, Span, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Quick, Rest
from crmbot.commands import phrases
from crmbot.core.context import Context
from crmbot.core.people import tongues
from crmbot.language import languages
from crmbot.language.catalogue import command_words

_USUAL = ("note", "task", "find", "event", "remind me", "today", "help")


class Languages(Form):
    """Languages."""

    languages: Annotated[
        str,
        Rest(),
        Quick("English", "German", "French", "Spanish", "Dutch"),
        Field(max_length=80, description="Which languages do you write in?"),
    ]


@command("language", aliases=["languages", "settings language"], examples=["German", "French and English"])
def set_languages(ctx: Context, form: Languages) -> Card:
    """Say which languages you write in: days, times and the words of commands are read in them too."""
    found = tongues.choose(ctx, form.languages)
    title = spans("You write in ", languages.listed(found), ".")
    undo = (phrases.undo_action(ctx),)
    words = own_words(found)
    if not words:
        plain = "Days and dates are read in it." if found != (languages.ENGLISH,) else "Days and commands are English."
        return Card(title, (Line(spans(plain)),), undo, icon="🗣️", whisper=True)
    footer = Footer(spans("English is understood besides."))
    return Card(title, (words_line("Commands now go by", words), footer), undo, icon="🗣️", whisper=True)


def own_words(known: Sequence[str]) -> tuple[str, ...]:
    """Return the usual commands as they are called in other languages, those of the first language first."""
    found = command_words(known)
    by_command = {said: [each.written for each in found.values() if each.english == said] for said in _USUAL}
    return tuple(words[0] for words in by_command.values() if words)


def words_line(title: str, words: Sequence[str]) -> Line:
    """Draw words of commands in one line."""
    drawn: list[Span | str] = []
    for place, word in enumerate(words):
        drawn += [" · " if place else " ", code(word)]
    return Line(spans(title, *drawn))
