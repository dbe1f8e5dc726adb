"""The menu: every action in its group, with the key it has; greyed where it is of no use now.

On a Mac the same stands in the menu bar at the top of the screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

if TYPE_CHECKING:
    from workstation.ui.window import Window

_NOT_HERE = ("menu", "leave")


class Menus(QObject):
    """Made anew whenever it is opened: keys and what can be used may have changed."""

    def __init__(self, window: Window) -> None:
        """Belongs to the window."""
        super().__init__(window)
        self._window = window
        self.menu: QMenu | None = None
        self.bar: QMenuBar | None = None

    def build(self) -> QMenu:
        """The groups, each a menu of its own."""
        window = self._window
        menu = QMenu(window)
        groups: dict[str, QMenu] = {}
        for spec in window.keyboard.specs.values():
            if spec.name in _NOT_HERE or spec.name.startswith("press."):
                continue  # the bar's choices stand on the bar
            below = groups.get(spec.group)
            if below is None:
                below = groups[spec.group] = menu.addMenu(_plain(spec.group))
            keys = "  ".join(window.keyboard.keys[spec.name])
            # The tab sets the keys right, and makes no second shortcut of them.
            action = QAction(f"{_plain(spec.words)}\t{keys}", below)
            action.setEnabled(window.commands.has(spec.wants))
            action.triggered.connect(
                lambda _checked=False, name=spec.name: window.keyboard.trigger(name)
            )
            below.addAction(action)
        return menu

    def pop_up(self) -> None:
        """Open it under the header's button."""
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = self.build()
        button = self._window.header.menu_button
        self.menu.popup(button.mapToGlobal(QPoint(0, button.height())))
        self.menu.setActiveAction(self.menu.actions()[0])

    def make_bar(self) -> None:
        """The menu bar of a Mac, of the window's own actions: their keys show there."""
        bar, groups = QMenuBar(), {}
        keyboard = self._window.keyboard
        for spec in keyboard.specs.values():
            if spec.name in _NOT_HERE or spec.name.startswith("press."):
                continue
            below = groups.get(spec.group)
            if below is None:
                below = groups[spec.group] = bar.addMenu(_plain(spec.group))
            below.addAction(keyboard.actions[spec.name])
        self.bar = bar


def _plain(words: str) -> str:
    return words.replace("&", "&&")
