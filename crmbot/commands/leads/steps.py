"""The way of a lead: started, taken, given, graded, set aside, lost, taken up again."""

import re
from datetime import date
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Card
from crmbot.chat.command import command
from crmbot.chat.form import (
    Aside,
    Choice,
    Form,
    Head,
    Hidden,
    Inline,
    Key,
    Person,
    Quick,
    RecordRef,
    Ref,
    Rest,
    UserRef,
)
from crmbot.chat.reply import Fault, OpenForm, Problem, Reply
from crmbot.commands import ownership, phrases, record_lines
from crmbot.commands.leads import card as lead_card
from crmbot.commands.leads.changes import lead_of
from crmbot.core import leads, people, permissions, records
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.leads import steps as lead_steps
from crmbot.core.people import teams
from crmbot.core.settings import lost_reasons
from crmbot.store.models.lead import Grade, Lead


class WhichLead(Form):
    """A lead."""

    which: Annotated[RecordRef, Head(), Ref("lead"), Field(description="Which lead?")]


def _changed(ctx: Context, lead: Lead, words: str) -> Card:
    return record_lines.changed(ctx, lead_card.lead_card(ctx, lead), words)


@command("start lead", permission="lead.edit", aliases=["begin lead"], examples=["L-5"], changes=True, in_place=True)
def start_lead(ctx: Context, form: WhichLead) -> Card:
    """Begin to work on a lead; one that is nobody's becomes yours."""
    lead = lead_of(ctx, form.which)
    lead_steps.start(ctx, lead)
    return _changed(ctx, lead, "Started")


class Take(WhichLead):
    """A lead to be one's own; `sure` is what the button says."""

    sure: Annotated[bool, Hidden()] = False


@command("take lead", permission="lead.take", examples=["L-5", "Umbrella"], changes=True, in_place=True)
def take_lead(ctx: Context, form: Take) -> Card:
    """Make a lead your own; whoever has it is asked about first, and told."""
    lead = lead_of(ctx, form.which)
    if lead.owner_id not in (None, ctx.actor.id) and lead.is_open and not form.sure:
        permissions.require(ctx, lead, "take")
        return ownership.whose_card(ctx, lead, "take lead")
    lead_steps.take(ctx, lead)
    return _changed(ctx, lead, "Yours now")


class GiveLead(WhichLead):
    """A lead and who gets it: a person, or a team of which anybody may take it."""

    who: Annotated[UserRef | None, Inline(), Key("to", "for"), Person(), Field(description="To whom?")] = None
    team: Annotated[str | None, Choice("teams"), Aside(), Field(description="Or to which team?")] = None
    words: Annotated[str | None, Rest(), Hidden(), Field(max_length=100)] = None


@command(
    "give lead",
    permission="lead.edit",
    aliases=["assign lead", "reassign lead"],
    examples=["L-5 @ben", "Hooli to Ben", "L-5 team:north"],
    changes=True,
    in_place=True,
    several="give leads",
)
def give_lead(ctx: Context, form: GiveLead) -> Reply:
    """Hand a lead to somebody else, or to a team."""
    lead = lead_of(ctx, form.which)
    if form.team:
        team = teams.named(ctx, form.team)
        lead_steps.give_to_team(ctx, lead, team.id)
        return _changed(ctx, lead, f"Left to the team {team.name}")
    who = form.who or _person(ctx, form.words)
    if who is None:
        return OpenForm("give lead", {"which": records.code(lead)}, {"who": Problem(Fault.MISSING)})
    lead_steps.give(ctx, lead, who.id)
    return _changed(ctx, lead, f"Given to {who.name}")


def _person(ctx: Context, words: str | None) -> UserRef | None:
    """Return whom `to Ben` means; None for no words. Raises `InvalidInput` for nobody of ours, or several."""
    name = _TO.sub("", words or "").strip()
    if not name:
        return None
    found = people.by_name(ctx, name)
    if len(found) != 1:
        known = tuple(user.name for user in found or people.colleagues(ctx))
        raise InvalidInput("who", name, "several are called that" if found else "that is none of us", known)
    return UserRef(found[0].id, found[0].name)


_TO = re.compile(r"^(?:to|for)\s+", re.IGNORECASE)


@command("unassign lead", permission="lead.edit", examples=["Hooli"], changes=True, in_place=True)
def unassign_lead(ctx: Context, form: WhichLead) -> Card:
    """Leave a lead to nobody, so that anybody may take it."""
    lead = lead_of(ctx, form.which)
    lead_steps.unassign(ctx, lead)
    return _changed(ctx, lead, "Nobody’s now")


class GradeLead(WhichLead):
    """A lead and how sure we are of it."""

    grade: Annotated[Grade, Rest(), Field(description="Suspect or prospect?")]


@command(
    "grade lead", permission="lead.edit", aliases=["is lead"], examples=["Hooli prospect"], changes=True, in_place=True
)
def grade_lead(ctx: Context, form: GradeLead) -> Card:
    """Say whether a lead is a suspect or a prospect with a genuine interest."""
    lead = lead_of(ctx, form.which)
    lead_steps.grade(ctx, lead, form.grade)
    return _changed(ctx, lead, f"Graded {form.grade}")


def _is_open(ctx: Context, which: RecordRef) -> None:
    """Refuse a lead that is closed, or another's, before more is asked about it."""
    lead = lead_of(ctx, which)
    permissions.require(ctx, lead, "edit")
    leads.require_open(ctx, lead)


class ParkLead(WhichLead):
    """A lead, the day it is to come back, and why."""

    until: Annotated[
        date, Inline(), Quick("in 1 week", "in 1 month", "in 3 months"), Field(description="Until which day?")
    ]
    note: Annotated[str | None, Rest(), Aside(), Field(max_length=1000, description="Why?")] = None


@command(
    "park",
    permission="lead.edit",
    aliases=["park lead", "set aside"],
    examples=["L-5 until 1 may", "Hooli in 2 weeks budget is not out yet"],
    changes=True,
    in_place=True,
    ready=_is_open,
)
def park_lead(ctx: Context, form: ParkLead) -> Card:
    """Set a lead aside until a day; you are reminded then."""
    lead = lead_of(ctx, form.which)
    lead_steps.park(ctx, lead, form.until, form.note)
    return _changed(ctx, lead, f"Set aside until {phrases.on_day(ctx, form.until)}")


class LoseLead(WhichLead):
    """A lead that came to nothing, and why."""

    reason: Annotated[str, Key("why"), Choice("lost_reasons", told=True), Field(description="Why was it lost?")]
    note: Annotated[str | None, Rest(), Aside(), Field(max_length=2000, description="A word of explanation?")] = None


@command(
    "lose lead",
    permission="lead.edit",
    aliases=["lost lead"],
    examples=["L-5 reason:pricing too dear"],
    changes=True,
    in_place=True,
    ready=_is_open,
)
def lose_lead(ctx: Context, form: LoseLead) -> Reply:
    """Give a lead up; the reason is always asked."""
    lead = lead_of(ctx, form.which)
    reason = lost_reasons.reason_named(ctx.session, form.reason)
    try:
        lead_steps.lose(ctx, lead, reason, form.note)
    except InvalidInput as wanting:
        told = Problem(Fault.REFUSED, "", f"{wanting.reason}.")
        return OpenForm("lose lead", {"which": records.code(lead), "reason": reason.name}, {"note": told})
    return _changed(ctx, lead, f"Lost ({reason.name})")


@command("recycle", permission="lead.edit", aliases=["recycle lead"], examples=["Hooli"], changes=True, in_place=True)
def recycle_lead(ctx: Context, form: WhichLead) -> Card:
    """Take a lost lead up again: in progress, its reason cleared."""
    lead = lead_of(ctx, form.which)
    lead_steps.recycle(ctx, lead)
    return _changed(ctx, lead, "♻ Recycled, in progress")
