"""Records that are the same: looked at side by side, merged, and taken apart again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Line, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Hidden, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.merging import cards as merge_cards
from crmbot.commands.merging.cards import ICON, Sides
from crmbot.core import lookup, merging, records
from crmbot.core.context import Context
from crmbot.core.errors import Ambiguous, Conflict, InvalidInput, NotFound
from crmbot.core.merging.words import MERGED
from crmbot.language.codes import is_sign, parse_code, points, show
from crmbot.store.models.record import Record

_BETWEEN = re.compile(r"(?:(?<!\s)\s+)?(?:,|;|&|\band\b|\bwith\b)\s*", re.IGNORECASE)
PAIR = 2
_INTO = re.compile(r"(?<!\s)\s+(?:into|in)\s+", re.IGNORECASE)


class Merge(Form):
    """What to merge; `picks` says whose value stands in which field, `revs` which state was looked at."""

    words: Annotated[str, Rest(), Field(max_length=300, description="Which ones? The first one stays: C-7, C-19")]
    picks: Annotated[str, Hidden()] = ""
    revs: Annotated[str, Hidden()] = ""
    sure: Annotated[bool, Hidden()] = False


@command("merge", examples=["C-7 C-19", "#41 into #11"], in_place=True)
def merge_records(ctx: Context, form: Merge) -> Card:
    """Make one record of several, after showing where they differ; for 30 days it can be taken back."""
    names = _apart(ctx, _names(form.words))
    try:
        found = [_record(ctx, name) for name in names]
    except Ambiguous as several:
        return _which(names, several)
    into, others = found[0], tuple(found[1:])
    merging.check(ctx, into, others)
    sides = Sides(into, others, _picks(form.picks))
    if not form.sure:
        return merge_cards.side_by_side(ctx, sides)
    if form.revs != sides.revs:
        return merge_cards.side_by_side(ctx, sides, "It was changed meanwhile: this is how it stands now.")
    merged = merging.merge(ctx, merging.Wanted(into, others, sides.picks))
    return merge_cards.merged(ctx, merged)


def _names(text: str) -> list[str]:
    """Return what is named, the record that stays first: `C-19 into C-7`, `C-7 C-19`, `Acme, Acme Corp`."""
    gone, *into = _INTO.split(text.strip(), maxsplit=1)
    return list(dict.fromkeys(name for part in (*into, gone) for name in _several(part)))


def _several(text: str) -> list[str]:
    words = text.replace(",", " ").split()
    if all(is_sign(word) for word in words):
        return words
    return [name.strip('"') for name in _BETWEEN.split(text) if name.strip('"')]


def _apart(ctx: Context, names: list[str]) -> list[str]:
    """Return what is named; two words of which nothing has both are two names: `merge Acme Acmee`."""
    words = names[0].split() if len(names) == 1 else []
    if len(words) != PAIR:
        return names
    try:
        _record(ctx, names[0])
    except NotFound:
        return words
    except Ambiguous:
        pass
    return names


def _record(ctx: Context, name: str) -> Record:
    """Return the record a name or code stands for. Raises `Conflict` for one that was merged already."""
    record = lookup.get(ctx, lookup.resolve(ctx, name, () if points(name) else MERGED).id)
    old = lookup.came_from(ctx, record)
    if old and parse_code(name) is not None:
        raise Conflict(old, f"was merged into {record.title} ({records.code(record)}) already", record_id=record.id)
    return record


def _which(names: Sequence[str], several: Ambiguous) -> Card:
    """Ask which one is meant: one button each, the others named as before."""

    def again(code_: str) -> Invocation:
        words = ", ".join(code_ if name == several.asked else name for name in names)
        return Invocation("merge", {"words": words})

    title = spans("Which ", bold(several.asked), "?")
    picks = [Action(record_lines.option_label(one), again(show(one.kind, one.id))) for one in several.candidates[:5]]
    return record_lines.asked_by_number(Card(title, actions=tuple(picks), icon="🔎", whisper=True), len(picks))


def _picks(text: str) -> Mapping[str, int]:
    pairs = (part.split("=") for part in text.split(";") if part)
    return {name: int(number) for name, number in pairs}


class Unmerge(Form):
    """What to take out again."""

    number: Annotated[str, Rest(), Field(max_length=20, description="Which one was merged, as in C-19?")]


@command("unmerge", examples=["C-19", "#41"], in_place=True)
def unmerge_record(ctx: Context, form: Unmerge) -> Card:
    """Take a merged record out again, with all that came over with it."""
    text = form.number.strip()
    found = parse_code(text if not text.isdecimal() else f"#{text}")
    if found is None:
        raise InvalidInput("number", form.number, "not the number of a record")
    inside = merging.inside(ctx, found.number)
    if inside:
        return _which_inside(text, inside)
    taken = merging.unmerge(ctx, found.number)
    card = merge_cards.taken_apart(ctx, taken)
    return replace(card, actions=(*card.actions, phrases.undo_action(ctx)))


def _which_inside(asked: str, inside: Sequence[Record]) -> Card:
    """Ask which of the records is to come out that went into the one that was named."""
    takes = [
        Action(f"{one.title} ({records.code(one)})", Invocation("unmerge", {"number": records.code(one)}))
        for one in inside
    ]
    line = Line(spans("Or type ", code(f"unmerge {records.code(inside[0])}"), "."))
    return Card(spans("What is to come out of ", bold(asked), "?"), (line,), tuple(takes), ICON, whisper=True)
