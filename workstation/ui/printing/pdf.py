"""A document as PDF: A4 pages with their numbers, text that can be selected, fonts within."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPageLayout, QPageSize, QPainter, QPdfWriter

from workstation.fault import WorldFault
from workstation.reports.documents.values import Document
from workstation.ui.plain import shortened, visible
from workstation.ui.printing import application
from workstation.ui.printing.paper import PALE, font_of, lay_out

DOTS = 144  # an inch; text and lines are shapes all the same
MARGINS = QMarginsF(18, 16, 18, 14)  # millimetres
MOST_PAGES = 2_000
_FOOT = 26  # at 96 dots an inch


def write(document: Document) -> bytes:
    """The bytes of the file. Raises WorldFault `document.too_long`, `document.no_font`."""
    application.ensure()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(visible(document.title))
    writer.setCreator("Audit workstation")
    writer.setResolution(DOTS)
    size, upright = QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait
    writer.setPageLayout(QPageLayout(size, upright, MARGINS, QPageLayout.Unit.Millimeter))
    room = writer.pageLayout().paintRectPixels(DOTS)
    foot = _FOOT * DOTS / 96
    page = QSizeF(room.width(), room.height() - foot)
    painter = QPainter()
    if not painter.begin(writer):
        raise WorldFault("document.no_font", reason="no page could be begun")
    try:
        paper = lay_out(document, page, DOTS)
        paper.documentLayout().setPaintDevice(writer)
        paper.setPageSize(page)
        pages = paper.pageCount()
        if pages > MOST_PAGES:
            raise WorldFault("document.too_long", pages=MOST_PAGES)
        for number in range(pages):
            if number:
                writer.newPage()
            painter.save()
            painter.translate(0, -number * page.height())
            paper.drawContents(
                painter, QRectF(0, number * page.height(), page.width(), page.height())
            )
            painter.restore()
            _foot(painter, document, page, foot, f"{number + 1} / {pages}")
    finally:
        painter.end()
    return bytes(buffer.data().data())


def _foot(
    painter: QPainter, document: Document, page: QSizeF, height: float, number: str
) -> None:
    painter.setFont(font_of(7.5))
    painter.setPen(QColor(PALE))
    place = QRectF(0, page.height(), page.width(), height)
    bottom = Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextSingleLine
    painter.drawText(place, int(bottom | Qt.AlignmentFlag.AlignRight), number)
    words = shortened(visible(document.line or document.title), 110)
    room = place.adjusted(0, 0, -60 * DOTS / 96, 0)
    painter.drawText(room, int(bottom | Qt.AlignmentFlag.AlignLeft), words)
