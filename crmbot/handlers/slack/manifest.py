"""The app's manifest for Slack, made from the registry, and why it asks for each scope."""

from collections.abc import Iterator

from crmbot.chat.command import Command, Noun, Registry
from crmbot.handlers.slack.inbound import LEAD_SHORTCUT, LOG_SHORTCUT, SAY
from crmbot.handlers.slack.limits import shortened
from crmbot.handlers.slack.settings import DIRECT_COMMANDS
from crmbot.handlers.slack.web import PATH

REDIRECT_PATH = "/slack/oauth_redirect"
"""Where Slack sends the browser of somebody who installs the app."""

SCOPES = {
    "app_mentions:read": "to hear when somebody mentions the bot",
    "channels:history": "to hear `!note …` in the threads of public channels it was invited to",
    "channels:read": "to learn that a channel was archived, shared with others, or the bot removed from it",
    "chat:write": "to answer and to send reminders",
    "commands": "for /crm and the other slash commands, and the shortcuts",
    "files:read": "to keep a shared photo, voice clip or file with its note",
    "files:write": "to send documents back, and pictures, print-outs and exports",
    "groups:history": "to hear `!note …` in the threads of private channels it was invited to",
    "groups:read": "to learn that a private channel was archived or the bot removed from it",
    "im:history": "to read what is written to it in direct messages",
    "im:write": "to open the direct messages with a person, for reminders",
    "mpim:history": "to hear `!note …` in the threads of group messages it was added to",
    "users:read": "for names and time zones",
    "users:read.email": "to propose a match with the person of the same address in the CRM",
}
"""Each scope of the bot's token, and what it is needed for."""

EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_shared",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_unarchive",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "tokens_revoked",
    "user_change",
)

GLOBAL_SHORTCUTS = ("note", "task", "find")
DESCRIPTION_CHARS = 2000
HINT_CHARS = 1000
SHORTCUT_CHARS = 24

Section = dict[str, object]


def manifest(registry: Registry, *, direct: tuple[str, ...] = DIRECT_COMMANDS, url: str | None = None) -> Section:
    """Return the manifest: for Socket Mode, or with the public `url` of this service for HTTP."""
    endpoint = f"{url.rstrip('/')}{PATH}" if url else None
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "CRM",
            "description": "Companies, deals, notes and reminders, by talking to them.",
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "crm", "always_online": True},
            "shortcuts": list(_shortcuts(registry)),
            "slash_commands": list(_slash_commands(registry, direct, endpoint)),
        },
        "oauth_config": _oauth(url),
        "settings": _settings(endpoint),
    }


def _oauth(url: str | None) -> Section:
    scopes: Section = {"scopes": {"bot": list(SCOPES)}}
    return {"redirect_urls": [f"{url.rstrip('/')}{REDIRECT_PATH}"], **scopes} if url else scopes


def _settings(endpoint: str | None) -> Section:
    events: Section = {"bot_events": list(EVENTS)}
    interactivity: Section = {"is_enabled": True}
    if endpoint:
        events["request_url"] = endpoint
        interactivity |= {"request_url": endpoint, "message_menu_options_url": endpoint}
    return {
        "event_subscriptions": events,
        "interactivity": interactivity,
        "org_deploy_enabled": False,
        "socket_mode_enabled": endpoint is None,
        "token_rotation_enabled": False,
    }


def _slash_commands(registry: Registry, direct: tuple[str, ...], endpoint: str | None) -> Iterator[Section]:
    yield _slash(
        "crm", "Everything: notes, deals, tasks, people. Alone it shows help.", "note Acme: met Jane", endpoint
    )
    for word in direct:
        command = _command(registry, word)
        if command is not None:
            yield _slash(word, command.help, next(iter(command.examples), ""), endpoint)


def _slash(word: str, description: str, hint: str, endpoint: str | None) -> Section:
    said = hint.removeprefix(f"{word} ")
    slash: Section = {
        "command": f"/{word}",
        "description": shortened(description, DESCRIPTION_CHARS),
        "should_escape": True,
    }
    if said:
        slash["usage_hint"] = shortened(said, HINT_CHARS)
    return {**slash, "url": endpoint} if endpoint else slash


def _shortcuts(registry: Registry) -> Iterator[Section]:
    yield {
        "type": "message",
        "name": "Log to CRM",
        "callback_id": LOG_SHORTCUT,
        "description": "Keep this message as a note",
    }
    yield {
        "type": "message",
        "name": "Make lead",
        "callback_id": LEAD_SHORTCUT,
        "description": "Make a lead of this message",
    }
    for word in GLOBAL_SHORTCUTS:
        command = _command(registry, word)
        if command is not None:
            yield {
                "type": "global",
                "name": shortened(f"CRM: {word}", SHORTCUT_CHARS),
                "callback_id": f"{SAY}{word}",
                "description": shortened(command.help, 150),
            }


def _command(registry: Registry, word: str) -> Command | None:
    """Return the command a word stands for; a noun alone makes a new one of its kind."""
    match = registry.match(word)
    if match is None:
        return None
    return registry[match.found.new] if isinstance(match.found, Noun) else match.found
