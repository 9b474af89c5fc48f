"""Rights: what somebody may do and why, given and taken away; roles and what they give."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Footer, Item, Items, Line, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Choice, Form, Head, Hidden, Inline, Key, Person, Rest, UserRef
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import Option
from crmbot.commands import phrases
from crmbot.commands.shared_fields import Nothing
from crmbot.core import rights
from crmbot.core.context import Context, Level
from crmbot.core.errors import InvalidInput
from crmbot.core.people import named_role
from crmbot.core.rights import GRANT, Held, roles
from crmbot.core.rights import names as right_names
from crmbot.core.rights import undo as rights_undo  # noqa: F401  # it is asked before anything is undone
from crmbot.store.models.people import Role, User

_LEVELS = (
    Option("all", "everybody’s"),
    Option("team", "the team’s and nobody’s"),
    Option("own", "their own"),
    Option("none", "none at all"),
    Option("role", "as the role says"),
)


class WhoseRights(Form):
    """Whose rights to show; one's own if nobody is named."""

    who: Annotated[UserRef | None, Rest(), Person(), Field(description="Whose rights?")] = None


@command("rights", examples=["", "Ana"], in_place=True)
def show_rights(ctx: Context, form: WhoseRights) -> Card:
    """Show what somebody may do, and where each right comes from."""
    return _card(ctx, ctx.session.get_one(User, form.who.id if form.who else ctx.actor.id))


def _card(ctx: Context, user: User, *more: Action) -> Card:
    theirs = rights.of(ctx, user)
    gives = ctx.actor.can(GRANT) and user.id != ctx.actor.id
    rows = tuple(Item(spans(_row(held)), _as_role(user, held) if gives else None) for held in theirs.held())
    title = spans("Rights of ", bold(user.name), f" · {' and '.join(theirs.roles) or 'no role'}")
    foot = (Footer(spans(_HOW_READ)),) if any(held.right.startswith("*.") for held in theirs.held()) else ()
    steps = (
        Action("Give a right…", Invocation("grant", {"who": user.email}, form=True)),
        Action("Change role…", Invocation("role", {"who": user.email}, form=True)),
    )
    return Card(title, (Items(rows), *foot), (*more, *(steps if gives else ())), icon="🛂", whisper=True)


_HOW_READ = "What is said of one kind goes before what is said of any. What is not listed they may not do."
_FAR = {option.value: option.label for option in _LEVELS}


def _row(held: Held) -> str:
    """Say what a right lets somebody do, how far it reaches, and where it comes from."""
    origin = f"role {' and '.join(held.roles)}" if held.roles else "given specially"
    if not held.roles and held.level is Level.NONE:
        origin = "taken away specially"
    return f"{_reach(held.right, held.level)} · {origin}"


def _reach(right: str, level: Level) -> str:
    """Say what a right lets somebody do, and of whose; what goes without saying is left out."""
    words = right_names.words(right)
    if level is Level.NONE:
        return f"not {words}"
    is_of_records = right not in right_names.SPECIAL and right != "*" and not right.endswith(".create")
    return f"{words} · {_FAR[level.value]}" if is_of_records or level is not Level.ALL else words


def _as_role(user: User, held: Held) -> Action | None:
    """Return the button by which a right is again what the roles say."""
    if held.roles:
        return None
    return Action("As the role", Invocation("grant", {"who": user.email, "right": held.right, "level": "role"}))


class Grant(Form):
    """A right for one person, and how far it reaches."""

    who: Annotated[UserRef, Head(), Inline(), Person(), Field(description="Who gets it?")]
    right: Annotated[str, Rest(), Field(max_length=60, description="Which right, as in “see deals”?")]
    level: Annotated[str | None, Choice(options=_LEVELS), Field(description="How far? Everybody’s unless you say")] = (
        None
    )


@command("grant", permission=GRANT, examples=["Ana task.see_all", "@ana see deals own"], in_place=True)
def grant(ctx: Context, form: Grant) -> Card:
    """Give somebody a right whatever their role says."""
    right, level = _right(form.right, form.level)
    user = ctx.session.get_one(User, form.who.id)
    return _changed(ctx, user, rights.grant(ctx, user, right, level))


def _right(text: str, said: str | None) -> tuple[str, Level | None]:
    """Return the right a text names and how far it is to reach, all the way as a rule. Raises `InvalidInput`."""
    words, behind = right_names.read(text)
    far = said or behind or Level.ALL.value
    try:
        right = right_names.named(words)
    except InvalidInput as error:
        # What is picked instead keeps how far it was to reach.
        near = tuple(f"{choice} {behind}".strip() for choice in error.choices)
        raise InvalidInput("right", words, error.reason, near) from error
    return right, right_names.level(far)


class Revoke(Form):
    """A right that is taken from one person."""

    who: Annotated[UserRef, Head(), Inline(), Person(), Field(description="Who loses it?")]
    right: Annotated[str, Rest(), Field(max_length=60, description="Which right, as in “see deals”?")]


@command("revoke", permission=GRANT, examples=["Ana task.see_all"], in_place=True)
def revoke(ctx: Context, form: Revoke) -> Card:
    """Take a right away from somebody, given specially or by their role."""
    user = ctx.session.get_one(User, form.who.id)
    return _changed(ctx, user, rights.revoke(ctx, user, right_names.named(form.right)))


def _changed(ctx: Context, user: User, now: Held) -> Card:
    title = spans(bold(user.name), f" may {_row(now)}")
    every = Action("All rights", Invocation("rights", {"who": user.email}))
    return Card(title, actions=(every, phrases.undo_action(ctx)), icon="🛂", whisper=True)


class GiveRole(Form):
    """Somebody and what they are from now on; `sure` is what the button says."""

    who: Annotated[UserRef, Head(), Inline(), Person(), Field(description="Who?")]
    role: Annotated[
        str, Rest(), Choice("roles", others=True), Field(max_length=100, description="Which role? Several with +")
    ]
    sure: Annotated[bool, Hidden()] = False


@command("role", permission=GRANT, examples=["@eva manager", "Ana rep+approver"], in_place=True)
def give_role(ctx: Context, form: GiveRole) -> Card:
    """Give somebody another role, or several, after asking."""
    user = ctx.session.get_one(User, form.who.id)
    wanted = roles.named(ctx, form.role)
    names = [role.name for role in wanted]
    if not form.sure:
        roles.check(ctx, user, wanted)
        return _asked(user, roles.of(ctx, user), names)
    roles.give(ctx, user, wanted)
    every = Action("All rights", Invocation("rights", {"who": user.email}))
    title = spans(bold(user.name), f" is {' and '.join(names)} now.")
    return Card(title, actions=(every, phrases.undo_action(ctx)), icon="🛂", whisper=True)


def _asked(user: User, before: list[str], names: list[str]) -> Card:
    yes = Invocation("role", {"who": user.email, "role": "+".join(names), "sure": "yes"})
    line = Line(spans(f"Now: {' and '.join(before) or 'no role'}. It holds at once, for open buttons as well."))
    leave = Action("Leave it", Invocation("rights", {"who": user.email}))
    title = spans("Make ", bold(user.name), f" {' and '.join(names)}?")
    return Card(title, (line,), (Action("Change role", yes, style="danger"), leave), icon="🛂", whisper=True)


@command("roles", permission="user.invite", examples=[""], in_place=True)
def list_roles(ctx: Context, form: Nothing) -> Card:
    """List the roles and how many people have each."""
    del form
    rows = tuple(
        Item(
            spans(bold(each.role.name), f" · {each.people} {'person' if each.people == 1 else 'people'}"),
            Action("Rights", Invocation("role rights", {"role": each.role.name})),
        )
        for each in roles.everyone(ctx)
    )
    new = (Action("New role…", Invocation("role new", form=True)),) if ctx.actor.can(GRANT) else ()
    return Card(spans(f"Roles · {len(rows)}"), (Items(rows),), new, icon="🛂", whisper=True)


class WhichRole(Form):
    """A role."""

    role: Annotated[str, Rest(), Choice("roles"), Field(max_length=30, description="Which role?")]


@command("role rights", permission="user.invite", examples=["rep"], in_place=True)
def show_role(ctx: Context, form: WhichRole) -> Card:
    """Show what a role gives."""
    return _role_card(ctx, named_role(ctx.session, form.role))


def _role_card(ctx: Context, role: Role, *actions: Action, said: str = "The role ") -> Card:
    given = rights.given_by(ctx, [role])[role.name]
    rows = tuple(Item(spans(_reach(right, level))) for right, level in sorted(given.items()))
    hint = Footer(spans(code(f"role grant {role.name} see deals own"), " changes it."))
    blocks = (Items(rows), *((hint,) if ctx.actor.can(GRANT) else ()))
    return Card(spans(said, bold(role.name), "" if rows else " gives nothing yet"), blocks, actions, "🛂", whisper=True)


class RoleGrant(Form):
    """A right of a role, and how far it reaches from now on."""

    role: Annotated[str, Head(), Choice("roles"), Field(max_length=30, description="Which role?")]
    right: Annotated[str, Rest(), Field(max_length=60, description="Which right, as in “see deals”?")]
    level: Annotated[str | None, Choice(options=_LEVELS), Field(description="How far? Everybody’s unless you say")] = (
        None
    )


@command("role grant", permission=GRANT, examples=["rep see deals own", "manager lead.delete none"], in_place=True)
def grant_role(ctx: Context, form: RoleGrant) -> Card:
    """Say how far a right of a role reaches, for one kind of record or for any."""
    role = named_role(ctx.session, form.role)
    right, level = _right(form.right, form.level)
    now = roles.grant(ctx, role, right, level)
    title = spans("Role ", bold(role.name), f": {_reach(right, now)}")
    every = Action("All it gives", Invocation("role rights", {"role": role.name}))
    return Card(title, actions=(every, phrases.undo_action(ctx)), icon="🛂", whisper=True)


class NewRole(Form):
    """A role and the one it is to be like."""

    name: Annotated[str, Rest(), Field(max_length=30, description="What is the role called?")]
    like: Annotated[str | None, Key("as"), Choice("roles"), Field(description="Which role is it like?")] = None


@command("role new", permission=GRANT, examples=["approver", "sales like:rep"])
def new_role(ctx: Context, form: NewRole) -> Card:
    """Make a role that gives nothing yet, or what another one gives."""
    role = roles.make(ctx, form.name, form.like)
    return _role_card(ctx, role, phrases.undo_action(ctx), said="Made the role ")


@command("role delete", permission=GRANT, examples=["approver"])
def delete_role(ctx: Context, form: WhichRole) -> Card:
    """Take out a role that nobody has any more."""
    role = named_role(ctx.session, form.role)
    name = role.name
    roles.drop(ctx, role)
    return Card(spans("Took out the role ", bold(name)), actions=(phrases.undo_action(ctx),), icon="🛂", whisper=True)
