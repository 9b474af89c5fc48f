"""What people type, out of Slack's mark-up back into plain words."""

import re

_CONTROL = re.compile(r"<([^<>\n]+)>")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))
_SPECIAL = re.compile(r"!(?:subteam\^\w+|date\^[^|]*|\w+)")


def plain_words(text: str) -> str:
    """Return the words behind mentions, channels, links and entities.

    A person stays as `@` and the id, which is how the core knows people of a platform.
    """
    return _unescape(_CONTROL.sub(_words, text))


def without_mention(text: str, user: str) -> str:
    """Return the raw text without the mentions of this user, and without what the cuts leave at the ends."""
    cut = re.sub(rf"<@{re.escape(user)}(?:\|[^<>]*)?>[ \t]*[:,]?", " ", text) if user else text
    return re.sub(r"[ \t]{2,}", " ", cut).strip() if cut != text else text


def mentions(text: str, user: str) -> bool:
    """Tell whether the raw text mentions this user."""
    return bool(user) and re.search(rf"<@{re.escape(user)}[|>]", text) is not None


def _words(found: re.Match[str]) -> str:
    target, _, label = found[1].partition("|")
    if target.startswith("@"):
        return target
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if _SPECIAL.fullmatch(target):
        return label or f"@{target[1:].partition('^')[0]}"
    if target.startswith(("mailto:", "tel:")):
        return label or target.partition(":")[2]
    return _link(target, label)


def _link(url: str, label: str) -> str:
    """Slack makes links of bare host names as well; their label is what was typed."""
    if not label or label == url or url.endswith(f"://{label}"):
        return label or url
    return f"{label} ({url})"


def _unescape(text: str) -> str:
    return _ENTITY.sub(lambda found: _ENTITIES[found[0]], text)
