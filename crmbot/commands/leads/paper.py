"""Sheets of paper: a record as a PDF that fits on one page as long as it can be read."""

import unicodedata
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from crmbot.commands.fonts import FONTS, wide
from crmbot.language import arabic

if TYPE_CHECKING:
    from fpdf import FPDF

SIZES = (10.0, 9.0, 8.0, 7.0)
"""Points; the largest at which all is on one page. At the smallest there may be several pages: nothing is cut."""

_FAMILY, _OTHER = "DejaVu", "wide"
_MARGIN_MM, _LABEL_MM, _GAP_MM = 18.0, 34.0, 2.5
_LINE = 1.35  # of the height of the letters
_MM_OF_POINT = 25.4 / 72
_FOOT_POINTS, _FOOT_MM = 7.0, 12.0
_BLACK, _GREY = 0, 110
_UNKNOWN = "\u25af"
_SIGNS = frozenset({"So", "Sk", "Mn", "Me", "Cf", "Co"})


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a heading."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is on the paper: a title, labelled values, words, lists, and small print at the foot of each page."""

    title: str
    under: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    foot: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """One paragraph: with a label it stands beside it, else it takes the whole width."""

    text: str
    label: str = ""
    bold: bool = False
    scale: float = 1.0
    grey: int = _BLACK
    gap: bool = False


@dataclass(frozen=True, slots=True)
class _Column:
    """A text and its place on the line, in mm."""

    text: str
    left: float
    width: float
    is_bold: bool


def draw(sheet: Sheet, printed_at: datetime) -> bytes:
    """Draw a sheet as a PDF. Letters that no font at hand has are shown as empty boxes; signs are left out."""
    pdf = _blank(sheet, printed_at)
    legible = _legible(pdf)
    pieces = [_Piece(legible(p.text), legible(p.label), p.bold, p.scale, p.grey, p.gap) for p in _pieces(sheet)]
    room = pdf.eph
    size = next((size for size in SIZES if sum(_height(pdf, p, size) for p in pieces) <= room), SIZES[-1])
    for piece in pieces:
        _put(pdf, piece, size)
    return bytes(pdf.output())


def _blank(sheet: Sheet, printed_at: datetime) -> "FPDF":
    """Return an empty page of A4 with its fonts and its foot."""
    from fpdf import FPDF

    class Paper(FPDF):
        def footer(self) -> None:
            self.set_y(-_FOOT_MM)
            self.set_font(_FAMILY, size=_FOOT_POINTS)
            self.set_text_color(_GREY)
            foot = _legible(self)(sheet.foot)
            self.cell(0, _FOOT_MM / 2, f"{foot} · page {self.page_no()} of {{nb}}", align="C")

    pdf = Paper(format="A4")
    for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        pdf.add_font(_FAMILY, style, str(FONTS / file))
    _lend(pdf, sheet)
    pdf.set_creation_date(printed_at)
    pdf.set_title(sheet.title)
    pdf.set_margins(_MARGIN_MM, _MARGIN_MM)
    pdf.set_auto_page_break(auto=True, margin=_MARGIN_MM)
    pdf.add_page()
    return pdf


def _lend(pdf: "FPDF", sheet: Sheet) -> None:
    """Where a sheet has letters that our font lacks, let a font of the machine's help out; it takes half a second."""
    known, font = _known(pdf, _FAMILY), wide()
    told = "".join(f"{piece.label}{piece.text}" for piece in _pieces(sheet)) + sheet.foot
    if font is not None and any(ord(letter) not in known for letter in told if _is_letter(letter)):
        pdf.add_font(_OTHER, "", str(font))
        pdf.set_fallback_fonts([_OTHER], exact_match=False)


def _known(pdf: "FPDF", family: str) -> Container[int]:
    font = pdf.fonts.get(family.lower())
    return font.cmap if font is not None else ()  # type: ignore[union-attr]  # a font of a file has a map


def _pieces(sheet: Sheet) -> Iterator[_Piece]:
    yield _Piece(sheet.title, bold=True, scale=1.7)
    if sheet.under:
        yield _Piece(sheet.under, grey=_GREY)
    for place, (label, text) in enumerate(sheet.rows):
        yield _Piece(text, label, gap=place == 0)
    for section in sheet.sections:
        yield _Piece(section.heading, bold=True, scale=1.15, gap=True)
        yield from (_Piece(line) for line in section.lines)


def _height(pdf: "FPDF", piece: _Piece, size: float) -> float:
    """Return how high a paragraph is, with the room above it."""
    above = _GAP_MM if piece.gap else 0.0
    return above + max(_column_height(pdf, column, piece, size) for column in _columns(pdf, piece))


def _column_height(pdf: "FPDF", column: _Column, piece: _Piece, size: float) -> float:
    line = _choose(pdf, column, piece, size)
    lines = pdf.multi_cell(column.width, line, column.text, align="L", dry_run=True, output="LINES")
    assert isinstance(lines, list)
    return line * len(lines)


def _put(pdf: "FPDF", piece: _Piece, size: float) -> None:
    """Write a paragraph; a label begins on the same page as the text beside it."""
    if piece.gap:
        pdf.ln(_GAP_MM)
    if pdf.will_page_break(2 * size * piece.scale * _MM_OF_POINT * _LINE):
        pdf.add_page()
    page, top = pdf.page, pdf.get_y()
    for column in _columns(pdf, piece):
        pdf.page, pdf.y = page, top
        pdf.set_x(column.left)
        line = _choose(pdf, column, piece, size)
        pdf.multi_cell(column.width, line, column.text, align="L", new_x="LEFT", new_y="NEXT")


def _columns(pdf: "FPDF", piece: _Piece) -> Sequence[_Column]:
    """Return the texts of a paragraph that stand beside each other; the one that may be longest comes last."""
    if not piece.label:
        return (_Column(piece.text, pdf.l_margin, pdf.epw, piece.bold),)
    text = _Column(piece.text, pdf.l_margin + _LABEL_MM, pdf.epw - _LABEL_MM, piece.bold)
    return (_Column(piece.label, pdf.l_margin, _LABEL_MM, is_bold=True), text)


def _choose(pdf: "FPDF", column: _Column, piece: _Piece, size: float) -> float:
    """Take the font a text is written with; return how high its lines are."""
    points = size * piece.scale
    pdf.set_font(_FAMILY, "B" if column.is_bold else "", points)
    pdf.set_text_color(piece.grey)
    return points * _MM_OF_POINT * _LINE


def _legible(pdf: "FPDF") -> Callable[[str], str]:
    """Return what makes a text fit for the font, and puts words that run from right to left in order."""
    known, lent = _known(pdf, _FAMILY), _known(pdf, _OTHER)

    def legible(text: str) -> str:
        shown = "".join(_in_font(letter, known, lent) for letter in arabic.joined(text))
        return "\n".join(_in_order(line.strip()) for line in shown.split("\n"))

    return legible


def _in_font(letter: str, known: Container[int], lent: Container[int]) -> str:
    if letter == "\n" or ord(letter) in known:
        return letter
    if not _is_letter(letter):
        return ""
    return letter if ord(letter) in lent else _UNKNOWN


def _is_letter(letter: str) -> bool:
    """Tell letters from signs, which say nothing that the words beside them do not."""
    return letter != "\n" and unicodedata.category(letter) not in _SIGNS


def _in_order(line: str) -> str:
    """Put a line with Hebrew or Arabic words into the order in which it is drawn."""
    if not any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in line):
        return line
    from fpdf.bidi import BidiParagraph

    return str(BidiParagraph(line).get_reordered_string())
