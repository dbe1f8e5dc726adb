"""What is to be put right on the platform: a list by the time that is left, worked by keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from workstation.domain.remediation import State
from workstation.reports.remediation import Figures, figures
from workstation.store.remediation_rows import Entry
from workstation.ui import plain
from workstation.ui.dialogs.panel import Panel, key_button, label
from workstation.ui.dialogs.remediation_form import RemediationForm
from workstation.ui.dialogs.remediation_head import VIEWS, RemediationHead
from workstation.ui.dialogs.remediation_model import EntriesModel, matches
from workstation.ui.dialogs.table import table_of

_CTRL = Qt.KeyboardModifier.ControlModifier


class RemediationPanel(Panel):
    """`opened(entry)` its case is wanted; `assigned(entry, owner)`, `closed(entry, outcome, note)`,
    `reopened(entry, note)`, `undone`; `exported` and `imported` a file is wanted."""

    wide = True
    opened = Signal(object)
    assigned = Signal(str, str)
    closed = Signal(str, str, str)
    reopened = Signal(str, str)
    undone = Signal()
    exported = Signal()
    imported = Signal()

    def __init__(
        self,
        rows: Sequence[Entry],
        now: datetime,
        held: Figures | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Those with the least time left first; opens on what is open."""
        super().__init__("", parent)
        title = self.tr("To put right")
        self.setAccessibleName(title)
        plain.set_text(self.head, title)
        self._all: tuple[Entry, ...] = ()
        self.view = VIEWS[0]
        self.model = EntriesModel(now, self)
        self.standing = RemediationHead(self)
        self.standing.chosen.connect(self.show_view)
        self.column.addWidget(self.standing)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(
            self.tr("/  Narrow: critical, market:MY, what:reinstate, owner:legal, a case, a word")
        )
        self.line.setAccessibleName(self.tr("Narrow the list"))
        self.line.textChanged.connect(lambda _words: self._show())
        self.column.addWidget(self.line)
        self.table = table_of(self.model, title, EntriesModel.WIDTHS, self)
        self.table.installEventFilter(self)
        self.table.doubleClicked.connect(lambda _index: self.accept())
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.column.addWidget(self.table, 1)
        self._note = label("", self, quiet=True)
        self._note.setWordWrap(True)
        self.column.addWidget(self._note)
        self.form = RemediationForm(self)
        self.form.assigned.connect(lambda owner: self._said(self.assigned, owner))
        self.form.closed.connect(lambda how, note: self._said(self.closed, how, note))
        self.form.reopened.connect(lambda note: self._said(self.reopened, note))
        self.form.left.connect(self._on_form_left)
        self.column.addWidget(self.form)
        self._add_keys()
        self.setFocusProxy(self.table)
        self.set_rows(rows, now, held)
        self.table.selectRow(0)

    # Rows

    def set_rows(
        self, rows: Sequence[Entry], now: datetime, held: Figures | None = None
    ) -> None:
        """Show these entries; the cursor stays on its entry while that is there. `held` are their
        figures, where somebody has counted them off the window's thread."""
        self._all, self._now = tuple(rows), now
        held = held or figures(self._all, now)
        self.standing.tell(held, len(self._all), self.view)
        self._show()

    def current(self) -> Entry | None:
        """The entry under the cursor."""
        index = self.table.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def show_view(self, view: str) -> None:
        """Show what is open, overdue, waiting, closed, or all of it."""
        self.view = view
        self.standing.choose(view)
        self._show()

    def _show(self) -> None:
        before, place = self.current(), self.table.currentIndex().row()
        line = self.line.text()
        shown = [
            row
            for row in self._all
            if self._is_in_view(row)
            and (not line.strip() or matches(row, line, self.model.words_of(row)))
        ]
        self.model.set_rows(shown, self._now)
        ids = [row.id for row in shown]
        if before is not None and before.id in ids:
            place = ids.index(before.id)
        if shown:
            self.table.selectRow(min(max(place, 0), len(shown) - 1))
        self._tell()

    def _is_in_view(self, row: Entry) -> bool:
        if self.view == "overdue":
            return self.model.is_late(row)
        return self.view == "all" or row.state == self.view

    # Building

    def _add_keys(self) -> None:
        self._buttons = {
            "open": key_button("Enter", self.tr("Open the case"), self),
            "owner": key_button("F2", self.tr("Owner"), self),
            "close": key_button("F3", self.tr("Close"), self),
            "reopen": key_button("F4", self.tr("Open again"), self),
            "undo": key_button("Ctrl+Z", self.tr("Take back"), self),
            "export": key_button("Ctrl+E", self.tr("Export"), self),
            "import": key_button("Ctrl+O", self.tr("Closings"), self),
            "leave": key_button("Esc", self.tr("Leave"), self),
        }
        for name, button in self._buttons.items():
            button.clicked.connect(lambda _on=False, name=name: self.do(name))
        self.add_keys(*self._buttons.values())

    # Words

    def _tell(self) -> None:
        if self.model.rows:
            words = self.tr("{n} of {total}").format(n=len(self.model.rows), total=len(self._all))
        elif self._all:
            words = self.tr("Nothing here. 5 shows all, Esc empties the line.")
        else:
            words = self.tr(
                "Nothing is to be put right. A verdict that finds something wrong on the platform "
                "opens an entry here."
            )
        plain.set_text(self._note, words)
        self._on_row_changed()

    def _on_row_changed(self, *_indexes: QModelIndex) -> None:
        row = self.current()
        can = {
            "open": row is not None and not row.sealed,
            "owner": row is not None,
            "close": row is not None and row.state in (State.OPEN, State.WITHDRAWN),
            "reopen": row is not None and row.state == State.CLOSED,
            "export": bool(self._all),
        }
        for name, able in can.items():
            self._buttons[name].setEnabled(able)

    # Keys

    def event(self, event: QEvent) -> bool:
        """The list's own keys come before the window's."""
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and self._meant(event):
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The table would look for rows that begin with what is typed: signs and digits go on to
        the panel and the window."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            typed = event.text()
            if typed and typed.isprintable():
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F-keys and Ctrl act on the entry; Escape first empties the line."""
        name = self._meant(event)
        if name and not self.held.repeats(event):
            self.do(name)
        elif not name and not (event.key() == Qt.Key.Key_Escape and self.step_back()):
            super().keyPressEvent(event)

    def step_back(self) -> bool:
        """Escape gives up the question, then empties the line, then leaves it."""
        if self.form.asked:
            self.form.give_up()
        elif self.line.text() or self.line.hasFocus():
            self.line.clear()
            self.table.setFocus()
        else:
            return False
        return True

    def _meant(self, event: QKeyEvent) -> str:
        held, key = event.modifiers(), event.key()
        if held == _CTRL:
            return {Qt.Key.Key_E: "export", Qt.Key.Key_O: "import"}.get(Qt.Key(key), "")
        typing = self.line.hasFocus() or self.form.line.hasFocus()
        if event.text() == "/" and not typing:
            return "narrow"
        if held != Qt.KeyboardModifier.NoModifier:
            return ""
        return {Qt.Key.Key_F2: "owner", Qt.Key.Key_F3: "close", Qt.Key.Key_F4: "reopen"}.get(
            Qt.Key(key), ""
        )

    def do(self, name: str) -> None:
        """What a key or its button does."""
        row = self.current()
        button = self._buttons.get(name)
        if button is not None and not button.isEnabled():
            return
        if name == "narrow":
            self.line.setFocus()
        elif name == "open":
            self.accept()
        elif name == "owner" and row is not None:
            self.form.ask_owner(row.owner)
        elif name == "close":
            self.form.ask_outcome()
        elif name == "reopen":
            self.form.ask_why()
        elif name in ("undo", "export", "import", "leave"):
            {"undo": self.undone, "export": self.exported, "import": self.imported,
             "leave": self.left}[name].emit()  # fmt: skip

    def choose_digit(self, key: str) -> None:
        """An outcome, while that is asked; else which entries are shown."""
        if self.form.asked == "outcome":
            self.form.choose(int(key))
        elif not self.form.asked and 1 <= int(key) <= len(VIEWS):
            self.show_view(VIEWS[int(key) - 1])

    def accept(self) -> None:
        """Enter: the question at the foot, else the case of the entry."""
        if self.form.asked:
            self.form.accept()
            return
        if self.line.hasFocus():
            self.table.setFocus()
            return
        row = self.current()
        if row is not None and not row.sealed:
            self.opened.emit(row)

    def take_back(self) -> bool:
        """Ctrl+Z takes back the last act on the list."""
        self.undone.emit()
        return True

    def shown_text(self) -> str:
        """Every word on view."""
        rows = [" ".join(self.model.words_of(row)) for row in self.model.rows]
        return "\n".join([super().shown_text(), self.line.placeholderText(), *rows])

    def _said(self, signal: Signal, *words: str) -> None:
        row = self.current()
        self.table.setFocus()
        if row is not None:
            signal.emit(row.id, *words)  # type: ignore[attr-defined]

    def _on_form_left(self) -> None:
        self.table.setFocus()
