"""What is shown: values without markup, which each renderer writes in its platform's way."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from crmbot.chat.invocation import Invocation


class Style(StrEnum):
    """How a run of text stands out."""

    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"
    CODE = "code"
    STRIKE = "strike"


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text, from us or from a person; renderers escape it."""

    text: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class RecordLink:
    """A record by its code, e.g. `D-12`; shown so that the code can be tapped or typed."""

    code: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A person of ours; becomes the platform's own mention where they are linked there."""

    user_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Moment:
    """An aware instant. `text` is its reading in the actor's zone, for whoever cannot show it in the reader's."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number to tap; `number` has digits and a leading plus only."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail address to tap."""

    address: str


@dataclass(frozen=True, slots=True)
class Link:
    """A web address with the words that stand for it."""

    url: str
    text: str


Span = Text | RecordLink | Mention | Moment | Phone | Mail | Link
Spans = tuple[Span, ...]


def spans(*parts: str | Span) -> Spans:
    """Return the parts as spans, plain strings as plain text, empty ones left out."""
    return tuple(Text(part) if isinstance(part, str) else part for part in parts if part != "")


def bold(text: str) -> Text:
    """Return the text in bold."""
    return Text(text, Style.BOLD)


def code(text: str) -> Text:
    """Return the text as something to type or copy."""
    return Text(text, Style.CODE)


@dataclass(frozen=True, slots=True)
class Action:
    """A button. `confirm` is the question asked before it acts; `style` is primary, danger or empty."""

    label: str
    invocation: Invocation
    style: str = ""
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """Several actions under one label, where the platform can fold them."""

    label: str
    options: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Fields:
    """Labelled values, side by side where there is room."""

    pairs: tuple[tuple[str, Spans], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody wrote, set apart."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a list, with what can be done to it."""

    spans: Spans
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """A list; rows are numbered from `first` when it is not None."""

    items: tuple[Item, ...]
    first: int | None = None


@dataclass(frozen=True, slots=True)
class Footer:
    """Small print under the rest: how it was read, how to stop it."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Divider:
    """A rule between two parts."""


Block = Line | Fields | Quote | Items | Footer | Divider


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes out with a card: a picture, a document, a table.

    `open_content` returns its bytes; it may read a disk or draw, so it is called off the loop, once
    for each sending. `alt` says in words what a picture shows.
    """

    name: str
    mime: str
    open_content: Callable[[], bytes]
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One answer. The title says it all and is what a notification shows.

    `about` is the code of the record it shows, `whisper` means for the asker alone,
    `icon` an emoji that never stands without words. `files` are sent behind it. Of a question, the first
    `choices` buttons are its answers, which may be given by their number as well. What is shown `once` holds a
    secret, and is written down nowhere.
    """

    title: Spans
    blocks: tuple[Block, ...] = ()
    actions: tuple[Action | Menu, ...] = ()
    icon: str = ""
    about: str = ""
    whisper: bool = False
    files: tuple[Attachment, ...] = ()
    choices: int = 0
    once: bool = False

    @property
    def summary(self) -> str:
        """The title as plain text."""
        return (f"{self.icon} " if self.icon else "") + plain(self.title)

    @property
    def heading(self) -> Spans:
        """The title; one without any emphasis of its own is bold as a whole."""
        words = plain(self.title).strip()
        is_bare = all(isinstance(part, Text) and part.style is Style.PLAIN for part in self.title)
        return (bold(words),) if is_bare and words and "\n" not in words else self.title

    def invocations(self) -> Iterator[Invocation]:
        """Yield what every button on the card does, in the order they are shown."""
        for action in self.buttons():
            yield action.invocation

    def buttons(self) -> Iterator[Action]:
        """Yield every button on the card: those of the rows first, then those under it."""
        for block in self.blocks:
            if isinstance(block, Items):
                yield from (item.action for item in block.items if item.action)
        for action in self.actions:
            if isinstance(action, Menu):
                yield from action.options
            else:
                yield action

    def mentioned(self) -> frozenset[int]:
        """Return the ids of the users the card names."""
        return frozenset(span.user_id for span in self.words() if isinstance(span, Mention))

    def words(self) -> Iterator[Span]:
        """Yield everything that is said on the card, quotations as plain text."""
        yield from self.title
        for block in self.blocks:
            yield from words_of(block)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card ready for one platform.

    `tokens` are the payloads of its buttons in the order of `Card.buttons()`, `names` the
    platform's own ids of the people it mentions.
    """

    card: Card
    tokens: tuple[str, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)


def words_of(block: Block) -> Iterator[Span]:
    """Yield everything that is said in a block."""
    match block:
        case Line() | Footer():
            yield from block.spans
        case Fields():
            for _, value in block.pairs:
                yield from value
        case Items():
            for item in block.items:
                yield from item.spans
        case Quote():
            yield Text(block.text)
        case Divider():
            pass


def plain(parts: Spans) -> str:
    """Return spans as plain text, as the console and a notification show them."""
    return "".join(_plain(part) for part in parts)


def _plain(span: Span) -> str:
    match span:
        case Text():
            return span.text
        case RecordLink():
            return f"{span.title} {span.code}" if span.title else span.code
        case Mention():
            return f"@{span.name}"
        case Moment() | Phone() | Link():
            return span.text
        case Mail():
            return span.address


def plain_card(card: Card) -> str:
    """Return the whole card as plain text, buttons left out."""
    return "\n".join([card.summary, *(line for block in card.blocks for line in plain_block(block))])


def plain_block(block: Block) -> list[str]:
    """Return one block as lines of plain text, buttons left out."""
    match block:
        case Line() | Footer():
            return [plain(block.spans)]
        case Fields():
            return [f"{label}: {plain(value)}" for label, value in block.pairs]
        case Quote():
            return [f"> {line}" for line in block.text.splitlines()]
        case Items():
            return [_plain_item(item, number) for number, item in _numbered(block)]
        case Divider():
            return [""]


def _numbered(block: Items) -> list[tuple[int | None, Item]]:
    if block.first is None:
        return [(None, item) for item in block.items]
    return list(enumerate(block.items, block.first))


def _plain_item(item: Item, number: int | None) -> str:
    return f"{'•' if number is None else f'{number}.'} {plain(item.spans)}"
