"""The translation packages that are installed; more from a file, or one less."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

import shiboken6
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFrame,
    QHeaderView,
    QTableView,
    QWidget,
)

from workstation.language.models import Package
from workstation.ui import plain
from workstation.ui.background import Background
from workstation.ui.dialogs.panel import Panel, key_button, label
from workstation.ui.terms import language_name
from workstation.ui.widgets.scrollbar import thin

_ROOT = QModelIndex()


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
        self._add_table()
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

    def _add_table(self) -> None:
        self.table = table = QTableView(self)
        thin(table)
        table.setModel(self.model)
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(26)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, wide in enumerate((190, 150, 70, 80, 200)):
            table.setColumnWidth(column, wide)
        header.setStretchLastSection(True)
        table.setAccessibleName(self.tr("Packages"))
        table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.column.addWidget(table, 1)

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


class PackagesModel(QAbstractTableModel):
    """Packages as rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Empty until `set_rows`."""
        super().__init__(parent)
        self.rows: tuple[Package, ...] = ()

    def set_rows(self, rows: Sequence[Package]) -> None:
        """Show these packages."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """As many as packages."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Pair, name, version, size, note."""
        return 0 if parent.isValid() else 5

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """The columns' names."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (
            self.tr("Languages"),
            self.tr("Package"),
            self.tr("Version"),
            self.tr("Size"),
            self.tr("Quality"),
        )[section]

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """A cell."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        words = self._words(self.rows[index.row()])[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        return plain.tip(words) if role == Qt.ItemDataRole.ToolTipRole else None

    def _words(self, package: Package) -> tuple[str, ...]:
        return (
            self.tr("{source} to {target}").format(
                source=language_name(package.source), target=language_name(package.target)
            ),
            plain.visible(package.name),
            plain.visible(package.version),
            self.tr("{n} MB").format(n=max(1, round(package.size / 1_000_000))),
            plain.visible(package.note),
        )
