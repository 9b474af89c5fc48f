"""The methods the double knows: arguments, scopes, and which token they want."""

from dataclasses import dataclass, field
from typing import Literal

# Arguments that any call may carry; Bolt adds `team_id` to each.
COMMON = frozenset({"token", "team_id"})
DEFAULT_SCOPES = frozenset(
    "app_mentions:read channels:history channels:read chat:write commands files:read files:write "
    "groups:history groups:read im:history im:read im:write mpim:history mpim:read mpim:write "
    "reactions:read team:read users:read users:read.email".split()
)


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Web API; any one of `scopes` is enough."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    token: Literal["bot", "app", "none"] = "bot"
    one_of: frozenset[str] = field(default=frozenset())

    @property
    def known(self) -> frozenset[str]:
        """Every argument it takes."""
        return self.required | self.optional | self.one_of | COMMON


def _method(required: str = "", optional: str = "", scopes: str = "", one_of: str = "") -> Method:
    """Read a method from words."""
    return Method(
        required=frozenset(required.split()),
        optional=frozenset(optional.split()),
        scopes=frozenset(scopes.split()),
        one_of=frozenset(one_of.split()),
    )


POST = "as_user attachments blocks icon_emoji icon_url link_names markdown_text parse text username"
VIEW = "interactivity_pointer"
METHODS: dict[str, Method] = {
    "auth.test": _method(),
    "apps.connections.open": Method(token="app"),
    "oauth.v2.access": Method(
        required=frozenset({"code"}),
        optional=frozenset({"client_id", "client_secret", "grant_type", "redirect_uri"}),
        token="none",
    ),
    "users.info": _method("user", "include_locale", "users:read"),
    "users.lookupByEmail": _method("email", "", "users:read.email"),
    "conversations.open": _method("", "prevent_creation return_im", "im:write mpim:write", "channel users"),
    "conversations.info": _method(
        "channel",
        "include_locale include_num_members",
        "channels:read groups:read im:read mpim:read",
    ),
    "chat.postMessage": _method(
        "channel",
        f"{POST} metadata mrkdwn reply_broadcast thread_ts unfurl_links unfurl_media",
        "chat:write",
    ),
    "chat.postEphemeral": _method("channel user", f"{POST} metadata thread_ts", "chat:write"),
    "chat.update": _method(
        "channel ts",
        "as_user attachments blocks file_ids link_names markdown_text metadata parse "
        "reply_broadcast text unfurled_attachments",
        "chat:write",
    ),
    "chat.delete": _method("channel ts", "as_user", "chat:write"),
    "chat.getPermalink": _method("channel message_ts"),
    "views.open": _method("view", VIEW, "", "trigger_id"),
    "views.push": _method("view", VIEW, "", "trigger_id"),
    "views.update": _method("view", "hash", "", "view_id external_id"),
    "views.publish": _method("user_id view", f"hash {VIEW}"),
    "files.info": _method("file", "cursor limit", "files:read"),
    "files.getUploadURLExternal": _method("filename length", "alt_txt snippet_type", "files:write"),
    "files.completeUploadExternal": _method(
        "files", "blocks channel_id channels initial_comment thread_ts", "files:write"
    ),
    "bots.info": _method("", "bot", "users:read"),
    "team.info": _method("", "domain team", "team:read"),
}
