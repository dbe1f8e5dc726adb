"""Long work for the window: batches come in, verdicts are exported, packages come and go.

Imported after the first paint: importer, reports and package checks cost 120 ms to load.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from workstation.domain.batch import TaskState
from workstation.reports.export import export
from workstation.ui.dialogs.models import ModelsPanel
from workstation.ui.incoming import Incoming
from workstation.ui.packages import InstalledPackages

if TYPE_CHECKING:
    from workstation.ui.window import Window


class Errands(QObject):
    """Runs each errand off the window's thread and tells how it went."""

    def __init__(self, window: Window) -> None:
        """Belongs to the window and uses its services."""
        super().__init__(window)
        self._window = window
        self._services = window.services
        self.incoming = Incoming(window)

    def stop(self) -> bool:
        """Stop a batch that is coming in; False where none is."""
        return self.incoming.stop()

    def close(self) -> None:
        """The window closes."""
        self.incoming.close()

    # Out

    def export(self) -> None:
        """Write the verdicts of this batch to a file."""
        path, _kind = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Export the verdicts"),
            "verdicts.csv",
            self.tr("CSV (*.csv);;JSON lines (*.jsonl)"),
        )
        if not path:
            return
        future = self._services.network.submit(
            export,
            self._services.store,
            self._window.reviewer.batch,
            "jsonl" if path.endswith(".jsonl") else "csv",
            path,
            overwrite=True,  # the file dialog has asked already
            bom=True,
        )
        self._ask(
            future,
            lambda done: self._tell(
                self.tr("{n} verdicts written to {path}").format(n=done.rows, path=done.path)
            ),
        )

    # Packages

    def models_panel(self) -> ModelsPanel:
        """The translation packages, with what installs and removes them."""
        packages = InstalledPackages(
            self._services, self._window.notice_packages, self._window.tell_failure
        )
        return ModelsPanel(packages, self._window.background)

    def translate_anew(self) -> None:
        """Other packages translate now: the case on the screen first, then those after it."""
        reviewer = self._window.reviewer
        sealed = TaskState.SEALED.value
        if reviewer.prepared is not None and reviewer.prepared.view.task.state != sealed:
            view, parts = reviewer.prepared.view, reviewer.prepared.rendered.parts
            known = {part.part_id: part.detection for part in parts if part.detection is not None}
            self._services.translate_now(view.case, known)
            self._services.translate_ahead(reviewer.batch, view.task.position)
        elif reviewer.batch:
            self._services.translate_ahead(reviewer.batch)
        reviewer.reload()

    def _ask(
        self,
        future: Any,
        done: Callable[[Any], Any],
        failed: Callable[[Exception], Any] | None = None,
    ) -> None:
        self._window.background.when_done(future, done, failed)

    def _tell(self, words: str) -> None:
        self._window.toast.tell(words)
