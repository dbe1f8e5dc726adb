"""Go to a case by its id, or by a text that has the id in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from workstation.review.queue import Place
from workstation.ui import plain
from workstation.ui.dialogs.entry_list import EntryList
from workstation.ui.dialogs.palette import Entry, PaletteLine
from workstation.ui.dialogs.panel import Panel, key_button, label

LATER_MS = 120  # after the last letter the store is asked


class GoToPanel(Panel):
    """`asked(words)` where the store is to look; `chosen(batch, task)` a place was taken."""

    asked = Signal(str)
    chosen = Signal(str, str)
    compact = True

    def __init__(self, batch: str, parent: QWidget | None = None) -> None:
        """`batch` is the open one."""
        super().__init__("", parent)
        self._batch = batch
        self._found: Sequence[Place] = ()
        self._looked = ""  # what the list answers
        self._entered = False  # Enter came before the answer
        title = self.tr("Go to a case by its id")
        plain.set_text(self.head, title)
        self.setAccessibleName(title)
        self.list = EntryList(title, self)
        self.line = PaletteLine(self.list.take, self)
        self.line.setMaxLength(2000)
        self.line.setPlaceholderText(
            self.tr("An id, its beginning or its last digits; anything may stand around it")
        )
        self.line.setAccessibleName(title)
        self.column.addWidget(self.line)
        self.list.itemClicked.connect(lambda _item: self.accept())
        self.column.addWidget(self.list, 1)
        self.note = label("", self, quiet=True)
        self.note.setWordWrap(True)
        self.column.addWidget(self.note)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(LATER_MS)
        self._later.timeout.connect(self._ask)
        self.line.textChanged.connect(lambda _words: self._later.start())
        go = key_button("Enter", self.tr("Go there"), self)
        go.clicked.connect(self.accept)
        leave = key_button("Esc", self.tr("Close"), self)
        leave.clicked.connect(self.left)
        self.add_keys(leave, go)
        self.setFocusProxy(self.line)

    def accept(self) -> None:
        """Go to the case under the cursor, once it is known which that is."""
        if self._looked != self.line.text():
            self._entered = True
            self._ask()
            return
        self._go()

    def set_found(self, words: str, found: Sequence[Place]) -> None:
        """What the store knew of those words; dropped where somebody has typed on."""
        if words != self.line.text():
            return
        self._looked, self._found = words, found
        self.list.set_entries([self._entry(number, one) for number, one in enumerate(found)])
        entered, self._entered = self._entered, False
        typed = plain.shortened(words.strip(), 40)
        if typed and not found:
            said = self.tr(
                "No case here is called {words}. Bring its batch in, or try fewer signs."
            )
            plain.set_text(self.note, said.format(words=typed))
        elif found and found[0].batch != self._batch:
            plain.set_text(self.note, self.tr("It is in another batch: Enter opens that one."))
        else:
            plain.set_text(self.note, "")
        if entered and (len(found) == 1 and found[0].batch == self._batch):
            self._go()

    def shown_text(self) -> str:
        """Every word on it."""
        return f"{super().shown_text()}\n{self.list.shown_text()}"

    def _ask(self) -> None:
        self._later.stop()
        self.asked.emit(self.line.text())

    def _go(self) -> None:
        held = self.list.current()
        if held:
            place = self._found[int(held)]
            self.chosen.emit(place.batch, place.task)

    def _entry(self, number: int, place: Place) -> Entry:
        here = place.batch == self._batch
        title = plain.shortened(place.batch_title, 40)
        kind = self.tr("in this batch") if here else self.tr("in {batch}").format(batch=title)
        return Entry(str(number), kind, place.source_id or place.task)
