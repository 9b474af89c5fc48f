"""The timeline of a record, on either database."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from crmbot.core import changes, companies, contacts, deals, documents, history, merging, notes, records, tags, tasks
from crmbot.core import timeline as lines
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context, Level
from crmbot.core.deals import DealDraft
from crmbot.core.documents import Attached, Filing
from crmbot.core.errors import InvalidInput
from crmbot.core.notes import NoteDraft
from crmbot.core.tasks import TaskDraft
from crmbot.language.when import When
from crmbot.store.models.activity import Task
from crmbot.store.models.party import Company, Contact
from tests.core.conftest import NOW, Office


def acme(office: Office) -> int:
    """Make a company with somebody, a deal, a task and a file, an hour apart."""
    with office.acting("mia") as ctx:
        company = companies.create(ctx, CompanyDraft("Acme"))
        jane = contacts.create(ctx, ContactDraft("Jane Doe", company=company))
        deal = deals.create(ctx, DealDraft("Pumps", company))
        tomorrow = When(NOW.date() + timedelta(days=1), None, "Europe/London")
        done = tasks.create(ctx, TaskDraft("Call", tomorrow, [deal]))
        tasks.create(ctx, TaskDraft("Send", tomorrow, [company]))
        numbers = company.id, jane.id, deal.id, done.id
    office.later(hours=1)
    with office.acting("mia") as ctx:
        notes.log(ctx, NoteDraft("met Jane", [ctx.session.get_one(Contact, numbers[1])]))
    office.later(hours=1)
    with office.acting("ana", "done") as ctx:
        tasks.done(ctx, ctx.session.get_one(Task, numbers[3]))
    office.later(hours=1)
    with office.acting("mia", "set") as ctx:
        company = ctx.session.get_one(Company, numbers[0])
        records.change(ctx, company, {"city": "Leeds"})
        tags.apply(ctx, company, ["key"])
        documents.keep(ctx, [Attached("r", "offer.pdf", "application/pdf", 9, "file")], Filing(company))
    return numbers[0]


def told(ctx: Context, number: int, **asked: object) -> list[str]:
    """Return what each line of a company's timeline is."""
    company = ctx.session.get_one(Company, number)
    page = lines.page(ctx, company, limit=50, since=str(asked.get("since", "")))
    assert page.total == len(page.moments)
    return [
        f"{moment.record.kind if moment.record else 'itself'} {moment.entry.action if moment.entry else 'done'}"
        for moment in page.moments
    ]


def test_timeline_when_things_were_done(office: Office) -> None:
    """It has what was done with a company, its people and deals, and to it, the latest first."""
    number = acme(office)

    with office.acting("mia") as ctx:
        assert sorted(told(ctx, number)[:3]) == ["document done", "itself create", "itself update"]
        assert told(ctx, number)[3:5] == ["task done", "note done"]
        assert sorted(told(ctx, number)[5:]) == ["deal create", "itself create", "itself update"]


def test_timeline_when_somebody_finished_a_task(office: Office) -> None:
    """Who finished it is told, not who made it; and on what it was."""
    number = acme(office)

    with office.acting("mia") as ctx:
        moments = lines.page(ctx, ctx.session.get_one(Company, number), limit=50).moments
        finished = next(one for one in moments if one.record is not None and one.record.kind == "task")
        note = next(one for one in moments if one.record is not None and one.record.kind == "note")

        assert (finished.who, finished.via) == ("Ana Owner", "console")
        assert note.about is None, "the company is linked to the note itself"


def test_planned_when_tasks_are_open(office: Office) -> None:
    """What is to come stands by itself: it is no part of what was."""
    number = acme(office)

    with office.acting("mia") as ctx:
        rows, total = lines.planned(ctx, ctx.session.get_one(Company, number))

        assert ([row.title for row in rows], total) == (["Send"], 1)


def test_timeline_since_a_day(office: Office) -> None:
    """Only what came since is told; words that are no day are refused."""
    number = acme(office)
    office.later(days=3)
    with office.acting("mia") as ctx:
        records.change(ctx, ctx.session.get_one(Company, number), {"city": "York"})
    with office.acting("mia") as ctx:
        assert told(ctx, number, since="1d") == ["itself update"]
        assert len(told(ctx, number, since="30d")) > 1
        with pytest.raises(InvalidInput):
            told(ctx, number, since="blue")


def test_timeline_when_somebody_does_not_see_all(office: Office) -> None:
    """Notes, files and deals of others are not in it, nor their names in what changed."""
    number = acme(office)
    with office.acting("mia") as ctx:
        parent = companies.create(ctx, CompanyDraft("Secret Holding"))
        company = ctx.session.get_one(Company, number)
        records.change(ctx, company, {"parent_id": parent.id, "owner_id": office.ids["ben"]})

    with office.acting("ben") as ctx:
        ctx.actor = replace(ctx.actor, rights=ctx.actor.rights | {"*.see": Level.OWN})
        company = ctx.session.get_one(Company, number)
        page = lines.page(ctx, company, limit=50)
        entries = [moment.entry for moment in page.moments if moment.entry is not None]

        assert {moment.record.kind for moment in page.moments if moment.record is not None} == {"document"}
        assert "Secret Holding" not in changes.names(ctx, entries).values()
        assert page.total == len(page.moments)


def test_timeline_when_another_was_merged_into_it(office: Office) -> None:
    """One line tells of it, whatever came over."""
    number = acme(office)
    with office.acting("mia") as ctx:
        twin = companies.create(ctx, CompanyDraft("Akme"), anyway=True)
        tags.apply(ctx, twin, ["fair"])
        gone = twin.id
    office.later(hours=1)
    with office.acting("mia", "merge") as ctx:
        merging.merge(ctx, merging.Wanted(ctx.session.get_one(Company, number), (ctx.session.get_one(Company, gone),)))
    with office.acting("mia") as ctx:
        assert told(ctx, number)[0] == "company merge"
        assert "merge" not in " ".join(told(ctx, number)[1:])


@pytest.mark.parametrize("count", [1, 12])
def test_timeline_when_counted(office: Office, count: int) -> None:
    """The number of queries does not grow with the rows."""
    with office.acting("ben") as ctx:
        company = companies.create(ctx, CompanyDraft("Acme"))
        jane = contacts.create(ctx, ContactDraft("Jane Doe", company=company))
        for number in range(count):
            notes.log(ctx, NoteDraft(f"note {number}", [jane]))
            documents.keep(ctx, [Attached("r", "offer.pdf", "application/pdf", 9, "file")], Filing(jane))
            deals.create(ctx, DealDraft(f"Deal {number}", company))
    sent: list[str] = []
    with office.acting("ben") as ctx:
        company = ctx.session.get_one(Company, company.id)

        def take(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            sent.append(statement)

        event.listen(ctx.session.connection(), "before_cursor_execute", take)
        lines.page(ctx, company, limit=50)

    assert len(sent) <= 10


def test_who_changed_a_column(office: Office) -> None:
    """Only changes of that column are told, and those of tags by themselves."""
    number = acme(office)
    with office.acting("ana", "set") as ctx:
        company = ctx.session.get_one(Company, number)
        records.change(ctx, company, {"city": "York", "industry": "Pumps"})

        assert [entry.who for entry in lines.of_column(ctx, company, ["city"])] == ["Ana Owner", "Mia Boss"]
        assert [entry.who for entry in lines.of_column(ctx, company, ["industry"])] == ["Ana Owner"]
        assert [entry.who for entry in lines.of_tags(ctx, company)] == ["Mia Boss"]
        assert history.entries(ctx, company)[1] == 5
