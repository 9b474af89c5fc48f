"""Words that say nothing to write down: thanks, a yes or a no nobody asked for."""

from crmbot.chat.card import Action, Card, Footer, code, spans
from crmbot.chat.invocation import Invocation
from crmbot.language.fold import fold

_THANKS = frozenset(
    "thanks|thank you|thank you very much|thanks a lot|many thanks|thx|ty|cheers|ta|ok|okay|ok thanks|k|great|cool"
    "|perfect|nice|good|super|got it|alright|all right|fine|danke|merci|gracias|grazie|obrigado|bedankt".split("|")
)
_YES = frozenset("yes|y|yep|yeah|yes please|sure|do it|ja|oui|si|sim".split("|"))
_NO = frozenset("no|n|nope|nah|no thanks|nein|non|nao|nee".split("|"))


def yes_or_no(text: str) -> bool | None:
    """Tell whether a text is a yes or a no; None for all else."""
    words = fold(text)
    return words in _YES if words in _YES or words in _NO else None


def answer(text: str) -> Card | None:
    """Return the answer to words that want nothing; None for all others."""
    if fold(text) in _THANKS:
        return Card(spans("Any time."), icon="👍", whisper=True)
    if yes_or_no(text) is None:
        return None
    foot = Footer(spans("Tap a button of the card you mean. ", code("undo"), " takes back what was saved last."))
    actions = (Action("My day", Invocation("today")), Action("What can I type?", Invocation("help")))
    return Card(spans("No question is open here, so nothing was done."), (foot,), actions, "🤔", whisper=True)
