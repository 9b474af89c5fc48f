"""What an app's acknowledgement does on the screen."""

from dataclasses import replace

from . import api, blocks, checkers, content
from .model import Json, Refused, Response, View
from .rules import many
from .server import Server
from .workspace import Workspace

REPLY_ERROR = 2000


def to_command(server: Server, response: Response, url: str) -> Response:
    """Show the words of a slash command's acknowledgement."""
    reply = response.payload or ({"text": response.text} if response.text.strip() else None)
    if reply is None or not response.ok:
        return response
    address = server.workspace.response_urls[url.rsplit("/", 1)[1]]
    try:
        return replace(response, message=server.show_reply(address, reply))
    except Refused as refused:
        server.workspace.violate(f"acknowledgement: {refused.code}: {refused.violation}")
        return response


def to_action(workspace: Workspace, response: Response) -> Response:
    """Slack ignores whatever is in the acknowledgement of an action."""
    if response.ok and (response.payload or response.text.strip()):
        workspace.violate("acknowledgement: an action's is ignored, this one says something")
    return response


def to_suggestion(workspace: Workspace, response: Response) -> list[Json]:
    """The options that a select shows after its question."""
    body = response.payload or {}
    grouped = [option for group in body.get("option_groups", []) for option in group["options"]]
    options: list[Json] = body.get("options", []) or grouped
    problems = list(many(blocks.OPTION, 0, 100)(options, "options"))
    for problem in problems:
        workspace.violate(f"suggestion: {problem}")
    return [] if problems else options


def to_submission(workspace: Workspace, view: View, response: Response) -> Response:
    """Close, mark, redraw, push or clear, as the acknowledgement says."""
    if not response.ok:
        return response
    if response.text.strip():
        workspace.violate(f"submission: acknowledged with words: {response.text[:60]!r}")
    body = response.payload or {}
    try:
        return _act(workspace, view, body, response)
    except Refused as refused:
        workspace.violate(f"submission: {refused.code}: {refused.violation}")
        return replace(response, error="dispatch_failed")


def _act(workspace: Workspace, view: View, body: Json, response: Response) -> Response:
    """Do what `response_action` asks for."""
    match body.get("response_action"):
        case None:
            if body:
                raise Refused("invalid_arguments", f"no response_action in {sorted(body)}")
            _close(workspace, view)
        case "errors":
            return _marked(workspace, view, body, response)
        case "update":
            workspace.redraw(workspace.find_view(view.id), _drawn(workspace, body))
        case "push":
            api.push(workspace, view.user, _drawn(workspace, body))
        case "clear":
            workspace.stacks[view.user] = []
        case other:
            raise Refused("invalid_arguments", f"response_action {other!r}")
    return response


def _drawn(workspace: Workspace, body: Json) -> Json:
    """The view in an acknowledgement."""
    shown = content.view(body, "modal") if body.get("view") else None
    if shown is None:
        raise Refused("invalid_arguments", "view: required")
    found = checkers.findings(workspace.checkers, "views.open", {"trigger_id": "x", "view": shown})
    if found:
        raise Refused("invalid_arguments", "; ".join(found))
    return shown


def _close(workspace: Workspace, view: View) -> None:
    """Take a modal off the stack."""
    stack = workspace.views_of(view.user)
    workspace.stacks[view.user] = [shown for shown in stack if shown.id != view.id]


def _marked(workspace: Workspace, view: View, body: Json, response: Response) -> Response:
    """Show an error beside each field that has one."""
    errors = body.get("errors")
    fields = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise Refused("invalid_arguments", "errors: must name at least one field")
    for block_id, words in errors.items():
        if block_id not in fields:
            raise Refused("invalid_arguments", f"errors: no input block {block_id!r}")
        if not isinstance(words, str) or not 0 < len(words) <= REPLY_ERROR:
            raise Refused("invalid_arguments", f"errors: empty or too long for {block_id!r}")
    workspace.keep_view(replace(workspace.find_view(view.id), errors=errors))
    return replace(response, errors=errors)
