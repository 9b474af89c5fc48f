"""A card as Telegram shows it: messages of HTML, with the buttons under the last of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import assert_never
from urllib.parse import urlsplit

from telegram import InlineKeyboardMarkup
from telegram.constants import InlineKeyboardButtonLimit, InlineKeyboardMarkupLimit, MessageLimit

from crmbot.chat.card import (
    Block,
    Divider,
    Drawn,
    Fields,
    Footer,
    Items,
    Line,
    Link,
    Mail,
    Mention,
    Moment,
    Phone,
    Quote,
    RecordLink,
    Span,
    Style,
    Text,
)
from crmbot.chat.limits import Limits, Pace
from crmbot.handlers.telegram.keyboard import LABEL, keyboards, numbering
from crmbot.handlers.telegram.rows import Page, Row, Run, pack, tag
from crmbot.language.codes import LETTERS, parse_code

LIMITS = Limits(
    text=int(MessageLimit.MAX_TEXT_LENGTH),
    token=int(InlineKeyboardButtonLimit.MAX_CALLBACK_DATA),
    label=LABEL,
    buttons=int(InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER),
    forms=False,
    confirms=False,
    pace=Pace(per_chat_s=1.0, per_group_s=3.0, overall_per_s=30.0),
    menus=False,
)
_TAGS = {Style.PLAIN: "", Style.BOLD: "b", Style.ITALIC: "i", Style.CODE: "code", Style.STRIKE: "s"}
_TIME_FORMAT = "wdt"
_LINKABLE = {"http", "https", "tg", "mailto", "tel"}
_CONTINUED = "…"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a card; `text` is the same as `html` without any formatting."""

    html: str
    text: str
    keyboard: InlineKeyboardMarkup | None = None


def render(drawn: Drawn) -> tuple[Message, ...]:
    """Write a card as the messages it needs: one as a rule, several where it is long."""
    pages, boards = pack(_blocks(drawn)), keyboards(drawn)
    bare = pages[: max(len(pages) - max(len(boards), 1), 0)]
    under = zip_longest(pages[len(bare) :], boards, fillvalue=None)
    return (*(_message(page, None) for page in bare), *(_message(page, board) for page, board in under))


def _message(page: Page | None, board: InlineKeyboardMarkup | None) -> Message:
    if page is None:
        return Message(_CONTINUED, _CONTINUED, board)
    return Message(page.html, page.text, board)


def _blocks(drawn: Drawn) -> Iterable[list[Row]]:
    icon = (Run(f"{drawn.card.icon} "),) if drawn.card.icon else ()
    yield [Row((*icon, *_runs(drawn.card.heading, drawn.names)))]
    first = numbering(drawn.card)
    for index, block in enumerate(drawn.card.blocks):
        yield _rows(block, drawn.names, first.get(index))


def _rows(block: Block, names: Mapping[int, str], first: int | None) -> list[Row]:
    match block:
        case Line():
            return [Row(_runs(block.spans, names))]
        case Fields():
            return [Row((_label(label), *_runs(value, names))) for label, value in block.pairs]
        case Quote():
            return [Row((Run(block.text),), quoted=True)] if block.text.strip() else []
        case Items():
            marks = [f"{first + at}. " if first is not None else "• " for at in range(len(block.items))]
            return [Row((Run(mark), *_runs(item.spans, names))) for mark, item in zip(marks, block.items, strict=True)]
        case Footer():
            return [Row(tuple(_small(run) for run in _runs(block.spans, names)))]
        case Divider():
            return [Row(())]
        case _:
            assert_never(block)


def _label(label: str) -> Run:
    return Run(f"{label}: ")


def _small(run: Run) -> Run:
    return run if run.tag or run.marks else Run(run.text, "i", 1)


def _runs(parts: Iterable[Span], names: Mapping[int, str]) -> tuple[Run, ...]:
    return tuple(run for part in parts for run in _of_span(part, names))


def _of_span(span: Span, names: Mapping[int, str]) -> tuple[Run, ...]:
    match span:
        case Text():
            return (Run(span.text, _TAGS[span.style], int(span.style is not Style.PLAIN)),)
        case RecordLink():
            return _record(span)
        case Mention():
            return (_mention(span, names),)
        case Moment():
            return (_moment(span),)
        case Phone():
            return (Run(span.number or span.text, marks=1, whole=True),)
        case Mail():
            return (Run(span.address, marks=1, whole=True),)
        case Link():
            return (_link(span),)
        case _:
            assert_never(span)


def _record(link: RecordLink) -> tuple[Run, ...]:
    code = parse_code(link.code)
    if code is None or code.kind is None:
        shown = Run(link.code, "code", 1, whole=True)
    else:
        # As a command it can be tapped, and is sent at once.
        shown = Run(f"/{LETTERS[code.kind].lower()}{code.number}", marks=1, whole=True)
    return (Run(f"{link.title} "), shown) if link.title else (shown,)


def _mention(mention: Mention, names: Mapping[int, str]) -> Run:
    user = names.get(mention.user_id)
    if user is None:
        return Run(mention.name, "b", 1, whole=True)
    return Run(mention.name, tag("a", href=f"tg://user?id={user}"), 1, whole=True)


def _moment(moment: Moment) -> Run:
    unix = int(moment.at.timestamp())
    if unix <= 0:  # Telegram writes no time before 1970
        return Run(moment.text)
    return Run(moment.text, tag("tg-time", unix=str(unix), format=_TIME_FORMAT), 1, whole=True)


def _link(link: Link) -> Run:
    if urlsplit(link.url).scheme not in _LINKABLE:
        return Run(link.text)
    return Run(link.text, tag("a", href=link.url), 1, whole=True)
