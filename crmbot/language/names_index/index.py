"""The index of names: built once, kept up with changes, asked for every text."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from crmbot.language.names_index import choosing
from crmbot.language.names_index.choosing import Chosen
from crmbot.language.names_index.gathering import MEANT, Gathered, Pointed, gather
from crmbot.language.names_index.register import CONTACT, DEAL, KINDS, LEAD, Register
from crmbot.language.names_index.unlisted import unlisted
from crmbot.language.names_index.values import (
    Aliases,
    Among,
    Candidate,
    Entry,
    How,
    Meant,
    Mention,
    Prefer,
    Span,
    Unlisted,
)
from crmbot.language.names_index.words import split

LONGEST_TEXT = 10_000
"""Characters of a text in which names are looked for."""

_MOST_CANDIDATES = 8
_NONE: Aliases = {}


class NameIndex:
    """All names of companies, contacts, deals and leads. One thread may change it while others ask it."""

    def __init__(self) -> None:
        self._register = Register()

    @classmethod
    def build(cls, entries: Iterable[Entry]) -> "NameIndex":
        """Make an index of names; a record with several names comes as several entries."""
        index = cls()
        index._register.fill(entries)
        return index

    def __len__(self) -> int:
        """Tell how many names there are."""
        return len(self._register)

    def numbers(self) -> set[int]:
        """Return the records that have a name here."""
        return self._register.numbers()

    def put(self, entries: Sequence[Entry]) -> None:
        """Let records go by these names and no others."""
        before = [slot for number in {entry.id for entry in entries} for slot in self._register.slots_of(number)]
        for entry in entries:
            self._register.add(entry)
        self._register.drop(before)

    def remove(self, record_id: int) -> None:
        """Forget the names of a record."""
        self._register.drop(self._register.slots_of(record_id))

    @property
    def is_worn(self) -> bool:
        """Tell that more was removed than is left: it should be built anew."""
        return self._register.is_worn

    @property
    def size(self) -> int:
        """Tell about how many bytes it takes."""
        return self._register.size

    def names_in(self, text: str, *, masked: Collection[Span] = (), aliases: Aliases = _NONE) -> tuple[Mention, ...]:
        """Return the words of a text that may be names, each with the records it may stand for, the best first."""
        text = text[:LONGEST_TEXT]
        return _mentions(text, gather(self._register, text, split(text, masked), aliases))

    def who(
        self,
        text: str,
        *,
        masked: Collection[Span] = (),
        aliases: Aliases = _NONE,
        among: Among | None = None,
        prefer: Prefer | None = None,
    ) -> Meant:
        """Return who and what a text means: the company, its people, deals and leads, and whom no record knows.

        Args: `masked`: stretches that hold no names; `aliases`: the person's own words for records, folded;
        `among`: keeps what may be spoken of, asked once; `prefer`: tells the likelier of two that fit alike.
        """
        text = text[:LONGEST_TEXT]
        found = gather(self._register, text, split(text, masked), aliases)
        if among is not None:
            found.only(among)
        return _meant(text, found, choosing.choose(found, prefer))


def _meant(text: str, found: Gathered, chosen: Chosen) -> Meant:
    company_id = chosen.choice.company_id if chosen.choice is not None else 0
    deals, leads, unclear = choosing.matters(found, company_id)
    contacts = [choosing.person(found, hit) for hit in chosen.contacts]
    for each in found.pointed:
        _point(found, each, {CONTACT: contacts, DEAL: deals, LEAD: leads})
    listed, firms = _spans(found, chosen), [*_firm_spans(found, chosen), *_full_firms(found)]
    company = _company(found, chosen)
    new = _unlisted(text, found, chosen, listed)
    return Meant(
        company=company,
        contacts=tuple(contacts),
        deals=tuple(deals),
        leads=tuple(leads),
        unlisted=new,
        doubts=(*chosen.doubts, *unclear),
        spans=_merged([*listed, *_full_names(found), *firms, *(one.span for one in new)]),
        company_spans=_merged([*firms, *(one.span for one in new if one.kind == "company")]),
        mentions=_mentions(text, found),
    )


def _company(found: Gathered, chosen: Chosen) -> Candidate | None:
    """Return the company that is meant, named or not: where the people who are named work."""
    choice = chosen.choice
    if choice is None or not choice.company_id or choice.company_id in found.hidden:
        return None
    if choice.firm is not None:
        return choosing.firm(found, choice.firm)
    how: How = "employer"
    for each in found.pointed:
        if found.register.ids[each.slot] == choice.company_id:
            how = each.how
    return Candidate(choice.company_id, "company", min(choice.value, 100.0), how)


def _point(found: Gathered, each: Pointed, lists: dict[int, list[Candidate]]) -> None:
    """Add what a code, an address or a number points at."""
    register = found.register
    kind = register.kinds[each.slot]
    there = lists.get(kind)
    if there is not None and all(one.id != register.ids[each.slot] for one in there):
        firm_id = register.firm_ids[each.slot]
        shown = 0 if firm_id in found.hidden else firm_id
        there.append(Candidate(register.ids[each.slot], KINDS[kind], 100.0, each.how, shown))


def _unlisted(text: str, found: Gathered, chosen: Chosen, listed: Sequence[Span]) -> tuple[Unlisted, ...]:
    has_firm = (chosen.choice is not None and bool(chosen.choice.company_id)) or any(
        doubt.kind == "company" for doubt in chosen.doubts
    )
    firm = chosen.choice.firm if chosen.choice is not None else None
    others = [hit for hit in found.people if firm is None or not choosing.is_beside(found, hit, firm)]
    taken = [*listed, *_full_firms(found), *(found.span(hit.first, hit.last) for hit in others)]
    return unlisted(text, found.words, taken, has_firm=has_firm, given=found.line.given())


def _spans(found: Gathered, chosen: Chosen) -> list[Span]:
    """Return where the names stand that are meant or asked about."""
    spans = [found.span(hit.first, hit.last) for hit in chosen.contacts]
    spans += _firm_spans(found, chosen)
    spans += [doubt.span for doubt in chosen.doubts]
    return [*spans, *(each.span for each in found.pointed), *_of_matters(found)]


def _firm_spans(found: Gathered, chosen: Chosen) -> list[Span]:
    """Return where companies are named: the one that is meant, those asked about, and others in full."""
    spans = [doubt.span for doubt in chosen.doubts if doubt.kind == "company"]
    choice = chosen.choice
    if choice is not None and choice.firm is not None:
        spans.append(found.span(choice.firm.first, choice.firm.last))
        spans += _again(found, choice.company_id)
    return spans


def _again(found: Gathered, company_id: int) -> list[Span]:
    """Return where else the whole name of a company stands."""
    ids = found.register.ids
    return [
        found.span(each.first, each.last) for each in found.named if any(ids[slot] == company_id for slot in each.slots)
    ]


def _of_matters(found: Gathered) -> list[Span]:
    long = (whole for whole, _ in found.matters if whole.last - whole.first > 1)
    return [found.span(whole.first, whole.last) for whole in long]


def _full_names(found: Gathered) -> list[Span]:
    """Return where people stand that are named in full, meant or not."""
    return [found.span(hit.first, hit.last) for hit in found.people]


def _full_firms(found: Gathered) -> list[Span]:
    """Return where companies stand that are named in full, meant or not."""
    firms = (hit for hit in found.firms.values() if hit.how in ("exact", "respelt") and hit.score > MEANT)
    return [found.span(hit.first, hit.last) for hit in firms]


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return tuple(found)


def _mentions(text: str, found: Gathered) -> tuple[Mention, ...]:
    groups: dict[Span, dict[int, Candidate]] = defaultdict(dict)
    for firm in found.firms.values():
        _note(groups, found.span(firm.first, firm.last), choosing.firm(found, firm))
    for hits in (found.people, found.singles, *found.staff.values()):
        for hit in hits:
            _note(groups, found.span(hit.first, hit.last), choosing.person(found, hit))
    return tuple(
        Mention(span, text[slice(*span)], tuple(sorted(there.values(), key=lambda one: -one.score)[:_MOST_CANDIDATES]))
        for span, there in sorted(groups.items())
    )


def _note(groups: dict[Span, dict[int, Candidate]], span: Span, one: Candidate) -> None:
    known = groups[span].get(one.id)
    if known is None or known.score < one.score:
        groups[span][one.id] = one
