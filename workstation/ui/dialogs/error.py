"""One calm window for what nobody expected, with a report to copy."""

from __future__ import annotations

import platform
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from workstation import __version__
from workstation.fault import Fault
from workstation.ui.dialogs.panel import key_button, key_row, label
from workstation.ui.widgets.scrollbar import thin

MOST = 5
"""Reports kept in one window; after that they are only counted."""


class ErrorDialog(QDialog):
    """Says that something went wrong and that nothing recorded is lost."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        """Does not stop the window's work: it is no modal dialog."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something went wrong"))
        self._count = 1
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(8)
        column.addWidget(label(self.tr("Something went wrong in the program."), self, step=2.0))
        column.addWidget(
            label(self.tr("Every verdict you were shown as recorded is kept. You can go on."), self)
        )
        column.addWidget(
            label(
                self.tr("This report names places in the program, and no words of any case:"),
                self,
                quiet=True,
            )
        )
        self.report = QPlainTextEdit(self)
        thin(self.report)
        self.report.setReadOnly(True)
        self.report.setPlainText(report_of(error))
        self.report.setAccessibleName(self.tr("Report"))
        column.addWidget(self.report, 1)
        copy = key_button("Alt+C", self.tr("Copy the report"), self)
        copy.setShortcut("Alt+C")
        copy.clicked.connect(self.copy)
        close = key_button("Esc", self.tr("Close"), self)
        close.clicked.connect(self.reject)
        column.addLayout(key_row(copy, close))
        self.resize(640, 420)

    @classmethod
    def tell(cls, error: BaseException, parent: QWidget | None = None) -> ErrorDialog:
        """Show it; a second error goes into the window that is open already."""
        open_now = parent.findChildren(ErrorDialog) if parent is not None else []
        for dialog in open_now:
            if dialog.isVisible():
                dialog.add(error)
                return dialog
        dialog = cls(error, parent)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()
        return dialog

    def add(self, error: BaseException) -> None:
        """One more report."""
        self._count += 1
        if self._count <= MOST:
            self.report.appendPlainText("\n" + report_of(error))
        self.setWindowTitle(self.tr("Something went wrong ({n})").format(n=self._count))

    def copy(self) -> None:
        """The report into the clipboard."""
        QGuiApplication.clipboard().setText(self.report.toPlainText())

    def shown_text(self) -> str:
        """What it says."""
        return self.report.toPlainText()


def report_of(error: BaseException) -> str:
    """Versions, the kind of error and where it came from.

    Messages of errors we did not write are left out: they quote what they choked on.
    """
    lines = [
        f"Audit workstation {__version__}, Python {platform.python_version()}, Qt {qVersion()}, "
        f"{platform.system()} {platform.release()}"
    ]
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        told = str(error) if isinstance(error, Fault) else ""
        lines.append(f"{type(error).__module__}.{type(error).__qualname__} {told}".rstrip())
        lines += _places(error.__traceback__)
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    return "\n".join(lines)


def _places(trace: TracebackType | None) -> list[str]:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        # Folders of a machine are nobody's business: the last two names say enough.
        where = "/".join(Path(code.co_filename).parts[-2:])
        places.append(f"  {where}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places
