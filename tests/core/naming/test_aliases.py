"""Names of one's own: what each of us means by a name."""

import pytest

from crmbot.core import companies, contacts, deals, history, lookup, merging, notes
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.deals import DealDraft
from crmbot.core.erasing import people as forgetting
from crmbot.core.erasing import records as erasing
from crmbot.core.errors import InvalidInput, NotFound
from crmbot.core.naming import aliases, mentions
from crmbot.core.notes import NoteDraft
from tests.core.conftest import Office
from tests.core.test_erasing import everything


@pytest.fixture
def labs(office: Office) -> Office:
    """Let there be two companies of one first word, with a person of the same first name at each."""
    with office.acting() as ctx:
        for key, name in (("acme", "Acme"), ("labs", "Acme Labs")):
            company = companies.create(ctx, CompanyDraft(name), anyway=True)
            office.ids[key] = company.id
            office.ids[f"jane at {key}"] = contacts.create(
                ctx, ContactDraft("Jane Roe", company=company), anyway=True
            ).id
    return office


def meaning(office: Office, words: str, who: str = "ana") -> int | None:
    """Return what words mean to somebody."""
    with office.acting(who) as ctx:
        return aliases.meant(ctx, words)


def learn(office: Office, words: str, key: str, who: str = "ana") -> str:
    """Let somebody mean something by words; return the batch it was written in."""
    with office.acting(who, "alias") as ctx:
        aliases.learn(ctx, words, lookup.get(ctx, office.ids[key]))
        return history.current(ctx)


def test_words_when_they_are_learnt(labs: Office) -> None:
    """They mean that record to whoever learnt them, in any spelling, and to nobody else."""
    learn(labs, "the  Blue Ones", "labs")

    assert meaning(labs, "THE blue-ones") == labs.ids["labs"]
    assert meaning(labs, "the blue ones", "ben") is None


def test_words_when_they_mean_something_else_now(labs: Office) -> None:
    """The last correction holds."""
    learn(labs, "acme", "labs")
    learn(labs, "acme", "acme")

    assert meaning(labs, "acme") == labs.ids["acme"]


def test_name_when_it_is_looked_up(labs: Office) -> None:
    """A name of one's own comes before a record that is called so."""
    learn(labs, "acme", "labs")
    with labs.acting() as ctx:
        assert lookup.resolve(ctx, "acme", ("company",)).id == labs.ids["labs"]
        assert lookup.head_length(ctx, ["acme", "met", "Jane"], ("company",)) == 1
    with labs.acting("ben") as ctx:
        assert lookup.resolve(ctx, "acme", ("company",)).id == labs.ids["acme"]


def test_text_when_it_holds_a_name_of_ones_own(labs: Office) -> None:
    """It is what is meant, and people are looked for there."""
    learn(labs, "acme", "labs")
    with labs.acting() as ctx:
        found = mentions.named_in(ctx, "met Jane at acme about the pumps")

        assert [record.id for record in found.sure] == [labs.ids["labs"], labs.ids["jane at labs"]]


def test_text_when_a_person_goes_by_another_name(labs: Office) -> None:
    """A person is meant as well as a company can be."""
    learn(labs, "the boss", "jane at labs")
    with labs.acting() as ctx:
        found = mentions.named_in(ctx, "the boss called about the pumps")

        assert labs.ids["jane at labs"] in [record.id for record in found.sure]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("met Jane about the pumps", ["jane at labs"]),
        ("met Jane at Globex", ["globex", "jane at globex"]),
        ("met Jane Smith about the pumps", ["jane at globex"]),
        ("met Jane at Acme Labs", ["labs", "jane at labs"]),
    ],
)
def test_text_when_it_says_more_than_a_name_of_ones_own(labs: Office, text: str, meant: list[str]) -> None:
    """A name in full is meant itself, and nobody of another company than the one that is named."""
    with labs.acting() as ctx:
        globex = companies.create(ctx, CompanyDraft("Globex"))
        labs.ids["globex"] = globex.id
        labs.ids["jane at globex"] = contacts.create(ctx, ContactDraft("Jane Smith", company=globex), anyway=True).id
    learn(labs, "jane", "jane at labs")
    with labs.acting() as ctx:
        found = mentions.named_in(ctx, text)

        assert [record.id for record in found.sure] == [labs.ids[key] for key in meant]


@pytest.mark.parametrize("words", ["", "C-7", "12", "it", "a", "one two three four five six seven", "x" * 61])
def test_words_when_they_are_no_name(labs: Office, words: str) -> None:
    """Codes, numbers, pronouns and half a sentence mean what they mean."""
    with labs.acting() as ctx, pytest.raises(InvalidInput):
        aliases.learn(ctx, words, lookup.get(ctx, labs.ids["acme"]))


def test_words_when_they_are_the_title(labs: Office) -> None:
    """Nothing is learnt where there is nothing to learn."""
    with labs.acting() as ctx:
        assert not aliases.learn(ctx, "Acme Labs", lookup.get(ctx, labs.ids["labs"]))
        assert aliases.listed(ctx) == []


def test_words_when_they_stand_for_a_note(labs: Office) -> None:
    """Only what notes can be about has a name of its own."""
    with labs.acting() as ctx:
        note = notes.log(ctx, NoteDraft("met her", [lookup.get(ctx, labs.ids["acme"])]))
        with pytest.raises(InvalidInput):
            aliases.learn(ctx, "that one", note)


def test_words_when_forgotten(labs: Office) -> None:
    """They mean nothing special any more, and undo brings them back."""
    learn(labs, "big blue", "labs")
    with labs.acting(command="alias remove") as ctx:
        aliases.forget(ctx, "Big Blue")
        batch = history.current(ctx)
    assert meaning(labs, "big blue") is None
    with labs.acting(command="undo") as ctx:
        history.undo(ctx, batch)
    assert meaning(labs, "big blue") == labs.ids["labs"]
    with labs.acting() as ctx, pytest.raises(NotFound):
        aliases.forget(ctx, "never heard")


def test_correction_when_undone(labs: Office) -> None:
    """What was learnt with it goes with it."""
    batch = learn(labs, "acme", "labs")
    with labs.acting(command="undo") as ctx:
        history.undo(ctx, batch)

    assert meaning(labs, "acme") is None


def test_record_when_hidden_from_them(labs: Office) -> None:
    """A name of one's own leads nowhere once one may not see the record, and tells nobody that it is there."""
    learn(labs, "big blue", "labs", "ben")
    with labs.acting() as ctx:
        record = lookup.get(ctx, labs.ids["labs"])
        record.deleted_at = ctx.now
    with labs.acting("ben") as ctx:
        assert (aliases.meant(ctx, "big blue"), aliases.listed(ctx)) == (None, [])
        assert mentions.named_in(ctx, "big blue called").sure == ()


def test_record_when_merged_into_another(labs: Office) -> None:
    """The name leads to what it went into, and back when that is undone."""
    learn(labs, "big blue", "labs")
    with labs.acting(command="merge") as ctx:
        into, other = (lookup.get(ctx, labs.ids[key]) for key in ("acme", "labs"))
        merging.merge(ctx, merging.Wanted(into, (other,)))
    assert meaning(labs, "big blue") == labs.ids["acme"]
    with labs.acting(command="unmerge") as ctx:
        merging.unmerge(ctx, labs.ids["labs"])
    assert meaning(labs, "big blue") == labs.ids["labs"]


def test_record_when_erased(labs: Office) -> None:
    """Nothing tells any more what it was called by anybody."""
    with labs.acting() as ctx:
        labs.ids["zoe"] = contacts.create(ctx, ContactDraft("Zoe Quist")).id
    learn(labs, "Quistopher", "zoe", "ben")
    with labs.acting(command="erase") as ctx:
        erasing.erase(ctx, lookup.get(ctx, labs.ids["zoe"]), "Zoe Quist")

        assert "quist" not in everything(ctx).lower()


def test_person_when_forgotten(labs: Office) -> None:
    """What they meant by names goes with them, with the history of it."""
    learn(labs, "my big blue", "labs", "ben")
    with labs.acting("ben", "forget me") as ctx:
        forgetting.forget_me(ctx, None)

        assert "my big blue" not in everything(ctx)


def test_deal_when_it_has_a_name_of_ones_own(labs: Office) -> None:
    """A deal is meant like anybody else."""
    with labs.acting() as ctx:
        company = companies.create(ctx, CompanyDraft("Globex"))
        labs.ids["deal"] = deals.create(ctx, DealDraft("Globex rollout", company)).id
    learn(labs, "the big one", "deal")
    with labs.acting() as ctx:
        assert mentions.named_in(ctx, "the big one is at risk").sure[0].id == labs.ids["deal"]
