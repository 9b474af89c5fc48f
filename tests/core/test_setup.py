"""The first day."""

from sqlalchemy import func, select

from crmbot.core import history, lookup, people, setup
from crmbot.store.models.pipeline import LostReason, Pipeline, Stage
from crmbot.store.models.record import Record
from crmbot.store.uow import unit_of_work
from tests.core.conftest import NOW, Office


def test_lists_when_prepared_again(office: Office) -> None:
    """They are there once: one pipeline, its stages, the reasons."""
    with unit_of_work(office.database) as session:
        before = [session.scalar(select(func.count()).select_from(table)) for table in (Pipeline, Stage, LostReason)]
        setup.prepare(session, NOW)
        after = [session.scalar(select(func.count()).select_from(table)) for table in (Pipeline, Stage, LostReason)]

    assert (before, before[0]) == (after, 1)


def test_owner_when_made_on_an_empty_database(office: Office) -> None:
    """They may do everything, and a second call makes nobody."""
    with unit_of_work(office.database) as session:
        owner, made = setup.first_owner(session, name="Z", email="z@firm.example", zone="UTC", now=NOW)
        actor = people.actor(session, owner.id)

    assert (owner.name, made, actor.can("settings.edit"), actor.can("role.grant")) == ("Ana Owner", False, True, True)


def test_database_when_nobody_has_put_anything_in(office: Office) -> None:
    """It is empty until there is a company or a person."""
    with office.acting() as ctx:
        before = setup.is_empty(ctx.session)
        setup.load_sample(ctx)

        assert (before, setup.is_empty(ctx.session)) == (True, False)


def test_sample_when_undone(office: Office) -> None:
    """All of it goes away at once."""
    with office.acting(command="sample") as ctx:
        count = setup.load_sample(ctx)
        batch = history.current(ctx)

    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)
        left = ctx.session.scalar(select(func.count()).select_from(Record).where(Record.deleted_at.is_(None)))
        found = lookup.search(ctx, "acme").total

    assert (count, left, found) == (9, 0, 0)
