"""What is told of records that were deleted, on either database."""

from dataclasses import replace

import pytest

from crmbot.core import companies, contacts, documents, history, lookup, merging, records
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Level
from crmbot.core.documents import Attached, Filing
from crmbot.core.errors import Conflict, NotFound, PutAway
from tests.core.conftest import Office


def deleted(office: Office) -> tuple[int, int]:
    """Let the owner delete a company, and the file about it; return their numbers."""
    with office.acting() as ctx:
        company = companies.create(ctx, CompanyDraft("Initech"))
        sent = Attached("r", "offer.pdf", "application/pdf", 9, "file")
        (document,) = documents.keep(ctx, [sent], Filing(company))
        numbers = company.id, document.id
    with office.acting(command="delete") as ctx:
        for number in reversed(numbers):
            records.delete(ctx, lookup.get(ctx, number))
    return numbers


def test_deleted_record_when_it_is_asked_for(office: Office) -> None:
    """Who deleted it is told, and that it can be brought back."""
    number, _ = deleted(office)

    with office.acting() as ctx, pytest.raises(PutAway) as told:
        lookup.resolve(ctx, f"C-{number}")

    assert told.value.gone is not None
    assert (told.value.gone.title, told.value.by, told.value.how) == ("Initech", "Ana Owner", "deleted")
    assert told.value.may_restore


def test_deleted_record_when_another_kind_is_asked_for(office: Office) -> None:
    """There is none of that kind."""
    number, _ = deleted(office)

    with office.acting() as ctx, pytest.raises(NotFound) as told:
        lookup.resolve(ctx, f"D-{number}")

    assert not isinstance(told.value, PutAway)


def test_deleted_record_when_somebody_never_saw_it(office: Office) -> None:
    """Not even its name is told, nor that of a file about it."""
    numbers = deleted(office)

    with office.acting("ben") as ctx:
        ctx.actor = replace(ctx.actor, rights=ctx.actor.rights | {"*.see": Level.OWN})
        for number in numbers:
            with pytest.raises(NotFound) as told:
                lookup.resolve(ctx, f"#{number}")
            assert not isinstance(told.value, PutAway)


def test_deleted_record_when_somebody_may_not_restore_it(office: Office) -> None:
    """It is told, but nothing is offered."""
    number, _ = deleted(office)

    with office.acting("rita") as ctx, pytest.raises(PutAway) as told:
        lookup.get(ctx, number)

    assert not told.value.may_restore


def test_record_when_its_making_was_undone(office: Office) -> None:
    """It was taken back, not deleted."""
    with office.acting() as ctx:
        number = companies.create(ctx, CompanyDraft("Initech")).id
        batch = history.current(ctx)
    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)
    with office.acting() as ctx, pytest.raises(PutAway) as told:
        lookup.get(ctx, number)

    assert told.value.how == "taken back"


def test_restore_when_it_was_merged(office: Office) -> None:
    """It is part of another record: it is taken out of that instead."""
    with office.acting() as ctx:
        one, two = (contacts.create(ctx, ContactDraft(name)) for name in ("Kim Lee", "Jo Ray"))
        merging.merge(ctx, merging.Wanted(one, (two,)))

        with pytest.raises(Conflict, match="Jo Ray") as refused:
            records.restore(ctx, two.id)

    assert f"unmerge P-{two.id}" in refused.value.reason


def test_merged_record_when_its_survivor_is_hidden(office: Office) -> None:
    """Its number leads nowhere."""
    with office.acting() as ctx:
        one, two = (contacts.create(ctx, ContactDraft(name)) for name in ("Kim Lee", "Jo Ray"))
        merging.merge(ctx, merging.Wanted(one, (two,)))
        number = two.id
    with office.acting("ben") as ctx:
        ctx.actor = replace(ctx.actor, rights=ctx.actor.rights | {"*.see": Level.OWN})

        assert lookup.kind_of(ctx, number) is None
        with pytest.raises(NotFound) as told:
            lookup.resolve(ctx, "Jo Ray")
        assert not told.value.near
