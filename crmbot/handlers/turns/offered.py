"""What an answer offers, without what whoever asked has no right to: no button leads to a refusal."""

from dataclasses import replace
from functools import cache, partial

from crmbot.chat.card import Action, Block, Card, Items, Menu
from crmbot.chat.command import Registry
from crmbot.core import permissions
from crmbot.core.context import Context, Level
from crmbot.language.codes import parse_code
from crmbot.store.models.record import Record

_OF_ONE = ("edit", "delete", "take")
"""What somebody may do to one record, and not to another of its kind."""


def to(ctx: Context, registry: Registry, card: Card) -> Card:
    """Return a card for one reader with the buttons of what they may do: to the record it shows, or to any."""
    shown = cache(partial(_shown, ctx, card))

    def may(action: Action | None) -> bool:
        if action is None or action.invocation.command not in registry:
            return True
        right = _right(registry, action, card)
        level = ctx.actor.level(right) if right else Level.ALL
        if level in (Level.ALL, Level.NONE):
            return level is Level.ALL
        verb = right.rpartition(".")[2]
        record = shown() if verb in _OF_ONE and _is_of(card, action) else None
        return record is None or permissions.may(ctx, record, verb)

    def left(action: Action | Menu) -> Action | Menu | None:
        if isinstance(action, Action):
            return action if may(action) else None
        options = tuple(option for option in action.options if may(option))
        return replace(action, options=options) if options else None

    def block(each: Block) -> Block:
        if not isinstance(each, Items) or all(may(item.action) for item in each.items):
            return each
        rows = (item if may(item.action) else replace(item, action=None) for item in each.items)
        return replace(each, items=tuple(rows))

    if all(may(action) for action in card.buttons()):
        return card
    actions = tuple(action for action in map(left, card.actions) if action is not None)
    return replace(card, actions=actions, blocks=tuple(map(block, card.blocks)))


def _right(registry: Registry, action: Action, card: Card) -> str:
    """Return the right a button takes: that of its command, or of doing to the kind shown what is done to any."""
    named, verb = registry[action.invocation.command].permission, action.invocation.command
    code = parse_code(card.about) if not named and verb in _OF_ONE and _is_of(card, action) else None
    return f"{code.kind}.{verb}" if code is not None else named


def _is_of(card: Card, action: Action) -> bool:
    return bool(card.about) and action.invocation.args.get("which") == card.about


def _shown(ctx: Context, card: Card) -> Record | None:
    """Return the record a card is about; nothing is asked of the database where it is still at hand."""
    code = parse_code(card.about) if card.about else None
    return ctx.session.get(Record, code.number) if code is not None else None
