"""Forgetting a person of ours: who they were is nowhere, what they did stays, their work goes on."""

import pytest
from sqlalchemy import select

from crmbot.core import contacts, deals, lookup, notes, people, rights, tasks, views
from crmbot.core.contacts import ContactDraft
from crmbot.core.deals import DealDraft
from crmbot.core.erasing import people as forgetting
from crmbot.core.errors import Conflict, Suspended
from crmbot.core.notes import NoteDraft
from crmbot.core.people import ChatUser, chats
from crmbot.core.tasks import TaskDraft
from crmbot.store.models.activity import Task
from crmbot.store.models.messaging import Draft, Inbox, InboxState
from crmbot.store.models.people import ChatIdentity, Role, User, UserRole
from crmbot.store.models.view import SavedView, ViewKind
from tests.core.conftest import NOW, Office
from tests.core.test_erasing import everything


@pytest.fixture
def busy(office: Office) -> Office:
    """Let Ben have had his fingers in everything."""
    with office.acting("ben") as ctx:
        contact = contacts.create(ctx, ContactDraft("Jane Doe"))
        office.ids |= {"contact": contact.id}
        office.ids["task"] = tasks.create(ctx, TaskDraft("Call her", about=[contact])).id
        office.ids["deal"] = deals.create(ctx, DealDraft("Pumps", contact)).id
        office.ids["note"] = notes.log(ctx, NoteDraft("met her", [contact])).id
        ctx.session.add(Draft(user_id=ctx.actor.id, address="x", text="half a thought", created_at=NOW))
        who = '"who":{"platform":"console","tenant":"local","user":"ben","name":"Ben Rep"}'
        said = f'{{"key":"1",{who},"event":{{"text":"hello"}}}}'
        ctx.session.add(Inbox(key="1", received_at=NOW, address="y", inbound=said, state=InboxState.DONE))
    return office


def forget(office: Office, who: str = "ben", to: str | None = "mia") -> None:
    """Forget somebody."""
    with office.acting(who, "forget me") as ctx:
        receiver = ctx.session.get_one(User, office.ids[to]) if to else None
        forgetting.forget_me(ctx, receiver)


def test_person_when_forgotten(busy: Office) -> None:
    """Their name, address, chats and words are nowhere, and they are nobody we know."""
    forget(busy)
    with busy.acting() as ctx:
        left = everything(ctx)
        assert [word for word in ("Ben", "ben@firm.example", "half a thought", "hello") if word in left] == []
        assert ctx.session.scalar(select(ChatIdentity).where(ChatIdentity.user_id == busy.ids["ben"])) is None
        assert people.speaking(ctx.session, ChatUser("console", "local", "ben")) is None
        with pytest.raises(Suspended) as told:
            people.actor(ctx.session, busy.ids["ben"])
        assert told.value.name == forgetting.FORMER


def test_views_when_their_maker_is_forgotten(office: Office) -> None:
    """What a team was given stays with whoever takes the work over; what was kept for oneself goes."""
    with office.acting("ben") as ctx:
        for name, team in (("ours", min(ctx.actor.teams)), ("mine", None)):
            ctx.session.add(_view(ctx.actor.id, name, team))

    forget(office)

    with office.acting("mia") as ctx:
        assert [(view.name, view.owner_id) for view, _ in views.listed(ctx)] == [("ours", ctx.actor.id)]


def _view(owner_id: int, name: str, team_id: int | None) -> SavedView:
    kept = {"filter": "stage:new"}
    return SavedView(
        owner_id=owner_id, kind=ViewKind.LIST, name=name, name_key=name, noun="deal", team_id=team_id, query=kept
    )


def test_chat_when_it_was_unlinked_before(busy: Office) -> None:
    """What the history says of a chat they no longer had goes as well, and other people's stays."""
    with busy.acting("ben") as ctx:
        people.attach(
            ctx.session, ctx.session.get_one(User, ctx.actor.id), ChatUser("phone", "bot", "uniquesign", "Benny")
        )
        chats.unlink(ctx, people.identities(ctx.session, ctx.actor.id)[0])
    forget(busy)
    with busy.acting() as ctx:
        left = everything(ctx)
        assert ("uniquesign" in left, "Benny" in left, "eva@firm.example" in left) == (False, False, True)


def test_work_when_its_person_is_forgotten(busy: Office) -> None:
    """It goes to who was named; what they did stays done."""
    forget(busy)
    with busy.acting("mia") as ctx:
        task = lookup.get(ctx, busy.ids["task"])
        assert isinstance(task, Task)
        assert task.assignee_id == busy.ids["mia"]
        assert {lookup.get(ctx, busy.ids[kind]).owner_id for kind in ("contact", "deal")} == {busy.ids["mia"]}
        assert lookup.get(ctx, busy.ids["note"]).created_by_id == busy.ids["ben"]


def test_work_when_it_is_left_to_nobody(busy: Office) -> None:
    """It is nobody's, and its team can take it."""
    forget(busy, to=None)
    with busy.acting("eva") as ctx:
        assert lookup.get(ctx, busy.ids["deal"]).owner_id is None


def test_last_owner_when_they_want_to_be_forgotten(office: Office) -> None:
    """Somebody has to be able to give rights."""
    with pytest.raises(Conflict):
        forget(office, "ana")


def test_owner_when_there_is_another(office: Office) -> None:
    """Then one can go."""
    with office.acting() as ctx:
        role = ctx.session.scalars(select(Role).where(Role.name == "owner")).one()
        ctx.session.add(UserRole(user_id=office.ids["mia"], role_id=role.id))
    forget(office, "ana")
    with office.acting("mia") as ctx:
        assert rights.owners(ctx) == {office.ids["mia"]}
