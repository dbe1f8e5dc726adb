"""Saved views: filter lines under names, with how many cases each leaves in this batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from workstation.store.saved_views import LONGEST_NAME, SavedView
from workstation.ui import plain
from workstation.ui.dialogs.entry_list import EntryList
from workstation.ui.dialogs.palette import Entry, PaletteLine
from workstation.ui.dialogs.panel import Panel, key_button, label

BY_KEY = 9


class ViewsPanel(Panel):
    """`used(words)` filter by a view; `kept(name)` the line that filters now is to have a name;
    `renamed(old, new)`, `dropped(name)`, `put_back`.

    The line under the heading is for names; while it is hidden, digits and keys are the list's.
    """

    used = Signal(str)
    kept = Signal(str)
    renamed = Signal(str, str)
    dropped = Signal(str)
    put_back = Signal()
    compact = True

    def __init__(self, line: str, *, naming: bool = False, parent: QWidget | None = None) -> None:
        """`line` filters now; with `naming` it asks for its name at once."""
        super().__init__("", parent)
        self._filter = line
        self._views: Sequence[SavedView] = ()
        self._counts: Mapping[str, int] = {}
        self._renaming = ""
        title = self.tr("Saved views")
        plain.set_text(self.head, title)
        self.setAccessibleName(title)
        self.list = EntryList(title, self)
        self.line = PaletteLine(lambda _event: False, self)
        self.line.setMaxLength(LONGEST_NAME)
        self.line.setAccessibleName(self.tr("Name of the view"))
        self.line.hide()
        self.column.addWidget(self.line)
        self.list.itemClicked.connect(lambda _item: self.accept())
        self.column.addWidget(self.list, 1)
        self.note = label("", self, quiet=True)
        self.note.setWordWrap(True)
        self.column.addWidget(self.note)
        self._buttons = {}
        for key, words, press in (
            ("Esc", self.tr("Close"), self._on_escape),
            ("Ins", self.tr("Keep this filter"), self.ask_name),
            ("F2", self.tr("Rename"), self._rename),
            ("Del", self.tr("Take away"), self._drop),
            ("Enter", self.tr("Use"), self.accept),
        ):
            button = key_button(key, words, self)
            button.clicked.connect(press)
            self._buttons[key] = button
        self.add_keys(*self._buttons.values())
        self.set_views(())
        if naming:
            self.ask_name()

    def set_views(self, views: Sequence[SavedView], current: str = "") -> None:
        """The views there are; the counts come later."""
        self._views = tuple(views)
        self._fill(current or self.list.current())

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """How many cases of this batch each leaves, by name."""
        self._counts = counts
        self._fill(self.list.current())

    def say(self, words: str) -> None:
        """Something happened here."""
        plain.set_text(self.note, words)

    def accept(self) -> None:
        """Use the view under the cursor; or take the name that was typed."""
        if self.line.isHidden():
            self._use(self.list.currentRow())
            return
        name = " ".join(self.line.text().split())
        if not name:
            self.say(self.tr("Type a name first."))
        elif self._renaming:
            self.renamed.emit(self._renaming, name)
        else:
            self.kept.emit(name)

    def choose_digit(self, key: str) -> None:
        """Use one of the first nine."""
        if self.line.isHidden() and key != "0":
            self._use(int(key) - 1)

    def take_back(self) -> bool:
        """What was taken away comes back."""
        self.put_back.emit()
        return True

    def step_back(self) -> bool:
        """Escape leaves the name before it leaves the panel."""
        if self.line.isHidden():
            return False
        self.close_name()
        return True

    def ask_name(self) -> None:
        """The line that filters now is to have a name."""
        if not self._filter:
            self.say(self.tr("Filter the queue first (/): the line is what is kept."))
            return
        self._renaming = ""
        self._open_name(self.tr("A name for {words}").format(words=self._filter), "")

    def close_name(self) -> None:
        """The list has the keyboard again."""
        self._renaming = ""
        self.line.hide()
        self._tell_keys()
        self.say("")
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        """F2, Insert and Delete are meant for this panel, not for the case under it."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Insert, Qt.Key.Key_Delete)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move; the keys on the buttons."""
        keys = {
            Qt.Key.Key_F2: self._rename,
            Qt.Key.Key_Insert: self.ask_name,
            Qt.Key.Key_Delete: self._drop,
            Qt.Key.Key_Escape: self._on_escape,
        }
        act = keys.get(Qt.Key(event.key()))
        if act is not None:
            act()
        elif not self.list.take(event):
            super().keyPressEvent(event)

    def shown_text(self) -> str:
        """Every word on it."""
        return f"{super().shown_text()}\n{self.list.shown_text()}"

    def _on_escape(self) -> None:
        if not self.step_back():
            self.left.emit()

    def _rename(self) -> None:
        self._renaming = self.list.current()
        if self._renaming:
            self._open_name(self.tr("Another name"), self._renaming)

    def _drop(self) -> None:
        if self.line.isHidden() and self.list.current():
            self.dropped.emit(self.list.current())

    def _open_name(self, asked: str, name: str) -> None:
        self.line.setPlaceholderText(plain.visible(asked))
        self.line.setText(name)
        self.line.selectAll()
        self.line.show()
        self._tell_keys()
        self.say(asked)
        self.line.setFocus()

    def _use(self, row: int) -> None:
        if 0 <= row < len(self._views):
            self.used.emit(self._views[row].words)

    def _fill(self, current: str) -> None:
        self.list.set_entries(
            [self._entry(number, view) for number, view in enumerate(self._views, 1)], current
        )
        self._tell_keys()
        empty = self.tr("No view is kept yet. Filter the queue (/), then press F2 in its line.")
        if not self._views and self.line.isHidden() and not self.note.text():
            self.say(empty)
        elif self._views and self.note.text() == empty:
            self.say("")

    def _tell_keys(self) -> None:
        listing, any_there = self.line.isHidden(), bool(self._views)
        for key in ("F2", "Del"):
            self._buttons[key].setEnabled(listing and any_there)
        self._buttons["Ins"].setEnabled(listing and bool(self._filter))
        words = self.tr("Use") if listing else self.tr("Keep the name")
        self._buttons["Enter"].set_choice("Enter", words, enabled=any_there or not listing)

    def _entry(self, number: int, view: SavedView) -> Entry:
        count = self._counts.get(view.name)
        shown = "…" if count is None else self.locale().toString(count)
        key = f"Alt+Shift+{number}" if number <= BY_KEY else ""
        return Entry(view.name, f"{view.words}  ·  {shown}", view.name, key)
