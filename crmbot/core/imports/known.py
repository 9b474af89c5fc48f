"""Who a row is: the records that are there already and what they are recognised by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ColumnElement, CompoundSelect, FromClause, Select, Table, false, null, select, union_all

from crmbot.core.context import Context
from crmbot.core.imports.reading import Draft
from crmbot.core.permissions import visible
from crmbot.language.fold import fold, name_key
from crmbot.store.among import among, bound
from crmbot.store.join_order import in_order
from crmbot.store.models.deal import Deal
from crmbot.store.models.imports import ExternalKey
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import Party
from crmbot.store.models.record import Record

_PARTY = cast("Table", Party.__table__)  # a mapped class may stand on more than a table; these do not
_RECORD = cast("Table", Record.__table__)  # likewise
_LEAD = cast("Table", Lead.__table__)  # likewise


@dataclass(frozen=True, slots=True)
class Known:
    """What a record is recognised by; `id` is 0 while it is only about to be made, `number` the row it comes from.

    `company` is the name of a person's company in the form that is compared, `elsewhere` tells that the
    record has a number in the program the rows come from.
    """

    id: int
    name: str
    company: str = ""
    email: str = ""
    phones: frozenset[str] = frozenset()
    city: str = ""
    number: int = 0
    elsewhere: bool = False


@dataclass(slots=True)
class Register:
    """Records by what they are recognised by."""

    kind: str
    by_email: dict[str, list[Known]] = field(default_factory=dict)
    by_phone: dict[str, list[Known]] = field(default_factory=dict)
    by_name: dict[str, list[Known]] = field(default_factory=dict)

    def add(self, known: Known) -> None:
        """Take a record in."""
        if known.email:
            self.by_email.setdefault(known.email, []).append(known)
        for phone in known.phones:
            self.by_phone.setdefault(phone, []).append(known)
        self.by_name.setdefault(known.name, []).append(known)

    def find(self, wanted: Known) -> Known | None:
        """Return the record that is the same as the wanted one; None when there is none.

        The same mail and a name in common, the same number and no other name, or the same name
        where nothing else tells them apart: a number is often shared by a whole office or family.
        """
        for one in self.by_email.get(wanted.email, ()) if wanted.email else ():
            if set(one.name.split()) & set(wanted.name.split()) and not _told_apart(one, wanted):
                return one
        for phone in wanted.phones:
            for one in self.by_phone.get(phone, ()):
                if _is_same_name(one.name, wanted.name) and not _told_apart(one, wanted):
                    return one
        return next((one for one in self.by_name.get(wanted.name, ()) if self._is_namesake(one, wanted)), None)

    def _is_namesake(self, one: Known, wanted: Known) -> bool:
        """Tell whether two of one name are one: no company, mail, number or town of theirs says otherwise."""
        if one.company != wanted.company or _told_apart(one, wanted):
            return False
        if self.kind == "company":
            return not (one.city and wanted.city and one.city != wanted.city)
        mails_differ = bool(one.email and wanted.email and one.email != wanted.email)
        phones_differ = bool(one.phones and wanted.phones and not one.phones & wanted.phones)
        return not mails_differ and not phones_differ


def _told_apart(one: Known, wanted: Known) -> bool:
    """Tell whether both have numbers in the other program: those were compared already, and differ."""
    return one.elsewhere and wanted.elsewhere


def _is_same_name(one: str, other: str) -> bool:
    mine, theirs = set(one.split()), set(other.split())
    return mine <= theirs or theirs <= mine


def of_draft(kind: str, draft: Draft) -> Known:
    """Return what the record of a row will be recognised by."""
    columns = draft.columns
    return Known(
        id=0,
        name=str(columns.get("name_key") or fold(draft.title)),
        company=name_key(draft.said.get("company", "")) if kind == "contact" else "",
        email=str(columns.get("email_key") or ""),
        phones=frozenset(str(columns[key]) for key in ("phone_key", "mobile_key") if columns.get(key)),
        city=fold(str(columns.get("city") or "")),
        number=draft.row.number,
        elsewhere=bool(draft.said.get("external_id")),
    )


def register(ctx: Context, kind: str, wanted: Sequence[Known]) -> Register:
    """Return the records the actor may see that some of these may be, always in the same number of queries."""
    found = Register(kind)
    dialect = ctx.session.get_bind().dialect.name
    asked = {
        "emails": sorted({one.email for one in wanted if one.email}),
        "phones": sorted({phone for one in wanted for phone in one.phones}),
        "names": sorted({one.name for one in wanted if one.name}),
    }
    elsewhere = any(one.elsewhere for one in wanted)
    seen: set[int] = set()
    for name, values in asked.items():
        if not values:
            continue
        statement = _statement(kind, name, dialect, visible(ctx, [kind]), elsewhere=elsewhere)
        for row in ctx.session.connection().execute(statement, {name: bound(values, dialect)}):
            if row.id not in seen:
                seen.add(row.id)
                found.add(_known(row))
    return found


def _known(row: Any) -> Known:  # noqa: ANN401 - a row of the statement below
    return Known(
        id=row.id,
        name=row.name_key,
        company=row.company or "",
        email=row.email_key or "",
        phones=frozenset(phone for phone in (row.phone_key, row.mobile_key) if phone),
        city=fold(row.city or ""),
        elsewhere=bool(row.elsewhere),
    )


@lru_cache(maxsize=256)  # one for each scope and question: it costs more to build than to run
def _statement(
    kind: str, name: str, dialect: str, scope: ColumnElement[bool], *, elsewhere: bool
) -> Select[Any] | CompoundSelect[Any]:
    """Select what records are recognised by; numbers stand in two columns, each with an index of its own."""
    own = _LEAD if kind == "lead" else _PARTY
    columns = {"emails": ("email_key",), "phones": ("phone_key", "mobile_key"), "names": ("name_key",)}[name]
    parts = [_part(kind, own, among(own.c[column], name, dialect), scope, elsewhere=elsewhere) for column in columns]
    return parts[0] if len(parts) == 1 else union_all(*parts)


def _part(
    kind: str, own: Table, condition: ColumnElement[bool], scope: ColumnElement[bool], *, elsewhere: bool
) -> Select[Any]:
    firm = _PARTY.alias()
    card = (own.c.name_key, own.c.email_key, own.c.phone_key, own.c.mobile_key, own.c.city)
    company = firm.c.name_key if kind == "contact" else null()
    numbered = select(ExternalKey.id).where(ExternalKey.record_id == own.c.record_id, ExternalKey.kind == kind)
    more = (company.label("company"), (numbered.exists() if elsewhere else false()).label("elsewhere"))
    joined: FromClause = in_order(own, _RECORD, own.c.record_id == _RECORD.c.id)
    if kind == "contact":
        joined = joined.outerjoin(firm, firm.c.record_id == own.c.company_id)
    # lint: unscoped the scope is handed in
    return select(own.c.record_id.label("id"), *card, *more).select_from(joined).where(condition, scope)


def by_external(ctx: Context, kind: str, drafts: Sequence[Draft]) -> dict[str, int]:
    """Return the records some numbers of another program stand for, as far as the actor sees them."""
    keys = sorted({draft.said["external_id"] for draft in drafts if draft.said.get("external_id")})
    if not keys:
        return {}
    rows = ctx.session.execute(
        select(ExternalKey.key, ExternalKey.record_id)
        .join(Record, Record.id == ExternalKey.record_id)
        .where(ExternalKey.kind == kind, ExternalKey.key.in_(keys), visible(ctx, [kind]))
    )
    return {row.key: row.record_id for row in rows}


@dataclass(frozen=True, slots=True)
class Buyer:
    """A company or a person a deal is with, or that works somewhere: what is needed of it for what is to be made."""

    id: int
    name: str
    title: str
    is_customer: bool = False
    source_id: int | None = None
    currency: str | None = None
    description: str | None = None
    company_id: int | None = None


@lru_cache(maxsize=256)  # one for each scope: it costs more to build than to run
def _named(dialect: str, scope: ColumnElement[bool]) -> Select[Any]:
    own = (_PARTY.c.record_id, _PARTY.c.name_key, _RECORD.c.title, _PARTY.c.is_customer, _PARTY.c.source_id)
    more = (_PARTY.c.currency, _PARTY.c.description, _PARTY.c.company_id)
    # lint: unscoped the scope is handed in
    statement = select(*own, *more).select_from(in_order(_PARTY, _RECORD, _PARTY.c.record_id == _RECORD.c.id))
    return statement.where(among(_PARTY.c.name_key, "names", dialect), scope).order_by(_PARTY.c.record_id)


def named(ctx: Context, kind: str, names: Iterable[str]) -> dict[str, list[Buyer]]:
    """Return the companies or people of some names, by the form of the name that is compared; the oldest first."""
    keys = sorted({key for name in names if (key := name_key(name))})
    if not keys:
        return {}
    dialect = ctx.session.get_bind().dialect.name
    statement = _named(dialect, visible(ctx, [kind]))
    found: dict[str, list[Buyer]] = {}
    for row in ctx.session.connection().execute(statement, {"names": bound(keys, dialect)}):
        found.setdefault(row.name_key, []).append(Buyer(*row))
    return found


def deals_of(ctx: Context, party_ids: Iterable[int]) -> set[tuple[int, str]]:
    """Return the deals of some companies and people: whose each is, and its name in the form that is compared."""
    wanted = sorted(set(party_ids))
    if not wanted:
        return set()
    rows = ctx.session.execute(
        select(Deal.party_id, Deal.title).where(Deal.party_id.in_(wanted), visible(ctx, ["deal"]))
    )
    return {(row.party_id, fold(row.title)) for row in rows if row.party_id is not None}
