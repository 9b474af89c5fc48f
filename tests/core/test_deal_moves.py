"""Deals on their way through stages and pipelines, on either database."""

import pytest

from crmbot.core import deals, history
from crmbot.core.context import Context
from crmbot.core.deals import DealChange, closing, pipelines, stage_setup
from crmbot.core.deals import moves as deal_moves
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.store.models.deal import Deal
from tests.core.conftest import Office
from tests.core.test_deals import pumps


def stage(ctx: Context, deal: Deal) -> str:
    """Name the stage a deal is in."""
    return deals.stage_of(ctx, deal).name


def test_probability_when_the_stage_changes(office: Office) -> None:
    """It follows the stage until somebody says it (B18)."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        deal_moves.move(ctx, deal, deal_moves.find_stage(ctx, deal, "qualified"))
        followed = deal.probability
        deals.change(ctx, deal, DealChange(probability=60))
        deal_moves.move(ctx, deal, deal_moves.find_stage(ctx, deal, "proposal"))

        assert (followed, deal.probability, stage(ctx, deal)) == (25, 60, "Proposition")


def test_stage_when_a_deal_moves(office: Office) -> None:
    """When it came in and where it came from are kept."""
    with office.acting() as ctx:
        number = pumps(ctx).id
    office.later(hours=2)
    with office.acting() as ctx:
        deal = ctx.session.get_one(Deal, number)
        new = deals.stage_of(ctx, deal)
        deal_moves.move(ctx, deal, deal_moves.find_stage(ctx, deal, "nego"))

        assert (deal.stage_entered_at, deal.previous_stage_id) == (office.now, new.id)


def test_neighbour_when_the_deal_is_at_an_end(office: Office) -> None:
    """There is nothing before the first open stage and nothing behind the last one (R-41)."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        before = deal_moves.neighbour(ctx, deal, -1)
        deal_moves.move(ctx, deal, deal_moves.find_stage(ctx, deal, "nego"))

        assert (before, deal_moves.neighbour(ctx, deal, 1)) == (None, None)


@pytest.mark.parametrize("word", ["won", "lost"])
def test_move_when_the_stage_is_an_end(office: Office, word: str) -> None:
    """Won and lost are not reached by moving."""
    with office.acting() as ctx:
        deal = pumps(ctx)

        with pytest.raises(InvalidInput):
            deal_moves.move(ctx, deal, deal_moves.find_stage(ctx, deal, word))


def test_move_when_it_is_there_or_closed(office: Office) -> None:
    """Both are said."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        with pytest.raises(Conflict):
            deal_moves.move(ctx, deal, deals.stage_of(ctx, deal))
        closing.win(ctx, deal)
        with pytest.raises(Conflict):
            deal_moves.move(ctx, deal, deal_moves.find_stage(ctx, deal, "nego"))


def test_move_when_the_deal_is_somebody_elses(office: Office) -> None:
    """A rep moves their own deals only."""
    with office.acting("mia") as ctx:
        number = pumps(ctx).id

    with office.acting("ben") as ctx:
        deal = ctx.session.get_one(Deal, number)
        wanted = deal_moves.find_stage(ctx, deal, "nego")

        with pytest.raises(NotAllowed):
            deal_moves.move(ctx, deal, wanted)


@pytest.mark.parametrize(
    ("word", "expected"), [("qualified", "Qualification"), ("prop", "Proposition"), ("quote", "Proposition")]
)
def test_stage_when_named(office: Office, word: str, expected: str) -> None:
    """It is found by name, by the start of the name, and by a synonym."""
    with office.acting() as ctx:
        assert deal_moves.find_stage(ctx, pumps(ctx), word).name == expected


@pytest.mark.parametrize("word", ["demo", "on hold", "ne", ""])
def test_stage_when_the_word_names_none(office: Office, word: str) -> None:
    """It is refused with the stages there are: `ne` may be two of them."""
    with office.acting() as ctx, pytest.raises(InvalidInput) as refused:
        deal_moves.find_stage(ctx, pumps(ctx), word)

    assert (
        refused.value.choices == ("New", "Qualification", "Proposition", "Negotiation", "Won", "Lost") or word == "ne"
    )


def test_synonym_when_a_stage_has_that_name(office: Office) -> None:
    """The organisation's own word beats ours."""
    with office.acting() as ctx:
        stage_setup.add_stage(ctx, pipelines.default(ctx.session), "Quote")

        assert deal_moves.find_stage(ctx, pumps(ctx), "quote").name == "Quote"


def test_transfer_when_the_stages_differ(office: Office) -> None:
    """A deal comes into the stage of its name, else into the one as far on the way; it keeps its state."""
    with office.acting() as ctx:
        service = stage_setup.make_pipeline(ctx, "Service")
        for name in ("Qualification", "Negotiation"):
            into = pipelines.stage_named(ctx.session, "Proposition", service.id)
            stage_setup.remove_stage(ctx, pipelines.stage_named(ctx.session, name, service.id), into)
        found = []
        for word in ("New", "Qualification", "Negotiation"):
            deal = pumps(ctx)
            if word != "New":
                deal_moves.move(ctx, deal, deal_moves.find_stage(ctx, deal, word))
            found.append(deal_moves.transfer(ctx, deal, service).name)
        won = pumps(ctx)
        closing.win(ctx, won)
        found.append(deal_moves.transfer(ctx, won, service).name)

        assert found == ["New", "New", "Proposition", "Won"]


def test_stage_of_another_pipeline_when_named(office: Office) -> None:
    """A deal goes over into it; a name both have means that of its own."""
    with office.acting() as ctx:
        service = stage_setup.make_pipeline(ctx, "Service")
        stage_setup.add_stage(ctx, service, "Inspection")
        deal = pumps(ctx)
        own = deal_moves.find_stage(ctx, deal, "nego")
        deal_moves.move(ctx, deal, deal_moves.find_stage(ctx, deal, "inspection"))

        assert own.pipeline_id != service.id
        assert deals.stage_of(ctx, deal).pipeline_id == service.id


def test_transfer_when_it_is_there(office: Office) -> None:
    """It is said."""
    with office.acting() as ctx, pytest.raises(Conflict):
        deal_moves.transfer(ctx, pumps(ctx), pipelines.default(ctx.session))


def test_place_when_a_deal_is_put_first(office: Office) -> None:
    """The one put first last stands before the others, and in another stage it has no place yet."""
    with office.acting() as ctx:
        first, second = pumps(ctx), pumps(ctx)
        for deal in (first, second):
            deal_moves.put_first(ctx, deal)
        places = (first.position, second.position)
        deal_moves.move(ctx, first, deal_moves.find_stage(ctx, first, "nego"))

        assert (places, first.position) == ((-1, -2), 0)


def test_undo_when_a_deal_was_moved(office: Office) -> None:
    """It is back in its stage, with the chance of that stage."""
    with office.acting() as ctx:
        number = pumps(ctx).id
    with office.acting() as ctx:
        deal = ctx.session.get_one(Deal, number)
        deal_moves.move(ctx, deal, deal_moves.find_stage(ctx, deal, "nego"))
        batch = history.current(ctx)
    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)
        deal = ctx.session.get_one(Deal, number)

        assert (stage(ctx, deal), deal.probability) == ("New", 10)
