"""The copies of a cluster, one at a time: what is otherwise than in the first is marked."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workstation.domain.cluster import Difference
from workstation.review.copies import Copy
from workstation.ui.background import Background
from workstation.ui.case.pane import CasePane, Load
from workstation.ui.dialogs.panel import Panel, key_button, label
from workstation.ui.plain import set_text, shortened

Fetch = Callable[[int], "Future[Copy | None]"]

MOST_NAMED = 8  # differences that are named in a line
_OWN = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_M, Qt.Key.Key_F12)
_SCROLLS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CopiesPanel(Panel):
    """Arrows or a digit choose the copy, M opens its media, F12 seals it; Escape goes back to the
    answer. `sealed(number, case)` the copy has left the screen; `untranslated(prepared)` its
    translation is not complete yet."""

    sealed = Signal(int, str)
    untranslated = Signal(object)

    def __init__(
        self,
        fetch: Fetch,
        total: int,
        load: Load,
        background: Background,
        step: float = 1.5,
        parent: QWidget | None = None,
    ) -> None:
        """Opens on the second copy: the first is on the screen."""
        super().__init__("", parent)
        self._fetch, self._total, self._background = fetch, total, background
        self._number = 0
        self.shown: Copy | None = None
        self._told = label("", self)
        self._told.setWordWrap(True)
        self.column.addWidget(self._told)
        self.case = CasePane(load, background, self)
        self.case.set_step(step)
        self.case.grid.setMinimumHeight(120)
        self.column.addWidget(self.case, 1)
        self._add_buttons()
        set_text(self.head, self.tr("Copies of one thing"))
        self.setAccessibleName(self.head.text())

    def start(self) -> None:
        """Once the panel has its place."""
        self.go(min(2, self._total))

    def go(self, number: int) -> None:
        """Show the copy of that number."""
        if not 0 < number <= self._total or number == self._number:
            return
        self._number = number
        self._background.when_done(self._fetch(number), self._on_copy)

    def choose_digit(self, key: str) -> None:
        """One of the first nine."""
        self.go(int(key))

    def accept(self) -> None:
        """Enter: the next copy, then back to the answer."""
        if self._number < self._total:
            self.go(self._number + 1)
        else:
            self.left.emit()

    def event(self, event: QEvent) -> bool:
        """The arrows and M are meant for the copy that is shown here."""
        overrides = event.type() == QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and event.key() in _OWN:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go through the copies; Escape leaves the large view, then the panel."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.go(self._number + (1 if event.key() == Qt.Key.Key_Right else -1))
        elif event.key() == Qt.Key.Key_M:
            self.case.open_media()
        elif event.key() == Qt.Key.Key_F12:
            self._seal()
        elif event.key() in _SCROLLS:
            QCoreApplication.sendEvent(self.case.grid, event)
        elif event.key() == Qt.Key.Key_Escape:
            self.step_back()
        else:
            super().keyPressEvent(event)

    def step_back(self) -> bool:
        """Escape leaves the large view, then the panel."""
        if self.case.view.isVisible():
            self.case.view.close_view()
        else:
            self.left.emit()
        return True

    def translated(self, case: str) -> None:
        """A case's translation has arrived."""
        shown = self.shown.prepared if self.shown is not None else None
        if shown is not None and shown.view.case.id == case:
            self.look_again()

    def look_again(self) -> None:
        """What is shown has changed in the store."""
        number, self._number = self._number, 0
        self.go(number)

    def _seal(self) -> None:
        if self.shown is not None and self.shown.prepared is not None:
            self.case.clear()
            self.sealed.emit(self.shown.number, self.shown.prepared.view.case.id)

    def shown_text(self) -> str:
        """Every word on view."""
        return "\n".join([super().shown_text(), self.case.shown_text()])

    def _on_copy(self, copy: Copy | None) -> None:
        if copy is None or copy.number != self._number:
            return  # another has been asked for meanwhile
        self.shown = copy
        head = self.tr("Copy {n} of {total}: {name}")
        set_text(
            self.head, head.format(n=copy.number, total=copy.of, name=copy.source_id)
        )
        self._media.setVisible(copy.prepared is not None and bool(copy.prepared.view.case.media))
        if copy.prepared is None:
            self.case.clear()
            set_text(self._told, self.tr("This copy is sealed: only its name is told."))
            return
        self.case.show_case(copy.prepared)
        self.case.learn()
        self.case.grid.set_pinned(copy.marks())
        set_text(self._told, self._differences(copy))
        if not copy.prepared.rendered.complete:
            self.untranslated.emit(copy.prepared)

    def _differences(self, copy: Copy) -> str:
        if copy.number == 1:
            return self.tr("This is the one that you judge; the others are held against it.")
        if not copy.differences:
            return self.tr("Word for word and picture for picture as the first.")
        named = [self._named(one) for one in copy.differences[:MOST_NAMED]]
        if len(copy.differences) > MOST_NAMED:
            named.append("…")
        return self.tr("Otherwise than the first: {what}").format(what="  ·  ".join(named))

    def _named(self, one: Difference) -> str:
        words = {
            "part": self.tr("words of {name}"),
            "gone": self.tr("{name} is missing"),
            "fact": self.tr("{name}"),
            "media": self.tr("picture {name}"),
        }
        return words[one.kind].format(name=shortened(one.name, 40))

    def _add_buttons(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        back = key_button("←", self.tr("Before"), self)
        back.clicked.connect(lambda: self.go(self._number - 1))
        on = key_button("→", self.tr("Next copy"), self)
        on.clicked.connect(lambda: self.go(self._number + 1))
        self._media = key_button("M", self.tr("Media"), self)
        self._media.clicked.connect(lambda: self.case.open_media())
        leave = key_button("Esc", self.tr("Back to the answer"), self)
        leave.clicked.connect(self.left)
        for button in (back, on, self._media):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(leave)
        self.column.addLayout(row)
