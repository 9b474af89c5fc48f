"""Cards as text and as JSON."""

import json
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
    Mail,
    Mention,
    Menu,
    Moment,
    Phone,
    Quote,
    RecordLink,
    bold,
    spans,
)
from crmbot.chat.invocation import Invocation
from crmbot.handlers.console.render import Look, render, to_json, tree

DONE = Action("Done", Invocation("done", {"which": "T-9"}, rev=3), style="primary")
OPEN = Action("Open", Invocation("open", {"which": "C-7"}))
SNOOZE = Menu(
    "Snooze",
    (
        Action("15 min", Invocation("snooze", {"which": "T-9", "until": "15m"})),
        Action("1 h", Invocation("snooze", {"which": "T-9", "until": "1h"})),
    ),
)
NINE = Moment(datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "Fri 20 Nov 09:00")
FULL = Card(
    title=spans(bold("Send quote"), " ", RecordLink("T-9")),
    blocks=(
        Line(spans("For ", Mention(1, "Ben"), ", due ", NINE)),
        Fields((("Phone", (Phone("+3615550123", "+36 1 555 0123"),)), ("Mail", (Mail("a@x.example"),)))),
        Quote("two\nlines"),
        Items((Item(spans("Acme"), OPEN), Item(spans("Orion"))), first=6),
        Items((Item(spans("plain row")),)),
        Divider(),
        Footer(spans("times in London")),
    ),
    actions=(DONE, SNOOZE, Action("Undo", Invocation("undo"))),
    icon="⏰",
)


def test_card_when_it_has_every_block() -> None:
    """Title, blocks and buttons stand in order, and the numbers are those of the buttons."""
    text = render(FULL, Look())

    assert text.splitlines() == [
        "⏰ Send quote T-9",
        "For @Ben, due Fri 20 Nov 09:00",
        "Phone: +36 1 555 0123",
        "Mail: a@x.example",
        "> two",
        "> lines",
        "6. Acme  [1 Open]",
        "7. Orion",
        "• plain row",
        "────────────────────",
        "times in London",
        "[2 Done]",
        "Snooze: [3 15 min] [4 1 h]",
        "[5 Undo]",
    ]


def test_card_when_it_is_only_a_title() -> None:
    """A card without anything else is one line."""
    assert render(Card(spans("Done.")), Look(width=80, colour=False)) == "Done."


def test_card_when_text_would_steer_the_terminal() -> None:
    """Control characters that people sent do nothing."""
    card = Card(spans("Acme\x1b[2J\x07\x9b1m"), (Quote("a\x1b]0;x\x07b\rc"),))

    assert render(card, Look()) == "Acme[2J1m\n> a]0;xb\n> c"


def test_card_when_text_looks_like_markup() -> None:
    """The markup of other platforms is plain text here."""
    text = "<!channel> *x* <b>&amp; \u202eעברית\u202c 👩‍👩‍👧"

    assert render(Card(spans(text)), Look()) == text


def test_card_when_it_is_longer_than_any_screen() -> None:
    """Nothing is cut, however long it is."""
    text = "word " * 2_000

    shown = render(Card(spans("Note"), (Line(spans(text)),)), Look(width=80))

    assert shown.split() == ["Note", *text.split()]


def test_card_when_the_screen_is_narrow() -> None:
    """Lines break at blanks and hang, quotes keep their mark, and long words stay whole."""
    long_link = "https://crm.example/" + "x" * 30
    card = Card(spans("T"), (Line(spans(f"one two three {long_link} four")), Quote("five six seven eight")))

    lines = render(card, Look(width=16)).splitlines()

    assert lines == ["T", "one two three", f"  {long_link}", "  four", "> five six seven", "> eight"]


def test_card_when_there_are_colours() -> None:
    """On a terminal the title is bold and the footer dim."""
    card = Card(spans("Title"), (Footer(spans("small print")),))

    assert render(card, Look(colour=True)) == "\x1b[1mTitle\x1b[0m\n\x1b[2msmall print\x1b[0m"


def test_json_when_a_program_reads_it() -> None:
    """One line holds who it is for, the text, the whole card, and the labels by number."""
    line = to_json("#sales", FULL)

    told = json.loads(line)
    assert "\n" not in line
    assert (told["to"], told["buttons"]) == ("#sales", ["Open", "Done", "15 min", "1 h", "Undo"])
    assert told["text"].splitlines()[0] == "⏰ Send quote T-9"
    assert told["card"]["actions"][0] == {
        "type": "action",
        "label": "Done",
        "invocation": {
            "type": "invocation",
            "command": "done",
            "args": {"which": "T-9"},
            "rev": 3,
            "form": False,
        },
        "style": "primary",
        "confirm": "",
    }


def test_tree_when_a_card_holds_moments() -> None:
    """Instants are written as ISO texts and styles as words."""
    assert tree((NINE, bold("x"))) == [
        {"type": "moment", "at": "2026-11-20T09:00:00+00:00", "text": "Fri 20 Nov 09:00"},
        {"type": "text", "text": "x", "style": "bold"},
    ]
