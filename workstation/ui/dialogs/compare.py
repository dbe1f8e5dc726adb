"""Two answers to one case as two columns, what differs lit, the policy between; a word about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from workstation.domain.policy import ClauseVersion
from workstation.domain.taxonomy import Severity
from workstation.review.second.comparing import Both, Side
from workstation.review.second.looking import Beside
from workstation.ui import plain, theme
from workstation.ui.background import Background
from workstation.ui.case.facts import finding_words
from workstation.ui.case.pane import Load
from workstation.ui.case.policy_page import ClausePage
from workstation.ui.case.policy_text import Block, blocks
from workstation.ui.case.policy_words import clause_facts, fact, heading
from workstation.ui.dialogs.panel import label
from workstation.ui.dialogs.reading import ReadingPanel, Said
from workstation.ui.terms import minute, term

LIT = "≠ "
_HIGH = 165  # of the columns, at most


class ComparePanel(ReadingPanel):
    """`said(key, words)`: 1 uphold, 2 correct, 3 both can be defended."""

    wide = True

    def __init__(
        self,
        beside: Beside,
        me: str,
        load: Load,
        background: Background,
        step: float = 1.5,
        parent: QWidget | None = None,
    ) -> None:
        """The case above, the two answers below."""
        translate = QCoreApplication.translate
        choices = [
            Said("1", translate("ComparePanel", "Uphold the first")),
            Said("2", translate("ComparePanel", "Correct it: the second counts")),
            Said(
                "3",
                translate("ComparePanel", "Both can be defended"),
                translate("ComparePanel", "What the guideline leaves open"),
                True,
            ),
        ]
        both = beside.both
        told = [self._about(both)]
        super().__init__(
            both.source_id, told, beside.prepared, choices, load, background, step, parent
        )
        self.both, self._me, self.told = both, me, told
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(10)
        self.grid.setVerticalSpacing(2)
        for column, share in ((0, 2), (1, 3), (2, 2)):
            self.grid.setColumnStretch(column, share)
        self._fill(beside)
        self.column.insertLayout(self.column.indexOf(self.case) + 1, self.grid)

    def _fill(self, beside: Beside) -> None:
        both = beside.both
        heads = (
            (0, self._head(self.tr("First"), both.first)),
            (1, self.tr("Policy as of the day")),
            (2, self._head(self.tr("Second"), both.second)),
        )
        for column, words in heads:
            head = label("", self, bold=True)
            plain.set_sentence(head, words)
            self.grid.addWidget(head, 0, column)
        rows = zip(_rows(both.first), _rows(both.second), strict=True)
        shown = [
            (one, name, words, other)
            for (one, name, words), (_, _, other) in rows
            if words or other
        ]
        for row, (one, name, first, second) in enumerate(shown, 1):
            lit = one in both.lit
            self.grid.addWidget(self._cell(name, first, lit=lit), row, 0)
            self.grid.addWidget(self._cell(name, second, lit=lit), row, 2)
        self.page = ClausePage(self)
        self.page.setMaximumHeight(theme.px(_HIGH))
        self._clauses = beside.clauses
        self._show_policy()
        self.grid.addWidget(self.page, 1, 1, len(shown) + 1, 1)
        self.grid.setRowStretch(len(shown) + 1, 1)

    def _show_policy(self) -> None:
        self.page.show_blocks(tuple(_policy(self._clauses)), ())

    def changeEvent(self, event: QEvent) -> None:
        """A page keeps the colours that it was written in."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "page"):
            self._show_policy()

    def shown_text(self) -> str:
        """Every word on view."""
        return "\n".join([super().shown_text(), self.page.shown_text()])

    def _about(self, both: Both) -> str:
        if both.same:
            return QCoreApplication.translate("ComparePanel", "Both say the same.")
        return QCoreApplication.translate(
            "ComparePanel",
            "Judged twice, neither knowing of the other. What differs is marked {sign}. Say what "
            "becomes of the first verdict; both are kept.",
        ).format(sign=LIT.strip())

    def _head(self, words: str, side: Side) -> str:
        who = self.tr("you") if side.person == self._me else side.person
        told = self.tr("{which}: {who}, {when}").format(
            which=words, who=plain.isolate(who), when=minute(side.at)
        )
        return told if side.blind else self.tr("{told}, changed after the reveal").format(told=told)

    def _cell(self, name: str, words: str, *, lit: bool) -> QLabel:
        made = _Lit(self) if lit else QLabel(self)
        made.setFont(theme.ui_font(0.0, bold=lit))
        made.setWordWrap(True)
        made.setAlignment(Qt.AlignmentFlag.AlignTop)
        sign = LIT if lit else ""
        plain.set_sentence(made, f"{sign}{name}: {plain.isolate(words) if words else '–'}")
        made.setContentsMargins(6, 2, 6, 2)
        return made


class _Lit(QLabel):
    """Words on the colour of evidence, whichever theme it is."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, then the words."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.colours().evidence))
        painter.end()
        super().paintEvent(event)


def _rows(side: Side) -> Iterator[tuple[str, str, str]]:
    """What each side says, line by line: the same lines on both sides."""
    translate, answer, outcome = QCoreApplication.translate, side.answer, side.outcome
    codes = [f"{error.code.value} {term(f'code.{error.code.value}')}" for error in outcome.errors]
    severe = outcome.severity is not Severity.NONE
    yield "action", translate("ComparePanel", "Right is"), term(f"action.{answer.action}")
    yield (
        "clauses",
        translate("ComparePanel", "Clauses"),
        ", ".join(finding_words(found) for found in answer.findings),
    )
    yield "codes", translate("ComparePanel", "Errors"), ", ".join(codes)
    yield (
        "severity",
        translate("ComparePanel", "Severity"),
        term(f"severity.{outcome.severity.value}") if severe else "",
    )
    yield "penalty", translate("ComparePanel", "Penalty"), answer.penalty or ""
    sure = "" if answer.sure else f", {term('unsure')}"
    yield (
        "read",
        translate("ComparePanel", "How"),
        f"{term(f'read.{answer.read_in.value}')}{sure}",
    )
    yield "note", translate("ComparePanel", "Note"), side.note


def _policy(clauses: Sequence[ClauseVersion]) -> Iterator[Block]:
    if not clauses:
        yield fact(QCoreApplication.translate("ComparePanel", "Neither cites a clause."))
    for one in clauses:
        yield heading(f"{one.clause}  {plain.visible(one.title)}", 1)
        for line in clause_facts(one, {}):
            yield fact(line)
        yield from blocks(one.body)
