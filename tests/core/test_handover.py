"""Work that goes to another: open tasks, deals and leads, each by its own right, with one undo."""

from datetime import date

import pytest
from sqlalchemy import select

from crmbot.core import contacts, deals, history, leads, lookup, rights, tasks
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Level
from crmbot.core.deals import DealDraft, snoozing
from crmbot.core.errors import Conflict, NotAllowed
from crmbot.core.leads import LeadDraft, steps
from crmbot.core.people import handover
from crmbot.core.tasks import TaskDraft
from crmbot.core.tasks.approving import ASKED
from crmbot.language.when import When
from crmbot.store.models.activity import Event, Task, Visibility
from crmbot.store.models.deal import Deal
from crmbot.store.models.lead import Lead
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import User
from crmbot.store.models.recurrence import Recurrence
from crmbot.store.models.reminder import Reminder, ReminderStatus
from tests.core import series_desk
from tests.core.conftest import Office
from tests.core.event_desk import at, found, made

_PENDING = Reminder.status == ReminderStatus.PENDING


@pytest.fixture
def busy(office: Office) -> Office:
    """Let Ben have two open tasks, one that is done, a deal and a lead."""
    with office.acting("ben") as ctx:
        contact = contacts.create(ctx, ContactDraft("Jane Doe"))
        made = [tasks.create(ctx, TaskDraft(f"Call {number}", about=[contact])) for number in range(3)]
        tasks.done(ctx, made[2])
        office.ids |= {"task": made[0].id, "done": made[2].id, "contact": contact.id}
        office.ids["deal"] = deals.create(ctx, DealDraft("Pumps", contact)).id
        office.ids["lead"] = leads.create(ctx, LeadDraft(last_name="Bell")).id
    return office


def test_work_when_somebody_is_suspended(busy: Office) -> None:
    """It is counted in words, and goes over whole; what is done stays theirs."""
    with busy.acting() as ctx:
        ben, mia = (ctx.session.get_one(User, busy.ids[name]) for name in ("ben", "mia"))
        rights.suspend(ctx, ben)
        assert handover.open_work(ctx, ben).words == "2 open tasks, 1 deal and 1 lead"
        handed = handover.hand_over(ctx, ben, mia)
        assert (handed.work.words, handed.refused) == ("2 open tasks, 1 deal and 1 lead", ())
        assert not handover.open_work(ctx, ben)
    with busy.acting("mia") as ctx:
        task, done = lookup.get(ctx, busy.ids["task"]), lookup.get(ctx, busy.ids["done"])
        assert isinstance(task, Task)
        assert isinstance(done, Task)
        assert (task.assignee_id, done.assignee_id) == (busy.ids["mia"], busy.ids["ben"])
        assert lookup.get(ctx, busy.ids["contact"]).owner_id == busy.ids["ben"]


def test_handover_when_it_is_undone(busy: Office) -> None:
    """One undo brings all of it back."""
    with busy.acting() as ctx:
        ben, mia = (ctx.session.get_one(User, busy.ids[name]) for name in ("ben", "mia"))
        handover.hand_over(ctx, ben, mia)
        batch = history.current(ctx)
    with busy.acting(command="undo") as ctx:
        history.undo(ctx, batch)
        assert handover.open_work(ctx, ctx.session.get_one(User, busy.ids["ben"])).words.startswith("2 open tasks")


def test_handover_of_what_rests_until_a_day(busy: Office) -> None:
    """Whoever has it now is reminded then, of a deal that is snoozed and of a lead that is set aside."""
    day = date(2026, 12, 1)
    with busy.acting("ben") as ctx:
        deal, lead = (lookup.get(ctx, busy.ids[kind]) for kind in ("deal", "lead"))
        assert isinstance(deal, Deal)
        assert isinstance(lead, Lead)
        snoozing.snooze(ctx, deal, When(day, None, "UTC"))
        steps.park(ctx, lead, day)
    with busy.acting() as ctx:
        ben, mia = (ctx.session.get_one(User, busy.ids[name]) for name in ("ben", "mia"))
        handover.hand_over(ctx, ben, mia)

    with busy.acting() as ctx:
        told = select(Outbox).where(Outbox.kind.in_((snoozing.AWAKE, leads.PARKED)), Outbox.user_id == busy.ids["mia"])
        facts = ctx.session.scalars(told.order_by(Outbox.kind)).all()
        assert [fact.kind for fact in facts] == [snoozing.AWAKE, leads.PARKED]
        deal = ctx.session.get_one(Deal, busy.ids["deal"])
        assert snoozing.holds(deal, facts[0].args["until"], facts[0].args["owner"])


def test_handover_when_tasks_may_not_be_given(busy: Office) -> None:
    """What cannot go says why, and the rest goes."""
    with busy.acting() as ctx:
        ben, rita = (ctx.session.get_one(User, busy.ids[name]) for name in ("ben", "rita"))
        handed = handover.hand_over(ctx, ben, rita)
        assert handed.work.words == "1 deal and 1 lead"
        assert [reason for _, reason in handed.refused] == ["Rita Reader may not be given tasks"] * 2


def test_handover_when_events_are_planned(office: Office) -> None:
    """Those that are still to come go over with their reminders, a series as one, and its next ones as well."""
    made(office, "ben", at(9, on=date(2026, 11, 18)), title="Over")
    single = made(office, "ben", title="Fair", asked=["mia"])
    first = series_desk.event(office, "every monday 9am, 3 times")
    with office.acting("ben") as ctx:
        number = found(ctx, first).recurrence_id

    with office.acting() as ctx:
        ben, mia = (ctx.session.get_one(User, office.ids[name]) for name in ("ben", "mia"))
        assert handover.open_work(ctx, ben).words == "2 planned events"
        assert handover.hand_over(ctx, ben, mia).work.words == "2 planned events"
        batch = history.current(ctx)

    with office.acting() as ctx:
        owners = ctx.session.scalars(select(Event.owner_id).where(Event.recurrence_id == number)).all()
        pattern = ctx.session.get_one(Recurrence, number).pattern
        told = ctx.session.scalars(select(Reminder.user_id).where(Reminder.record_id == single, _PENDING)).all()
        assert (owners, pattern["columns"]["owner_id"]) == ([office.ids["mia"]] * 3, office.ids["mia"])
        assert set(told) == {office.ids["mia"]}
    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)
        assert handover.open_work(ctx, ben).words == "2 planned events"
        assert ctx.session.get_one(Recurrence, number).pattern["columns"]["owner_id"] == ben.id


def test_handover_when_one_who_holds_nothing_private_asks(office: Office) -> None:
    """A private event stays where it is, and what it is is not said."""
    made(office, "ben", visibility=Visibility.PRIVATE)
    with office.acting() as ctx:
        rights.grant(ctx, ctx.session.get_one(User, office.ids["mia"]), "user.suspend", Level.ALL)
    with office.acting("mia") as ctx:
        ben, eva = (ctx.session.get_one(User, office.ids[name]) for name in ("ben", "eva"))
        handed = handover.hand_over(ctx, ben, eva)
        assert (bool(handed.work), [reason for _, reason in handed.refused]) == (False, ["no right to give it away"])


def test_handover_when_approvals_wait(office: Office) -> None:
    """Whoever takes over gives them and is told; who may not leaves them where they are."""
    with office.acting("ben") as ctx:
        draft = TaskDraft("Sign the offer", requires_approval=True, approver_id=office.ids["mia"])
        tasks.done(ctx, tasks.create(ctx, draft))
    with office.acting() as ctx:
        mia, eva, ana = (ctx.session.get_one(User, office.ids[name]) for name in ("mia", "eva", "ana"))
        assert handover.open_work(ctx, mia).words == "1 approval to give"
        refused = handover.hand_over(ctx, mia, eva).refused
        assert [reason for _, reason in refused] == ["has no right to approve tasks (task.approve)"]
        assert handover.hand_over(ctx, mia, ana).work.words == "1 approval to give"
        told = ctx.session.scalars(select(Outbox.user_id).where(Outbox.kind == ASKED)).all()
        assert told[-1] == ana.id


def test_staying_when_somebody_leaves(office: Office) -> None:
    """What goes to nobody is told."""
    made(office, "eva", asked=["ben"])
    with office.acting() as ctx:
        ben = ctx.session.get_one(User, office.ids["ben"])
        assert handover.staying(ctx, ben).words == "1 invitation"


def test_handover_when_there_is_nothing(busy: Office) -> None:
    """Nothing is nothing, and nobody is given what they have."""
    with busy.acting() as ctx:
        eva, mia = (ctx.session.get_one(User, busy.ids[name]) for name in ("eva", "mia"))
        with pytest.raises(Conflict):
            handover.hand_over(ctx, eva, mia)
        with pytest.raises(Conflict):
            handover.hand_over(ctx, mia, mia)


@pytest.mark.parametrize("who", ["mia", "eva", "rita"])
def test_handover_when_it_is_not_theirs_to_say(busy: Office, who: str) -> None:
    """Whoever cannot suspend people neither hands on nor counts their work."""
    with busy.acting(who) as ctx:
        ben, ana = (ctx.session.get_one(User, busy.ids[name]) for name in ("ben", "ana"))
        for act in (lambda: handover.open_work(ctx, ben), lambda: handover.hand_over(ctx, ben, ana)):
            with pytest.raises(NotAllowed):
                act()


def test_receivers_when_somebody_leads_their_team(office: Office) -> None:
    """Those who lead come before the rest of the team."""
    with office.acting() as ctx:
        ben = ctx.session.get_one(User, office.ids["ben"])
        assert [user.name for user in handover.receivers(ctx, ben, 3)] == ["Ana Owner", "Mia Boss", "Eva Rep"]
