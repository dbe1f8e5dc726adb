"""Adds the windows to the services."""

from __future__ import annotations

import atexit
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, TextIO

from PySide6.QtCore import (
    QMessageLogContext,
    QMetaObject,
    QObject,
    Qt,
    QTimer,
    QtMsgType,
    Signal,
    qFormatLogMessage,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from workstation.services import Services
from workstation.store.lock import Request
from workstation.ui import theme
from workstation.ui.window import Window

SWITCH = -1
"""What `run_window` returns where it has not ended: another profile is asked for."""
LISTENS_AFTER = 1000
"""Milliseconds after which another process may knock where no case has been painted."""

__all__ = ["SWITCH", "application", "ask_passphrase", "run_window", "tell", "work_unattended"]


def application() -> QApplication:
    """The one QApplication, with our fonts and colours."""
    held = QApplication.instance()
    if isinstance(held, QApplication):
        return held
    qInstallMessageHandler(_on_qt_message)
    atexit.register(qInstallMessageHandler, None)  # Qt may speak after Python has gone
    app = QApplication(sys.argv[:1])
    app.setApplicationName("workstation")
    app.setApplicationDisplayName("Audit workstation")
    app.setDesktopFileName("audit-workstation")
    theme.load_fonts()
    theme.apply(app, dark=False)
    return app


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
    # The plugin that draws nowhere, and fonts without a script that no text of ours asks of them:
    # both come at every start and mean nothing to anybody.
    if words == "This plugin does not support propagateSizeHints()":
        return
    if context.category == "qt.text.font.db" and words.startswith("OpenType support missing for"):
        return
    if sys.stderr is not None:
        sys.stderr.write(f"{qFormatLogMessage(kind, context, words)}\n")


def ask_passphrase(*, new: bool, wrong: bool) -> str:
    """Ask in a window; empty where somebody would rather quit."""
    from workstation.ui.dialogs.passphrase import PassphraseDialog

    application()
    return PassphraseDialog.ask(new=new, wrong=wrong)


def ask_profile(names: Sequence[str]) -> str | None:
    """Ask in a window whose store to open; None where somebody would rather quit."""
    from workstation.ui.dialogs.profile import ProfileDialog

    application()
    return ProfileDialog.ask(names)


def tell(words: str) -> None:
    """Say in a window why it cannot be opened: whoever starts from a menu sees no terminal."""
    app = application()
    if app.platformName() == "offscreen":
        return
    from workstation.ui.dialogs.told import ToldDialog

    ToldDialog(words).exec()


RunCommand = Callable[[Sequence[str], Services, TextIO, TextIO], int]


def run_window(services: Services, run_command: RunCommand, batch: str | None = None) -> int:
    """Show the window until it is closed; meanwhile other processes may hand commands in, which
    `run_command` carries out on this store. SWITCH where somebody else's store is to be opened."""
    app = application()
    window = Window(services)
    door = _Door(window, run_command)
    try:
        window.show()
        door.open_later()
        window.start(batch)
        code = app.exec()
        return SWITCH if window.switching else code
    finally:
        services.close()


class _Door(QObject):
    """Requests of other processes: to come to the front, or to run a command on this store."""

    raised = Signal()

    def __init__(self, window: Window, run_command: RunCommand) -> None:
        super().__init__(window)
        self._window = window
        self._run_command = run_command
        self._is_open = False
        self.raised.connect(self._on_raised, Qt.ConnectionType.QueuedConnection)

    def open_later(self) -> None:
        """Listen once the first case has been painted: what that loads takes 6 ms. Where no case
        comes, in a moment."""
        self._window.ready.connect(self._open, Qt.ConnectionType.QueuedConnection)
        QTimer.singleShot(LISTENS_AFTER, self, self._open)

    def _open(self) -> None:
        if not self._is_open:
            self._is_open = True
            self._window.services.lock.serve(self.answer)

    def answer(self, request: Request) -> Request:
        """Called in the socket's thread."""
        argv = request.get("argv")
        if not isinstance(argv, list) or not all(isinstance(word, str) for word in argv):
            return {"code": 2, "error": "workstation: not a request\n"}
        if not argv:
            self.raised.emit()
            return {"code": 0}
        out, error = io.StringIO(), io.StringIO()
        code = self._run_command(argv, self._window.services, out, error)
        QMetaObject.invokeMethod(
            self._window, "refresh_everything", Qt.ConnectionType.QueuedConnection
        )
        return {"code": code, "out": out.getvalue(), "error": error.getvalue()}

    def _on_raised(self) -> None:
        self._window.showNormal()
        self._window.raise_()
        self._window.activateWindow()


def work_unattended(services: Services, batch: str, cases: int) -> dict[str, Any]:
    """Work through cases by real key events without a screen, sync, and say what was done."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = application()
    from workstation.ui.unattended import work

    window = Window(services)
    window.resize(1280, 800)  # there is no screen to be fitted to
    try:
        window.show()
        return work(app, window, batch, cases)
    finally:
        window.close()
        services.close()
