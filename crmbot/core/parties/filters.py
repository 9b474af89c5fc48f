"""What can be asked of companies and contacts in lists."""

from collections.abc import Callable, Sequence
from typing import cast

from sqlalchemy import ColumnElement, Table, false, func, or_, select, true

from crmbot.core import doings, filters
from crmbot.core.context import Context
from crmbot.core.filters import Term
from crmbot.core.filters.conditions import EMPTY, among_records
from crmbot.core.filters.grouping import by_record
from crmbot.core.parties import ROLES, at_any
from crmbot.language.fold import fold
from crmbot.language.phones import email_key, phone_key
from crmbot.store.models.party import Party
from crmbot.store.models.pipeline import Source
from crmbot.store.models.record import Record

# Tables, not classes: the classes stand on `record` as well, which is the party's own row here.
_FIRM = cast("Table", Record.__table__).alias("firm")
_FIRM_NAME = select(func.lower(_FIRM.c.title)).where(_FIRM.c.id == Party.company_id).scalar_subquery()


def _plays(role: str) -> Callable[[Context], ColumnElement[bool]]:
    column: ColumnElement[bool] = getattr(Party, f"is_{role}")
    return lambda _: column.is_(true())


def _of_roles(ctx: Context, term: Term) -> ColumnElement[bool]:
    filters.only_named(term)
    roles = {role: role for name in ROLES for role in (name, f"{name}s")}
    for text in term.values:
        if fold(text) not in roles:
            raise filters.wrong(term, "no such kind of company", ROLES)
    return filters.any_of(term, (_plays(fold(text).removesuffix("s"))(ctx) for text in term.values))


def _phone(ctx: Context, term: Term) -> ColumnElement[bool]:
    """Compare numbers by their digits, however they are written."""
    filters.only_named(term)
    return filters.any_of(term, (_has_number(ctx, text) for text in term.values))


def _has_number(ctx: Context, text: str) -> ColumnElement[bool]:
    if text == EMPTY:
        return Party.phone_key.is_(None) & Party.mobile_key.is_(None)
    key = phone_key(text, ctx.org.region)
    return or_(Party.phone_key == key, Party.mobile_key == key) if key else false()


def _mail(ctx: Context, term: Term) -> ColumnElement[bool]:
    del ctx
    filters.only_named(term)
    return filters.any_of(term, map(_has_address, term.values))


def _has_address(text: str) -> ColumnElement[bool]:
    if text == EMPTY:
        return Party.email_key.is_(None)
    key = email_key(text)
    return Party.email_key == key if key else false()


def _without_next_step(ctx: Context) -> ColumnElement[bool]:
    """Return the condition for companies and people on which nothing is planned."""
    return ~doings.planned_on(Party.id, ctx.now)


def _works_at(ctx: Context, term: Term) -> ColumnElement[bool]:
    """Return the condition for people who work at a company, or have to do with it beside their own."""

    def holds(numbers: Sequence[int]) -> ColumnElement[bool]:
        return at_any(numbers) if numbers else Party.company_id.is_(None)

    return among_records(ctx, term, ("company",), holds)


_BOTH = (
    *(filters.flag(role, _plays(role), aliases=(f"{role}s",)) for role in ROLES),
    filters.Field("phone", _phone, ("tel", "mobile"), "a number, however it is written"),
    filters.Field("email", _mail, ("mail",), "an address"),
    filters.text("website", Party.website, aliases=("web", "site")),
    filters.text("fax", Party.fax),
    filters.text("street", Party.street),
    filters.text("postcode", Party.postcode, aliases=("zip",)),
    filters.text("state", Party.region, aliases=("province", "county")),
    filters.text("country", Party.country),
    filters.text("language", Party.language, aliases=("lang",)),
    filters.named("source", Party.source_id, Source),
    filters.flag(
        "unplanned",
        _without_next_step,
        aliases=("no next step", "without next step", "stepless"),
        help="without a next step",
    ),
    filters.flag("nocalls", lambda _: Party.no_calls.is_(true()), aliases=("nocall", "no calls")),
    filters.flag("nomails", lambda _: Party.no_emails.is_(true()), aliases=("nomail", "no mails", "no emails")),
)
filters.declare(
    "company",
    *_BOTH,
    filters.text("city", Party.city, aliases=("town",), searched=True),
    filters.Field("kind", _of_roles, ("type",), ", ".join(ROLES)),
    filters.text("industry", Party.industry),
    filters.number("employees", Party.employees, aliases=("staff",)),
    filters.money("turnover", Party.turnover_minor, Party.turnover_currency, aliases=("revenue",)),
    filters.text("registration", Party.registration_no, aliases=("regno",)),
    filters.text("tax", Party.tax_no, aliases=("vat",)),
    filters.text("currency", Party.currency),
    filters.record("parent", Party.parent_id, ("company",), aliases=("on",), says=filters.WHOSE),
    filters.record("primary", Party.primary_contact_id, ("contact",), says=filters.WHOSE),
)
filters.declare(
    "contact",
    *_BOTH,
    filters.Field(
        "company",
        _works_at,
        ("at", "on"),
        "a code or a name",
        _FIRM_NAME,
        filters.WHOSE,
        per=by_record(Party.company_id),
    ),
    filters.text("city", Party.city, aliases=("town",)),
    filters.text("role", Party.job_title, aliases=("job", "title"), searched=True),
    filters.text("department", Party.department),
    filters.text("civility", Party.civility),
    filters.record("reports", Party.reports_to_id, ("contact",), aliases=("boss",), says=filters.WHOSE),
)
for _kind in ("company", "contact"):
    filters.arrange(_kind, Party.name_key, Party.id)
