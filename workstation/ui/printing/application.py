"""Fonts need an application; the command line has none until a document is written."""

from __future__ import annotations

import os
import sys

from PySide6.QtGui import QGuiApplication

_held: list[QGuiApplication] = []


def ensure() -> None:
    """Make one where there is none, without a screen."""
    if QGuiApplication.instance() is not None:
        return
    if sys.platform.startswith("linux"):
        # Neither X11 nor Wayland has to be there, and nothing is ever shown.
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _held.append(QGuiApplication(["workstation"]))
