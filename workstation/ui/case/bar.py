"""The verdict bar: one question at a time, always at the same place, every choice on its key.

It shows `review.bar`'s question and hands keys and clicks on; it decides nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from workstation.domain.batch import AnswerForm
from workstation.review.bar import Bar
from workstation.review.bar_values import Choice, Menu, Question, Step
from workstation.ui import own_keys, theme
from workstation.ui.plain import shortened, tip, visible
from workstation.ui.terms import penalty_word, term
from workstation.ui.widgets.keybutton import KeyButton

ROW = 30
PAD = 8
HEAD = 24
HEIGHT = HEAD + 2 * ROW + 3 * PAD
WAITING_MS = 150
LONGEST_QUESTION = 400  # characters of a request's question that are measured


class VerdictBar(QWidget):
    """Fixed in height: a line that says where the answer stands, two rows of choices.

    `pressed(key)` for a click on a choice; `note_left` when Enter or Esc leaves the note.
    `worded(words)` while an answer in words is typed, `words_left` when Enter takes it.
    """

    pressed = Signal(str)
    note_left = Signal()
    worded = Signal(str)
    words_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Blank until `show_bar`."""
        super().__init__(parent)
        self._bar = Bar(step=Step.DONE)
        self._choices: tuple[Choice, ...] = ()
        self._summary = ""
        self._aside = ""
        self._below = ""
        self._question = Question(Step.DONE, ())
        self._coach: tuple[str, ...] = ()
        self._buttons: list[KeyButton] = []
        self._labels: dict[str, str] = {}
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.timeout.connect(self._on_waiting)
        self.setFixedHeight(theme.px(HEIGHT))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.note = QLineEdit(self)
        self.note.setMaxLength(2000)
        self.note.returnPressed.connect(self.note_left)
        self.note.hide()
        self.words = QLineEdit(self)
        self.words.setMaxLength(2000)
        self.words.setPlaceholderText(self.tr("The answer in a few words; Enter takes it"))
        self.words.textEdited.connect(self.worded)
        self.words.returnPressed.connect(self.words_left)
        self.words.hide()
        self.setAccessibleName(self.tr("Verdict bar"))

    def sizeHint(self) -> QSize:
        """As wide as it is given, never higher."""
        return QSize(900, theme.px(HEIGHT))

    def write(self) -> None:
        """Give the keyboard to the line that is there: the answer's words, else the note."""
        (self.words if self.words.isVisibleTo(self) else self.note).setFocus()

    def is_written(self) -> bool:
        """Whether somebody types into the note or an answer's words."""
        lines = (line for line in (self.note, self.words) if line.isVisibleTo(self))
        return any(line.hasFocus() for line in lines)

    def rescale(self) -> None:
        """The interface has another size."""
        self.setFixedHeight(theme.px(HEIGHT))
        self._place()

    def show_bar(
        self, bar: Bar, menu: Menu, summary: str = "", aside: str = "", below: str = ""
    ) -> None:
        """Show where the answer stands. `summary` tells the answer so far, `aside` what is on
        other keys, `below` a line under the choices."""
        if bar.step is Step.WAITING and self._bar.step is not Step.WAITING:
            # A commit takes a few milliseconds; only a slow one is worth a word.
            self._waiting.start(WAITING_MS)
            return
        self._waiting.stop()
        self._show(bar, menu, summary, aside, below)

    def _show(self, bar: Bar, menu: Menu, summary: str, aside: str, below: str = "") -> None:
        before = self._told()
        asked = self._question.asked
        self._bar = bar
        self._summary, self._aside, self._below = summary, aside, below
        self._question = question = bar.question(menu)
        if question.choices != self._choices:
            self._choices = question.choices
            self._fill()
        self._show_lines(question, asked is not question.asked)
        if self._told() != before:
            self.setAccessibleDescription(f"{self.question_words()} {summary} {below}")
            said = question.asked.text if question.asked else below
            self.setToolTip(tip(said))
            self.update()

    def _told(self) -> tuple[object, ...]:
        held = (self._bar.step, bool(self._bar.findings), self._question.asked)
        return (*held, self._summary, self._aside, self._below)

    def _show_lines(self, question: Question, other: bool) -> None:
        asked = question.asked
        in_words = asked is not None and asked.answer is AnswerForm.TEXT
        noted = any(choice.word == "note" for choice in question.choices)
        for line, wanted in ((self.note, noted), (self.words, in_words)):
            if wanted != line.isVisibleTo(self):
                line.setVisible(wanted)
                self._place()
        self.note.setPlaceholderText(self._note_words())
        if in_words and asked is not None and other:
            self.words.setText(self._bar.inspected.words.get(asked.id, ""))
            self.words.setFocus()

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
        lines = [line.text() for line in (self.note, self.words) if line.isVisibleTo(self)]
        told = [self.question_words(), self._summary, self._aside, self._below]
        return "\n".join([*told, *self._coach, *labels, *lines])

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
            Step.PENALTY: self.tr("Which penalty was right?"),
            Step.SET: self.tr("The copies were not all decided so"),
            Step.TACTICS: self.tr("How did the seller get past the rules?"),
            Step.CONTROL: self.tr("Why was it on the platform?"),
            Step.REACH: self.tr("How far did it go?"),
            Step.COUNT: self.tr("Type the number"),
            Step.GOLD: self.tr("The gold answer"),
            Step.CANNOT: self.tr("Why can it not be judged?"),
            Step.FAULT: self.tr("What was wrong with the handling?"),
            Step.WAITING: self.tr("Saving …"),
            Step.DONE: self.tr("Recorded"),
        }
        if self._bar.step is Step.ACTION and self._bar.findings:
            return self.tr("What else is wrong?")
        if self._bar.step is Step.DONE and not self._choices:
            return ""  # no case is here: nothing was recorded
        if self._question.asked is not None:
            return visible(shortened(self._question.asked.text, LONGEST_QUESTION))
        return words.get(self._bar.step, "")

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
        line = QRectF(PAD + 2, 4, self.width() - 2 * PAD - 4, theme.px(HEAD))
        painter.setFont(theme.ui_font(0.5, bold=True))
        painter.setPen(QColor(held.text))
        metrics = QFontMetricsF(painter.font())
        question = metrics.elidedText(
            self.question_words(), Qt.TextElideMode.ElideRight, line.width() * 0.75
        )
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, question)
        used = metrics.horizontalAdvance(question) + 18
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
            self._paint_below(painter, "   ·   ".join(self._coach), held.accent)
        elif self._below:
            self._paint_below(painter, visible(self._below), held.text)

    def _paint_below(self, painter: QPainter, below: str, colour: str) -> None:
        # The second row is free while the first question stands, and beside gold.
        top = theme.px(HEAD) + PAD + theme.px(ROW) + 2
        painter.setFont(theme.ui_font(-0.5))
        painter.setPen(QColor(colour))
        metrics = QFontMetricsF(painter.font())
        room = QRectF(PAD + 2, top, self.width() - 2 * PAD - 4, theme.px(ROW))
        words = metrics.elidedText(below, Qt.TextElideMode.ElideRight, room.width())
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
                _key(choice), _words(choice), enabled=choice.enabled, chosen=choice.chosen
            )
            button.show()
        self._place()

    def _place(self) -> None:
        shown = self._buttons[: len(self._choices)]
        widths = [round(button.natural_width()) for button in shown]
        rows = self._flow(widths, self.width() - 2 * PAD)
        # Only where two rows are not enough are the words cut short.
        squeeze = 1.0
        while len(rows) > 2 and squeeze > 0.3:
            squeeze -= 0.05
            widths = [round(button.natural_width() * squeeze) for button in shown]
            rows = self._flow(widths, self.width() - 2 * PAD)
        y, x = theme.px(HEAD) + PAD, PAD
        for number, row in enumerate(rows):
            x = PAD
            for place in row:
                top = y + number * (theme.px(ROW) + 4)
                shown[place].setGeometry(x, top, widths[place], theme.px(ROW) - 2)
                x += widths[place] + 6
        lines = [line for line in (self.note, self.words) if line.isVisibleTo(self)]
        for line in lines:
            left = x + 6 if len(rows) > 1 else PAD
            left = left if self.width() - left > 260 else PAD
            line.setGeometry(
                left, y + theme.px(ROW) + 4, self.width() - left - PAD, theme.px(ROW) - 2
            )

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
            self.pressed.emit(self._choices[self._buttons.index(button)].key)


def _key(choice: Choice) -> str:
    # F-keys on the bar are actions, which may have keys of somebody's own.
    return own_keys.say(choice.key) if choice.key.startswith("F") else choice.key


def _words(choice: Choice) -> str:
    if choice.word in ("family", "clause", "answer"):
        return choice.label
    if choice.word.startswith("action."):
        known = term(choice.word)
        return known if known != choice.word else choice.label
    if choice.word.startswith("code."):
        return f"{choice.label} · {term(choice.word)}"
    if choice.word.startswith("penalty."):
        word = penalty_word(choice.label)
        return f"{word} · {term('by_the_ladder').lower()}" if choice.chosen else word
    if choice.word in ("orders", "impressions"):
        told = f"{int(choice.label):,}" if choice.label else "–"
        return f"{term(choice.word)}: {told}"
    return term(choice.word)
