"""The keys of the window: each shortcut of the table to whoever carries its action out.

The bar's digits go by their place on layouts whose digit row types something else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from workstation.ui import own_keys
from workstation.ui.actions import ActionSpec, table
from workstation.ui.giving_way import GivingWay
from workstation.ui.held import Held
from workstation.ui.physical_keys import digit_of

if TYPE_CHECKING:
    from workstation.ui.window import Window

UNDOING = {"Ctrl+Z", "Ctrl+Y"}  # of what was typed, while somebody types
TYPING = (QLineEdit, QPlainTextEdit, QTextEdit)


class Keyboard(QObject):
    """Made once the window's panes are there; `start` once its commands are."""

    def __init__(self, window: Window) -> None:
        """No key does anything yet."""
        super().__init__(window)
        self._window = window
        self.specs: dict[str, ActionSpec] = {}
        self.actions: dict[str, QAction] = {}
        self.keys: Mapping[str, tuple[str, ...]] = {}
        self.dropped: tuple[str, ...] = ()
        self._ours: frozenset[str] = frozenset()
        self._guarded: QLineEdit | None = None
        self.held = Held()
        self._giving_way = GivingWay(self, window.services.stand_still)
        self._typing: dict[str, QAction] = {}
        self._handlers: dict[str, Callable[[], Any]] = {}

    def start(self) -> None:
        """Every key of the table does what it says."""
        specs = table()
        self.specs = {spec.name: spec for spec in specs}
        self._handlers = self._window.commands.handlers(specs)
        self.dropped = self.use(self._window.services.preferences["keys"])
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    def use(self, stored: object) -> tuple[str, ...]:
        """Put a person's own keys in force; gives the actions whose stored keys cannot be used."""
        own = own_keys.in_force(stored, self.specs.values())
        own_keys.use(own, self.specs.values())
        self.keys = own.keys
        held = {own_keys.normal(key) for keys in own.keys.values() for key in keys}
        self._ours = frozenset(key for key in held if key.startswith("Ctrl+")) - UNDOING
        for name, spec in self.specs.items():
            held = own.keys[name]
            typed = [key for key in held if spec.plain or own_keys.types(key)]
            self._give(self.actions, spec, [key for key in held if key not in typed])
            # Keys that type something rest while somebody types; those beside them go on.
            if typed or name in self._typing:
                self._give(self._typing, spec, typed)
        return own.dropped

    def _give(self, actions: dict[str, QAction], spec: ActionSpec, keys: Sequence[str]) -> None:
        sequences = [QKeySequence(key) for key in keys]
        action = actions.get(spec.name)
        if action is not None:
            action.setShortcuts(sequences)
            return
        actions[spec.name] = action = QAction(spec.words, self._window)
        action.setShortcuts(sequences)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        # A held key must not answer case after case.
        action.setAutoRepeat(spec.repeats)
        action.triggered.connect(lambda _checked=False, name=spec.name: self.trigger(name))
        if actions is self._typing and self.is_typing():
            action.setEnabled(False)
        # Last: the window is told of everything that happens to an action it has.
        self._window.addAction(action)

    def trigger(self, name: str) -> None:
        """Carry out an action of the table; the bar's keys know panels themselves."""
        spec, panels = self.specs[name], self._window.commands.panels
        if panels.open_panel is None or spec.over or name.startswith("press."):
            self._handlers[name]()

    def press(self, key: str) -> None:
        """A key of the bar: a panel's first, where one is open."""
        window, panels = self._window, self._window.commands.panels
        if window.case.view.isVisible() and not key.startswith("Alt+"):
            return  # keys of the large view are its own
        if key != "Enter" and panels.press(key):
            return
        if key == "Enter" and panels.enter():
            return
        if key == "Enter" and window.queue.isAncestorOf(window.focusWidget() or window):
            return
        if not window.following.reads(key):
            window.reviewer.press(key)

    def wants_override(self, event: QKeyEvent) -> bool:
        """Whether a key is a digit by its place, before the shortcuts look at what it types.

        On a French digit row 6 types "-": it is the digit, not the shortcut on "-". A key that is
        held answers once.
        """
        self._giving_way.now()
        if not event.isAutoRepeat() and self.held.repeats(event) and not self._goes_on(event):
            return True  # Qt itself sees to those it knows for repeats
        return bool(digit_of(event)) and not self.is_typing()

    def _goes_on(self, event: QKeyEvent) -> bool:
        sequence = QKeySequence(event.keyCombination())
        key = sequence.toString(QKeySequence.SequenceFormat.PortableText)
        name = own_keys.holder(key, self.keys)
        return not name or self.specs[name].repeats

    def take(self, event: QKeyEvent) -> bool:
        """A key that nobody wanted: Escape, and digits by their place."""
        if event.key() == Qt.Key.Key_Escape:  # the line that had the keyboard did not want it
            self.trigger("leave")
            return True
        digit = digit_of(event)
        if digit and not self.held.repeats(event) and not self.is_typing():
            self.press(digit)
            return True
        return self._take_sign(event)

    def _take_sign(self, event: QKeyEvent) -> bool:
        # "?" and "/" are on Shift and another key on many layouts: what it types counts.
        held = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        sign = event.text()
        if held != Qt.KeyboardModifier.NoModifier or len(sign) != 1 or self.held.repeats(event):
            return False
        if sign.isalnum() or not sign.isprintable() or self.is_typing():
            return False
        name = own_keys.holder(sign, self.keys)
        if name:
            self.trigger(name)
        return bool(name)

    def is_typing(self) -> bool:
        """Whether keys are words just now."""
        return takes_typing(QApplication.focusWidget())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A line keeps its own keys, but not ours: on some desktops Ctrl+K and Ctrl+H edit."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            self._giving_way.now()
            key = QKeySequence(event.keyCombination()).toString(
                QKeySequence.SequenceFormat.PortableText
            )
            if key in self._ours:
                event.ignore()
                return True
        return False

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._guarded is not None and shiboken6.isValid(self._guarded):
            self._guarded.removeEventFilter(self)
        self._guarded = new if isinstance(new, QLineEdit) else None
        if self._guarded is not None:
            self._guarded.installEventFilter(self)
        typing = takes_typing(new)
        for action in self._typing.values():
            action.setEnabled(not typing)


def takes_typing(widget: QWidget | None) -> bool:
    """A clause's words can be clicked into, but not typed into: the keys go on there."""
    return isinstance(widget, TYPING) and not widget.isReadOnly()
