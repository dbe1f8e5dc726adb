"""Over the policy: what is searched for, and the day and the market it is read as of."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from workstation.ui import theme
from workstation.ui.dialogs.panel import key_button, label
from workstation.ui.plain import set_text


class ReadingLine(QWidget):
    """`typed(words)` is searched for; `day_given(datetime)`, `market_given(str)` was written and is
    one; `day_next`, `market_next` the button beside it was pressed."""

    typed = Signal(str)
    day_given = Signal(object)
    market_given = Signal(str)
    day_next = Signal()
    market_next = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Blank until `set_standing`."""
        super().__init__(parent)
        self.words = self._line(self.tr("Search the policy"))
        self.words.setPlaceholderText(self.tr("Search: words, or a clause's number"))
        self.day = self._line(self.tr("As of the day"), 104)
        self.market = self._line(self.tr("In the market"), 48)
        self.market.setPlaceholderText(self.tr("all"))
        self._says = label("", self, step=-0.5, quiet=True)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.words, 1)
        for word, line, key, tip, signal in (
            (self.tr("as of"), self.day, "Alt+←→", self.tr("changes"), self.day_next),
            (self.tr("market"), self.market, "Alt+↑↓", self.tr("market"), self.market_next),
        ):
            row.addWidget(label(word, self, step=-0.5, quiet=True))
            row.addWidget(line)
            button = key_button(key, tip, self)
            button.clicked.connect(lambda _on=False, signal=signal: signal.emit())
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(row)
        column.addWidget(self._says)
        self.words.textEdited.connect(self.typed)
        self.day.returnPressed.connect(self._on_day)
        self.market.returnPressed.connect(self._on_market)

    def lines(self) -> tuple[QLineEdit, ...]:
        """What can be typed into."""
        return self.words, self.day, self.market

    def set_standing(self, moment: datetime, market: str | None) -> None:
        """Say as of when and where it is read."""
        self.day.setText(f"{moment:%Y-%m-%d}")
        self.market.setText(market or "")

    def tell(self, words: str) -> None:
        """Say something below."""
        set_text(self._says, words)

    def _line(self, name: str, wide: int = 0) -> QLineEdit:
        line = QLineEdit(self)
        line.setAccessibleName(name)
        if wide:
            line.setMaximumWidth(theme.px(wide))
        return line

    def _on_day(self) -> None:
        try:
            self.day_given.emit(datetime.fromisoformat(self.day.text().strip()))
        except ValueError:
            self.tell(self.tr("There is no such day. Write it as 2026-03-02."))

    def _on_market(self) -> None:
        market = self.market.text().strip().upper()
        if market and not (len(market) == 2 and market.isascii() and market.isalpha()):
            self.tell(self.tr("A market is two letters, such as MY; empty means all."))
        else:
            self.market_given.emit(market)
