"""Blocks and forms for the tests of the double itself."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def options(*labels: str) -> list[Json]:
    """Options whose values are their labels."""
    return [{"text": plain(label), "value": label} for label in labels]


MENU = {"type": "overflow", "action_id": "more", "options": options("Edit", "Delete")}
SNOOZE = {"type": "static_select", "action_id": "snooze", "options": options("1 hour", "Tomorrow")}
DONE = {"type": "button", "action_id": "done", "text": plain("Done"), "value": "done T-9 rev:3"}
CARD: list[Json] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*Send quote*"}, "accessory": MENU},
    {"type": "actions", "block_id": "task", "elements": [DONE, SNOOZE]},
]


def field(block_id: str, label: str, element: Json, **more: object) -> Json:
    """An input block."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "value", **element},
        **more,
    }


def modal(title: str, *blocks: Json, **more: object) -> Json:
    """A modal with a button to send it."""
    body = {"type": "modal", "callback_id": "task", "title": plain(title), "submit": plain("Create")}
    return {**body, "blocks": list(blocks), **more}


TASK = modal(
    "Task",
    field("title", "Title", {"type": "plain_text_input", "max_length": 20}),
    field("due", "Due", {"type": "datepicker"}, optional=True),
    field("about", "About", {"type": "external_select", "min_query_length": 1}, optional=True),
    field("prio", "Priority", {"type": "static_select", "options": options("Low", "High")}, optional=True),
    notify_on_close=True,
)
