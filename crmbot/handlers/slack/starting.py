"""Who we are on Slack: asked as we begin, and again where Slack is away just then."""

import asyncio
from time import monotonic

import structlog

from crmbot.handlers.slack import failures
from crmbot.handlers.slack.api import Installation, SlackApi
from crmbot.store.pauses import doubling

PATIENCE_S = 20.0
"""How long we go on asking: whoever has started us waits for somebody to listen, and may ask us to end."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 4.0

_log = structlog.get_logger(__name__)


async def introduced(api: SlackApi) -> Installation:
    """Return who we are. `SlackApiError` when Slack refuses the token; what it raises when it is away for too long."""
    ends, pauses_s = monotonic() + PATIENCE_S, doubling(FIRST_PAUSE_S, LONGEST_PAUSE_S)
    while True:
        pause_s = next(pauses_s)
        try:
            return await api.installation()
        except failures.FAILURES as error:
            code = failures.code_of(error)
            if code in failures.TOKEN or monotonic() + pause_s > ends:
                raise
            _log.warning("slack.start_failed", action="retry", seconds=pause_s, error=code)
        await asyncio.sleep(pause_s)
