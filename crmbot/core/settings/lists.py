"""The lists an organisation keeps: sources, lost reasons, types of tasks, categories of events; one way for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, func, literal, select, true, union_all
from sqlalchemy.orm import Session

from crmbot.core.choices import Listed, lists
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.language.fold import fold
from crmbot.language.names import near_words
from crmbot.store.models.activity import ActivityType, EventKind
from crmbot.store.models.pipeline import LostReason, Source

LONGEST_NAME = 60
LONGEST_CODE = 20
COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "brown", "black", "white")

_STEM = 3
_NEAR = 5

Entry = Source | LostReason | ActivityType
EntryT = TypeVar("EntryT", bound=Entry)


@dataclass(frozen=True, slots=True)
class KeptList(Generic[EntryT]):
    """One list: its name for forms, what it and its entries are called, and whose rows they are.

    `kind` tells lists apart that share a table; `synonyms` are other words for entries, folded.
    """

    name: str
    words: str
    one: str
    model: type[EntryT]
    defaults: tuple[str, ...]
    kind: str = ""
    synonyms: Mapping[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> ColumnElement[bool]:
        """The condition that keeps the rows of this list."""
        return ActivityType.kind == self.kind if self.kind else true()


SOURCES = KeptList(
    "sources",
    "sources",
    "source",
    Source,
    (
        *("Web", "Trade show", "Word of mouth", "Partner", "Advertisement", "Cold call", "Direct mail", "Seminar"),
        *("Public relations", "Existing customer", "Employee", "LinkedIn", "Web forum", "Self-generated", "Other"),
    ),
    synonyms={
        "fair": "trade show",
        "exhibition": "trade show",
        "website": "web",
        "web site": "web",
        "internet": "web",
        "referral": "word of mouth",
        "recommendation": "word of mouth",
        "ad": "advertisement",
        "cold calling": "cold call",
        "mailing": "direct mail",
        "pr": "public relations",
        "customer": "existing customer",
        "others": "other",
    },
)
LOST_REASONS = KeptList(
    "lost_reasons",
    "lost reasons",
    "lost reason",
    LostReason,
    ("Pricing", "Competition", "Budget", "Timing", "Missing features", "No decision", "Other"),
)
TASK_TYPES = KeptList(
    "task_types",
    "task types",
    "task type",
    ActivityType,
    ("To-do", "Phone call", "E-mail", "Meeting", "Visit"),
    kind="task",
    synonyms={"todo": "to do", "call": "phone call", "mail": "e mail", "email": "e mail"},
)
EVENT_CATEGORIES = KeptList(
    "event_categories",
    "event categories",
    "event category",
    ActivityType,
    ("Internal meeting", "Customer meeting", "Prospect meeting", "Supplier meeting", "Training", "Event"),
    kind="event",
)


LISTS: tuple[KeptList[Source] | KeptList[LostReason] | KeptList[ActivityType], ...] = (
    SOURCES,
    LOST_REASONS,
    TASK_TYPES,
    EVENT_CATEGORIES,
)


def counts(session: Session) -> Mapping[str, int]:
    """Return how many entries can be chosen on each list, by the words for the list; one query."""
    parts = [
        select(literal(of.words).label("words"), func.count().label("number"))
        .select_from(of.model)
        .where(of.model.is_active, of.rows)
        for of in LISTS
    ]
    found = {row.words: row.number for row in session.execute(union_all(*parts))}
    return {of.words: found[of.words] for of in LISTS}


def listed(session: Session, of: KeptList[EntryT]) -> Sequence[EntryT]:
    """Return the entries that can be chosen, in their order."""
    return [entry for entry in every(session, of) if entry.is_active]


def every(session: Session, of: KeptList[EntryT]) -> Sequence[EntryT]:
    """Return all entries in their order, those that were taken off the list as well."""
    return session.scalars(select(of.model).where(of.rows).order_by(of.model.position, of.model.id)).all()


def meant(of: KeptList[EntryT], entries: Sequence[EntryT], text: str) -> EntryT | None:
    """Return the one of some entries a text means: its name, a synonym, or the start of one name alone."""
    for wanted in dict.fromkeys((fold(text), of.synonyms.get(fold(text), fold(text)))):
        exact = [entry for entry in entries if entry.name_key == wanted]
        near = exact or [entry for entry in entries if len(wanted) >= _STEM and entry.name_key.startswith(wanted)]
        if len(near) == 1:
            return near[0]
    return None


def named(ctx: Context, of: KeptList[EntryT], text: str) -> EntryT:
    """Return the entry a text means, on the list or off it. Raises `InvalidInput` with near ones."""
    entries = every(ctx.session, of)
    on_it = [entry for entry in entries if entry.is_active]
    found = _exact(entries, text) or meant(of, on_it, text) or meant(of, entries, text)
    if found is None:
        raise InvalidInput("entry", text, f"no such {of.one}", _near(on_it, text))
    return found


def _exact(entries: Sequence[EntryT], text: str) -> EntryT | None:
    return next((entry for entry in entries if entry.name_key == fold(text)), None)


def _near(entries: Sequence[EntryT], text: str) -> tuple[str, ...]:
    by_key = {entry.name_key: entry.name for entry in entries}
    near = [by_key[key] for key, _ in near_words(fold(text), list(by_key))]
    return tuple(near[:_NEAR]) or tuple(by_key.values())[:_NEAR]


def add(ctx: Context, of: KeptList[EntryT], name: str) -> EntryT:
    """Put an entry at the end of a list; one that was taken off it comes back.

    Raises `NotAllowed`, `InvalidInput`, `Conflict` for one that is there.
    """
    ctx.actor.require("settings.edit")
    words = _name(of, name)
    entries = every(ctx.session, of)
    there = _exact(entries, words)
    if there is not None and there.is_active:
        raise Conflict(f"The {of.one} {there.name}", "is on the list already")
    entry = there or fresh(of, words, entries)
    entry.is_active = True
    ctx.session.add(entry)
    ctx.session.flush()
    return entry


def fresh(of: KeptList[EntryT], name: str, beside: Sequence[EntryT]) -> EntryT:
    """Return a new entry to stand behind others; it is not stored yet."""
    place = max((entry.position for entry in beside), default=-1) + 1
    entry = of.model(name=name, position=place)
    if isinstance(entry, ActivityType):
        entry.kind = of.kind
        entry.code = _free_code(name, {other.code or "" for other in beside})
        entry.event_kind = EventKind.MEETING if of is EVENT_CATEGORIES else None
    return entry


def _free_code(name: str, taken: set[str]) -> str:
    stem = fold(name).replace(" ", "_")[:LONGEST_CODE]
    codes = (stem if again == 1 else f"{stem}_{again}" for again in range(1, len(taken) + 2))
    return next(code for code in codes if code not in taken)


def rename(ctx: Context, of: KeptList[EntryT], entry: EntryT, name: str) -> None:
    """Call an entry something else, on old records as well.

    Raises `NotAllowed`, `InvalidInput`, `Conflict` for a name that is taken.
    """
    ctx.actor.require("settings.edit")
    words = _name(of, name)
    there = _exact(every(ctx.session, of), words)
    if there is not None and there is not entry:
        whose = f"is another {of.one}’s" if there.is_active else f"was that of a {of.one} off the list; activate it"
        raise Conflict(f"The name {there.name}", whose)
    entry.name = words
    ctx.session.flush()


def deactivate(ctx: Context, of: KeptList[EntryT], entry: EntryT) -> None:
    """Take an entry off the list; what has it keeps it. Raises `NotAllowed`, `Conflict` for one off it or the last."""
    ctx.actor.require("settings.edit")
    if not entry.is_active:
        raise Conflict(f"The {of.one} {entry.name}", "is off the list already")
    if len(listed(ctx.session, of)) == 1:
        raise Conflict(f"The {of.one} {entry.name}", "is the only one left; add another one first")
    entry.is_active = False
    ctx.session.flush()


def activate(ctx: Context, of: KeptList[EntryT], entry: EntryT) -> None:
    """Put an entry back on the list. Raises `NotAllowed`, `Conflict` for one that is on it."""
    ctx.actor.require("settings.edit")
    if entry.is_active:
        raise Conflict(f"The {of.one} {entry.name}", "is on the list already")
    entry.is_active = True
    ctx.session.flush()


def place(ctx: Context, of: KeptList[EntryT], entry: EntryT, to: int) -> None:
    """Put an entry at a place of its list, counted from 1. Raises `NotAllowed`, `InvalidInput`, `Conflict`."""
    ctx.actor.require("settings.edit")
    if not entry.is_active:
        raise Conflict(f"The {of.one} {entry.name}", "is off the list; activate it first")
    entries = every(ctx.session, of)
    ladder: list[EntryT] = [other for other in entries if other.is_active and other is not entry]
    if not 1 <= to <= len(ladder) + 1:
        raise InvalidInput("to", str(to), f"places are 1 to {len(ladder) + 1}")
    ladder.insert(to - 1, entry)
    ladder += [other for other in entries if not other.is_active]
    for position, each in enumerate(ladder):
        each.position = position
    ctx.session.flush()


def place_of(ctx: Context, of: KeptList[EntryT], entry: EntryT) -> int:
    """Return the place of an entry on its list, counted from 1; 0 for one that is off it."""
    return next((at for at, other in enumerate(listed(ctx.session, of), 1) if other is entry), 0)


def want_note(ctx: Context, reason: LostReason, *, wanted: bool) -> None:
    """Say whether whoever gives a lost reason has to explain it (R-40). Raises `NotAllowed`."""
    ctx.actor.require("settings.edit")
    reason.needs_note = wanted
    ctx.session.flush()


def set_code(ctx: Context, of: KeptList[EntryT], entry: EntryT, code: str) -> None:
    """Give an entry a short code of its own. Raises `NotAllowed`, `InvalidInput`, `Conflict` for one that is taken."""
    ctx.actor.require("settings.edit")
    wanted = fold(code).replace(" ", "_")
    if not wanted or len(wanted) > LONGEST_CODE:
        raise InvalidInput("code", code, f"a code has 1 to {LONGEST_CODE} letters or digits")
    there = next((other for other in every(ctx.session, of) if other.code == wanted and other is not entry), None)
    if there is not None:
        raise Conflict(f"The code {wanted}", f"is that of {there.name}")
    entry.code = wanted
    ctx.session.flush()


def set_colour(ctx: Context, entry: ActivityType, colour: str) -> None:
    """Give a type of task or category of event a colour, `none` for no colour. Raises `NotAllowed`, `InvalidInput`."""
    ctx.actor.require("settings.edit")
    wanted = fold(colour)
    if wanted not in (*COLOURS, "none", ""):
        raise InvalidInput("colour", colour, "no colour I know", COLOURS)
    entry.colour = wanted if wanted in COLOURS else None
    ctx.session.flush()


def set_event_kind(ctx: Context, entry: ActivityType, kind: EventKind) -> None:
    """Say what kind of event a category is offered for (R-76); events that have it keep it. Raises `NotAllowed`."""
    ctx.actor.require("settings.edit")
    entry.event_kind = kind
    ctx.session.flush()


def begin(session: Session) -> None:
    """Fill the lists that nobody has begun."""
    _begin(session, SOURCES)
    _begin(session, TASK_TYPES)
    _begin(session, EVENT_CATEGORIES)
    for reason in _begin(session, LOST_REASONS):
        reason.needs_note = reason.name == "Other"
    session.flush()


def _begin(session: Session, of: KeptList[EntryT]) -> Sequence[EntryT]:
    if _has_begun(session, of):
        return ()
    made: list[EntryT] = []
    for name in of.defaults:
        made.append(fresh(of, name, made))
    session.add_all(made)
    return made


def have_begun(session: Session) -> bool:
    """Tell whether there is something on every list."""
    is_there = (_has_begun(session, SOURCES), _has_begun(session, LOST_REASONS))
    return all((*is_there, _has_begun(session, TASK_TYPES), _has_begun(session, EVENT_CATEGORIES)))


def _has_begun(session: Session, of: KeptList[EntryT]) -> bool:
    return session.scalar(select(of.model.id).where(of.rows).limit(1)) is not None


def _name(of: KeptList[EntryT], given: str) -> str:
    words = " ".join(given.split()).strip('" ')
    if not fold(words) or len(words) > LONGEST_NAME:
        raise InvalidInput("name", given, f"a {of.one} needs a name of at most {LONGEST_NAME} characters")
    return words


def _offered(session: Session, of: KeptList[EntryT]) -> list[Listed]:
    return [Listed(entry.name, entry.name) for entry in listed(session, of)]


@lists(SOURCES.name)
def _source_list(ctx: Context) -> Sequence[Listed]:
    return _offered(ctx.session, SOURCES)


@lists(LOST_REASONS.name)
def _reason_list(ctx: Context) -> Sequence[Listed]:
    return _offered(ctx.session, LOST_REASONS)


@lists(TASK_TYPES.name)
def _task_type_list(ctx: Context) -> Sequence[Listed]:
    return _offered(ctx.session, TASK_TYPES)


@lists(EVENT_CATEGORIES.name)
def _event_category_list(ctx: Context) -> Sequence[Listed]:
    return _offered(ctx.session, EVENT_CATEGORIES)
