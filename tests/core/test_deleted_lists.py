"""Lists of what was deleted: alone, for whoever may bring it back, never among what is there."""

import pytest

from crmbot.core import companies, filters, merging, records
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput, NotAllowed
from crmbot.core.merging import Wanted
from crmbot.store.models.party import Company
from tests.core.conftest import Office


def company(ctx: Context, name: str, owner: int | None = None) -> Company:
    """Make a company."""
    return companies.create(ctx, CompanyDraft(name, owner_id=owner), anyway=True)


def deleted(ctx: Context, kind: str) -> list[str]:
    """Return the titles of what was deleted and can be brought back, in its order."""
    found, _ = filters.page(ctx, filters.to_list(ctx, kind, "is:deleted"), 20, 0)
    return [record.title for record in found]


def test_deleted_when_listed(office: Office) -> None:
    """It stands alone, the last deleted first; what was merged is none of it."""
    with office.acting() as ctx:
        pair = [company(ctx, name) for name in ("Twin one", "Twin two")]
        gone = [company(ctx, name) for name in ("First gone", "Then gone")]
        merging.merge(ctx, Wanted(pair[0], (pair[1],)))
        records.delete(ctx, gone[0])
    office.later(hours=1)
    with office.acting() as ctx:
        records.delete(ctx, ctx.session.get_one(Company, gone[1].id))

        assert deleted(ctx, "company") == ["Then gone", "First gone"]
        found, _ = filters.page(ctx, filters.to_list(ctx, "company", "all"), 20, 0)
        assert [record.title for record in found] == ["Twin one"]


def test_deleted_when_it_is_somebody_elses(office: Office) -> None:
    """Whoever may bring back their own sees their own; who may none at all is told."""
    with office.acting() as ctx:
        for name, owner in (("Anas", None), ("Bens", office.ids["ben"])):
            records.delete(ctx, company(ctx, name, owner=owner))

    with office.acting("ben") as ctx:
        assert deleted(ctx, "company") == ["Bens"]
    with office.acting("rita") as ctx, pytest.raises(NotAllowed):
        deleted(ctx, "company")


@pytest.mark.parametrize("text", ["is:deleted", "is!=deleted", "deleted", "is:deleted,mine", "is:trash"])
def test_deleted_when_more_than_a_list_is_wanted(office: Office, text: str) -> None:
    """No other filter reaches what was deleted."""
    with office.acting() as ctx, pytest.raises(InvalidInput, match="only be listed"):
        filters.wanted(ctx, "company", text)


@pytest.mark.parametrize("kind", ["company", "contact", "lead", "deal", "task", "event", "note", "document"])
def test_deleted_when_asked_of_any_kind(office: Office, kind: str) -> None:
    """It can be asked of every kind, by people who see everything and by those who see some."""
    for name in ("ana", "mia", "ben"):
        with office.acting(name) as ctx:
            assert deleted(ctx, kind) == []
