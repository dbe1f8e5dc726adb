"""Where the window is and how its panes are divided, kept from one day to the next.

A window that was on a screen that has gone comes back on one that is there.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QRect, Qt
from PySide6.QtGui import QGuiApplication

from workstation.ui import theme

if TYPE_CHECKING:
    from workstation.ui.window import Window

QUEUE_WIDTH, POLICY_WIDTH = 250, 320  # as the panes are divided at first
NARROW = 1100  # below this the queue folds to a rail
NARROWER = 940  # below this the policy folds under the case,
TALL = 620  # where there is height for both
SEEN = 60  # of a window's head must be in sight, to take hold of it


class WindowState:
    """Restores and keeps; folds the queue and the policy where the window is narrow."""

    def __init__(self, window: Window) -> None:
        """As the window was built."""
        self._window = window
        self._folded = False
        # The queue's width while it is no rail, the policy's beside the case: not asked of the
        # splitter, which has none before it is laid out.
        self._unfolded_width, self._beside = QUEUE_WIDTH, POLICY_WIDTH
        self._asked = [QUEUE_WIDTH, 1, POLICY_WIDTH]
        # The bar must not leave the screen because the policy wants height.
        window.policy.setMinimumHeight(1)
        window.splitter.splitterMoved.connect(self._on_moved)

    def restore(self) -> None:
        """As it was left; whatever cannot be used is passed over."""
        try:
            held = json.loads(self._window.services.preferences["window"] or "{}")
        except ValueError:
            return
        if not isinstance(held, dict):
            return
        self._restore_place(held)
        sizes = held.get("sizes")
        if (
            isinstance(sizes, list)
            and len(sizes) == self._window.splitter.count()
            and all(map(_is_length, sizes))
        ):
            self._unfolded_width = sizes[0]
            self._asked = sizes
            self._window.splitter.setSizes(sizes)

    def _restore_place(self, held: dict[str, Any]) -> None:
        window = self._window
        geometry = held.get("geometry")
        if isinstance(geometry, str) and geometry.isascii():
            window.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii")))
        elif all(_is_length(held.get(name)) for name in ("width", "height")):
            window.resize(held["width"], held["height"])  # as an earlier version kept it
        if not window.isMaximized() and not window.isFullScreen():
            fitted = within(window.geometry(), [s.availableGeometry() for s in _screens()])
            if fitted != window.geometry():
                window.setGeometry(fitted)

    def keep(self) -> None:
        """Remember how it is."""
        window = self._window
        sizes = window.splitter.sizes()
        if self._is_under():
            sizes = [sizes[0], max(1, sizes[1] - self._beside), self._beside]
        if self._folded:
            sizes[0] = self._unfolded_width
        held = {
            "geometry": window.saveGeometry().toBase64().toStdString(),
            "sizes": sizes,
        }
        window.services.set_preference("window", json.dumps(held))

    def toggle_full_screen(self) -> None:
        """The whole screen, or as it was before."""
        window = self._window
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def fold(self, width: int) -> None:
        """A narrow window folds the queue to a rail, a narrower one the policy under the case."""
        window = self._window
        folded, tall = width < theme.px(NARROW), window.height() >= theme.px(TALL)
        self._fold_policy(width < theme.px(NARROWER) and tall)
        if folded == self._folded:
            return
        sizes = self._sizes()
        self._folded = folded
        window.queue.set_rail(folded)
        # A splitter keeps the room of a pane that has become narrower.
        wanted = window.queue.minimumWidth() if folded else self._unfolded_width
        window.splitter.setSizes([wanted, sizes[1] + sizes[0] - wanted, *sizes[2:]])

    def _sizes(self) -> list[int]:
        """As the panes are divided; a window that opens narrow is folded before they are."""
        if self._window.isVisible():
            return self._window.splitter.sizes()
        left, _middle, right = self._asked
        return [left, max(1, self._window.width() - left - right), right]

    def _on_moved(self) -> None:
        # By hand: a window that becomes narrow has squeezed the queue before it folds it.
        if not self._folded:
            self._unfolded_width = self._window.splitter.sizes()[0]

    def _is_under(self) -> bool:
        return self._window.policy.parentWidget() is self._window.middle

    def _fold_policy(self, under: bool) -> None:
        window = self._window
        if under == self._is_under():
            return
        if under:
            self._beside = self._sizes()[2]
            window.middle.addWidget(window.policy)
            height = window.middle.height()
            wanted = min(
                max(height // 3, window.policy.minimumSizeHint().height()), height * 3 // 5
            )
            window.middle.setSizes([height - wanted, wanted])
            window.middle.setStretchFactor(0, 1)
            return
        sizes = window.splitter.sizes()
        window.splitter.addWidget(window.policy)
        window.splitter.setStretchFactor(2, 1)
        window.splitter.setSizes([sizes[0], max(1, sizes[1] - self._beside), self._beside])


def within(box: QRect, screens: list[QRect]) -> QRect:
    """A window's box where its head can be seen and taken hold of."""
    if not screens:
        return box
    head = QRect(box.left(), box.top(), box.width(), 30)
    for screen in screens:
        seen = screen.intersected(head)
        if seen.width() >= SEEN and seen.height() >= 10 and not box.isEmpty():
            break
    else:
        screen = screens[0]
        box = QRect(screen.topLeft(), box.size())
    return QRect(box.topLeft(), box.size().boundedTo(screen.size()))


def _screens() -> list[Any]:
    return list(QGuiApplication.screens())


def _is_length(told: object) -> bool:
    return type(told) is int and 0 < told < 20_000
