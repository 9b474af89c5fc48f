"""Spans in Slack's two ways of writing: marked-up text, and rich text where marks would be misread.

Marked-up text has entities for `&`, `<` and `>`, but none for its own `*`, `_`, `~` and backtick.
Where a person's words hold one of these, the same spans are written as a rich text block instead:
its text is never parsed, so what was typed reads back letter by letter.
"""

import re
from collections.abc import Mapping, Sequence

from crmbot.chat.card import Link, Mail, Mention, Moment, Phone, RecordLink, Span, Style, Text
from crmbot.handlers.slack.payload import Json

Names = Mapping[int, str]
"""Slack's ids of our users."""

DATE_FORMAT = "{date_short_pretty} {time}"

_MARKS = {Style.BOLD: "*", Style.ITALIC: "_", Style.CODE: "`", Style.STRIKE: "~"}
_AT_WORD_EDGE = re.compile(r"(?<!\w)[*_~`]|[*_~`](?!\w)")
_QUOTE_OR_EMOJI = re.compile(r"^[^\S\n]*>|:[\w+'-]+:", re.MULTILINE)
_WEB = re.compile(r"https?://", re.IGNORECASE)


def escape(text: str) -> str:
    """Write Slack's control characters as entities: the only place where people's text is escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mrkdwn(parts: Sequence[Span], names: Names) -> str:
    """Write spans as marked-up text."""
    return "".join(_marked(part, names) for part in parts)


def is_tame(parts: Sequence[Span]) -> bool:
    """Tell whether marked-up text can hold the spans without reading marks into people's words."""
    shown = [_shown(part) for part in parts]
    before = ["", *(text[-1:] for text, _ in shown[:-1])]
    after = [*(text[:1] for text, _ in shown[1:]), ""]
    return all(
        _is_tame_run(text) and (not mark or _can_bear(mark, text, left + right))
        for (text, mark), left, right in zip(shown, before, after, strict=True)
    )


def rich_elements(parts: Sequence[Span], names: Names) -> list[Json]:
    """Write spans as the elements of a rich text section."""
    return [element for part in parts for element in _rich(part, names)]


def _is_tame_run(text: str) -> bool:
    return not (_AT_WORD_EDGE.search(text) or _QUOTE_OR_EMOJI.search(text))


def _can_bear(mark: str, text: str, beside: str) -> bool:
    """Tell whether a mark works around the text: at the edges of words, on one line, not closed too early."""
    at_edge = not any(character.isalnum() or character == "_" for character in beside)
    return at_edge and text == text.strip() and mark not in text and "\n" not in text


def _shown(part: Span) -> tuple[str, str]:
    """Return the people's words in a span, and the mark that is put around them."""
    match part:
        case Text():
            return part.text, _MARKS.get(part.style, "")
        case RecordLink():
            return (part.title, "*") if part.title else (part.code, "`")
        case Mention():
            return part.name, "*"
        case Mail() | Phone() | Link() | Moment():
            return "", ""


def _marked(part: Span, names: Names) -> str:
    match part:
        case Text():
            mark = _MARKS.get(part.style, "") if part.text.strip() else ""
            return f"{mark}{escape(part.text)}{mark}"
        case RecordLink():
            return f"*{escape(part.title)}*  `{part.code}`" if part.title else f"`{part.code}`"
        case Mention():
            return f"<@{names[part.user_id]}>" if part.user_id in names else f"*{escape(part.name)}*"
        case Moment():
            return f"<!date^{_unix(part)}^{DATE_FORMAT}|{_label(part.text)}>"
        case Phone():
            return f"<tel:{part.number}|{_label(part.text)}>"
        case Mail():
            return f"<mailto:{_target(part.address)}|{_label(part.address)}>"
        case Link():
            return _web_link(part)


def _web_link(part: Link) -> str:
    if not _WEB.match(part.url):
        return escape(part.text)
    return f"<{_target(part.url)}|{_label(part.text)}>"


def _unix(part: Moment) -> int:
    return int(part.at.timestamp())


def _label(text: str) -> str:
    return escape(text).replace("|", "¦").replace("\n", " ")


def _target(address: str) -> str:
    quoted = {"|": "%7C", "<": "%3C", ">": "%3E", " ": "%20", "\n": ""}
    return "".join(quoted.get(character, character) for character in address).replace("&", "&amp;")


def _rich(part: Span, names: Names) -> list[Json]:
    match part:
        case Text():
            return [_run(part.text, part.style)] if part.text else []
        case RecordLink():
            title = [_run(part.title, Style.BOLD), _run("  ")] if part.title else []
            return [*title, _run(part.code, Style.CODE)]
        case Mention():
            if part.user_id in names:
                return [{"type": "user", "user_id": names[part.user_id]}]
            return [_run(part.name, Style.BOLD)]
        case Moment():
            moment: Json = {"type": "date", "timestamp": _unix(part), "format": DATE_FORMAT}
            return [{**moment, "fallback": part.text}]
        case Phone():
            return [_rich_link(f"tel:{part.number}", part.text)]
        case Mail():
            return [_rich_link(f"mailto:{part.address}", part.address)]
        case Link():
            web = _WEB.match(part.url)
            return [_rich_link(part.url, part.text) if web else _run(part.text)]


def _rich_link(url: str, text: str) -> Json:
    return {"type": "link", "url": url, "text": text}


def _run(text: str, style: Style = Style.PLAIN) -> Json:
    run: Json = {"type": "text", "text": text}
    return run if style is Style.PLAIN else {**run, "style": {style.value: True}}
