"""The contents of a message or view as the app hands them in: checked, then kept."""

import json
from typing import Any, NamedTuple, TypeVar

from . import blocks, wording
from .model import Json, Refused
from .workspace import Workspace

Wanted = TypeVar("Wanted", list[Any], dict[str, Any])
POST_TEXT, UPDATE_TEXT = 40_000, 4_000
TRUE, FALSE = {True, "1", "true", "True"}, {False, "0", "false", "False"}


class Content(NamedTuple):
    """Text, blocks and attachments; None means that the argument was not given."""

    text: str | None
    blocks: tuple[Json, ...] | None
    attachments: tuple[Json, ...] | None


def decoded(args: Json, name: str, wanted: type[Wanted], code: str) -> Wanted | None:
    """A structured argument, which may come as JSON in a string."""
    value: object = args.get(name)
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise Refused(code, f"{name}: not JSON") from None
    if value is None or isinstance(value, wanted):
        return value
    raise Refused(code, f"{name}: must be a {wanted.__name__}")


def truth(args: Json, name: str, *, default: bool) -> bool:
    """A truth value in any of the spellings Slack takes."""
    value = args.get(name, default)
    if isinstance(value, (bool, str, int)) and value in TRUE | FALSE:
        return value in TRUE
    raise Refused("invalid_arguments", f"{name}: {value!r} is no truth value")


def message(workspace: Workspace, args: Json, *, most: int) -> Content:
    """The contents of a message, or the code of what is wrong with them."""
    text = args.get("text")
    if text is not None and not isinstance(text, str):
        raise Refused("invalid_arguments", "text: must be a string")
    drawn = decoded(args, "blocks", list, "invalid_blocks_format")
    attached = decoded(args, "attachments", list, "invalid_attachments")
    _check_text(workspace, text, most)
    _check_marked_down(args, text, drawn)
    if drawn:
        _check_blocks(drawn)
    if not (text or "").strip() and not drawn and not attached and not args.get("markdown_text"):
        raise Refused("no_text", "a message without words")
    if drawn and not (text or "").strip():
        workspace.violate("text: blocks without the words that notifications show")
    return Content(
        text if text is not None else args.get("markdown_text"),
        None if drawn is None else workspace.with_ids(drawn),
        None if attached is None else tuple(attached),
    )


def metadata(args: Json) -> Json | None:
    """The metadata of a message: a type and a payload."""
    given = decoded(args, "metadata", dict, "invalid_metadata_format")
    if given and (given.keys() != {"event_type", "event_payload"} or not isinstance(given["event_payload"], dict)):
        raise Refused("invalid_metadata_schema", "metadata: needs event_type and event_payload")
    return given


def _check_text(workspace: Workspace, text: str | None, most: int) -> None:
    """Length and escaping of the top-level text."""
    if text is None:
        return
    if len(text) > most:
        raise Refused("msg_too_long", f"text: {len(text)} characters, allowed {most}")
    for problem in wording.mrkdwn_problems(text):
        workspace.violate(f"text: {problem}")


def _check_marked_down(args: Json, text: str | None, drawn: list[Json] | None) -> None:
    """`markdown_text` stands alone."""
    marked = args.get("markdown_text")
    if marked is None:
        return
    if text or drawn:
        raise Refused("markdown_text_conflict", "markdown_text beside text or blocks")
    if not isinstance(marked, str) or len(marked) > blocks.MARKDOWN_SUM:
        raise Refused("msg_too_long", "markdown_text: over 12,000 characters")


def _check_blocks(drawn: list[Json]) -> None:
    """Block Kit's own rules."""
    found = blocks.message_problems(drawn)
    if any("characters of markdown in sum" in problem for problem in found):
        raise Refused("msg_blocks_too_long", "; ".join(found))
    if found:
        raise Refused("invalid_blocks", "; ".join(found), errors=found)


def view(args: Json, kind: str) -> Json:
    """The body of a view, or the code of what is wrong with it."""
    body = decoded(args, "view", dict, "invalid_arguments")
    if body is None:
        raise Refused("invalid_arguments", "view: required")
    if blocks.is_too_large(body):
        raise Refused("view_too_large", "view: over 250 KB")
    found = blocks.view_problems(body)
    if body.get("type") != kind:
        found.append(f"view.type: {body.get('type')!r}, wanted {kind!r}")
    if found:
        raise Refused("invalid_arguments", "; ".join(found), response_metadata={"messages": found})
    return body
