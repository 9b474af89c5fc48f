"""The board as a picture: what is on it, what is said about it, and that it is drawn once."""

from dataclasses import replace
from datetime import timedelta

from crmbot.commands.deals import board_picture
from crmbot.commands.deals.board_picture import ALT_CHARS, MOST_BANDS, SHOWN, Gallery, alt, attachment, poster_of
from crmbot.commands.deals.poster import BLACK, RED, Band, Poster, Row
from crmbot.core import companies, deals
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context
from crmbot.core.deals import DealDraft, boards
from crmbot.core.deals.boards import Board, BoardQuery
from crmbot.core.deals.colours import Colour
from crmbot.language.money import Money
from tests.core.conftest import Office

ROW = Row("40 pumps", "€12,500", "new today", BLACK)
POSTER = Poster(
    "Pipeline", "2 open", (Band("New", "2 deals", 1.0, (("€9", "weighted €1"),), (ROW,), "and 1 more"),), ""
)


def filled(ctx: Context, *titles: str, closes_in: int = 90) -> Board:
    """Make deals of Acme’s worth a hundred each, and return the board."""
    acme = companies.create(ctx, CompanyDraft("Acme"), anyway=True)
    closes = ctx.today + timedelta(days=closes_in)
    for title in titles:
        deals.create(ctx, DealDraft(title, acme, Money(10_000, "EUR"), closes))
    return boards.load(ctx, BoardQuery(first=SHOWN))


def test_poster_when_a_board_is_given(office: Office) -> None:
    """Each stage is a band with its number, sums and first deals; what stands out about a deal is in words."""
    with office.acting() as ctx:
        poster = poster_of(ctx, filled(ctx, "Pumps", "Valves", closes_in=-2), "Pipeline")

    assert (poster.title, poster.under) == ("Pipeline", "2 open · Thu 19 Nov")
    assert [(band.name, band.count, band.share) for band in poster.bands][:2] == [
        ("New", "2 deals", 1.0),
        ("Qualification", "0 deals", 0.0),
    ]
    assert poster.bands[0].sums == (("€200", "weighted €20"),)
    assert poster.bands[0].rows[0] == Row("Pumps", "€100 · 10 %", "overdue 2 d · no next step · Acme · Ana Owner", RED)


def test_poster_when_a_column_has_many_deals(office: Office) -> None:
    """The first are shown and the others counted."""
    with office.acting() as ctx:
        band = poster_of(ctx, filled(ctx, *(f"Deal {number}" for number in range(SHOWN + 2))), "Pipeline").bands[0]

    assert (len(band.rows), band.more) == (SHOWN, "and 2 more")


def test_poster_when_there_are_many_columns(office: Office) -> None:
    """As many as can be read are drawn; the others are named as left out, with what is in them."""
    with office.acting() as ctx:
        board = filled(ctx, "Pumps")
        many = replace(board, columns=board.columns[:1] * (MOST_BANDS + 2))
        poster = poster_of(ctx, many, "Pipeline")

    assert [len(band.rows) for band in poster.bands] == [1] * MOST_BANDS
    assert poster.foot.startswith("2 more columns with 2 deals are in the text.")


def test_attachment_when_opened_after_the_session(office: Office) -> None:
    """Everything was read before: it can be drawn in any thread, and nothing is asked of the database."""
    with office.acting() as ctx:
        file = attachment(ctx, filled(ctx, "Pumps"), "Pipeline")

    assert file.mime == "image/png"
    assert file.open_content().startswith(b"\x89PNG")
    assert "New: 1 deal · €100 (weighted €10): Pumps €100 · 10 %" in file.alt


def test_gallery_when_asked_again() -> None:
    """The same board is the same bytes, not drawn anew; another one is another picture."""
    gallery = Gallery()

    first, again, other = (gallery.picture(each) for each in (POSTER, replace(POSTER), replace(POSTER, title="Mine")))

    assert first is again
    assert first != other


def test_gallery_when_it_is_full() -> None:
    """What was not asked for the longest goes; a picture larger than all of it is drawn each time."""
    one = Gallery().picture(POSTER)
    gallery = Gallery(room=len(one) + 1)

    kept = gallery.picture(POSTER)
    gallery.picture(replace(POSTER, title="Mine"))

    assert gallery.picture(POSTER) is not kept
    assert Gallery(room=1).picture(POSTER) == one


def test_alt_when_all_of_it_is_short() -> None:
    """It says everything the picture shows, a line for each band."""
    assert alt(POSTER).splitlines() == [
        "Pipeline · 2 open",
        "New: 2 deals · €9 (weighted €1): 40 pumps €12,500 and 1 more",
    ]


def test_alt_when_the_names_are_long() -> None:
    """The numbers stay whole; the deals are left to the text."""
    band = replace(POSTER.bands[0], rows=(replace(ROW, text="x" * ALT_CHARS),))

    assert alt(replace(POSTER, bands=(band,))).splitlines()[1] == "New: 2 deals · €9 (weighted €1)"


def test_colours_when_a_deal_has_any() -> None:
    """Every colour of the core has one here."""
    assert set(board_picture._RGB) == set(Colour)
