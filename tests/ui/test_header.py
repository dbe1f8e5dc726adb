"""The line over everything says what its counts are of."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from workstation.ui import theme
from workstation.ui.header import Header


def test_what_waits_to_be_sent_says_what_is_counted(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, dark=False)
    header = Header()
    qtbot.addWidget(header)
    header.resize(1200, header.height())
    header.show()

    def told(x: int) -> str:
        at = QPoint(x, 10)
        event = QHelpEvent(QHelpEvent.Type.ToolTip, at, header.mapToGlobal(at))
        QApplication.sendEvent(header, event)
        return QToolTip.text()

    header.set_sent("● acts to send: 6, 0 min")
    header.grab()
    assert not told(300)
    assert "Acts are everything recorded" in told(1150)
    QToolTip.hideText()
