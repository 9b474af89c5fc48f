"""Cards as Slack's blocks."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from crmbot.chat.card import (
    Action,
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
    Menu,
    Moment,
    Phone,
    Quote,
    RecordLink,
    Span,
    Style,
    Text,
    bold,
    code,
    spans,
)
from crmbot.chat.invocation import Invocation
from crmbot.handlers.slack.limits import MESSAGE_BLOCKS, MESSAGE_CHARS, SECTION_CHARS
from crmbot.handlers.slack.payload import Json, Payload
from crmbot.handlers.slack.render import Message, home_view, messages
from tests.doubles.slack.blocks import message_problems, view_problems
from tests.doubles.slack.wording import pings, plain_blocks

NASTY = "<!channel> *x* <b>& `c` ~s~ _i_ :tada:"


def act(label: str, **args: str) -> Action:
    """A button."""
    return Action(label, Invocation("do", args))


def shown(*parts: Span | str, names: dict[int, str] | None = None) -> Json:
    """The one block that a title becomes."""
    (message,) = messages(Drawn(Card(spans(*parts)), (), names or {}))
    return message.blocks[0]


def text_of(block: Json) -> str:
    """The marked-up text of a section."""
    return Payload.of(block).text("text", "text")


def checked(drawn: Drawn) -> tuple[Message, ...]:
    """The messages of a card, refused where Slack's SDK or the double would."""
    found = messages(drawn)
    for message in found:
        assert message_problems(list(message.blocks)) == []
        for block in Block.parse_all(list(message.blocks)):
            block.validate_json()
        assert 0 < len(message.text) <= 4000
    return found


def words(found: Sequence[Message]) -> str:
    """Everything a reader sees in the messages."""
    return "\n".join(plain_blocks(list(message.blocks)) for message in found)


def test_title_when_it_holds_control_characters() -> None:
    """What a customer typed reads back letter by letter, and pings nobody."""
    (message,) = checked(Drawn(Card(spans(NASTY))))

    assert plain_blocks(list(message.blocks)) == NASTY
    assert pings(message.text, message.blocks) == []


@pytest.mark.parametrize("text", ["*x*", "_x_", "~x~", "`x`", ":tada:", "a *b* c", "__init__"])
def test_words_when_they_look_like_marks(text: str) -> None:
    """Marks in people's words are never read as marks."""
    block = shown(text)

    assert block["type"] == "rich_text"
    assert plain_blocks([block]) == text


def test_line_when_it_begins_like_a_quotation() -> None:
    """A greater-than sign that somebody typed stays one."""
    (message,) = checked(Drawn(Card(spans("Note"), (Line(spans("> quoted")),))))

    assert message.blocks[1]["type"] == "rich_text"


@pytest.mark.parametrize("text", ["snake_case", "5 euro & more", "Müller GmbH", "מזל טוב 🎉", "a < b > c"])
def test_words_when_they_are_tame(text: str) -> None:
    """Ordinary words are marked-up text, bold as a title."""
    block = shown(text)

    assert block["type"] == "section"
    assert plain_blocks([block]) == text


def test_text_when_it_is_marked_up() -> None:
    """Nothing in it is made a link or a mention by itself."""
    assert Payload.of(shown("see #general")).flag("text", "verbatim")


def test_moment_when_shown() -> None:
    """An instant is shown in the reader's own zone, with a reading for old clients."""
    at = datetime(2026, 11, 24, 15, tzinfo=UTC)

    text = text_of(shown("due ", Moment(at, "Tue 24 Nov 15:00")))

    assert text == "due <!date^1795532400^{date_short_pretty} {time}|Tue 24 Nov 15:00>"


def test_spans_when_each_has_its_own_form() -> None:
    """Records, people, numbers, addresses and links are written as Slack's own."""
    text = text_of(
        shown(
            RecordLink("D-12", "Acme"),
            " ",
            Mention(1, "Ben"),
            " ",
            Mention(2, "Eva"),
            " ",
            Phone("+3611234", "+36 1 1234"),
            " ",
            Mail("a@b.example"),
            " ",
            Link("https://a.example/?x=1&y=2", "site"),
            " ",
            bold("b"),
            " ",
            Text("i", Style.ITALIC),
            " ",
            code("c"),
            names={1: "U1"},
        )
    )

    assert text == (
        "*Acme*  `D-12` <@U1> *Eva* <tel:+3611234|+36 1 1234> <mailto:a@b.example|a@b.example> "
        "<https://a.example/?x=1&amp;y=2|site> *b* _i_ `c`"
    )


def test_link_when_it_is_no_web_address() -> None:
    """Only web addresses become links."""
    assert "javascript" not in text_of(shown("see ", Link("javascript:alert(1)", "site")))


def test_bold_when_it_touches_a_word() -> None:
    """A mark that Slack would not read is not written: rich text says the same."""
    assert shown(bold("Acme"), "s deal")["type"] == "rich_text"


def test_quote_when_it_holds_marks() -> None:
    """A quote shows what somebody wrote, as they wrote it."""
    (message,) = checked(Drawn(Card(spans("Note"), (Quote(f"{NASTY}\nsecond"),))))

    assert plain_blocks([message.blocks[1]]) == f"{NASTY}\nsecond"


def test_fields_when_there_are_many() -> None:
    """Ten fit into a section; the rest follow in the next."""
    pairs = tuple((f"Label {number}", spans(str(number))) for number in range(23))

    (message,) = checked(Drawn(Card(spans("Card"), (Fields(pairs),))))

    sizes = [len(Payload.of(block).parts("fields")) for block in message.blocks[1:]]
    assert sizes == [10, 10, 3]


def test_field_when_its_value_is_long_or_wild() -> None:
    """A long value gets a line of its own, a wild one stays as it is."""
    pairs = (("Long", spans("word " * 800)), ("Wild", spans(NASTY)), ("Tame", spans("x")))

    found = checked(Drawn(Card(spans("Card"), (Fields(pairs),))))

    assert words(found).count("word") == 800
    assert f"Wild\n{NASTY}" in words(found)


def test_items_when_some_have_buttons() -> None:
    """A row's button stands beside it, rows without share a paragraph, numbers run on."""
    items = Items((Item(spans("one")), Item(spans("two")), Item(spans("*three*"), act("Done"))), first=6)

    (message,) = checked(Drawn(Card(spans("List"), (items,)), ("done T-9",)))

    assert plain_blocks(list(message.blocks[1:])) == "6. one\n7. two\n8. *three*"
    assert Payload.of(message.blocks[2]).text("accessory", "value") == "done T-9"


def test_buttons_when_there_are_many() -> None:
    """At most five stand in a row, each with its own id and its own token, in order."""
    actions = tuple(act(f"B{number}") for number in range(12))

    (message,) = checked(Drawn(Card(spans("Card"), (), actions), tuple(f"t{number}" for number in range(12))))

    rows = [Payload.of(block).parts("elements") for block in message.blocks[1:]]
    assert [len(row) for row in rows] == [5, 5, 2]
    assert [element.text("value") for row in rows for element in row] == [f"t{number}" for number in range(12)]
    assert len({element.text("action_id") for row in rows for element in row}) == 12


def test_button_when_its_label_is_long() -> None:
    """A label over the limit ends in an ellipsis; the code behind a name stays."""
    (message,) = checked(Drawn(Card(spans("Card"), (), (act("x" * 100), act("x" * 100 + " (C-7)"))), ("t", "u")))

    one, named = Payload.of(message.blocks[1]).parts("elements")
    assert one.text("text", "text") == "x" * 74 + "…"
    assert named.text("text", "text") == "x" * 68 + "… (C-7)"


def test_button_when_it_must_be_confirmed() -> None:
    """Slack itself asks whether one is sure."""
    action = Action("Delete", Invocation("delete"), style="danger", confirm="It cannot be undone.")

    (message,) = checked(Drawn(Card(spans("Card"), (), (action,)), ("t",)))

    (button,) = Payload.of(message.blocks[1]).parts("elements")
    assert (button.text("style"), button.text("confirm", "text", "text")) == ("danger", "It cannot be undone.")


def test_menu_when_shown() -> None:
    """A menu is one folded select whose options carry the tokens between those of the buttons."""
    actions = (act("Done"), Menu("Snooze", (act("15 min"), act("1 h"))), act("Open"))

    (message,) = checked(Drawn(Card(spans("Card"), (), actions), ("t0", "t1", "t2", "t3")))

    done, snooze, opened = Payload.of(message.blocks[1]).parts("elements")
    assert [option.text("value") for option in snooze.parts("options")] == ["t1", "t2"]
    assert (done.text("value"), opened.text("value")) == ("t0", "t3")


def test_menu_when_an_option_needs_to_be_confirmed_or_is_too_long() -> None:
    """What a menu cannot hold stands beside it as a button."""
    sure = Action("Delete", Invocation("delete"), confirm="Sure?")

    (message,) = checked(
        Drawn(Card(spans("C"), (), (Menu("More", (act("A"), sure, act("B"))),)), ("a", "d", "b" * 151))
    )

    kinds = [element.text("type") for element in Payload.of(message.blocks[1]).parts("elements")]
    assert kinds == ["static_select", "button", "button"]


def test_card_when_it_is_longer_than_a_message() -> None:
    """Nothing is cut: it goes on in further messages, the buttons in the last."""
    rows = tuple(Item(spans(f"row {number}"), act("Open")) for number in range(120))
    tokens = tuple(f"t{number}" for number in range(121))

    found = checked(Drawn(Card(spans("List"), (Items(rows, first=1),), (act("More"),)), tokens))

    assert len(found) == 3
    assert all(len(message.blocks) <= MESSAGE_BLOCKS for message in found)
    assert [f"row {number}" in words(found) for number in range(120)] == [True] * 120
    assert found[-1].blocks[-1]["type"] == "actions"


@pytest.mark.parametrize("text", ["line of words\n" * 750, "& " * 5000, "x" * 10_000, "🎉" * 10_000, "*a*\n" * 2500])
def test_line_when_it_has_ten_thousand_characters(text: str) -> None:
    """Every letter arrives, in sections within the limit."""
    found = checked(Drawn(Card(spans("Note"), (Line(spans(text)), Quote(text), Footer(spans(text)), Divider()))))

    seen = words(found)
    for letter in set(text) - {"\n", " "}:
        assert seen.count(letter) == 3 * text.count(letter) + "Note".count(letter)
    assert all(len(text_of(block)) <= SECTION_CHARS for message in found for block in message.blocks)


def test_text_when_it_breaks_over_sections() -> None:
    """The break comes at a line's end, not inside a line."""
    text = "\n".join(f"line number {number}" for number in range(600))

    (message,) = checked(Drawn(Card(spans("Note"), (Line(spans(text)),))))

    starts = [text_of(block).split(" ", 1)[0] for block in message.blocks[1:]]
    assert starts == ["line"] * len(starts)


def test_messages_when_text_is_endless() -> None:
    """No message holds more than Slack shows at once."""
    found = checked(Drawn(Card(spans("Note"), tuple(Quote("word " * 500) for _ in range(20)))))

    assert all(len(plain_blocks(list(message.blocks))) <= MESSAGE_CHARS for message in found)
    assert words(found).count("word") == 10_000


@pytest.mark.parametrize("card", [Card(()), Card(spans("")), Card(spans(" "), (Line(()), Line(spans(" ")), Quote("")))])
def test_card_when_it_is_empty(card: Card) -> None:
    """There is always something that can be sent."""
    (message,) = messages(Drawn(card))

    assert message.text == "…"


def test_text_when_the_title_is_endless() -> None:
    """The notification ends in an ellipsis; the message holds the whole title."""
    found = checked(Drawn(Card(spans("&" * 10_000))))

    assert found[0].text.endswith("…")
    assert words(found).count("&") == 10_000


def test_home_when_it_overflows() -> None:
    """A Home tab over its limit says that there is more."""
    rows = tuple(Item(spans(f"row {number}"), act("Open")) for number in range(150))

    view = home_view(Drawn(Card(spans("Day"), (Items(rows),)), tuple(f"t{number}" for number in range(150))))

    assert view_problems(view) == []
    whole: dict[str, Any] = view
    assert View(**whole).to_dict()["type"] == "home"
    assert "more than fits" in plain_blocks([dict(block.raw) for block in Payload.of(view).parts("blocks")])
