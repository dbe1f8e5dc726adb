"""A table on its way in: which column is what, and what its first rows will be as cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from typing import Any, cast

from msgspec import Struct
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
from shiboken6 import isValid

from workstation.domain.taxonomy import CANNOT, DEFAULT_ACTIONS
from workstation.fault import Fault
from workstation.intake.faults import BadLine
from workstation.intake.table.mapping import DATES, FIELDS, MANY, TableMapping
from workstation.review.tables import Preview
from workstation.ui import plain, theme
from workstation.ui.background import Background
from workstation.ui.dialogs.panel import Panel, key_button, label
from workstation.ui.dialogs.table_batch import BatchForm
from workstation.ui.dialogs.table_words import encoding_words, field_words
from workstation.ui.widgets.pale_selection import PaleSelection
from workstation.ui.widgets.scrollbar import thin
from workstation.words import sentence

WAIT_MS = 250
"""After the last change, before the table is looked at again."""
LONGEST_CELL = 60

COLUMN, ACTION, CLAUSE = "column", "action", "clause"

Look = Callable[[TableMapping], "Future[Preview]"]


class Line(Struct, frozen=True):
    """Something to settle: a column, or a word of an action or a clause."""

    kind: str
    name: str
    told: str = ""


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
        self._lines: tuple[Line, ...] = ()
        self._met: dict[tuple[str, str], int] = {}
        self._offered: list[tuple[str, str]] = []
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
        # By mouse; Enter comes by `accept`, once however long it is held.
        self.columns.cellDoubleClicked.connect(lambda *_cell: self.fields.setFocus())
        row.addWidget(self.columns, 3)
        side = QVBoxLayout()
        self.asked = label("", self, bold=True)
        side.addWidget(self.asked)
        self.fields = QListWidget(self)
        thin(self.fields)
        self.fields.setItemDelegate(PaleSelection(self.fields))
        self.fields.setAccessibleName(self.tr("What the column is"))
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
        encoding = encoding_words(seen.shape.encoding)
        rows = self.tr("{n} rows") if seen.whole else self.tr("the first {n} rows looked at")
        said = [
            rows.format(n=seen.total),
            self.tr("encoding {name}{sure}").format(name=encoding, sure=sure),
            self.tr("between cells: {sign}").format(sign=_sign(seen.shape.delimiter)),
        ]
        if seen.problem is not None:
            said = [f"✗ {sentence(seen.problem)}"]
        elif seen.faulty:
            said.append(self.tr("✗ rows that would be left out: {n}").format(n=seen.faulty))
        if seen.problem is None and self._lacks_a_day():
            said.append(self.tr("✗ no column is the day: today's policy would count"))
        plain.set_text(self.told, " · ".join(said))
        plain.set_sentence(self.first, "\n".join(self._first_rows(seen)))
        self._bring.setEnabled(seen.faulty < seen.total)

    def _fill_columns(self, seen: Preview) -> None:
        header, rows = seen.shape.header, seen.shape.rows
        current = max(0, self.columns.currentRow())
        self._lines = tuple(self._lines_of(seen))
        self.columns.setRowCount(len(self._lines))
        for place, line in enumerate(self._lines):
            told = line.told
            if line.kind == COLUMN:
                at = header.index(line.name)
                told = next((row[at] for row in rows if row[at].strip()), "")
            name = line.name if line.name.strip() else self.tr("(empty)")
            for column, words in enumerate((name, told, self._becomes(line))):
                shown = plain.shortened(" ".join(words.split()), LONGEST_CELL)
                item = QTableWidgetItem(plain.visible(shown))
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                self.columns.setItem(place, column, item)
        self.columns.setCurrentCell(min(current, len(self._lines) - 1), 0)

    def _lines_of(self, seen: Preview) -> Iterator[Line]:
        """The words of actions and clauses that nobody knows yet; below them every column."""
        for kind, unknown in ((ACTION, seen.unknown_actions), (CLAUSE, seen.unknown_clauses)):
            for word, count in unknown.items():
                # Those that have been settled meanwhile stay where they are.
                self._met.setdefault((kind, word.casefold()), count)
        for (kind, word), count in self._met.items():
            yield Line(kind, word, self.tr("rows: {n}").format(n=count))
        for name in seen.shape.header:
            yield Line(COLUMN, name)

    def _lacks_a_day(self) -> bool:
        return not any(field in DATES for field in self.mapping.columns.values())

    def _becomes(self, line: Line) -> str:
        if line.kind == COLUMN:
            return field_words()[self._held(line)]
        settled = self._held(line)
        if not settled:
            return self.tr("✗ no action") if line.kind == ACTION else self.tr("✗ no clause")
        return dict(self._choices(line)).get(settled, settled)

    def _held(self, line: Line) -> str:
        if line.kind == COLUMN:
            return self.mapping.columns.get(line.name, "fact")
        settled = self.mapping.actions if line.kind == ACTION else self.mapping.clauses
        return settled.get(line.name, "")

    def _choices(self, line: Line) -> list[tuple[str, str]]:
        if line.kind == ACTION:
            return [(one.id, one.label) for one in DEFAULT_ACTIONS if one.id != CANNOT]
        if line.kind == CLAUSE:
            return [(clause, f"{clause} {title}") for clause, title in self._seen.clauses]
        return [(field, field_words()[field]) for field in FIELDS]

    def _first_rows(self, seen: Preview) -> list[str]:
        good = [row for row in seen.rows if not isinstance(row[1], BadLine)]
        return [
            self.tr("line {n}: {words}").format(n=line, words=_row_words(made))
            for line, made in (*seen.first_faults[:3], *good[:3])
        ]

    def _show_field(self) -> None:
        line = self._line()
        words = self.tr("“{name}” is") if line.kind == COLUMN else self.tr("“{name}” means")
        plain.set_sentence(self.asked, words.format(name=plain.isolate(line.name)))
        choices = self._choices(line)
        if choices != self._offered:
            self._offered = choices
            self.fields.clear()
            for value, shown in choices:
                item = QListWidgetItem(plain.visible(shown), self.fields)
                item.setData(Qt.ItemDataRole.UserRole, value)
        values = [value for value, _ in choices]
        held = self._held(line)
        self.fields.setCurrentRow(values.index(held) if held in values else 0)

    def shown_text(self) -> str:
        """Every word on it."""
        cells = [
            self.columns.item(row, column).text()
            for row in range(self.columns.rowCount())
            for column in range(3)
        ]
        return "\n".join([super().shown_text(), *cells])

    # What is said

    def _line(self) -> Line:
        return self._lines[min(max(0, self.columns.currentRow()), len(self._lines) - 1)]

    def _take_field(self) -> None:
        item = self.fields.currentItem()
        if item is None:
            return
        value, line = item.data(Qt.ItemDataRole.UserRole), self._line()
        self.columns.setFocus()
        if line.kind == ACTION:
            actions = {**self.mapping.actions, line.name: value}
            self._settle(replace(self.mapping, actions=actions))
        elif line.kind == CLAUSE:
            clauses = {**self.mapping.clauses, line.name: value}
            self._settle(replace(self.mapping, clauses=clauses))
        else:
            self._settle(replace(self.mapping, columns=self._with_field(line.name, value)))

    def _with_field(self, name: str, field: str) -> dict[str, str]:
        columns = dict(self.mapping.columns)
        if field not in MANY:
            # A field has one column: the one that had it becomes a fact.
            columns = {one: "fact" if held == field else held for one, held in columns.items()}
        return {**columns, name: field}

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
        if asked == self._asked and isValid(self):  # it may have been closed meanwhile
            self._seen, self.mapping = seen, seen.mapping
            self._show()

    def _on_failed(self, error: Exception) -> None:
        if not isValid(self):
            return
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
    thin(made)
    made.setItemDelegate(PaleSelection(made))
    made.setHorizontalHeaderLabels(
        [made.tr("Column"), made.tr("For example"), made.tr("Becomes")]
    )
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(theme.px(22))
    made.setShowGrid(False)
    made.setTabKeyNavigation(False)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
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
