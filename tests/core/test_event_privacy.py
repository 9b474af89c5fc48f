"""Private events: not a word of them leaks, whichever way one looks."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from crmbot.core import companies, events, filters, lookup, permissions, records, timeline
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, NotFound
from crmbot.core.events import EventDraft
from crmbot.core.naming import mentions
from crmbot.core.permissions import visible
from crmbot.store.models.activity import Event, Visibility
from crmbot.store.models.party import Company
from crmbot.store.models.record import Record
from tests.core.conftest import Office
from tests.core.event_desk import at, found, made

SECRET = "Zanzibar"


@pytest.fixture
def secret(office: Office) -> int:
    """Let Ben plan a private event about a company, with Eva."""
    with office.acting("ben") as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        draft = EventDraft(
            f"{SECRET} talks", at(10), about=[acme], users=[office.ids["eva"]], visibility=Visibility.PRIVATE
        )
        return events.create(ctx, draft).id


def _by_code(ctx: Context, number: int) -> bool:
    try:
        lookup.get(ctx, number)
    except NotFound:
        return False
    return True


def _by_name(ctx: Context, number: int) -> bool:
    return number in [hit.record_id for hit in lookup.search(ctx, SECRET).hits]


def _by_list(ctx: Context, number: int) -> bool:
    page, _ = filters.page(ctx, filters.wanted(ctx, "event", "everybody all"), 10, 0)
    return number in [record.id for record in page]


def _by_words(ctx: Context, number: int) -> bool:
    page, _ = filters.page(ctx, filters.wanted(ctx, "event", f"everybody text:{SECRET}"), 10, 0)
    return number in [record.id for record in page]


def _by_picker(ctx: Context, number: int) -> bool:
    return number in [one.id for one in lookup.to_pick(ctx, SECRET, ["event"], 10)]


def _by_timeline(ctx: Context, number: int) -> bool:
    acme = ctx.session.scalars(select(Company).where(visible(ctx, ["company"]))).one()
    return number in [record.id for record in timeline.planned(ctx, acme)[0]]


def _by_any_kind(ctx: Context, number: int) -> bool:
    return number in ctx.session.scalars(select(Record.id).where(visible(ctx))).all()


def _at_hand(ctx: Context, number: int) -> bool:
    return permissions.sees(ctx, found(ctx, number))


def _by_kind(ctx: Context, number: int) -> bool:
    return lookup.kind_of(ctx, number) is not None


WAYS = [
    *(_by_code, _by_name, _by_list, _by_words, _by_picker),
    *(_by_timeline, _by_any_kind, _at_hand, _by_kind),
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("who", "sees"), [("ben", True), ("eva", True), ("ana", True), ("mia", False)])
def test_private_event_when_looked_for(
    office: Office, secret: int, way: Callable[[Context, int], bool], who: str, sees: bool
) -> None:
    """Whoever plans it, is asked to it, or has the right sees it; a manager who sees everything else does not."""
    with office.acting(who) as ctx:
        assert way(ctx, secret) is sees


@pytest.mark.parametrize("way", WAYS)
def test_event_when_it_is_public_again(office: Office, secret: int, way: Callable[[Context, int], bool]) -> None:
    """What is not private is seen like anything else."""
    with office.acting("ben") as ctx:
        events.show_to(ctx, found(ctx, secret), Visibility.PUBLIC)

    with office.acting("mia") as ctx:
        assert way(ctx, secret)


def test_event_when_one_is_asked_from_another_team(office: Office) -> None:
    """Who is asked to an event sees it, though they see nothing else of its team."""
    number = made(office, "ben", asked=["eva"])
    with office.acting() as ctx:
        event = found(ctx, number)
        event.team_id = None
    with office.acting("rita") as ctx:
        assert not _by_any_kind(ctx, number)

    with office.acting("eva") as ctx:
        assert all(way(ctx, number) for way in (_by_code, _by_any_kind, _at_hand))


def test_event_when_a_manager_would_hide_it_from_themselves(office: Office) -> None:
    """It is up to its own people whether it is private; one who goes to it is one of them."""
    others, theirs = made(office, "ben"), made(office, "ben", asked=["mia"])

    with office.acting("mia") as ctx:
        hidden = events.Changes(visibility=Visibility.PRIVATE)
        with pytest.raises(Conflict, match="Ben Rep can make it private"):
            events.show_to(ctx, found(ctx, others), Visibility.PRIVATE)
        ctx.session.rollback()
        with pytest.raises(Conflict):
            events.change(ctx, found(ctx, others), hidden)
        ctx.session.rollback()
        events.change(ctx, found(ctx, theirs), hidden)
        assert found(ctx, theirs).is_private


@pytest.mark.parametrize("verb", ["edit", "delete", "see"])
def test_rights_when_the_event_is_private(office: Office, secret: int, verb: str) -> None:
    """What may not be seen may not be changed either."""
    with office.acting("mia") as ctx:
        assert not permissions.may(ctx, found(ctx, secret), verb)


def test_restore_when_a_private_event_was_deleted(office: Office, secret: int) -> None:
    """Bringing it back tells nobody what it was."""
    with office.acting("ben") as ctx:
        records.delete(ctx, found(ctx, secret))

    with office.acting("mia") as ctx, pytest.raises(NotFound) as refused:
        records.restore(ctx, secret)
    assert SECRET not in str(refused.value)


def test_code_when_a_private_event_was_deleted(office: Office, secret: int) -> None:
    """Asking for it by its code tells nobody what it was."""
    with office.acting("ben") as ctx:
        records.delete(ctx, found(ctx, secret))

    with office.acting("mia") as ctx, pytest.raises(NotFound) as refused:
        lookup.get(ctx, secret)
    assert SECRET not in str(refused.value)


def test_text_when_it_names_a_private_event(office: Office, secret: int) -> None:
    """A note does not find it."""
    with office.acting("mia") as ctx:
        named = mentions.named_in(ctx, f"{SECRET} talks went well")

    assert (named.sure, named.doubtful) == ((), ())


def test_events_when_one_may_see_none(office: Office, secret: int) -> None:
    """Without the right to see events there are none."""
    with office.acting("eva") as ctx:
        ctx.actor.rights["event.see"] = ctx.actor.level("nothing.at_all")

        assert not ctx.session.scalars(select(Event.id).where(visible(ctx, ["event"]))).all()
        assert not _at_hand(ctx, secret)
