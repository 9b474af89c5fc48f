"""What channels are told of, by rules of their own, and people who follow a record."""

# Whoever has rules at all has them obeyed: these rooms declare their work, and listen for changes, by being there.
from crmbot.core.subscriptions import posting, sorting, watching

__all__ = ["posting", "sorting", "watching"]
