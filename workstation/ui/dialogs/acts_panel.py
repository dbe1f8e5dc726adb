"""A list with acts on digits: what may be done to the row under the cursor, some asked twice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from workstation.ui import plain
from workstation.ui.dialogs.panel import key_button, label
from workstation.ui.dialogs.rows_panel import CellsModel, RowsPanel
from workstation.ui.widgets.keybutton import KeyButton


class Act(Struct, frozen=True):
    """An act: its key (a digit or Enter), its name, and the words on its button."""

    key: str
    name: str
    words: str


class ActsPanel(RowsPanel):
    """`asked(name, row)` an act is wanted, `stopped` what is under way is to stop.

    A panel of its own says what a row allows (`allowed`), and what has to be said before an act
    that cannot be taken back (`warning`): its key then has to be pressed again.
    """

    wide = True
    meanwhile: Collection[str] = ()
    """The names of the acts that are of use while something is under way, and only then."""
    asked = Signal(str, object)
    stopped = Signal()

    def __init__(
        self,
        title: str,
        columns: Sequence[str],
        widths: Sequence[int],
        acts: Sequence[Act],
        parent: QWidget | None = None,
    ) -> None:
        """Its rows come with `show_rows`."""
        super().__init__(title, CellsModel(columns), widths, parent)
        self._acts = {act.key: act for act in acts}
        self._sure = ""
        self._busy = False
        self.note = label("", self)
        self.note.setWordWrap(True)
        self.column.insertWidget(self.column.indexOf(self.count), self.note)
        self.note.hide()
        self.nothing = label("", self)
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.column.insertWidget(self.column.indexOf(self.table) + 1, self.nothing, 1)
        self.buttons: dict[str, KeyButton] = {}
        for act in acts:
            button = key_button(act.key, act.words, self)
            button.clicked.connect(lambda _on=False, act=act: self._press(act))
            self.buttons[act.name] = button
        self._leave = key_button("Esc", self.tr("Close"), self)
        self._leave.clicked.connect(self._on_escape)
        self.add_keys(*self.buttons.values(), self._leave)

    # What a panel of its own says

    def allowed(self, _row: Any) -> Collection[str]:
        """The names of the acts that the row under the cursor (None: no row) allows."""
        return ()

    def warning(self, _name: str, _row: Any) -> str:
        """What to say before an act that has to be asked for twice; empty for the others."""
        return ""

    def id_of(self, row: Any) -> str:
        """What a row is known by when the list is read again."""
        return str(row.id)

    # Rows

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these (`Cells`); the cursor stays on its row while that is there."""
        before, place = self.current(), max(0, self.table.currentIndex().row())
        self.model.set_rows(rows)
        ids = [self.id_of(self.model.of(row)) for row in rows]
        if before is not None and self.id_of(before) in ids:
            source = self.model.index(ids.index(self.id_of(before)), 0)
            held = self.sorted.mapFromSource(source).row()
            place = held if held >= 0 else place
        # An empty table says nothing: what to do stands in its place.
        for widget in (self.line, self.table, self.count):
            widget.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        plain.set_text(self.nothing, self.empty)
        self.setFocusProxy(self.table if rows else None)
        if self.isVisible() and not rows:
            self.setFocus()
        if self.sorted.rowCount():
            self.table.selectRow(min(place, self.sorted.rowCount() - 1))
        self._tell()

    # What is under way

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._busy

    def begin(self, words: str) -> None:
        """Something takes a while; Escape stops it."""
        self._busy = True
        self.say(words)
        self._tell()

    def go_on(self, words: str) -> None:
        """How far it is."""
        if self._busy:
            self.say(words)

    def end(self, words: str = "") -> None:
        """It is done, or has been stopped."""
        self._busy = False
        self.say(words)
        self._tell()

    def say(self, words: str) -> None:
        """A line under the list; empty takes it away."""
        self._sure = ""
        plain.set_text(self.note, words)
        self.note.setVisible(bool(words))

    # Keys

    def accept(self) -> None:
        """What the button of Enter does."""
        if "Enter" in self._acts:
            self._press(self._acts["Enter"])

    def choose_digit(self, key: str) -> None:
        """What the button of a digit does."""
        if key in self._acts and not self.line.hasFocus():
            self._press(self._acts[key])

    def step_back(self) -> bool:
        """Escape stops what is under way, then withdraws a question, then empties the line."""
        if self._busy:
            self.stopped.emit()
        elif self._sure:
            self.say("")
        elif self.line.text():
            self.line.clear()
        elif self.line.hasFocus():
            self.table.setFocus()
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes step by step."""
        if event.key() == Qt.Key.Key_Escape:
            self._on_escape()
            return
        super().keyPressEvent(event)

    def _press(self, act: Act) -> None:
        row = self.current()
        if not self.buttons[act.name].isEnabled():
            return
        if self._busy:
            self.asked.emit(act.name, row)
            return
        said = self.warning(act.name, row)
        asked = f"{act.name} {self.id_of(row) if row is not None else ''}"
        if said and self._sure != asked:
            self.say(self.tr("{what} Press {key} again.").format(what=said, key=act.key))
            self._sure = asked
            return
        self.say("")
        self.asked.emit(act.name, row)

    def _on_escape(self) -> None:
        if not self.step_back():
            self.left.emit()

    def _tell(self) -> None:
        super()._tell()
        if not hasattr(self, "buttons"):
            return  # while it is being made
        if self._sure:
            self.say("")
        held = self.meanwhile if self._busy else self.allowed(self.current())
        for name, button in self.buttons.items():
            button.setEnabled(name in held)
        self._leave.set_choice("Esc", self.tr("Stop") if self._busy else self.tr("Close"))
