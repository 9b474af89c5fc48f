"""Bolt, with everything given to it: it reads no environment and keeps no files."""

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from crmbot.handlers.slack import failures
from crmbot.handlers.slack.payload import Payload
from crmbot.handlers.slack.settings import SlackSettings
from crmbot.handlers.slack.workspaces import Workspaces

Body = dict[str, object]
_ANY = re.compile(".*", re.DOTALL)

_log = structlog.get_logger(__name__)


class Listening(Protocol):
    """What is done with each kind of request; each acknowledges."""

    async def on_command(self, ack: AsyncAck, payload: Payload) -> None: ...
    async def on_action(self, ack: AsyncAck, payload: Payload) -> None: ...
    async def on_submission(self, ack: AsyncAck, payload: Payload) -> None: ...
    async def on_closed(self, ack: AsyncAck, payload: Payload) -> None: ...
    async def on_options(self, ack: AsyncAck, payload: Payload) -> None: ...
    async def on_shortcut(self, ack: AsyncAck, payload: Payload) -> None: ...
    async def on_event(self, ack: AsyncAck, payload: Payload) -> None: ...


class NotReady(Exception):
    """Slack could not tell us who we are, so nothing can be taken yet."""


def make_bolt(workspaces: Workspaces, settings: SlackSettings, listening: Listening) -> AsyncApp:
    """Make the Bolt app with one listener for each kind of request.

    Requests are verified before they get here. `authorize` is given, so that Bolt asks nobody per
    request and takes no token or OAuth set-up from the environment.
    """
    logger = logging.getLogger("slack_bolt.crmbot")
    logger.setLevel(logging.ERROR)  # its warnings are about what it finds in the environment
    app = AsyncApp(
        logger=logger,
        name="slack_bolt.listeners",  # Bolt sets the level of the logger of this name: it must not be ours
        process_before_response=True,
        signing_secret=settings.signing_secret,
        client=AsyncWebClient(base_url=settings.api_root, logger=logger),
        authorize=_authorize(workspaces),
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,  # our own messages say where Slack posted them
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.error(_failed)
    _listen(app, listening)
    return app


def _authorize(workspaces: Workspaces) -> Callable[[str | None], Awaitable[AuthorizeResult]]:
    async def authorize(team_id: str | None) -> AuthorizeResult:
        try:
            api = await workspaces.of(team_id or "")
            known = await api.installation()
        except failures.FAILURES as error:
            raise NotReady(failures.code_of(error)) from error
        return AuthorizeResult(
            enterprise_id=None,
            team_id=team_id or known.team,
            bot_user_id=known.bot_user,
            bot_id=known.bot_id,
            bot_token=api.token,
        )

    return authorize


def _listen(app: AsyncApp, listening: Listening) -> None:
    """Commands first: Bolt asks its listeners one after the other."""
    app.command(_ANY)(_taking(listening.on_command))
    app.action(_ANY)(_taking(listening.on_action))
    app.event(_ANY)(_taking(listening.on_event))
    app.view(_ANY)(_taking(listening.on_submission))
    app.view_closed(_ANY)(_taking(listening.on_closed))
    app.options(_ANY)(_taking(listening.on_options))
    app.shortcut(_ANY)(_taking(listening.on_shortcut))


def _taking(listener: Callable[[AsyncAck, Payload], Awaitable[None]]) -> Callable[[AsyncAck, Body], Awaitable[None]]:
    async def take(ack: AsyncAck, body: Body) -> None:  # Bolt gives by the names of parameters
        await listener(ack, Payload.of(body))

    return take


async def _failed(error: Exception, body: Body) -> BoltResponse:
    """Nothing was taken: say so, and Slack sends events again."""
    kind = Payload.of(body).text("type") or "command"
    _log.error("slack.not_taken", kind=kind, error=type(error).__name__, exc_info=error)
    return BoltResponse(status=500, body="")
