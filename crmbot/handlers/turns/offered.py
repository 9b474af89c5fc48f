"""What an answer offers, without what whoever asked has no right to at all: no button leads to a refusal."""

from dataclasses import replace

from crmbot.chat.card import Action, Block, Card, Items, Menu
from crmbot.chat.command import Registry
from crmbot.core.context import Actor


def to(actor: Actor, registry: Registry, card: Card) -> Card:
    """Return a card for one reader with the buttons of what they may do, be it of their own records alone."""

    def may(action: Action | None) -> bool:
        name = action.invocation.command if action is not None else ""
        right = registry[name].permission if name in registry else ""
        return not right or actor.can(right)

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
