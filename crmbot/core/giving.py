"""Many leads, deals, companies or contacts given to somebody: each by its own right, told once, one undo (R-65)."""

from collections.abc import Sequence
from dataclasses import dataclass

from crmbot.core import outbox, permissions
from crmbot.core.context import Context
from crmbot.core.deals import owners as deal_owners
from crmbot.core.errors import CrmError, NotAllowed
from crmbot.core.leads import steps as lead_steps
from crmbot.core.many import Many
from crmbot.core.outbox import Target
from crmbot.core.parties import owners as party_owners
from crmbot.store.models.deal import Deal
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import Party
from crmbot.store.models.record import Record

MOST = 500
"""So many at once; who has more hands over all they have."""

GIVEN = "records.given"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to go to somebody, and how many of it the actor may not give."""

    records: Sequence[Record]
    barred: int


@dataclass(frozen=True, slots=True)
class Given:
    """What went to somebody, and what did not, with why."""

    records: Sequence[Record]
    refused: Sequence[tuple[Record, CrmError]]


def is_filter(ctx: Context, kind: str, text: str) -> bool:
    """Tell whether a text asks for records by a filter."""
    return Many(ctx, kind, MOST).is_filter(text)


def named(ctx: Context, kind: str, text: str, owner_id: int) -> Wanted:
    """Return the records that codes, rows or a filter stand for and that are not that person's already.

    Raises as `Many.named`, and `NotAllowed` where none of them is the actor's to give.
    """
    found = [record for record in Many(ctx, kind, MOST).named(text) if record.owner_id != owner_id]
    mine = [record for record in found if permissions.may(ctx, record, "edit")]
    if found and not mine:
        raise NotAllowed(f"{kind}.edit", found[0].title)
    return Wanted(mine, len(found) - len(mine))


def give(ctx: Context, wanted: Sequence[Record], owner_id: int) -> Given:
    """Hand records to somebody, who is told once; a refusal stops only itself."""
    given: list[Record] = []
    refused: list[tuple[Record, CrmError]] = []
    for record in wanted:
        try:
            _hand_over(ctx, record, owner_id)
        except CrmError as error:
            refused.append((record, error))
        else:
            given.append(record)
    if given and owner_id != ctx.actor.id:
        _tell(ctx, given, owner_id)
    return Given(given, refused)


def _hand_over(ctx: Context, record: Record, owner_id: int) -> None:
    match record:
        case Deal():
            deal_owners.hand_over(ctx, record, owner_id)
        case Lead():
            lead_steps.hand_over(ctx, record, owner_id)
        case Party():
            party_owners.hand_over(ctx, record, owner_id)
        case _:
            raise ValueError(f"{record.kind!r} is not given so")


def _tell(ctx: Context, given: Sequence[Record], owner_id: int) -> None:
    numbers = ",".join(str(record.id) for record in given)
    key = f"{GIVEN}:{given[0].id}:{given[0].version}:{owner_id}"
    args = {"by": ctx.actor.name, "kind": given[0].kind, "records": numbers}
    outbox.tell(ctx.session, GIVEN, Target(user_id=owner_id), at=ctx.now, args=args, dedupe_key=key)
