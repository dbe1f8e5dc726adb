"""Blocks onto a page: looks, marks of what changed, words lit up."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec.structs import replace
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from workstation.ui import plain, theme
from workstation.ui.case.policy_text import Block, Mark, Run, Shape

SIGNS = {Mark.ADDED: "+", Mark.REMOVED: "\u2212"}
"""Before each stretch that changed: colour and line are not the only signs."""


def fill(
    document: QTextDocument,
    held: Iterable[Block],
    words: Iterable[str] = (),
    *,
    starts: bool = False,
) -> None:
    """Replace a document's text by blocks; `words` are lit up where they stand.

    `starts`: also where a word only begins so, as the search finds it.
    """
    document.setUndoRedoEnabled(False)
    document.clear()
    document.setDefaultFont(theme.ui_font(0.5))
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for number, block in enumerate(held):
        shape = _block_format(block)
        if number:
            cursor.insertBlock(shape)
        else:
            cursor.setBlockFormat(shape)
        if block.sign:
            cursor.insertText(f"{block.sign}  ", _look(Run(""), block))
        before = Mark.SAME
        for run in block.runs:
            if run.mark != before and run.mark in SIGNS:
                cursor.insertText(SIGNS[run.mark], _sign_look(run, block))
            cursor.insertText(run.text, _look(run, block))
            before = run.mark
    _light_up(document, words, starts=starts)
    cursor.endEditBlock()


def _block_format(block: Block) -> QTextBlockFormat:
    shape = QTextBlockFormat()
    shape.setLineHeight(118.0, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    shape.setTopMargin(10.0 if block.shape == Shape.HEADING else 4.0)
    shape.setBottomMargin(2.0)
    if block.shape == Shape.BULLET:
        shape.setLeftMargin(16.0 + 14.0 * block.level)
        shape.setTextIndent(-14.0)
        shape.setTopMargin(1.0)
    elif block.shape == Shape.FACT:
        shape.setTopMargin(0.0)
        shape.setLineHeight(106.0, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    elif block.shape == Shape.QUOTE:
        shape.setLeftMargin(12.0)
    return shape


def _look(run: Run, block: Block) -> QTextCharFormat:
    held, look = theme.colours(), QTextCharFormat()
    heading = block.shape == Shape.HEADING
    look.setForeground(QColor(held.quiet if run.quiet else held.text))
    if run.bold or heading:
        look.setFontWeight(QFont.Weight.Bold)
    if heading and block.level == 1:
        look.setFontPointSize((theme.BASE + 2.5) * theme.zoom())
    if block.shape == Shape.FACT:
        look.setFontPointSize((theme.BASE - 0.5) * theme.zoom())
    look.setFontItalic(run.italic or block.shape == Shape.QUOTE)
    if run.code:
        look.setBackground(QColor(held.raised))
    if run.mark == Mark.ADDED:
        look.setForeground(QColor(held.good))
        look.setFontUnderline(True)
    elif run.mark == Mark.REMOVED:
        look.setForeground(QColor(held.bad))
        look.setFontStrikeOut(True)
    return look


def _sign_look(run: Run, block: Block) -> QTextCharFormat:
    look = _look(replace(run, bold=True), block)
    look.setFontUnderline(False)
    look.setFontStrikeOut(False)  # a minus that is struck out could not be seen
    return look


def _light_up(document: QTextDocument, words: Iterable[str], *, starts: bool) -> None:
    pattern = _any_of(words, starts=starts)
    if pattern is None:
        return
    lit = QTextCharFormat()
    lit.setBackground(QColor(theme.colours().evidence))
    lit.setFontUnderline(True)
    block = document.begin()
    while block.isValid():
        text = block.text()
        for match in pattern.finditer(text):
            cursor = QTextCursor(document)
            cursor.setPosition(block.position() + _units(text[: match.start()]))
            cursor.setPosition(
                block.position() + _units(text[: match.end()]), QTextCursor.MoveMode.KeepAnchor
            )
            cursor.mergeCharFormat(lit)
        block = block.next()


def _any_of(words: Iterable[str], *, starts: bool) -> re.Pattern[str] | None:
    parts = []
    for word in sorted({plain.visible(word) for word in words if word}, key=len, reverse=True):
        spaced = word.isascii() and word[0].isalnum() and word[-1].isalnum()
        inner = re.escape(word)
        if starts and word[0].isascii():
            parts.append(rf"(?<!\w){inner}\w*")
        else:
            parts.append(rf"(?<!\w){inner}(?!\w)" if spaced else inner)
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _units(text: str) -> int:
    # Qt counts UTF-16 units: a character outside the first plane is two.
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)
