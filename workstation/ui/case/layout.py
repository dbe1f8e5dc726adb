"""A case laid out for the grid: headings and sentence rows, the translation beside the original, or
under it where somebody wants the whole width for long texts.

Laying out Thai or Chinese text costs 4–16 ms a case, so the next case is laid out while the auditor
reads this one, and swapped in when they come to it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtGui import QFontMetricsF

from workstation.domain.case import Case, Part
from workstation.domain.language import Link, NoPackage, Same, Sentence, Translation
from workstation.language.ahead.rendered import Put, RenderedCase, RenderedPart
from workstation.ui import theme
from workstation.ui.case.cells import Cell, make_cell
from workstation.ui.case.margin import Tail, make_tail

GAP = 18.0  # between the two columns, with the line and the sign of doubt in it
MARGIN = 10.0
ROW_PAD = 3.0
PART_PAD = 8.0
UNDER = 2.0  # between an original and the translation under it
INDENT = 14.0  # of a translation under its original
# How much longer English gets than the original, in widths of the original's characters.
_GROWTH = {"zh": 1.9, "ja": 1.4, "ko": 1.3, "th": 1.25}


class PutState(StrEnum):
    """What stands in a row's right column."""

    READY = "ready"
    SAME = "same"  # already in the reader's language, or nothing to translate
    COMING = "coming"
    NONE = "none"  # no package for the pair


@dataclass(slots=True)
class Row:
    """A sentence and what stands beside it."""

    part: str
    index: int
    sentence: Sentence
    original: Cell
    translation: Cell | None
    state: PutState
    made: Translation | None = None
    tail: Tail | None = None  # what was lost
    top: float = 0.0
    height: float = 0.0
    clipped: bool = False
    stacked: bool = False

    @property
    def marks(self) -> tuple[str, ...]:
        """The doubts about the translation."""
        return self.made.marks if self.made else ()

    @property
    def links(self) -> tuple[Link, ...]:
        """Which word became which."""
        return self.made.links if self.made else ()

    @property
    def lost(self) -> tuple[str, ...]:
        """What of the original is not in the translation."""
        return self.made.lost if self.made else ()

    @property
    def digest(self) -> str:
        """Of the sentence, where it is translated."""
        return self.made.digest if self.made else ""

    @property
    def package(self) -> str:
        """Package, version and options, as a verdict keeps them."""
        made = self.made
        return f"{made.package} {made.version} {made.options}" if made else ""

    @property
    def base(self) -> float:
        """The first line's baseline below the row's top: the same on both sides."""
        right = self.translation.ascent if self.translation and not self.stacked else 0.0
        return ROW_PAD + max(self.original.ascent, right)

    @property
    def right_base(self) -> float:
        """The baseline of what stands for the translation, below the row's top."""
        if not self.stacked:
            return self.base
        ascent = self.translation.ascent if self.translation else self.original.ascent
        return ROW_PAD + self.original.height + UNDER + ascent

    def needed(self) -> float:
        """The height that both sides need, without padding."""
        tail = self.tail.below if self.tail else 0.0
        if self.stacked:
            below = self.translation.height + UNDER + tail if self.translation else 0.0
            return self.original.height + below
        heights = [self.base - ROW_PAD - self.original.ascent + self.original.height]
        if self.translation is not None:
            right = self.translation
            heights.append(self.base - ROW_PAD - right.ascent + right.height + tail)
        return max(heights)


@dataclass(slots=True)
class Heading:
    """Which part follows: its name, speaker or time."""

    part: str
    text: str
    top: float = 0.0
    height: float = 0.0


Block = Heading | Row


@dataclass(slots=True)
class LaidOut:
    """A whole case for one width."""

    case_id: str
    width: float
    blocks: list[Block]
    height: float
    languages: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    target: str = ""
    single: bool = False  # one column: the case is in the reader's language
    stacked: bool = False  # one column: each translation under its original
    packages: str = ""  # what is said of those that translated it
    serial: int = field(default_factory=lambda: next_serial())

    @property
    def column(self) -> float:
        """The width of a column."""
        return column_width(self.width, single=self.single or self.stacked)

    def row_at(self, y: float) -> Row | None:
        """The row under a height."""
        for row in self.rows:
            if row.top <= y < row.top + row.height:
                return row
        return None


_serials = itertools.count(1)


def next_serial() -> int:
    """A number for a layout, new whenever it looks different."""
    return next(_serials)


WIDEST = 820.0  # longer lines are hard to read


def column_width(width: float, *, single: bool = False) -> float:
    """The width of one column: of two, or of the only one where nothing is translated."""
    room = width - 2 * MARGIN if single else (width - 2 * MARGIN - theme.px(GAP)) / 2
    return min(WIDEST, max(80.0, room))


def lay_out(
    case: Case,
    rendered: RenderedCase,
    width: float,
    heading: Mapping[str, str],
    step: float = 1.5,
    keep: LaidOut | None = None,
    *,
    stacked: bool = False,
    packages: str = "",
) -> LaidOut:
    """Lay a case out for a width. `heading` gives the words over each part, by part id, `packages`
    those about what translated it.

    With `keep`, the layout on the screen, no row changes its height: a translation that arrived
    and needs more room is clipped until the row is entered.
    """
    kept = {(row.part, row.index): row for row in keep.rows} if keep else {}
    # Settled at first paint: a language that is detected later turns no columns round.
    single = keep.single if keep else is_single(rendered)
    stacked = stacked and not single
    column = column_width(width, single=single or stacked)
    blocks: list[Block] = []
    y = MARGIN
    by_id = {part.part_id: part for part in rendered.parts}
    for part in case.parts:
        shown = by_id.get(part.id)
        if shown is None:
            continue
        y = _add_heading(blocks, part, heading.get(part.id, ""), y)
        for row in _rows(part, shown, column, step, kept, stacked):
            row.top = y
            y += row.height
            blocks.append(row)
        y += PART_PAD
    return LaidOut(
        case.id,
        width,
        blocks,
        y + MARGIN,
        {p.part_id: p.detection.language if p.detection else "" for p in rendered.parts},
        [block for block in blocks if isinstance(block, Row)],
        rendered.target,
        single,
        stacked,
        "" if single else packages,
    )


def is_single(rendered: RenderedCase) -> bool:
    """Whether there is nothing to put beside the sentences of a case."""
    puts = [put for part in rendered.parts for put in part.translations]
    return bool(puts) and all(isinstance(put, Same) for put in puts)


def _add_heading(blocks: list[Block], part: Part, words: str, y: float) -> float:
    previous = blocks[-1] if blocks else None
    if not words:
        return y
    if isinstance(previous, Row):
        y += 2.0
    height = QFontMetricsF(theme.ui_font(-1.0)).height() + 3.0
    blocks.append(Heading(part.id, words, y, height))
    return y + height


def _rows(
    part: Part,
    shown: RenderedPart,
    column: float,
    step: float,
    kept: Mapping[tuple[str, int], Row],
    stacked: bool = False,
) -> list[Row]:
    language = shown.detection.language if shown.detection else (part.language or "")
    made = []
    for index, (sentence, put) in enumerate(zip(shown.sentences, shown.translations, strict=True)):
        original = make_cell(sentence.text, language, column, step)
        state, translation, tail = _put(put, column - theme.px(INDENT) if stacked else column, step)
        done = put if isinstance(put, Translation) else None
        row = Row(part.id, index, sentence, original, translation, state, done, tail)
        row.stacked = stacked
        before = kept.get((part.id, index))
        needed = row.needed()
        if before is not None and before.sentence == sentence:
            row.height = before.height
            row.clipped = needed + 2 * ROW_PAD > before.height + 0.5
        else:
            if state is PutState.COMING:
                room = _reserve(original, language)
                needed = needed + UNDER + room if stacked else max(needed, room)
            elif stacked and state is PutState.NONE and index == 0:
                needed += UNDER + original.height / max(1, original.layout.lineCount())
            row.height = needed + 2 * ROW_PAD
        made.append(row)
    return made


def _put(put: Put, column: float, step: float) -> tuple[PutState, Cell | None, Tail | None]:
    if isinstance(put, Translation):
        cell = make_cell(put.text, put.target, column, step)
        tail = make_tail(put.lost, cell, put.source, column, step) if put.lost else None
        return PutState.READY, cell, tail
    if isinstance(put, Same):
        return PutState.SAME, None, None
    return (PutState.NONE if isinstance(put, NoPackage) else PutState.COMING), None, None


def _reserve(original: Cell, language: str) -> float:
    """Room for a translation that is still to come, a line to spare."""
    lines = original.layout.lineCount()
    line = original.height / max(1, lines)
    grown = lines * _GROWTH.get(language.split("-")[0], 1.15)
    return line * (int(grown) + 1)


def shown_pairs(rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """(sentence digest, digest of its translation) of everything that was shown."""
    from workstation.domain.canonical import text_digest

    return tuple(
        (row.digest, text_digest(row.translation.text))
        for row in rows
        if row.translation is not None and row.state is PutState.READY
    )
