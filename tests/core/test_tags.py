"""Tags: put on, taken off, renamed, merged, deleted and brought back, on either database."""

import pytest

from crmbot.core import companies, contacts, deals, filters, history, notes, tags, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context
from crmbot.core.deals import DealDraft
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.tasks import TaskDraft
from crmbot.store.models.party import Company
from tests.core.conftest import Office


def _company(ctx: Context, name: str, *words: str) -> Company:
    company = companies.create(ctx, CompanyDraft(name), anyway=True)
    tags.apply(ctx, company, words)
    return company


def _counts(ctx: Context) -> dict[str, int]:
    return {tag.name: tag.count for tag in tags.listed(ctx)}


def test_apply_when_case_and_accents_differ(office: Office) -> None:
    """`Pumps` is `pumps`: one tag, once on a record."""
    with office.acting() as ctx:
        acme = _company(ctx, "Acme", "pumps", "key account")
        tags.apply(ctx, acme, ["Pumps", "PÜMPS", "Key  Account"])

        assert list(tags.of(ctx, acme)) == ["key account", "pumps"]
        tags.apply(ctx, acme, ["-PUMPS"])
        assert list(tags.of(ctx, acme)) == ["key account"]


def test_apply_when_the_record_is_of_any_kind(office: Office) -> None:
    """R-84: companies, contacts, notes, and any other record."""
    with office.acting() as ctx:
        acme = _company(ctx, "Acme")
        jane = contacts.create(ctx, ContactDraft("Jane Doe"))
        deal = deals.create(ctx, DealDraft("Pumps", acme))
        note = notes.log(ctx, notes.NoteDraft("met", [acme]))
        for record in (acme, jane, deal, note):
            tags.apply(ctx, record, ["hot"])

        assert _counts(ctx) == {"hot": 4}


@pytest.mark.parametrize("word", ["", "##", "--", "x" * 51])
def test_check_when_it_is_no_tag(office: Office, word: str) -> None:
    """A tag has letters, and fits beside others."""
    with office.acting(), pytest.raises(InvalidInput):
        tags.check(word)


def test_listed_when_somebody_sees_less(office: Office) -> None:
    """The counts are of what the reader may see."""
    with office.acting() as ctx:  # tasks of others are not a rep's to see
        tags.apply(ctx, tasks.create(ctx, TaskDraft("Call Acme", None)), ["hot"])
    with office.acting("ben") as ctx:
        _company(ctx, "Globex", "hot", "new")
        assert _counts(ctx) == {"hot": 1, "new": 1}
    with office.acting() as ctx:
        assert _counts(ctx) == {"hot": 2, "new": 1}


def test_rename_when_the_word_is_free(office: Office) -> None:
    """It has the new name everywhere; undo gives the old one back."""
    with office.acting() as ctx:
        acme = _company(ctx, "Acme", "pumps")
    with office.acting() as ctx:
        tags.rename(ctx, tags.find(ctx, "PUMPS"), "pump sets")
        batch = history.current(ctx)
        assert list(tags.of(ctx, acme)) == ["pump sets"]
    with office.acting() as ctx:
        history.undo(ctx, batch)
        assert list(tags.of(ctx, acme)) == ["pumps"]


def test_rename_when_the_word_is_taken(office: Office) -> None:
    """Two tags of one name are a merger, which is asked for."""
    with office.acting() as ctx:
        _company(ctx, "Acme", "pumps", "pump sets")

        with pytest.raises(Conflict):
            tags.rename(ctx, tags.find(ctx, "pumps"), "Pump Sets")


def test_rename_when_the_word_was_put_away(office: Office) -> None:
    """The name of a tag that was deleted can be given to another."""
    with office.acting() as ctx:
        acme = _company(ctx, "Acme", "pumps", "old")
        tags.delete(ctx, tags.find(ctx, "old"))

        tags.rename(ctx, tags.find(ctx, "pumps"), "Old")

        assert list(tags.of(ctx, acme)) == ["Old"]
        assert _counts(ctx) == {"Old": 1}


def test_merge_when_some_records_have_both(office: Office) -> None:
    """Each record has the other tag once, in its history; undo brings both back."""
    with office.acting() as ctx:
        both, one = _company(ctx, "Both", "pump", "pumps"), _company(ctx, "One", "pump")
    with office.acting() as ctx:
        assert tags.merge(ctx, tags.find(ctx, "pump"), tags.find(ctx, "pumps")) == 2
        batch = history.current(ctx)
    with office.acting() as ctx:
        assert list(tags.of(ctx, both)) == list(tags.of(ctx, one)) == ["pumps"]
        assert _counts(ctx) == {"pumps": 2}
        rows, _ = history.entries(ctx, one)
        assert rows[0].table == "record_tag"

        history.undo(ctx, batch)
        assert list(tags.of(ctx, both)) == ["pump", "pumps"]
        assert list(tags.of(ctx, one)) == ["pump"]


def test_merge_when_it_is_the_same(office: Office) -> None:
    """A tag is not merged into itself."""
    with office.acting() as ctx:
        _company(ctx, "Acme", "pumps")

        with pytest.raises(InvalidInput):
            tags.merge(ctx, tags.find(ctx, "pumps"), tags.find(ctx, "pumps"))


def test_delete_when_it_is_used_again(office: Office) -> None:
    """Whoever uses the word again has it on that record only; undo of the deletion is as it was."""
    with office.acting() as ctx:
        acme, globex = _company(ctx, "Acme", "pumps"), _company(ctx, "Globex")
    with office.acting() as ctx:
        assert tags.delete(ctx, tags.find(ctx, "pumps")) == 1
        batch = history.current(ctx)
        assert _counts(ctx) == {}
        with pytest.raises(InvalidInput):
            tags.find(ctx, "pumps")
        history.undo(ctx, batch)
        assert list(tags.of(ctx, acme)) == ["pumps"]
    with office.acting() as ctx:
        tags.delete(ctx, tags.find(ctx, "pumps"))
        tags.apply(ctx, globex, ["Pumps"])
        assert list(tags.of(ctx, acme)) == []
        assert _counts(ctx) == {"pumps": 1}


def test_undo_when_a_new_tag_is_used_by_others(office: Office) -> None:
    """Taking back the tagging that made a tag leaves it on what others tagged since."""
    with office.acting() as ctx:
        acme = _company(ctx, "Acme")
        _company(ctx, "Globex")
    with office.acting() as ctx:
        tags.apply(ctx, acme, ["pumps"])
        batch = history.current(ctx)
    with office.acting("mia") as ctx:
        other = _company(ctx, "Initech", "pumps")
    with office.acting() as ctx:
        history.undo(ctx, batch)

        assert list(tags.of(ctx, acme)) == []
        assert list(tags.of(ctx, other)) == ["pumps"]


def test_leading_when_one_name_begins_another(office: Office) -> None:
    """The longest tag in front is meant."""
    with office.acting() as ctx:
        _company(ctx, "Acme", "key", "key account")

        tag, rest = tags.leading(ctx, "#key account red")
        assert (tag.name, rest) == ("key account", "red")
        tag, rest = tags.leading(ctx, "key red")
        assert (tag.name, rest) == ("key", "red")


def test_find_when_it_is_a_slip(office: Office) -> None:
    """Tags like it are named."""
    with office.acting() as ctx:
        _company(ctx, "Acme", "pumps")

        with pytest.raises(InvalidInput) as refused:
            tags.find(ctx, "pmps")

    assert refused.value.choices == ("pumps",)


def test_paint_when_the_colour_is_known(office: Office) -> None:
    """A colour by its name, and none again."""
    with office.acting() as ctx:
        acme = _company(ctx, "Acme", "pumps")
        tag = tags.find(ctx, "pumps")

        tags.paint(ctx, tag, "Red")
        assert tags.coloured(ctx, acme)[0].colour == "red"
        tags.paint(ctx, tag, "")
        assert tags.coloured(ctx, acme)[0].colour == ""
        with pytest.raises(InvalidInput):
            tags.paint(ctx, tag, "pink")


@pytest.mark.parametrize("who", ["ben", "rita"])
def test_change_when_it_is_not_theirs_to_set(office: Office, who: str) -> None:
    """A tag is everybody's: only who keeps the settings changes it on every record."""
    with office.acting() as ctx:
        _company(ctx, "Acme", "pumps", "hot")
    with office.acting(who) as ctx:
        pumps, hot = tags.find(ctx, "pumps"), tags.find(ctx, "hot")
        for act in (
            lambda: tags.rename(ctx, pumps, "sets"),
            lambda: tags.merge(ctx, pumps, hot),
            lambda: tags.delete(ctx, pumps),
            lambda: tags.paint(ctx, pumps, "red"),
        ):
            with pytest.raises(NotAllowed):
                act()


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("tagged pumps and key account", {"Acme"}),
        ("tagged pumps", {"Acme", "Globex"}),
        ('#pumps tag:"key account"', {"Acme"}),
        ("tag:pumps,hot", {"Acme", "Globex", "Initech"}),
    ],
)
def test_filter_when_tags_are_asked_for(office: Office, text: str, titles: set[str]) -> None:
    """Several tags are all of them; a comma is any of them."""
    with office.acting() as ctx:
        _company(ctx, "Acme", "pumps", "key account")
        _company(ctx, "Globex", "pumps")
        _company(ctx, "Initech", "hot")

        rows, _ = filters.page(ctx, filters.wanted(ctx, "company", text), 10, 0)

    assert {row.title for row in rows} == titles


def test_undo_when_others_have_taken_up_the_tag(office: Office) -> None:
    """Whoever made a tag takes it off their own record, and it stays in use on those of others."""
    with office.acting() as ctx:
        acme = _company(ctx, "Acme").id
        delta = _company(ctx, "Delta").id
    with office.acting("ana", "tag") as ctx:
        tags.apply(ctx, ctx.session.get_one(Company, acme), ["pumps"])
        batch = history.current(ctx)
    with office.acting("mia", "tag") as ctx:
        tags.apply(ctx, ctx.session.get_one(Company, delta), ["pumps"])

    with office.acting("ana", "undo") as ctx:
        history.undo(ctx, batch)

    with office.acting("mia") as ctx:
        assert _counts(ctx) == {"pumps": 1}
        assert tags.find(ctx, "pumps").is_active


def test_undo_when_the_tag_was_put_away_meanwhile(office: Office) -> None:
    """A tag that comes back onto a record is in use again."""
    with office.acting() as ctx:
        acme = _company(ctx, "Acme", "pumps").id
    with office.acting("ana", "untag") as ctx:
        tags.apply(ctx, ctx.session.get_one(Company, acme), ["-pumps"])
        batch = history.current(ctx)
    with office.acting("mia", "tag delete") as ctx:
        tags.delete(ctx, tags.find(ctx, "pumps"))

    with office.acting("ana", "undo") as ctx:
        history.undo(ctx, batch)

    with office.acting() as ctx:
        assert _counts(ctx) == {"pumps": 1}
