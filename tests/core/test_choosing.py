"""A question asked with buttons is answered by a number."""

from crmbot.core import choosing, companies, lookup, records
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context
from tests.core.conftest import Office

LINES = ("note about:C-1 text:x", "note about:C-2 text:x")


def ask(ctx: Context) -> None:
    """Show a question with two answers."""
    choosing.remember(ctx.session, user_id=ctx.actor.id, address=ctx.origin.address, lines=LINES, now=ctx.now)


def test_number_when_it_answers_the_question(office: Office) -> None:
    """It does what the button does, once."""
    with office.acting("ben") as ctx:
        ask(ctx)

        assert (choosing.picked(ctx, 2), choosing.picked(ctx, 2)) == (LINES[1], None)


def test_number_when_there_is_no_such_answer(office: Office) -> None:
    """A number beyond the answers is none."""
    with office.acting("ben") as ctx:
        ask(ctx)

        assert (choosing.picked(ctx, 0), choosing.picked(ctx, 3)) == (None, None)


def test_number_when_a_list_was_shown_since(office: Office) -> None:
    """The list is what the numbers are of, then; and the other way round."""
    with office.acting("ben") as ctx:
        ask(ctx)
        lookup.remember_list(ctx, [7, 8])
        after_list = choosing.picked(ctx, 1)
        ask(ctx)

        assert (after_list, lookup.row(ctx, 1), choosing.picked(ctx, 1)) == (None, None, LINES[0])


def test_number_when_something_was_opened_since(office: Office) -> None:
    """A number said after a record was opened is not meant for the question."""
    with office.acting("ben") as ctx:
        firm = companies.create(ctx, CompanyDraft("Acme"))
        ask(ctx)
        records.remember(ctx, firm)

        assert choosing.picked(ctx, 1) is None


def test_number_when_something_was_opened_before(office: Office) -> None:
    """What was done before the question, even in the same instant, takes nothing from it."""
    with office.acting("ben") as ctx:
        companies.create(ctx, CompanyDraft("Acme"))
        companies.create(ctx, CompanyDraft("Globex"))
        ask(ctx)

        assert choosing.picked(ctx, 1) == LINES[0]


def test_number_when_it_comes_late(office: Office) -> None:
    """After half an hour the question is forgotten."""
    with office.acting("ben") as ctx:
        ask(ctx)
    office.later(minutes=31)

    with office.acting("ben") as ctx:
        assert choosing.picked(ctx, 1) is None


def test_number_when_another_person_says_it(office: Office) -> None:
    """A question is of whoever was asked."""
    with office.acting("ben") as ctx:
        ask(ctx)

    with office.acting("eva") as ctx:
        assert choosing.picked(ctx, 1) is None


def test_list_when_records_were_touched_at_the_same_instant(office: Office) -> None:
    """It was shown behind them, so it is gone on with."""
    with office.acting("ben") as ctx:
        for name in ("Acme", "Globex"):
            records.remember(ctx, companies.create(ctx, CompanyDraft(name)))
        lookup.remember_list(ctx, [7, 8], choosing.of_list("deals", 1))

        assert choosing.last_list(ctx) == ("deals", 1)
