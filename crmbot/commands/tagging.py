"""Tags in chat: `tag Acme pumps, key account`, `untag`, `tags`, renaming, merging, deleting, colours."""

import re
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Footer, Item, Items, Line, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, Hidden, Quick, RecordRef, Ref, Rest, Tags
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.phrases import show_action
from crmbot.core import lookup, permissions, records, tags
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.core.tags import TagCount
from crmbot.language.fold import fold
from crmbot.language.text import plural
from crmbot.store.models.record import Record
from crmbot.store.models.tag import Tag

PAGE = 10

_BETWEEN = re.compile(r"[,;]")
_SECOND = re.compile(r"(?:and|&|\+)\s", re.IGNORECASE)
"""Begins what stands behind the first of several names: `tag Acme and Delta vip`."""
_LEADING = re.compile(r"^(?:to|as|into|with)\s+", re.IGNORECASE)


class TagRecord(Form):
    """A record and the tags to put on it; those with a minus are taken off."""

    which: Annotated[RecordRef, Head(), Ref(), Field(description="Which record?")]
    tag: Annotated[tuple[str, ...], Tags(), Field(description="Tags")] = ()
    words: Annotated[str | None, Rest(), Field(max_length=200, description="Which tags, with commas between?")] = None


@command("tag", examples=["C-7 #key -#old", "Acme pumps, key account"], in_place=True)
def tag_record(ctx: Context, form: TagRecord) -> Card:
    """Put tags on a record, or take them off with a minus."""
    return _tagged(ctx, lookup.get(ctx, form.which.id), _wanted(form))


class Untag(TagRecord):
    """A record and the tags to take off it."""


@command("untag", examples=["C-7 #key", "Acme pumps, key account"], in_place=True)
def untag_record(ctx: Context, form: Untag) -> Card:
    """Take tags off a record."""
    record = lookup.get(ctx, form.which.id)
    gone = [word.removeprefix("-") for word in _wanted(form)]
    there = {fold(tag) for tag in tags.of(ctx, record)}
    missing = next((word for word in gone if fold(word) not in there), None)
    if missing is not None:
        raise InvalidInput("words", missing, f"not a tag of {record.title}", tuple(tags.of(ctx, record)))
    return _tagged(ctx, record, [f"-{word}" for word in gone])


def _wanted(form: TagRecord) -> list[str]:
    """Return the tags of a line, `#key` and words between commas alike. Raises `InvalidInput`."""
    if _SECOND.match(form.words or ""):
        raise InvalidInput("words", form.words or "", "one record at a time is tagged; say the tags behind its name")
    said = [part.strip() for part in _BETWEEN.split(form.words or "") if part.strip(" #")]
    checked = [f"-{tags.check(part[1:])}" if part.startswith("-") else tags.check(part) for part in said]
    wanted = [*form.tag, *checked]
    if not wanted:
        raise InvalidInput("words", "", "no tag was given")
    return wanted


def _tagged(ctx: Context, record: Record, words: list[str]) -> Card:
    permissions.require(ctx, record, "edit")
    tags.apply(ctx, record, words)
    shown = record_lines.tag_words(ctx, record) or "no tags"
    actions = (show_action("Open", record), phrases.undo_action(ctx))
    return Card(spans(phrases.link(record), f": {shown}"), actions=actions, icon="🏷️", about=records.code(record))


class ListTags(Form):
    """Which page of the tags."""

    page: Annotated[int, Hidden()] = 1


@command("tags", examples=[""], in_place=True)
def list_tags(ctx: Context, form: ListTags) -> Card:
    """List all tags with how often they are used."""
    every = tags.listed(ctx)
    title = spans(f"Tags · {len(every)}")
    if not every:
        nothing = Line(spans("None yet. ", code("tag Acme key account"), " puts one on."))
        return Card(title, (nothing,), icon="🏷️", whisper=True)
    first = (form.page - 1) * PAGE
    rows = tuple(
        Item(spans(f"{record_lines.sign(tag)}{tag.name} · {tag.count}"), _show(tag))
        for tag in every[first : first + PAGE]
    )
    turns = phrases.pager("tags", {}, form.page, -(-len(every) // PAGE))
    ways = Footer(
        spans(code("tag rename pumps to pump sets"), " changes one everywhere; so do merge, delete and colour.")
    )
    return Card(title, (Items(rows, first=first + 1), ways), tuple(turns), icon="🏷️", whisper=True)


def _show(tag: TagCount) -> Action | None:
    """Return the button that lists what has a tag: the kind most of it is of."""
    kind = next((kind for kind in tag.kinds if kind in _LISTED), None)
    if kind is None:
        return None
    return Action(plural(kind).capitalize(), Invocation("find", {"query": f'{plural(kind)} tag:"{tag.name}"'}))


_LISTED = ("company", "contact", "deal", "lead", "task", "note")


class ChangeTag(Form):
    """A tag and what it is to become."""

    words: Annotated[str, Rest(), Field(max_length=200, description="Which tag, and what is it to be?")]
    sure: Annotated[bool, Hidden()] = False


@command("tag rename", permission="settings.edit", examples=["pumps to pump sets"], in_place=True)
def rename_tag(ctx: Context, form: ChangeTag) -> Card:
    """Call a tag something else, on every record."""
    tag, new = _pair(ctx, form.words)
    before = tag.name
    try:
        tags.rename(ctx, tag, new)
    except Conflict as taken:
        again = Invocation("tag merge", {"words": f"{before} into {taken.subject}", "sure": "yes"})
        line = Line(spans("Put one in the place of the other on every record?"))
        return Card(spans(bold(taken.subject), " is a tag already."), (line,), (Action("Merge", again),), icon="🏷️")
    return _done(ctx, f"{before} → {tags.check(new)}")


@command("tag merge", permission="settings.edit", examples=["pump into pumps"], in_place=True)
def merge_tags(ctx: Context, form: ChangeTag) -> Card:
    """Put one tag in the place of another, on every record, after asking."""
    tag, rest = _pair(ctx, form.words)
    into = tags.find(ctx, rest)
    count = tags.used(ctx, tag)
    if not form.sure:
        sure = Invocation("tag merge", {"words": f"{tag.name} into {into.name}", "sure": "yes"})
        line = Line(spans(f"{phrases.counted(count, 'record')} will be tagged {into.name} instead."))
        return Card(spans(f"Merge {tag.name} into {into.name}?"), (line,), (Action("Merge", sure),), icon="🏷️")
    tags.merge(ctx, tag, into)
    return _done(ctx, f"{tag.name} → {into.name} on {phrases.counted(count, 'record')}")


class DeleteTag(Form):
    """A tag to be deleted; `sure` is what the button says."""

    word: Annotated[str, Rest(), Field(max_length=200, description="Which tag?")]
    sure: Annotated[bool, Hidden()] = False


@command("tag delete", permission="settings.edit", aliases=["tag remove"], examples=["pumps"], in_place=True)
def delete_tag(ctx: Context, form: DeleteTag) -> Card:
    """Take a tag off every record, after asking."""
    tag = tags.find(ctx, form.word.strip().strip('#"'))
    count = tags.used(ctx, tag)
    if not form.sure:
        sure = Invocation("tag delete", {"word": tag.name, "sure": "yes"})
        line = Line(spans(f"It is on {phrases.counted(count, 'record')}." if count else "It is on no record."))
        return Card(spans("Delete the tag ", bold(tag.name), "?"), (line,), (Action("Delete", sure, "danger"),), "🏷️")
    tags.delete(ctx, tag)
    return _done(ctx, f"{tag.name} deleted, off {phrases.counted(count, 'record')}")


class PaintTag(Form):
    """A tag and its colour."""

    words: Annotated[
        str, Rest(), Quick(*tags.COLOURS), Field(max_length=200, description="Which tag, and which colour?")
    ]


@command("tag colour", permission="settings.edit", aliases=["tag color"], examples=["key account red"], in_place=True)
def paint_tag(ctx: Context, form: PaintTag) -> Card:
    """Give a tag a colour; - takes it away."""
    tag, colour = tags.leading(ctx, form.words)
    if not colour:
        raise InvalidInput("words", form.words, "which colour?", tags.COLOURS)
    tags.paint(ctx, tag, "" if colour == "-" else colour)
    painted = f"{record_lines.sign(tag)}{tag.name}"
    return _done(ctx, f"{painted} is {tag.colour} now" if tag.colour else f"{painted} has no colour now")


def _pair(ctx: Context, words: str) -> tuple[Tag, str]:
    """Return the tag a line begins with and the words it is to become. Raises `InvalidInput`."""
    tag, rest = tags.leading(ctx, words.replace('"', ""))
    new = _LEADING.sub("", rest).strip()
    if not new:
        raise InvalidInput("words", words, f"and what is {tag.name} to be? Type both")
    return tag, new


def _done(ctx: Context, what: str) -> Card:
    return Card(spans("Tag ", bold(what)), actions=(phrases.undo_action(ctx),), icon="🏷️")
