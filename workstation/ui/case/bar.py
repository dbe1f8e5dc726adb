"""The verdict bar: one question at a time, always at the same place, every choice on its key.

It shows `review.bar`'s question and hands keys and clicks on; it decides nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from workstation.review.bar import Bar
from workstation.review.bar_values import Choice, Menu, Step
from workstation.ui import theme
from workstation.ui.plain import visible
from workstation.ui.terms import term
from workstation.ui.widgets.keybutton import KeyButton

ROW = 30
PAD = 8
HEAD = 24
HEIGHT = HEAD + 2 * ROW + 3 * PAD
WAITING_MS = 150
NOTED = (Step.REVEALED, Step.CODES, Step.CANNOT, Step.FAULT)


class VerdictBar(QWidget):
    """Fixed in height: a line that says where the answer stands, two rows of choices.

    `pressed(key)` for a click on a choice; `note_left` when Enter or Esc leaves the note.
    """

    pressed = Signal(str)
    note_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Blank until `show_bar`."""
        super().__init__(parent)
        self._bar = Bar(step=Step.DONE)
        self._choices: tuple[Choice, ...] = ()
        self._summary = ""
        self._aside = ""
        self._coach: tuple[str, ...] = ()
        self._buttons: list[KeyButton] = []
        self._labels: dict[str, str] = {}
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.timeout.connect(self._on_waiting)
        self.setFixedHeight(HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.note = QLineEdit(self)
        self.note.setMaxLength(2000)
        self.note.returnPressed.connect(self.note_left)
        self.note.hide()
        self.setAccessibleName(self.tr("Verdict bar"))

    def sizeHint(self) -> QSize:
        """As wide as it is given, never higher."""
        return QSize(900, HEIGHT)

    def show_bar(self, bar: Bar, menu: Menu, summary: str = "", aside: str = "") -> None:
        """Show where the answer stands. `summary` tells the answer so far, `aside` what is on
        other keys."""
        if bar.step is Step.WAITING and self._bar.step is not Step.WAITING:
            # A commit takes a few milliseconds; only a slow one is worth a word.
            self._waiting.start(WAITING_MS)
            return
        self._waiting.stop()
        self._show(bar, menu, summary, aside)

    def _show(self, bar: Bar, menu: Menu, summary: str, aside: str) -> None:
        before = (self._bar.step, bool(self._bar.findings), self._summary, self._aside)
        self._bar = bar
        self._summary, self._aside = summary, aside
        question = bar.question(menu)
        if question.choices != self._choices:
            self._choices = question.choices
            self._fill()
        wants_note = bar.step in NOTED
        if wants_note != self.note.isVisibleTo(self):
            self.note.setVisible(wants_note)
            self._place()
        self.note.setPlaceholderText(self._note_words())
        if (bar.step, bool(bar.findings), summary, aside) != before:
            self.setAccessibleDescription(f"{self.question_words()} {summary}")
            self.update()

    def _on_waiting(self) -> None:
        self._show(Bar(step=Step.WAITING), Menu(()), "", "")

    def show_coach(self, lines: tuple[str, ...]) -> None:
        """Words for a newcomer in the free second row, until they are told to go."""
        if lines != self._coach:
            self._coach = lines
            self.update()

    def shown_text(self) -> str:
        """Every word on it."""
        labels = [f"{b.key} {b.text()}" for b in self._buttons if b.isVisibleTo(self)]
        return "\n".join([self.question_words(), self._summary, self._aside, *self._coach, *labels])

    def buttons(self) -> list[KeyButton]:
        """The choices on the screen."""
        return [button for button in self._buttons if button.isVisibleTo(self)]

    def question_words(self) -> str:
        """The question of this step."""
        words = {
            Step.ACTION: self.tr("What is right?"),
            Step.FAMILY: self.tr("Which rule is broken?"),
            Step.CLAUSE: self.tr("Which clause?"),
            Step.READY: self.tr("Your answer"),
            Step.REVEALED: self.tr("It differs. Why did the moderator err?"),
            Step.CODES: self.tr("Which codes are right?"),
            Step.CANNOT: self.tr("Why can it not be judged?"),
            Step.FAULT: self.tr("What was wrong with the handling?"),
            Step.WAITING: self.tr("Saving …"),
            Step.DONE: self.tr("Recorded"),
        }
        if self._bar.step is Step.ACTION and self._bar.findings:
            return self.tr("What else is wrong?")
        if self._bar.step is Step.DONE and not self._choices:
            return ""  # no case is here: nothing was recorded
        return words[self._bar.step]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Flow the choices anew."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The head line: question, answer so far, other keys."""
        held = theme.colours()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(held.window))
        painter.setPen(QColor(held.line))
        painter.drawLine(0, 0, self.width(), 0)
        line = QRectF(PAD + 2, 4, self.width() - 2 * PAD - 4, HEAD)
        painter.setFont(theme.ui_font(0.5, bold=True))
        painter.setPen(QColor(held.text))
        question = self.question_words()
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, question)
        used = QFontMetricsF(painter.font()).horizontalAdvance(question) + 18
        painter.setFont(theme.ui_font(-0.5))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(QColor(held.quiet))
        aside = self._aside
        aside_width = metrics.horizontalAdvance(aside)
        told_width = metrics.horizontalAdvance(visible(self._summary)) + 16
        if self._summary and used + told_width + aside_width > line.width():
            aside, aside_width = "", 0.0  # in a narrow window the answer comes first
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, aside)
        room = line.width() - used - aside_width - 16
        summary = self._summary
        painter.setPen(QColor(held.accent))
        painter.drawText(
            line.adjusted(used, 0, 0, 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            metrics.elidedText(visible(summary), Qt.TextElideMode.ElideRight, max(0.0, room)),
        )

        if self._coach and self._bar.step is Step.ACTION:
            self._paint_coach(painter)

    def _paint_coach(self, painter: QPainter) -> None:
        # The second row is free while the first question stands.
        top = HEAD + PAD + ROW + 2
        painter.setFont(theme.ui_font(-0.5))
        painter.setPen(QColor(theme.colours().accent))
        metrics = QFontMetricsF(painter.font())
        room = QRectF(PAD + 2, top, self.width() - 2 * PAD - 4, ROW)
        words = metrics.elidedText(
            "   ·   ".join(self._coach), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    def _note_words(self) -> str:
        if self._bar.step is Step.CODES:
            return self.tr("9: why the codes change (needed)")
        return self.tr("9: note")

    def _fill(self) -> None:
        while len(self._buttons) < len(self._choices):
            button = KeyButton(self)
            button.clicked.connect(self._on_clicked)
            self._buttons.append(button)
        for number, button in enumerate(self._buttons):
            if number >= len(self._choices):
                button.hide()
                continue
            choice = self._choices[number]
            button.set_choice(
                choice.key, _words(choice), enabled=choice.enabled, chosen=choice.chosen
            )
            button.show()
        self._place()

    def _place(self) -> None:
        noted = self.note.isVisibleTo(self)
        shown = self._buttons[: len(self._choices)]
        widths = [round(button.natural_width()) for button in shown]
        rows = self._flow(widths, self.width() - 2 * PAD)
        # Only where two rows are not enough are the words cut short.
        squeeze = 1.0
        while len(rows) > 2 and squeeze > 0.3:
            squeeze -= 0.05
            widths = [round(button.natural_width() * squeeze) for button in shown]
            rows = self._flow(widths, self.width() - 2 * PAD)
        y, x = HEAD + PAD, PAD
        for number, row in enumerate(rows):
            x = PAD
            for place in row:
                top = y + number * (ROW + 4)
                shown[place].setGeometry(x, top, widths[place], ROW - 2)
                x += widths[place] + 6
        if noted:
            left = x + 6 if len(rows) > 1 else PAD
            left = left if self.width() - left > 260 else PAD
            self.note.setGeometry(left, y + ROW + 4, self.width() - left - PAD, ROW - 2)

    def _flow(self, widths: list[int], room: int) -> list[list[int]]:
        rows: list[list[int]] = [[]]
        used = 0
        for place, width in enumerate(widths):
            if used + width > room and rows[-1]:
                rows.append([])
                used = 0
            rows[-1].append(place)
            used += width + 6
        return rows

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, KeyButton):
            self.pressed.emit(button.key)


def _words(choice: Choice) -> str:
    if choice.word == "family" or choice.word == "clause":
        return choice.label
    if choice.word.startswith("action."):
        known = term(choice.word)
        return known if known != choice.word else choice.label
    if choice.word.startswith("code."):
        return f"{choice.label} · {term(choice.word)}"
    return term(choice.word)
