"""Companies and people told in one line."""

import pytest

from crmbot.core import introductions
from crmbot.core.introductions import Introduced
from crmbot.core.parties import Reach


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Initech", Introduced("Initech", Reach())),
        (
            "Initech, prospect, +33 1 40 00 00 00, initech.example",
            Introduced("Initech", Reach(phone="+33 1 40 00 00 00", website="initech.example"), more=("prospect",)),
        ),
        ("Acme, Inc.", Introduced("Acme, Inc.", Reach())),
        ("Acme GmbH, supplier, Berlin", Introduced("Acme GmbH", Reach(), more=("supplier", "Berlin"))),
        ("Booking.example", Introduced("Booking.example", Reach())),
        ("Studio 54", Introduced("Studio 54", Reach())),
    ],
)
def test_company_line_when_told_in_parts(line: str, expected: Introduced) -> None:
    """What can be known by its look is taken out; the name stays whole."""
    assert introductions.of_company(line, "FR") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Jane Doe", Introduced("Jane Doe", Reach())),
        ("Kim Lee +1 212 555 0100", Introduced("Kim Lee", Reach(phone="+1 212 555 0100"))),
        ("Kim Lee 06 11 22 33 44", Introduced("Kim Lee", Reach(phone="06 11 22 33 44"))),
        (
            "Bill Lumbergh, VP, bill@initech.example at Initech",
            Introduced("Bill Lumbergh", Reach(email="bill@initech.example"), "Initech", ("VP",)),
        ),
        ("Ann Ray at Acme Ltd, Buyer", Introduced("Ann Ray", Reach(), "Acme Ltd", ("Buyer",))),
        ("Matt Atkins", Introduced("Matt Atkins", Reach())),
    ],
)
def test_person_line_when_told_in_parts(line: str, expected: Introduced) -> None:
    """Phone, address and company are taken out wherever they stand."""
    assert introductions.of_person(line, "FR") == expected
