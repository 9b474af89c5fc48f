"""What people write stays words: in tables, calendars, pages, marked-up text, names of files and heads of answers."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from crmbot.chat.card import Card, Drawn, Line, Link, Mail, Phone, RecordLink, Text, bold, spans
from crmbot.core import exports
from crmbot.core.feeds import drawing
from crmbot.core.feeds.entries import Entry, Face, Person, Sheet, Span, Window
from crmbot.core.imports import tables
from crmbot.handlers.slack import markup
from crmbot.handlers.slack.pages import page
from crmbot.handlers.telegram.render import render
from crmbot.language.filenames import clean

FORMULAS = ('=HYPERLINK("http://x.example","y")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0")
NASTY = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="<>&\"'*_~`|[](){}:;=\\\n\r\t /@!#^$%+-", max_size=40),
    st.sampled_from([*FORMULAS, "<!channel>", "<@U1>", "<script>alert(1)</script>", "a\r\nBcc: x@y.example"]),
)
_CONTROL = re.compile(r"<(?:!|@|#)[^>]*>")


@pytest.mark.parametrize("text", FORMULAS)
def test_cell_when_it_looks_like_a_formula(text: str) -> None:
    """It is text to every program of tables."""
    assert exports.disarmed(text) == f"'{text}"


@given(NASTY)
@example("=1")
@example(" =1")
def test_cell_when_it_is_anything(text: str) -> None:
    """No cell begins as formulas do, not even behind blanks that some programs pass over; nothing is lost of it."""
    cell = exports.disarmed(text)

    assert not cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
    assert cell.removeprefix("'") == text or cell == text


@pytest.mark.parametrize("format_", list(exports.Format))
def test_table_when_its_headings_are_somebodys(format_: exports.Format, tmp_path: Path) -> None:
    """Fields of the organisation's own are called as people like: no heading is a formula either."""
    path = tmp_path / f"list.{format_}"
    exports.write(path, format_, FORMULAS[:1], [])

    table = tables.look(path, path.name)

    assert table.columns == (f"'{FORMULAS[0]}",)


@given(NASTY)
def test_slack_text_when_somebody_wrote_it(text: str) -> None:
    """It calls nobody, links nowhere, and reads back as it was written."""
    shown = markup.mrkdwn(spans(text), {})

    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", shown)
    assert shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


@given(NASTY, NASTY)
def test_slack_link_when_somebody_wrote_it(text: str, address: str) -> None:
    """An address or a label ends no link early."""
    web, mail = Link(f"https://x.example/{address}", text), Mail(f"{address}@x.example")
    for part in (web, mail, Phone("+441134960000", text)):
        shown = markup.mrkdwn([part], {})
        assert len(re.findall(r"<(?:https|mailto|tel):[^<>]*>", shown)) == 1
        assert not _CONTROL.search(shown)


class _Tags(HTMLParser):
    """Takes down which tags there are, and the words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take down a tag, with where it leads."""
        self.tags.append(" ".join([tag, *(f"{name}={value}" for name, value in attrs)]))

    def handle_data(self, data: str) -> None:
        """Take down words."""
        self.words.append(data)


@given(NASTY, NASTY)
def test_telegram_text_when_somebody_wrote_it(text: str, title: str) -> None:
    """No tag of theirs is one, and every one of ours is closed: Telegram refuses the whole of a message otherwise."""
    card = Card(spans("Note on ", bold(title)), (Line((Text(text), RecordLink("D-1", title))),))
    for message in render(Drawn(card)):
        seen = _Tags()
        seen.feed(message.html)
        assert set(seen.tags) <= {"b", "i", "code", "s"}
        assert "".join(seen.words) == message.text


@given(NASTY)
def test_page_when_a_workspace_is_called_so(text: str) -> None:
    """A page has our tags and no others."""
    plain, nasty = _Tags(), _Tags()
    plain.feed(bytes(page("Installed", "I am in Globex now.").body).decode())
    nasty.feed(bytes(page("Installed", f"I am in {text} now.").body).decode())

    assert nasty.tags == plain.tags


LINES = re.compile(r"^(?:BEGIN|END|SUMMARY|ATTENDEE|ORGANIZER|X-EVIL)\b[^\r\n]*", re.MULTILINE)
AT = datetime(2026, 11, 20, 10, tzinfo=UTC)


@given(NASTY, NASTY)
@example("x\r\nEND:VEVENT\r\nBEGIN:VEVENT", 'a"\r\nX-EVIL:1')
@example("x\u2028X-EVIL:1", "x\x0bX-EVIL:1")
def test_calendar_when_somebody_wrote_it(text: str, name: str) -> None:
    """A calendar has the lines we write and no others, and the words are read back whole."""
    someone = Person(name, f"{name}@x.example")
    face = Face(text, words=text, place=text, category=text, organiser=someone, people=(someone,))
    entry = Entry("1@crm", Span(AT, AT, "UTC"), face, AT, AT, 1, "E-1")
    window = Window(AT - timedelta(days=9), AT + timedelta(days=9))
    drawn = drawing.draw_feed(Sheet(text, window, (entry,)))

    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)|(?<!\r)\n", drawn)
    names = [line.partition(":")[0].partition(";")[0] for line in LINES.findall(drawn.decode().replace("\r\n ", ""))]
    assert names == ["BEGIN", "BEGIN", "SUMMARY", "ORGANIZER", "ATTENDEE", "END", "END"]
    (event,) = Calendar.from_ical(drawn).walk("VEVENT")
    assert str(event["SUMMARY"]).split() == drawing._plain(text).split()


@given(st.one_of(NASTY, st.text(max_size=200)))
@example("../../etc/passwd")
@example("a\r\nContent-Type: text/html\r\n\r\n<b>.pdf")
@example('x".exe"; filename="y.txt')
@example("CON")
@example("\u202egpj.exe")
def test_file_name_when_it_is_anything(text: str) -> None:
    """It is one line without a path, a quote, or a sign that turns text around; a disk takes it."""
    name = clean(text)

    assert name.strip(". ") == name
    assert name
    assert not re.search(r'[\r\n\x00-\x1f\x7f/\\"<>|?*:\u202a-\u202e\u2066-\u2069]', name)
    assert len(name.encode()) < 256
    assert clean(name) == name
