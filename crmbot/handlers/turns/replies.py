"""Words under a card that say nothing of it: thanks, a thumb, never mind."""

from crmbot.chat.card import Action, Card, Footer, code, spans
from crmbot.chat.invocation import Invocation
from crmbot.core import records
from crmbot.handlers.meaning import pleasantries
from crmbot.language.plain_words import pleasantries as words
from crmbot.store.models.record import Record

_CALLED_OFF = {"task": "cancel task", "event": "cancel event"}


def polite(record: Record, text: str) -> Card | None:
    """Return the answer to words that are no note on the record of a card; None for all others."""
    if words.gives_up(text):
        return _left(record)
    if not any(letter.isalnum() for letter in text):
        return Card(spans("👍"), whisper=True)
    is_kind = words.is_thanks(text) or words.is_goodbye(text) or words.yes_or_no(text) is not None
    return pleasantries.answer(text) if is_kind else None


def _left(record: Record) -> Card:
    """Say that nothing was done; what can be called off is one tap away."""
    name = _CALLED_OFF.get(record.kind)
    sign = records.code(record)
    off = (Action(f"Call {sign} off", Invocation(name, {"which": sign})),) if name else ()
    foot = Footer(spans(code("undo"), " takes back what was saved last."))
    return Card(spans("Nothing was changed."), (foot,), off, "👌", whisper=True)
