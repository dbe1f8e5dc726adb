"""A clause's words as blocks and runs: light formatting from Markdown, never Markdown or HTML.

Qt's own Markdown and HTML readers load pictures from disk; here every character of a policy pack
ends up as a character on the screen. What cannot be formatted stays as it was written.
"""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from workstation.ui import plain


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
