"""Whom a lead may be already: companies and people of ours that look like it."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, case, false, or_, select

from crmbot.core import leads, lookup, parties
from crmbot.core.context import Context
from crmbot.core.permissions import visible
from crmbot.language.fold import name_key
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import Company, Contact, Party

SHOWN = 3
PICKED = 8
_SEARCHED = 10

_EVERYBODYS = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com me.com mac.com"
    " aol.com gmx.com gmx.net gmx.de gmx.at gmx.ch web.de t-online.de freenet.de mail.com mail.ru yandex.ru proton.me"
    " protonmail.com orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it btinternet.com comcast.net"
    " zoho.com qq.com 163.com freemail.hu citromail.hu".split()
)
"""Mail providers: two people there have nothing to do with each other."""


def domain(address: str | None) -> str:
    """Return the domain of a mail address that tells who one works for; empty at the providers everybody is at."""
    found = (address or "").rpartition("@")[2].lower()
    return "" if found in _EVERYBODYS else found


def companies(ctx: Context, lead: Lead) -> list[Company]:
    """Return companies the lead may belong to, the likeliest first: of its name, phone or mail, then of its domain."""
    twins = _alike(ctx, lead, "company", lead.company_name or "")
    found = {party.id: party for party in (*twins, *_of_domain(ctx, lead)) if isinstance(party, Company)}
    return list(found.values())[:SHOWN]


def contacts(ctx: Context, lead: Lead, company: Company | None = None) -> list[Contact]:
    """Return contacts the lead's person may be, those of the company first."""
    found = [party for party in _alike(ctx, lead, "contact", leads.person_name(lead)) if isinstance(party, Contact)]
    at = company.id if company is not None else None
    return sorted(found, key=lambda contact: (contact.company_id != at, contact.id))[:SHOWN]


def to_pick(ctx: Context, lead: Lead, company: Company) -> list[Contact]:
    """Return whom to offer as the contact at a company: those who look like the lead's person, then its people."""
    first = contacts(ctx, lead, company)
    ids = [contact.id for contact in first]
    others = ctx.session.scalars(
        select(Contact)
        .where(Contact.company_id == company.id, Contact.id.not_in(ids), visible(ctx, ["contact"]))
        .order_by(Contact.name_key, Contact.id)
        .limit(PICKED - len(first))
    )
    return [*first, *others]


def refuse_twins(ctx: Context, lead: Lead, kind: str, name: str) -> None:
    """Raise `Duplicate` when a company or contact the actor may see has the lead's name, phone or mail."""
    keys: dict[str, object] = {key: getattr(lead, key) for key in ("phone_key", "mobile_key", "email_key")}
    parties.refuse_duplicates(ctx, kind, name, keys)


def _alike(ctx: Context, lead: Lead, kind: str, name: str) -> Sequence[Party]:
    """Return who has the same name, phone or mail; the name counts most."""
    named: ColumnElement[bool] = Party.name_key == name_key(name) if name else false()
    same = [named, *_reached(lead)]
    return ctx.session.scalars(
        select(Party)
        .where(or_(*same), Party.kind == kind, visible(ctx, [kind]))
        .order_by(case((named, 0), else_=1), Party.id)
        .limit(PICKED)
    ).all()


def _reached(lead: Lead) -> Iterable[ColumnElement[bool]]:
    phones = [key for key in (lead.phone_key, lead.mobile_key) if key]
    if phones:
        yield from (Party.phone_key.in_(phones), Party.mobile_key.in_(phones))
    if lead.email_key:
        yield Party.email_key == lead.email_key


def _of_domain(ctx: Context, lead: Lead) -> list[Party]:
    """Return the companies whose mail or web site, or whose people's mail, is at the lead's domain."""
    wanted = domain(lead.email_key)
    if not wanted:
        return []
    hits = lookup.search(ctx, wanted, kinds=("company", "contact"), limit=_SEARCHED).hits
    near = lookup.those(ctx, [hit.record_id for hit in hits])
    at = [party for party in near if isinstance(party, Party) and wanted in (domain(party.email_key), _host(party))]
    ids = [party.company_id if isinstance(party, Contact) else party.id for party in at]
    firms = {firm.id: firm for firm in lookup.those(ctx, [number for number in ids if number is not None])}
    return [firm for firm in firms.values() if isinstance(firm, Party)]


def _host(party: Party) -> str:
    site = party.website or ""
    host = urlsplit(site if "://" in site else f"https://{site}").hostname or ""
    return host.removeprefix("www.")
