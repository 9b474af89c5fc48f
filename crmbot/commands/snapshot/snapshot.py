"""The snapshot: how things stand in numbers, block by block, each with the way into what is behind it."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from crmbot.chat.card import Action, Block, Card, Footer, Item, Items, Menu, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Hidden, Key, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.snapshot import drawing
from crmbot.core.context import Context
from crmbot.core.errors import NotAllowed
from crmbot.core.snapshot import chosen, parts, scopes
from crmbot.core.snapshot.parts import Part
from crmbot.core.snapshot.scopes import Scope, Whose

_IN_A_ROW = 5
_WORDS = {Whose.ME: "me", Whose.TEAM: "team", Whose.ALL: "all"}


class ShowSnapshot(Form):
    """Whose snapshot, and which blocks of it."""

    whose: Annotated[str, Rest(), Aside(), Field(max_length=80, description="me, team, all, or whose?")] = ""
    parts: Annotated[
        str | None, Key("blocks"), Aside(), Field(max_length=200, description="Which blocks, just this once?")
    ] = None


@command(
    "snapshot",
    aliases=["snap", "dashboard"],
    examples=["", "team", "for Ben", "all parts:deals,leads"],
    in_place=True,
)
def show_snapshot(ctx: Context, form: ShowSnapshot) -> Card:
    """Show how things stand: open deals, events, tasks, leads, what was won, in the blocks you choose."""
    scope = scopes.read(ctx, form.whose)
    keys = parts.read(form.parts) if form.parts else chosen.chosen(ctx)
    return snapshot_card(ctx, scope, keys, once=form.parts or "")


def snapshot_card(ctx: Context, scope: Scope, keys: Sequence[str], *, once: str = "") -> Card:
    """Draw some blocks of a scope. Raises `NotAllowed` when the actor sees none of them there."""
    wanted = parts.known(keys)
    shown = [part for part in wanted if all(scopes.sees(ctx, scope, kind) for kind in part.kinds)]
    if wanted and not shown:
        raise NotAllowed(f"{wanted[0].kinds[0]}.see", scope.name)
    drawn = [(part, drawing.section(ctx, scope, part)) for part in shown]
    blocks = [block for part, section in drawn for block in drawing.blocks(part, section)]
    foot = _left_out([part for part in wanted if part not in shown], parts.coming(keys))
    ways = [section.way for _, section in drawn if section.way is not None]
    short = ", ".join(section.short for _, section in drawn if section.short)
    said = f" · {short}" if short else ""
    title = spans(bold("Snapshot"), f" · {_whose(scope)} · {phrases.on_day(ctx, ctx.today)}{said}")
    actions = (*_folded(ways), *_turns(ctx, scope, once))
    return Card(title, (*blocks, *foot), actions, icon="📊", whisper=True)


def _whose(scope: Scope) -> str:
    match scope.whose:
        case Whose.ME | Whose.PERSON:
            return scope.name
        case Whose.TEAM:
            return scope.name or "your team"
        case Whose.ALL:
            return "everybody"


def _left_out(hidden: Sequence[Part[Any]], coming: Sequence[str]) -> list[Block]:
    """Say of what was asked for and is not shown why."""
    feet: list[Block] = []
    if hidden:
        names = ", ".join(part.label.lower() for part in hidden)
        feet.append(Footer(spans(f"Not shown, since you see only your own: {names}.")))
    if coming:
        feet.append(Footer(spans(f"Not there yet, shown as soon as they are: {', '.join(coming)}.")))
    return feet


def _folded(ways: Sequence[Action]) -> tuple[Action | Menu, ...]:
    """Return the ways into the blocks; more than fit into a row are folded."""
    if len(ways) <= _IN_A_ROW:
        return tuple(ways)
    return (*ways[: _IN_A_ROW - 1], Menu("More…", tuple(ways[_IN_A_ROW - 1 :])))


def _turns(ctx: Context, scope: Scope, once: str) -> tuple[Action, ...]:
    """Return the ways to the same of others, to the choice of blocks, and to the numbers of this moment."""
    same = {"parts": once} if once else {}
    here = _WORDS.get(scope.whose, f"@{scope.name}")
    here = f"team {scope.name}" if scope.whose is Whose.TEAM and scope.name else here
    others = [("Me", "me")] if not scope.is_mine else []
    others += [("Team", "team")] if scope.whose is not Whose.TEAM and _may(ctx, "team") else []
    others += [("Everybody", "all")] if scope.whose is not Whose.ALL and _may(ctx, "all") else []
    return (
        *(Action(label, Invocation("snapshot", {"whose": word, **same})) for label, word in others),
        Action("Blocks…", Invocation("snapshot blocks")),
        Action("Refresh", Invocation("snapshot", {"whose": here, **same})),
    )


def _may(ctx: Context, word: str) -> bool:
    """Tell whether a look at a team, or at everybody, would show anything."""
    whose = Whose.TEAM if word == "team" else Whose.ALL
    if whose is Whose.TEAM and not ctx.actor.teams:
        return False
    return scopes.sees(ctx, Scope(whose, word), "deal")


class Blocks(Form):
    """Which blocks to have from now on."""

    parts: Annotated[str, Rest(), Aside(), Field(max_length=200, description="Which blocks, in which order?")] = ""
    add: Annotated[str | None, Hidden()] = None
    drop: Annotated[str | None, Hidden()] = None


@command(
    "snapshot blocks",
    aliases=["snap blocks", "dashboard blocks", "snapshot parts"],
    examples=["", "sales month, leads", "reset"],
    in_place=True,
)
def choose_blocks(ctx: Context, form: Blocks) -> Card:
    """Choose the blocks of your snapshot, or see which there are."""
    if form.add or form.drop:
        return _toggled(ctx, form.add or "", form.drop or "")
    if not form.parts.strip():
        return _choice_card(ctx)
    if form.parts.strip().lower() in ("reset", "usual", "default"):
        chosen.reset(ctx)
    else:
        chosen.choose(ctx, parts.read(form.parts))
    card = snapshot_card(ctx, scopes.mine(ctx), chosen.chosen(ctx))
    words = "The usual blocks" if not chosen.has_chosen(ctx) else "Only these blocks"
    told = Footer(spans(f"{words} from now on. ", code("snapshot blocks"), " changes them."))
    return Card(card.title, (*card.blocks, told), (*card.actions, phrases.undo_action(ctx)), card.icon, whisper=True)


def _toggled(ctx: Context, add: str, drop: str) -> Card:
    keys = [key for key in chosen.chosen(ctx) if key != drop]
    chosen.choose(ctx, [*keys, *(key for key in parts.read(add) if key not in keys)])
    card = _choice_card(ctx)
    return Card(card.title, card.blocks, (*card.actions, phrases.undo_action(ctx)), card.icon, whisper=True)


def _choice_card(ctx: Context) -> Card:
    """Draw every block with a button that shows or hides it."""
    now = chosen.chosen(ctx)
    rows = tuple(_choice(part, place=now.index(part.key) + 1 if part.key in now else 0) for part in _in_order(now))
    coming = parts.coming(now)
    feet = [Footer(spans(f"Shown as soon as they are there: {', '.join(coming)}."))] if coming else []
    feet.append(Footer(spans("In your own order: ", code("snapshot blocks tasks, deals, sales"))))
    show = Action("Snapshot", Invocation("snapshot"))
    usual = (Action("The usual", Invocation("snapshot blocks", {"parts": "reset"})),) if chosen.has_chosen(ctx) else ()
    title = spans(bold("Your snapshot"), f" · {len(parts.known(now))} of {len(parts.every())} blocks")
    return Card(title, (Items(rows), *feet), (show, *usual), icon="📊", whisper=True)


def _in_order(now: Sequence[str]) -> list[Part[Any]]:
    shown = parts.known(now)
    return [*shown, *(part for part in parts.every() if part not in shown)]


def _choice(part: Part[Any], place: int) -> Item:
    if place:
        return Item(spans(f"✓ shown · {part.label}"), Action("Hide", Invocation("snapshot blocks", {"drop": part.key})))
    return Item(spans(f"hidden · {part.label}"), Action("Show", Invocation("snapshot blocks", {"add": part.key})))
