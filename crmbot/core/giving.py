"""Many leads, deals, companies or contacts given to somebody: each by its own right, told once, one undo (R-65)."""

from collections.abc import Sequence

from crmbot.core import outbox
from crmbot.core.context import Context
from crmbot.core.deals import owners as deal_owners
from crmbot.core.leads import steps as lead_steps
from crmbot.core.many import Many, Outcome, Wanted, each
from crmbot.core.outbox import Target
from crmbot.core.parties import owners as party_owners
from crmbot.store.models.deal import Deal
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import Party
from crmbot.store.models.record import Record

MOST = 500
"""So many at once; who has more hands over all they have."""

GIVEN = "records.given"


def named(ctx: Context, kind: str, text: str, owner_id: int) -> Wanted:
    """Return the records that codes, rows or a filter stand for and that are not that person's already.

    Raises as `Many.to_change`.
    """
    return Many(ctx, kind, MOST).to_change(text, is_meant=lambda record: record.owner_id != owner_id)


def give(ctx: Context, wanted: Sequence[Record], owner_id: int) -> Outcome[Record]:
    """Hand records to somebody, who is told once; a refusal stops only itself."""
    outcome = each(wanted, lambda record: _hand_over(ctx, record, owner_id))
    if outcome.changed and owner_id != ctx.actor.id:
        _tell(ctx, outcome.changed, owner_id)
    return outcome


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
