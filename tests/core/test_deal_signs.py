"""What is said of deals besides their own columns, on either database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event

from crmbot.core import deals, notes, tasks
from crmbot.core.context import Context
from crmbot.core.deals import DealChange, closing, stage_setup
from crmbot.core.deals import moves as deal_moves
from crmbot.core.deals import signs as deal_signs
from crmbot.core.deals.colours import Colour
from crmbot.core.deals.signs import Signs
from crmbot.core.notes import NoteDraft
from crmbot.core.settings import options
from crmbot.core.tasks import TaskDraft
from crmbot.store.models.deal import Deal
from crmbot.store.models.document import Document
from tests.core.conftest import Office
from tests.core.test_deals import pumps


def signs(ctx: Context, number: int) -> Signs:
    """Return the signs of a deal."""
    deal = ctx.session.get_one(Deal, number)
    return deal_signs.of_deal(ctx, deal, deals.stage_of(ctx, deal))


@contextmanager
def counted(ctx: Context) -> Iterator[list[str]]:
    """Write down the statements that are run."""
    ran: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        ran.append(statement)

    engine = ctx.session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield ran
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("days", "expected"), [(9, None), (10, 10), (12, 12)])
def test_deal_when_nothing_is_done(office: Office, days: int, expected: int | None) -> None:
    """It is idle once its stage allows no more (B2)."""
    with office.acting() as ctx:
        number = pumps(ctx).id
    office.later(days=days)

    with office.acting() as ctx:
        assert signs(ctx, number).idle_days == expected


def _note(ctx: Context, deal: Deal) -> None:
    notes.log(ctx, NoteDraft("They think about it", [deal]))


def _task(ctx: Context, deal: Deal) -> None:
    tasks.done(ctx, tasks.create(ctx, TaskDraft("Call", about=[deal])))


def _stage(ctx: Context, deal: Deal) -> None:
    deal_moves.move(ctx, deal, deal_moves.find_stage(ctx, deal, "nego"))


def _file(ctx: Context, deal: Deal) -> None:
    ctx.session.add(Document(title="offer", about_id=deal.id, filename="offer.pdf", mime="application/pdf"))
    ctx.session.flush()


@pytest.mark.parametrize("touch", [_note, _task, _stage, _file])
def test_deal_when_something_is_done(office: Office, touch: object) -> None:
    """A note, a task done, a file and a change of stage all begin the count anew."""
    assert callable(touch)
    with office.acting() as ctx:
        number = pumps(ctx).id
    office.later(days=8)
    with office.acting() as ctx:
        touch(ctx, ctx.session.get_one(Deal, number))
    office.later(days=8)
    with office.acting() as ctx:
        rested = signs(ctx, number).idle_days
    office.later(days=2)

    with office.acting() as ctx:
        assert (rested, signs(ctx, number).idle_days) == (None, 10)


def test_deal_when_only_its_amount_changes(office: Office) -> None:
    """That is nothing done about it."""
    with office.acting() as ctx:
        number = pumps(ctx).id
    office.later(days=10)
    with office.acting() as ctx:
        deals.change(ctx, ctx.session.get_one(Deal, number), DealChange(probability=30))

        assert signs(ctx, number).idle_days == 10


def test_deal_when_a_task_is_far_off(office: Office) -> None:
    """Something planned is a next step, but nothing done: it may be idle all the same."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        number = deal.id
        before = signs(ctx, number).has_next_step
        tasks.create(ctx, TaskDraft("Call", about=[deal]))
    office.later(days=20)

    with office.acting() as ctx:
        assert (before, signs(ctx, number).has_next_step, signs(ctx, number).idle_days) == (False, True, 20)


def test_idle_when_the_stage_says_never(office: Office) -> None:
    """No badge then."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        number = deal.id
        stage_setup.set_rot_days(ctx, deals.stage_of(ctx, deal), None)
    office.later(days=100)

    with office.acting() as ctx:
        assert signs(ctx, number).idle_days is None


def test_signs_when_the_deal_is_closed(office: Office) -> None:
    """It is neither idle nor without a next step."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        number = deal.id
        closing.win(ctx, deal)
    office.later(days=100)

    with office.acting() as ctx:
        found = signs(ctx, number)

    assert (found.mark.colour, found.edge, found.idle_days, found.has_next_step) == (Colour.WON, None, None, True)


def test_colour_when_the_organisation_has_its_own_thresholds(office: Office) -> None:
    """They hold at once (R-31 to R-33)."""
    with office.acting() as ctx:
        deal = pumps(ctx, expected_close=date(2026, 12, 10))
        before = signs(ctx, deal.id).mark.colour
        options.assign(ctx, options.DEAL_SOON_DAYS, 30)
        soon = signs(ctx, deal.id).mark.colour
        options.assign(ctx, options.DEAL_NEAR_DAYS, 21)

        assert (before, soon, signs(ctx, deal.id).mark.colour) == (Colour.BLACK, Colour.ORANGE, Colour.RED)


def test_queries_when_there_are_more_deals(office: Office) -> None:
    """There are as many for thirty deals as for three."""
    with office.acting() as ctx:
        rows = [(deal, deals.stage_of(ctx, deal)) for deal in (pumps(ctx) for _ in range(30))]
        counts = []
        for some in (rows[:3], rows):
            with counted(ctx) as ran:
                deal_signs.of_deals(ctx, some)
            counts.append(len(ran))

    assert counts == [1, 1]
