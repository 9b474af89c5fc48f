"""Leads as lists: what can be asked of them, and how many stand where."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select, true

from crmbot.core import doings, filters
from crmbot.core.context import Context
from crmbot.core.permissions import visible
from crmbot.core.settings.sources import SYNONYMS
from crmbot.store.models.lead import Grade, Lead, LeadStatus
from crmbot.store.models.pipeline import Source
from crmbot.store.models.record import Record

_AT_WORK = (LeadStatus.ASSIGNED, LeadStatus.IN_PROGRESS)


def touched(ctx: Context, leads: Sequence[Lead]) -> dict[int, datetime]:
    """Return when something last happened with each of some leads: a change of it, or what was done about it."""
    last = doings.of_records(ctx.session, [lead.id for lead in leads], ctx.now).last
    return {lead.id: max(lead.updated_at, last.get(lead.id, lead.updated_at)) for lead in leads}


@dataclass(frozen=True, slots=True)
class Column:
    """The leads of one status: how many, and what they may spend, each currency by itself."""

    status: LeadStatus
    count: int = 0
    budgets: dict[str, int] = field(default_factory=dict)


def board(ctx: Context, owner_id: int | None = None) -> list[Column]:
    """Return a column for each status, of everybody's leads the actor may see or of one owner's."""
    where = [visible(ctx, ["lead"])]
    if owner_id is not None:
        where.append(Record.owner_id == owner_id)
    rows = ctx.session.execute(
        select(Lead.status, Lead.currency, func.count().label("leads"), func.sum(Lead.budget_minor).label("minor"))
        .where(*where)
        .group_by(Lead.status, Lead.currency)
    ).all()
    return [
        Column(
            status,
            sum(row.leads for row in rows if row.status is status),
            {row.currency: int(row.minor) for row in rows if row.status is status and row.currency and row.minor},
        )
        for status in LeadStatus
    ]


class By(StrEnum):
    """What the columns of a board of leads stand for."""

    STATUS = "status"
    SOURCE = "source"
    OWNER = "owner"


def _is(*states: LeadStatus) -> Callable[[Context], ColumnElement[bool]]:
    return lambda _: Lead.status.in_(states)


def _current(ctx: Context) -> ColumnElement[bool]:
    return (Record.owner_id == ctx.actor.id) & Lead.status.in_(_AT_WORK)


def _parked(ctx: Context) -> ColumnElement[bool]:
    return Lead.status.in_(Lead.OPEN) & (Lead.contact_on > ctx.today)


def _due(ctx: Context) -> ColumnElement[bool]:
    return Lead.status.in_(Lead.OPEN) & (Lead.contact_on <= ctx.today)


filters.declare(
    "lead",
    filters.flag("open", _is(*Lead.OPEN), says=filters.STATE),
    filters.flag("new", _is(LeadStatus.NEW), says=f"{filters.STATE} {filters.WHOSE}"),
    filters.flag("assigned", _is(LeadStatus.ASSIGNED), says=filters.STATE),
    filters.flag("started", _is(LeadStatus.IN_PROGRESS), aliases=("in progress", "progress"), says=filters.STATE),
    filters.flag("converted", _is(LeadStatus.CONVERTED), says=filters.STATE),
    filters.flag("lost", _is(LeadStatus.LOST), says=filters.STATE),
    filters.flag("current", _current, says=f"{filters.STATE} {filters.WHOSE}", help="mine, assigned or in progress"),
    filters.flag("parked", _parked, aliases=("set aside",), says=filters.STATE),
    filters.flag("due", _due, says=filters.STATE, help="to be contacted by today"),
    filters.flag("recycled", lambda _: Lead.is_recycled.is_(true())),
    filters.flag("suspect", lambda _: Lead.grade == Grade.SUSPECT, aliases=("suspects",)),
    filters.flag("prospect", lambda _: Lead.grade == Grade.PROSPECT, aliases=("prospects",)),
    filters.flag("nocalls", lambda _: Lead.no_calls.is_(true()), aliases=("nocall", "no calls")),
    filters.flag("nomails", lambda _: Lead.no_emails.is_(true()), aliases=("nomail", "no mails", "no emails")),
    filters.choice("status", Lead.status, LeadStatus, says=filters.STATE),
    filters.choice("grade", Lead.grade, Grade),
    filters.named("source", Lead.source_id, Source, synonyms=SYNONYMS),
    filters.money("budget", Lead.budget_minor, Lead.currency),
    filters.day("contact", Lead.contact_on),
    filters.text("company", Lead.company_name, aliases=("at",)),
    filters.text("city", Lead.city, aliases=("town",)),
    filters.text("country", Lead.country),
    filters.text("industry", Lead.industry),
    filters.record("ref", Lead.referred_by_party_id, ("contact", "company"), aliases=("referrer", "referred")),
    filters.record(
        "on", (Lead.converted_party_id, Lead.converted_contact_id), ("company", "contact"), says=filters.WHOSE
    ),
)
filters.arrange("lead", Lead.contact_on.nulls_last(), Lead.id, usual="open", worth=(Lead.budget_minor, Lead.currency))
