"""Key presses as a person makes them, for the unattended demo."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


def press(window: QWidget, key: str) -> None:
    """Send a key, named as in the action table, to whatever has the focus in a window."""
    combination = QKeySequence(key)[0]
    target = QApplication.focusWidget() or window
    modifiers: Qt.KeyboardModifier = combination.keyboardModifiers()
    QTest.keyClick(target, combination.key(), modifiers)
