"""A table on its way in: which column is what, and what its first rows will be as cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any, cast

from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workstation.fault import Fault
from workstation.intake.faults import BadLine
from workstation.intake.table.mapping import FIELDS, MANY, TableMapping
from workstation.review.tables import Preview
from workstation.ui import plain
from workstation.ui.background import Background
from workstation.ui.dialogs.panel import Panel, key_button, label
from workstation.ui.dialogs.table_batch import BatchForm
from workstation.ui.dialogs.table_words import field_words
from workstation.ui.widgets.scrollbar import thin
from workstation.words import sentence

WAIT_MS = 250
"""After the last change, before the table is looked at again."""
LONGEST_CELL = 60

Look = Callable[[TableMapping], "Future[Preview]"]


class TableImportPanel(Panel):
    """Emits `accepted(mapping, keep_as)`; `keep_as` is empty where the mapping gets no name."""

    accepted = Signal(object, str)
    failed = Signal(object)

    def __init__(
        self,
        name: str,
        seen: Preview,
        known_as: str,
        look: Look,
        background: Background,
        parent: QWidget | None = None,
    ) -> None:
        """`look` reads the table again under another mapping, off the window's thread."""
        super().__init__(self.tr("Bring in a table"), parent)
        title = self.tr("Bring in {name}").format(name=plain.isolate(name))
        plain.set_sentence(self.head, title)
        self._look, self._background = look, background
        self._seen, self.mapping = seen, seen.mapping
        self._asked = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(WAIT_MS)
        self._pause.timeout.connect(self._look_again)
        self._build(known_as)
        self._show()

    def _build(self, known_as: str) -> None:
        self.told = label("", self, quiet=True)
        self.told.setWordWrap(True)
        self.column.addWidget(self.told)
        self.form = BatchForm(self.mapping, known_as, self)
        self.form.changed.connect(self._on_form)
        self.column.addWidget(self.form)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.columns = _table(self)
        self.columns.setAccessibleName(self.tr("Columns of the table"))
        self.columns.currentCellChanged.connect(lambda *_row: self._show_field())
        self.columns.cellActivated.connect(lambda *_cell: self.fields.setFocus())
        row.addWidget(self.columns, 3)
        side = QVBoxLayout()
        self.asked = label("", self, bold=True)
        side.addWidget(self.asked)
        self.fields = QListWidget(self)
        thin(self.fields)
        self.fields.setAccessibleName(self.tr("What the column is"))
        for field in FIELDS:
            item = QListWidgetItem(field_words()[field], self.fields)
            item.setData(Qt.ItemDataRole.UserRole, field)
        self.fields.itemActivated.connect(lambda _item: self._take_field())
        self.fields.itemClicked.connect(lambda _item: self._take_field())
        side.addWidget(self.fields, 1)
        row.addLayout(side, 2)
        self.column.addLayout(row, 3)
        self.first = label("", self)
        self.first.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self.first.setWordWrap(True)
        self.first.setMinimumHeight(96)
        self.column.addWidget(self.first)
        leave = key_button("Esc", self.tr("Close"), self)
        leave.clicked.connect(self.left)
        self._bring = key_button("Ctrl+Enter", self.tr("Bring it in"), self)
        self._bring.clicked.connect(self.bring)
        self.add_keys(leave, self._bring)
        self.setFocusProxy(self.columns)

    # What is shown

    def _show(self) -> None:
        seen = self._seen
        self._fill_columns(seen)
        self._show_field()
        sure = "" if seen.shape.sure else self.tr(" (a guess)")
        rows = self.tr("{n} rows") if seen.whole else self.tr("the first {n} rows looked at")
        said = [
            rows.format(n=seen.total),
            self.tr("encoding {name}{sure}").format(name=seen.shape.encoding, sure=sure),
            self.tr("between cells: {sign}").format(sign=_sign(seen.shape.delimiter)),
        ]
        if seen.faulty:
            said.append(self.tr("✗ {n} rows would be left out").format(n=seen.faulty))
        plain.set_text(self.told, " · ".join(said))
        plain.set_sentence(self.first, "\n".join(self._lines(seen)))
        self._bring.setEnabled(seen.faulty < seen.total)

    def _fill_columns(self, seen: Preview) -> None:
        header, rows = seen.shape.header, seen.shape.rows
        current = max(0, self.columns.currentRow())
        self.columns.setRowCount(len(header))
        for place, name in enumerate(header):
            sample = next((row[place] for row in rows if row[place].strip()), "")
            field = self.mapping.columns.get(name, "fact")
            for column, words in enumerate((name, sample, field_words()[field])):
                shown = plain.visible(" ".join(words.split()))[:LONGEST_CELL]
                item = QTableWidgetItem(shown)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                self.columns.setItem(place, column, item)
        self.columns.setCurrentCell(min(current, len(header) - 1), 0)

    def _lines(self, seen: Preview) -> list[str]:
        found = [
            self.tr("“{word}” names no action ({n} rows)").format(word=plain.isolate(word), n=n)
            for word, n in list(seen.unknown_actions.items())[:3]
        ]
        found += [
            self.tr("“{word}” is no clause of the policy ({n} rows)").format(
                word=plain.isolate(word), n=n
            )
            for word, n in list(seen.unknown_clauses.items())[:2]
        ]
        found += [
            self.tr("line {n}: {words}").format(n=line, words=_row_words(made))
            for line, made in (*seen.first_faults[:2], *seen.rows[:4])
        ]
        return found[:7]

    def _show_field(self) -> None:
        name = self._column()
        field = self.mapping.columns.get(name, "fact")
        words = self.tr("“{column}” is").format(column=plain.isolate(name))
        plain.set_sentence(self.asked, words)
        for row in range(self.fields.count()):
            if self.fields.item(row).data(Qt.ItemDataRole.UserRole) == field:
                self.fields.setCurrentRow(row)

    def shown_text(self) -> str:
        """Every word on it."""
        cells = [
            self.columns.item(row, column).text()
            for row in range(self.columns.rowCount())
            for column in range(3)
        ]
        return "\n".join([super().shown_text(), *cells])

    # What is said

    def _column(self) -> str:
        header = self._seen.shape.header
        return header[min(max(0, self.columns.currentRow()), len(header) - 1)]

    def _take_field(self) -> None:
        item = self.fields.currentItem()
        if item is None:
            return
        field, name = item.data(Qt.ItemDataRole.UserRole), self._column()
        columns = dict(self.mapping.columns)
        if field not in MANY:
            # A field has one column: the one that had it becomes a fact.
            columns = {one: "fact" if held == field else held for one, held in columns.items()}
        columns[name] = field
        self._settle(replace(self.mapping, columns=columns))
        self.columns.setFocus()

    def _on_form(self, said: Mapping[str, Any]) -> None:
        self._settle(replace(self.mapping, **said))

    def _settle(self, mapping: TableMapping) -> None:
        if mapping != self.mapping:
            self.mapping = mapping
            self._fill_columns(self._seen)
            self._show_field()
            self._pause.start()

    def _look_again(self) -> None:
        self._asked += 1
        asked = self._asked
        plain.set_text(self.told, self.tr("Looking …"))
        self._background.when_done(
            self._look(self.mapping), lambda seen: self._on_seen(asked, seen), self._on_failed
        )

    def _on_seen(self, asked: int, seen: Preview) -> None:
        if asked == self._asked:
            self._seen, self.mapping = seen, seen.mapping
            self._show()

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, Fault):
            self.failed.emit(error)
            return
        plain.set_text(self.told, f"✗ {sentence(error)}")
        self._bring.setEnabled(False)

    def bring(self) -> None:
        """Bring it in as it is mapped now."""
        if self._bring.isEnabled():
            self.accepted.emit(self.mapping, self.form.keep_as())

    def accept(self) -> None:
        """Enter: from the columns to the fields, from the fields back."""
        if self.columns.hasFocus():
            self.fields.setFocus()
        elif self.fields.hasFocus():
            self._take_field()

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter is the panel's while it is open, not the window's."""
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and _brings(cast(QKeyEvent, event)):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter brings it in, from wherever the keyboard is."""
        if _brings(event):
            self.bring()
            return
        super().keyPressEvent(event)


def _brings(event: QKeyEvent) -> bool:
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


def _table(parent: QWidget) -> QTableWidget:
    made = QTableWidget(0, 3, parent)
    made.setHorizontalHeaderLabels(
        [made.tr("Column"), made.tr("For example"), made.tr("Becomes")]
    )
    made.verticalHeader().hide()
    made.setShowGrid(False)
    made.setTabKeyNavigation(False)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    thin(made)
    head = made.horizontalHeader()
    head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    head.setHighlightSections(False)
    return made


def _row_words(made: Mapping[str, Any] | BadLine) -> str:
    if isinstance(made, BadLine):
        words = sentence(Fault(made.reason, **dict(made.params)))
        return f"✗ {plain.isolate(made.where)} {words}" if made.where else f"✗ {words}"
    texts: Sequence[Mapping[str, Any]] = made["parts"]
    decided = made.get("decision", {})
    said = [made["source_id"], made["market"], made["snapshot_at"][:10]]
    if decided:
        said.append(decided["action"])
    said.append(" ".join(texts[0]["text"].split())[:LONGEST_CELL])
    return "  ".join(plain.isolate(str(one)) for one in said)


def _sign(delimiter: str) -> str:
    return {"\t": "tab", ",": "comma", ";": "semicolon", "|": "|"}.get(delimiter, delimiter)
