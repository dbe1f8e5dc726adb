"""A clause's words as a text document: light formatting from Markdown, never Markdown or HTML.

Qt's own Markdown and HTML readers load pictures from disk; here every character of a policy pack
ends up as a character on the screen. What cannot be formatted stays as it was written.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec import Struct
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


class Shape(StrEnum):
    """What a block is."""

    TEXT = "text"
    HEADING = "heading"
    BULLET = "bullet"
    QUOTE = "quote"
    CODE = "code"
    FACT = "fact"


class Mark(StrEnum):
    """How a run stands to an earlier wording."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Run(Struct, frozen=True):
    """Words of one look."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    quiet: bool = False
    mark: Mark = Mark.SAME


class Block(Struct, frozen=True):
    """A paragraph, a heading, a list entry."""

    shape: Shape
    runs: tuple[Run, ...]
    level: int = 0
    sign: str = ""

    @property
    def text(self) -> str:
        """Its words, without what has been removed."""
        return "".join(run.text for run in self.runs if run.mark != Mark.REMOVED)


_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
_BULLET = re.compile(r"(\s*)([-*+]|\d{1,3}[.)])\s+(.*)$")
_QUOTE = re.compile(r"\s*>\s?(.*)$")
_FENCE = re.compile(r"\s*(```|~~~)")
_RULE = re.compile(r"\s*([-*_])(\s*\1){2,}\s*$")
_TABLE_RULE = re.compile(r"\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$")


def blocks(markdown: str) -> tuple[Block, ...]:
    """The blocks of a clause's body."""
    found: list[Block] = []
    open_lines: list[str] = []
    fenced = False

    def close() -> None:
        if open_lines:
            found.append(Block(Shape.TEXT, runs(" ".join(open_lines))))
            open_lines.clear()

    for line in markdown.replace("\r\n", "\n").split("\n"):
        if _FENCE.match(line):
            close()
            fenced = not fenced
        elif fenced:
            found.append(Block(Shape.CODE, (Run(plain.visible(line), code=True),)))
        elif not line.strip() or _RULE.match(line):
            close()
        elif "|" in line and _TABLE_RULE.match(line):
            continue
        elif block := _single(line):
            close()
            found.append(block)
        elif found and not open_lines and line.startswith("  ") and _is_entry(found[-1]):
            found[-1] = replace(found[-1], runs=(*found[-1].runs, *runs(" " + line.strip())))
        else:
            open_lines.append(line.strip())
    close()
    return tuple(found)


def _single(line: str) -> Block | None:
    if match := _HEADING.match(line):
        return Block(Shape.HEADING, runs(match[2]), len(match[1]))
    if match := _BULLET.match(line):
        sign = match[2] if match[2][0].isdigit() else "•"
        return Block(Shape.BULLET, runs(match[3]), len(match[1]) // 2, sign)
    if match := _QUOTE.match(line):
        return Block(Shape.QUOTE, runs(match[1]))
    if line.lstrip().startswith("|"):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        return Block(Shape.TEXT, runs(" · ".join(cell for cell in cells if cell)))
    return None


def _is_entry(block: Block) -> bool:
    return block.shape == Shape.BULLET


_INLINE = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]()#+.!|>-])"
    r"|`(?P<code>[^`]+)`"
    r"|!\[(?P<alt>[^\]]*)\]\([^)]*\)"
    r"|\[(?P<link>[^\]]+)\]\((?P<to>[^)]*)\)"
    r"|\*\*(?P<bold>.+?)\*\*|__(?P<bold2>.+?)__"
    r"|\*(?P<it>[^\s*](?:[^*]*[^\s*])?)\*|(?<!\w)_(?P<it2>[^\s_](?:[^_]*[^\s_])?)_(?!\w)"
)


def runs(line: str, look: Run = Run("")) -> tuple[Run, ...]:
    """The runs of a line: emphasis without its signs, links and pictures as plain words."""
    found: list[Run] = []
    at = 0
    for match in _INLINE.finditer(line):
        _add(found, line[at : match.start()], look)
        at = match.end()
        if (words := match["bold"] or match["bold2"]) is not None:
            found += runs(words, replace(look, bold=True))
        elif (words := match["it"] or match["it2"]) is not None:
            found += runs(words, replace(look, italic=True))
        elif match["code"] is not None:
            _add(found, match["code"], replace(look, code=True))
        elif match["link"] is not None:
            _add(found, f"{match['link']} ({match['to']})", look)
        elif match["alt"] is not None:
            _add(found, f"[{match['alt']}]", replace(look, quiet=True))
        else:
            _add(found, match["escaped"], look)
    _add(found, line[at:], look)
    return tuple(found)


def _add(found: list[Run], text: str, look: Run) -> None:
    if text:
        found.append(replace(look, text=plain.visible(text)))


_TOKEN = re.compile(r"\s+|[\w]+|[^\w\s]")


class _Token(Struct, frozen=True):
    text: str
    run: Run | None = None  # None: a block begins
    block: Block | None = None


def compared(old: Sequence[Block], new: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks of the new wording, with what was added and what is gone marked in place."""
    before, after = _tokens(old), _tokens(new)
    found: list[tuple[Block, list[Run]]] = []

    def put(token: _Token, mark: Mark) -> None:
        if token.run is not None:
            found[-1][1].append(replace(token.run, text=token.text, mark=mark))
        elif token.block is not None and (mark != Mark.REMOVED or not found):
            found.append((token.block, []))
        elif found[-1][1]:
            found[-1][1].append(Run(" ", mark=mark))

    for same, gone, new in _steps(before, after):
        for token in gone:
            put(token, Mark.REMOVED)
        if gone and new and found[-1][1] and new[0].run is not None:
            found[-1][1].append(Run(" "))
        for token in new:
            put(token, Mark.ADDED)
        for token in same:
            put(token, Mark.SAME)
    return tuple(replace(block, runs=tuple(held)) for block, held in found)


_Step = tuple[list["_Token"], list["_Token"], list["_Token"]]

ISLAND = 5
"""Words that must stay the same in a row to be shown as kept: single ones read as confetti."""


def _steps(before: list[_Token], after: list[_Token]) -> list[_Step]:
    matcher = difflib.SequenceMatcher(
        None, [t.text for t in before], [t.text for t in after], autojunk=False
    )
    steps: list[_Step] = []
    gone: list[_Token] = []
    new: list[_Token] = []
    codes = matcher.get_opcodes()
    for number, (kind, a, b, c, d) in enumerate(codes):
        words = sum(1 for token in after[c:d] if token.text.strip() and token.run is not None)
        inner = 0 < number < len(codes) - 1
        if kind != "equal" or (inner and words < ISLAND):
            gone += before[a:b]
            new += after[c:d]
        else:
            steps.append((after[c:d], gone, new))
            gone, new = [], []
    steps.append(([], gone, new))
    return steps


def _tokens(held: Iterable[Block]) -> list[_Token]:
    found = []
    for block in held:
        found.append(_Token(f"\n{block.shape}{block.level}", block=block))
        for run in block.runs:
            found += [_Token(text, run) for text in _TOKEN.findall(run.text)]
    return found


# Onto the page


def fill(document: QTextDocument, held: Iterable[Block], words: Iterable[str] = ()) -> None:
    """Replace a document's text by blocks; `words` are lit up where they stand."""
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
        for run in block.runs:
            cursor.insertText(run.text, _look(run, block))
    _light_up(document, words)
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
        look.setFontPointSize(theme.BASE + 2.5)
    if block.shape == Shape.FACT:
        look.setFontPointSize(theme.BASE - 0.5)
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


def _light_up(document: QTextDocument, words: Iterable[str]) -> None:
    pattern = _any_of(words)
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


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    parts = []
    for word in sorted({plain.visible(word) for word in words if word}, key=len, reverse=True):
        spaced = word.isascii() and word[0].isalnum() and word[-1].isalnum()
        inner = re.escape(word)
        parts.append(rf"(?<!\w){inner}(?!\w)" if spaced else inner)
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _units(text: str) -> int:
    # Qt counts UTF-16 units: a character outside the first plane is two.
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)
