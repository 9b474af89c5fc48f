"""Posters as pictures."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from crmbot.commands.deals.letters import Rgb, legible
from crmbot.commands.deals.poster import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PAGE,
    PAPER,
    RED,
    WIDTH,
    Band,
    Poster,
    Row,
    draw,
    widest_share,
)

ROW = Row("40 pumps", "€12,500", "overdue 2 d · Acme", RED)
BAND = Band("New", "3 deals", 1.0, (("€20,900", "weighted €2,090"),), (ROW, ROW), "and 1 more")
POSTER = Poster("Pipeline", "3 open · Wed 12 Mar", (BAND, Band("Won", "0 deals", 0.0)), "Weighted: by probability.")


def seen(poster: Poster) -> Image.Image:
    """Return what a poster looks like."""
    picture = Image.open(io.BytesIO(draw(poster)), formats=["PNG"])
    return picture.convert("RGB")


def luminance(colour: Rgb) -> float:
    """Return how light a colour is to the eye."""
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_picture_when_drawn() -> None:
    """It is twice as wide as a phone, has the ground and the colours meant, and is small enough to send."""
    picture = seen(POSTER)
    colours = {colour for _, colour in picture.getcolors(1_000_000) or ()}

    assert picture.width == WIDTH
    assert {PAGE, PAPER, BLACK, RED, BLUE} <= colours
    assert len(draw(POSTER)) < 60_000


def test_picture_when_there_are_more_bands() -> None:
    """It gets taller by a band and a gap, and the last line still has room."""
    one, two, three = (seen(replace(POSTER, bands=(BAND,) * count)).height for count in (1, 2, 3))

    assert three - two == two - one > 0


def test_picture_when_drawn_twice() -> None:
    """The same words are the same bytes."""
    assert draw(POSTER) == draw(replace(POSTER))


@pytest.mark.parametrize(
    "name",
    [
        "שלום עולם",
        "مرحبا بالعالم",
        "株式会社日立製作所",
        "🎉👩‍👩‍👧‍👦🇭🇺",
        "a\nb\tc\x00\x1b\u202e",
        "\ud800 torn",
        "W" * 5000,
        " " * 500,
        "",
        "e\u0301" * 300,
    ],
)
def test_picture_when_a_name_is_odd(name: str) -> None:
    """No name keeps it from being drawn, wherever it stands."""
    row = Row(name, name, name, ORANGE)
    picture = seen(Poster(name, name, (Band(name, name, 2.0, ((name, name),), (row,), name),), name))

    assert picture.width == WIDTH


def test_name_when_it_is_too_long() -> None:
    """It is cut at the value, and the value is whole: the right ends of both pictures are the same."""
    long, short = (seen(Poster("", "", (Band(name, "3 deals", 0),), "")) for name in ("W" * 300, "New"))
    box = (WIDTH - 220, 0, WIDTH, long.height)

    assert long.crop(box).tobytes() == short.crop(box).tobytes()


@pytest.mark.parametrize(
    ("text", "shown"), [("🎉 Acme ®", "Acme ®"), ("a\n b", "a b"), ("株", "株"), ("\u202eevil", "evil")]
)
def test_text_when_the_font_lacks_a_letter(text: str, shown: str) -> None:
    """Signs are left out; letters stay, as boxes."""
    assert legible(text) == shown


@pytest.mark.parametrize("ink", [BLACK, GREY, BLUE, ORANGE, RED, GREEN])
@pytest.mark.parametrize("ground", [PAPER, PAGE])
def test_colours_when_put_on_their_grounds(ink: Rgb, ground: Rgb) -> None:
    """Everything has the contrast that small text needs."""
    light, dark = luminance(ground), luminance(ink)

    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_bars_when_there_is_nothing() -> None:
    """Nobody divides by nothing."""
    assert (widest_share([], 0), widest_share([0, 0], 0), widest_share([4, 2], 2)) == (0.0, 0.0, 0.5)
