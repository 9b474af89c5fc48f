"""The values that reading a repetition gives: how it comes again, or what stands in the way."""

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from crmbot.language.recurring.rules import Frequency, Rule, parse_rule
from crmbot.language.when import Doubt, When

Trouble = Literal["interval", "repetitions", "end", "often", "no_such_date", "no_days"]
"""What is wrong with a repetition: every 0 days; 0 times; an end before its start; more than once a day; the 31st of
April; all its days taken out."""

RepeatGrain = Literal["minute", "hour", "day", "week", "month", "year"]
_GRAINS: dict[Frequency, RepeatGrain] = {
    "MINUTELY": "minute",
    "HOURLY": "hour",
    "DAILY": "day",
    "WEEKLY": "week",
    "MONTHLY": "month",
    "YEARLY": "year",
}


@dataclass(frozen=True, slots=True)
class Repeat:
    """How something comes again: the rule, and the first time by it.

    `rule` is the value of an RRULE of RFC 5545 without start or hour; an end in it is a local day. Each one comes at
    the wall time of `first`, in its zone, and lasts until `ends` on the same day where that was said.
    """

    rule: str
    first: When
    ends: time | None = None

    @property
    def parsed(self) -> Rule:
        """The rule in its parts."""
        rule = parse_rule(self.rule)
        assert rule is not None  # it was written by one
        return rule

    @property
    def timed_rule(self) -> str:
        """The rule with the hour in it, for programs that are given no start."""
        if self.first.at is None:
            return self.rule
        return f"{self.rule};BYHOUR={self.first.at.hour};BYMINUTE={self.first.at.minute}"

    @property
    def until(self) -> date | None:
        """The last day on which one may come; None for an end by number, or none."""
        return self.parsed.until

    @property
    def count(self) -> int | None:
        """How many there are; None for an end by day, or none."""
        return self.parsed.count

    def __str__(self) -> str:
        """Give the canonical text, which `read` in the same zone reads back."""
        ends = f"-{self.ends:%H:%M}" if self.ends is not None and self.first.at is not None else ""
        return f"{self.first.iso()}{ends} {self.rule}"


@dataclass(frozen=True, slots=True)
class Repeated:
    """One repetition in a text: where it stands, what it means, what is wrong with it.

    `certain`: the words can mean nothing else. The "weekly" of a weekly report is not. With a `trouble` there may be
    a `repeat` all the same: what was understood so far.
    """

    span: tuple[int, int]
    text: str
    repeat: Repeat | None
    trouble: Trouble | None = None
    certain: bool = True

    @property
    def kind(self) -> Literal["recurrence"]:
        """Tell what kind of expression it is."""
        return "recurrence"

    @property
    def grain(self) -> RepeatGrain:
        """Tell how often it comes: by the day, the week, the month or the year."""
        return _GRAINS[self.repeat.parsed.frequency] if self.repeat is not None else "day"

    @property
    def doubt(self) -> Doubt | None:
        """Say that the words may mean something else, or what stands in the way; None when neither is so."""
        if self.certain and self.trouble is None:
            return None
        first = (self.repeat.first,) if self.repeat is not None else ()
        return Doubt("no_such_date" if self.trouble == "no_such_date" else "vague", first)
