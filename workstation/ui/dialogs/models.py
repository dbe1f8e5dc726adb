"""The translation packages: what is installed, which version translates, more of them, fewer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from workstation.language.packages.overview import Line
from workstation.language.packages.watch import Watch
from workstation.ui import plain
from workstation.ui.background import Background
from workstation.ui.dialogs.models_model import PackagesModel, megabytes
from workstation.ui.dialogs.models_words import ModelsWords
from workstation.ui.dialogs.panel import Panel, key_button, label
from workstation.ui.dialogs.table import table_of

if TYPE_CHECKING:
    from workstation.ui.packages import InstalledPackages

_LOOK = 150  # milliseconds between two looks at how far it is


class ModelsPanel(Panel):
    """Lists packages and works on them through the source it was given, which is told when one
    came, went or took over (`changed`), and what did not work (`failed`), even after the panel has
    gone."""

    wide = True

    def __init__(
        self, source: InstalledPackages, background: Background, parent: QWidget | None = None
    ) -> None:
        """Reads the list at once."""
        super().__init__("", parent)
        self._source, self._background = source, background
        self._words = ModelsWords(self)
        self._sure = ""
        self._watch: Watch | None = None
        self._doubts: Mapping[Path, str] = {}
        title = self.tr("Translation packages")
        self.head.setText(title)
        self.setAccessibleName(title)
        self.sum = label("", self, quiet=True)
        self.column.addWidget(self.sum)
        self.model = PackagesModel(self)
        self.table = table_of(self.model, self.tr("Packages"), PackagesModel.WIDTHS, self)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.column.addWidget(self.table, 1)
        self.about = label("", self, quiet=True)
        self.about.setWordWrap(True)
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.about.setMinimumHeight(4 * self.about.fontMetrics().lineSpacing())
        self.column.addWidget(self.about)
        self.note = label("", self)
        self.note.setWordWrap(True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignBottom)
        # Room for what will be said: the list stays where it is.
        self.note.setMinimumHeight(2 * self.note.fontMetrics().lineSpacing())
        self.column.addWidget(self.note)
        self._add_keys()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self._tell_progress)
        self.setFocusProxy(self.table)
        self.reload()
        if not self.model.rows:
            self._say(self.tr("No package is installed: cases show their original only. Press 1."))

    def _add_keys(self) -> None:
        words = (
            ("1", self.tr("From file or index …"), self.install_from_file),
            ("2", self.tr("From folder …"), self.install_from_folder),
            ("3", self.tr("From the team"), self.install_from_team),
            ("4", self.tr("Use this version"), self.use_selected),
            ("5", self.tr("Offer to the team"), self.offer_selected),
            ("6", self.tr("Check all"), self.check_all),
            ("7", self.tr("Remove"), self.remove_selected),
        )
        self.buttons = {key: key_button(key, word, self) for key, word, _ in words}
        self._acts: dict[str, Callable[[], None]] = {key: act for key, _, act in words}
        for key, act in self._acts.items():
            self.buttons[key].clicked.connect(act)
        self._close = key_button("Esc", self.tr("Close"), self)
        self._close.clicked.connect(self._leave)
        self.add_keys(*self.buttons.values(), self._close)

    # The list

    def reload(self) -> None:
        """Read the list anew; the cursor stays where it was."""
        self._sure = ""
        before, row = self.current(), max(0, self.table.currentIndex().row())
        found = self._source.overview()
        self.model.set_rows(found.lines)
        paths = [line.path for line in found.lines]
        if before is not None and before.path in paths:
            row = paths.index(before.path)
        if paths:
            self.table.selectRow(min(row, len(paths) - 1))
        plain.set_text(self.sum, self._words.sum(found))
        self._on_row_changed()
        self._background.when_done(self._source.doubts(), self._on_doubts, lambda _error: None)

    def current(self) -> Line | None:
        """The row under the cursor."""
        index = self.table.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def choose_digit(self, key: str) -> None:
        """What the buttons do."""
        if key in self._acts and self.buttons[key].isEnabled():
            self._acts[key]()

    def step_back(self) -> bool:
        """Escape stops what is under way before it closes."""
        if self._watch is None:
            return False
        self._watch.stop()
        self._say(self.tr("Stopping …"))
        return True

    def shown_text(self) -> str:
        """Every word on view."""
        rows = [
            " ".join(str(self.model.index(row, column).data()) for column in range(6))
            for row in range(self.model.rowCount())
        ]
        return "\n".join([super().shown_text(), *rows])

    # What the keys do

    def ask_for_file(self) -> str:
        """Which package or index to install; empty for none. Tests replace it."""
        path, _kind = QFileDialog.getOpenFileName(
            self,
            self.tr("Install a translation package"),
            "",
            self.tr("Packages and indexes (*.argosmodel *.zip *.json)"),
        )
        return path

    def ask_for_folder(self) -> str:
        """A folder that is a package, or holds several; empty for none. Tests replace it."""
        return QFileDialog.getExistingDirectory(self, self.tr("A folder of translation packages"))

    def install_from_file(self) -> None:
        """Ask for a file and install what it holds."""
        self._install(self.ask_for_file())

    def install_from_folder(self) -> None:
        """Ask for a folder and install what it holds."""
        self._install(self.ask_for_folder())

    def install_from_team(self) -> None:
        """Install what the open batches miss and the team has."""
        watch = Watch()
        self._wait(self._source.get(watch), watch, self._words.installed)

    def use_selected(self) -> None:
        """The version under the cursor translates from now on."""
        line = self.current()
        if line is not None and line.package is not None:
            package = line.package
            words = self.tr("{name} {version} translates now.").format(
                name=package.name, version=package.version
            )
            self._wait(self._source.use(package), None, lambda _done: words)

    def offer_selected(self) -> None:
        """The package under the cursor goes to the team."""
        line = self.current()
        if line is not None and line.package is not None:
            watch = Watch()
            self._wait(self._source.offer(line.package, watch), watch, self._words.offered)

    def check_all(self) -> None:
        """Hold all of them against what was recorded."""
        watch = Watch()
        self._wait(self._source.check(watch), watch, self._words.checked)

    def remove_selected(self) -> None:
        """Remove the package under the cursor; asks once more, in place."""
        line = self.current()
        if line is None:
            return
        if self._sure != line.path.name:
            self._sure = line.path.name
            words = self.tr("Remove {name}? It gives back {n} MB. Press 7 again.")
            self._say(words.format(name=line.path.name, n=megabytes(line.own)))
            return
        words = self.tr("{name} is removed.").format(name=line.path.name)
        self._wait(self._source.remove(line.path.name), None, lambda _done: words)

    def _install(self, path: str) -> None:
        if path:
            watch = Watch()
            self._wait(self._source.install(path, watch), watch, self._words.installed)

    # How it went

    def _wait(self, future: Future[Any], watch: Watch | None, told: Callable[[Any], str]) -> None:
        self._watch = watch or Watch()
        self._say(self.tr("One moment …"))
        self._timer.start()
        self._enable()
        self._background.when_done(future, lambda done: self._on_done(told, done), self._on_failed)

    def _on_done(self, told: Callable[[Any], str], done: Any) -> None:
        if shiboken6.isValid(self):
            self._rest()
            self._say(told(done))
        self._source.changed()

    def _on_failed(self, error: Exception) -> None:
        if shiboken6.isValid(self):
            self._rest()
            self._say("")
        self._source.changed()  # of several some may have come
        self._source.failed(error)

    def _rest(self) -> None:
        self._watch = None
        self._timer.stop()
        self.reload()

    def _tell_progress(self) -> None:
        if self._watch is None or self._watch.stopped:
            return
        name, number, of = self._watch.now
        if of > 1:
            words = self.tr("{number} of {of}: {name} …  Esc stops.")
            self._say(words.format(number=number, of=of, name=name))
        elif name:
            self._say(self.tr("{name} …  Esc stops.").format(name=name))

    def _on_row_changed(self) -> None:
        if self._sure:
            self._sure = ""
            self._say("")
        self._enable()
        plain.set_text(self.about, self._words.about(self.current(), self._doubts))

    def _on_doubts(self, found: Mapping[Path, str]) -> None:
        if shiboken6.isValid(self):
            self._doubts = found
            plain.set_text(self.about, self._words.about(self.current(), self._doubts))

    def _enable(self) -> None:
        line, free = self.current(), self._watch is None
        sound = line is not None and line.package is not None
        allowed = {
            "4": sound and line is not None and not line.in_use,
            "5": sound,
            "6": bool(self.model.rows),
            "7": line is not None,
        }
        for key, button in self.buttons.items():
            button.setEnabled(free and allowed.get(key, True))

    def _leave(self) -> None:
        if not self.step_back():
            self.left.emit()

    def _say(self, words: str) -> None:
        plain.set_text(self.note, words)
