"""People of other firms than the one a note is about: `visited Delta with Jane`, who is of Acme."""

import re
from collections.abc import Sequence

from crmbot.chat.card import Line, spans
from crmbot.commands import phrases
from crmbot.core import lookup
from crmbot.core.context import Context
from crmbot.core.naming import mentions
from crmbot.store.models.party import Company, Contact
from crmbot.store.models.record import Record

_MOST = 3
_WITH = re.compile(r"(?:\bwith|\bw/|\band|&|,|\bmit|\bavec|\bcon)\s*$", re.IGNORECASE)
_THERE = re.compile(r"\s+(?:at|from|of|there|bei|von|chez|de)\b", re.IGNORECASE)


def people(ctx: Context, about: Sequence[Record], text: str) -> tuple[Contact, ...]:
    """Return the people of other firms who a text says came along; nobody where it is about no firm."""
    firms = {record.id for record in about if isinstance(record, Company)}
    if not firms:
        return ()
    known = {record.id for record in about}
    # Where a firm is named, its own people are meant before others: without its name all are.
    bare = _without_firms(ctx, text)
    heard = [each for each in mentions.said(ctx, bare).mentions if _is_along(bare, each.span)]
    alone = [each.candidates[0] for each in heard if len(each.candidates) == 1]
    wanted = [one.id for one in alone if one.kind == "contact" and one.how != "typo" and one.id not in known]
    found = lookup.those(ctx, list(dict.fromkeys(wanted))[:_MOST])
    return tuple(each for each in found if isinstance(each, Contact) and each.company_id not in firms)


def _is_along(text: str, place: tuple[int, int]) -> bool:
    """Tell whether somebody came along: "with Jane". "Met Jane at Delta" rather tells of another Jane, who is there."""
    return _WITH.search(text[: place[0]]) is not None and _THERE.match(text, place[1]) is None


def _without_firms(ctx: Context, text: str) -> str:
    for start, end in mentions.said(ctx, text).company_spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def told(ctx: Context, guests: Sequence[Contact]) -> tuple[Line, ...]:
    """Say of people who are of another firm that they are."""
    firms = {firm.id: firm for firm in lookup.those(ctx, [each.company_id for each in guests if each.company_id])}
    return tuple(
        Line(spans(phrases.link(each), " is of ", phrases.link(firms[each.company_id]), ": linked, too."))
        for each in guests
        if each.company_id in firms
    )
