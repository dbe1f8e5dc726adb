"""Keys of one's own: every action with its keys, a new one taken as it is pressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from workstation.ui import matching, plain
from workstation.ui.dialogs.palette import ENTRY, Entry, EntryDelegate, PaletteLine
from workstation.ui.dialogs.panel import Panel, key_button, label
from workstation.ui.widgets.scrollbar import thin

_MODIFIERS = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_Meta,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
)


class ShortcutsPanel(Panel):
    """`chosen(name, key, beside)`: a key for an action, in the place of its own or beside them;
    `emptied(name)`, `reset(name)`, `reset("")` for all."""

    chosen = Signal(str, str, bool)
    emptied = Signal(str)
    reset = Signal(str)
    taken_back = Signal()

    def __init__(
        self,
        entries: Sequence[Entry],
        refuse: Callable[[str, str], str],
        parent: QWidget | None = None,
    ) -> None:
        """`entries` have the action's name as id; `refuse(name, key)` says why a key is not to be
        had, empty where it is."""
        super().__init__("", parent)
        self._entries = tuple(entries)
        self._refuse = refuse
        self._for: tuple[str, bool] | None = None
        title = self.tr("Keys of your own")
        self.head.setText(title)
        self.setAccessibleName(title)
        self.line = PaletteLine(self._on_key, self)
        self.line.setMaxLength(200)
        self.line.setPlaceholderText(self.tr("Search"))
        self.line.setAccessibleName(self.tr("Search the actions"))
        self.line.textChanged.connect(lambda _words: self._fill())
        self.column.addWidget(self.line)
        self.catcher = KeyCatcher(self)
        self.catcher.caught.connect(self._on_caught)
        self.catcher.hide()
        self.list = QListWidget(self)
        self.list.setItemDelegate(EntryDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(title)
        self.list.itemDoubleClicked.connect(lambda _item: self.accept())
        thin(self.list)
        self.column.addWidget(self.list, 1)
        self.note = label("", self, quiet=True)
        self.note.setWordWrap(True)
        self.column.addWidget(self.note)
        buttons = []
        for key, words, press in (
            ("Enter", self.tr("Another key"), self.accept),
            ("Shift+Enter", self.tr("One more key"), lambda: self._catch(beside=True)),
            ("Del", self.tr("No key"), self._empty),
            ("Backspace", self.tr("As it was"), self._reset),
            ("Ctrl+Backspace", self.tr("All"), lambda: self.reset.emit("")),
            ("Esc", self.tr("Close"), self.left.emit),
        ):
            button = key_button(key, words, self)
            button.clicked.connect(press)
            buttons.append(button)
        self.add_keys(*buttons)
        self.setFocusProxy(self.line)
        self._fill()
        self._say("")

    def set_entries(self, entries: Sequence[Entry], told: str = "") -> None:
        """The same actions, with the keys they have now."""
        self._entries = tuple(entries)
        self._fill()
        self._say(told)

    def current(self) -> Entry | None:
        """The action under the cursor."""
        item = self.list.currentItem()
        return item.data(ENTRY) if item else None

    def accept(self) -> None:
        """Wait for the key that the action under the cursor is to have."""
        self._catch(beside=False)

    def take_back(self) -> bool:
        """Ctrl+Z takes a key back here, never a verdict."""
        self.taken_back.emit()
        return True

    def shown_text(self) -> str:
        """Every word on it."""
        entries = (self.list.item(row).data(ENTRY) for row in range(self.list.count()))
        lines = [f"{e.words} {e.kind} {e.keys} {e.why}" for e in entries]
        return "\n".join([super().shown_text(), *lines])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Shift and Enter add a key to those an action has."""
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and shift:
            self._catch(beside=True)
            return
        super().keyPressEvent(event)

    def _fill(self) -> None:
        current = self.current()
        self.list.clear()
        words, chosen = self.line.text(), 0
        for entry in matching.narrow(
            words, self._entries, lambda one: (one.words, one.kind, one.keys, *one.texts)
        ):
            item = QListWidgetItem(plain.visible(f"{entry.words}: {entry.keys}"), self.list)
            item.setData(ENTRY, entry)
            if current is not None and entry.id == current.id:
                chosen = self.list.count() - 1
        self.list.setCurrentRow(chosen)

    def _catch(self, *, beside: bool) -> None:
        entry = self.current()
        if entry is None or self._for is not None:
            return
        if entry.why:
            self._say(entry.why)
            return
        self._for = (entry.id, beside)
        self._say(self.tr("Press the key for “{action}”. Esc: none.").format(action=entry.words))
        self.catcher.show()
        self.catcher.setFocus()

    def _on_caught(self, key: str) -> None:
        assert self._for is not None
        name, beside = self._for
        refused = self._refuse(name, key) if key else ""
        if refused:
            self._say(refused)  # another may be pressed at once
            return
        self._for = None
        self.line.setFocus()
        self.catcher.hide()
        self._say("")
        if key:
            self.chosen.emit(name, key, beside)

    def _on_key(self, event: QKeyEvent) -> bool:
        key, last = Qt.Key(event.key()), self.list.count() - 1
        moves = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 8,
            Qt.Key.Key_PageUp: -8,
        }
        if key in moves:
            self.list.setCurrentRow(min(max(0, self.list.currentRow() + moves[key]), last))
            return True
        if self.line.text():
            return False
        if key is Qt.Key.Key_Backspace:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.reset.emit("")
            else:
                self._reset()
            return True
        if key is Qt.Key.Key_Delete:
            self._empty()
            return True
        return False

    def _empty(self) -> None:
        entry = self.current()
        if entry is not None and not entry.why:
            self.emptied.emit(entry.id)

    def _reset(self) -> None:
        entry = self.current()
        if entry is not None:
            self.reset.emit(entry.id)

    def _say(self, words: str) -> None:
        calm = self.tr("A change counts at once; Ctrl+Z takes it back.")
        plain.set_text(self.note, words or calm)


class KeyCatcher(QWidget):
    """While it has the keyboard every key is its own; `caught(key)`, empty for Escape."""

    caught = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """Takes no room."""
        super().__init__(parent)
        self.setFixedSize(1, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def event(self, event: QEvent) -> bool:
        """No shortcut fires, Tab goes nowhere."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._catch(event)
            return True
        return super().event(event)

    def _catch(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.isAutoRepeat() or key in _MODIFIERS or key == Qt.Key.Key_unknown:
            return
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key is Qt.Key.Key_Escape:
            self.caught.emit("")
            return
        sign = event.text()
        shifted = held == Qt.KeyboardModifier.ShiftModifier
        if shifted and sign and sign.isprintable() and not sign.isalnum():
            held = Qt.KeyboardModifier.NoModifier  # "?" is "?", wherever Shift puts it
        made = QKeySequence(QKeyCombination(held, key))
        self.caught.emit(made.toString(QKeySequence.SequenceFormat.PortableText))
