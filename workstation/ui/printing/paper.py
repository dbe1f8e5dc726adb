"""A document's values as a text document of Qt: text put in as text, never as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontDatabase,
    QImage,
    QPainter,
    QPen,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextTableFormat,
)

from workstation.reports.documents.values import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Quote,
    Table,
)
from workstation.ui.plain import visible

INK, PALE, ACCENT, MARKED, RULE = "#1b1f24", "#5d6670", "#1f5fa8", "#fff0b8", "#c9ced4"
POINTS = 9.5
ROOM_UNDER = 96
"""Dots of a screen: four lines."""
MOST_HEADS = 1_500  # each that is moved lays out anew what comes after it
_LARGER = {1: 14.0, 2: 11.0}
_SIZE = QTextFormat.Property.FontPointSize


class Paper(QTextDocument):
    """Loads nothing, whatever is in it: neither file nor address. `heads` are its headings'
    blocks, by number."""

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self.heads: list[int] = []

    def loadResource(self, kind: int, name: Any) -> Any:
        """Pictures are put in as pixels; there is nothing else to have."""
        return None


def lay_out(document: Document, size: QSizeF, dots_an_inch: float) -> Paper:
    """The document on pages of a size, in dots."""
    paper = Paper()
    paper.setUndoRedoEnabled(False)
    paper.setUseDesignMetrics(True)
    paper.setDefaultFont(font_of(POINTS))
    paper.setDocumentMargin(0)
    paper.setPageSize(size)
    writer = _Writer(paper, size.width(), dots_an_inch / 96)
    writer.title(document.title)
    for block in document.blocks:
        writer.write(block)
    _keep_with_next(paper, size.height(), dots_an_inch / 96)
    return paper


def _keep_with_next(paper: Paper, page: float, dot: float) -> None:
    """A heading with no room for some lines under it begins the next page."""
    layout = paper.documentLayout()
    for number in paper.heads[:MOST_HEADS]:
        block = paper.findBlockByNumber(number)
        bottom = layout.blockBoundingRect(block).bottom()
        if page - bottom % page < ROOM_UNDER * dot:
            shape = block.blockFormat()
            shape.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            QTextCursor(block).setBlockFormat(shape)


def font_of(points: float) -> QFont:
    """The font of pages; which of a family's fonts has a script is for Qt to find."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPointSizeF(points)
    return font


class _Writer:
    def __init__(self, paper: Paper, width: float, dot: float) -> None:
        self._paper = paper
        self._cursor = QTextCursor(paper)
        self._width, self._dot = width, dot
        self._fresh = True
        self._pictures = 0

    def title(self, text: str) -> None:
        self._block(below=10)
        self._cursor.insertText(visible(text), _signs(17, bold=True))

    def write(self, block: Block) -> None:
        if isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, Paragraph):
            self._block(below=5)
            ink = PALE if block.quiet else INK
            self._cursor.insertText(visible(block.text), _signs(ink=ink, bold=block.strong))
        elif isinstance(block, Quote):
            self._quote(block)
        elif isinstance(block, Facts):
            rows = tuple((name, value) for name, value in block.rows)
            self._table(rows, (18, 82), (), heads=False)
        elif isinstance(block, Table):
            widths = block.widths or (100 // max(1, len(block.columns)),) * len(block.columns)
            self._table((block.columns, *block.rows), widths, block.right, heads=True)
        else:
            self._picture(block)

    def _block(self, above: float = 0, below: float = 0, indent: float = 0, **more: Any) -> None:
        shape = QTextBlockFormat()
        shape.setTopMargin(above * self._dot)
        shape.setBottomMargin(below * self._dot)
        shape.setLeftMargin(indent * self._dot)
        shape.setRightMargin(indent * self._dot)
        if not more.get("tight"):
            kind = QTextBlockFormat.LineHeightTypes.ProportionalHeight
            shape.setLineHeight(112, int(kind.value))
        if more.get("page"):
            shape.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        if self._fresh:
            self._cursor.setBlockFormat(shape)
            self._fresh = False
        else:
            self._cursor.insertBlock(shape, _signs())

    def _heading(self, block: Heading) -> None:
        self._block(above=16 if block.level == 1 else 12, below=4, page=block.apart)
        self._paper.heads.append(self._cursor.blockNumber())
        signs = _signs(_LARGER.get(block.level, 10), bold=True, ink=ACCENT)
        self._cursor.insertText(visible(block.text), signs)

    def _quote(self, block: Quote) -> None:
        self._block(above=2, below=1 if block.source else 6, indent=12)
        self._cursor.insertText(visible(block.before), _signs())
        if block.pinned:
            marked = _signs(bold=True)
            marked.setBackground(QBrush(QColor(MARKED)))
            self._cursor.insertText(visible(block.pinned), marked)
        self._cursor.insertText(visible(block.after), _signs())
        if block.source:
            self._block(below=6, indent=12)
            self._cursor.insertText(visible(block.source), _signs(8, ink=PALE))

    def _table(
        self,
        rows: tuple[tuple[str, ...], ...],
        widths: tuple[int, ...],
        right: Iterable[int],
        *,
        heads: bool,
    ) -> None:
        if not rows:
            return
        shape = QTextTableFormat()
        shape.setBorder(0)
        shape.setCellSpacing(0)
        shape.setCellPadding((2.5 if heads else 1.2) * self._dot)
        shape.setTopMargin(2 * self._dot)
        shape.setBottomMargin(6 * self._dot)
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        shape.setColumnWidthConstraints(
            [QTextLength(QTextLength.Type.PercentageLength, width) for width in widths]
        )
        if heads:
            shape.setHeaderRowCount(1)
            shape.setBorder(0.5 * self._dot)
            shape.setBorderBrush(QBrush(QColor(RULE)))
            shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            shape.setBorderCollapse(True)
        table = self._cursor.insertTable(len(rows), len(widths), shape)
        places = frozenset(right)
        for line, row in enumerate(rows):
            for place, words in enumerate(row[: len(widths)]):
                cursor = table.cellAt(line, place).firstCursorPosition()
                head = heads and line == 0
                pale = not heads and place == 0
                if place in places:
                    shape_of = QTextBlockFormat()
                    shape_of.setAlignment(Qt.AlignmentFlag.AlignRight)
                    cursor.setBlockFormat(shape_of)
                signs = _signs(9 if heads else POINTS, bold=head, ink=PALE if pale else INK)
                cursor.insertText(visible(words), signs)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._fresh = True  # the block after the table is there already

    def _picture(self, block: Picture) -> None:
        words = " · ".join(filter(None, (block.caption, block.missing)))
        if block.pixels:
            self._block(above=4, below=1, indent=12, tight=True)
            self._insert(_drawn(block, self._width, self._dot))
        self._block(below=6, indent=12)
        self._cursor.insertText(visible(words), _signs(8, ink=PALE))

    def _insert(self, image: QImage) -> None:
        self._pictures += 1
        name = f"picture:{self._pictures}"
        kind = QTextDocument.ResourceType.ImageResource
        self._cursor.document().addResource(int(kind.value), QUrl(name), image)
        shape = QTextImageFormat()
        shape.setName(name)
        # Its size is told in dots of a screen; printed it is as sharp as it was decoded.
        shape.setWidth(image.width() / self._dot)
        shape.setHeight(image.height() / self._dot)
        self._cursor.insertImage(shape)


def _signs(points: float = POINTS, *, bold: bool = False, ink: str = INK) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setProperty(int(_SIZE.value), float(points))
    made.setFontWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    made.setForeground(QBrush(QColor(ink)))
    return made


def _drawn(block: Picture, page: float, dot: float) -> QImage:
    """The picture at the size it is printed in, its boxes on it."""
    size = block.width * 4
    image = QImage(
        block.pixels, block.width, block.height, size, QImage.Format.Format_RGBA8888
    ).copy()
    wide = min(page * 0.45, block.width * dot * 0.75)
    high = min(260 * dot, wide * block.height / max(1, block.width))
    image = image.scaled(
        max(1, round(high * block.width / max(1, block.height))), max(1, round(high)),
        Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation,
    )  # fmt: skip
    painter = QPainter(image)
    for x, y, width, height in block.boxes:
        across, down = image.width() / 10_000, image.height() / 10_000
        box = QRectF(x * across, y * down, width * across, height * down)
        for ink, pen in (("#ffffff", 4.5), ("#d1242f", 2.2)):
            painter.setPen(QPen(QColor(ink), pen * dot))
            painter.drawRect(box)
    painter.end()
    return image
