"""Slack's payloads as inbounds: commands, buttons, forms, shortcuts, the Home tab."""

import hashlib
import json
from datetime import datetime

from crmbot.chat.address import Address, SentRef
from crmbot.chat.command import Registry
from crmbot.chat.inbound import Event, Identity, Inbound, Pressed, Said, Submitted
from crmbot.chat.invocation import Invocation, write_token
from crmbot.handlers.make_lead import make_lead
from crmbot.handlers.slack import modal
from crmbot.handlers.slack.payload import Payload
from crmbot.handlers.slack.sender import HOME
from crmbot.handlers.slack.settings import PLATFORM
from crmbot.handlers.slack.typed import plain_words

LOG_SHORTCUT = "log_to_crm"
LEAD_SHORTCUT = "make_lead"
SAY = "crm.say."
"""In front of the words that a global shortcut stands for."""


def from_command(payload: Payload, registry: Registry, at: datetime) -> Inbound:
    """Read a slash command: `/crm note …` and `/note …` say the same.

    A slash word that means nothing to the registry is only the name we go by.
    """
    word = payload.text("command").removeprefix("/")
    rest = plain_words(payload.text("text")).strip()
    text = f"{word} {rest}".strip() if registry.match(word) else rest
    team, chat = payload.text("team_id"), payload.text("channel_id")
    return Inbound(
        key=f"slack:command:{payload.text('trigger_id')}",
        who=Identity(PLATFORM, team, payload.text("user_id"), payload.text("user_name")),
        address=Address(PLATFORM, team, chat),
        at=at,
        event=Said(text, as_command=True),
        private=is_direct(chat),
        chat_name="" if is_direct(chat) else _channel_name(payload),
    )


def _channel_name(payload: Payload) -> str:
    """Return what a channel is called; of private ones Slack says no more than that they are."""
    name = payload.text("channel_name")
    return f"#{name}" if name and name not in _NAMELESS else ""


_NAMELESS = ("directmessage", "privategroup")


def from_action(payload: Payload, at: datetime) -> Inbound | None:
    """Read a button or an option of a menu; None for an element that says nothing."""
    action = next(iter(payload.parts("actions")), Payload({}))
    token = action.text("value") or action.text("selected_option", "value")
    if not token:
        return None
    where = origin(payload) if is_in_form(payload) else place(payload)
    message = payload.text("container", "message_ts") or "home"
    card = SentRef(where.chat_only, message)
    key = f"slack:action:{payload.text('trigger_id')}:{action.text('action_ts')}"
    return _interaction(payload, key, at, Pressed(token, str(card)), where)


def from_submission(payload: Payload, at: datetime) -> Inbound:
    """Read a form that was sent: with other values it is another try, with the same ones a second copy."""
    view = payload.part("view")
    values = modal.values(view)
    digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]
    key = f"slack:view:{workspace_of(payload)}:{view.text('id')}:{view.text('hash')}:{digest}"
    opened = modal.Opened.of(view)
    return _interaction(payload, key, at, Submitted(opened.dialog, values), origin(payload))


def from_closed(payload: Payload, at: datetime) -> Inbound | None:
    """Read a form that was closed; None for one that asked nothing."""
    view = payload.part("view")
    dialog = modal.Opened.of(view).dialog
    if not dialog:
        return None
    token = write_token(Invocation("cancel", {"key": dialog}))
    key = f"slack:closed:{workspace_of(payload)}:{view.text('id')}"
    return _interaction(payload, key, at, Pressed(token), origin(payload))


def from_message_shortcut(payload: Payload, author: str, chat: str, at: datetime) -> Inbound:
    """Read "Log to CRM" on a message: its words, who wrote them and where they stand, told in private."""
    message = payload.part("message")
    said = Said(
        plain_words(message.text("text")),
        message=message.text("ts") or payload.text("message_ts"),
        forwarded_from=author,
        link=permalink(payload),
    )
    return _shortcut(payload, said, chat, at)


def from_lead_shortcut(payload: Payload, author: str, chat: str, at: datetime) -> Inbound:
    """Read "Make lead" on a message: its words, who wrote them and where they stand, told in private."""
    text = plain_words(payload.part("message").text("text"))
    return _shortcut(payload, make_lead(text, author=author, link=permalink(payload)), chat, at)


def from_global_shortcut(payload: Payload, chat: str, at: datetime) -> Inbound:
    """Read a shortcut of the search bar, which stands for a command."""
    words = payload.text("callback_id").removeprefix(SAY).replace("_", " ")
    return _shortcut(payload, Said(words, as_command=True), chat, at)


def from_home(payload: Payload, at: datetime) -> Inbound:
    """Read a look at the Home tab, which shows today."""
    team, user = payload.text("team_id"), payload.text("event", "user")
    return Inbound(
        key=f"slack:event:{payload.text('event_id')}",
        who=Identity(PLATFORM, team, user),
        address=Address(PLATFORM, workspace_of(payload), f"{HOME}{user}"),
        at=at,
        event=Said("today", as_command=True),
    )


def is_in_form(payload: Payload) -> bool:
    """Tell whether the element that was used stands in one of our forms."""
    return payload.text("view", "callback_id") == modal.FORM_CALLBACK


def place(payload: Payload) -> Address:
    """Return where the element that was used stands: in a message, or on somebody's Home tab."""
    team = workspace_of(payload)
    chat = payload.text("channel", "id") or payload.text("container", "channel_id")
    if not chat:
        return Address(PLATFORM, team, f"{HOME}{payload.text('user', 'id')}")
    thread = payload.text("container", "thread_ts") or payload.text("message", "thread_ts")
    return Address(PLATFORM, team, chat, thread)


def origin(payload: Payload) -> Address:
    """Return where the form was opened."""
    opened = modal.Opened.of(payload.part("view"))
    chat = opened.chat or payload.text("user", "id")
    return Address(PLATFORM, workspace_of(payload), chat, opened.thread)


def team_of(payload: Payload) -> str:
    """Return the workspace an interaction comes from."""
    return payload.text("team", "id") or payload.text("user", "team_id") or payload.text("team_id")


def workspace_of(payload: Payload) -> str:
    """Return the workspace whose installation a request came by, and whose token the answer needs.

    In a channel that is shared with others it is not always the one that the person is of.
    """
    installed = next((each.text("team_id") for each in payload.parts("authorizations")), "")
    return payload.text("view", "app_installed_team_id") or installed or team_of(payload)


def is_direct(chat: str) -> bool:
    """Tell whether only one person reads there beside us: direct messages and the Home tab."""
    return chat.startswith(("D", "U", "W", HOME))


def permalink(payload: Payload) -> str | None:
    """Return the address of the message a shortcut was used on."""
    domain, chat = payload.text("team", "domain"), payload.text("channel", "id")
    ts = payload.text("message", "ts") or payload.text("message_ts")
    if not (domain and chat and ts):
        return None
    link = f"https://{domain}.slack.com/archives/{chat}/p{ts.replace('.', '')}"
    thread = payload.text("message", "thread_ts")
    return f"{link}?thread_ts={thread}&cid={chat}" if thread and thread != ts else link


def _interaction(payload: Payload, key: str, at: datetime, event: Event, where: Address) -> Inbound:
    return Inbound(
        key=key,
        who=person(payload),
        address=where,
        at=at,
        event=event,
        private=is_direct(where.chat),
    )


def _shortcut(payload: Payload, event: Event, chat: str, at: datetime) -> Inbound:
    where = Address(PLATFORM, workspace_of(payload), chat)
    return _interaction(payload, f"slack:shortcut:{payload.text('trigger_id')}", at, event, where)


def person(payload: Payload) -> Identity:
    """Return who used an element, of the workspace that is theirs."""
    user = payload.part("user")
    home = user.text("team_id") or team_of(payload)
    return Identity(PLATFORM, home, user.text("id"), user.text("name") or user.text("username"))
