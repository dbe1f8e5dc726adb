"""The line over everything says what its counts are of."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from workstation.domain.gold import Score
from workstation.review.progress import Stand
from workstation.store.tasks import Progress
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


def test_how_far_translation_is_gives_way_where_there_is_no_room(
    qtbot: QtBot, qapp: QApplication
) -> None:
    theme.apply(qapp, dark=False)
    header = Header()
    qtbot.addWidget(header)
    header.set_batch("A batch with a long title", blind=True)
    header.set_stand(Stand(Progress(150, 150, 0, 0, 0, 0, 0, 0)))
    header.set_pair("ms → en")
    metrics = QFontMetricsF(theme.ui_font(-0.5))
    words = "translated 1,204 of 5,000 · about 3 min left"
    told = [header._fitting(words, right, metrics) for right in (1100, 560, 300)]
    assert told == [words, "translated 1,204 of 5,000", ""]
    # Whoever cannot see it hears all of it.
    header.set_ahead(words)
    assert words in header.accessibleDescription()


def test_title_counts_and_bar_stand_clear_of_what_is_on_the_right(
    qtbot: QtBot, qapp: QApplication
) -> None:
    theme.apply(qapp, dark=False)
    header = Header()
    qtbot.addWidget(header)
    header.resize(1280, header.height())
    header.set_batch("Practice: ten cases with answers", blind=True, kind="practice")
    header.set_stand(Stand(Progress(10, 9, 1, 0, 0, 0, 0, 0), Score(0, 1)))
    header.set_pair("Malay → English")
    header.set_came_back("1 came back, Ctrl+J · not upheld: 1, Ctrl+R")
    header.set_sent("● acts to send: 5, 0 min")
    header.set_ahead("translated 0 of 10")
    picture = QImage(header.size(), QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    right = header._paint_right(painter)
    painter.end()
    header.render(picture)
    line = QColor(theme.colours().line).rgb()
    bar = [x for x in range(1280) if picture.pixel(x, header.height() // 2 - 2) == line]
    assert bar
    assert max(bar) < right
