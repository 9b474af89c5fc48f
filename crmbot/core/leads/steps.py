"""How a lead gets on: started, taken, given, given up, set aside, lost, taken up again (spec: 1.4, R-21 to R-29)."""

from datetime import date

from crmbot.core import ownership, parties, permissions, records
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.core.leads import grades, remind, require_open, tell_given
from crmbot.core.settings import lost_reasons
from crmbot.store.models.lead import Grade, Lead, LeadStatus
from crmbot.store.models.pipeline import LostReason

TAKEN = "lead.taken"


def start(ctx: Context, lead: Lead) -> None:
    """Begin to work on a lead; nobody's becomes the actor's own (R-21).

    Raises `NotAllowed`, `Conflict` when it is begun, converted or lost.
    """
    permissions.require(ctx, lead, "take" if lead.owner_id is None else "edit")
    require_open(ctx, lead)
    if lead.status is LeadStatus.IN_PROGRESS:
        raise Conflict(lead.title, "is in progress already", record_id=lead.id)
    own = parties.owner_columns(ctx, ctx.actor.id) if lead.owner_id is None else {}
    records.change(ctx, lead, {"status": LeadStatus.IN_PROGRESS, **own})
    remind(ctx, lead)


def take(ctx: Context, lead: Lead) -> None:
    """Make an open lead the actor's own and tell whoever had it (R-23).

    Raises `NotAllowed`, `Conflict` when it is closed or theirs already.
    """
    permissions.require(ctx, lead, "take")
    require_open(ctx, lead)
    before = ownership.require_anothers(ctx, lead)
    _own(ctx, lead, parties.owner_columns(ctx, ctx.actor.id))
    if before is not None:
        ownership.tell(ctx, lead, TAKEN, before)


def give(ctx: Context, lead: Lead, owner_id: int) -> None:
    """Hand an open lead to somebody, who is told (R-22). Raises `NotAllowed`, `Conflict`."""
    hand_over(ctx, lead, owner_id)
    tell_given(ctx, lead)


def hand_over(ctx: Context, lead: Lead, owner_id: int) -> None:
    """Hand an open lead to somebody without telling them. Raises `NotAllowed`, `Conflict`."""
    permissions.require(ctx, lead, "edit")
    require_open(ctx, lead)
    if lead.owner_id == owner_id:
        whose = "yours" if owner_id == ctx.actor.id else f"{records.owner_name(ctx, lead)}’s"
        raise Conflict(lead.title, f"is {whose} already", record_id=lead.id)
    _own(ctx, lead, parties.owner_columns(ctx, owner_id))


def give_to_team(ctx: Context, lead: Lead, team_id: int) -> None:
    """Leave an open lead to a team, of which anybody may take it. Raises `NotAllowed`, `Conflict`."""
    permissions.require(ctx, lead, "edit")
    require_open(ctx, lead)
    if team_id not in ctx.actor.teams:
        ctx.actor.require("record.assign", lead.title)
    _own(ctx, lead, {"owner_id": None, "team_id": team_id})


def unassign(ctx: Context, lead: Lead) -> None:
    """Leave an open lead to nobody. Raises `NotAllowed`, `Conflict` when it is closed or nobody's."""
    permissions.require(ctx, lead, "edit")
    require_open(ctx, lead)
    if lead.owner_id is None:
        raise Conflict(lead.title, "is nobody's already", record_id=lead.id)
    _own(ctx, lead, {"owner_id": None})


def _own(ctx: Context, lead: Lead, columns: dict[str, object]) -> None:
    """Set whose a lead is; as long as nobody has begun with it, its status says whether it is anybody's (R-21)."""
    owned = columns["owner_id"] is not None
    status = lead.status
    if status is not LeadStatus.IN_PROGRESS:
        status = LeadStatus.ASSIGNED if owned else LeadStatus.NEW
    records.change(ctx, lead, {**columns, "status": status})
    remind(ctx, lead)


def grade(ctx: Context, lead: Lead, wanted: Grade) -> None:
    """Say how sure we are of an open lead. Raises `NotAllowed`, `Conflict`."""
    permissions.require(ctx, lead, "edit")
    require_open(ctx, lead)
    if lead.grade is wanted:
        raise Conflict(lead.title, f"is a {wanted} already", record_id=lead.id)
    grades.check(ctx, lead, wanted)
    records.change(ctx, lead, {"grade": wanted})


def park(ctx: Context, lead: Lead, until: date, note: str | None = None) -> None:
    """Set an open lead aside; its status stays, and the owner is reminded that day.

    Raises `NotAllowed`, `Conflict`, `InvalidInput` for a day that is not to come.
    """
    permissions.require(ctx, lead, "edit")
    require_open(ctx, lead)
    if until <= ctx.today:
        raise InvalidInput("until", str(until), "is not a day to come")
    records.change(ctx, lead, {"contact_on": until, **({"status_note": note} if note else {})})
    remind(ctx, lead)


def lose(ctx: Context, lead: Lead, reason: LostReason, note: str | None = None) -> None:
    """Give an open lead up, for a reason always (R-29).

    Raises `NotAllowed`, `Conflict` when it is closed, `InvalidInput` for a missing note.
    """
    permissions.require(ctx, lead, "edit")
    require_open(ctx, lead)
    lost_reasons.require_note(reason, note)
    records.change(ctx, lead, {"status": LeadStatus.LOST, "lost_reason_id": reason.id, "lost_note": note or None})


def recycle(ctx: Context, lead: Lead) -> None:
    """Take a lost lead up again: in progress, its reason cleared. Raises `NotAllowed`, `Conflict`."""
    permissions.require(ctx, lead, "edit")
    if lead.status is not LeadStatus.LOST:
        raise Conflict(lead.title, "is not lost", record_id=lead.id)
    again = {"status": LeadStatus.IN_PROGRESS, "is_recycled": True, "contact_on": ctx.today}
    records.change(ctx, lead, {**again, "lost_reason_id": None, "lost_note": None})
