"""What somebody of us is called."""

from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.store.models.people import User


def call(ctx: Context, name: str) -> str:
    """Call the actor by another name, and return it. Raises `InvalidInput` for one without a letter."""
    words = " ".join(name.split())
    if not any(letter.isalpha() for letter in words):
        raise InvalidInput("name", name, "not a name")
    ctx.session.get_one(User, ctx.actor.id).name = words
    ctx.session.flush()
    return words
