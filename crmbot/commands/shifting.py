"""How much later something is to be, as it was said."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.form import Aside, Behind
from crmbot.core.errors import InvalidInput
from crmbot.language.plain_words import shifts
from crmbot.language.plain_words.shifts import Shift

By = Annotated[str | None, Behind("by"), Aside(), Field(max_length=40, description="By how long?")]


def said(by: str) -> Shift:
    """Return how much later something is to be. Raises `InvalidInput`."""
    shift = shifts.read(by)
    if shift is None:
        raise InvalidInput("by", by, "how much later is that?", ("1 day", "2 days", "1 week"))
    return shift
