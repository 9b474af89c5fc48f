"""Rows sorted into those that are new, those that are there already and those that cannot be taken, nothing written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crmbot.core import parties, people, tags
from crmbot.core.context import Context
from crmbot.core.deals import pipelines
from crmbot.core.errors import InvalidInput, NotAllowed
from crmbot.core.imports import known
from crmbot.core.imports.foreseen import Foreseen, Sale
from crmbot.core.imports.known import Buyer, Known, Register
from crmbot.core.imports.reading import Draft, whole_name
from crmbot.core.imports.tables import Row
from crmbot.core.rights import assigning
from crmbot.core.settings import sources
from crmbot.language.fold import fold, name_key
from crmbot.language.names import near_words
from crmbot.store.models.people import User
from crmbot.store.models.pipeline import Source, Stage, StageCategory

_LONGEST_SOURCE = 60
_NEAR = 3


@dataclass(slots=True)
class Placed:
    """A row that becomes a record: what the database had to say to its words, put together bit by bit.

    `company` and `person` are records that are there; where there is a name only, they are made.
    """

    draft: Draft
    owner: Mapping[str, object] = field(default_factory=dict)
    source: Source | None = None
    new_source: str = ""
    stage: Stage | None = None
    company: Buyer | None = None
    company_name: str = ""
    person: Buyer | None = None
    person_name: str = ""
    is_started: bool = False
    status_note: str = ""


@dataclass(slots=True)
class Sorted:
    """What becomes of some rows."""

    new: list[Placed] = field(default_factory=list)
    present: int = 0
    faults: list[tuple[Row, str]] = field(default_factory=list)


class _NotPlacedError(Exception):
    """A row names something that is not there; the text says what, in words for the person."""


@dataclass(slots=True)
class _Desk:
    """What some rows are compared with: looked up once for all of them."""

    ctx: Context
    kind: str
    as_known: Mapping[int, Known]
    register: Register
    elsewhere: Mapping[str, int]
    companies: Mapping[str, list[Buyer]]
    persons: Mapping[str, list[Buyer]]
    deals: set[Sale]
    users: Mapping[str, list[User]]
    ladder: Sequence[Stage]
    sources: Mapping[str, Source] = field(default_factory=dict)
    owners: dict[int, Mapping[str, object]] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)


def sort(ctx: Context, kind: str, drafts: Sequence[Draft], foreseen: Foreseen | None = None) -> Sorted:
    """Say what becomes of rows; a row that comes twice among them is present the second time.

    While nothing is written, `foreseen` knows of the rows before them, and takes these in.
    """
    done = Sorted()
    sound: list[Draft] = []
    for draft in drafts:
        if draft.fault:
            done.faults.append((draft.row, draft.fault))
        else:
            sound.append(draft)
    if not sound:
        return done
    desk = _desk(ctx, kind, sound)
    rows = [_with_parties(desk, draft) for draft in sound]
    if foreseen is not None:
        _recall(desk, rows, foreseen)
    for placed in rows:
        try:
            is_new = _is_new(desk, placed)
        except _NotPlacedError as error:
            done.faults.append((placed.draft.row, str(error)))
            continue
        if is_new:
            done.new.append(placed)
        else:
            done.present += 1
    done.faults.sort(key=lambda fault: fault[0].number)
    if foreseen is not None:
        _note(desk, done.new, foreseen)
    return done


def _desk(ctx: Context, kind: str, drafts: Sequence[Draft]) -> _Desk:
    firms = {draft.said["company"] for draft in drafts if draft.said.get("company")} if kind != "lead" else set()
    names = {whole_name(draft.said["contact"]) for draft in drafts if draft.said.get("contact")}
    companies = known.named(ctx, "company", firms)
    persons = known.named(ctx, "contact", names)
    buyers = [buyer.id for found in (companies, persons) for some in found.values() for buyer in some]
    as_known = {draft.row.number: known.of_draft(kind, draft) for draft in drafts}
    return _Desk(
        ctx,
        kind,
        as_known,
        known.register(ctx, kind, list(as_known.values())) if kind != "deal" else Register(kind),
        known.by_external(ctx, kind, drafts),
        companies,
        persons,
        set(known.deals_of(ctx, buyers)) if kind == "deal" else set(),
        _users(ctx) if any(draft.said.get("owner") for draft in drafts) else {},
        pipelines.all_stages(ctx.session) if kind == "deal" else (),
        _sources(ctx) if any(draft.said.get("source") for draft in drafts) else {},
    )


def _users(ctx: Context) -> dict[str, list[User]]:
    """Return our people by mail, name and first name."""
    found: dict[str, list[User]] = {}
    for user in people.colleagues(ctx):
        for word in {user.email.casefold(), fold(user.name), fold(user.name.partition(" ")[0])}:
            found.setdefault(word, []).append(user)
    return found


def _sources(ctx: Context) -> dict[str, Source]:
    return {fold(source.name): source for source in sources.listed(ctx.session)}


def _recall(desk: _Desk, rows: Sequence[Placed], foreseen: Foreseen) -> None:
    """Let rows know of those that are new before them, and would be there by the time these are written."""
    desk.numbers |= set(foreseen.numbers({number for row in rows if (number := _number(row))}))
    if desk.kind == "deal":
        desk.deals |= set(foreseen.sales(map(_sale, rows)))
        return
    for card in foreseen.cards(list(desk.as_known.values())):
        desk.register.add(card)


def _note(desk: _Desk, new: Sequence[Placed], foreseen: Foreseen) -> None:
    numbers = [number for row in new if (number := _number(row))]
    if desk.kind == "deal":
        foreseen.keep(numbers, map(_sale, new), ())
    else:
        foreseen.keep(numbers, (), (desk.as_known[row.draft.row.number] for row in new))


def _number(placed: Placed) -> str:
    """Return the number a row has in the program it comes from, empty for none."""
    return placed.draft.said.get("external_id", "")


def _sale(placed: Placed) -> Sale:
    return _buyer(placed), fold(placed.draft.title)


def _is_new(desk: _Desk, placed: Placed) -> bool:
    """Look up all a row names; tell whether its record is not there yet. Raises `_NotPlacedError`."""
    number, draft = _number(placed), placed.draft
    if number and (number in desk.elsewhere or number in desk.numbers):
        return False
    if _is_there(desk, placed):
        return False
    _check_tags(draft)
    placed.owner = _owner(desk, draft)
    _set_source(desk, placed)
    if desk.kind == "deal":
        placed.stage = _stage(desk, draft)
    if desk.kind == "lead":
        _set_status(placed)
        if placed.is_started and placed.owner["owner_id"] is None:  # somebody works on it: who brings it in
            placed.owner = _given(desk, desk.ctx.actor.id)
    _take_in(desk, placed)
    return True


def _with_parties(desk: _Desk, draft: Draft) -> Placed:
    placed = Placed(draft)
    company, person = draft.said.get("company", ""), draft.said.get("contact", "")
    if company and desk.kind in ("contact", "deal"):
        placed.company = next(iter(desk.companies.get(name_key(company), ())), None)
        placed.company_name = "" if placed.company else company
    if person and desk.kind == "deal":
        placed.person = _fitting(desk.persons.get(name_key(whole_name(person)), []), company, placed.company)
        placed.person_name = "" if placed.person else person
    return placed


def _fitting(persons: Sequence[Buyer], company: str, there: Buyer | None) -> Buyer | None:
    """Return who of one name is meant: at the company that is named, else rather somebody who is at none."""
    if company:
        return next((one for one in persons if there is not None and one.company_id == there.id), None)
    return min(persons, key=lambda one: one.company_id is not None, default=None)


def _is_there(desk: _Desk, placed: Placed) -> bool:
    if desk.kind == "deal":
        return _sale(placed) in desk.deals
    return desk.register.find(desk.as_known[placed.draft.row.number]) is not None


def _buyer(placed: Placed) -> object:
    """Return whose a deal is: a number, or the name of who is about to be made."""
    if placed.company is not None or placed.company_name:
        return placed.company.id if placed.company is not None else name_key(placed.company_name)
    return placed.person.id if placed.person is not None else f"person {name_key(whole_name(placed.person_name))}"


def _take_in(desk: _Desk, placed: Placed) -> None:
    """Let the rows behind know of this one."""
    if number := _number(placed):
        desk.numbers.add(number)
    if desk.kind == "deal":
        desk.deals.add(_sale(placed))
    else:
        desk.register.add(desk.as_known[placed.draft.row.number])


def _check_tags(draft: Draft) -> None:
    for word in draft.tags:
        try:
            tags.check(word)
        except InvalidInput as error:
            raise _NotPlacedError(f"“{word[:60]}”: {error.reason}") from error


def _owner(desk: _Desk, draft: Draft) -> Mapping[str, object]:
    """Return the columns of whose a record is: who the row names, else nobody for a lead, else the importer."""
    said = draft.said.get("owner", "")
    if not said:
        return _given(desk, None if desk.kind == "lead" else desk.ctx.actor.id)
    found = desk.users.get(said.casefold()) or desk.users.get(fold(said), [])
    if len(found) != 1:
        near = [name for name, _ in near_words(fold(said), [word for word in desk.users if "@" not in word])][:_NEAR]
        like = f"; is it {' or '.join(desk.users[word][0].name for word in near)}?" if near else ""
        raise _NotPlacedError(
            f"nobody here is called “{said[:60]}”{like}" if not found else f"“{said}” is not one person"
        )
    _require_assignable(desk, found[0].id)
    return _given(desk, found[0].id)


def _require_assignable(desk: _Desk, user_id: int) -> None:
    """Raise for somebody a row names who may not be given companies and contacts."""
    if desk.kind not in ("company", "contact"):
        return
    try:
        assigning.require(desk.ctx, user_id)
    except InvalidInput as error:
        raise _NotPlacedError(f"{error.given} {error.reason}") from error


def _given(desk: _Desk, user_id: int | None) -> Mapping[str, object]:
    number = user_id or 0
    if number not in desk.owners:
        if user_id is None:
            desk.owners[number] = {"owner_id": None, "team_id": min(desk.ctx.actor.teams, default=None)}
        else:
            try:
                desk.owners[number] = _owned_by(desk, user_id)
            except (NotAllowed, InvalidInput) as error:
                raise _NotPlacedError("you may not give records to this owner") from error
    return desk.owners[number]


def _owned_by(desk: _Desk, user_id: int) -> Mapping[str, object]:
    """Return the columns that make a record somebody's; not everybody may be given companies and contacts."""
    columns = parties.owner_columns(desk.ctx, user_id)
    return assigning.within(desk.ctx, columns) if desk.kind in ("company", "contact") else columns


def _set_source(desk: _Desk, placed: Placed) -> None:
    said = placed.draft.said.get("source", "")
    if not said:
        return
    word = fold(said) if fold(said) in desk.sources else sources.SYNONYMS.get(fold(said), fold(said))
    placed.source = desk.sources.get(word)
    if placed.source is not None:
        return
    if desk.ctx.actor.can("settings.edit") and len(said) <= _LONGEST_SOURCE:
        placed.new_source = said
        return
    near = [desk.sources[other].name for other, _ in near_words(word, list(desk.sources))][:_NEAR]
    like = f"; is it {' or '.join(near)}?" if near else ""
    raise _NotPlacedError(f"there is no source “{said[:60]}”{like}")


def _stage(desk: _Desk, draft: Draft) -> Stage:
    said = draft.said.get("stage", "")
    if not said:
        return next(stage for stage in desk.ladder if stage.category is StageCategory.OPEN)
    try:
        stage = pipelines.by_word(desk.ladder, said)
    except InvalidInput as error:
        raise _NotPlacedError(f"there is no stage “{said[:60]}” ({', '.join(error.choices)})") from error
    if stage.category is StageCategory.LOST:
        raise _NotPlacedError("a deal is not brought in as lost: why it was lost has to be said")
    return stage


_WAITS = frozenset({"", "new", "open", "assigned", "not started", "not contacted", "neu", "nouveau", "nuevo"})
_STARTED = frozenset({"in progress", "started", "working", "contacted", "in bearbeitung", "en cours", "en curso"})
_OVER = frozenset({"lost", "converted", "closed", "disqualified", "dead", "won", "verloren", "perdu", "perdido"})


def _set_status(placed: Placed) -> None:
    """Read how far a lead is; a word of somebody else's is noted beside it. Raises for one that is over."""
    said = placed.draft.said.get("status", "")
    word = fold(said).replace("_", " ")
    if word in _OVER:
        raise _NotPlacedError(f"a lead is not brought in as {said}: lose or convert it here, with what that needs")
    placed.is_started = word in _STARTED
    placed.status_note = "" if word in _WAITS | _STARTED else said
