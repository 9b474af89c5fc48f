"""What a company or person is to us: said in a word, and asked about where it would take something away."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, Hidden, RecordRef, Ref
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.phrases import act, show_action
from crmbot.commands.showing import card_of
from crmbot.core import records
from crmbot.core.context import Context
from crmbot.core.parties import kinds
from crmbot.core.parties.kinds import KindChange
from crmbot.store.models.party import Company, Party

_LIST = re.compile(r"[,\s]+(?:and\s+)?")


def words_of(text: str | None) -> tuple[str, ...]:
    """Return the words of a list of kinds: `customer, supplier`."""
    return tuple(word.lower() for word in _LIST.split((text or "").strip()) if word and word != "and")


def ask(party: Party, change: KindChange, *yes: Action) -> Card:
    """Ask whether somebody is to stop being something, such as a customer who is called a prospect."""
    it = "it" if isinstance(party, Company) else "them"
    is_new = not set(change.roles) <= set(kinds.of(party))
    wanted = f"Make {it} {'' if is_new else 'only '}{_listed(change.roles)}{' instead' if is_new else ''}?"
    if not change.roles:
        wanted = "Take that away?"
    title = spans(phrases.link(party), f" is {_listed(kinds.of(party))}. {wanted}")
    return Card(
        title, actions=(*yes, show_action("Leave it", party)), icon="❓", about=records.code(party), whisper=True
    )


def choices(company: Company, change: KindChange) -> tuple[Action, ...]:
    """Return the ways to answer for a company: only what was said, or both where one does not exclude the other."""
    label = f"Make it {_listed(change.roles)}" if change.roles else "Take it away"
    only = _set(company, label, ",".join(change.roles) or "-")
    added = [role for role in change.roles if role not in kinds.of(company)]
    both = kinds.read(company, [f"+{role}" for role in added])
    if not added or both.lost:
        return (only,)
    return (only, _set(company, f"Both: {' and '.join(both.roles)}", ",".join(both.roles)))


def _set(company: Company, label: str, roles: str) -> Action:
    args = {"which": records.code(company), "kind": roles, "sure": "yes"}
    return Action(label, Invocation("company set", args, rev=company.version))


def _listed(roles: Sequence[str]) -> str:
    return " and ".join(f"a {role}" for role in roles)


class WhoBecomes(Form):
    """A company or person; `sure` is what the button says."""

    which: Annotated[RecordRef, Head(), Ref("company", "contact"), Field(description="Which company or person?")]
    sure: Annotated[bool, Hidden()] = False


def _become(ctx: Context, form: WhoBecomes, role: str) -> Card:
    party = record_lines.named(ctx, form.which, Party)
    change = kinds.read(party, (f"+{role}",))
    if change.lost and not form.sure:
        return ask(party, change, act(f"Make it a {role}", f"make {role}", party, style="primary", sure="yes"))
    kinds.become(ctx, party, change.roles)
    return record_lines.changed(ctx, card_of(ctx, party), f"Now a {role}")


@command("make prospect", permission="company.edit", examples=["Globex", "C-7"], changes=True, in_place=True)
def make_prospect(ctx: Context, form: WhoBecomes) -> Card:
    """Say that somebody may become a customer; who is one is asked about first."""
    return _become(ctx, form, "prospect")


@command("make customer", permission="company.edit", examples=["Globex", "C-7"], changes=True, in_place=True)
def make_customer(ctx: Context, form: WhoBecomes) -> Card:
    """Say that somebody is a customer; they are no prospect any more."""
    return _become(ctx, form, "customer")


@command("make supplier", permission="company.edit", examples=["Globex", "C-7"], changes=True, in_place=True)
def make_supplier(ctx: Context, form: WhoBecomes) -> Card:
    """Say that somebody supplies us, whatever else they are."""
    return _become(ctx, form, "supplier")


@command("make partner", permission="company.edit", examples=["Globex", "C-7"], changes=True, in_place=True)
def make_partner(ctx: Context, form: WhoBecomes) -> Card:
    """Say that somebody is a partner, whatever else they are."""
    return _become(ctx, form, "partner")
