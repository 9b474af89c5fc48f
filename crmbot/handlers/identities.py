"""Who wrote, in the words of the core."""

from crmbot.chat.inbound import Identity
from crmbot.core.people import ChatUser


def chat_user(who: Identity) -> ChatUser:
    """Return an identity in the core's words."""
    return ChatUser(who.platform, who.tenant, who.user, who.name, who.email, who.zone, who.locale)
