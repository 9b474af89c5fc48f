"""What must not be in an answer, and not be written, whoever asked in whatever way."""

from collections.abc import Iterator, Sequence

from tests.security import oracle
from tests.security.firm import STRANGER, UNOWNED, Firm, Held
from tests.security.ledger import Written, people_named, records_named

TAKEN = frozenset({"owner_id", "team_id", "version", "updated_at", "updated_by_id", "assignee_id", "assigned_by_id"})
"""What changes with the owner of a record."""

BEGUN = frozenset({"status"})
"""What changes beside that with a lead of nobody's: to begin with it is to take it (R-21)."""

TOLD = frozenset({"outbox", "activity_attendee"})
"""What follows from taking a record over: whose it was is told, and still asked to the event."""

SERVING = frozenset({"recurrence"})
"""Tables whose rows serve records that point at them: whoever makes records makes these."""

NOTED = frozenset({"watched_kinds"})
"""Settings that are no habits: the house notes there what it has to look after."""


def leaks(firm: Firm, actor: str, words: str, typed: str) -> Iterator[str]:
    """Yield what an answer says of records that somebody may not see; what they typed themselves is no news to them."""
    told, said = words.lower(), typed.lower()
    for held, private in _hidden_from(firm, actor):
        for word in (held.name.lower(), held.secret.lower()):
            if word in told and word not in said:
                yield f"{held.holder}'s {'private ' if private else ''}{held.kind} is told: {word}"


def _hidden_from(firm: Firm, actor: str) -> Iterator[tuple[Held, bool]]:
    for held in firm.held.values():
        if not oracle.sees(actor, held):
            yield held, False
    for held in firm.private.values():
        if not oracle.sees(actor, held, private=True):
            yield held, True


def trespasses(firm: Firm, actor: str, me: int, permission: str, rows: Sequence[Written]) -> Iterator[str]:
    """Yield the rows that somebody had no right to write."""
    there = {held.id: (held, False) for held in firm.held.values()}
    there |= {held.id: (held, True) for held in firm.private.values()}
    new = {row.row["id"] for row in rows if row.table == "record" and not row.before}
    for row in rows:
        if not _may(there, new, actor, me, permission, row):
            yield f"{row.table} {sorted(row.columns)}: {_short(row)}"


def _may(
    there: dict[int, tuple[Held, bool]], new: set[int], actor: str, me: int, permission: str, row: Written
) -> bool:
    named = records_named(row.table, row.row)
    people = people_named(row.table, row.row)
    own = named.pop(_KEY.get(row.table, "record_id"), None) if row.table in _OF_RECORD else None
    known = [there[number] for number in ({own} if own else set()) | set(named.values()) if number in there]
    if actor == STRANGER or any(not oracle.sees(actor, held, private=private) for held, private in known):
        return False
    if own is not None:
        return oracle.makes(actor) if own in new else _changes(actor, there[own], permission, row)
    if named:
        if row.table in TOLD and permission.endswith(".take"):
            return all(oracle.takes(actor, held) for held, _ in known)
        mine = bool(new & set(named.values())) or any(oracle.changes(actor, held, private=p) for held, p in known)
        return mine or people == {me}
    if row.table in SERVING:
        return oracle.makes(actor)
    return people == {me} or row.row.get("key") in NOTED or oracle.keeps(actor, row.table)


def _changes(actor: str, of: tuple[Held, bool], permission: str, row: Written) -> bool:
    held, private = of
    if oracle.changes(actor, held, private=private):
        return True
    if held.kind == "lead" and held.holder == UNOWNED and row.columns <= TAKEN | BEGUN:
        return oracle.takes(actor, held)
    return permission.endswith(".take") and oracle.takes(actor, held) and row.columns <= TAKEN


_KEY = {"record": "id", "stored_file": "document_id"}
_OF_RECORD = frozenset({"party", "lead", "deal", "activity", "document", "stored_file", "custom_value", "record"})


def _short(row: Written) -> str:
    return ", ".join(f"{name}={row.row.get(name)!r}"[:60] for name in sorted(row.columns)[:6])
