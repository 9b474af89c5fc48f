"""The double's HTTP side: Web API, response_url, files and the Socket Mode door."""

from dataclasses import replace

from aiohttp import web

from tests.doubles import spoiling
from tests.doubles.callers import noted

from . import api, checkers, content, payloads, reading, uploads
from .courier import Courier
from .faults import Fault, Faults, Trouble, pause
from .methods import METHODS, Method
from .model import Call, Json, Message, Refused, ResponseUrl
from .workspace import RESPONSE_URL_USES, Workspace

REPLY_KEYS = frozenset(
    "attachments blocks delete_original link_names metadata mrkdwn parse replace_original "
    "response_type text thread_ts unfurl_links unfurl_media".split()
)
PACE_S = 1.0

# The schemas come from another SDK's types, which misname what Slack's reference and ours call `alt_txt`.
_OTHERWISE = {("files.getUploadURLExternal", "alt_txt"): "alt_text"}


class Server:
    """Answers the app as Slack does, and writes down what it should not have asked."""

    def __init__(self, workspace: Workspace, faults: Faults, courier: Courier) -> None:
        """Build the routes; nothing listens yet."""
        self.workspace = workspace
        self.faults = faults
        self.courier = courier
        self.sockets = courier.sockets
        self.strict_pacing = False
        self.neighbours: dict[str, Server] = {}
        self._runner: web.AppRunner | None = None

    async def start(self) -> str:
        """Listen on a free port of loopback and give the root address."""
        app = web.Application(client_max_size=2**26, middlewares=[noted])
        app.router.add_route("*", "/api/{method:.*}", self._api)
        app.router.add_post("/response/{key}", self._response_url)
        app.router.add_get("/files/{file}/{name}", self._file)
        app.router.add_post("/upload/v1/{file}", self._hand_over)
        app.router.add_get("/link", self.sockets.accept)
        app.router.add_route("*", "/in/{team}/{what}/{rest:.*}", self._next_door)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        port = self._runner.addresses[0][1]
        return f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    # Other workspaces

    def _whose(self, request: web.Request) -> "Server":
        """The workspace a call is for: its token tells."""
        token = reading.token_of(request, {})
        holders = (
            one for one in self.neighbours.values() if token in (one.workspace.bot_token, *one.workspace.revoked)
        )
        return next(holders, self)

    async def _next_door(self, request: web.Request) -> web.StreamResponse:
        """Answer at an address of another workspace's own."""
        door = self.neighbours[request.match_info["team"]]
        first, _, rest = request.match_info["rest"].partition("/")
        match request.match_info["what"]:
            case "response":
                return await door.take_reply(request, first)
            case "files":
                return await door.give_file(request, first)
            case _:
                return await door.take_bytes(request, rest)

    # The Web API

    async def _api(self, request: web.Request) -> web.StreamResponse:
        """Answer one call, in the workspace it is for."""
        return await self._whose(request).answer(request)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        name = request.match_info["method"]
        call = Call(name, {}, self.workspace.clock())
        self.workspace.log.append(call)
        trouble = self.faults.take(name)
        call.trouble = trouble.kind if trouble is not None else ""
        await pause(trouble)
        if trouble is not None and trouble.comes_first:
            return self._troubled(request, call, trouble)
        try:
            call.answer = {"ok": True, **await self._called(request, call)}
        except Refused as refused:
            call.answer = self._refusal(name, refused)
        if call.answer.get("error") == "ratelimited":
            return _limited(call.answer, 1)
        fine = web.json_response(call.answer, headers=self._scope_headers(name))
        return await _spoiled(request, trouble, fine)

    def _refusal(self, name: str, refused: Refused) -> Json:
        """The body of an error, and the violation behind it."""
        if refused.violation:
            self.workspace.violate(f"{name}: {refused.code}: {refused.violation}")
        return {"ok": False, "error": refused.code, **refused.more}

    def _troubled(self, request: web.Request, call: Call, trouble: Trouble) -> web.StreamResponse:
        """The answer of a call that meets an ordered fault."""
        match trouble.kind:
            case Fault.RATE_LIMIT:
                call.answer = {"ok": False, "error": "ratelimited"}
                return _limited(call.answer, trouble.retry_after_s)
            case Fault.SERVER_ERROR:
                call.answer = {"ok": False, "error": "http_500"}
                return web.Response(status=500, text="<html>Server Error</html>", content_type="text/html")
            case Fault.CUT:
                call.answer = {"ok": False, "error": "connection_cut"}
                return _cut(request)
            case code:
                call.answer = {"ok": False, "error": code}
                return web.json_response(call.answer)

    async def _called(self, request: web.Request, call: Call) -> Json:
        """Check the call and do it."""
        method = METHODS.get(call.method)
        if method is None:
            raise Refused("unknown_method", "the double does not know this method")
        call.args = await reading.arguments(request)
        if method.token == "none":
            call.args |= reading.client(request)
        else:
            reading.check_token(self.workspace, method, request, call.args)
        self._check_scopes(method)
        reading.check_arguments(method, call.args)
        asked = {
            _OTHERWISE.get((call.method, name), name): value for name, value in call.args.items() if name != "token"
        }
        for problem in checkers.findings(self.workspace.checkers, call.method, asked):
            self.workspace.violate(f"{call.method}: {problem}")
        if call.method == "apps.connections.open":
            return {"url": self.sockets.new_address(self.workspace.root_url)}
        return self._done(call)

    def _done(self, call: Call) -> Json:
        """Carry the call out and tell the app what it caused."""
        before = self.workspace.message(str(call.args.get("channel")), str(call.args.get("ts")))
        if call.method == "chat.postMessage" and self.strict_pacing:
            self._pace(str(call.args["channel"]))
        answer = api.HANDLERS[call.method](self.workspace, call.args)
        if call.method == "chat.postMessage":
            self._echo_new(answer["channel"], answer["ts"])
        elif call.method == "files.completeUploadExternal" and call.args.get("channel_id"):
            self._echo_files(str(call.args["channel_id"]))
        elif call.method == "chat.update" and before is not None:
            after = self.workspace.messages[before.channel][before.ts]
            self._echo(before, payloads.changed_event(self.workspace, before, after))
        elif call.method == "chat.delete" and before is not None:
            self._echo(before, payloads.deleted_event(self.workspace, before))
        return answer

    def _pace(self, channel: str) -> None:
        """One message per second and channel."""
        now = self.workspace.clock()
        if now - self.workspace.last_post_at.get(channel, float("-inf")) < PACE_S:
            raise Refused("ratelimited")
        self.workspace.last_post_at[channel] = now

    def _echo_new(self, channel: str, ts: str) -> None:
        """Send the app its own new message, as Slack does."""
        posted = self.workspace.messages[channel][ts]
        self._echo(posted, payloads.message_event(self.workspace, posted))

    def _echo_files(self, channel: str) -> None:
        """Send the app the message its files have become."""
        shown = list(self.workspace.messages[channel].values())[-1]
        self._echo(shown, payloads.message_event(self.workspace, shown, subtype="file_share"))

    def _echo(self, about: Message, inner: Json) -> None:
        """Send the app an event that its own call caused."""
        room = self.workspace.channels[about.channel]
        if not about.ephemeral and self.workspace.bot in room.members:
            self.courier.echo(room.event_type, inner)

    def _check_scopes(self, method: Method) -> None:
        """One of the method's scopes must be granted."""
        if method.scopes and not method.scopes & self.workspace.scopes:
            needed = ",".join(sorted(method.scopes))
            provided = ",".join(sorted(self.workspace.scopes))
            raise Refused("missing_scope", f"needs {needed}", needed=needed, provided=provided)

    def _scope_headers(self, name: str) -> dict[str, str]:
        """The headers that tell what is granted and what the method wants."""
        wanted = METHODS[name].scopes if name in METHODS else frozenset()
        return {
            "x-oauth-scopes": ",".join(sorted(self.workspace.scopes)),
            "x-accepted-oauth-scopes": ",".join(sorted(wanted)),
        }

    # response_url

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        """Answer a post to a response_url."""
        return await self.take_reply(request, request.match_info["key"])

    async def take_reply(self, request: web.Request, key: str) -> web.StreamResponse:
        """Answer a post to the response_url with this key."""
        call = Call("response_url", {}, self.workspace.clock())
        self.workspace.log.append(call)
        trouble = self.faults.take("response_url")
        call.trouble = trouble.kind if trouble is not None else ""
        await pause(trouble)
        if trouble is not None and trouble.comes_first:
            return self._troubled(request, call, trouble)
        try:
            call.args = await reading.arguments(request)
            self._replied(key, call.args)
        except Refused as refused:
            call.answer = self._refusal("response_url", refused)
            status = 404 if refused.code in ("used_url", "expired_url") else 400
            return web.json_response(call.answer, status=status)
        call.answer = {"ok": True}
        return await _spoiled(request, trouble, web.Response(text="ok"))

    def _replied(self, key: str, args: Json) -> None:
        """Use a response_url once."""
        address = self.workspace.response_urls.get(key)
        if address is None:
            raise Refused("used_url", "a response_url that was never issued")
        if self.workspace.clock() >= address.expires_at:
            raise Refused("expired_url")
        if address.uses >= RESPONSE_URL_USES:
            raise Refused("used_url")
        unknown = args.keys() - REPLY_KEYS
        if unknown:
            raise Refused("invalid_arguments", f"unknown: {', '.join(sorted(unknown))}")
        address.uses += 1
        self.show_reply(address, args)

    def show_reply(self, address: ResponseUrl, args: Json) -> Message | None:
        """Show what came through a response_url or in an acknowledgement."""
        source = self.workspace.message(address.channel, address.source_ts or "")
        if content.truth(args, "delete_original", default=False):
            if source is not None:
                del self.workspace.messages[source.channel][source.ts]
            return None
        self._second_opinion(address.channel, args)
        parts = content.message(self.workspace, args, most=content.POST_TEXT)
        if source is not None and content.truth(args, "replace_original", default=False):
            drawn = replace(
                source,
                text=parts.text or "",
                blocks=parts.blocks or (),
                edited_ts=self.workspace.new_ts(),
            )
            return self.workspace.put(drawn)
        posted = self.workspace.put(self._new_reply(address, args, parts))
        if not posted.ephemeral:
            self._echo_new(posted.channel, posted.ts)
        return posted

    def _new_reply(self, address: ResponseUrl, args: Json, parts: content.Content) -> Message:
        """A new message in answer to a command or an action."""
        where = args.get("response_type", "ephemeral")
        if where not in ("ephemeral", "in_channel"):
            raise Refused("invalid_arguments", f"response_type: {where!r}")
        return Message(
            channel=address.channel,
            ts=self.workspace.new_ts(),
            author=self.workspace.bot,
            text=parts.text or "",
            blocks=parts.blocks or (),
            attachments=parts.attachments or (),
            thread_ts=args.get("thread_ts"),
            visible_to=address.user if where == "ephemeral" else None,
            by_bot=True,
        )

    def _second_opinion(self, channel: str, args: Json) -> None:
        """Ask the checkers about a message that is no call."""
        shown: Json = {name: args[name] for name in ("text", "blocks") if name in args}
        asked = {"channel": channel} | shown
        for problem in checkers.findings(self.workspace.checkers, "chat.postMessage", asked):
            self.workspace.violate(f"reply: {problem}")

    # Files

    async def _hand_over(self, request: web.Request) -> web.StreamResponse:
        """Take the bytes of a file the app has announced."""
        return await self.take_bytes(request, request.match_info["file"])

    async def take_bytes(self, request: web.Request, file: str) -> web.StreamResponse:
        """Take the bytes of the file with this id."""
        call = Call("upload", {"file": file}, self.workspace.clock())
        self.workspace.log.append(call)
        trouble = self.faults.take("upload")
        await pause(trouble)
        if trouble is not None and trouble.comes_first:
            return self._troubled(request, call, trouble)
        problem = uploads.hand_over(self.workspace, file, await request.read())
        if problem is not None:
            self.workspace.violate(f"upload: {problem}")
            return web.Response(status=400, text="error")
        call.answer = {"ok": True}
        return web.Response(text="OK")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        """Give a shared file to whoever shows the token; others get a login page, as Slack does."""
        return await self.give_file(request, request.match_info["file"])

    async def give_file(self, request: web.Request, file: str) -> web.StreamResponse:
        """Give the file with this id."""
        call = Call("download", {"file": file}, self.workspace.clock())
        self.workspace.log.append(call)
        trouble = self.faults.take("download")
        await pause(trouble)
        if trouble is not None and trouble.comes_first:
            return self._troubled(request, call, trouble)
        upload = self.workspace.uploads.get(file)
        if upload is None:
            return web.Response(status=404)
        if reading.token_of(request, {}) != self.workspace.bot_token:
            self.workspace.violate("files: asked for a file without the bot's token")
            return web.Response(text="<html>Sign in to Slack</html>", content_type="text/html")
        if "files:read" not in self.workspace.scopes:
            return web.Response(text="<html>Sign in to Slack</html>", content_type="text/html")
        call.answer = {"ok": True}
        attached = {"Content-Disposition": "attachment"}
        return web.Response(body=upload.content, content_type=upload.described["mimetype"], headers=attached)


def _limited(body: Json, retry_after_s: int) -> web.Response:
    """The answer 429."""
    return web.json_response(body, status=429, headers={"Retry-After": str(retry_after_s)})


def _cut(request: web.Request) -> web.Response:
    """Break the connection instead of answering."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _spoiled(request: web.Request, trouble: Trouble | None, fine: web.Response) -> web.StreamResponse:
    """Spoil the answer of a call that has taken effect, where that was ordered."""
    match trouble.kind if trouble is not None else "":
        case Fault.CUT_AFTER:
            return _cut(request)
        case Fault.HALF:
            assert isinstance(fine.body, bytes)
            return await spoiling.half(request, fine.body)
        case Fault.GARBAGE:
            return spoiling.garbage()
    return fine
