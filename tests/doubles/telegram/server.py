"""The Bot API over HTTP: every call is logged, checked, made to fail when asked, and performed."""

import asyncio
import hmac
import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from aiohttp import web

from tests.doubles import spoiling
from tests.doubles.callers import noted
from tests.doubles.telegram.arguments import BY_LOWER_NAME, Arguments, read_request, read_values
from tests.doubles.telegram.checkers import call_findings, result_findings
from tests.doubles.telegram.faults import Fault
from tests.doubles.telegram.inline import InlineMethods
from tests.doubles.telegram.methods import BotMethods
from tests.doubles.telegram.reception import Reception
from tests.doubles.telegram.stage import Stage
from tests.doubles.telegram.wire import Call, Payload, RefusedError, broken

REQUEST_BYTES = 60_000_000
_GATEWAY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call comes to: a body, a page of a broken gateway, or a cut connection."""

    status: int
    body: Payload
    page: str = ""
    is_cut: bool = False
    spoiled: Literal["", "half", "garbage"] = ""

    async def response(self, request: web.Request) -> web.StreamResponse:
        """Answer the request, or cut it off."""
        if self.is_cut and request.transport is not None:
            request.transport.abort()
        if self.page:
            return web.Response(status=self.status, text=self.page, content_type="text/html")
        if self.spoiled == "half":
            return await spoiling.half(request, json.dumps(self.body).encode())
        return spoiling.garbage() if self.spoiled else web.json_response(self.body, status=self.status)


_CUT = Outcome(499, {}, is_cut=True)


class BotApi:
    """The calls of one bot."""

    def __init__(self, stage: Stage) -> None:
        """Serve a stage."""
        self._stage = stage
        self.methods = BotMethods(stage)
        self.reception = Reception(stage, self.perform)
        self._table = {**self.methods.table(), **InlineMethods(stage).table(), **self.reception.table()}

    async def perform(self, asked: str, raw: Mapping[str, object]) -> Outcome:
        """Play one call with its raw arguments."""
        name = BY_LOWER_NAME.get(asked.lower())
        call = self.enter(name or asked, raw)
        try:
            if name is None:
                raise RefusedError(404, "Not Found: method not found", guilty=True)
            outcome = await self._run(call, raw)
        except RefusedError as refusal:
            return self.refuse(call, refusal)
        finally:
            self._stage.changed.fire()
        call.status = None if outcome.is_cut else outcome.status
        self._stage.changed.fire()
        return outcome

    def enter(self, name: str, raw: Mapping[str, object]) -> Call:
        """Write a call into the log."""
        call = Call(name, dict(raw), self._stage.world.clock())
        self._stage.log.append(call)
        return call

    def refuse(self, call: Call, refusal: RefusedError) -> Outcome:
        """Answer with an error; a guilty bot gets an entry among the violations."""
        call.status, call.description = refusal.code, refusal.description
        if refusal.guilty:
            self._stage.violate(f"{call.method}: {refusal.description}")
        self._stage.changed.fire()
        return Outcome(refusal.code, refusal.payload())

    async def _run(self, call: Call, raw: Mapping[str, object]) -> Outcome:
        for finding in call_findings(call.method, raw):
            self._stage.violate(f"{call.method}: {finding}")
        args, unknown = read_values(call.method, raw)
        for name in unknown:
            self._stage.violate(f"{call.method}: unknown argument {name!r}")
        fault = self._stage.faults.take(call.method, call.chat_id)
        if fault is not None:
            return await self._fail(call, args, fault)
        return await self._succeed(call, args)

    async def _succeed(self, call: Call, args: Arguments) -> Outcome:
        result = self._table[call.method](args)
        if inspect.isawaitable(result):
            result = await result
        self._stage.violations += result_findings(call.method, result)
        return Outcome(200, {"ok": True, "result": result})

    async def _fail(self, call: Call, args: Arguments, fault: Fault) -> Outcome:
        call.description, call.trouble = f"fault: {fault.kind}", fault.kind
        if fault.kind == "rate_limit" and call.chat_id is not None:
            self._stage.flood.block(call.chat_id, fault.retry_after_s)
        if (refusal := fault.refusal()) is not None:
            raise refusal
        match fault.kind:
            case "cut":
                return _CUT
            case "bad_gateway":
                return Outcome(502, {}, page=_GATEWAY_PAGE)
            case "delay":
                await asyncio.sleep(fault.delay_s)
        outcome = await self._succeed(call, args)
        if fault.kind in ("half", "garbage"):
            return replace(outcome, spoiled=fault.kind)
        return _CUT if fault.kind == "cut_after" else outcome


class Server:
    """The HTTP door on this machine, on a port of its own."""

    def __init__(self, stage: Stage) -> None:
        """Prepare; nothing listens yet."""
        self._stage = stage
        self.api = BotApi(stage)
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def start(self) -> None:
        """Listen."""
        app = web.Application(client_max_size=REQUEST_BYTES, middlewares=[noted])
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def stop(self) -> None:
        """Let pollers go and stop listening."""
        self._stage.closing = True
        self._stage.changed.fire()
        await self.api.reception.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            self._check_token(request.match_info["token"])
            raw = await read_request(request)
        except RefusedError as refusal:
            return await self.api.refuse(self.api.enter(method, {}), refusal).response(request)
        outcome = await self.api.perform(method, raw)
        return await outcome.response(request)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        call = self.api.enter("download", {"path": path})
        files = {stored.path: stored for stored in self._stage.world.files.values()}
        try:
            self._check_token(request.match_info["token"])
            if (fault := self._stage.faults.take("download", None)) is not None:
                if (refusal := fault.refusal()) is not None:
                    raise refusal
                return await _CUT.response(request)
            if path not in files:
                raise broken("wrong file path")
        except RefusedError as refusal:
            return await self.api.refuse(call, refusal).response(request)
        call.status = 200
        self._stage.changed.fire()
        return web.Response(body=files[path].content, content_type=files[path].mime_type)

    def _check_token(self, token: str) -> None:
        if not hmac.compare_digest(token.encode(), self._stage.rules.token.encode()):
            raise RefusedError(401, "Unauthorized", guilty=True)
