"""Whether Slack is set up right, in plain words."""

from slack_sdk.errors import SlackApiError

from crmbot.handlers.slack import failures
from crmbot.handlers.slack.api import SlackApi
from crmbot.handlers.slack.manifest import SCOPES
from crmbot.handlers.slack.settings import SlackSettings
from crmbot.handlers.slack.socket import SocketDoor


async def complaints(api: SlackApi, settings: SlackSettings, socket: SocketDoor | None) -> tuple[str, ...]:
    """Return one sentence for each thing that is wrong."""
    return (*await _token(api), *await _listening(api, settings, socket))


async def _token(api: SlackApi) -> tuple[str, ...]:
    try:
        installation = await api.ask_installation()
    except failures.FAILURES as error:
        code = failures.code_of(error)
        if code in failures.TOKEN:
            return (f"Slack refuses SLACK_BOT_TOKEN ({code}): install the app anew and take its new token.",)
        return (f"Slack cannot be reached ({code}).",)
    missing = [scope for scope in SCOPES if installation.scopes and scope not in installation.scopes]
    return tuple(
        f"The Slack app lacks the scope {scope} ({SCOPES[scope]}): add it and install the app again."
        for scope in missing
    )


async def _listening(api: SlackApi, settings: SlackSettings, socket: SocketDoor | None) -> tuple[str, ...]:
    if not settings.app_token:
        if settings.signing_secret.strip():
            return ()
        return ("SLACK_SIGNING_SECRET is missing: without it no request of Slack's is believed.",)
    if socket is not None:
        return () if await socket.is_connected() else ("Socket Mode is not connected at the moment.",)
    try:
        await api.client.apps_connections_open(app_token=settings.app_token)
    except SlackApiError as error:
        code = failures.code_of(error)
        return (f"Slack refuses SLACK_APP_TOKEN ({code}): make one with the scope connections:write.",)
    except failures.CONNECTION as error:
        return (f"Slack cannot be reached ({failures.code_of(error)}).",)
    return ()
