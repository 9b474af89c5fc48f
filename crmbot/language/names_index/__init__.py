"""Names at hand: which companies, people, deals and leads a text speaks of, without asking the database.

`NameIndex.build` takes every name there is; `who` tells who and what a text means, company and people chosen together.
"""

from crmbot.language.names_index.index import NameIndex
from crmbot.language.names_index.values import (
    Aliases,
    Among,
    Candidate,
    Doubt,
    Entry,
    How,
    Kind,
    Meant,
    Mention,
    Prefer,
    Span,
    Unlisted,
)

__all__ = [
    "Aliases",
    "Among",
    "Candidate",
    "Doubt",
    "Entry",
    "How",
    "Kind",
    "Meant",
    "Mention",
    "NameIndex",
    "Prefer",
    "Span",
    "Unlisted",
]
