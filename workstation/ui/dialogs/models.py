"""The translation packages that are installed; more from a file, or one less."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from workstation.language.models import Package
from workstation.ui import plain
from workstation.ui.background import Background
from workstation.ui.dialogs.panel import Panel, key_button, label
from workstation.ui.dialogs.table import RowsModel, table_of
from workstation.ui.terms import language_name


class ModelsPanel(Panel):
    """Lists packages, installs and removes them through the callables it was given.

    `changed` after one came or went, `failed(error)` when that did not work.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        installed: Callable[[], Sequence[Package]],
        install: Callable[[str], Future[Any]],
        remove: Callable[[str], Future[Any]],
        background: Background,
        parent: QWidget | None = None,
    ) -> None:
        """Reads the list at once."""
        super().__init__("", parent)
        self._installed, self._install, self._remove = installed, install, remove
        self._background = background
        self._sure = ""
        title = self.tr("Translation packages")
        self.head.setText(title)
        self.setAccessibleName(title)
        self.model = PackagesModel(self)
        self.table = table_of(self.model, self.tr("Packages"), PackagesModel.WIDTHS, self)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.column.addWidget(self.table, 1)
        self.note = label("", self, quiet=True)
        self.column.addWidget(self.note)
        self._add = key_button("1", self.tr("Install from file …"), self)
        self._take = key_button("2", self.tr("Remove"), self)
        self._close = key_button("Esc", self.tr("Close"), self)
        self._add.clicked.connect(self.install_from_file)
        self._take.clicked.connect(self.remove_selected)
        self._close.clicked.connect(self.left)
        self.add_keys(self._add, self._take, self._close)
        self.setFocusProxy(self.table)
        self.reload()

    def reload(self) -> None:
        """Read the list anew."""
        self._sure = ""
        self.model.set_rows(self._installed())
        self._take.setEnabled(bool(self.model.rows))
        if self.model.rows:
            self.table.selectRow(0)
            self._say("")
        else:
            self._say(self.tr("No package is installed: cases show their original only. Press 1."))

    def choose_digit(self, key: str) -> None:
        """1 installs, 2 removes."""
        if key == "1" and self._add.isEnabled():
            self.install_from_file()
        elif key == "2" and self._take.isEnabled():
            self.remove_selected()

    def ask_for_file(self) -> str:
        """Which package to install; empty for none. Tests replace it."""
        path, _kind = QFileDialog.getOpenFileName(
            self,
            self.tr("Install a translation package"),
            "",
            self.tr("Packages (*.argosmodel *.zip)"),
        )
        return path

    def install_from_file(self) -> None:
        """Ask for a file and install it."""
        path = self.ask_for_file()
        if path:
            self._wait(self._install(path), self.tr("Installing …"))

    def remove_selected(self) -> None:
        """Remove the package under the cursor; asks once more, in place."""
        index = self.table.currentIndex()
        if not index.isValid():
            return
        package = self.model.rows[index.row()]
        if self._sure != package.path.name:
            self._sure = package.path.name
            self._say(
                self.tr("Remove {name} {version}? Press 2 again.").format(
                    name=package.name, version=package.version
                )
            )
            return
        self._wait(self._remove(package.path.name), self.tr("Removing …"))

    def shown_text(self) -> str:
        """Every word on view."""
        rows = [
            " ".join(str(self.model.index(row, column).data()) for column in range(5))
            for row in range(self.model.rowCount())
        ]
        return "\n".join([super().shown_text(), *rows])

    def _on_row_changed(self) -> None:
        if self._sure:
            self._sure = ""
            self._say("")

    def _wait(self, future: Future[Any], words: str) -> None:
        self._say(words)
        self._busy(True)
        self._background.when_done(future, lambda _done: self._on_done(), self._on_failed)

    def _on_done(self) -> None:
        if shiboken6.isValid(self):
            self._busy(False)
            self.reload()
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        if shiboken6.isValid(self):
            self._busy(False)
            self.reload()
            self.failed.emit(error)

    def _busy(self, busy: bool) -> None:
        self._add.setEnabled(not busy)
        self._take.setEnabled(not busy and bool(self.model.rows))

    def _say(self, words: str) -> None:
        plain.set_text(self.note, words)


class PackagesModel(RowsModel):
    """Packages as rows."""

    WIDTHS = (190, 150, 70, 80, 0)

    def columns(self) -> tuple[str, ...]:
        """Pair, name, version, size, note."""
        return (
            self.tr("Languages"),
            self.tr("Package"),
            self.tr("Version"),
            self.tr("Size"),
            self.tr("Quality"),
        )

    def words_of(self, row: Package) -> tuple[str, ...]:
        """The cells of a row."""
        return (
            self.tr("{source} to {target}").format(
                source=language_name(row.source), target=language_name(row.target)
            ),
            plain.visible(row.name),
            plain.visible(row.version),
            self.tr("{n} MB").format(n=max(1, round(row.size / 1_000_000))),
            plain.visible(row.note),
        )
