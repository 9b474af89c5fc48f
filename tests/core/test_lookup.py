"""From words to records: only what the actor may see, and never a guess."""

from collections.abc import Callable

import pytest

from crmbot.core import companies, contacts, lookup, notes, records, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context, Level, Origin
from crmbot.core.delivery import sent_cards
from crmbot.core.delivery.sent_cards import Sent
from crmbot.core.errors import Ambiguous, NotFound
from crmbot.core.notes import NoteDraft
from crmbot.core.tasks import TaskDraft
from tests.core.conftest import Fill, Office


def people_it(office: Office) -> None:
    """Fill the office: Acme with two Janes, Globex with nobody."""
    with office.acting("mia") as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme Ltd"))
        globex = companies.create(ctx, CompanyDraft("Globex"))
        jane = contacts.create(ctx, ContactDraft("Jane Doe", company=acme))
        roe = contacts.create(ctx, ContactDraft("Jane Roe", company=globex))
        zoe = contacts.create(ctx, ContactDraft("Zoé Müller"))
        for name, record in (("acme", acme), ("globex", globex), ("jane", jane), ("roe", roe), ("zoe", zoe)):
            office.ids[name] = record.id


@pytest.fixture
def peopled(office_after: Callable[[Fill], Office]) -> Office:
    """Give the office after that."""
    return office_after(people_it)


def other_chat(ctx: Context) -> Context:
    """Go to another chat."""
    ctx.origin = Origin("console:local:#sales", private=False, via="console")
    return ctx


# By code


@pytest.mark.parametrize("spelt", ["C-{}", "c{}", "#{}", "/c{}", "{}", ' "C-{}" '])
def test_record_when_named_by_its_code(peopled: Office, spelt: str) -> None:
    """A code is read in every way people type it."""
    number = peopled.ids["acme"]
    with peopled.acting("ben") as ctx:
        found = lookup.resolve(ctx, spelt.format(number))

    assert (found.id, found.kind, found.title) == (number, "company", "Acme Ltd")


@pytest.mark.parametrize(("spelt", "kinds"), [("D-{}", ()), ("C-{}", ("contact",)), ("#{}", ("deal",))])
def test_record_when_its_code_is_of_another_kind(peopled: Office, spelt: str, kinds: tuple[str, ...]) -> None:
    """A number alone is not enough: the letter, and what is asked for, must fit."""
    with peopled.acting("ben") as ctx, pytest.raises(NotFound):
        lookup.resolve(ctx, spelt.format(peopled.ids["acme"]), kinds)


@pytest.mark.parametrize("text", ["D-999", "#0", "0", "²"])
def test_record_when_nobody_gave_out_the_number(peopled: Office, text: str) -> None:
    """It is not found, and no other is."""
    with peopled.acting("ben") as ctx, pytest.raises(NotFound):
        lookup.resolve(ctx, text)


@pytest.mark.parametrize("text", ["9" * 12, "C-" + "9" * 12, "9" * 30, "9" * 5000])
def test_record_when_its_number_is_huge(peopled: Office, text: str) -> None:
    """Any number is answered alike, however large."""
    with peopled.acting("ben") as ctx, pytest.raises(NotFound):
        lookup.resolve(ctx, text)


def test_record_when_put_away(peopled: Office) -> None:
    """It is found neither by its number nor by its name."""
    with peopled.acting("mia") as ctx:
        records.delete(ctx, lookup.get(ctx, peopled.ids["globex"]))

    with peopled.acting("mia") as ctx:
        for text in (f"C-{peopled.ids['globex']}", "Globex"):
            with pytest.raises(NotFound):
                lookup.resolve(ctx, text)
        assert lookup.kind_of(ctx, peopled.ids["globex"]) is None


def test_record_when_put_away_by_the_same_command(peopled: Office) -> None:
    """It is gone at once, though it was looked up before."""
    with peopled.acting("mia") as ctx:
        records.delete(ctx, lookup.get(ctx, peopled.ids["globex"]))

        with pytest.raises(NotFound):
            lookup.get(ctx, peopled.ids["globex"])


# By name


@pytest.mark.parametrize(
    ("text", "name"),
    [("Acme Ltd", "acme"), ("acme", "acme"), ("jane doe", "jane"), ("zoe muller", "zoe"), ("ZOÉ MUELLER", "zoe")],
)
def test_record_when_named(peopled: Office, text: str, name: str) -> None:
    """Case, accents and legal forms are no part of a name."""
    with peopled.acting("ben") as ctx:
        assert lookup.resolve(ctx, text).id == peopled.ids[name]


def test_record_when_several_have_the_name(peopled: Office) -> None:
    """All are returned to choose from, each with what tells it from the other."""
    with peopled.acting("ben") as ctx, pytest.raises(Ambiguous) as several:
        lookup.resolve(ctx, "jane")

    assert sorted((found.title, found.hint) for found in several.value.candidates) == [
        ("Jane Doe", "Acme Ltd"),
        ("Jane Roe", "Globex"),
    ]


@pytest.mark.parametrize(("text", "near"), [("akme", "Acme Ltd"), ("globx", "Globex")])
def test_record_when_its_name_is_misspelt(peopled: Office, text: str, near: str) -> None:
    """What is near is offered, never taken."""
    with peopled.acting("ben") as ctx, pytest.raises(NotFound) as missed:
        lookup.resolve(ctx, text)

    assert near in [found.title for found in missed.value.near]


@pytest.mark.parametrize("text", ["", " ", '"', "%", "_", "'", "\\", "!!", "😀", "\u202eemca"])
def test_record_when_the_words_are_none(peopled: Office, text: str) -> None:
    """Signs name nobody."""
    with peopled.acting("ben") as ctx, pytest.raises(NotFound) as missed:
        lookup.resolve(ctx, text)

    assert missed.value.near == ()


def test_record_when_hidden_from_the_actor(peopled: Office) -> None:
    """It is not found, not offered, and does not count."""
    with peopled.acting("ben") as ctx:
        ctx.actor.rights["*.see"] = ctx.actor.level("task.see")

        with pytest.raises(NotFound) as missed:
            lookup.resolve(ctx, "acme")
        assert (missed.value.near, lookup.search(ctx, "acme").total) == ((), 0)
        assert lookup.head_length(ctx, ["acme"], ("company",)) == 0


@pytest.mark.parametrize(("words", "count"), [("acme", 0), ("jane acme", 0), ("jane akme", 0), ("jane", 2), ("doe", 1)])
def test_people_when_their_company_is_hidden_from_the_actor(peopled: Office, words: str, count: int) -> None:
    """Where somebody works who is seen at a company that is not, no search tells."""
    with peopled.acting("ben") as ctx:
        ctx.actor.rights["company.see"] = Level.OWN

        page = lookup.search(ctx, words, kinds=("contact",))

        assert (page.total, len(page.hits)) == (count, count)


def test_people_when_their_company_is_seen_by_its_owner(peopled: Office) -> None:
    """Whoever sees only their own companies finds the people of these by the company's name."""
    with peopled.acting("mia") as ctx:
        ctx.actor.rights["company.see"] = Level.OWN

        assert [hit.title for hit in lookup.search(ctx, "jane acme").hits] == ["Jane Doe"]


@pytest.mark.parametrize(
    ("words", "kinds", "length"),
    [
        ("Acme Ltd wants it", ("company",), 2),
        ("acme wants it", ("company",), 1),
        ("acme: wants it", ("company",), 1),
        ("jane doe wants it", ("contact",), 2),
        ("jane wants it", ("company",), 0),
        ("nobody wants it", ("company",), 0),
        ("", ("company",), 0),
    ],
)
def test_head_when_words_begin_with_a_name(peopled: Office, words: str, kinds: tuple[str, ...], length: int) -> None:
    """The longest run of words that is a name is one."""
    with peopled.acting("ben") as ctx:
        assert lookup.head_length(ctx, words.split(), kinds) == length


# By what was shown before


def test_it_when_nothing_was_opened(peopled: Office) -> None:
    """There is nothing to mean."""
    with peopled.acting("ben") as ctx, pytest.raises(NotFound) as missed:
        lookup.resolve(ctx, "it")

    assert missed.value.asked == "it"


def test_it_when_a_record_was_opened_here(peopled: Office) -> None:
    """It is that record, for its reader, in this chat, for half an hour."""
    with peopled.acting("ben") as ctx:
        records.remember(ctx, lookup.get(ctx, peopled.ids["acme"]))
        own, elsewhere = lookup.resolve(ctx, "It").id, lookup.it(other_chat(ctx))
    with peopled.acting("eva") as ctx:
        foreign = lookup.it(ctx)
    peopled.later(minutes=31)
    with peopled.acting("ben") as ctx:
        late = lookup.it(ctx)

    assert (own, elsewhere, foreign, late) == (peopled.ids["acme"], None, None, None)


def test_it_when_a_card_is_replied_to(peopled: Office) -> None:
    """It is what the card shows, not what was opened last."""
    with peopled.acting("ben") as ctx:
        records.remember(ctx, lookup.get(ctx, peopled.ids["acme"]))
        answer = Sent("console:local:ben/1", "answer", ctx.now)
        sent_cards.remember_answer(ctx.session, answer, f"C-{peopled.ids['globex']}")
        ctx.origin = Origin("console:local:ben", via="console", reply_to="console:local:ben/1")

        assert lookup.it(ctx) == peopled.ids["globex"]


def test_it_when_the_record_is_hidden_by_now(peopled: Office) -> None:
    """It is nothing."""
    with peopled.acting("mia") as ctx:
        records.remember(ctx, lookup.get(ctx, peopled.ids["globex"]))
        records.delete(ctx, lookup.get(ctx, peopled.ids["globex"]))

    with peopled.acting("mia") as ctx, pytest.raises(NotFound):
        lookup.resolve(ctx, "it")


def test_row_when_a_list_was_shown(peopled: Office) -> None:
    """A number is a row of the list, for its reader, here, for half an hour; else it is a record's."""
    rows = [peopled.ids["globex"], peopled.ids["jane"]]
    with peopled.acting("ben") as ctx:
        lookup.remember_list(ctx, rows)
        here = [lookup.row(ctx, number) for number in (0, 1, 2, 3)]
        named = lookup.resolve(ctx, "2").id
        elsewhere = lookup.row(other_chat(ctx), 1)
    peopled.later(minutes=31)
    with peopled.acting("ben") as ctx:
        late = lookup.row(ctx, 1)

    assert (here, named, elsewhere, late) == ([None, *rows, None], rows[1], None, None)


def test_row_when_another_list_was_shown(peopled: Office) -> None:
    """The last list counts."""
    with peopled.acting("ben") as ctx:
        for name in ("acme", "jane"):
            lookup.remember_list(ctx, [peopled.ids[name]])

        assert lookup.row(ctx, 1) == peopled.ids["jane"]


def test_what_is_behind_when_an_activity_is_about_it(peopled: Office) -> None:
    """People come before companies, and what is about nothing has nothing behind it."""
    with peopled.acting("ben") as ctx:
        jane = lookup.get(ctx, peopled.ids["jane"])
        note = notes.log(ctx, NoteDraft("met", [jane]))
        task = tasks.create(ctx, TaskDraft("Call"))
        behind = lookup.behind(ctx, note.id)

        assert behind is not None
        assert (behind.id, lookup.behind(ctx, task.id)) == (jane.id, None)


def test_recent_records_when_some_were_opened(peopled: Office) -> None:
    """The latest comes first, once, of the kinds asked for, and only one's own."""
    with peopled.acting("ben") as ctx:
        for name in ("acme", "jane", "globex", "acme"):
            records.remember(ctx, lookup.get(ctx, peopled.ids[name]))
        own = [record.title for record in lookup.recent(ctx, ("company",))]
    with peopled.acting("eva") as ctx:
        foreign = lookup.recent(ctx, ("company",))

    assert (own, foreign) == (["Acme Ltd", "Globex"], [])
