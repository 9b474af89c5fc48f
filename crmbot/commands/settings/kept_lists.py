"""The lists an organisation keeps, in chat: shown to everybody, changed by those who may change settings."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Any, Generic

from pydantic import Field

from crmbot.chat.card import Action, Block, Card, Footer, Item, Items, Line, Spans, bold, code, spans
from crmbot.chat.command import Command
from crmbot.chat.form import Aside, Form, Hidden, Key, Quick, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.settings import lists as settings_lists
from crmbot.core.settings.lists import (
    COLOURS,
    EVENT_CATEGORIES,
    LOST_REASONS,
    SOURCES,
    TASK_TYPES,
    EntryT,
    KeptList,
)
from crmbot.language.fold import fold
from crmbot.language.text import plural
from crmbot.store.models.activity import ActivityType
from crmbot.store.models.pipeline import LostReason

PAGE = 20

Run = Callable[[Any, Any], Card]

_SIGNS = dict(zip(COLOURS, "🔴🟠🟡🟢🔵🟣🟤⚫⚪", strict=True))
_NOTE = re.compile(r"(?<![\s,])[\s,]+(?:needs?(?:\s+a)?|(?P<no>no|without(?:\s+a)?))\s+note$", re.IGNORECASE)
_PLACE = re.compile(r"(?P<entry>.*?)(?<!\s)\s+(?:to\s+)?(?P<to>\d{1,3})", re.DOTALL)
_TO = re.compile(r"(?<!\s)\s+(?:to|→|->)\s+", re.IGNORECASE)
_LAST_WORD = re.compile(r"(?P<entry>.+?)(?:\s+to)?\s+(?P<word>\S+)", re.DOTALL)
_SWITCH = re.compile(r"(?P<entry>.+?)(?<!\s)\s+(?P<word>on|off|yes|no)", re.IGNORECASE | re.DOTALL)


class OfList(Form):
    """The whole list, or one entry of it."""

    entry: Annotated[str | None, Rest(), Aside(), Field(max_length=80, description="Which one?")] = None
    page: Annotated[int, Hidden()] = 1


class NewEntry(Form):
    """An entry to be added."""

    name: Annotated[str, Rest(), Field(max_length=100, description="What is it called?")]


class RenameEntry(Form):
    """An entry and what it is called from now on."""

    name: Annotated[str, Rest(), Field(max_length=160, description="What is it to be called?")]
    entry: Annotated[str | None, Key("from"), Aside(), Field(max_length=80, description="Which one?")] = None


class OneEntry(Form):
    """An entry by its name."""

    entry: Annotated[str, Rest(), Field(max_length=80, description="Which one?")]


class MoveEntry(Form):
    """An entry and its place."""

    entry: Annotated[str, Rest(), Field(max_length=90, description="Which one, and where to, as in: Web to 2?")]
    to: Annotated[int | None, Key("place"), Aside(), Field(description="To which place? 1 is the first")] = None


class NoteOfReason(Form):
    """A lost reason, and whether it wants a note."""

    entry: Annotated[str, Rest(), Field(max_length=90, description="Which one? Add off to want no note")]
    wanted: Annotated[bool | None, Key("on"), Aside(), Field(description="Must it be explained?")] = None


class ColourOfType(Form):
    """A type and its colour."""

    colour: Annotated[
        str, Rest(), Quick(*COLOURS[:5], "none"), Field(max_length=100, description="Which colour is it to have?")
    ]
    entry: Annotated[str | None, Aside(), Field(max_length=80, description="Which one?")] = None


class CodeOfType(Form):
    """A type and its code."""

    code: Annotated[str, Rest(), Field(max_length=110, description="What is its short code to be?")]
    entry: Annotated[str | None, Aside(), Field(max_length=80, description="Which one?")] = None


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


@dataclass(frozen=True, slots=True)
class Keeper(Generic[EntryT]):
    """What can be said about one list: the same words for each."""

    of: KeptList[EntryT]
    icon: str
    example: str
    also: tuple[str, ...] = ()

    def commands(self) -> tuple[Command, Command, Command, Command, Command, Command]:
        """Return the commands every list has: shown, added to, renamed, taken off, put back, put in order."""
        one, old = self.of.one, self.of.defaults[0]
        return (
            Command(
                name=self.of.words,
                form=OfList,
                run=self.show,
                help=f"List the {self.of.words}, or show one of them.",
                aliases=self.also,
                examples=("", old),
                group="settings",
                in_place=True,
            ),
            self._verb("add", NewEntry, self.add, f"Put {_a(one)} on the list.", self.example),
            self._verb("rename", RenameEntry, self.rename, f"Call {_a(one)} something else.", f"{old} to Anything"),
            self._verb(
                "deactivate",
                OneEntry,
                self.deactivate,
                f"Take {_a(one)} off the list; records that have it keep it.",
                old,
            ),
            self._verb("activate", OneEntry, self.activate, f"Put {_a(one)} back on the list.", old),
            self._verb("move", MoveEntry, self.move, f"Put {_a(one)} at another place of the list.", f"{old} to 2"),
        )

    def _verb(self, verb: str, form: type[Form], run: Run, what: str, example: str) -> Command:
        others = {"add": ("new",), "deactivate": ("remove", "delete"), "activate": ("restore",)}.get(verb, ())
        heads = (self.of.words, *self.also, self.of.one)
        said = [f"{head} {word}" for word in (verb, *others) for head in heads]
        return Command(
            name=said[0],
            form=form,
            run=run,
            help=what,
            permission="settings.edit",
            aliases=tuple(alias for alias in said[1:] if alias != "source new"),  # that one names the lead as well
            examples=(example,),
            group="settings",
            in_place=True,
        )

    # What they do

    def show(self, ctx: Context, form: OfList) -> Card:
        """Return the list, or the card of one entry; `Budget needs note` says it of that reason at once."""
        if not form.entry:
            return self._list(ctx, form.page)
        found = _NOTE.search(form.entry)
        if found is not None and self.of.model is LostReason:
            return self._noted(ctx, form.entry[: found.start()], wanted=found["no"] is None)
        entry = settings_lists.named(ctx, self.of, form.entry)
        return Card(self._row(entry), tuple(self._lines(ctx, entry)), self._ways(ctx, entry), self.icon, whisper=True)

    def add(self, ctx: Context, form: NewEntry) -> Card:
        """Add an entry; `needs note` behind a lost reason is no part of its name."""
        found = _NOTE.search(form.name) if self.of.model is LostReason else None
        entry = settings_lists.add(ctx, self.of, form.name[: found.start()] if found else form.name)
        if found is not None and isinstance(entry, LostReason):
            settings_lists.want_note(ctx, entry, wanted=found["no"] is None)
        return self._changed(ctx, spans("Added ", *self._row(entry)))

    def rename(self, ctx: Context, form: RenameEntry) -> Card:
        """Call an entry something else."""
        entry, name = self._renamed(ctx, form)
        before = entry.name
        settings_lists.rename(ctx, self.of, entry, name)
        return self._changed(ctx, spans(before, " → ", bold(entry.name), ", on old records as well"))

    def _renamed(self, ctx: Context, form: RenameEntry) -> tuple[EntryT, str]:
        """Return the entry and its new name; `Ready to buy to Hot` is divided where an entry's name ends."""
        if form.entry:
            return settings_lists.named(ctx, self.of, form.entry.strip('" ')), form.name
        cuts = [(form.name[: cut.start()].strip('" '), form.name[cut.end() :]) for cut in _TO.finditer(form.name)]
        entries = settings_lists.every(ctx.session, self.of)
        if not cuts:
            begun = [entry for entry in entries if fold(form.name).startswith(f"{entry.name_key} ")]
            cuts = [(entry.name, form.name[len(entry.name) :].strip('" ')) for entry in begun]
        if not cuts:
            raise InvalidInput("name", form.name, f"say: {self.of.words} rename {self.of.defaults[0]} to …")
        keys = {entry.name_key for entry in entries}
        which, name = next((cut for cut in cuts if fold(cut[0]) in keys), cuts[0])
        return settings_lists.named(ctx, self.of, which), name

    def deactivate(self, ctx: Context, form: OneEntry) -> Card:
        """Take an entry off the list."""
        entry = settings_lists.named(ctx, self.of, form.entry.strip('" '))
        settings_lists.deactivate(ctx, self.of, entry)
        return self._changed(ctx, spans(bold(entry.name), " is off the list; records that have it keep it"))

    def activate(self, ctx: Context, form: OneEntry) -> Card:
        """Put an entry back on the list."""
        entry = settings_lists.named(ctx, self.of, form.entry.strip('" '))
        settings_lists.activate(ctx, self.of, entry)
        return self._changed(ctx, spans(bold(entry.name), " is on the list again"))

    def move(self, ctx: Context, form: MoveEntry) -> Card:
        """Put an entry at another place."""
        words, to = form.entry, form.to
        said = _PLACE.fullmatch(words) if to is None else None
        if said is not None:
            words, to = said["entry"], int(said["to"])
        if to is None:
            raise InvalidInput("to", "", f"say where to: {self.of.words} move {self.of.defaults[0]} to 2")
        entry = settings_lists.named(ctx, self.of, words.strip('" '))
        settings_lists.place(ctx, self.of, entry, to)
        return self._changed(ctx, spans(bold(entry.name), f" is number {to} of the list"), *self._steps(ctx, entry))

    def note(self, ctx: Context, form: NoteOfReason) -> Card:
        """Say whether a lost reason has to be explained."""
        said = _SWITCH.fullmatch(form.entry) if form.wanted is None else None
        if said is None:
            return self._noted(ctx, form.entry, wanted=form.wanted is not False)
        return self._noted(ctx, said["entry"], wanted=said["word"].lower() in ("on", "yes"))

    def colour(self, ctx: Context, form: ColourOfType) -> Card:
        """Give a type a colour."""
        words, colour = _entry_and_word(form.entry, form.colour)
        entry = settings_lists.named(ctx, self.of, words)
        assert isinstance(entry, ActivityType)
        settings_lists.set_colour(ctx, entry, colour)
        return self._changed(ctx, self._row(entry))

    def code(self, ctx: Context, form: CodeOfType) -> Card:
        """Give a type a code."""
        words, wanted = _entry_and_word(form.entry, form.code)
        entry = settings_lists.named(ctx, self.of, words)
        settings_lists.set_code(ctx, self.of, entry, wanted)
        return self._changed(ctx, spans(*self._row(entry), " · code ", code(entry.code or "")))

    def _noted(self, ctx: Context, words: str, *, wanted: bool) -> Card:
        reason = settings_lists.named(ctx, LOST_REASONS, words.strip('" '))
        settings_lists.want_note(ctx, reason, wanted=wanted)
        return self._changed(ctx, spans(bold(reason.name), " wants a note" if wanted else " wants no note any more"))

    # How it is shown

    def _list(self, ctx: Context, page: int) -> Card:
        entries = settings_lists.listed(ctx.session, self.of)
        pages = max(-(-len(entries) // PAGE), 1)
        page = min(max(page, 1), pages)
        shown = entries[(page - 1) * PAGE : page * PAGE]
        opens = ctx.actor.can("settings.edit")
        rows = tuple(Item(self._row(entry), self._open(entry) if opens else None) for entry in shown)
        off = [entry.name for entry in settings_lists.every(ctx.session, self.of) if not entry.is_active]
        foots = [Footer(spans(f"Off the list: {', '.join(off)}"))] if off else []
        foots += [Footer(spans(code(f"{self.of.words} add {self.example}"), " adds one."))] if opens else []
        new = (Action("Add one…", Invocation(f"{self.of.words} add", form=True)),) if opens else ()
        title = spans(bold(self.of.words.capitalize()), f" · {len(entries)}")
        blocks: tuple[Block, ...] = (Items(rows, first=(page - 1) * PAGE + 1), *foots)
        return Card(title, blocks, (*phrases.pager(self.of.words, {}, page, pages), *new), icon=self.icon, whisper=True)

    def _open(self, entry: EntryT) -> Action:
        return Action("Open", Invocation(self.of.words, {"entry": entry.name}))

    def _row(self, entry: EntryT) -> Spans:
        parts = [bold(entry.name)]
        told = ["off the list"] if not entry.is_active else []
        if isinstance(entry, LostReason) and entry.needs_note:
            told.append("wants a note")
        if isinstance(entry, ActivityType) and entry.colour:
            told.append(f"{_SIGNS.get(entry.colour, '')} {entry.colour}".strip())
        return spans(*parts, *(f" · {word}" for word in told))

    def _lines(self, ctx: Context, entry: EntryT) -> Iterator[Block]:
        place = settings_lists.place_of(ctx, self.of, entry)
        count = len(settings_lists.listed(ctx.session, self.of))
        told = f"Number {place} of {count} {self.of.words}." if place else "Records that have it keep it."
        yield Line(spans(told))
        if isinstance(entry, ActivityType):
            of = f"For {plural(entry.event_kind.value)} · " if entry.event_kind is not None else ""
            yield Footer(spans(f"{of}Code ", code(entry.code)))

    def _ways(self, ctx: Context, entry: EntryT) -> tuple[Action, ...]:
        if not ctx.actor.can("settings.edit"):
            return ()
        if not entry.is_active:
            return (self._act("Put back", "activate", entry),)
        rename = Action("Rename…", Invocation(f"{self.of.words} rename", {"entry": entry.name}, form=True))
        off = self._act("Take off the list", "deactivate", entry)
        return (rename, *self._own_way(entry), *self._steps(ctx, entry), off)

    def _own_way(self, entry: EntryT) -> Iterator[Action]:
        """Yield what only entries of one list can be told."""
        if isinstance(entry, LostReason):
            asked = {"entry": entry.name, "wanted": "no" if entry.needs_note else "yes"}
            yield Action("No note" if entry.needs_note else "Ask for a note", Invocation("lost reasons note", asked))
        if isinstance(entry, ActivityType):
            yield Action("Colour…", Invocation(f"{self.of.words} colour", {"entry": entry.name}, form=True))

    def _steps(self, ctx: Context, entry: EntryT) -> Iterator[Action]:
        place = settings_lists.place_of(ctx, self.of, entry)
        last = len(settings_lists.listed(ctx.session, self.of))
        if place > 1:
            yield self._act("Up", "move", entry, to=str(place - 1))
        if place < last:
            yield self._act("Down", "move", entry, to=str(place + 1))

    def _act(self, label: str, verb: str, entry: EntryT, **more: str) -> Action:
        return Action(label, Invocation(f"{self.of.words} {verb}", {"entry": entry.name, **more}))

    def _changed(self, ctx: Context, title: Spans, *more: Action) -> Card:
        every = Action(f"All {self.of.words}", Invocation(self.of.words))
        return Card(title, actions=(*more, every, phrases.undo_action(ctx)), icon=self.icon, whisper=True)

    # What only some lists have

    def note_command(self) -> Command:
        """Return the command that says whether a lost reason has to be explained."""
        what = "Say whether a lost reason has to be explained, or no longer has to."
        made = self._verb("note", NoteOfReason, self.note, what, "Budget")
        also = (f"{head} needs note" for head in (self.of.words, *self.also))
        return replace(made, aliases=(*made.aliases, *also), examples=("Budget", "Budget off"))

    def type_commands(self) -> tuple[Command, Command]:
        """Return the commands that give a type or a category a colour and a code."""
        one, old = self.of.one, self.of.defaults[0]
        return (
            self._verb("colour", ColourOfType, self.colour, f"Give a {one} a colour.", f"{old} blue"),
            self._verb("code", CodeOfType, self.code, f"Give a {one} a short code of its own.", f"{old} td"),
        )


def _entry_and_word(entry: str | None, words: str) -> tuple[str, str]:
    """Return the entry and what it is given: `Phone call blue` says both in one."""
    if entry:
        return entry.strip('" '), words
    said = _LAST_WORD.fullmatch(words.strip())
    return (said["entry"].strip('" '), said["word"]) if said is not None else (words.strip('" '), "")


_SOURCES = Keeper(SOURCES, "📥", "Podcast")
_LOST_REASONS = Keeper(LOST_REASONS, "📕", '"No budget"', ("reasons",))
_TASK_TYPES = Keeper(TASK_TYPES, "☑️", "Quote", ("types task", "activity types"))
_EVENT_CATEGORIES = Keeper(EVENT_CATEGORIES, "📅", "Webinar", ("types event",))

LIST_SOURCES, ADD_SOURCE, RENAME_SOURCE, STOP_SOURCE, RESUME_SOURCE, MOVE_SOURCE = _SOURCES.commands()
LIST_REASONS, ADD_REASON, RENAME_REASON, STOP_REASON, RESUME_REASON, MOVE_REASON = _LOST_REASONS.commands()
LIST_TYPES, ADD_TYPE, RENAME_TYPE, STOP_TYPE, RESUME_TYPE, MOVE_TYPE = _TASK_TYPES.commands()
LIST_EVENTS, ADD_EVENT, RENAME_EVENT, STOP_EVENT, RESUME_EVENT, MOVE_EVENT = _EVENT_CATEGORIES.commands()
NOTE_REASON = _LOST_REASONS.note_command()
COLOUR_TYPE, CODE_TYPE = _TASK_TYPES.type_commands()
COLOUR_EVENT, CODE_EVENT = _EVENT_CATEGORIES.type_commands()
