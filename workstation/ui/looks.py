"""Looks: light or dark, and how large the words are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from workstation.ui import theme

if TYPE_CHECKING:
    from workstation.ui.window import Window

STEP, SMALLEST, LARGEST = 0.5, 0.0, 8.0


class Looks(QObject):
    """Puts the settings of looks on the window."""

    def __init__(self, window: Window) -> None:
        """Belongs to the window."""
        super().__init__(window)
        self._window = window

    def toggle_dark(self) -> None:
        """Light or dark."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        dark = not theme.is_dark()
        theme.apply(app, dark=dark)
        self._window.services.set_preference("theme", "dark" if dark else "light")
        for widget in self._window.findChildren(QWidget):
            widget.update()

    def resize_text(self, by: float) -> None:
        """Larger or smaller words of the case."""
        services = self._window.services
        step = min(LARGEST, max(SMALLEST, services.preferences["content_step"] + by))
        services.set_preference("content_step", float(step))
        self._window.case.set_step(step)
