"""Companies: prospects, customers, suppliers and partners."""

from collections.abc import Mapping
from dataclasses import dataclass

from crmbot.core import parties, permissions, records
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.parties import Reach
from crmbot.language.fold import name_key
from crmbot.store.models.party import Company

ROLES = ("prospect", "customer", "supplier", "partner")


@dataclass(frozen=True, slots=True)
class CompanyDraft:
    """What a company is made from; `roles` are of `ROLES`, prospect when none is given."""

    name: str
    reach: Reach = Reach()
    roles: tuple[str, ...] = ()
    owner_id: int | None = None


def create(ctx: Context, draft: CompanyDraft, *, anyway: bool = False) -> Company:
    """Make a company. Raises `NotAllowed`, `InvalidInput`, and `Duplicate` unless it is wanted `anyway`."""
    name = draft.name.strip()
    if not name:
        raise InvalidInput("name", draft.name, "a company needs a name")
    columns = parties.reach_columns(ctx, draft.reach)
    if not anyway:
        parties.refuse_duplicates(ctx, "company", name, columns)
    company = Company(
        title=name,
        name_key=name_key(name),
        owner_id=draft.owner_id or ctx.actor.id,
        **flags(draft.roles or ("prospect",)),
        **columns,
    )
    records.add(ctx, company, texts(company))
    return company


def change(ctx: Context, company: Company, *, name: str | None, reach: Reach, roles: tuple[str, ...]) -> None:
    """Change what is given of a company. Raises `NotAllowed`, `InvalidInput`."""
    permissions.require(ctx, company, "edit")
    values: dict[str, object] = dict(parties.reach_columns(ctx, reach))
    if name:
        values |= {"title": name.strip(), "name_key": name_key(name)}
    if roles:
        values |= flags(roles)
    records.change(ctx, company, values)
    records.reindex(ctx, company, texts(company))


def flags(roles: tuple[str, ...]) -> Mapping[str, bool]:
    """Return the flags for roles; a customer is no prospect any more, and the reverse (spec: 1.2).

    Raises `InvalidInput` for a word that is no role.
    """
    for role in roles:
        if role not in ROLES:
            raise InvalidInput("kind", role, "no such kind of company", ROLES)
    wanted = set(roles) - ({"prospect"} if "customer" in roles else set())
    return {f"is_{role}": role in wanted for role in ROLES}


def roles_of(company: Company) -> list[str]:
    """Return the roles of a company in words."""
    return [role for role in ROLES if getattr(company, f"is_{role}")]


def texts(company: Company) -> records.Texts:
    """Return what a company is found by."""
    found = [
        (company.title, 5),
        (company.city, 1),
        (company.email, 2),
        (company.website, 1),
        (company.phone_key, 3),
    ]
    return [(text, weight) for text, weight in found if text]
