"""Companies and people told in one line."""

import pytest

from crmbot.core import introductions
from crmbot.core.introductions import Introduced, IntroducedLead
from crmbot.core.parties import Reach
from crmbot.language.money import Money


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
        ("Orange Mobile +33 1 40 00 00 00", Introduced("Orange Mobile", Reach(phone="+33 1 40 00 00 00"))),
        ("Initech, Tel +33 1 40 00 00 00", Introduced("Initech", Reach(phone="+33 1 40 00 00 00"))),
        ("Wayne Ltd in Bristol", Introduced("Wayne Ltd", Reach(), more=("Bristol",))),
        ("Women in Business", Introduced("Women in Business", Reach())),
        ('"Blue Valves" customer, Leeds', Introduced("Blue Valves", Reach(), more=("customer", "Leeds"))),
        ('"Blue Valves" in Leeds', Introduced("Blue Valves", Reach(), more=("Leeds",))),
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
        ("Kim Lee 06 11 22 33 44", Introduced("Kim Lee", Reach(mobile="06 11 22 33 44"))),
        ("Kim Lee mobile +1 212 555 0100", Introduced("Kim Lee", Reach(mobile="+1 212 555 0100"))),
        (
            "Kim Lee, tel. +1 212 555 0100, e-mail: kim@zed.example",
            Introduced("Kim Lee", Reach(phone="+1 212 555 0100", email="kim@zed.example")),
        ),
        ("Dr Ann Ray, Buyer", Introduced("Ann Ray", Reach(), more=("Buyer",), civility="Dr")),
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


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Paul Martin, Umbrella, paul@umbrella.example, 06 99 88 77 66, from trade show, referred by Jane",
            IntroducedLead(
                "Paul Martin",
                "Umbrella",
                reach=Reach(mobile="06 99 88 77 66", email="paul@umbrella.example"),
                source="trade show",
                referred_by="Jane",
            ),
        ),
        (
            "Sara Kern from trade show, wants 20 pumps",
            IntroducedLead("Sara Kern", source="trade show", more=("wants 20 pumps",), unsure=True),
        ),
        (
            "Kim Lee, Orion, she needs a quote by March",
            IntroducedLead("Kim Lee", "Orion", more=("she needs a quote by March",)),
        ),
        ("Needs Ltd, has beens", IntroducedLead(company="Needs Ltd", more=("has beens",))),
        ("Hooli", IntroducedLead(company="Hooli", unsure=True)),
        ("Julia Toth", IntroducedLead("Julia Toth", unsure=True)),
        ("Acme, Inc.", IntroducedLead(company="Acme, Inc.")),
        ("Bank of Ireland", IntroducedLead(company="Bank of Ireland")),
        ("Umbrella Ltd, Paul Martin", IntroducedLead("Paul Martin", "Umbrella Ltd")),
        ("hooli.example", IntroducedLead(company="hooli.example", reach=Reach(website="hooli.example"))),
        (
            "Dr. Ann Ray at Zed Ltd, Buyer, budget 12k, no calls, nomail, prospect, likes blue",
            IntroducedLead(
                "Ann Ray",
                "Zed Ltd",
                "Dr.",
                "Buyer",
                budget=Money(1_200_000, "EUR"),
                grade="prospect",
                no_calls=True,
                no_emails=True,
                more=("likes blue",),
            ),
        ),
        (
            "Kim, VP, 06 99 88 77 66, 01 40 00 00 00",
            IntroducedLead("Kim", job_title="VP", reach=Reach(phone="01 40 00 00 00", mobile="06 99 88 77 66")),
        ),
        ("A Toth, Orion, budget 1,250.50", IntroducedLead("A Toth", "Orion", budget=Money(125_050, "EUR"))),
        ("Zoe from web, from radio", IntroducedLead("Zoe", "from radio", source="web")),
        ("", IntroducedLead()),
    ],
)
def test_lead_line_when_told_in_parts(line: str, expected: IntroducedLead) -> None:
    """Person, company, job and what was said besides are told apart; nothing is lost."""
    assert introductions.of_lead(line, "FR", "EUR") == expected
