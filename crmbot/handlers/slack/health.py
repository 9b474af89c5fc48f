"""Whether Slack is set up right, in plain words."""

from slack_sdk.errors import SlackApiError

from crmbot.handlers.slack import failures
from crmbot.handlers.slack.api import Installation, SlackApi
from crmbot.handlers.slack.manifest import SCOPES
from crmbot.handlers.slack.settings import SlackSettings
from crmbot.handlers.slack.socket import SocketDoor
from crmbot.handlers.slack.workspaces import ManyWorkspaces


async def complaints(api: SlackApi, settings: SlackSettings, socket: SocketDoor | None) -> tuple[str, ...]:
    """Return one sentence for each thing that is wrong."""
    return (*await _token(api), *await _listening(api, settings, socket))


async def complaints_of_many(workspaces: ManyWorkspaces) -> tuple[str, ...]:
    """Return one sentence for each thing that is wrong in any workspace."""
    found = list(await _token(workspaces.own)) if workspaces.own is not None else []
    for name, api in await workspaces.every():
        found += await _installed(name, api)
    return tuple(found)


async def _token(api: SlackApi) -> tuple[str, ...]:
    try:
        installation = await api.ask_installation()
    except failures.FAILURES as error:
        code = failures.code_of(error)
        if code in failures.TOKEN:
            return (f"Slack refuses SLACK_BOT_TOKEN ({code}): install the app anew and take its new token.",)
        return (f"Slack cannot be reached ({code}).",)
    return tuple(
        f"The Slack app lacks the scope {scope} ({SCOPES[scope]}): add it and install the app again."
        for scope in _missing(installation)
    )


_AGAIN = "say `slack install` and install the app there again"


async def _installed(name: str, api: SlackApi | None) -> tuple[str, ...]:
    if api is None:
        sealed = "it was sealed with another SLACK_CLIENT_SECRET"
        return (f"The token of the workspace {name} cannot be read, {sealed}: {_AGAIN}.",)
    try:
        installation = await api.ask_installation()
    except failures.FAILURES as error:
        code = failures.code_of(error)
        if code in failures.TOKEN:
            return (f"Slack refuses the token of the workspace {name} ({code}): {_AGAIN}.",)
        return (f"Slack cannot be reached ({code}).",)
    return tuple(
        f"The Slack app lacks the scope {scope} ({SCOPES[scope]}) in the workspace {name}: "
        f"add it to the app, then {_AGAIN}."
        for scope in _missing(installation)
    )


def _missing(installation: Installation) -> list[str]:
    return [scope for scope in SCOPES if installation.scopes and scope not in installation.scopes]


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
