"""The team: who is in it, and how somebody comes in."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Card, Footer, Item, Items, Line, Link, Spans, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Choice, Email, Form, Head, Key, Rest
from crmbot.commands.me import Nothing, code_card
from crmbot.core import people
from crmbot.core.context import Context
from crmbot.store.models.people import User


class Invite(Form):
    """Whom to invite, and as what."""

    mail: Annotated[str, Head(), Key("email"), Email(), Field(max_length=254, description="Their e-mail address?")]
    name: Annotated[str | None, Rest(), Field(max_length=100, description="Their name?")] = None
    role: Annotated[str, Choice("roles"), Field(description="Role?")] = "rep"


@command("invite", permission="user.invite", examples=["eva@firm.example Eva Blum role:rep"], submit="Invite")
def invite(ctx: Context, form: Invite) -> Card:
    """Let somebody in: makes a code of one use and ten minutes."""
    user, fresh = people.invite(ctx, name=form.name or "", email=form.mail, role=form.role)
    card = code_card(fresh, user.name)
    link = f"{ctx.org.join_link}{fresh.replace('-', '')}"
    opened = spans(", or open ", Link(link, link)) if ctx.org.join_link else ()
    lines = (
        Line((*spans("They type ", code(f"link {fresh}"), " to me"), *opened)),
        Footer(spans("Good once, for ten minutes. Where their e-mail is verified they are asked to confirm instead.")),
    )
    return Card(card.title, lines, icon="🔑", whisper=True)


@command("users", permission="user.invite", aliases=["team"], examples=[""])
def list_users(ctx: Context, form: Nothing) -> Card:
    """List who is in the CRM."""
    del form
    rows = tuple(Item(_row(ctx, user)) for user in people.colleagues(ctx))
    return Card(spans(f"People · {len(rows)}"), (Items(rows),), icon="👥", whisper=True)


def _row(ctx: Context, user: User) -> Spans:
    """Say who somebody is: name, roles, address, zone, and the chats they are linked from."""
    roles = ", ".join(sorted(people.actor(ctx.session, user.id).roles))
    chats = ", ".join(dict.fromkeys(each.platform for each in people.identities(ctx.session, user.id)))
    return spans(bold(user.name), f" · {roles} · {user.email} · {user.timezone} · {chats or 'not linked yet'}")
