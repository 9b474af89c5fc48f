"""Who wants no calls or no mails, said of a lead, a company or a person in a word."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Card
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, RecordRef, Ref
from crmbot.commands import record_lines
from crmbot.commands.showing import card_of
from crmbot.core import lookup, rejections
from crmbot.core.context import Context

_REACHED = ("lead", "contact", "company")


class Whom(Form):
    """Whom it is about."""

    which: Annotated[RecordRef, Head(), Ref(*_REACHED), Field(description="Who?")]


def _declared(
    ctx: Context, form: Whom, words: str, *, no_calls: bool | None = None, no_emails: bool | None = None
) -> Card:
    record = lookup.get(ctx, form.which.id)
    rejections.declare(ctx, record, no_calls=no_calls, no_emails=no_emails)
    return record_lines.changed(ctx, card_of(ctx, record), words)


def _behind(*words: str) -> list[str]:
    """Return words that are said behind a record, `lead Hooli no calls`; at the start of a line they are a note's."""
    return [f"{word} {kind}" for word in words for kind in _REACHED]


@command(
    "reject calls",
    permission="note.create",
    aliases=_behind("no calls", "no call", "nocall", "nocalls"),
    examples=["Hooli", "L-5"],
    changes=True,
    in_place=True,
)
def reject_calls(ctx: Context, form: Whom) -> Card:
    """Say that somebody wants no calls; you are asked before one is written down."""
    return _declared(ctx, form, "No calls", no_calls=True)


@command(
    "reject mails",
    permission="note.create",
    aliases=_behind("no mails", "no mail", "nomail", "nomails", "no emails", "no email"),
    examples=["Hooli", "L-5"],
    changes=True,
    in_place=True,
)
def reject_mails(ctx: Context, form: Whom) -> Card:
    """Say that somebody wants no mails; none is sent to them then."""
    return _declared(ctx, form, "No mails", no_emails=True)


@command(
    "allow calls",
    permission="note.create",
    aliases=_behind("calls ok", "allow calls"),
    examples=["Hooli"],
    changes=True,
    in_place=True,
)
def allow_calls(ctx: Context, form: Whom) -> Card:
    """Say that somebody may be called again."""
    return _declared(ctx, form, "Calls are fine", no_calls=False)


@command(
    "allow mails",
    permission="note.create",
    aliases=_behind("mails ok", "emails ok", "allow mails"),
    examples=["Hooli"],
    changes=True,
    in_place=True,
)
def allow_mails(ctx: Context, form: Whom) -> Card:
    """Say that somebody may be written to again."""
    return _declared(ctx, form, "Mails are fine", no_emails=False)
