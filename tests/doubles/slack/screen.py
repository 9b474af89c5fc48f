"""What stands on a screen of blocks: elements, labels, and the state of inputs."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

# Element type -> (key of its value in state and action, key of its initial value).
STATE_KEYS: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "file_input": ("files", "initial_files"),
    "rich_text_input": ("rich_text_value", "initial_value"),
}
LISTS = {"checkboxes", "file_input"}


class Placed(NamedTuple):
    """An interactive element and the block it stands in."""

    block: dict[str, Any]
    element: dict[str, Any]


def placed(blocks: Sequence[dict[str, Any]]) -> Iterator[Placed]:
    """Every interactive element, from top to bottom."""
    for block in blocks:
        if block["type"] == "actions":
            yield from (Placed(block, element) for element in block["elements"])
        elif block["type"] == "section" and "accessory" in block:
            yield Placed(block, block["accessory"])
        elif block["type"] == "input":
            yield Placed(block, block["element"])


def options_of(element: dict[str, Any]) -> list[dict[str, Any]]:
    """The options an element shows, groups flattened."""
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]


def button_labels(blocks: Sequence[dict[str, Any]]) -> list[str]:
    """Labels of all buttons."""
    return [at.element["text"]["text"] for at in placed(blocks) if at.element["type"] == "button"]


def option_labels(blocks: Sequence[dict[str, Any]]) -> list[str]:
    """Labels of all options of all menus."""
    return [option["text"]["text"] for at in placed(blocks) for option in options_of(at.element)]


def is_list(element_type: str) -> bool:
    """Whether the element holds several values."""
    return element_type.startswith("multi_") or element_type in LISTS


def starting_value(element: dict[str, Any]) -> dict[str, Any]:
    """The state of an element nobody has touched."""
    kind = element["type"]
    key, initial = STATE_KEYS[kind]
    empty: object = [] if is_list(kind) else None
    return {"type": kind, key: element.get(initial, empty)}


def starting_values(blocks: Sequence[dict[str, Any]], kept: dict[str, Any]) -> dict[str, Any]:
    """The state of a fresh screen; what was entered under the same two ids is `kept`."""
    values: dict[str, Any] = {}
    for block, element in placed(blocks):
        if element["type"] not in STATE_KEYS:
            continue
        before = kept.get(block["block_id"], {}).get(element["action_id"])
        keeps = before is not None and before["type"] == element["type"]
        entry = before if keeps else starting_value(element)
        values.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return values


def plain_value(state: dict[str, Any]) -> object:
    """What stands in an input, options by their labels."""
    key = STATE_KEYS[state["type"]][0] if state else ""
    value: object = state.get(key)
    if isinstance(value, dict) and "text" in value:
        return value["text"]["text"]
    if isinstance(value, list):
        return [item["text"]["text"] if isinstance(item, dict) else item for item in value]
    return value
