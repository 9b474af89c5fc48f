"""A platform's limits as values; each adapter fills them from its SDK's constants."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a platform takes messages; 0 means as fast as they come.

    Seconds from one message to the next in a private chat and in a group, and how many a
    second may go to all chats of one bot together. Where edits have a measure of their own, they
    do not count among those: `edits_per_s` of them go to all chats together.
    """

    per_chat_s: float = 0.0
    per_group_s: float = 0.0
    overall_per_s: float = 0.0
    edits_per_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one message of a platform can carry.

    `text` counts the platform's own units, `token` bytes of a button's payload. `forms` tells
    whether a whole form can be shown at once, `confirms` whether the platform itself can ask
    "are you sure", `menus` whether it folds many buttons under one label,
    `edits` whether what was shown can be taken back: where it cannot, the new state is shown below.
    """

    text: int
    token: int
    label: int
    buttons: int
    forms: bool
    confirms: bool
    pace: Pace = Pace()
    menus: bool = True
    edits: bool = True
