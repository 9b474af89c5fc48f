"""The languages each person writes in."""

from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.language import languages
from crmbot.store.models.people import User


def choose(ctx: Context, text: str) -> tuple[str, ...]:
    """Set the actor's languages from names or codes, and return their codes.

    Raises `InvalidInput` with near names as choices.
    """
    found = languages.named(text)
    if not found:
        raise InvalidInput("languages", text, "no language I know", languages.near(text))
    user = ctx.session.get_one(User, ctx.actor.id)
    user.locale = ",".join(found)
    ctx.session.flush()
    return found
