"""From words to records: codes, row numbers, `it`, names; only what the actor may see is found."""

from collections.abc import Collection, Sequence
from itertools import takewhile

from sqlalchemy import func, select, union

from crmbot.core import putaway, subjects
from crmbot.core.context import Context
from crmbot.core.errors import Ambiguous, Found, NotFound, OtherKind
from crmbot.core.lookup.in_hand import it, remember_list, row, rows
from crmbot.core.lookup.numbered import came_from, get, kept, kind_of, one, read, those, with_hints
from crmbot.core.naming import aliases, borrowed_words, names
from crmbot.core.naming.lead_names import keys_of
from crmbot.core.permissions import visible
from crmbot.language.codes import IT, LARGEST, Code, parse_code
from crmbot.language.fold import name_key
from crmbot.language.names import without_article
from crmbot.store import search as index
from crmbot.store.models.activity import ActivityLink
from crmbot.store.models.lead import Lead, LeadStatus
from crmbot.store.models.party import Contact, Party
from crmbot.store.models.record import Record
from crmbot.store.models.search import RecentRecord
from crmbot.store.search import Hit, SearchPage

__all__ = [
    "came_from",
    "get",
    "it",
    "kind_of",
    "remember_list",
    "row",
    "rows",
    "those",
]

NEAR = 5
LATELY = 500
"""Among so many, of whatever kind, is looked for what somebody last had to do with."""

_HEAD_WORDS = 5
_NAMESAKES = 20


def is_named(ctx: Context, text: str, kinds: Sequence[str]) -> bool:
    """Tell whether words stand for a record of these kinds, or for several."""
    try:
        resolve(ctx, text, kinds)
    except Ambiguous:
        return True
    except NotFound:
        return False
    return True


def resolve(ctx: Context, text: str, kinds: Sequence[str] = ()) -> Found:
    """Return the one record the words stand for, an article in front of a name or not.

    Raises: `NotFound` with near ones, or `Ambiguous`.
    """
    words = text.strip().strip('"')
    bare = without_article(words)
    try:
        return _resolved(ctx, words, kinds)
    except NotFound:
        if bare == words:
            raise
    return _resolved(ctx, bare, kinds)


def _resolved(ctx: Context, words: str, kinds: Sequence[str]) -> Found:
    record_id = _by_sign(ctx, words)
    if record_id is not None:
        return _checked(ctx, words, record_id, kinds)
    own = aliases.meant(ctx, words, kinds)
    if own is not None:
        return shown(ctx, [own])[0]
    only = names.only(ctx, words, kinds) if kinds else None
    if only is not None:
        return shown(ctx, [only])[0]
    hits = search(ctx, words, kinds=kinds, limit=NEAR + 1).hits
    meant = _meant(ctx, words, hits) or _formerly_called(ctx, words, kinds)
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise Ambiguous(words, meant)
    raise NotFound(words, tuple(kinds), found(ctx, hits[:NEAR]))


def _meant(ctx: Context, words: str, hits: Sequence[Hit]) -> tuple[Found, ...]:
    """Return the hits that are called so: by their title, else by a short name, else by words of it."""
    key = name_key(words)
    exact = [hit for hit in hits if name_key(hit.title) == key]
    sure = exact or [hit for hit in hits if key in keys_of(hit.kind, hit.title)] or [hit for hit in hits if hit.exact]
    shown_now = found(ctx, sure[:NEAR])
    # What a lead has become is meant rather than the lead.
    return tuple(one for one in shown_now if (one.kind, one.hint) != _SETTLED) or shown_now


def _formerly_called(ctx: Context, words: str, kinds: Sequence[str]) -> tuple[Found, ...]:
    """Return what the records of a name went into that were merged."""
    key = name_key(words)
    # lint: unscoped what they went into is read with the scope
    called = union(
        select(Party.merged_into_id).where(Party.name_key == key, Party.merged_into_id.is_not(None)),
        select(Lead.merged_into_id).where(Lead.name_key == key, Lead.merged_into_id.is_not(None)),
    )
    known = shown(ctx, [number for number in ctx.session.scalars(called.limit(NEAR)) if number is not None])
    return tuple(one for one in known if not kinds or one.kind in kinds)


_SETTLED = ("lead", LeadStatus.CONVERTED.value)


def _by_sign(ctx: Context, words: str) -> int | None:
    """Return the number a code, a row of the last list, or `it` stands for; None for a name."""
    if words.lower() == IT:
        record_id = it(ctx)
        if record_id is None:
            raise NotFound(words)
        return record_id
    if words.isdecimal():
        if len(words) > len(str(LARGEST)) or int(words) > LARGEST:
            raise NotFound(words)
        return row(ctx, int(words)) or int(words)
    code = parse_code(words)
    return code.number if code is not None else None


def _checked(ctx: Context, words: str, record_id: int, kinds: Sequence[str]) -> Found:
    code = parse_code(words) or Code(None, record_id)
    record = one(ctx, record_id)
    wanted = code.kind is None or (record is not None and record.kind == code.kind)
    if record is None or not wanted or (kinds and record.kind not in kinds):
        if record is not None and wanted:
            raise OtherKind(words, tuple(kinds), there=Found(record.id, record.kind, record.title, "", record.version))
        gone = putaway.told(ctx, record_id, code.kind) if record is None else None
        raise gone or NotFound(words, tuple(kinds))
    return Found(record.id, record.kind, record.title, "", record.version)


def search(ctx: Context, query: str, *, kinds: Sequence[str] = (), limit: int = NEAR, offset: int = 0) -> SearchPage:
    """Return the best matches the actor may see; fuzzy and blind to accents."""
    page = index.search(ctx.session, query, kinds=kinds or None, scope=visible(ctx), limit=limit, offset=offset)
    return borrowed_words.left_out(ctx, query, page)


def to_pick(ctx: Context, text: str, kinds: Sequence[str], limit: int) -> tuple[Found, ...]:
    """Return records of some kinds for words typed so far, best first: by code, by name, for no words the recent ones.

    Nothing is raised for words that mean nothing. `limit`: records, 1-100.
    """
    if not text.strip():
        return _told(ctx, kept(ctx, recent(ctx, kinds, limit)).values())
    code = parse_code(text)
    if code is not None:
        there = shown(ctx, [code.number])
        return tuple(one for one in there if one.kind in kinds and code.kind in (None, one.kind))
    return found(ctx, search(ctx, text, kinds=kinds, limit=limit).hits)


def found(ctx: Context, hits: Sequence[Hit]) -> tuple[Found, ...]:
    """Return search hits as what can be shown and picked, with a word that tells namesakes apart."""
    return shown(ctx, [hit.record_id for hit in hits])


def shown(ctx: Context, ids: Sequence[int]) -> tuple[Found, ...]:
    """Return those of some records the actor may see as what can be shown and picked, in this order."""
    rows = read(ctx, ids)
    return _told(ctx, [rows[number] for number in ids if number in rows])


def _told(ctx: Context, rows: Collection[Record]) -> tuple[Found, ...]:
    firms = _firms(ctx, [row for row in rows if isinstance(row, Contact)])
    return tuple(Found(row.id, row.kind, row.title, firms.get(row.id) or row.hint, row.version) for row in rows)


def _firms(ctx: Context, people: Sequence[Contact]) -> dict[int, str]:
    """Return the names of the companies people work at: nothing tells two Janes apart better."""
    ids = {person.company_id for person in people if person.company_id is not None}
    if not ids:
        return {}
    rows = ctx.session.execute(select(Record.id, Record.title).where(Record.id.in_(ids), visible(ctx, ["company"])))
    titles = {row.id: row.title for row in rows}
    return {person.id: titles[person.company_id] for person in people if person.company_id in titles}


def head_length(ctx: Context, words: Sequence[str], kinds: Sequence[str], *, told: bool = False) -> int:
    """Return how many of the leading words are the name of a record the actor may see; 0 when none are.

    The longest run that names a record in full wins; a single first word may be a short form, and an article in front
    belongs to a name that follows. Where it is `told` what is to be done or was, words out of its title name it, too.
    """
    whole, short = _head_lengths(ctx, words, kinds, told=told)
    if whole or without_article(" ".join(words)) == " ".join(words):
        return whole or short
    behind = max(_head_lengths(ctx, words[1:], kinds, told=told))
    return 1 + behind if behind else 0


def _head_lengths(ctx: Context, words: Sequence[str], kinds: Sequence[str], *, told: bool) -> tuple[int, int]:
    """Return how many of the words are a name in full, and how many are a short form of one."""
    runs = [" ".join(words[:count]).rstrip(",:;") for count in range(min(_HEAD_WORDS, len(words)), 0, -1)]
    titles = {name_key(run): len(run.split()) for run in reversed(runs)}
    if not runs:
        return 0, 0
    own = next((len(run.split()) for run in runs if aliases.meant(ctx, run, kinds) is not None), 0)
    page = index.search_as_written(ctx.session, runs[-1], kinds=kinds or None, scope=visible(ctx), limit=_NAMESAKES)
    hits = page.hits
    full = [titles[key] for hit in hits for key in keys_of(hit.kind, hit.title) if key in titles]
    if full or own:
        return max(own, *full, 0), 0
    if told and kinds and set(kinds) <= set(subjects.ACTIVITIES):
        return 0, max((_told_of(words, hit.title) for hit in hits if hit.exact), default=0)
    return 0, 1 if any(hit.exact for hit in hits) else 0


def _told_of(words: Sequence[str], title: str) -> int:
    """Return how many of the leading words a title has: what is to be done is named by words out of a sentence."""
    known = set(name_key(title).split())
    return len(list(takewhile(lambda word: name_key(word.rstrip(",:;")) in known, words)))


def behind(ctx: Context, record_id: int) -> Record | None:
    """Return the deal, contact or company an activity is about; deals and people before companies."""
    linked = ctx.session.scalars(
        select(Record)
        .join(ActivityLink, ActivityLink.record_id == Record.id)
        .where(ActivityLink.activity_id == record_id, visible(ctx, subjects.kinds()))
    )
    return min(linked, key=lambda record: (subjects.rank(record.kind), record.id), default=None)


def recent(ctx: Context, kinds: Sequence[str], limit: int = NEAR) -> Sequence[Record]:
    """Return the records of these kinds the actor last had to do with, anywhere, the latest first.

    Of the last `LATELY` records of any kind: those of a season need not be read for the first few.
    """
    at = func.max(RecentRecord.at).label("at")
    last = (
        select(RecentRecord.record_id, at)
        .where(RecentRecord.user_id == ctx.actor.id)
        .group_by(RecentRecord.record_id)
        .order_by(at.desc())
        .limit(LATELY)
        .subquery()
    )
    return ctx.session.scalars(
        select(Record)
        .join(last, last.c.record_id == Record.id)
        .where(visible(ctx, kinds))
        .order_by(last.c.at.desc())
        .limit(limit)
        .options(with_hints())
    ).all()
