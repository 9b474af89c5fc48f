"""What Slack accepts as blocks and views: the shapes, the limits and the rules across fields."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from . import screen
from .rules import (
    Rule,
    anything,
    by_type,
    exactly,
    flag,
    like,
    many,
    plain,
    rich,
    shape,
    string,
    whole,
)

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MARKDOWN_SUM = 12_000
VIEW_BYTES = 250_000

ID = string(255, 1)
DAY, TIME = like(r"\d{4}-\d\d-\d\d"), like(r"([01]\d|2[0-3]):[0-5]\d")
STYLE = exactly("primary", "danger")
CONFIRM = shape(
    {"title": plain(100), "text": rich(300), "confirm": plain(30), "deny": plain(30)},
    {"style": STYLE},
)
ASKS: dict[str, Rule] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": flag}
MENU: dict[str, Rule] = {**ASKS, "placeholder": plain(150)}
TYPING: dict[str, Rule] = {
    "action_id": ID,
    "focus_on_load": flag,
    "placeholder": plain(150),
    "dispatch_action_config": shape(
        {"trigger_actions_on": many(exactly("on_enter_pressed", "on_character_entered"), 1, 2)},
        {},
    ),
}


def option(text: Rule, *, url: bool = False) -> Rule:
    """An option of a menu; only an overflow menu's may carry a link."""
    extra: dict[str, Rule] = {"description": plain(75)} | ({"url": string(3000, 1)} if url else {})
    return shape({"text": text, "value": string(150, 1)}, extra)


OPTION, RICH_OPTION = option(plain(75)), option(rich(75))
OPTIONS = many(OPTION, 1, 100)
GROUPS = many(shape({"label": plain(75), "options": OPTIONS}, {}), 1, 100)


def element(kind: str, required: dict[str, Rule], optional: dict[str, Rule]) -> Rule:
    """An element of this type."""
    return shape({"type": exactly(kind), **required}, optional)


def chooser(kind: str, initial: str, rule: Rule, extra: dict[str, Rule] | None = None) -> Rule:
    """A select of people or conversations, or a picker."""
    return element(kind, {}, {**MENU, initial: rule, **(extra or {})})


SEVERAL: dict[str, Rule] = {"max_selected_items": whole(1, 100)}
IDS = many(string(255, 1), 0, 100)
CONVERSATIONS: dict[str, Rule] = {
    "default_to_current_conversation": flag,
    "response_url_enabled": flag,
    "filter": anything,
}
ELEMENTS: dict[str, Rule] = {
    "button": element(
        "button",
        {"text": plain(75)},
        {
            "action_id": ID,
            "value": string(2000),
            "url": string(3000, 1),
            "style": STYLE,
            "confirm": CONFIRM,
            "accessibility_label": string(75, 1),
        },
    ),
    "overflow": element(
        "overflow",
        {"options": many(option(plain(75), url=True), 1, 5)},
        {"action_id": ID, "confirm": CONFIRM},
    ),
    "static_select": element(
        "static_select",
        {},
        {**MENU, "options": OPTIONS, "option_groups": GROUPS, "initial_option": OPTION},
    ),
    "multi_static_select": element(
        "multi_static_select",
        {},
        {
            **MENU,
            **SEVERAL,
            "options": OPTIONS,
            "option_groups": GROUPS,
            "initial_options": OPTIONS,
        },
    ),
    "external_select": element(
        "external_select",
        {},
        {**MENU, "min_query_length": whole(0, 100), "initial_option": OPTION},
    ),
    "multi_external_select": element(
        "multi_external_select",
        {},
        {**MENU, **SEVERAL, "min_query_length": whole(0, 100), "initial_options": OPTIONS},
    ),
    "users_select": chooser("users_select", "initial_user", ID),
    "multi_users_select": chooser("multi_users_select", "initial_users", IDS, SEVERAL),
    "conversations_select": chooser("conversations_select", "initial_conversation", ID, CONVERSATIONS),
    "multi_conversations_select": chooser(
        "multi_conversations_select", "initial_conversations", IDS, {**SEVERAL, **CONVERSATIONS}
    ),
    "channels_select": chooser("channels_select", "initial_channel", ID, {"response_url_enabled": flag}),
    "multi_channels_select": chooser("multi_channels_select", "initial_channels", IDS, SEVERAL),
    "datepicker": chooser("datepicker", "initial_date", DAY),
    "timepicker": chooser("timepicker", "initial_time", TIME, {"timezone": string(100, 1)}),
    "datetimepicker": element("datetimepicker", {}, {**ASKS, "initial_date_time": whole(10**9, 10**10 - 1)}),
    "checkboxes": element(
        "checkboxes",
        {"options": many(RICH_OPTION, 1, 10)},
        {**ASKS, "initial_options": many(RICH_OPTION, 1, 10)},
    ),
    "radio_buttons": element(
        "radio_buttons",
        {"options": many(RICH_OPTION, 1, 10)},
        {**ASKS, "initial_option": RICH_OPTION},
    ),
    "plain_text_input": element(
        "plain_text_input",
        {},
        {
            **TYPING,
            "initial_value": string(3000),
            "multiline": flag,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        },
    ),
    "email_text_input": element("email_text_input", {}, {**TYPING, "initial_value": string(3000)}),
    "url_text_input": element("url_text_input", {}, {**TYPING, "initial_value": string(3000)}),
    "number_input": element(
        "number_input",
        {"is_decimal_allowed": flag},
        {
            **TYPING,
            "initial_value": string(100, 1),
            "min_value": string(100, 1),
            "max_value": string(100, 1),
        },
    ),
    "file_input": element(
        "file_input",
        {},
        {"action_id": ID, "filetypes": many(string(20, 1), 1, 100), "max_files": whole(1, 10)},
    ),
    "rich_text_input": element("rich_text_input", {}, {**TYPING, "initial_value": anything}),
}
IMAGE = shape(
    {"type": exactly("image"), "alt_text": string(2000, 1)},
    {"image_url": string(3000, 1), "slack_file": anything},
)
NOT_IN_ACTIONS = {
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "file_input",
}
NOT_IN_INPUT = {"button", "overflow"}
CELL = by_type({"raw_text": shape({"type": anything, "text": string(3000, 1)}, {}), "rich_text": anything})


def block(kind: str, required: dict[str, Rule], optional: dict[str, Rule] | None = None) -> Rule:
    """A block of this type."""
    return shape({"type": exactly(kind), **required}, {"block_id": ID, **(optional or {})})


def without(names: set[str]) -> Rule:
    """Any element but these."""
    return by_type({kind: rule for kind, rule in ELEMENTS.items() if kind not in names})


BLOCKS: dict[str, Rule] = {
    "section": block(
        "section",
        {},
        {
            "text": rich(3000),
            "fields": many(rich(2000), 1, 10),
            "accessory": by_type({**ELEMENTS, "image": IMAGE}),
            "expand": flag,
        },
    ),
    "header": block("header", {"text": plain(150)}),
    "divider": block("divider", {}),
    "context": block(
        "context",
        {"elements": many(by_type({"plain_text": rich(3000), "mrkdwn": rich(3000), "image": IMAGE}), 1, 10)},
    ),
    "actions": block("actions", {"elements": many(without(NOT_IN_ACTIONS), 1, 25)}),
    "input": block(
        "input",
        {"label": plain(2000), "element": without(NOT_IN_INPUT)},
        {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "image": block(
        "image",
        {"alt_text": string(2000, 1)},
        {"image_url": string(3000, 1), "slack_file": anything, "title": plain(2000)},
    ),
    "markdown": block("markdown", {"text": string(MARKDOWN_SUM, 1)}),
    "table": block("table", {"rows": many(many(CELL, 1, 20), 1, 100)}, {"column_settings": anything}),
    "rich_text": block("rich_text", {"elements": many(anything, 1, 100)}),
}
ANY_BLOCK = by_type(BLOCKS)
VIEW_PARTS: dict[str, Rule] = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}
MODAL = shape(
    {
        "type": exactly("modal"),
        "title": plain(24),
        "blocks": many(ANY_BLOCK, 0, VIEW_BLOCKS),
    },
    {
        **VIEW_PARTS,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
    },
)
HOME = shape(
    {"type": exactly("home"), "blocks": many(ANY_BLOCK, 0, VIEW_BLOCKS)},
    VIEW_PARTS,
)


def message_problems(blocks: object) -> list[str]:
    """Whatever Slack would refuse in the blocks of a message."""
    found = list(many(ANY_BLOCK, 0, MESSAGE_BLOCKS)(blocks, "blocks"))
    return found if found or not isinstance(blocks, list) else list(_across(blocks))


def view_problems(view: object) -> list[str]:
    """Whatever Slack would refuse in a view."""
    found = list(by_type({"modal": MODAL, "home": HOME})(view, "view"))
    if found or not isinstance(view, dict):
        return found
    blocks = view["blocks"]
    asks = any(block["type"] == "input" for block in blocks)
    if view["type"] == "modal" and asks and "submit" not in view:
        found.append("view.submit: required, the view has inputs")
    return [*found, *_across(blocks)]


def is_too_large(view: object) -> bool:
    """Whether a view is over Slack's 250 KB."""
    return len(json.dumps(view, ensure_ascii=False).encode("utf-8", "replace")) > VIEW_BYTES


def _across(blocks: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Rules that look at more than one field."""
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    yield from (f"blocks: block_id {name!r} twice" for name, count in ids.items() if count > 1)
    if sum(block["type"] == "table" for block in blocks) > 1:
        yield "blocks: more than one table"
    if sum(at.element.get("focus_on_load", False) for at in screen.placed(blocks)) > 1:
        yield "blocks: more than one focus_on_load"
    marked = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if marked > MARKDOWN_SUM:
        yield f"blocks: {marked} characters of markdown in sum"
    for number, item in enumerate(blocks):
        yield from (f"blocks[{number}]: {problem}" for problem in _within(item))


def _within(block: dict[str, Any]) -> Iterator[str]:
    """Rules inside one block."""
    kind = block["type"]
    if kind == "section" and "text" not in block and "fields" not in block:
        yield "a section needs text or fields"
    if kind == "image" and ("image_url" in block) == ("slack_file" in block):
        yield "an image needs image_url or slack_file"
    elements = [at.element for at in screen.placed([block]) if at.element["type"] != "image"]
    ids = Counter(item["action_id"] for item in elements if "action_id" in item)
    yield from (f"action_id {name!r} twice" for name, count in ids.items() if count > 1)
    for item in elements:
        yield from _element(item)


def _element(item: dict[str, Any]) -> Iterator[str]:
    """Rules inside one element."""
    kind = item["type"]
    if kind.endswith("static_select") and ("options" in item) == ("option_groups" in item):
        yield f"{kind} needs either options or option_groups"
    offered = screen.options_of(item)
    chosen = [*item.get("initial_options", []), *filter(None, [item.get("initial_option")])]
    if offered and any(option not in offered for option in chosen):
        yield f"{kind}: the initial option is none of the options"
    if kind == "plain_text_input":
        least, most = item.get("min_length", 0), item.get("max_length", 3000)
        if least > most:
            yield "min_length is over max_length"
        if len(item.get("initial_value", "")) > most:
            yield "initial_value is over max_length"
