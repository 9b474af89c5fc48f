"""Cards made ready for a platform: what each button carries, and who is called what there."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Literal

from pydantic import ConfigDict, TypeAdapter

from crmbot.chat.address import Address
from crmbot.chat.card import Action, Card, Drawn, Items, Menu, code, plain, spans
from crmbot.chat.invocation import Invocation, read_token, write_token
from crmbot.chat.limits import Limits
from crmbot.core import choosing, dialogs, people
from crmbot.store.uow import Session

KEPT = "~"
"""Marks a button whose invocation is a row, because it was too long for the button."""

SURE = "sure"
"""The command that asks once more, where the platform cannot."""

MORE = "more"
"""The command that shows what a menu holds, where the platform cannot fold it."""

_OPTIONS: TypeAdapter[list[tuple[str, str, Literal["", "primary", "danger"]]]] = TypeAdapter(
    list[tuple[str, str, Literal["", "primary", "danger"]]], config=ConfigDict(defer_build=True)
)
_BESIDE = 4
"""So many options of a menu stand beside the other buttons without being in the way."""


def draw(session: Session, card: Card, address: Address, limits: Limits, now: datetime) -> Drawn:
    """Return the card with its buttons' payloads and the platform's ids of the people it names."""
    shown = card if limits.confirms else _asking_first(card)
    shown = shown if limits.menus else _folded(shown)
    tokens = _tokens(session, [action.invocation for action in shown.buttons()], limits, now)
    mentioned = sorted(card.mentioned())
    names = people.names(session, address.platform, address.tenant, mentioned) if mentioned else {}
    return Drawn(shown, tokens, names)


def keep_choices(session: Session, card: Card, user_id: int, address: Address, now: datetime) -> None:
    """Keep what the numbers of a question do, or a yes and a no; nothing for a card that is none."""
    if card.choices:
        lines = [write_token(invocation) for invocation in islice(card.invocations(), card.choices)]
        choosing.remember(session, user_id=user_id, address=str(address), lines=lines, now=now)
    elif (sure := _yes_and_no(card)) is not None:
        lines = [write_token(invocation) for invocation in sure]
        choosing.remember_yes_or_no(session, user_id=user_id, address=str(address), lines=lines, now=now)


def _yes_and_no(card: Card) -> tuple[Invocation, ...] | None:
    """Return what the first and the last button do of a card that asks "are you sure?"; None for any other."""
    first = card.actions[0] if card.actions else None
    asks = plain(card.title).rstrip().endswith("?")
    if not asks or not isinstance(first, Action) or "sure" not in first.invocation.args:
        return None
    last = card.actions[-1]
    no = last if isinstance(last, Action) else last.options[-1]
    return (first.invocation, no.invocation) if no is not first else (first.invocation,)


def read(session: Session, token: str) -> Invocation | None:
    """Return what a button does; None when nothing is known of it any more."""
    if not token.startswith(KEPT):
        return read_token(token)
    kept = dialogs.button(session, token.removeprefix(KEPT))
    return read_token(kept[1]["line"]) if kept is not None else None


def _tokens(session: Session, invocations: Sequence[Invocation], limits: Limits, now: datetime) -> tuple[str, ...]:
    """Return what the buttons of a card carry; what is too long for the platform is kept, all of it at once."""
    lines = [(invocation.command, write_token(invocation)) for invocation in invocations]
    long = [(command, {"line": line}) for command, line in lines if not _fits(line, limits)]
    keys = iter(dialogs.keep_buttons(session, long, now))
    return tuple(line if _fits(line, limits) else KEPT + next(keys) for _, line in lines)


def _fits(line: str, limits: Limits) -> bool:
    return line.isascii() and len(line) <= limits.token


def _asking_first(card: Card) -> Card:
    """Turn every button that wants a confirmation into one that asks for it."""
    blocks = tuple(
        replace(block, items=tuple(replace(item, action=_ask(item.action)) for item in block.items))
        if isinstance(block, Items)
        else block
        for block in card.blocks
    )
    return replace(card, blocks=blocks, actions=tuple(_ask_all(action) for action in card.actions))


def _ask_all(action: Action | Menu) -> Action | Menu:
    if isinstance(action, Menu):
        options = tuple(_ask(option) for option in action.options)
        return replace(action, options=tuple(option for option in options if option is not None))
    return _ask(action) or action


def _folded(card: Card) -> Card:
    """Put one button in the place of each long menu."""
    return replace(card, actions=tuple(_fold(action, card.about) for action in card.actions))


def _fold(action: Action | Menu, about: str | None) -> Action | Menu:
    if not isinstance(action, Menu) or len(action.options) <= _BESIDE:
        return action
    options = [[option.label, write_token(option.invocation), option.style] for option in action.options]
    args = {"options": json.dumps(options), "about": about or ""}
    return Action(f"{action.label.rstrip('…')}…", Invocation(MORE, args))


def unfolded(args: Mapping[str, str]) -> Card:
    """Return the card with what a menu holds. `ValueError` for a menu that is none of ours."""
    about = args.get("about", "")
    options = [
        Action(label, invocation, style)
        for label, line, style in _OPTIONS.validate_json(args.get("options", "[]"))
        if (invocation := read_token(line)) is not None
    ]
    return Card(spans("More for ", code(about)) if about else spans("More"), (), tuple(options), "👇", about)


def _ask(action: Action | None) -> Action | None:
    if action is None or not action.confirm:
        return action
    args = {"line": write_token(action.invocation), "label": action.label, "question": action.confirm}
    return replace(action, invocation=Invocation(SURE, args), confirm="")
