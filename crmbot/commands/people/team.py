"""Our people: who is in the CRM, how somebody comes in, and goes."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Footer, Item, Items, Line, Link, Spans, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Choice, Email, Form, Head, Hidden, Key, Person, Rest, UserRef
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.people import handing
from crmbot.commands.people.me import code_card
from crmbot.commands.shared_fields import Nothing
from crmbot.core import people, rights
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.people import handover, linking, roster
from crmbot.store.models.people import User


class Invite(Form):
    """Whom to invite, and as what."""

    mail: Annotated[str, Head(), Key("email"), Email(), Field(max_length=254, description="Their e-mail address?")]
    name: Annotated[str | None, Rest(), Field(max_length=100, description="Their name?")] = None
    role: Annotated[str | None, Choice("roles"), Field(description="Role? A rep unless you say so")] = None


@command("invite", permission="user.invite", examples=["eva@firm.example Eva Blum role:rep"], submit="Invite")
def invite(ctx: Context, form: Invite) -> Card:
    """Let somebody in: makes a code of one use and ten minutes."""
    user, fresh = linking.invite(ctx, name=form.name or "", email=form.mail, role=form.role)
    card = code_card(fresh, user.name)
    link = f"{ctx.org.join_link}{fresh.replace('-', '')}"
    opened = spans(", or open ", Link(link, link)) if ctx.org.join_link else ()
    lines = (
        Line((*spans("They type ", code(f"link {fresh}"), " to me"), *opened)),
        Footer(spans("Good once, for ten minutes. Where their e-mail is verified they are asked to confirm instead.")),
    )
    return Card(card.title, lines, icon="🔑", whisper=True, once=True)


@command("users", permission="user.invite", examples=[""], in_place=True)
def list_users(ctx: Context, form: Nothing) -> Card:
    """List who is in the CRM."""
    del form
    everybody = roster.everybody(ctx)
    told = _Told(
        len({person.user.timezone for person in everybody}) > 1,
        len({each for one in everybody for each in one.teams}) > 1,
    )
    rows = tuple(Item(_row(person, told), _row_action(ctx, person.user)) for person in everybody)
    away = sum(not person.user.is_active for person in everybody)
    count = f"{len(everybody) - away}{f' · {away} suspended' if away else ''}"
    return Card(spans(f"People · {count}"), (Items(rows),), icon="👥", whisper=True)


@dataclass(frozen=True, slots=True)
class _Told:
    """What differs between people, and so is worth saying of each."""

    zones: bool
    teams: bool


def _row(person: roster.Person, told: _Told) -> Spans:
    """Say who somebody is: name, roles, address, the chats they are linked from; zone and teams where they differ."""
    user = person.user
    chats = ", ".join(map(phrases.platform, person.chats)) or "not linked yet"
    parts = [", ".join(person.roles), user.email, user.timezone if told.zones else "", chats]
    parts += [", ".join(person.teams) if told.teams else ""]
    said = "".join(f" · {part}" for part in parts if part)
    return spans(bold(user.name), " ⏸ suspended" if not user.is_active else "", said)


def _row_action(ctx: Context, user: User) -> Action | None:
    if user.is_active:
        return Action("Rights", Invocation("rights", {"who": user.email}))
    return Action("Reactivate", Invocation("reactivate", {"who": user.email})) if ctx.actor.can(SUSPEND) else None


SUSPEND = "user.suspend"


class Suspend(Form):
    """Whose access to take away; `sure` is what the button says."""

    who: Annotated[UserRef, Rest(), Person(), Field(description="Whose access?")]
    sure: Annotated[bool, Hidden()] = False


@command("suspend", permission=SUSPEND, examples=["Ben"], in_place=True)
def suspend(ctx: Context, form: Suspend) -> Card:
    """Take somebody's access away, after asking; their records stay."""
    user = ctx.session.get_one(User, form.who.id)
    if not form.sure:
        yes = Action("Suspend", Invocation("suspend", {"who": user.email, "sure": "yes"}), style="danger")
        keep = Action("Leave it", Invocation("users"))
        line = Line(spans("From then on they see nothing and change nothing. Their records stay."))
        return Card(spans("Suspend ", bold(user.name), "?"), (line,), (yes, keep), icon="⏸️", whisper=True)
    rights.suspend(ctx, user)
    again = Footer(spans(code(f"reactivate {user.name}"), " gives it back."))
    work = handover.open_work(ctx, user)
    undo = phrases.undo_action(ctx)
    stays = handing.left_behind(ctx, user)
    if not work:
        return Card(spans(bold(user.name), " is suspended."), (*stays, again), (undo,), icon="⏸️", whisper=True)
    left = Line(spans(bold(f"{user.name} has {work.words}: reassign?")))
    steps = (*handing.to_whom(ctx, user), undo)
    return Card(spans(bold(user.name), " is suspended."), (left, *stays, again), steps, icon="⏸️", whisper=True)


class Reactivate(Form):
    """Whose access to give back."""

    who: Annotated[str, Rest(), Field(max_length=254, description="Whose access?")]


@command("reactivate", permission=SUSPEND, examples=["Ben"], in_place=True)
def reactivate(ctx: Context, form: Reactivate) -> Card:
    """Give somebody who is suspended their access back."""
    user = _suspended(ctx, form.who)
    rights.reactivate(ctx, user)
    title = spans(bold(user.name), " has access again.")
    return Card(title, actions=(phrases.undo_action(ctx),), icon="▶️", whisper=True)


def _suspended(ctx: Context, text: str) -> User:
    """Return the one person a name or an address stands for, who is suspended as a rule. Raises `InvalidInput`."""
    found = people.inactive_by_name(ctx, text) or people.by_name(ctx, text)
    if len(found) == 1:
        return found[0]
    names = tuple(user.name for user in found or people.inactive(ctx))
    raise InvalidInput("who", text, "several are called that" if found else "nobody suspended is called that", names)
