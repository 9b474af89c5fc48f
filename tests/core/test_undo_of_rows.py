"""Undo of what belongs to no record: rows that others have changed, stand on, or whose numbers are others' by now."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from crmbot.core import bindings, channels, companies, digests, history, people, tags
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context, Origin
from crmbot.core.digests import Wish
from crmbot.core.erasing import records as erasing_records
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.core.events import guests
from crmbot.core.naming import aliases
from crmbot.core.people import teams
from crmbot.core.rights import roles
from crmbot.core.rights import undo as rights_undo  # noqa: F401  # it is asked before anything is undone
from crmbot.core.subscriptions import follows
from crmbot.store.models.attendee import Attendee
from crmbot.store.models.channel import Channel
from crmbot.store.models.digest import Digest
from crmbot.store.models.party import Company
from crmbot.store.models.people import Role, Team, User
from tests.core.conftest import Office
from tests.core.event_desk import found, made

ROOM = Origin("console:local:#sales", private=False, via="console")


def undo(office: Office, who: str, batch: str) -> None:
    """Take a batch of somebody's back."""
    with office.acting(who, "undo") as ctx:
        history.undo(ctx, batch)


@contextmanager
def in_room(office: Office, who: str) -> Iterator[Context]:
    """Give a context in which somebody acts in a channel."""
    with office.acting(who, "channel") as ctx:
        ctx.origin = ROOM
        yield ctx


def invite(office: Office, number: int, who: str, *, by: str = "ana") -> None:
    """Ask somebody to an event."""
    with office.acting(by, "invite event") as ctx:
        guests.add(ctx, found(ctx, number), [office.ids[who]])


def test_undo_when_the_number_of_a_deleted_row_is_another_s(office: Office) -> None:
    """Who was taken off an event is asked to it again, though the number of their row was given out meanwhile."""
    first, second = made(office, "ana"), made(office, "ana")
    invite(office, first, "ben")
    with office.acting("ana", "uninvite event") as ctx:
        guests.drop(ctx, found(ctx, first), users=[office.ids["ben"]])
        batch = history.current(ctx)
    invite(office, second, "eva", by="mia")

    undo(office, "ana", batch)

    with office.acting() as ctx:
        asked = ctx.session.execute(select(Attendee.activity_id, Attendee.user_id)).all()
    assert sorted(tuple(row) for row in asked) == [(first, office.ids["ben"]), (second, office.ids["eva"])]


def test_undo_when_there_is_one_like_it_again(office: Office) -> None:
    """A word of one's own that was removed and given again is there once."""
    with office.acting("ana", "company new") as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme")).id
    alias(office, acme)
    with office.acting("ana", "alias remove") as ctx:
        aliases.forget(ctx, "big blue")
        batch = history.current(ctx)
    alias(office, acme)

    undo(office, "ana", batch)

    with office.acting("ana") as ctx:
        assert [each.typed for each in aliases.listed(ctx)] == ["big blue"]


def alias(office: Office, number: int) -> None:
    """Give a company a name of Ana's own."""
    with office.acting("ana", "alias") as ctx:
        aliases.learn(ctx, "big blue", ctx.session.get_one(Company, number))


def test_undo_when_somebody_has_changed_the_row_since(office: Office) -> None:
    """A tag that two people have renamed is called what the second one said, who is named."""
    with office.acting("ana", "tag") as ctx:
        tags.apply(ctx, companies.create(ctx, CompanyDraft("Acme")), ["pump"])
    with office.acting("ana", "tag rename") as ctx:
        tags.rename(ctx, tags.find(ctx, "pump"), "pumps")
        batch = history.current(ctx)
    with office.acting("mia", "tag rename") as ctx:
        tags.rename(ctx, tags.find(ctx, "pumps"), "pump sets")

    with pytest.raises(Conflict) as refused:
        undo(office, "ana", batch)

    assert (refused.value.reason, refused.value.by) == ("changed since", "Mia Boss")


def test_undo_when_people_are_in_the_new_team(office: Office) -> None:
    """It stays, as they would be left without it."""
    with office.acting("ana", "team new") as ctx:
        number = teams.make(ctx, "West").id
        batch = history.current(ctx)
    with office.acting("ana", "team add") as ctx:
        teams.add(ctx, ctx.session.get_one(Team, number), ctx.session.get_one(User, office.ids["ben"]))

    with pytest.raises(Conflict) as refused:
        undo(office, "ana", batch)

    assert refused.value.subject == "The team West"


def test_undo_when_somebody_has_the_new_role(office: Office) -> None:
    """It stays with those who have it."""
    with office.acting("ana", "role new") as ctx:
        number = roles.make(ctx, "sales", like="rep").id
        batch = history.current(ctx)
    with office.acting("ana", "role") as ctx:
        roles.give(ctx, ctx.session.get_one(User, office.ids["ben"]), [ctx.session.get_one(Role, number)])

    with pytest.raises(Conflict) as refused:
        undo(office, "ana", batch)

    assert refused.value.subject == "The role sales"


def test_undo_when_nobody_has_the_new_role(office: Office) -> None:
    """It goes, with what it gave."""
    with office.acting("ana", "role new") as ctx:
        roles.make(ctx, "sales", like="rep")
        batch = history.current(ctx)

    undo(office, "ana", batch)

    with office.acting() as ctx, pytest.raises(InvalidInput):
        people.named_role(ctx.session, "sales")


def test_undo_when_others_have_set_something_in_the_channel(office: Office) -> None:
    """What was first set in a channel goes, and what others have set there stays."""
    with in_room(office, "ana") as ctx:
        channels.here(ctx).zone = "Europe/Paris"
        batch = history.current(ctx)
    with in_room(office, "mia") as ctx:
        channels.here(ctx).work_days = "mon-fri"

    undo(office, "ana", batch)

    with office.acting() as ctx:
        (room,) = ctx.session.scalars(select(Channel))
        assert (room.zone, room.work_days) == (None, "mon-fri")


def test_undo_when_a_digest_was_the_first_thing_in_the_channel(office: Office) -> None:
    """It is off again, and what others have set there since stays."""
    with in_room(office, "ana") as ctx:
        digests.set_for_channel(ctx, channels.here(ctx), Wish())
        batch = history.current(ctx)
    with in_room(office, "mia") as ctx:
        bindings.bind(ctx, companies.create(ctx, CompanyDraft("Acme")))

    undo(office, "ana", batch)

    with office.acting() as ctx:
        (room,) = ctx.session.scalars(select(Channel))
        assert room.bound_record_id is not None
        assert not ctx.session.scalars(select(Digest.is_active)).one()


def test_undo_when_the_row_was_erased_since(office: Office) -> None:
    """There is nothing to take back of it, and what was done before it can be taken back next."""
    with office.acting("ana", "company new") as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
    with office.acting("ana", "team new") as ctx:
        teams.make(ctx, "West")
    with office.acting("ana", "follow") as ctx:
        follows.begin(ctx, ctx.session.get_one(Company, acme.id))
    with office.acting("ana", "erase") as ctx:
        erasing_records.erase(ctx, ctx.session.get_one(Company, acme.id), "Acme")

    for _ in range(2):
        with office.acting("ana", "undo") as ctx:
            history.undo(ctx, history.last_batch(ctx))

    with office.acting() as ctx:
        assert [team.name for team in teams.everyone(ctx)] == ["Everyone"]
