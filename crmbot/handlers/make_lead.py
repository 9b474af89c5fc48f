"""A message somebody wants a lead made of, in the words of every surface: a button nobody had to draw."""

from crmbot.chat.inbound import Pressed
from crmbot.chat.invocation import Invocation, write_token

COMMAND = "keep as lead"


def make_lead(text: str, *, author: str = "", link: str | None = None) -> Pressed:
    """Return what using "Make lead" on a message asks for: its words, who wrote them, where they stand."""
    said = {"text": text, "author": author, "link": link or ""}
    return Pressed(write_token(Invocation(COMMAND, {name: words for name, words in said.items() if words})))
