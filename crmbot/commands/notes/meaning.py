"""What a person means by the words a note was filed by: remembered when they choose, or put it right."""

from crmbot.chat.card import Line, bold, code, spans
from crmbot.chat.form import RecordRef
from crmbot.commands import phrases
from crmbot.core import notes
from crmbot.core.context import Context
from crmbot.core.naming import aliases, mentions
from crmbot.language.fold import name_key, tokens
from crmbot.store.models.activity import Note
from crmbot.store.models.record import Record


def learnt(ctx: Context, words: str | None, record: Record) -> tuple[Line, ...]:
    """Remember what words mean to the actor, and say so; nothing where they are no name, or mean it already."""
    if not words or not aliases.may_be_name(words) or not aliases.learn(ctx, words, record):
        return ()
    told = spans(bold(words), " means ", phrases.link(record), " when you say it from now on. ", code("aliases"))
    return (Line(told),)


def misheard(ctx: Context, note: Note, meant: Record, called: str = "") -> str:
    """Return the words of a note that were taken for another record of the same kind than is meant.

    `called` are those words where they were chosen for. Empty where they are that one's name in full, or a part of it
    that the other does not have: then it was meant when it was written, and the note is only moved. Who says `not Jane,
    Ben` will not call Ben Jane from now on.
    """
    wrong = next((each for each in notes.about(ctx, note) if each.kind == meant.kind), None)
    if wrong is None or wrong.id == meant.id:
        return called
    words = called or mentions.words_for(ctx, note.body or "", wrong)
    said = set(tokens(words))
    if said <= set(tokens(wrong.title)) and not said & set(tokens(meant.title)):
        return ""
    return "" if not called and name_key(words) == name_key(wrong.title) else words


def called_by(about: RecordRef, chosen: str | None) -> str:
    """Return the words that something was filed by; empty where a code or a number stood for it."""
    words = chosen or about.asked
    return words if aliases.may_be_name(words) else ""
