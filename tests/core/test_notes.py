"""Notes: what happened, with whom, and what goes with it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from crmbot.core import companies, contacts, filters, history, lookup, notes, records, tags, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context
from crmbot.core.documents import Attached
from crmbot.core.errors import InvalidInput, NotAllowed, NotFound
from crmbot.core.notes import NoteDraft, Place
from crmbot.core.tasks import TaskDraft
from crmbot.language.when import When
from crmbot.store.models.activity import Direction, Note, NoteKind
from crmbot.store.models.document import Media
from crmbot.store.models.party import Company, Contact
from tests.core.conftest import NOW, Office


def acme(ctx: Context) -> Company:
    """Make a company."""
    return companies.create(ctx, CompanyDraft("Acme"))


def jane(ctx: Context, firm: Company) -> Contact:
    """Make somebody who works there."""
    return contacts.create(ctx, ContactDraft("Jane Doe", company=firm))


def written(office: Office, who: str = "ben", source: str | None = None) -> int:
    """Write a note as somebody; return its number."""
    with office.acting(who, "note") as ctx:
        return notes.log(ctx, NoteDraft("met Jane\nshe buys", [acme(ctx)], source=source)).id


def test_note_when_written(office: Office) -> None:
    """It is the actor's, happened now, and is called by its first line."""
    number = written(office)

    with office.acting("ben") as ctx:
        note = ctx.session.get_one(Note, number)
        assert (note.title, note.body, note.note_kind, note.happened_at, note.owner_id) == (
            "met Jane",
            "met Jane\nshe buys",
            NoteKind.NOTE,
            NOW,
            office.ids["ben"],
        )


def test_note_when_it_is_of_a_visit(office: Office) -> None:
    """What sort it was, how long it took and where it was are kept."""
    with office.acting("ben") as ctx:
        draft = NoteDraft("saw the hall", [acme(ctx)], NoteKind.VISIT, (), 30, Place(51.5, -0.12, "Hall 3"))
        note = notes.log(ctx, draft)

        assert (note.note_kind, note.duration_minutes, note.lat, note.lng, note.location) == (
            NoteKind.VISIT,
            30,
            51.5,
            -0.12,
            "Hall 3",
        )


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_note_when_it_has_no_words(office: Office, text: str) -> None:
    """A note says something."""
    with office.acting("ben") as ctx, pytest.raises(InvalidInput) as refused:
        notes.log(ctx, NoteDraft(text, []))

    assert refused.value.field == "text"


def test_note_when_a_reader_writes_it(office: Office) -> None:
    """Writing is a right."""
    with office.acting("rita") as ctx, pytest.raises(NotAllowed):
        notes.log(ctx, NoteDraft("met Jane", []))


def test_note_when_it_is_on_a_person(office: Office) -> None:
    """It is on their company as well, people first."""
    with office.acting("ben") as ctx:
        firm = acme(ctx)
        person = jane(ctx, firm)
        note = notes.log(ctx, NoteDraft("met", [person]))

        assert [record.id for record in notes.about(ctx, note)] == [person.id, firm.id]
        assert [[each.id for each in notes.on(ctx, record)] for record in (person, firm)] == [[note.id]] * 2


def test_it_when_a_note_was_written(office: Office) -> None:
    """The next word is about what the note was about first, not about the note."""
    with office.acting("ben") as ctx:
        firm, other = acme(ctx), companies.create(ctx, CompanyDraft("Globex"))
        notes.log(ctx, NoteDraft("met both", [firm, other]))

        assert lookup.it(ctx) == firm.id


def test_tags_when_a_note_has_some(office: Office) -> None:
    """They are put on it."""
    with office.acting("ben") as ctx:
        note = notes.log(ctx, NoteDraft("met", [acme(ctx)], tags=["q4", "fair"]))

        assert tags.of(ctx, note) == ["fair", "q4"]


def test_note_when_moved_to_another_record(office: Office) -> None:
    """It is there, and no longer where it was."""
    number = written(office)
    with office.acting("ben") as ctx:
        note = ctx.session.get_one(Note, number)
        (firm,) = notes.about(ctx, note)
        other = companies.create(ctx, CompanyDraft("Globex"))
        notes.relink(ctx, note, [other])

        assert ([record.id for record in notes.about(ctx, note)], notes.on(ctx, firm)) == ([other.id], [])


def test_move_when_undone(office: Office) -> None:
    """The note is where it was."""
    number = written(office)
    with office.acting("ben") as ctx:
        firm_id = notes.about(ctx, ctx.session.get_one(Note, number))[0].id
        other = companies.create(ctx, CompanyDraft("Globex")).id
    with office.acting("ben", "edit") as ctx:
        notes.relink(ctx, ctx.session.get_one(Note, number), [ctx.session.get_one(Company, other)])
        batch = history.current(ctx)

    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, batch)

        assert [record.id for record in notes.about(ctx, ctx.session.get_one(Note, number))] == [firm_id]


def test_note_when_rewritten(office: Office) -> None:
    """It is called and found by its new words; the old ones are in its history."""
    number = written(office)

    with office.acting("ben") as ctx:
        note = ctx.session.get_one(Note, number)
        notes.rewrite(ctx, note, "saw Zephyr")
        entries, _ = history.entries(ctx, note)
        totals = [lookup.search(ctx, word, kinds=("note",)).total for word in ("zephyr", "buys")]

        assert (note.title, totals, entries[0].diff["body"]) == (
            "saw Zephyr",
            [1, 0],
            ["met Jane\nshe buys", "saw Zephyr"],
        )


def test_note_when_rewritten_to_nothing(office: Office) -> None:
    """It keeps its words."""
    number = written(office)

    with office.acting("ben") as ctx, pytest.raises(InvalidInput):
        notes.rewrite(ctx, ctx.session.get_one(Note, number), " ")


@pytest.mark.parametrize("act", ["rewrite", "relink"])
def test_note_when_a_colleague_changes_it(office: Office, act: str) -> None:
    """What somebody wrote is theirs to change."""
    number = written(office)

    with office.acting("eva") as ctx:
        note = ctx.session.get_one(Note, number)
        with pytest.raises(NotAllowed) as refused:
            notes.rewrite(ctx, note, "mine") if act == "rewrite" else notes.relink(ctx, note, [])

    assert refused.value.permission == "note.edit"


def test_note_when_looked_for_by_its_message(office: Office) -> None:
    """Whoever wrote the message finds it, nobody else does, and not by another message."""
    number = written(office, source="p:w:c/1")
    found = []
    for who, source in (("ben", "p:w:c/1"), ("mia", "p:w:c/1"), ("ben", "p:w:c/2")):
        with office.acting(who) as ctx:
            note = notes.written_in(ctx, source)
            found.append(note.id if note else None)

    assert found == [number, None, None]


def test_follow_up_when_a_task_came_with_a_note(office: Office) -> None:
    """The note knows it."""
    with office.acting("ben") as ctx:
        note = notes.log(ctx, NoteDraft("met", [acme(ctx)]))
        before = notes.follow_up_of(ctx, note)
        due = When(date(2026, 11, 24), time(15), "Europe/London")
        task = tasks.create(ctx, TaskDraft("Follow up", due, [note]))
        found = notes.follow_up_of(ctx, note)

        assert (before, found, tasks.about(ctx, task)) == (None, task, [])


def test_files_when_kept_with_a_note(office: Office) -> None:
    """Each is a record of its own, in the order they came."""
    with office.acting("ben") as ctx:
        note = notes.log(ctx, NoteDraft("photos", [acme(ctx)]))
        made = notes.attach(
            ctx,
            note,
            [
                Attached("r1", "hall.jpg", "image/jpeg", 9, "photo"),
                Attached("r2", "say.ogg", "audio/ogg", None, "voice"),
            ],
        )

        assert (notes.files(ctx, note), [file.media for file in made]) == (made, [Media.PHOTO, Media.VOICE])


def test_notes_of_a_record_when_there_are_many(office: Office) -> None:
    """The latest comes first, a page at a time."""
    with office.acting("ben") as ctx:
        firm = acme(ctx)
        numbers = []
        for day in (1, 3, 2):
            ctx.now = datetime(2026, 11, day, tzinfo=UTC)
            numbers.append(notes.log(ctx, NoteDraft(f"day {day}", [firm])).id)

        page = [note.title for note in notes.on(ctx, firm, limit=2, offset=1)]

    assert page == ["day 2", "day 1"]


def test_note_when_its_company_is_hidden(office: Office) -> None:
    """What somebody may not see is not named by what they may."""
    with office.acting("mia") as ctx:
        firm = acme(ctx)
        number = notes.log(ctx, NoteDraft("met", [firm])).id
        firm.team_id, firm_id = None, firm.id

    with office.acting("ben") as ctx:
        note = ctx.session.get_one(Note, number)
        assert notes.about(ctx, note) == []
        with pytest.raises(NotFound):
            lookup.get(ctx, firm_id)


def test_company_when_a_note_on_it_was_undone(office: Office) -> None:
    """It has no note."""
    with office.acting("ben") as ctx:
        firm = acme(ctx).id
    with office.acting("ben", "note") as ctx:
        notes.log(ctx, NoteDraft("met", [ctx.session.get_one(Company, firm)]))
        batch = history.current(ctx)

    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, batch)

        assert notes.on(ctx, ctx.session.get_one(Company, firm)) == []


def test_code_when_a_note_is_shown(office: Office) -> None:
    """It has one like every record."""
    number = written(office)

    with office.acting("ben") as ctx:
        assert records.code(ctx.session.get_one(Note, number)) == f"N-{number}"


def test_call_when_written(office: Office) -> None:
    """Who called, how long, what came of it and when it was are kept."""
    with office.acting("ben") as ctx:
        yesterday = NOW - timedelta(days=1)
        draft = NoteDraft(
            "called", [acme(ctx)], NoteKind.CALL, (), 5, None, None, yesterday, Direction.OUT, "no answer"
        )
        note = notes.log(ctx, draft)

        told = (note.happened_at, note.direction, note.duration_minutes, note.outcome)
        assert told == (yesterday, Direction.OUT, 5, "no answer")


def test_note_when_it_is_of_what_is_to_come(office: Office) -> None:
    """What has not happened is not noted, nor is a note moved there."""
    with office.acting("ben") as ctx:
        firm = acme(ctx)
        with pytest.raises(InvalidInput):
            notes.log(ctx, NoteDraft("met", [firm], happened_at=NOW + timedelta(minutes=1)))
        note = notes.log(ctx, NoteDraft("met", [firm]))
        with pytest.raises(InvalidInput):
            notes.amend(ctx, note, {"happened_at": NOW + timedelta(days=1)})


def test_facts_when_changed_by_another(office: Office) -> None:
    """Only who wrote it, or may change those of others, changes what a note says."""
    number = written(office)

    with office.acting("eva") as ctx, pytest.raises(NotAllowed):
        notes.amend(ctx, ctx.session.get_one(Note, number), {"outcome": "busy"})


def test_facts_when_a_change_was_undone(office: Office) -> None:
    """They are what they were, and the note is found by its old words."""
    number = written(office)
    with office.acting("ben", "edit") as ctx:
        note = ctx.session.get_one(Note, number)
        notes.rewrite(ctx, note, "sold valves")
        notes.amend(ctx, note, {"note_kind": NoteKind.CALL, "direction": Direction.IN})
        batch = history.current(ctx)

    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, batch)
        note = ctx.session.get_one(Note, number)

        assert (note.note_kind, note.direction, note.body) == (NoteKind.NOTE, None, "met Jane\nshe buys")
        assert [hit.record_id for hit in lookup.search(ctx, "buys", kinds=["note"]).hits] == [number]
        assert lookup.search(ctx, "valves", kinds=["note"]).hits == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("type:call", ["rang", "no luck"]),
        ("dir:in", ["rang"]),
        ("dir:-", ["hall"]),
        ('result:"no answer"', ["no luck"]),
        ("result:no", ["no luck"]),
        ("result!:reached", ["no luck", "hall"]),
        ("result:-", ["hall"]),
        ("dur>10", ["rang"]),
        ("author:ben", ["rang", "no luck", "hall"]),
        ("author:eva", []),
    ],
)
def test_notes_when_filtered(office: Office, text: str, found: list[str]) -> None:
    """They are found by what they say besides their words."""
    with office.acting("ben") as ctx:
        firm = acme(ctx)
        for title, kind, minutes, way, outcome in (
            ("hall", NoteKind.VISIT, None, None, None),
            ("no luck", NoteKind.CALL, None, Direction.OUT, "No answer"),
            ("rang", NoteKind.CALL, 20, Direction.IN, "reached"),
        ):
            notes.log(ctx, NoteDraft(title, [firm], kind, (), minutes, direction=way, outcome=outcome))

        page, _ = filters.page(ctx, filters.wanted(ctx, "note", f"everybody {text}"), 10, 0)

    assert [note.title for note in page] == found


def test_before_when_there_was_a_note(office: Office) -> None:
    """What was written down last before it is told, by when it happened."""
    with office.acting("ben") as ctx:
        firm = acme(ctx)
        old = notes.log(ctx, NoteDraft("old", [firm], happened_at=NOW - timedelta(days=9)))
        last = notes.log(ctx, NoteDraft("last", [firm], happened_at=NOW - timedelta(days=2)))
        new = notes.log(ctx, NoteDraft("new", [firm]))

        told = [notes.before(ctx, note, firm) for note in (new, last, old)]

    assert told == [(NoteKind.NOTE, last.happened_at), (NoteKind.NOTE, old.happened_at), None]


def test_visit_in_hand_when_it_was_just_written(office: Office) -> None:
    """It takes what is sent after it, until something else is opened or a while has gone by."""
    with office.acting("ben") as ctx:
        firm, other = acme(ctx), companies.create(ctx, CompanyDraft("Globex"))
        visit = notes.log(ctx, NoteDraft("saw the hall", [firm], NoteKind.VISIT))
        assert notes.visit_in_hand(ctx) is visit
        notes.place(ctx, visit, Place(48.85, 2.35, "Hall"))
        assert (visit.lat, visit.lng, visit.location) == (48.85, 2.35, "Hall")
        records.remember(ctx, other)
        assert notes.visit_in_hand(ctx) is None
        records.remember(ctx, firm)
    office.later(minutes=16)

    with office.acting("ben") as ctx:
        assert notes.visit_in_hand(ctx) is None


def test_visit_in_hand_when_it_is_a_note(office: Office) -> None:
    """A note is no visit."""
    written(office)

    with office.acting("ben") as ctx:
        assert notes.visit_in_hand(ctx) is None
