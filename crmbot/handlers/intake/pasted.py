"""Secrets that somebody pasted into a chat: not read, not kept, and said so."""

from crmbot.chat.card import Card, Line, spans
from crmbot.chat.inbound import Event, Inbound, Pressed, Said, Submitted, Uploaded
from crmbot.core import inbox
from crmbot.language import secrets
from crmbot.store.uow import Session


def refused(session: Session, inbound: Inbound) -> Card | None:
    """Return the answer to a message with a key or a password in it, whose words are forgotten; None for any other."""
    what = next((found for text in _texts(inbound.event) if (found := secrets.found(text))), "")
    if not what:
        return None
    inbox.forget_words(session, inbound.key)
    lines = (
        Line(spans("I have not read on and kept nothing of it. Delete your message, too.")),
        Line(spans("Whoever has seen it can use it: have it replaced where it comes from.")),
    )
    return Card(spans(f"That looks like {what}."), lines, icon="🔐", whisper=True)


def _texts(event: Event) -> tuple[str, ...]:
    match event:
        case Said(text=text):
            return (text,)
        case Uploaded(caption=caption):
            return (caption,)
        case Submitted(values=values):
            return tuple(values.values())
        case Pressed():
            return ()
