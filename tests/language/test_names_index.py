"""Who and what a text names: companies and people chosen together out of a small directory."""

from collections.abc import Collection

import pytest

from crmbot.language.names_index import Entry, Meant, NameIndex

FIRMS = (
    "Harwick Ltd",
    "Harwick Labs",
    "Harwick Logistics GmbH",
    "Polybex",
    "Polybex Pharma",
    "Eastgate Tools",
    "Eastgale Tools",
    "St. Anne's Hospital",
    "Saint Anne's Junior School",
    "Müller Blechbau GmbH",
    "Pinter & Sons",
    "Pinter Brothers Roofing",
    "Millbrook Farm Shop",
    "Mill Brook Motors",
    "Tuesday Tea Co",
    "April Interiors",
    "48 Elms Cidery",
    "Dunmore, Hale and Frost",
    "J.R. Whitcombe LLP",
    "Opticare Centre",
    "Chase Inc",
    "Targett",
)
PEOPLE = (
    ("Jon Finch", "Harwick Ltd"),
    ("John Finch", "Harwick Labs"),
    ("Selma Duarte", "Harwick Labs"),
    ("Hanno Krebs", "Harwick Logistics GmbH"),
    ("Michelle Roth", "Polybex"),
    ("Zoë Kellermann", "Polybex Pharma"),
    ("Sarah Quinlan", "Eastgate Tools"),
    ("Sara Quinlin", "Eastgale Tools"),
    ("Amira Said", "St. Anne's Hospital"),
    ("Gustav Ohm", "Saint Anne's Junior School"),
    ("Jürgen Weiß", "Müller Blechbau GmbH"),
    ("Oskar Pinter", "Pinter & Sons"),
    ("Wilma Pinter", "Pinter Brothers Roofing"),
    ("Clifford Banks", "Millbrook Farm Shop"),
    ("Rowena Lux", "Mill Brook Motors"),
    ("May Tran", "Tuesday Tea Co"),
    ("Will Bower", "April Interiors"),
    ("Mark Price", "April Interiors"),
    ("Bo Larsen", "48 Elms Cidery"),
    ("Pieter van den Hoek", "Dunmore, Hale and Frost"),
    ("James Whitcombe", "J.R. Whitcombe LLP"),
    ("Rita Moreno", "Opticare Centre"),
    ("Cole Abrams", "Chase Inc"),
)
NAMES = ("", *FIRMS, *(name for name, _ in PEOPLE))


def directory() -> list[Entry]:
    """Return the firms and people of the tests, numbered in their order."""
    firms = [Entry(number, "company", name) for number, name in enumerate(FIRMS, start=1)]
    people = [
        Entry(number, "contact", name, FIRMS.index(firm) + 1, (f"p{number}@firm.example", f"4420794600{number}"))
        for number, (name, firm) in enumerate(PEOPLE, start=len(FIRMS) + 1)
    ]
    return [*firms, *people]


@pytest.fixture(scope="module")
def known() -> NameIndex:
    """Build the index of the tests' directory."""
    return NameIndex.build(directory())


def named(meant: Meant) -> tuple[str | None, list[str]]:
    """Return the names of the company and the people that are meant, those no record knows with a plus before them."""
    firm = NAMES[meant.company.id] if meant.company is not None else None
    new = [one for one in meant.unlisted if one.kind == "company"]
    people = [NAMES[one.id] for one in meant.contacts]
    strangers = [f"+{one.name}" for one in meant.unlisted if one.kind == "contact"]
    return firm or next((f"+{one.name}" for one in new), None), [*people, *strangers]


@pytest.mark.parametrize(
    ("text", "firm", "people"),
    [
        # The whole name, in any dress.
        ("Jon Finch, Harwick Ltd. 20 min", "Harwick Ltd", ["Jon Finch"]),
        ("JON FINCH HARWICK LTD SIGNED", "Harwick Ltd", ["Jon Finch"]),
        ("zoe kellermann polybex pharma rang", "Polybex Pharma", ["Zoë Kellermann"]),
        ("visited polybex, all good", "Polybex", []),
        ("Juergen Weiss, Mueller Blechbau: offer by friday", "Müller Blechbau GmbH", ["Jürgen Weiß"]),
        ("jurgen @ muller blechbau gmbh", "Müller Blechbau GmbH", ["Jürgen Weiß"]),
        ("pieter van den hoek - dunmore, hale & frost - ok", "Dunmore, Hale and Frost", ["Pieter van den Hoek"]),
        # A short form goes by the person, and a person by the company.
        ("selma at harwick wants samples", "Harwick Labs", ["Selma Duarte"]),
        ("harwick: hanno asked for pallets", "Harwick Logistics GmbH", ["Hanno Krebs"]),
        ("john at harwick labs", "Harwick Labs", ["John Finch"]),
        ("jon at harwick", "Harwick Ltd", ["Jon Finch"]),
        ("sara eastgale, sarah's namesake", "Eastgale Tools", ["Sara Quinlin"]),
        ("amira st annes hosp", "St. Anne's Hospital", ["Amira Said"]),
        ("gustav ohm st anne's junior", "Saint Anne's Junior School", ["Gustav Ohm"]),
        # Words clipped, in the plural, split and joined.
        ("wilma pinter bros roofing", "Pinter Brothers Roofing", ["Wilma Pinter"]),
        ("rowena at millbrook motors", "Mill Brook Motors", ["Rowena Lux"]),
        ("cliff mill brook farm shop", "Millbrook Farm Shop", ["Clifford Banks"]),
        ("rita opti care centre", "Opticare Centre", ["Rita Moreno"]),
        ("james at whitcombes", "J.R. Whitcombe LLP", ["James Whitcombe"]),
        ("James Whitcombe jr whitcombe llp", "J.R. Whitcombe LLP", ["James Whitcombe"]),
        # Slips, nicknames, initials, titles.
        ("selma duerte harwick labs", "Harwick Labs", ["Selma Duarte"]),
        ("sarah quinlan eastgtae tools", "Eastgate Tools", ["Sarah Quinlan"]),
        ("Mich at Polybex says yes", "Polybex", ["Michelle Roth"]),
        ("jon f harwick ltd", "Harwick Ltd", ["Jon Finch"]),
        ("Dr Said, St Anne's Hospital", "St. Anne's Hospital", ["Amira Said"]),
        # Several at once, and people of other firms.
        ("Selma & John, Harwick Labs: signed", "Harwick Labs", ["Selma Duarte", "John Finch"]),
        ("april interiors: mark + will on site", "April Interiors", ["Mark Price", "Will Bower"]),
        ("Michelle Roth (Polybex) says Rowena Lux at Mill Brook Motors offered less", "Polybex", ["Michelle Roth"]),
        ("eastgate tools lost to polybex pharma, sarah quinlan says price", "Eastgate Tools", ["Sarah Quinlan"]),
        # A person alone is enough.
        ("spoke to Rowena Lux, 5 min", "Mill Brook Motors", ["Rowena Lux"]),
        ("called Zoë 5 min, wants 40 pumps", "Polybex Pharma", ["Zoë Kellermann"]),
        ("Zoë rang", "Polybex Pharma", ["Zoë Kellermann"]),
        ("rowena's dog is ill", "Mill Brook Motors", ["Rowena Lux"]),
        # Names that are words, and words that are names.
        ("May at Tuesday Tea wants 3. call tuesday", "Tuesday Tea Co", ["May Tran"]),
        ("met will at april interiors in april", "April Interiors", ["Will Bower"]),
        ("mark price april interiors, price too high", "April Interiors", ["Mark Price"]),
        ("april interiors will call back", "April Interiors", []),
        ("bo 48 elms cidery 48 crates", "48 Elms Cidery", ["Bo Larsen"]),
        ("spoke to Rowena Lux, chase next week", "Mill Brook Motors", ["Rowena Lux"]),
    ],
)
def test_company_and_people_are_chosen_together(known: NameIndex, text: str, firm: str, people: list[str]) -> None:
    """The words of a text name one company and those of its people that they name."""
    assert named(known.who(text)) == (firm, people)


@pytest.mark.parametrize(
    ("text", "firm", "people"),
    [
        ("Met Greta Nilsson from Fjordline at the fair. send deck", "+Fjordline", ["+Greta Nilsson"]),
        ("met greta nilsson from fjordline. send deck", "+fjordline", ["+greta nilsson"]),
        ("new lead: Sam Osei, Pebble Studios. call monday", "+Pebble Studios", ["+Sam Osei"]),
        ("Visited Thornbury Glass, met the owner Neil Ashe", "+Thornbury Glass", ["+Neil Ashe"]),
        ("Email from Laura Kimm at Sunridge asking for prices", "+Sunridge", ["+Laura Kimm"]),
        ("ask for a Mr Singh at polybex", "Polybex", ["+Mr Singh"]),
        ("Met Jane Miller at Harwick Labs, new buyer", "Harwick Labs", ["+Jane Miller"]),
        ("Demo for Quentin Chase at Hexalab", "+Hexalab", ["+Quentin Chase"]),
        ("Jarrow Timbers - Noel Whitby - cold call", "+Jarrow Timbers", ["+Noel Whitby"]),
        ("Fjordline - Greta Nilsson - cold call", "+Fjordline", ["+Greta Nilsson"]),
        ("cold call to Polar Cold Chain, Tina Albright is keen", "+Polar Cold Chain", ["+Tina Albright"]),
        ("Greta Nilsson from fjordline homes rang", "+fjordline homes", ["+Greta Nilsson"]),
        ("Shaz from Bondi Boards rang, 5 min", "+Bondi Boards", ["+Shaz"]),
        ("Budget Review with Rowena Lux. Next Steps: New York", "Mill Brook Motors", ["Rowena Lux"]),
    ],
)
def test_strangers_are_named_as_typed(known: NameIndex, text: str, firm: str, people: list[str]) -> None:
    """Somebody and some firm in no record are told of by the words that were typed."""
    assert named(known.who(text)) == (firm, people)


@pytest.mark.parametrize(
    "text",
    [
        "no visits today, paperwork",
        "may be late on friday",
        "mark all invoices paid by april",
        "will send the summary tomorrow morning",
        "tea on tuesday",
        "12 april, 48 crates",
        "I'll be back at 4",
        "chase the invoice",
        "cliff edge, 6 boards",
        "labs and tools, see the centre",
        "demo moved from friday to 8/6 at noon",
        "lost to Tiny Tots on price",
        "ASAP pls, NDA and RFP by EOD",
        "",
        "!!! 🚴",
    ],
)
def test_ordinary_words_are_nobody(known: NameIndex, text: str) -> None:
    """What is no name is read as none, though somebody is called so."""
    assert named(known.who(text)) == (None, [])


def test_two_that_fit_alike_are_asked_about(known: NameIndex) -> None:
    """A short form of two companies, with nobody to tell them apart, is a question, and nothing is settled."""
    meant = known.who("visited millbrook, order soon")

    assert meant.company is None
    assert [(doubt.kind, doubt.words) for doubt in meant.doubts] == [("company", "millbrook")]
    assert {NAMES[one.id] for one in meant.doubts[0].options} == {"Millbrook Farm Shop", "Mill Brook Motors"}


def test_what_one_has_to_do_with_settles_it(known: NameIndex) -> None:
    """Of two that fit alike, the one that is preferred is meant."""
    motors = NAMES.index("Mill Brook Motors")

    meant = known.who("visited millbrook, order soon", prefer=lambda number: float(number == motors))

    assert named(meant) == ("Mill Brook Motors", [])


def test_what_may_not_be_spoken_of_is_not_there(known: NameIndex) -> None:
    """A record left out changes nothing of what is said: neither a question nor a name comes of it."""
    motors = NAMES.index("Mill Brook Motors")

    def without(numbers: Collection[int]) -> set[int]:
        return set(numbers) - {motors}

    assert named(known.who("visited millbrook", among=without)) == ("Millbrook Farm Shop", [])
    assert named(known.who("Rowena Lux rang", among=without)) == (None, ["Rowena Lux"])
    assert known.who("visited mill brook motors", among=lambda _: ()).mentions == ()


def test_own_words_are_taken_first(known: NameIndex) -> None:
    """What a person calls a record themselves stands for it, whoever has that name."""
    labs = NAMES.index("Harwick Labs")

    meant = known.who("harwick ltd? no, harwick", aliases={"harwick": labs})

    assert named(meant) == ("Harwick Labs", [])


@pytest.mark.parametrize(
    "sign", ["p24@firm.example", "P24@Firm.Example", "+44 20 7946 0024", "(020) 7946-0024", "P-24"]
)
def test_signs_name_people(known: NameIndex, sign: str) -> None:
    """An address, a number and a code stand for whose they are."""
    meant = known.who(f"wrote to {sign} re renewal")

    assert named(meant) == ("Harwick Labs", ["John Finch"])


def test_names_are_where_no_date_is(known: NameIndex) -> None:
    """The stretches that are names are told, those of companies by themselves as well."""
    text = "May at Tuesday Tea Co, and Greta Nilsson from Fjordline: tuesday"

    meant = known.who(text)

    assert [text[slice(*span)] for span in meant.spans] == ["May", "Tuesday Tea Co", "Greta Nilsson"]
    assert [text[slice(*span)] for span in meant.company_spans] == ["Tuesday Tea Co"]


def test_masked_stretches_hold_no_names(known: NameIndex) -> None:
    """A name inside of what is masked is not read."""
    assert named(known.who("see polybex", masked=[(4, 11)])) == (None, [])


def test_deals_and_leads_go_by_their_whole_names() -> None:
    """A deal is meant by its title, of namesakes that of the company; a lead by either of its names."""
    index = NameIndex.build(
        [
            Entry(1, "company", "Polybex"),
            Entry(2, "deal", "Pump retrofit", 1),
            Entry(3, "deal", "Pump retrofit", 9),
            Entry(4, "lead", "Umbra, Paul Martel"),
            Entry(4, "lead", "Umbra"),
            Entry(4, "lead", "Paul Martel"),
        ]
    )

    meant = index.who("Pump retrofit at polybex signed. Paul Martel next")

    assert [one.id for one in meant.deals] == [2]
    assert [one.id for one in meant.leads] == [4]
    assert [doubt.kind for doubt in index.who("Pump retrofit signed").doubts] == ["deal"]


def test_names_come_and_go() -> None:
    """A name put in is known, an old one of the same record is not, one removed is nobody."""
    index = NameIndex.build(directory())
    number = NAMES.index("Rowena Lux")

    index.put([Entry(number, "contact", "Rowena Valdez", NAMES.index("Polybex"))])
    renamed = index.who("Rowena Valdez at Polybex")
    index.remove(NAMES.index("Polybex Pharma"))

    assert [one.id for one in renamed.contacts] == [number]
    assert index.who("called Rowena Lux").contacts == ()
    assert (
        index.who("visited polybex pharma").company != index.who("visited polybex pharma", among=lambda _: ()).company
    )
    assert len(index) == len(directory()) - 1


def test_mentions_tell_what_was_weighed(known: NameIndex) -> None:
    """Each stretch that may be a name comes with the records it may be, the best first, and how they fit."""
    mentions = {
        each.text: [(NAMES[one.id], one.how) for one in each.candidates] for each in known.names_in("jon at harwick")
    }

    assert mentions["harwick"][0] == ("Harwick Ltd", "exact")
    assert ("Harwick Labs", "short") in mentions["harwick"]
    assert mentions["jon"] == [("Jon Finch", "first_name")]
