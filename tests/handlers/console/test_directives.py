"""What a typed line asks for."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbot.handlers.console.directives import (
    As,
    Attach,
    Directive,
    Edit,
    Fill,
    In,
    Introduce,
    Locate,
    Press,
    ReplyTo,
    Say,
    Tell,
    Wait,
    read,
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("note Acme: met Jane", Say("note Acme: met Jane")),
        ("/note Acme", Say("note Acme", as_command=True)),
        ("/d12", Say("d12", as_command=True)),
        ("!done T-9", Say("done T-9", as_command=True)),
        ("/crm find jane", Say("find jane", as_command=True)),
        ("@crm find jane", Say("find jane", as_command=True)),
        ("/crmfoo", Say("crmfoo", as_command=True)),
        ("", Say("")),
        ("  two blanks", Say("  two blanks")),
        (":wait 2h", Wait(timedelta(hours=2))),
        (":wait 1 day", Wait(timedelta(days=1))),
        (":WAIT 15m", Wait(timedelta(minutes=15))),
        (":wait 90s", Wait(timedelta(seconds=90))),
        (":press Done", Press("Done")),
        (":press 2", Press("2")),
        (":as Ben@X.example", As("ben@x.example")),
        (":in #sales", In("#sales")),
        (":in sales", In("#sales")),
        (":in", In("")),
        (":attach order.pdf d12 signed order", Attach("order.pdf", "d12 signed order")),
        (':attach "my order.pdf"', Attach("my order.pdf", "")),
        (":fill title=Call due=", Fill({"title": "Call", "due": ""})),
        (
            ':fill title="Call \\"Delta\\"" due=tomorrow 10am who=@eva',
            Fill({"title": 'Call "Delta"', "due": "tomorrow 10am", "who": "@eva"}),
        ),
        (":location 51.5,-0.12", Locate(51.5, -0.12, "")),
        (":location 51.5, -0.12 The yard", Locate(51.5, -0.12, "The yard")),
        (":contact Jane van Dam +36 1 555 0123", Introduce("Jane van Dam", "+36 1 555 0123")),
        (":reply no answer", ReplyTo("no answer")),
        (":edit met Anna", Edit("met Anna")),
    ],
)
def test_line_when_it_is_well_formed(line: str, expected: Directive) -> None:
    """Each form of line means one thing."""
    assert read(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        *(":wait", ":wait soon", ":press", ":as ben", ":as", ":in two words", ":attach", ":fill", ":in #"),
        *(":fill due", ":fill now due=x", ":location here", ":location 95,0", ":contact Jane", ":reply", ":edit"),
    ],
)
def test_line_when_a_directive_lacks_something(line: str) -> None:
    """An incomplete directive is answered with how it is written."""
    told = read(line)

    assert isinstance(told, Tell)
    assert told.text.startswith(f"That is written so: {line.partition(' ')[0]}")


def test_line_when_the_directive_is_unknown() -> None:
    """An unknown directive is answered with those there are."""
    told = read(":sing loud")

    assert isinstance(told, Tell)
    assert told.text.startswith("The console has no :sing. It has :wait, :press")


def test_help_when_it_is_asked_for() -> None:
    """Help names every directive."""
    told = read(":help")

    assert isinstance(told, Tell)
    assert all(f":{word}" in told.text for word in ("wait", "press", "as", "in", "attach", "fill", "edit"))


@given(st.text())
def test_line_when_it_is_anything(text: str) -> None:
    """No line makes the reading fail, with a colon in front or without."""
    for line in (text, f":{text}", f":fill {text}", f":contact {text}", f":location {text}"):
        read(line)
