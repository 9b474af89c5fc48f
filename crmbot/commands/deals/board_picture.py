"""The board as a picture: what is on it, what it says to those who do not see it, drawn once for the same words."""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from threading import Lock

from crmbot.chat.card import Attachment
from crmbot.commands import phrases
from crmbot.commands.deals import poster
from crmbot.commands.deals.poster import Band, Poster, Row
from crmbot.core.context import Context
from crmbot.core.deals.boards import Board, BoardCard, Column
from crmbot.core.deals.colours import Colour

SHOWN = 3
"""Deals of each column, as long as the columns are few."""

DEALS = 12
"""Deals on the whole picture; each column shows at least one."""

MOST_BANDS = 8
"""Columns: with more, the picture would be too tall to be shown at a readable size."""

ALT_CHARS = 1000
KEPT_BYTES = 4_000_000
FILENAME = "board.png"

_PNG = "image/png"
_RGB = {
    Colour.BLACK: poster.BLACK,
    Colour.BLUE: poster.BLUE,
    Colour.ORANGE: poster.ORANGE,
    Colour.RED: poster.RED,
    Colour.GREEN: poster.GREEN,
    Colour.WON: poster.GREEN,
    Colour.LOST: poster.RED,
}


@dataclass(slots=True)
class Gallery:
    """The pictures that were drawn last, so many bytes of them; several threads may ask at once."""

    room: int = KEPT_BYTES
    _kept: OrderedDict[str, bytes] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def picture(self, shown: Poster) -> bytes:
        """Return the picture of a poster, drawn when it is not at hand."""
        key = hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass")).hexdigest()
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        drawn = poster.draw(shown)
        with self._lock:
            self._keep(key, drawn)
        return drawn

    def _keep(self, key: str, drawn: bytes) -> None:
        self._kept[key] = drawn
        while sum(len(each) for each in self._kept.values()) > self.room and self._kept:
            self._kept.popitem(last=False)


GALLERY = Gallery()


def attachment(ctx: Context, board: Board, title: str) -> Attachment:
    """Return a board as a file to be sent; it is drawn when it is opened, from words that are read now."""
    shown = poster_of(ctx, board, title)
    return Attachment(FILENAME, _PNG, partial(GALLERY.picture, shown), alt(shown))


def poster_of(ctx: Context, board: Board, title: str) -> Poster:
    """Return what is on the picture of a board."""
    counts = [column.count for column in board.columns]
    shown, hidden = board.columns[:MOST_BANDS], board.columns[MOST_BANDS:]
    each = min(SHOWN, max(DEALS // max(len(shown), 1), 1))
    others = phrases.counted(sum(column.count for column in hidden), "deal")
    rest = f"{len(hidden)} more columns with {others} are in the text. "
    return Poster(
        title=title,
        under=f"{board.count} open · {phrases.on_day(ctx, ctx.today)}",
        bands=tuple(_band(ctx, column, counts, each) for column in shown),
        foot=f"{rest if hidden else ''}Weighted: by probability.{apart(board.columns)}",
    )


def apart(columns: Sequence[Column]) -> str:
    """Say that currencies are not added up, where there are several."""
    units = {unit for column in columns for unit, minor in column.sums.items() if minor}
    return " Currencies are not added up." if len(units) > 1 else ""


def _band(ctx: Context, column: Column, counts: Sequence[int], most: int) -> Band:
    rows = tuple(_row(ctx, card) for card in column.cards[:most])
    left = column.count - len(rows)
    return Band(
        name=column.name,
        count=phrases.counted(column.count, "deal"),
        share=poster.widest_share(counts, column.count),
        sums=tuple(_sum(currency, minor, column) for currency, minor in column.sums.items() if minor),
        rows=rows,
        more=f"and {left} more" if left and rows else "",
    )


def _sum(currency: str, minor: int, column: Column) -> tuple[str, str]:
    weighted = phrases.money_words(column.weighted[currency], currency)
    return phrases.money_words(minor, currency), f"weighted {weighted}"


def _row(ctx: Context, card: BoardCard) -> Row:
    """Return a deal as it stands on the picture: the words for its colour first, then whose it is."""
    words = (*_badges(ctx, card), card.whose, card.owner)
    amount = phrases.amount(card.deal) if card.amount is not None else ""
    chance = f"{card.deal.probability} %" if card.deal.probability is not None else ""
    return Row(card.deal.title, _joined(amount, chance), _joined(*words), _RGB[card.signs.mark.colour])


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _badges(ctx: Context, card: BoardCard) -> tuple[str, ...]:
    """Return what stands out about a deal, in words: the font has no emoji."""
    signs = card.signs
    idle = f"{signs.idle_days} d idle" if signs.idle_days is not None else ""
    asleep = f"snoozed until {phrases.clock(ctx, signs.snoozed_until)}" if signs.snoozed_until is not None else ""
    return (signs.mark.reason, idle, asleep, "" if signs.has_next_step else "no next step")


def alt(shown: Poster) -> str:
    """Say what a picture shows, a line for each band; where all of it would be too long, the numbers without deals."""
    head = f"{shown.title} · {shown.under}"
    whole = "\n".join((head, *(_said(band, band.rows) for band in shown.bands)))
    numbers = "\n".join((head, *(_said(band, ()) for band in shown.bands)))
    return whole if len(whole) <= ALT_CHARS else numbers


def _said(band: Band, rows: Sequence[Row]) -> str:
    sums = "".join(f" · {worth} ({weighted})" for worth, weighted in band.sums)
    deals = ", ".join(f"{row.text} {row.value}".strip() for row in rows)
    more = f" {band.more}" if rows and band.more else ""
    return f"{band.name}: {band.count}{sums}" + (f": {deals}{more}" if deals else "")
