"""Channels and threads that are about a record."""

import pytest

from crmbot.core import bindings, companies, lookup, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context, Origin
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.tasks import TaskDraft
from crmbot.store.models.activity import Task
from crmbot.store.models.party import Company
from tests.core.conftest import Office

ROOM = "p:w:room"


def at(ctx: Context, address: str) -> Context:
    """Let somebody speak somewhere else."""
    ctx.origin = Origin(address, private=False)
    return ctx


def firm(office: Office, name: str, who: str = "ana") -> int:
    """Make a company."""
    with office.acting(who) as ctx:
        return companies.create(ctx, CompanyDraft(name)).id


def bind(office: Office, number: int, address: str = ROOM, who: str = "ana") -> None:
    """Make a place about a company."""
    with office.acting(who) as ctx:
        bindings.bind(at(ctx, address), ctx.session.get_one(Company, number))


def meant(office: Office, address: str) -> int | None:
    """Return what `it` is in a place, for somebody who has opened nothing there."""
    with office.acting("mia") as ctx:
        return lookup.it(at(ctx, address))


def test_channel_when_it_is_about_a_record(office: Office) -> None:
    """That is meant there and in its threads; a thread that is about another means that."""
    acme, globex = firm(office, "Acme"), firm(office, "Globex")
    bind(office, acme)
    bind(office, globex, f"{ROOM}:7")

    assert [meant(office, place) for place in (ROOM, f"{ROOM}:7", f"{ROOM}:8", "p:w:other")] == [
        acme,
        globex,
        acme,
        None,
    ]


def test_place_when_it_is_about_nothing_any_more(office: Office) -> None:
    """A thread is what its channel is about again; said once more there is nothing to end."""
    acme, globex = firm(office, "Acme"), firm(office, "Globex")
    bind(office, acme)
    bind(office, globex, f"{ROOM}:7")
    with office.acting() as ctx:
        ended = [bindings.unbind(at(ctx, f"{ROOM}:7")), bindings.unbind(at(ctx, f"{ROOM}:7"))]
        with pytest.raises(InvalidInput, match="about nothing"):
            bindings.unbind(ctx)

    assert ended == [globex, acme]


def test_place_when_it_is_about_that_already(office: Office) -> None:
    """It is said."""
    acme = firm(office, "Acme")
    bind(office, acme)

    with pytest.raises(Conflict, match="already"):
        bind(office, acme)


def test_place_when_the_record_is_anothers(office: Office) -> None:
    """Only who may change a record makes a place about it."""
    acme = firm(office, "Acme")

    with pytest.raises(NotAllowed):
        bind(office, acme, who="ben")


def test_private_chat_when_it_is_to_be_about_something(office: Office) -> None:
    """That is for channels."""
    acme = firm(office, "Acme")
    with office.acting() as ctx, pytest.raises(InvalidInput, match="private"):
        bindings.bind(ctx, ctx.session.get_one(Company, acme))


def test_refusal_when_the_record_is_not_seen(office: Office) -> None:
    """Who does not see what a channel is about is not told its name, nor whose it is."""
    with office.acting("mia") as ctx:
        number = tasks.create(ctx, TaskDraft("Plan the merger")).id
        bindings.bind(at(ctx, ROOM), ctx.session.get_one(Task, number))

    with office.acting("ben") as ctx, pytest.raises(NotAllowed) as refused:
        bindings.unbind(at(ctx, ROOM))

    assert refused.value.subject == ""
    assert refused.value.who_can == ("Ana Owner", "Mia Boss")
