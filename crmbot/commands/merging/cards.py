"""The cards of a merge: the records side by side, what came over, what was taken apart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crmbot.chat.card import Action, Block, Card, Footer, Item, Items, Line, Spans, bold, code, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import change_words, phrases
from crmbot.commands.change_words import Reader
from crmbot.commands.fields import own_fields
from crmbot.commands.phrases import show_action
from crmbot.core import changes, custom_fields, merging, records
from crmbot.core.context import Context
from crmbot.core.custom_fields.values import Value
from crmbot.core.merging import Merged, TakenApart
from crmbot.core.merging import fields as merge_fields
from crmbot.core.merging import links as merge_links
from crmbot.core.merging.fields import OWN_FIELD, Difference
from crmbot.core.merging.undo import Stays
from crmbot.language.text import first_line
from crmbot.store.models.record import Record

ICON = "🧬"

_VALUE = 60
_FIELDS = 10
"""So many fields are shown side by side; where there are more, the rest keep the values of the record that stays."""


@dataclass(frozen=True, slots=True)
class Sides:
    """What is to be merged into what, and whose value was picked in which field."""

    into: Record
    others: tuple[Record, ...]
    picks: Mapping[str, int] = field(default_factory=dict)

    @property
    def all(self) -> tuple[Record, ...]:
        """Every record, the one that stays first."""
        return (self.into, *self.others)

    @property
    def revs(self) -> str:
        """The state of every record, as a button carries it."""
        return ".".join(str(record.version) for record in self.all)

    def ask(self, label: str, style: str = "", **args: str) -> Action:
        """Return a button that shows these records side by side in another way, or merges them."""
        said = {"words": " ".join(map(records.code, self.all)), "picks": written(self.picks), **args}
        return Action(label, Invocation("merge", {name: text for name, text in said.items() if text}), style)


def written(picks: Mapping[str, int]) -> str:
    """Return picks as a button carries them."""
    return ";".join(f"{name}={number}" for name, number in sorted(picks.items()))


def side_by_side(ctx: Context, sides: Sides, notice: str = "") -> Card:
    """Show where records differ, one line for each field with a button to take the other value, and ask."""
    apart = merging.differences(ctx, sides.all)
    told = _Told(ctx, sides, apart)
    blocks: list[Block] = [Line(spans(notice))] if notice else []
    if apart:
        blocks.append(Items(tuple(told.row(one) for one in apart[:_FIELDS])))
    blocks += [Line(spans(text)) for text in (told.filled(), _along(ctx, sides)) if text]
    blocks.append(Footer(spans("It can be taken back for 30 days.")))
    turned = Sides(sides.others[0], (sides.into, *sides.others[1:]))
    merge = sides.ask("Merge", "primary", revs=sides.revs, sure="yes")
    actions = (merge, turned.ask(f"Keep {records.code(turned.into)} instead"), show_action("Leave it", sides.into))
    return Card(_title(sides), tuple(blocks), actions, ICON, records.code(sides.into), whisper=True)


def _title(sides: Sides) -> Spans:
    parts = [part for other in sides.others for part in (", ", phrases.link(other))][1:]
    return spans("Merge ", *parts, " into ", phrases.link(sides.into), "?")


def _along(ctx: Context, sides: Sides) -> str:
    """Say what comes over."""
    counts = merge_links.counted(ctx, sides.others)
    return f"Comes over: {counted(counts)}" if counts else ""


@dataclass(frozen=True, slots=True)
class _Told:
    """Tells one person what stands in the fields of records that are to be merged."""

    ctx: Context
    sides: Sides
    apart: Sequence[Difference]

    def row(self, one: Difference) -> Item:
        """Return a field: what will stand, what will not, and the button that turns it round."""
        said: dict[str, int] = {}
        for number in (record.id for record in self.sides.all if record.id in one.said):
            said.setdefault(self.words(one, number), number)
        words, numbers = list(said), list(said.values())
        picked = self.sides.picks.get(one.name)
        stands = words.index(self.words(one, picked)) if picked in one.said and picked is not None else 0
        others = [text for text in words if text != words[stands]]
        line = spans(f"{self.label(one)}: ", bold(words[stands]), f" · not {' · '.join(others)}")
        picks = {**self.sides.picks, one.name: numbers[(stands + 1) % len(numbers)]}
        return Item(line, Sides(self.sides.into, self.sides.others, picks).ask("Swap"))

    def label(self, one: Difference) -> str:
        """Return what a field is called."""
        if one.field is None:
            key = one.name.removeprefix(OWN_FIELD)
            known = {each.key: each.label for each in custom_fields.of(self.ctx, self.sides.into.kind)}
            return known.get(key, key)
        return _label(one.name, one.field.columns[0])

    def words(self, one: Difference, number: int) -> str:
        """Return what one of the records says in a field."""
        values = one.said[number]
        if one.field is None:
            (own,) = values
            assert own is None or isinstance(own, Value)
            return own_fields.shown(self.ctx, own)
        return first_line(self._plain(one.name, one.field.columns, values), _VALUE)

    def _plain(self, name: str, columns: Sequence[str], values: Sequence[object]) -> str:
        reader = self._reader()
        if name == "address":
            return ", ".join(str(value) for value in values if value)
        unit = next(
            (str(value) for column, value in zip(columns, values, strict=True) if column.endswith("currency")), ""
        )
        return reader.value(columns[0], values[0], unit)

    def _reader(self) -> Reader:
        held = [
            (column, value)
            for one in self.apart
            if one.field is not None
            for values in one.said.values()
            for column, value in zip(one.field.columns, values, strict=True)
        ]
        return Reader(self.ctx, changes.named(self.ctx, held), self.ctx.org.currency)

    def filled(self) -> str:
        """Say which blanks are filled."""
        into = self.sides.into
        values = merge_fields.united(into, self.sides.others, self.sides.picks)
        names = dict.fromkeys(
            _label(each.name, each.columns[0])
            for each in merge_fields.fields(type(into))
            if any(values.get(column) and not getattr(into, column) for column in each.columns)
        )
        return f"Filled in: {', '.join(names)}" if names else ""


def _label(name: str, column: str) -> str:
    if name in ("address", "owner", "source", "referrer", "budget", "turnover", "name"):
        return name.capitalize()
    words = change_words.label(column)
    return words[:1].upper() + words[1:]


def merged(ctx: Context, done: Merged) -> Card:
    """Say what came over, and where the old numbers lead."""
    moved = f" {counted(done.moved)} moved." if done.moved else ""
    old = ", ".join(records.code(other) for other in done.others)
    leads = "leads" if len(done.others) == 1 else "lead"
    line = Line(spans(phrases.link(done.into), f" · {old} {leads} there now."))
    foot = Footer(spans(code(f"unmerge {records.code(done.others[0])}"), " takes it out again, for 30 days."))
    actions = (phrases.undo_action(ctx), show_action("Show", done.into))
    return Card(spans(bold("Merged."), moved), (line, foot), actions, ICON, records.code(done.into))


def taken_apart(ctx: Context, taken: TakenApart) -> Card:
    """Say what is there again, and what stays since it was changed meanwhile."""
    del ctx
    if not taken.back:
        return Card(spans(bold("Merged again."), " ", phrases.link(taken.into)), icon=ICON)
    parts = [part for one in taken.back for part in (", ", phrases.link(one))][1:]
    lines = (Line(spans("Changed since, so it stays: ", ", ".join(_staying(taken.stays)))),) if taken.stays else ()
    shows = tuple(show_action(f"Show {records.code(one)}", one) for one in (*taken.back[:3], taken.into))
    return Card(spans(bold("Unmerged:"), " ", *parts), lines, shows, ICON)


def _staying(stays: Sequence[Stays]) -> Iterator[str]:
    own = {"custom_value": "a field of its own"}
    for one in stays:
        if one.column not in change_words.UNTOLD:
            yield f"{one.code} {own.get(one.column) or change_words.label(one.column)}"


_NAMES = {"document": "file"}


def counted(moved: Mapping[str, int]) -> str:
    """Return how many of each there are, in words: `3 notes, 1 deal`."""
    order = ("note", "task", "event", "deal", "contact", "company", "lead", "document", "tag")
    kinds = sorted(moved, key=lambda kind: order.index(kind) if kind in order else len(order))
    return ", ".join(_count(kind, moved[kind]) for kind in kinds)


def _count(kind: str, number: int) -> str:
    return phrases.counted(number, _NAMES.get(kind, kind))
