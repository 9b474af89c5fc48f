"""Reminders: rows that follow their task or event, fire once, and come late rather than never."""

from crmbot.core.reminders.firing import FIRED_AT_ONCE, INSTEAD_OF, NEXT_DUE, SECOND, fire_due, is_still_due
from crmbot.core.reminders.following import follow_person, recompute
from crmbot.core.reminders.held import HELD, held_now
from crmbot.core.reminders.keeping import sync, sync_person
from crmbot.core.reminders.listed import Upcoming, names_in, of_subject, upcoming
from crmbot.core.reminders.muting import count_held, mute, muted_until, unmute, weigh_anew
from crmbot.core.reminders.times import AT_TIME, DAY_STARTS, ESCALATE, NAG, SNOOZE, is_live
from crmbot.core.reminders.usual import (
    EVENT_SNOOZES,
    FOR_EVENTS,
    FOR_TASKS,
    SNOOZES,
    presets,
    read_before,
    read_presets,
    set_usual,
    stored,
    usual_of,
)
from crmbot.core.reminders.wishes import (
    at_instant_of,
    choose,
    escalate,
    nag,
    remind,
    remove,
    snooze,
    stop_escalating,
    stop_nagging,
)

__all__ = [
    "AT_TIME",
    "DAY_STARTS",
    "ESCALATE",
    "EVENT_SNOOZES",
    "FIRED_AT_ONCE",
    "FOR_EVENTS",
    "FOR_TASKS",
    "HELD",
    "INSTEAD_OF",
    "NAG",
    "NEXT_DUE",
    "SECOND",
    "SNOOZE",
    "SNOOZES",
    "Upcoming",
    "at_instant_of",
    "choose",
    "count_held",
    "escalate",
    "fire_due",
    "follow_person",
    "held_now",
    "is_live",
    "is_still_due",
    "mute",
    "muted_until",
    "nag",
    "names_in",
    "of_subject",
    "presets",
    "read_before",
    "read_presets",
    "recompute",
    "remind",
    "remove",
    "set_usual",
    "snooze",
    "stop_escalating",
    "stop_nagging",
    "stored",
    "sync",
    "sync_person",
    "unmute",
    "upcoming",
    "usual_of",
    "weigh_anew",
]
