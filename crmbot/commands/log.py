"""The history of a record, as people would tell it: what is planned, and who did what, when, from where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Block, Card, Footer, Item, Items, Line, Spans, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, Hidden, Key, RecordRef, Ref, Rest
from crmbot.chat.reply import OpenForm, Reply
from crmbot.commands import phrases
from crmbot.commands.change_words import Reader
from crmbot.commands.fields import own_fields
from crmbot.commands.showing import icon_of
from crmbot.core import changes, lookup, records, tasks, timeline
from crmbot.core.context import Context
from crmbot.core.history import Entry
from crmbot.core.timeline import Moment
from crmbot.language.text import first_line
from crmbot.store.models.activity import Activity, Event, Note, Task
from crmbot.store.models.document import Document
from crmbot.store.models.record import Record

ICON = "🕘"
PAGE, LONGEST = 10, 30

_SHOWN = 80
_VERBS = {"create": "made it", "delete": "deleted it", "restore": "brought it back"}
_ROWS = {"activity_attendee": "who comes", "reminder_wish": "reminders"}
"""Changes of rows that hang on a record, by their table."""


class Log(Form):
    """Whose history to show, since when, and how many lines at once."""

    which: Annotated[RecordRef | None, Head(), Ref(), Field(description="The history of which record?")] = None
    count: Annotated[
        str, Rest(), Key("last", "n"), Field(max_length=100, description="How many lines at once? 10 is usual")
    ] = ""
    since: Annotated[str, Field(max_length=40, description="Since when? As in monday, 14d, 1 mar")] = ""
    page: Annotated[int, Hidden()] = 1


@command("log", aliases=["history", "timeline"], examples=["D-12", "Acme", "D-12 20 since:14d"], in_place=True)
def show_log(ctx: Context, form: Log) -> Reply:
    """Show what is planned with a record, who did what with it, and who changed what."""
    if form.which is None and not form.count:
        return OpenForm("log", {})
    record = lookup.get(ctx, form.which.id if form.which is not None else lookup.resolve(ctx, form.count).id)
    size = _size(form.count)
    page = timeline.page(ctx, record, since=form.since, limit=size, offset=(form.page - 1) * size)
    known = changes.names(ctx, [moment.entry for moment in page.moments if moment.entry is not None])
    unit = getattr(record, "turnover_currency", None) or getattr(record, "currency", None) or ctx.org.currency
    told = _Told(ctx, record, Reader(ctx, known, str(unit)))
    past = tuple(Item(told.row(moment)) for moment in page.moments)
    blocks = [*(_planned(ctx, record) if form.page == 1 and not form.since else ()), *_past(past)]
    args = {"which": records.code(record), "count": str(size) if size != PAGE else "", "since": form.since}
    pages = -(-page.total // size)
    turns = phrases.pager("log", {name: text for name, text in args.items() if text}, form.page, pages)
    place = f" · page {form.page} of {pages}" if pages > 1 else ""
    title = spans("History of ", phrases.link(record), place)
    back = phrases.show_action("Open", record)
    return Card(title, tuple(blocks), (*turns, back), icon=ICON, about=records.code(record), whisper=True)


def _size(text: str) -> int:
    """Return how many lines a page is to have."""
    return min(max(int(text[:9]), 1), LONGEST) if text.isdecimal() else PAGE


def _planned(ctx: Context, record: Record) -> Sequence[Block]:
    """Draw what is to come, the next first."""
    found, total = timeline.planned(ctx, record)
    if not found:
        return ()
    rows = Items(tuple(Item(_to_come(ctx, one)) for one in found))
    head = Line(spans(bold("Planned"), f" · {total}" if total > len(found) else ""))
    more = (Footer(spans(code(f"tasks on:{records.code(record)}"), " lists them all.")),) if total > len(found) else ()
    return (head, rows, *more)


def _to_come(ctx: Context, one: Task | Event) -> Spans:
    at = phrases.due_span(ctx, tasks.due_of(one)) if isinstance(one, Task) else None
    if isinstance(one, Event) and one.starts_at is not None:
        at = phrases.moment(ctx, one.starts_at)
    person = tasks.assignee(ctx, one) if isinstance(one, Task) else None
    parts = (" · ", at) if at is not None else ()
    return spans(f"{icon_of(one.kind)} ", phrases.link(one), *parts, f" · {person.name}" if person is not None else "")


def _past(rows: Sequence[Item]) -> Sequence[Block]:
    if not rows:
        return (Line(spans("Nothing yet.")),)
    return (Line(spans(bold("Past"))), Items(tuple(rows)))


@dataclass(frozen=True, slots=True)
class _Told:
    """Tells one person what was done with a record, and with what belongs to it."""

    ctx: Context
    record: Record
    reader: Reader

    def row(self, moment: Moment) -> Spans:
        """Return one line: what, who, when, through which surface."""
        if moment.entry is not None:
            what = self._change(moment, moment.entry)
        elif moment.record is not None:
            what = self._done(moment, moment.record)
        else:
            raise ValueError("a moment is of a record or of a change")
        return (*what, *spans(" · ", phrases.moment(self.ctx, moment.at), phrases.via(moment.via)))

    def _done(self, moment: Moment, record: Record) -> Spans:
        about = spans(" · on ", phrases.link(moment.about)) if moment.about is not None else ()
        title, name = first_line(record.title, _SHOWN), records.code(record)
        return (
            *spans(f"{icon_of(record.kind)} {_word(record)}: {title} ", code(name)),
            *about,
            *spans(f" · {moment.who}"),
        )

    def _change(self, moment: Moment, entry: Entry) -> Spans:
        if entry.action == "merge" and moment.record is not None:
            return spans(f"{moment.who} merged ", bold(moment.record.title), f" {records.code(moment.record)} into it")
        of = spans(phrases.link(moment.record), ": ") if moment.record is not None else ()
        return (*of, *spans(f"{moment.who} {self.told(entry)}"))

    def told(self, entry: Entry) -> str:
        """Return what was changed, in words."""
        if entry.table == "custom_value":
            verb = "took back" if entry.action == "undo" else "changed"
            return f"{verb} {own_fields.told(self.ctx, self.record, entry)}"
        if entry.table == "activity_attendee":
            return self._invited(entry.diff, is_undo=entry.action == "undo")
        if changes.ends(entry):
            return self.reader.joined(entry, self.record.id)
        if entry.table in _ROWS:
            return f"changed {_ROWS[entry.table]}"
        if "merged_into_id" in entry.diff:
            return self._merged(entry.diff)
        changed = ", ".join(self.reader.changes(entry.diff))
        if entry.action == "undo":
            return f"took back {changed}" if changed else "took it back"
        return _VERBS.get(entry.action) or f"changed {changed or 'details'}"

    def _invited(self, diff: Mapping[str, list[object]], *, is_undo: bool) -> str:
        """Say who was asked to an event, or is not any more, or what they answer."""
        column = next((name for name in ("user_id", "email") if name in diff), None)
        if column is None and is_undo:
            return "took back an answer"
        if column is None:
            said = diff.get("answer", [None, None])[1]
            return f"answered {said}" if said in ("yes", "no", "maybe") else "asked anew who comes"
        before, after = diff[column]
        if before is None:
            return f"invited {self.reader.value(column, after)}"
        return f"took {self.reader.value(column, before)} off those who come"

    def _merged(self, diff: Mapping[str, list[object]]) -> str:
        before, after = diff["merged_into_id"]
        if after is None:
            return f"took it out of {self.reader.value('merged_into_id', before)} again"
        return f"merged it into {self.reader.value('merged_into_id', after)}"


def _word(record: Record) -> str:
    match record:
        case Note():
            return record.note_kind.value if record.note_kind is not None else "note"
        case Task():
            return "done"
        case Document():
            return "file"
        case Activity():
            return record.kind
        case _:
            return record.kind
