"""What is longer than anything a person types is not read: said at once, before it costs anybody time."""

from crmbot.chat.card import Card, Line, spans
from crmbot.chat.inbound import Event, Inbound, Pressed, Said, Submitted, Uploaded

LONGEST = 40_000
"""Characters of a message or a field of a form; the longest message of any platform."""

LONGEST_BUTTON = 4_000
"""Characters of what a button carries; the longest of any platform is half of that."""

MOST_FIELDS = 200
"""Fields of a form; the largest of ours, with all that an organisation may add, is half of that."""


def refused(inbound: Inbound) -> Card | None:
    """Return the answer to what is too long to be read; None for anything else."""
    longest, most = _length(inbound.event)
    if longest <= most:
        return None
    title = spans(f"That is too long for me: {longest:,} characters, and {most:,} fit.")
    return Card(title, (Line(spans("Nothing was done. Send it in parts, or as a file.")),), icon="✋", whisper=True)


def _length(event: Event) -> tuple[int, int]:
    """Return how long the longest text is, and how long it may be."""
    match event:
        case Said(text=text):
            return len(text), LONGEST
        case Uploaded(caption=caption):
            return len(caption), LONGEST
        case Pressed(token=token):
            return len(token), LONGEST_BUTTON
        case Submitted(values=values):
            too_many = LONGEST + 1 if len(values) > MOST_FIELDS else 0
            return max((too_many, *map(len, values.values()))), LONGEST
