"""Digits by the place of the key, for layouts whose digit row types something else.

Thai and French keyboards give letters and signs on the digit row without Shift; the fingers know
the place.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

# X11 and Wayland count evdev codes from 8: the key "1" is 10; Windows' set-1 scan code is 2.
_FIRST = 2 if sys.platform == "win32" else 10


def digit_of(event: QKeyEvent) -> str:
    """The digit printed on a key of the digit row that types something else; empty for others.

    A key that types its digit is a matter of the shortcuts.
    """
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if held != Qt.KeyboardModifier.NoModifier or not event.text() or event.text() in "0123456789":
        return ""
    if sys.platform == "darwin" or QGuiApplication.platformName() not in (
        "xcb",
        "wayland",
        "windows",
    ):
        return ""
    place = event.nativeScanCode() - _FIRST
    return "1234567890"[place] if 0 <= place <= 9 else ""
