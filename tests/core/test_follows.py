"""People who follow a record are told what others do with it."""

import pytest

from crmbot.core import lookup, notes, tasks
from crmbot.core.deals import closing
from crmbot.core.errors import Conflict
from crmbot.core.subscriptions import facts, follows
from crmbot.store.models.activity import Task
from crmbot.store.models.deal import Deal
from tests.core.conftest import Office
from tests.core.newsroom import deal, told, win


def test_follower_when_others_change_a_record(office: Office) -> None:
    """They are told in one message; of what they do themselves they are not."""
    number = deal(office)
    with office.acting("ben") as ctx:
        follows.begin(ctx, ctx.session.get_one(Deal, number))
    win(office, number)
    own = told(office, minutes=5)
    with office.acting("mia") as ctx:
        closing.reopen(ctx, ctx.session.get_one(Deal, number))

    assert (own, told(office), told(office, minutes=5)) == (
        [],
        [(facts.FOLLOWED, None, 1)],
        [(facts.FOLLOWED, None, 1)],
    )


def test_follower_when_a_note_is_put_on_a_record(office: Office) -> None:
    """That is news, too."""
    number = deal(office)
    with office.acting("ben") as ctx:
        follows.begin(ctx, ctx.session.get_one(Deal, number))
    with office.acting("mia") as ctx:
        notes.log(ctx, notes.NoteDraft("met Jane", [ctx.session.get_one(Deal, number)]))

    told(office)
    assert told(office, minutes=5) == [(facts.FOLLOWED, None, 1)]


def test_task_when_it_is_followed(office: Office) -> None:
    """Whoever follows it goes on seeing it when it is somebody else's (R-61); who does not, does not."""
    with office.acting("mia") as ctx:
        task = tasks.create(ctx, tasks.TaskDraft("Call", assignee_id=office.ids["ben"]))
        other = tasks.create(ctx, tasks.TaskDraft("Write", assignee_id=office.ids["ben"]))
        numbers = [task.id, other.id]
    with office.acting("ben") as ctx:
        follows.begin(ctx, ctx.session.get_one(Task, numbers[0]))
    with office.acting("mia") as ctx:
        for number in numbers:
            row = ctx.session.get_one(Task, number)
            tasks.give(ctx, row, office.ids["eva"])
            row.created_by_id = office.ids["mia"]
    with office.acting("ben") as ctx:
        assert [record.id for record in lookup.those(ctx, numbers)] == numbers[:1]


def test_follower_when_they_follow_twice(office: Office) -> None:
    """It is said."""
    number = deal(office)
    with office.acting("ben") as ctx:
        follows.begin(ctx, ctx.session.get_one(Deal, number))
        with pytest.raises(Conflict, match="already"):
            follows.begin(ctx, ctx.session.get_one(Deal, number))
