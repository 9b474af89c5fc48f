"""Events: made, changed, moved, held, called off; who is asked to them and told."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest

from crmbot.core import companies, contacts, events, history, lookup
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from crmbot.core.events import Changes, EventDraft, Guest, guests, times
from crmbot.core.parties import Reach
from crmbot.core.settings import lists as settings_lists
from crmbot.core.settings.lists import EVENT_CATEGORIES
from crmbot.language.when import When
from crmbot.store.models.activity import Answer, Event, EventKind, EventStatus
from tests.core.conftest import Office
from tests.core.event_desk import FRIDAY, HOUR, LONDON, at, day, found, made, told

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(("kind", "minutes"), [(EventKind.MEETING, 60), (EventKind.VISIT, 60), (EventKind.CALL, 5)])
def test_length_when_nobody_says_it(office: Office, kind: EventKind, minutes: int) -> None:
    """A meeting takes an hour, a call five minutes (R-73)."""
    with office.acting("ben") as ctx:
        event = events.create(ctx, EventDraft("Talk", at(10), kind=kind))

        assert times.length_of(event) == timedelta(minutes=minutes)
        assert event.starts_at == datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_create_when_it_ends_before_it_starts(office: Office) -> None:
    """End before start is refused, and nothing is made (R-73)."""
    with office.acting("ben") as ctx, pytest.raises(InvalidInput) as refused:
        events.create(ctx, EventDraft("Talk", at(10), at(9)))

    assert refused.value.reason == "end is before start"


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (day(FRIDAY), day(date(2026, 11, 19))),
        (at(10), day(FRIDAY)),
        (at(10), at(10, on=date(2026, 11, 28))),
        (day(FRIDAY), day(date(2028, 1, 1))),
    ],
)
def test_create_when_the_time_cannot_be(office: Office, starts: When, ends: When) -> None:
    """Backwards, half a time, or far too long: refused."""
    with office.acting("ben") as ctx, pytest.raises(InvalidInput):
        events.create(ctx, EventDraft("Talk", starts, ends))


def test_create_when_it_has_no_words(office: Office) -> None:
    """An event needs words."""
    with office.acting("ben") as ctx, pytest.raises(InvalidInput):
        events.create(ctx, EventDraft("  ", at(10)))


def test_create_when_one_may_only_read(office: Office) -> None:
    """Who only reads plans nothing."""
    with office.acting("rita") as ctx, pytest.raises(NotAllowed):
        events.create(ctx, EventDraft("Talk", at(10)))


def test_whole_days_when_made(office: Office) -> None:
    """A day stays a day: no time is made up, the last day is the one that was said."""
    with office.acting("ben") as ctx:
        event = events.create(ctx, EventDraft("Fair", day(FRIDAY), day(date(2026, 11, 22))))

        assert (event.all_day, event.starts_on, event.ends_on) == (True, FRIDAY, date(2026, 11, 22))
        assert event.starts_time is None
        assert times.starts_of(event) == day(FRIDAY)
        assert times.length_of(event) == timedelta(days=3)


def test_create_when_it_is_with_somebody_of_a_company(office: Office) -> None:
    """The person is asked, their company is linked, and where they are is where it is."""
    with office.acting("ben") as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme", Reach(street="Main St 1", city="Leeds", postcode="LS1")))
        jane = contacts.create(ctx, ContactDraft("Jane Doe", Reach(), acme))

        visit = events.create(ctx, EventDraft("Visit", at(10), kind=EventKind.VISIT, about=[acme, jane]))
        call = events.create(ctx, EventDraft("Call", at(10), kind=EventKind.CALL, about=[jane]))

        linked = {one.record.id: one.is_asked for one in guests.linked(ctx, call)}
        assert linked == {jane.id: True, acme.id: False}
        assert visit.location == "Main St 1, LS1 Leeds"
        assert call.location is None


def test_create_when_a_contact_has_no_address(office: Office) -> None:
    """The place of the company is that of its people."""
    with office.acting("ben") as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme", Reach(city="Leeds")))
        jane = contacts.create(ctx, ContactDraft("Jane Doe", Reach(), acme))

        meeting = events.create(ctx, EventDraft("Talk", at(10), kind=EventKind.MEETING, about=[jane]))

        assert meeting.location == "Leeds"


def test_category_when_it_is_of_another_kind(office: Office) -> None:
    """Only categories of the event's own kind stand on it (R-76)."""
    with office.acting() as ctx:
        training = settings_lists.named(ctx, EVENT_CATEGORIES, "Training")

        with pytest.raises(InvalidInput):
            events.create(ctx, EventDraft("Talk", at(10), kind=EventKind.CALL, category=training))
        settings_lists.set_event_kind(ctx, training, EventKind.CALL)

        assert events.create(ctx, EventDraft("Talk", at(10), kind=EventKind.CALL, category=training)).type_id
        assert training not in events.categories(ctx, EventKind.MEETING)


def test_kind_when_it_is_changed(office: Office) -> None:
    """A category of the old kind does not stay."""
    with office.acting() as ctx:
        training = settings_lists.named(ctx, EVENT_CATEGORIES, "Training")
        event = events.create(ctx, EventDraft("Talk", at(10), kind=EventKind.MEETING, category=training))

        events.change(ctx, event, Changes(kind=EventKind.VISIT))

        assert (event.event_kind, event.type_id) == (EventKind.VISIT, None)


def test_move_when_only_a_time_is_said(office: Office) -> None:
    """The length stays, and so does the hour where only a day is said."""
    number = made(office, starts=at(9), ends=at(10, 30))

    with office.acting("ben") as ctx:
        event = found(ctx, number)
        events.move(ctx, event, at(11, on=MONDAY))
        assert times.length_of(event) == 1.5 * HOUR
        events.move(ctx, event, day(FRIDAY))

        assert event.starts_at == datetime(2026, 11, 20, 11, tzinfo=UTC)
        assert times.length_of(event) == 1.5 * HOUR


def test_move_when_an_end_is_said(office: Office) -> None:
    """A new end is a new length; one before the start is refused and nothing moves."""
    number = made(office)

    with office.acting("ben") as ctx:
        event = found(ctx, number)
        events.move(ctx, event, at(11), ends=at(11, 15))
        assert times.length_of(event) == HOUR / 4
        with pytest.raises(InvalidInput):
            events.move(ctx, event, at(11), ends=at(10))

        assert event.starts_at == datetime(2026, 11, 20, 11, tzinfo=UTC)


def test_move_when_whole_days_go_elsewhere(office: Office) -> None:
    """Three days stay three days; a time makes an hour of them."""
    number = made(office, starts=day(FRIDAY), ends=day(date(2026, 11, 22)))

    with office.acting("ben") as ctx:
        event = found(ctx, number)
        events.move(ctx, event, day(MONDAY))
        assert (event.starts_on, event.ends_on) == (MONDAY, date(2026, 11, 25))
        events.move(ctx, event, at(9, on=MONDAY))

        assert (event.all_day, event.ends_on, times.length_of(event)) == (False, None, HOUR)


@pytest.mark.parametrize(
    ("said", "instant"),
    [
        (When(date(2026, 3, 28), at(9).at, LONDON), datetime(2026, 3, 28, 9, tzinfo=UTC)),
        (When(date(2026, 3, 29), at(9).at, LONDON), datetime(2026, 3, 29, 8, tzinfo=UTC)),
        (When(date(2026, 10, 24), at(9).at, LONDON), datetime(2026, 10, 24, 8, tzinfo=UTC)),
        (When(date(2026, 10, 25), at(9).at, LONDON), datetime(2026, 10, 25, 9, tzinfo=UTC)),
    ],
)
def test_instant_when_the_clocks_change(office: Office, said: When, instant: datetime) -> None:
    """Nine o'clock is nine o'clock on either side of both clock changes."""
    office.now = datetime(2026, 1, 5, 10, tzinfo=UTC)
    number = made(office, starts=at(9, on=date(2026, 2, 2)))

    with office.acting("ben") as ctx:
        event = found(ctx, number)
        events.move(ctx, event, said)

        assert event.starts_at == instant
        assert times.starts_of(event) == said


def test_start_when_the_hour_comes_twice(office: Office) -> None:
    """The second half past one of the night is kept as the second."""
    second = When(date(2026, 10, 25), time(1, 30, fold=1), LONDON)
    office.now = datetime(2026, 10, 1, 10, tzinfo=UTC)
    number = made(office, starts=second)

    with office.acting("ben") as ctx:
        event = found(ctx, number)

        assert event.starts_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
        assert times.starts_of(event).instant() == event.starts_at


def test_end_when_the_clocks_change_in_the_middle(office: Office) -> None:
    """From one to three in the night the clocks go forward is one hour."""
    office.now = datetime(2026, 3, 1, 10, tzinfo=UTC)
    night = date(2026, 3, 29)
    number = made(office, starts=at(0, 30, on=night), ends=at(3, on=night))

    with office.acting("ben") as ctx:
        assert times.length_of(found(ctx, number)) == 1.5 * HOUR


def test_states_when_an_event_goes_its_way(office: Office) -> None:
    """Planned, held with what came of it, planned again, cancelled, planned again."""
    number = made(office)

    with office.acting("ben") as ctx:
        event = found(ctx, number)
        events.hold(ctx, event, "they like it")
        assert (event.event_status, event.outcome, event.completed_at) == (EventStatus.HELD, "they like it", ctx.now)
        events.reopen(ctx, event)
        assert (event.event_status, event.completed_at) == (EventStatus.PLANNED, None)
        events.cancel(ctx, event)
        assert event.event_status is EventStatus.CANCELLED
        events.reopen(ctx, event)

        assert event.is_planned


def _hold(ctx: Context, event: Event) -> None:
    events.hold(ctx, event)


def _cancel(ctx: Context, event: Event) -> None:
    events.cancel(ctx, event)


def _move(ctx: Context, event: Event) -> None:
    events.move(ctx, event, at(12))


@pytest.mark.parametrize("first", [_hold, _cancel])
@pytest.mark.parametrize("then", [_hold, _cancel, _move])
def test_step_when_the_event_is_over(
    office: Office, first: Callable[[Context, Event], None], then: Callable[[Context, Event], None]
) -> None:
    """What was held or cancelled is planned again before anything else becomes of it."""
    number = made(office)

    with office.acting("ben") as ctx:
        first(ctx, found(ctx, number))
        with pytest.raises(Conflict):
            then(ctx, found(ctx, number))


def test_reopen_when_it_is_planned(office: Office) -> None:
    """There is nothing to plan again."""
    number = made(office)

    with office.acting("ben") as ctx, pytest.raises(Conflict):
        events.reopen(ctx, found(ctx, number))


@pytest.mark.parametrize("act", [_hold, _cancel, _move])
def test_step_when_it_is_anothers(office: Office, act: Callable[[Context, Event], None]) -> None:
    """A rep changes no event of somebody else."""
    number = made(office, "ben")

    with office.acting("eva") as ctx, pytest.raises(NotAllowed):
        act(ctx, found(ctx, number))


def test_people_when_asked(office: Office) -> None:
    """Our own people are told once; a guest is kept with their address."""
    number = made(office, "ben", asked=["eva", "eva", "ben"])

    with office.acting("ben") as ctx:
        event = found(ctx, number)
        new = guests.add(ctx, event, [office.ids["eva"], office.ids["mia"]], [Guest("Bob@Partner.example")])
        again = guests.add(ctx, event, [office.ids["mia"]], [Guest("bob@partner.example")])

        assert (new, again) == ([office.ids["mia"]], [])
        coming = [one.name or one.email for one in guests.coming(ctx, event)]
        assert coming == ["Eva Rep", "Mia Boss", "bob@partner.example"]
    assert told(office) == [(office.ids["eva"], "invited"), (office.ids["mia"], "invited")]


def test_guest_when_the_address_is_none(office: Office) -> None:
    """What is no e-mail address is nobody."""
    number = made(office)

    with office.acting("ben") as ctx, pytest.raises(InvalidInput):
        guests.add(ctx, found(ctx, number), [], [Guest("bob")])


def test_answer_when_somebody_is_asked(office: Office) -> None:
    """Whoever plans it is told; another time takes the answer back, and those who come are told of it."""
    number = made(office, "ben", asked=["eva", "mia"])

    with office.acting("eva") as ctx:
        guests.answer(ctx, found(ctx, number), Answer.YES)
        assert guests.own_answer(ctx, found(ctx, number)) is Answer.YES
    with office.acting("mia") as ctx:
        guests.answer(ctx, found(ctx, number), Answer.NO)
    office.later(minutes=1)
    with office.acting("ben") as ctx:
        events.move(ctx, found(ctx, number), at(11))
        assert {one.answer for one in guests.coming(ctx, found(ctx, number))} == {Answer.NONE}

    eva, mia, ben = (office.ids[name] for name in ("eva", "mia", "ben"))
    assert told(office)[2:] == [(ben, "yes"), (ben, "no"), (eva, "moved"), (mia, "moved")]


def test_answer_when_somebody_is_not_asked(office: Office) -> None:
    """Only who is asked can answer."""
    number = made(office, "ben")

    with office.acting("mia") as ctx, pytest.raises(NotAllowed):
        guests.answer(ctx, found(ctx, number), Answer.YES)


def test_answer_when_the_event_is_off(office: Office) -> None:
    """There is nothing to come to."""
    number = made(office, "ben", asked=["eva"])

    with office.acting("ben") as ctx:
        events.cancel(ctx, found(ctx, number))
    with office.acting("eva") as ctx, pytest.raises(Conflict):
        guests.answer(ctx, found(ctx, number), Answer.YES)


def test_answer_when_a_contact_gave_it(office: Office) -> None:
    """Whoever plans an event writes down what a contact said; of a company nothing can be said."""
    with office.acting("ben") as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        jane = contacts.create(ctx, ContactDraft("Jane Doe", Reach(), acme))
        event = events.create(ctx, EventDraft("Talk", at(10), about=[jane]))

        guests.answer_for(ctx, event, jane, Answer.MAYBE)
        with pytest.raises(InvalidInput):
            guests.answer_for(ctx, event, acme, Answer.YES)

        assert [one.answer for one in guests.linked(ctx, event) if one.is_asked] == [Answer.MAYBE]


def test_news_when_the_event_was_over_before(office: Office) -> None:
    """Nobody is told of what is past."""
    number = made(office, "ben", asked=["eva"])
    office.later(days=3)

    with office.acting("ben") as ctx:
        events.cancel(ctx, found(ctx, number))

    assert told(office) == [(office.ids["eva"], "invited")]


def test_give_when_somebody_takes_over(office: Office) -> None:
    """Whoever had it is asked to it from now on; whoever has it is not."""
    number = made(office, "ben", asked=["eva"])

    with office.acting("mia") as ctx:
        event = found(ctx, number)
        events.give(ctx, event, office.ids["eva"])

        assert event.owner_id == office.ids["eva"]
        assert [one.name for one in guests.coming(ctx, event)] == ["Ben Rep"]
        with pytest.raises(Conflict):
            events.give(ctx, event, office.ids["eva"])


def test_undo_when_an_event_was_made(office: Office) -> None:
    """It is gone, and who was asked hears of it."""
    number = made(office, "ben", asked=["eva"])
    office.later(minutes=1)

    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, history.last_batch(ctx))
        with pytest.raises(NotFound):
            lookup.get(ctx, number)

    assert told(office) == [(office.ids["eva"], "invited"), (office.ids["eva"], "uninvited")]


def test_undo_when_an_event_was_moved(office: Office) -> None:
    """The time comes back, with all that says it."""
    number = made(office, "ben", starts=day(FRIDAY))
    with office.acting("ben", "move event") as ctx:
        events.move(ctx, found(ctx, number), at(9, on=MONDAY))

    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, history.last_batch(ctx))
        event = found(ctx, number)

        assert (event.all_day, event.starts_on, event.ends_on, event.starts_time) == (True, FRIDAY, FRIDAY, None)


def test_undo_when_people_were_asked(office: Office) -> None:
    """They are not asked any more."""
    number = made(office, "ben")
    with office.acting("ben", "invite event") as ctx:
        guests.add(ctx, found(ctx, number), [office.ids["eva"]])

    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, history.last_batch(ctx))

        assert guests.coming(ctx, found(ctx, number)) == []
