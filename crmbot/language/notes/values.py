"""The values that reading a note gives: what happened, what is to follow, how much, and how far a deal has come."""

import re
from dataclasses import dataclass
from typing import Literal

from crmbot.language.calls import Way
from crmbot.language.happened import Past
from crmbot.language.money import Money
from crmbot.language.when import Expression

Kind = Literal["note", "call", "email", "meeting", "visit"]
Stage = Literal["lead", "qualified", "demo", "proposal", "negotiation", "on_hold", "won", "lost"]
Reason = Literal["price", "competitor", "timing", "budget", "no_decision", "feature"]

_BEFORE_DAY = re.compile(r"^(?:(?:by|on|before|due|for|until|the)\s+)+", re.IGNORECASE)
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is to be done, and when; `certain` when it was asked for and its time has no doubt."""

    title: str
    expression: Expression
    certain: bool
    span: tuple[int, int]

    @property
    def no_such(self) -> str:
        """The words that should name a time and name none: `30 Feb`, `at 25`; empty where there is one."""
        doubt = self.expression.doubt
        if doubt is None or doubt.reason != "no_such_date":
            return ""
        words = self.expression.text
        return _MONTH.sub(lambda month: month[0].title(), _BEFORE_DAY.sub("", words)) if doubt.options else words


@dataclass(frozen=True, slots=True)
class Amount:
    """What a deal is worth; `certain` when a sign, a code or a word names the currency, and it is the only total."""

    money: Money
    certain: bool
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class StageChange:
    """How far a deal has come; `reason` only where it is lost, `certain` where the words can mean nothing else."""

    to: Stage
    reason: Reason | None
    certain: bool
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class NoteReading:
    """What one message says, as far as words alone tell."""

    kind: Kind
    kind_certain: bool
    follow_up: FollowUp | None
    tags: tuple[str, ...]
    mentions: tuple[str, ...]
    duration_minutes: int | None
    way: Way | None = None
    result: str = ""
    happened: Past | None = None
    amount: Amount | None = None
    stage: StageChange | None = None
