"""Pictures of what is painted over and over."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from workstation.ui.widgets.canvas import Canvas


def test_what_has_no_room_yet_is_not_painted_nor_kept(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    canvas, painted = Canvas(widget, "page"), list[QPainter]()
    # A pane of no height, or of less than a point, while a window takes another size.
    for box in (QRectF(0, 0, 300, 0), QRectF(0, 0, 0.2, 40), QRectF(0, 0, -3, 40)):
        assert canvas.prepare("facts", box, painted.append).isNull()
    assert not painted
    assert not canvas.prepare("facts", QRectF(0, 0, 300, 40), painted.append).isNull()
    assert len(painted) == 1
