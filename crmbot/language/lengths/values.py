"""The value that reading a length of time gives."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from crmbot.language.when.values import Doubt

LengthGrain = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year", "decade"]

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Length:
    """How long something takes: where it stands in a text, and what it comes to.

    `grain` is the smallest unit that was said. A month counts as 30 days and a year as 365, since nothing tells which
    they are. `vague`: a number was hinted at only ("several weeks", "2-3 days", which is the longer of the two).
    """

    span: tuple[int, int]
    text: str
    length: timedelta
    grain: LengthGrain
    vague: bool = False

    @property
    def kind(self) -> Literal["duration"]:
        """Tell what kind of expression it is."""
        return "duration"

    @property
    def seconds(self) -> int:
        """Give the whole seconds."""
        return round(self.length.total_seconds())

    @property
    def minutes(self) -> int:
        """Give the whole minutes, half a one rounded up."""
        return int((self.length + _MINUTE / 2) // _MINUTE)

    @property
    def doubt(self) -> Doubt | None:
        """Say that the number was only hinted at; None where it was said."""
        return Doubt("vague") if self.vague else None
