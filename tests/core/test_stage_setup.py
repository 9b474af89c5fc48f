"""Pipelines and stages as they are set up, on either database."""

import pytest

from crmbot.core import deals, history
from crmbot.core.context import Context
from crmbot.core.deals import DealChange, closing, pipelines, stage_setup
from crmbot.core.deals import moves as deal_moves
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.store.models.deal import Deal
from crmbot.store.models.pipeline import Pipeline, Stage
from tests.core.conftest import Office
from tests.core.test_deals import pumps

USUAL = ["New", "Qualification", "Proposition", "Negotiation", "Won", "Lost"]


def names(ctx: Context, pipeline: Pipeline | None = None) -> list[str]:
    """Return the stages of a pipeline by name."""
    return [stage.name for stage in pipelines.stages(ctx.session, pipeline.id if pipeline else None)]


def named(ctx: Context, word: str) -> Stage:
    """Return a stage of the usual pipeline."""
    return pipelines.stage_named(ctx.session, word, None)


def test_pipeline_when_made(office: Office) -> None:
    """It has the usual stages, with one won and one lost, and is not the usual one."""
    with office.acting() as ctx:
        made = stage_setup.make_pipeline(ctx, " Service  contracts ")

        assert (made.name, names(ctx, made), made.is_default) == ("Service contracts", USUAL, False)


@pytest.mark.parametrize("name", ["sales", "SALES"])
def test_pipeline_when_the_name_is_taken(office: Office, name: str) -> None:
    """No two are called the same."""
    with office.acting() as ctx, pytest.raises(Conflict):
        stage_setup.make_pipeline(ctx, name)


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_pipeline_when_the_name_is_none(office: Office, name: str) -> None:
    """It is refused."""
    with office.acting() as ctx, pytest.raises(InvalidInput):
        stage_setup.make_pipeline(ctx, name)


def test_setup_when_the_right_is_missing(office: Office) -> None:
    """A rep sets up nothing (settings.edit)."""
    with office.acting("ben") as ctx:
        usual, new = pipelines.default(ctx.session), named(ctx, "new")
        for attempt in (
            lambda: stage_setup.make_pipeline(ctx, "Mine"),
            lambda: stage_setup.rename_pipeline(ctx, usual, "Mine"),
            lambda: stage_setup.make_default(ctx, usual),
            lambda: stage_setup.close_pipeline(ctx, usual),
            lambda: stage_setup.add_stage(ctx, usual, "Demo"),
            lambda: stage_setup.rename_stage(ctx, new, "Fresh"),
            lambda: stage_setup.place_stage(ctx, new, 2),
            lambda: stage_setup.set_chance(ctx, new, 5),
            lambda: stage_setup.set_rot_days(ctx, new, 5),
            lambda: stage_setup.remove_stage(ctx, new),
        ):
            with pytest.raises(NotAllowed):
                attempt()


def test_pipeline_when_it_becomes_the_usual_one(office: Office) -> None:
    """New deals go into it, and there is only one of that sort."""
    with office.acting() as ctx:
        service = stage_setup.make_pipeline(ctx, "Service")
        stage_setup.make_default(ctx, service)
        deal = pumps(ctx)

        assert deals.stage_of(ctx, deal).pipeline_id == service.id
        assert [each.is_default for each in pipelines.pipelines(ctx.session)] == [True, False]


def test_pipeline_when_closed(office: Office) -> None:
    """Its deals go over, open ones and closed ones; the usual one is not closed."""
    with office.acting() as ctx:
        usual, service = pipelines.default(ctx.session), stage_setup.make_pipeline(ctx, "Service")
        going, won = pumps(ctx), pumps(ctx)
        closing.win(ctx, won)
        for deal in (going, won):
            deal_moves.transfer(ctx, deal, service)
        with pytest.raises(InvalidInput):
            stage_setup.close_pipeline(ctx, service)
        count = stage_setup.close_pipeline(ctx, service, usual)
        found = [deals.stage_of(ctx, deal) for deal in (going, won)]

        with pytest.raises(Conflict):
            stage_setup.close_pipeline(ctx, usual)

    assert (count, [(stage.name, stage.pipeline_id) for stage in found]) == (2, [("New", usual.id), ("Won", usual.id)])


def test_pipeline_when_made_again(office: Office) -> None:
    """It is the one that was closed, with its stages."""
    with office.acting() as ctx:
        service = stage_setup.make_pipeline(ctx, "Service")
        stage_setup.close_pipeline(ctx, service)
        hidden = [each.name for each in pipelines.pipelines(ctx.session)]
        again = stage_setup.make_pipeline(ctx, "service")

        assert (hidden, again.id, names(ctx, again)) == (["Sales"], service.id, USUAL)


def test_pipeline_when_its_making_is_undone(office: Office) -> None:
    """It is gone from the lists."""
    with office.acting() as ctx:
        stage_setup.make_pipeline(ctx, "Service")
        batch = history.current(ctx)
    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)
    with office.acting() as ctx:
        assert [each.name for each in pipelines.pipelines(ctx.session)] == ["Sales"]


def test_stage_when_added(office: Office) -> None:
    """It stands behind the open ones, or where it was put, with a chance between its neighbours."""
    with office.acting() as ctx:
        usual = pipelines.default(ctx.session)
        last = stage_setup.add_stage(ctx, usual, "Contract")
        third = stage_setup.add_stage(ctx, usual, "Demo", 3)

        assert names(ctx) == ["New", "Qualification", "Demo", "Proposition", "Negotiation", "Contract", "Won", "Lost"]
        assert (last.probability, third.probability) == (87, 37)


def test_stage_when_it_is_there(office: Office) -> None:
    """No two of a pipeline are called the same; another pipeline is another matter."""
    with office.acting() as ctx:
        with pytest.raises(Conflict):
            stage_setup.add_stage(ctx, pipelines.default(ctx.session), "new")
        with pytest.raises(Conflict):
            stage_setup.rename_stage(ctx, named(ctx, "new"), "Negotiation")
        service = stage_setup.make_pipeline(ctx, "Service")

        assert "New" in names(ctx, service)


def test_stage_when_its_place_is_none(office: Office) -> None:
    """Places are counted from 1, and won and lost stay behind."""
    with office.acting() as ctx:
        for place in (0, 5):
            with pytest.raises(InvalidInput):
                stage_setup.place_stage(ctx, named(ctx, "new"), place)
        with pytest.raises(InvalidInput):
            stage_setup.place_stage(ctx, named(ctx, "won"), 1)
        stage_setup.place_stage(ctx, named(ctx, "new"), 4)

        assert names(ctx) == ["Qualification", "Proposition", "Negotiation", "New", "Won", "Lost"]


def test_chance_of_a_stage_when_it_changes(office: Office) -> None:
    """Deals in it follow, but for those with a chance of their own (B18)."""
    with office.acting() as ctx:
        follows, own = pumps(ctx), pumps(ctx)
        deals.change(ctx, own, DealChange(probability=60))
        count = stage_setup.set_chance(ctx, named(ctx, "new"), 20)

        assert (count, follows.probability, own.probability) == (1, 20, 60)


@pytest.mark.parametrize("percent", [-1, 101])
def test_chance_of_a_stage_when_it_is_none(office: Office, percent: int) -> None:
    """A probability is 0 to 100, and won and lost are sure."""
    with office.acting() as ctx:
        with pytest.raises(InvalidInput):
            stage_setup.set_chance(ctx, named(ctx, "new"), percent)
        with pytest.raises(InvalidInput):
            stage_setup.set_chance(ctx, named(ctx, "lost"), 5)


@pytest.mark.parametrize("days", [0, 366])
def test_rot_days_when_they_are_none(office: Office, days: int) -> None:
    """They are 1 to 365, or never."""
    with office.acting() as ctx, pytest.raises(InvalidInput):
        stage_setup.set_rot_days(ctx, named(ctx, "new"), days)


def test_stage_when_taken_out(office: Office) -> None:
    """Its deals go where it is said, and it is no stage any more; won and lost and the last one stay."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        with pytest.raises(InvalidInput) as refused:
            stage_setup.remove_stage(ctx, named(ctx, "new"))
        count = stage_setup.remove_stage(ctx, named(ctx, "new"), named(ctx, "qualification"))
        with pytest.raises(InvalidInput):
            stage_setup.remove_stage(ctx, named(ctx, "won"))
        for word in ("proposition", "negotiation"):
            stage_setup.remove_stage(ctx, named(ctx, word))
        with pytest.raises(Conflict):
            stage_setup.remove_stage(ctx, named(ctx, "qualification"))

        assert refused.value.choices == ("Qualification", "Proposition", "Negotiation")
        assert (count, deals.stage_of(ctx, deal).name, deal.probability) == (1, "Qualification", 25)
        assert names(ctx) == ["Qualification", "Won", "Lost"]


def test_deal_when_its_last_stage_was_taken_out(office: Office) -> None:
    """Reopened, it is in the stage as far on the way (R-42)."""
    with office.acting() as ctx:
        deal = pumps(ctx)
        deal_moves.move(ctx, deal, named(ctx, "proposition"))
        closing.win(ctx, deal)
        stage_setup.remove_stage(ctx, named(ctx, "proposition"))

        assert closing.reopen(ctx, deal).name == "Qualification"


def test_stage_when_its_removal_is_undone(office: Office) -> None:
    """It is a stage again, and its deals are in it."""
    with office.acting() as ctx:
        number = pumps(ctx).id
    with office.acting() as ctx:
        stage_setup.remove_stage(ctx, named(ctx, "new"), named(ctx, "nego"))
        batch = history.current(ctx)
    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)

        assert (names(ctx), deals.stage_of(ctx, ctx.session.get_one(Deal, number)).name) == (USUAL, "New")


def test_stage_when_added_again(office: Office) -> None:
    """It is the one that was taken out: what the history says of it holds."""
    with office.acting() as ctx:
        old = named(ctx, "new")
        stage_setup.remove_stage(ctx, old)

        assert stage_setup.add_stage(ctx, pipelines.default(ctx.session), "New", 1) is old
        assert names(ctx) == USUAL


def _undone(office: Office, batch: str) -> None:
    with office.acting("ana", "undo") as ctx:
        history.undo(ctx, batch)


def test_undo_when_deals_have_come_into_the_stage(office: Office) -> None:
    """A stage that holds deals by now is not taken back: the way to take it out is said."""
    with office.acting("ana", "stages add") as ctx:
        stage_setup.add_stage(ctx, pipelines.default(ctx.session), "Demo")
        batch = history.current(ctx)
    with office.acting("ana", "deal new") as ctx:
        deal = pumps(ctx)
        deal_moves.move(ctx, deal, named(ctx, "Demo"))

    with pytest.raises(Conflict) as refused:
        _undone(office, batch)

    assert refused.value.subject == "The stage Demo"
    assert "stages remove Demo to:" in refused.value.reason
    with office.acting() as ctx:
        assert "Demo" in names(ctx)


def test_undo_when_deals_have_come_into_the_pipeline(office: Office) -> None:
    """Nor is a pipeline: its deals would stand on no board."""
    with office.acting("ana", "pipeline new") as ctx:
        made = stage_setup.make_pipeline(ctx, "Service").id
        batch = history.current(ctx)
    with office.acting("ana", "transfer") as ctx:
        deal_moves.transfer(ctx, pumps(ctx), ctx.session.get_one(Pipeline, made))

    with pytest.raises(Conflict) as refused:
        _undone(office, batch)

    assert refused.value.subject == "The pipeline Service"


def test_undo_when_the_new_stage_is_empty(office: Office) -> None:
    """It goes as it came."""
    with office.acting("ana", "stages add") as ctx:
        stage_setup.add_stage(ctx, pipelines.default(ctx.session), "Demo")
        batch = history.current(ctx)

    _undone(office, batch)

    with office.acting() as ctx:
        assert names(ctx) == USUAL


def test_undo_when_the_stage_a_deal_was_in_is_gone(office: Office) -> None:
    """The deal goes where it would have gone with the stage."""
    with office.acting() as ctx:
        number = pumps(ctx).id
    with office.acting("ana", "stage") as ctx:
        deal_moves.move(ctx, ctx.session.get_one(Deal, number), named(ctx, "Proposition"))
        batch = history.current(ctx)
    with office.acting("mia", "stages remove") as ctx:
        stage_setup.remove_stage(ctx, named(ctx, "New"))

    _undone(office, batch)

    with office.acting() as ctx:
        assert deals.stage_of(ctx, ctx.session.get_one(Deal, number)).name == "Qualification"


def test_undo_when_the_pipeline_a_deal_was_in_is_closed(office: Office) -> None:
    """The deal goes into the usual one, where it is on a board."""
    with office.acting() as ctx:
        number, service = pumps(ctx).id, stage_setup.make_pipeline(ctx, "Service")
        deal_moves.transfer(ctx, ctx.session.get_one(Deal, number), service)
        closed = service.id
    with office.acting("ana", "transfer") as ctx:
        deal_moves.transfer(ctx, ctx.session.get_one(Deal, number), pipelines.default(ctx.session))
        batch = history.current(ctx)
    with office.acting("mia", "pipeline remove") as ctx:
        stage_setup.close_pipeline(ctx, ctx.session.get_one(Pipeline, closed))

    _undone(office, batch)

    with office.acting() as ctx:
        stage = deals.stage_of(ctx, ctx.session.get_one(Deal, number))
        assert stage.pipeline_id == pipelines.default(ctx.session).id
