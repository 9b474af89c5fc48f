"""What a note says: what happened, what is to follow, how much, how far, tags and mentions."""

from crmbot.language.notes.durations import minutes
from crmbot.language.notes.reading import read
from crmbot.language.notes.values import Amount, FollowUp, Kind, NoteReading, Reason, Stage, StageChange

__all__ = [
    "Amount",
    "FollowUp",
    "Kind",
    "NoteReading",
    "Reason",
    "Stage",
    "StageChange",
    "minutes",
    "read",
]
