"""What a call of the Web API carries: its token, its arguments, and whether both will do."""

import json
from base64 import b64decode
from typing import Any

from aiohttp import web

from .methods import Method
from .model import Json, Refused
from .workspace import Workspace

STRUCTURED = frozenset("attachments blocks file_ids metadata unfurled_attachments users view".split())


def token_of(request: web.Request, args: Json) -> str | None:
    """The token of a call: in its header, or among form and query arguments."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" else args.get("token")


def client(request: web.Request) -> Json:
    """The app's own id and secret, where they stand in the header."""
    header = request.headers.get("Authorization", "")
    if not header.startswith("Basic "):
        return {}
    name, _, secret = b64decode(header.removeprefix("Basic ")).decode().partition(":")
    return {"client_id": name, "client_secret": secret}


async def arguments(request: web.Request) -> Json:
    """The arguments from query string, form or JSON body."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        args |= await _json_body(request)
    elif request.body_exists:
        args |= dict(await request.post())
    empty = [name for name, value in args.items() if value is None]
    if empty:
        raise Refused("invalid_arguments", f"null: {', '.join(empty)}")
    return args


async def _json_body(request: web.Request) -> Json:
    """The object in a JSON body, encodable as UTF-8."""
    try:
        body: Any = json.loads(await request.text())
        json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Refused("invalid_json", "a lone surrogate") from None
    except ValueError:
        raise Refused("invalid_json", "the body is not JSON") from None
    if not isinstance(body, dict):
        raise Refused("json_not_object", "the body is not an object")
    return body


def check_token(workspace: Workspace, method: Method, request: web.Request, args: Json) -> None:
    """The right token for this method, and one that still lives."""
    token = token_of(request, args)
    if not token:
        raise Refused("not_authed", "no token")
    if token in workspace.revoked:
        raise Refused("account_inactive")
    if token not in (workspace.bot_token, workspace.app_token):
        raise Refused("invalid_auth", "a token the double never issued")
    if workspace.dead_token is not None:
        raise Refused(workspace.dead_token)
    wanted = workspace.app_token if method.token == "app" else workspace.bot_token
    if token != wanted:
        raise Refused("not_allowed_token_type", f"needs the {method.token} token")


def check_arguments(method: Method, args: Json) -> None:
    """Nothing missing, nothing unknown."""
    missing = sorted(method.required - args.keys())
    if missing or (method.one_of and not method.one_of & args.keys()):
        wanted = ", ".join(missing) or " or ".join(sorted(method.one_of))
        raise Refused("invalid_arguments", f"missing: {wanted}")
    unknown = args.keys() - method.known
    if unknown:
        raise Refused("invalid_arg_name", f"unknown: {', '.join(sorted(unknown))}")
    lists = [name for name, value in args.items() if isinstance(value, (list, dict)) and name not in STRUCTURED]
    if lists:
        raise Refused("invalid_array_arg", f"must be a plain value: {', '.join(lists)}")
    if not isinstance(args.get("channel", ""), str):
        raise Refused("invalid_arguments", "channel: must be a string")
