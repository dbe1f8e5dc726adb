"""What a table does not say of itself: title, kind, market, language, times, encoding."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QWidget

from workstation.intake.table.mapping import TableMapping
from workstation.intake.table.shape import DELIMITERS, ENCODINGS
from workstation.ui.dialogs.panel import label

KINDS = ("qa", "inspection", "consistency", "dispute", "practice")
TYPES = ("listing", "video", "review", "chat", "seller", "comment", "post", "live")
OFFSETS = ("+08:00", "+07:00", "+09:00", "+05:30", "+04:00", "+03:00", "+00:00", "-06:00")
SIGNS = {"": "", ",": ", comma", ";": "; semicolon", "\t": "tab", "|": "|"}


class BatchForm(QWidget):
    """Emits `changed(dict)`: the fields of a mapping, all of them, as they stand."""

    changed = Signal(object)

    def __init__(self, mapping: TableMapping, known_as: str, parent: QWidget) -> None:
        """Filled from a mapping; an empty choice leaves the guess to the program."""
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        self.title = self._line(mapping.title, 200)
        self.title.setPlaceholderText(self.tr("as the file is called"))
        self.kind = self._choice(("", *KINDS), mapping.kind or "")
        self.market = self._line(mapping.market, 2)
        self.type = self._choice(TYPES, mapping.content_type)
        self.language = self._line(mapping.language, 35)
        self.language.setPlaceholderText(self.tr("found out"))
        self.offset = self._choice(OFFSETS, mapping.offset)
        self.encoding = self._choice(("", *ENCODINGS), mapping.encoding)
        self.delimiter = self._choice(("", *DELIMITERS), mapping.delimiter, SIGNS)
        self.blind = QCheckBox(self.tr("Blind"), self)
        self.blind.setChecked(mapping.blind)
        self.blind.toggled.connect(lambda _on: self._tell())
        self.keep = self._line(known_as, 60)
        self.keep.setPlaceholderText(self.tr("not kept"))
        places = (
            (self.tr("Title"), self.title),
            (self.tr("Kind"), self.kind),
            (self.tr("Market"), self.market),
            (self.tr("Content"), self.type),
            (self.tr("Language"), self.language),
            (self.tr("Times in"), self.offset),
            (self.tr("Encoding"), self.encoding),
            (self.tr("Between cells"), self.delimiter),
            (self.tr("Keep mapping as"), self.keep),
        )
        for number, (words, field) in enumerate(places):
            field.setAccessibleName(words)
            row, column = divmod(number, 5)
            grid.addWidget(label(words, self, quiet=True), row * 2, column)
            grid.addWidget(field, row * 2 + 1, column)
        grid.addWidget(self.blind, 3, 4)

    def keep_as(self) -> str:
        """The name that the mapping gets, if any."""
        return self.keep.text().strip()

    def said(self) -> dict[str, Any]:
        """The fields of a mapping; what cannot be yet (half a market) is left out."""
        found: dict[str, Any] = {
            "title": self.title.text().strip(),
            "kind": self.kind.currentData() or None,
            "content_type": self.type.currentData(),
            "language": self.language.text().strip(),
            "offset": self.offset.currentData(),
            "encoding": self.encoding.currentData(),
            "delimiter": self.delimiter.currentData(),
            "blind": self.blind.isChecked(),
        }
        market = self.market.text().strip().upper()
        if len(market) == 2 and market.isascii() and market.isalpha():
            found["market"] = market
        return found

    def _tell(self) -> None:
        self.changed.emit(self.said())

    def _line(self, words: str, longest: int) -> QLineEdit:
        made = QLineEdit(words, self)
        made.setMaxLength(longest)
        made.textEdited.connect(lambda _words: self._tell())
        return made

    def _choice(
        self, values: tuple[str, ...], chosen: str, words: dict[str, str] | None = None
    ) -> QComboBox:
        made = QComboBox(self)
        held = values if chosen in values else (*values, chosen)
        for value in held:
            shown = (words or {}).get(value, value)
            made.addItem(shown or self.tr("found out"), value)
        made.setCurrentIndex(held.index(chosen))
        made.currentIndexChanged.connect(lambda _row: self._tell())
        return made
