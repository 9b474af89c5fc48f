"""Tasks: what somebody is to do, by when, and how that changes."""

from crmbot.core.tasks.changing import (
    begin_on,
    describe,
    give,
    move,
    on_its_day,
    prioritise,
    put_off,
    put_on,
    rename,
    snooze,
    sort,
    take_off,
    undate,
)
from crmbot.core.tasks.lists import TaskQuery, assignee, due_of, is_overdue, listed
from crmbot.core.tasks.making import ASSIGNED, TaskDraft, about, create, links_to, unique, with_company
from crmbot.core.tasks.said import made_in
from crmbot.core.tasks.states import approve, cancel, done, log_done, reopen, send_back, status_words, step

__all__ = [
    "ASSIGNED",
    "TaskDraft",
    "TaskQuery",
    "about",
    "approve",
    "assignee",
    "begin_on",
    "cancel",
    "create",
    "describe",
    "done",
    "due_of",
    "give",
    "is_overdue",
    "links_to",
    "listed",
    "log_done",
    "made_in",
    "move",
    "on_its_day",
    "prioritise",
    "put_off",
    "put_on",
    "rename",
    "reopen",
    "send_back",
    "snooze",
    "sort",
    "status_words",
    "step",
    "take_off",
    "undate",
    "unique",
    "with_company",
]
