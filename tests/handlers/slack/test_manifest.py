"""The app's manifest, from the registry."""

from crmbot.chat.command import Noun, Registry
from crmbot.handlers.slack.manifest import EVENTS, SCOPES, manifest
from crmbot.handlers.slack.payload import Payload
from tests.doubles.slack.methods import METHODS
from tests.handlers.slack.conftest import command

NEEDS = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "user_change": "users:read",
    "channel_archive": "channels:read",
    "channel_shared": "channels:read",
    "group_archive": "groups:read",
    "member_joined_channel": "channels:read",
}
CALLED = ("chat.postMessage", "chat.postEphemeral", "chat.update", "conversations.open", "users.info", "views.open")


def test_commands_when_listed(registry: Registry) -> None:
    """One command for everything, and the direct ones that the registry knows, with their help."""
    commands = Payload.of(manifest(registry, direct=("note", "nonsense"))).parts("features", "slash_commands")

    assert [command.text("command") for command in commands] == ["/crm", "/note"]
    assert (commands[1].text("description"), commands[1].text("usage_hint")) == ("Help of note.", "Acme: met Jane")
    assert all(command.flag("should_escape") for command in commands)


def test_command_when_its_word_is_a_noun(registry: Registry) -> None:
    """It is told about as what makes a new one."""
    registry.add(command("deal new"))
    registry.add(Noun("deal", "deal", new="deal new", change="deal new", list="deal new"))

    commands = Payload.of(manifest(registry, direct=("deal",))).parts("features", "slash_commands")

    assert commands[1].text("description") == "Help of deal new."


def test_scopes_when_events_and_calls_need_them() -> None:
    """Every event and every call is covered."""
    needed = {scope for event, scope in NEEDS.items() if event in EVENTS}

    assert needed <= set(SCOPES)
    assert all(METHODS[name].scopes & set(SCOPES) or not METHODS[name].scopes for name in CALLED)


def test_manifest_when_without_an_address(registry: Registry) -> None:
    """It is for Socket Mode."""
    settings = Payload.of(manifest(registry)).part("settings")

    assert settings.flag("socket_mode_enabled")


def test_manifest_when_with_an_address(registry: Registry) -> None:
    """Everything is sent to the one endpoint."""
    whole = Payload.of(manifest(registry, url="https://crm.example/"))

    assert not whole.flag("settings", "socket_mode_enabled")
    assert not whole.flag("settings", "token_rotation_enabled")
    assert whole.part("oauth_config").raw["redirect_urls"] == ["https://crm.example/slack/oauth_redirect"]
    assert {
        whole.text("settings", "event_subscriptions", "request_url"),
        whole.text("settings", "interactivity", "request_url"),
        *(command.text("url") for command in whole.parts("features", "slash_commands")),
    } == {"https://crm.example/slack/events"}
