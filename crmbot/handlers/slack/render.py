"""A card as Slack's blocks: within the limits, in several messages where it is long, never cut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crmbot.chat.card import (
    Block,
    Card,
    Divider,
    Drawn,
    Fields,
    Footer,
    Item,
    Items,
    Line,
    Quote,
    Spans,
    Text,
    bold,
    plain,
    spans,
)
from crmbot.handlers.slack import limits, markup
from crmbot.handlers.slack.buttons import Buttons
from crmbot.handlers.slack.cutting import cut_spans, cut_text
from crmbot.handlers.slack.limits import shortened
from crmbot.handlers.slack.markup import Names
from crmbot.handlers.slack.payload import Json

HOME_CALLBACK = "crm.home"
MORE = "There is more than fits here. Ask for it in Messages."


@dataclass(frozen=True, slots=True)
class Message:
    """One message: `text` is what a notification shows, the blocks hold everything."""

    text: str
    blocks: tuple[Json, ...]


def messages(drawn: Drawn) -> tuple[Message, ...]:
    """Write the card as one message, or as several where one cannot hold it; the buttons stand in the last."""
    parts = _packed(_blocks(drawn), limits.MESSAGE_BLOCKS)
    text = fallback(drawn.card)
    return tuple(Message(text, tuple(part)) for part in parts)


def home_view(drawn: Drawn, *extra: Json) -> Json:
    """Write the card as a Home tab, `extra` under it; what it cannot hold it says so."""
    blocks = _blocks(drawn)
    room = limits.VIEW_BLOCKS - len(extra)
    if len(blocks) > room:
        blocks = [*blocks[: room - 1], _context((Text(MORE),), drawn.names)]
    return {"type": "home", "callback_id": HOME_CALLBACK, "blocks": [*blocks, *extra]}


def fallback(card: Card) -> str:
    """Return the title as text for notifications and screen readers."""
    return markup.escape(shortened(card.summary.strip(), limits.FALLBACK_CHARS)) or "…"


def _blocks(drawn: Drawn) -> list[Json]:
    buttons = Buttons(iter(drawn.tokens))
    body = [
        piece
        for block in (Line(_title(drawn.card)), *drawn.card.blocks)
        for piece in _block(block, drawn.names, buttons)
    ]
    return [*body, *buttons.rows(drawn.card.actions)]


def _title(card: Card) -> Spans:
    """Write the first line, its sign in front."""
    return spans(f"{card.icon} " if card.icon else "", *card.heading)


def _block(block: Block, names: Names, buttons: Buttons) -> list[Json]:
    match block:
        case Line():
            return _paragraph(block.spans, names)
        case Fields():
            return list(_fields(block, names))
        case Quote():
            return [_rich_text("rich_text_quote", [_literal(piece)]) for piece in _quoted(block)]
        case Items():
            return list(_items(block, names, buttons))
        case Footer():
            return [_context(piece, names) for piece in _cut(block.spans, names)]
        case Divider():
            return [{"type": "divider"}]


def _paragraph(parts: Spans, names: Names) -> list[Json]:
    return [_section(piece, names) for piece in _cut(parts, names)]


def _cut(parts: Spans, names: Names, limit: int = limits.SECTION_CHARS) -> list[Spans]:
    pieces = cut_spans(parts, limit, lambda span: len(markup.mrkdwn((span,), names)))
    return [piece for piece in pieces if plain(piece).strip()]


def _section(parts: Spans, names: Names) -> Json:
    if markup.is_tame(parts):
        return {"type": "section", "text": _mrkdwn(markup.mrkdwn(parts, names))}
    return _rich_text("rich_text_section", markup.rich_elements(parts, names))


def _mrkdwn(text: str) -> Json:
    # Verbatim: no link, channel or mention is made of what merely looks like one.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _rich_text(kind: str, elements: Sequence[Json]) -> Json:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(elements)}]}


def _literal(text: str) -> Json:
    return {"type": "text", "text": text}


def _quoted(quote: Quote) -> list[str]:
    return [piece.rstrip("\n") for piece in cut_text(quote.text, limits.SECTION_CHARS)]


def _context(parts: Spans, names: Names) -> Json:
    return {"type": "context", "elements": [_text_object(parts, names)]}


def _text_object(parts: Spans, names: Names) -> Json:
    """Write text where no rich text can stand; there plain text keeps people's words as they are."""
    if markup.is_tame(parts):
        return _mrkdwn(markup.mrkdwn(parts, names))
    return {"type": "plain_text", "text": plain(parts), "emoji": False}


def _fields(block: Fields, names: Names) -> Iterator[Json]:
    """Write values side by side where each fits into its half, else as a line of its own."""
    row: list[Json] = []
    for label, value in block.pairs:
        field = _text_object((bold(label), Text("\n"), *value), names)
        fits = len(str(field["text"])) <= limits.FIELD_CHARS
        if row and (not fits or len(row) == limits.FIELDS):
            yield {"type": "section", "fields": row}
            row = []
        if fits:
            row.append(field)
        else:
            yield from _paragraph((bold(label), Text("\n"), *value), names)
    if row:
        yield {"type": "section", "fields": row}


def _items(block: Items, names: Names, buttons: Buttons) -> Iterator[Json]:
    """Write rows with a button alone, the button beside them; the others share a paragraph."""
    loose: list[Spans] = []
    for index, item in enumerate(block.items):
        row = (Text(_bullet(block, index)), *item.spans)
        if item.action is None:
            loose.append(row)
            continue
        yield from _paragraph(_lines(loose), names)
        loose = []
        yield from _row_with_button(row, item, names, buttons)
    yield from _paragraph(_lines(loose), names)


def _bullet(block: Items, index: int) -> str:
    return "• " if block.first is None else f"{block.first + index}. "


def _lines(rows: Sequence[Spans]) -> Spans:
    return tuple(part for row in rows for part in (*row, Text("\n")))[:-1]


def _row_with_button(row: Spans, item: Item, names: Names, buttons: Buttons) -> Iterator[Json]:
    assert item.action is not None
    first, *rest = _cut(row, names)
    button = buttons.button(item.action)
    yield {"type": "section", "text": _text_object(first, names), "accessory": button}
    for piece in rest:
        yield _section(piece, names)


def _packed(blocks: Sequence[Json], most: int) -> list[list[Json]]:
    """Fill one message after the other, in order."""
    parts: list[list[Json]] = [[]]
    room = limits.MESSAGE_CHARS
    for block in blocks:
        size = _size(block)
        if parts[-1] and (len(parts[-1]) == most or size > room):
            parts.append([])
            room = limits.MESSAGE_CHARS
        parts[-1].append(block)
        room -= size
    return parts


def _size(part: object) -> int:
    """Count the characters of all texts in a block, at any depth."""
    if isinstance(part, dict):
        own = part.get("text")
        return len(own) if isinstance(own, str) else sum(_size(value) for value in part.values())
    if isinstance(part, list):
        return sum(_size(value) for value in part)
    return 0
