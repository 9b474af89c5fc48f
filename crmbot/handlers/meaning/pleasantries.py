"""Words that say nothing to write down: thanks, a yes or a no nobody asked for."""

from crmbot.chat.card import Action, Card, Footer, code, spans
from crmbot.chat.invocation import Invocation
from crmbot.language.plain_words import pleasantries


def answer(text: str) -> Card | None:
    """Return the answer to words that want nothing; None for all others."""
    if pleasantries.is_thanks(text):
        return Card(spans("Any time."), icon="👍", whisper=True)
    if pleasantries.is_goodbye(text):
        return Card(spans("See you. Reminders come at their time."), icon="👋", whisper=True)
    if pleasantries.is_slip(text):
        actions = (Action("Undo", Invocation("undo")), Action("My day", Invocation("today")))
        return Card(spans("Shall I take back what was saved last?"), (), actions, "↩️", whisper=True)
    if pleasantries.gives_up(text):
        foot = Footer(spans(code("undo"), " takes back what was saved last."))
        return Card(spans("All right, nothing was saved."), (foot,), icon="👌", whisper=True)
    if pleasantries.yes_or_no(text) is None:
        return None
    foot = Footer(spans("Tap a button of the card you mean. ", code("undo"), " takes back what was saved last."))
    actions = (Action("My day", Invocation("today")), Action("What can I type?", Invocation("help")))
    return Card(spans("No question is open here, so nothing was done."), (foot,), actions, "🤔", whisper=True)
