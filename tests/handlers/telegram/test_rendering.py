"""Cards written as Telegram's HTML."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbot.chat.card import (
    Action,
    Block,
    Card,
    Divider,
    Drawn,
    Fields,
    Footer,
    Item,
    Items,
    Line,
    Link,
    Mail,
    Mention,
    Moment,
    Phone,
    Quote,
    RecordLink,
    Style,
    Text,
    bold,
    code,
    spans,
)
from crmbot.chat.invocation import Invocation
from crmbot.handlers.telegram.render import Message, render
from tests.doubles.telegram.markup import parse_html, utf16_length
from tests.handlers.telegram.scripted import drawn

NASTY = "<!channel> *x* <b>&"
NOON = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def shown(card: Card, names: dict[int, str] | None = None) -> str:
    """Give the HTML of a card that fits into one message."""
    (message,) = render(drawn(card, names))
    return message.html


def readable(messages: tuple[Message, ...]) -> list[str]:
    """Give what people see of each message; a message Telegram would refuse fails the test."""
    found = [parse_html(message.html) for message in messages]
    assert [formatted.remarks for formatted in found] == [()] * len(found)
    assert all(0 < utf16_length(formatted.text) <= 4096 for formatted in found)
    assert all(len(formatted.entities) <= 100 for formatted in found)
    return [formatted.text for formatted in found]


def test_text_is_escaped_when_it_looks_like_markup() -> None:
    """What people write is dead text, whatever style it stands in."""
    card = Card(spans(NASTY), (Line((bold(NASTY),)), Quote(NASTY), Footer(spans(NASTY))))

    assert readable(render(drawn(card))) == [f"{NASTY}\n{NASTY}\n{NASTY}\n{NASTY}"]


def test_attribute_is_escaped_when_a_link_holds_quotes() -> None:
    """A web address cannot break out of its tag."""
    card = Card((Link('https://x.example/?a="><b>&', "offer"),))

    assert shown(card) == '<a href="https://x.example/?a=&quot;&gt;&lt;b&gt;&amp;">offer</a>'


def test_link_is_words_only_when_its_scheme_is_not_for_tapping() -> None:
    """A script is never made a link."""
    card = Card((Link("javascript:alert(1)", "offer"),))

    assert shown(card) == "offer"


def test_styles_are_tags_when_text_stands_out() -> None:
    """Each style has its tag."""
    card = Card((bold("a"), Text("b", Style.ITALIC), code("c"), Text("d", Style.STRIKE)))

    assert shown(card) == "<b>a</b><i>b</i><code>c</code><s>d</s>"


def test_record_is_a_command_to_tap_when_linked() -> None:
    """A code is written so that tapping it sends it."""
    card = Card((RecordLink("D-12", "Acme <renewal>"),))

    assert shown(card) == "Acme &lt;renewal&gt; /d12"


def test_moment_is_a_time_of_the_reader_when_shown() -> None:
    """An instant carries its Unix time and the words for old clients."""
    card = Card((Moment(NOON, "Fri 20 Nov 10:00"),))

    assert shown(card) == f'<tg-time unix="{int(NOON.timestamp())}" format="wdt">Fri 20 Nov 10:00</tg-time>'


def test_moment_is_words_only_when_before_1970() -> None:
    """Telegram has no time before its clock began."""
    card = Card((Moment(datetime(1969, 1, 1, tzinfo=UTC), "1 Jan 1969"),))

    assert shown(card) == "1 Jan 1969"


@pytest.mark.parametrize(
    ("names", "expected"), [({7: "5300"}, '<a href="tg://user?id=5300">Eva</a>'), ({}, "<b>Eva</b>")]
)
def test_mention_names_the_account_when_it_is_linked(names: dict[int, str], expected: str) -> None:
    """A person of ours is mentioned by their account, and is a bold name without one."""
    assert shown(Card((Mention(7, "Eva"),)), names) == expected


def test_phone_and_mail_are_plain_when_shown() -> None:
    """Telegram itself makes numbers and addresses tappable."""
    card = Card((Phone("+3615550100", "06 1 555 0100"), Text(" "), Mail("anna@acme.example")))

    assert shown(card) == "+3615550100 anna@acme.example"


def test_blocks_follow_in_order_when_a_card_has_all_kinds() -> None:
    """Every block has its line, in the order of the card."""
    card = Card(
        spans(bold("Acme")),
        (
            Line(spans("a line")),
            Fields((("Owner", spans("Ben")), ("Stage", spans("New")))),
            Divider(),
            Items((Item(spans("one")), Item(spans("two")))),
            Items((Item(spans("six")),), first=6),
            Footer(spans("small")),
        ),
        icon="🏢",
    )

    assert shown(card) == ("🏢 <b>Acme</b>\na line\nOwner: Ben\nStage: New\n\n• one\n• two\n6. six\n<i>small</i>")


def test_quote_is_set_apart_when_short() -> None:
    """What somebody wrote stands in a quotation."""
    card = Card(spans("Saved"), (Quote("met Jane\nall well"),))

    assert shown(card) == "<b>Saved</b>\n<blockquote>met Jane\nall well</blockquote>"


def test_quote_folds_when_over_six_lines() -> None:
    """A long quotation can be unfolded instead of filling the screen."""
    card = Card(spans("Saved"), (Quote("\n".join("1234567")),))

    assert "<blockquote expandable>" in shown(card)


def test_two_quotes_stay_apart_when_neighbours() -> None:
    """Quotations do not run into each other."""
    card = Card(spans("Log"), (Quote("a"), Quote("b")))

    assert shown(card) == "<b>Log</b>\n<blockquote>a</blockquote>\n<blockquote>b</blockquote>"


@pytest.mark.parametrize("card", [Card(()), Card(spans(" ")), Card((), (Quote(" "), Divider(), Items(())))])
def test_message_has_a_sign_when_the_card_is_empty(card: Card) -> None:
    """Telegram takes no empty message."""
    assert [text.strip() for text in readable(render(drawn(card)))] == ["…"]


def test_text_is_whole_when_it_has_10000_characters() -> None:
    """Long text comes in several messages, with nothing missing."""
    text = " ".join(f"word{number}" for number in range(1200))
    card = Card(spans("Long"), (Line(spans(text)),))

    parts = readable(render(drawn(card)))

    assert len(parts) > 1
    assert " ".join("\n".join(parts).split()) == f"Long {text}"


def test_text_is_whole_when_it_has_no_blank_anywhere() -> None:
    """Text without a place to break is broken all the same."""
    parts = readable(render(drawn(Card(spans("x" * 10_000)))))

    assert "".join(parts) == "x" * 10_000


def test_text_is_whole_when_every_sign_is_markup() -> None:
    """Escaping may make a text five times as long; it still fits."""
    parts = readable(render(drawn(Card(spans("&" * 5000), (Quote("<" * 5000),)))))

    assert "".join(parts) == "&" * 5000 + "<" * 5000


def test_emoji_stay_whole_when_text_is_divided() -> None:
    """A sign made of several characters is never torn, and counts as Telegram counts it."""
    family = "👩‍👩‍👧🏽"

    parts = readable(render(drawn(Card(spans(family * 1500)))))

    assert all(part == family * (len(part) // len(family)) for part in parts)


def test_right_to_left_names_are_kept_when_shown() -> None:
    """Hebrew and Arabic names come out as they went in."""
    card = Card(spans(bold("שרה כהן"), " · ", "شركة"), (Line(spans("مرحبا")),))

    assert readable(render(drawn(card))) == ["שרה כהן · شركة\nمرحبا"]


def test_surrogate_is_replaced_when_it_stands_alone() -> None:
    """Half a character cannot be sent, and must not stop the rest."""
    assert readable(render(drawn(Card(spans("a\ud83d\x00b"))))) == ["a\ufffd\ufffdb"]


def test_list_divides_between_rows_when_it_is_long() -> None:
    """No row of a list is torn while whole rows fit."""
    rows = tuple(Item(spans(f"{number} ", bold("x" * 100), RecordLink("D-12"))) for number in range(150))
    card = Card(spans("All deals"), (Items(rows, first=1),))

    parts = readable(render(drawn(card)))

    assert [line for part in parts for line in part.split("\n")][1:] == [
        f"{number + 1}. {number} {'x' * 100}/d12" for number in range(150)
    ]


def test_list_divides_when_it_has_more_than_100_entities() -> None:
    """Telegram drops formatting after 100 entities, so no message has more."""
    rows = tuple(Item(spans(bold("a"), Text("b", Style.ITALIC))) for _ in range(90))

    assert len(readable(render(drawn(Card(spans("t"), (Items(rows),)))))) > 1


def test_quote_moves_to_the_next_message_when_it_fits_there_whole() -> None:
    """A block stays together where it can."""
    card = Card(spans("a" * 2000), (Quote("b" * 3000),))

    assert readable(render(drawn(card))) == ["a" * 2000, "b" * 3000]


def test_plain_text_says_the_same_when_formatting_is_taken_away() -> None:
    """What is sent when Telegram cannot read our HTML has the same words."""
    card = Card(spans(bold(NASTY)), (Quote(NASTY), Line((Moment(NOON, "noon"),))))

    (message,) = render(drawn(card))

    assert message.text == parse_html(message.html).text


ANY_TEXT = st.text(st.characters(blacklist_categories=["Cs"]), max_size=60)


@given(st.lists(ANY_TEXT, max_size=8), ANY_TEXT)
def test_any_text_is_accepted_when_it_is_a_persons(lines: list[str], quote: str) -> None:
    """No text whatever makes a message Telegram could not read."""
    blocks: tuple[Block, ...] = (*(Line((bold(line), Text(line))) for line in lines), Quote(quote))
    message = render(drawn(Card(spans("t"), blocks)))[0]

    assert parse_html(message.html).remarks == ()


def test_buttons_are_under_the_last_part_when_there_are_several(long_card: Card) -> None:
    """The buttons are where the reading ends."""
    messages = render(drawn(long_card))

    assert [message.keyboard is not None for message in messages] == [False] * (len(messages) - 1) + [True]


def test_tokens_must_fit_the_buttons_when_rendered(long_card: Card) -> None:
    """A card drawn with too few tokens is a mistake of ours, not a missing button."""
    with pytest.raises(ValueError, match="one token"):
        render(replace(drawn(long_card), tokens=()))


@pytest.fixture
def long_card() -> Card:
    """Give a card of several messages with a button."""
    return Card(spans("x" * 9000), actions=(Action("Done", Invocation("done")),))


def test_drawn_card_is_not_changed_when_rendered(long_card: Card) -> None:
    """Rendering twice gives the same messages."""
    card: Drawn = drawn(long_card)

    assert render(card) == render(card)
