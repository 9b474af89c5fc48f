"""Cards are values without markup."""

from datetime import UTC, datetime

from crmbot.chat.card import (
    Action,
    Card,
    Divider,
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
    Style,
    Text,
    bold,
    code,
    plain,
    plain_card,
    spans,
)
from crmbot.chat.invocation import Invocation


def act(label: str) -> Action:
    """Make a button."""
    return Action(label, Invocation(label.lower()))


CARD = Card(
    title=spans(bold("Acme"), " ", RecordLink("C-1")),
    blocks=(
        Line(spans("By ", Mention(4, "Eva"))),
        Fields((("Owner", spans(Mention(5, "Ben"))), ("Phone", spans(Phone("+44", "0044"))))),
        Quote("one\ntwo"),
        Items((Item(spans("first"), act("Open")), Item(spans("second", Mention(4, "Eva")))), first=3),
        Items((Item(spans("loose")),)),
        Divider(),
        Footer(spans("small")),
    ),
    actions=(act("Done"), Menu("More", (act("Edit"), act("Delete")))),
    icon="🏢",
)


def test_spans_when_made_of_strings() -> None:
    """Strings are plain text, and empty ones are nothing."""
    assert spans("a", "", bold("b")) == (Text("a"), Text("b", Style.BOLD))


def test_words_when_they_stand_out() -> None:
    """Each way of standing out is a style, never a sign in the text."""
    assert [span.style for span in (bold("*"), code("`"))] == [Style.BOLD, Style.CODE]


def test_spans_when_read_as_plain_text() -> None:
    """Every kind has words."""
    parts = spans(
        RecordLink("D-1", "Pumps"),
        " ",
        RecordLink("D-2"),
        " ",
        Mention(1, "Eva"),
        " ",
        Moment(datetime(2026, 11, 19, tzinfo=UTC), "Thu"),
        " ",
        Mail("a@b.example"),
        " ",
        Link("https://x.example", "there"),
    )

    assert plain(parts) == "Pumps D-1 D-2 @Eva Thu a@b.example there"


def test_buttons_when_a_card_has_rows_and_menus() -> None:
    """Those of the rows come first, those of a menu where it stands."""
    assert [action.label for action in CARD.buttons()] == ["Open", "Done", "Edit", "Delete"]
    assert [invocation.command for invocation in CARD.invocations()] == ["open", "done", "edit", "delete"]


def test_people_when_a_card_names_them() -> None:
    """Each is returned once, wherever they are named."""
    assert CARD.mentioned() == {4, 5}


def test_card_when_read_as_plain_text() -> None:
    """All of it is there but the buttons."""
    assert plain_card(CARD).splitlines() == [
        "🏢 Acme C-1",
        "By @Eva",
        "Owner: @Ben",
        "Phone: 0044",
        "> one",
        "> two",
        "3. first",
        "4. second@Eva",
        "• loose",
        "",
        "small",
    ]


def test_summary_when_there_is_no_icon() -> None:
    """It is the title alone."""
    assert Card(spans("Done")).summary == "Done"
