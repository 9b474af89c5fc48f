"""Records that may be the same, on either database."""

from dataclasses import replace

import pytest

from crmbot.core import companies, contacts, duplicates, leads, merging
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context, Level
from crmbot.core.errors import InvalidInput
from crmbot.core.leads import LeadDraft
from crmbot.core.parties import Reach
from crmbot.store.models.party import Contact
from tests.core.conftest import Office
from tests.core.umbrella import umbrella, whole


def person(ctx: Context, name: str, reach: Reach | None = None) -> Contact:
    """Make somebody, whoever is there already."""
    return contacts.create(ctx, ContactDraft(name, reach or Reach()), anyway=True)


def found(ctx: Context, kind: str, *fields: str) -> list[list[str]]:
    """Return the titles of every group."""
    groups, total = duplicates.groups(ctx, kind, fields, limit=100)
    assert total == len(groups)
    return [[record.title for record in group.records] for group in groups]


def test_groups_when_names_differ_in_case_accents_and_blanks(office: Office) -> None:
    """They are alike."""
    with office.acting() as ctx:
        for name in ("José  Silva", "JOSE SILVA", "Jo Silva"):
            person(ctx, name)

        assert found(ctx, "contact", "name") == [["José Silva", "JOSE SILVA"]]


def test_groups_when_two_fields_are_chosen(office: Office) -> None:
    """All of them must be alike, and a blank is like nothing (R-85)."""
    with office.acting() as ctx:
        person(ctx, "Kim Lee", Reach(email="kim@x.example"))
        person(ctx, "Kim Lee", Reach(email="KIM@x.example"))
        person(ctx, "Kim Lee")
        person(ctx, "Kim Lee")

        assert found(ctx, "contact", "name", "email") == [["Kim Lee", "Kim Lee"]]
        assert [len(group) for group in found(ctx, "contact", "name")] == [4]
        assert [len(group) for group in found(ctx, "contact", "email")] == [2]


def test_groups_when_a_number_stands_in_another_field(office: Office) -> None:
    """It is the same number; two people alike in both of theirs are one group."""
    with office.acting() as ctx:
        person(ctx, "A", Reach(phone="020 7946 0999"))
        person(ctx, "B", Reach(mobile="+44 20 7946 0999"))
        for name in "CD":
            person(ctx, name, Reach(phone="020 7946 0111", mobile="07700 900111"))

        assert sorted(found(ctx, "contact", "phone")) == [["A", "B"], ["C", "D"]]


def test_groups_when_web_sites_are_written_differently(office: Office) -> None:
    """What every address begins with makes no difference."""
    with office.acting() as ctx:
        for name, site in (("A", "https://www.acme.example/"), ("B", "Acme.example"), ("C", "")):
            companies.create(ctx, CompanyDraft(name, Reach(website=site)), anyway=True)

        assert found(ctx, "company", "website") == [["A", "B"]]


def test_groups_when_somebody_does_not_see_all(office: Office) -> None:
    """Only what they see is compared and counted."""
    with office.acting("eva") as ctx:
        person(ctx, "Kim Lee")
    with office.acting("ben") as ctx:
        person(ctx, "Kim Lee")
        ctx.actor = replace(ctx.actor, rights=ctx.actor.rights | {"*.see": Level.OWN})
        assert found(ctx, "contact", "name") == []
    with office.acting("mia") as ctx:
        assert len(found(ctx, "contact", "name")) == 1


def test_groups_when_they_were_merged(office: Office) -> None:
    """There is one of them now."""
    with office.acting() as ctx:
        one, two = person(ctx, "Kim Lee"), person(ctx, "Kim Lee")
        merging.merge(ctx, merging.Wanted(one, (two,)))

        assert found(ctx, "contact", "name") == []


def test_groups_when_a_lead_is_converted(office: Office) -> None:
    """It cannot be merged any more and is left out."""
    with office.acting() as ctx:
        whole(ctx, umbrella(ctx))
        draft = LeadDraft(first_name="Paul", last_name="Martin", company_name="Umbrella")
        leads.create(ctx, draft, anyway=True)
        assert found(ctx, "lead", "name") == []
        leads.create(ctx, draft, anyway=True)
        assert len(found(ctx, "lead", "name")) == 1


def test_groups_when_there_are_many(office: Office) -> None:
    """They come by pages, the largest first, each with as many as can be merged and the count of all."""
    with office.acting() as ctx:
        for name, count in (("Kim Lee", 7), ("Jo Ray", 2), ("Al Dent", 2)):
            for _ in range(count):
                person(ctx, name)
        first, total = duplicates.groups(ctx, "contact", ["name"], limit=2)
        last, _ = duplicates.groups(ctx, "contact", ["name"], limit=2, offset=2)

    assert total == 3
    assert [(group.records[0].title, group.count, len(group.records)) for group in (*first, *last)] == [
        ("Kim Lee", 7, duplicates.SHOWN),
        ("Jo Ray", 2, 2),
        ("Al Dent", 2, 2),
    ]


def test_fields_when_they_are_said_in_other_words() -> None:
    """They are known by their usual names, and nothing else is."""
    assert duplicates.named("contact", ["Mail", "mobile", "name", "e-mail"]) == ("email", "phone", "name")
    with pytest.raises(InvalidInput):
        duplicates.named("contact", ["website"])


def test_groups_when_there_are_very_many_records(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are compared a stretch at a time, and every group is in one of them."""
    monkeypatch.setattr(duplicates, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(duplicates, "_LENGTHS", {"phone": 2, "name": 2})
    with office.acting() as ctx:
        for name in ("Al Dent", "Bo Ray", "Bo Ray", "Cy Fox", "Di Orr", "Di Orr", "Di Orr", "Ed Lum"):
            person(ctx, name)
        told, after = list[list[str]](), ""
        while (within := duplicates.stretch(ctx, "contact", ["name"], after)) is not None:
            groups, _ = duplicates.groups(ctx, "contact", ["name"], within=within)
            told += [[record.title for record in group.records] for group in groups]
            if within.until is None:
                break
            after = within.until

    assert told == [["Bo Ray"] * 2, ["Di Orr"] * 3]


def test_groups_when_two_fields_are_compared_a_stretch_at_a_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One field says how far they are compared; those who are alike in it are looked at for the other as well."""
    monkeypatch.setattr(duplicates, "MOST_AT_ONCE", 3)
    phone = Reach(phone="020 7946 0111", mobile="020 7946 0111")
    with office.acting() as ctx:
        for name in ("Kim Lee", "Kim Lee", "Jo Ray", "Al Dent"):
            person(ctx, name, phone)
        fields = ["name", "phone"]
        within = duplicates.stretch(ctx, "contact", fields)
        groups, total = duplicates.groups(ctx, "contact", fields, within=within)

        assert within is not None
        assert within.field == "phone"
        assert (total, [group.count for group in groups]) == (1, [2])


def test_stretch_when_records_are_few(office: Office) -> None:
    """All are compared at once."""
    with office.acting() as ctx:
        person(ctx, "Kim Lee")

        assert duplicates.stretch(ctx, "contact", ["name"]) is None
