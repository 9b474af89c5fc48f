"""Deals that are won, lost and taken up again, on either database."""

import pytest

from crmbot.core import deals, history, tasks
from crmbot.core.context import Context
from crmbot.core.deals import closing
from crmbot.core.deals import moves as deal_moves
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.settings import lost_reasons
from crmbot.core.tasks import TaskDraft
from crmbot.language.money import Money
from crmbot.store.models.activity import Task, TaskStatus
from crmbot.store.models.deal import Deal
from crmbot.store.models.pipeline import LostReason
from tests.core.conftest import Office
from tests.core.test_deals import pumps


def reason(ctx: Context, name: str = "pricing") -> LostReason:
    """Return a reason."""
    return lost_reasons.reason_named(ctx.session, name)


def test_deal_when_won(office: Office) -> None:
    """It is sure, closed now, and worth what was said last."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        closing.win(ctx, deal, Money(1_300_000, "EUR"))

        told = (deals.stage_of(ctx, deal).name, deal.probability, deal.closed_at, deal.amount_minor)

        assert told == ("Won", 100, office.now, 1_300_000)


def test_deal_when_lost(office: Office) -> None:
    """It is worth nothing any more, and why is kept."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        closing.lose(ctx, deal, reason(ctx), " too dear ")

        told = (deals.stage_of(ctx, deal).name, deal.probability, deal.closed_at, deal.lost_note)

        assert told == ("Lost", 0, office.now, "too dear")


def test_deal_when_reopened_after_it_was_lost(office: Office) -> None:
    """It is back in the stage it was in, without reason and note (R-42)."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        deal_moves.move(ctx, deal, deal_moves.find_stage(ctx, deal, "nego"))
        closing.lose(ctx, deal, reason(ctx), "too dear")
        closing.reopen(ctx, deal)

        told = (deals.stage_of(ctx, deal).name, deal.lost_reason_id, deal.lost_note, deal.closed_at)

        assert told == ("Negotiation", None, None, None)


def test_loss_when_the_reason_wants_a_word(office: Office) -> None:
    """Other needs a note (R-40)."""
    with office.acting() as ctx:
        deal = pumps(ctx)

        with pytest.raises(InvalidInput):
            closing.lose(ctx, deal, reason(ctx, "other"), "  ")


def test_history_when_a_deal_is_lost(office: Office) -> None:
    """All of the closing is one change."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        closing.lose(ctx, deal, reason(ctx), "too dear")

        entries, _ = history.entries(ctx, deal)

    assert [sorted(entry.diff) for entry in entries[:1]] == [
        ["closed_at", "lost_note", "lost_reason_id", "previous_stage_id", "probability", "stage_id"]
    ]


def test_deal_when_it_is_somebody_elses(office: Office) -> None:
    """A rep may not close a colleague's deal."""
    with office.acting("mia") as ctx:
        number = pumps(ctx).id

    with office.acting("ben") as ctx, pytest.raises(NotAllowed):
        closing.win(ctx, ctx.session.get_one(Deal, number))


def test_reopening_when_the_deal_is_open(office: Office) -> None:
    """It is said."""
    with office.acting() as ctx, pytest.raises(Conflict):
        closing.reopen(ctx, pumps(ctx))


def test_win_when_it_is_lost(office: Office) -> None:
    """It is opened again first."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        closing.lose(ctx, deal, reason(ctx))

        with pytest.raises(Conflict):
            closing.win(ctx, deal)


def test_loss_of_several_when_one_is_not_ours(office: Office) -> None:
    """Each is closed by its own right; a refusal stops only itself, and all of it is one undo (R-40, R-65)."""
    with office.acting("mia") as ctx:
        hers = pumps(ctx).id
    with office.acting("ben") as ctx:
        mine = [pumps(ctx).id, pumps(ctx).id]
    with office.acting("ben") as ctx:
        wanted = [ctx.session.get_one(Deal, number) for number in (*mine, hers)]
        closed, refused = closing.lose_all(ctx, wanted, reason(ctx))
        batch = history.current(ctx)
        told = ([deal.id for deal in closed], [each.deal.id for each in refused])
    with office.acting("ben", command="undo") as ctx:
        history.undo(ctx, batch)
        states = {deals.stage_of(ctx, ctx.session.get_one(Deal, number)).name for number in (*mine, hers)}

    assert (told, states) == ((mine, [hers]), {"New"})


def test_loss_of_several_when_the_note_is_missing(office: Office) -> None:
    """None is closed."""
    with office.acting() as ctx:
        deal = pumps(ctx)

        with pytest.raises(InvalidInput):
            closing.lose_all(ctx, [deal], reason(ctx, "other"))

        assert deal.closed_at is None


def test_tasks_when_called_off_with_the_deal(office: Office) -> None:
    """Those the actor may change are; the others are counted."""
    with office.acting("ben") as ctx:
        deal = pumps(ctx)
        number, first = deal.id, tasks.create(ctx, TaskDraft("Call", about=[deal])).id
    with office.acting("mia") as ctx:
        second = tasks.create(ctx, TaskDraft("Check", about=[ctx.session.get_one(Deal, number)])).id
    with office.acting("ben") as ctx:
        counts = closing.cancel_tasks(ctx, ctx.session.get_one(Deal, number))
        states = [ctx.session.get_one(Task, each).status for each in (first, second)]

    # A rep does not even see a task of the manager's.
    assert (counts, states) == ((1, 0), [TaskStatus.CANCELLED, TaskStatus.TODO])
