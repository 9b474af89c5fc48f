"""Boards in numbers and cards, on either database."""

from datetime import date

from crmbot.core import companies, deals, records
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context
from crmbot.core.deals import DealDraft, boards, closing, pipelines, stage_setup
from crmbot.core.deals import moves as deal_moves
from crmbot.core.deals.boards import Board, BoardQuery, By, Column, Whose
from crmbot.language.money import Money
from crmbot.store.models.deal import Deal
from tests.core.conftest import Office
from tests.core.test_deal_signs import counted


def deal(ctx: Context, amount: str, stage: str = "New", closes: date | None = None, **more: object) -> Deal:
    """Make a deal worth `EUR 100` in a stage."""
    acme = companies.create(ctx, CompanyDraft("Acme"), anyway=True)
    currency, figures = amount.split()
    worth = Money(int(figures) * 100, currency)
    into = pipelines.stage_named(ctx.session, stage, None)
    return deals.create(ctx, DealDraft(amount, acme, worth, closes, stage=into, **more))  # type: ignore[arg-type]  # named by the test


def told(column: Column) -> tuple[str, int, dict[str, int], dict[str, int]]:
    """Return a column in numbers."""
    return column.name, column.count, dict(column.sums), dict(column.weighted)


def titles(board: Board) -> dict[str, list[str]]:
    """Return the cards of a board by column, empty columns left out."""
    return {column.name: [card.deal.title for card in column.cards] for column in board.columns if column.cards}


def test_columns_when_currencies_differ(office: Office) -> None:
    """Each is summed by itself; every stage has its column, and closed deals are on none."""
    with office.acting() as ctx:
        for amount in ("EUR 12500", "EUR 8400", "USD 1000"):
            deal(ctx, amount)
        deal(ctx, "EUR 300", "Proposition")
        closing.win(ctx, deal(ctx, "EUR 999"))
        board = boards.load(ctx, BoardQuery())

    assert [told(column) for column in board.columns] == [
        ("New", 3, {"EUR": 2_090_000, "USD": 100_000}, {"EUR": 209_000, "USD": 10_000}),
        ("Qualification", 0, {}, {}),
        ("Proposition", 1, {"EUR": 30_000}, {"EUR": 15_000}),
        ("Negotiation", 0, {}, {}),
    ]
    assert board.count == 4


def test_weighted_sum_when_a_deal_has_its_own_chance(office: Office) -> None:
    """It counts by that (B18); the sum is rounded once, half up."""
    with office.acting() as ctx:
        deal(ctx, "EUR 100", probability=60)
        deal(ctx, "EUR 1")
        board = boards.load(ctx, BoardQuery(first=0))

        assert told(board.columns[0]) == ("New", 2, {"EUR": 10_100}, {"EUR": 6_010})
        assert board.columns[0].cards == ()


def test_cards_when_there_are_more_than_fit(office: Office) -> None:
    """What was put first stands first, then what closes next, undated ones last; the rest is on further pages."""
    with office.acting() as ctx:
        deal(ctx, "EUR 1")
        deal(ctx, "EUR 2", closes=date(2027, 3, 1))
        deal(ctx, "EUR 3", closes=date(2027, 2, 1))
        deal_moves.put_first(ctx, deal(ctx, "EUR 4"))
        query = BoardQuery(first=2)
        board = boards.load(ctx, query)
        rest = boards.page(ctx, query, board.columns[0].key, 2, 2)

        assert (titles(board), [card.deal.title for card in rest]) == (
            {"New": ["EUR 4", "EUR 3"]},
            ["EUR 2", "EUR 1"],
        )


def test_card_when_drawn_up(office: Office) -> None:
    """It says whose the deal is on both sides."""
    with office.acting() as ctx:
        deal(ctx, "EUR 1")
        card = boards.load(ctx, BoardQuery()).columns[0].cards[0]

    assert (card.whose, card.owner, card.amount, card.stage.name) == (
        "Acme",
        "Ana Owner",
        Money(100, "EUR"),
        "New",
    )


def test_board_when_by_owner(office: Office) -> None:
    """There is a column for each owner, nobody's the last."""
    with office.acting("mia") as ctx:
        deal(ctx, "EUR 1", owner_id=office.ids["ben"])
        deal(ctx, "EUR 2")
        deal(ctx, "EUR 3").owner_id = None
        ctx.session.flush()

        assert titles(boards.load(ctx, BoardQuery(by=By.OWNER))) == {
            "Mia Boss": ["EUR 2"],
            "Ben Rep": ["EUR 1"],
            "Nobody": ["EUR 3"],
        }


def test_first_cards_when_one_owner_has_most_of_the_deals(office: Office) -> None:
    """Each owner's come by their days, the undated ones last, however many the others have."""
    days = (None, date(2026, 12, 3), date(2026, 12, 1), date(2026, 12, 2), None)
    with office.acting("mia") as ctx:
        for number, day in enumerate(days):
            deal(ctx, f"EUR {number}", closes=day)
        deal(ctx, "EUR 9", closes=date(2026, 11, 30), owner_id=office.ids["ben"])

        first = titles(boards.load(ctx, BoardQuery(by=By.OWNER, first=4)))

    assert first == {"Mia Boss": ["EUR 2", "EUR 3", "EUR 1", "EUR 0"], "Ben Rep": ["EUR 9"]}


def test_board_when_by_month(office: Office) -> None:
    """Months are in their order, over the end of a year as well; deals without a day come last."""
    with office.acting() as ctx:
        deal(ctx, "EUR 1")
        deal(ctx, "EUR 2", closes=date(2027, 1, 31))
        deal(ctx, "EUR 3", "Negotiation", closes=date(2026, 12, 31))
        board = boards.load(ctx, BoardQuery(by=By.MONTH))

        assert titles(board) == {"Dec 2026": ["EUR 3"], "Jan 2027": ["EUR 2"], "No close date": ["EUR 1"]}
        assert [column.stage for column in board.columns] == [None, None, None]


def test_board_when_it_is_mine(office: Office) -> None:
    """Only the asker's own deals are on it."""
    with office.acting("mia") as ctx:
        deal(ctx, "EUR 1")
        deal(ctx, "EUR 2", owner_id=office.ids["ben"])
        found = [
            titles(boards.load(ctx, query)) for query in (BoardQuery(Whose.ME), BoardQuery(owner_id=office.ids["ben"]))
        ]

    assert found == [{"New": ["EUR 1"]}, {"New": ["EUR 2"]}]


def test_board_when_a_deal_is_out_of_sight(office: Office) -> None:
    """It is neither on a card nor in a count nor in a sum."""
    with office.acting("ana") as ctx:
        hidden = deal(ctx, "EUR 500")
        hidden.team_id = None
        ctx.session.flush()
    with office.acting("ben") as ctx:
        ctx.actor.rights["*.see"] = ctx.actor.rights["*.edit"]
        board = boards.load(ctx, BoardQuery())

    assert (board.count, board.columns[0].sums) == (0, {})


def test_board_when_there_is_another_pipeline(office: Office) -> None:
    """Each has its own; without one named it is the usual one."""
    with office.acting() as ctx:
        service = stage_setup.make_pipeline(ctx, "Service")
        deal(ctx, "EUR 1")
        deal_moves.transfer(ctx, deal(ctx, "EUR 2"), service)

        assert titles(boards.load(ctx, BoardQuery())) == {"New": ["EUR 1"]}
        assert titles(boards.load(ctx, BoardQuery(pipeline_id=service.id))) == {"New": ["EUR 2"]}


def test_board_when_there_are_more_owners_than_columns(office: Office) -> None:
    """Those with the most deals have a column, in their order; how many deals there are counts all of them."""
    with office.acting() as ctx:
        for name, many in (("ana", 1), ("ben", 3), ("eva", 2)):
            for _ in range(many):
                deal(ctx, "EUR 1", owner_id=office.ids[name])

        board = boards.load(ctx, BoardQuery(by=By.OWNER), most=2)

    assert [column.name for column in board.columns] == ["Ben Rep", "Eva Rep"]
    assert (board.count, board.hidden) == (6, 1)


def test_board_when_a_deal_was_put_away(office: Office) -> None:
    """It is neither counted nor summed up, whoever looks."""
    with office.acting() as ctx:
        deal(ctx, "EUR 1", closes=date(2026, 12, 1))
        records.delete(ctx, deal(ctx, "EUR 10", closes=date(2026, 12, 1)))

        for by in By:
            board = boards.load(ctx, BoardQuery(by=by))
            assert [told(column)[1:3] for column in board.columns if column.count] == [(1, {"EUR": 100})]


def test_queries_when_there_are_more_deals(office: Office) -> None:
    """There are as many for forty deals as for four."""
    with office.acting() as ctx:
        counts = []
        for more in (4, 36):
            for number in range(more):
                deal(ctx, "EUR 1", ("New", "Proposition", "Negotiation")[number % 3])
            ctx.session.expire_all()
            with counted(ctx) as ran:
                boards.load(ctx, BoardQuery())
            counts.append(len(ran))

    assert counts[0] == counts[1] <= 12
