"""A real Bolt app that does as a test says."""

from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from .double import SlackDouble

Json = dict[str, Any]


class App:
    """A Bolt app that does as the test says and keeps every body it is given."""

    def __init__(self, slack: SlackDouble) -> None:
        """Register a listener for everything."""
        self.bodies: list[Json] = []
        self.reply: object = None
        self.opens: Json | None = None
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.url)
        self.bolt = AsyncApp(
            client=client,
            signing_secret=slack.signing_secret,
            process_before_response=True,
            ignoring_self_events_enabled=True,
        )
        self.bolt.use(self._hear)

    async def _hear(self, body: Json, ack: Any, client: AsyncWebClient) -> Any:
        """Keep the body, open a view if told to, and acknowledge."""
        self.bodies.append(body)
        if self.opens is not None and "trigger_id" in body:
            await client.views_open(trigger_id=body["trigger_id"], view=self.opens)
        if isinstance(self.reply, dict):
            return await ack(**self.reply)
        return await ack()

    async def handle(self, request: web.Request) -> web.Response:
        """Pass one delivery to Bolt."""
        answer = await self.bolt.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)
