"""Long work for the window: batches come in, verdicts go out, packages come and go.

Imported after the first paint: importer, signatures and package checks cost 120 ms to load.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from workstation.domain import instant
from workstation.domain.batch import TaskState
from workstation.fault import Fault
from workstation.reports.export import export
from workstation.store.segments import Waiting
from workstation.sync.folder import FolderTransport
from workstation.sync.report import SyncReport
from workstation.sync.sync import sync, waiting
from workstation.ui.dialogs.models import ModelsPanel
from workstation.ui.incoming import Incoming
from workstation.ui.packages import InstalledPackages
from workstation.words import sentence

if TYPE_CHECKING:
    from workstation.ui.window import Window


class Errands(QObject):
    """Runs each errand off the window's thread and tells how it went."""

    def __init__(self, window: Window) -> None:
        """Belongs to the window and uses its services."""
        super().__init__(window)
        self._window = window
        self._services = window.services
        self._syncing = False
        self.incoming = Incoming(window)

    def stop(self) -> bool:
        """Stop a batch that is coming in; False where none is."""
        return self.incoming.stop()

    def close(self) -> None:
        """The window closes."""
        self.incoming.close()

    # Out

    def sync_now(self, *, quiet: bool = False) -> None:
        """Send and receive through the folder that is set, asking for it the first time."""
        target = self._services.preferences["sync_to"]
        if not target and not quiet:
            target = QFileDialog.getExistingDirectory(
                self._window, self.tr("The folder that verdicts are sent to")
            )
            if target:
                self._services.set_preference("sync_to", target)
        if not target or self._syncing:
            return
        self._syncing = True
        future = self._services.network.submit(
            sync, self._services.store, FolderTransport(Path(target))
        )
        self._ask(future, partial(self._on_synced, quiet), partial(self._on_sync_failed, quiet))

    def _on_synced(self, quiet: bool, report: SyncReport) -> None:
        self._syncing = False
        self.refresh_unsent()
        if report.received_events and self._window.reviewer.batch:
            self._window.queue.reload()
            self._window.reviewer.look_again()
            self._window.commands.received()
        if report.problems:
            self._tell(sentence(report.problems[0].fault))
        elif not quiet:
            self._tell(
                self.tr("Sent {sent} acts, received {received}.").format(
                    sent=report.sent_events, received=report.received_events
                )
            )

    def _on_sync_failed(self, quiet: bool, error: Exception) -> None:
        self._syncing = False
        self.refresh_unsent()
        if not quiet or not isinstance(error, Fault):
            self._window.tell_failure(error)

    def refresh_unsent(self) -> None:
        """How much waits to be sent, in the header."""
        target = self._services.preferences["sync_to"] or str(self._services.store.paths.home)
        future = self._services.network.submit(
            waiting, self._services.store, FolderTransport(Path(target))
        )
        self._ask(future, self._on_waiting, lambda error: None)

    def _on_waiting(self, held: Waiting) -> None:
        if not held.events or not held.oldest_at:
            self._window.header.set_sent(self.tr("✓ all sent"))
            return
        age = datetime.now().astimezone() - instant.parse(held.oldest_at)
        minutes = max(0, int(age.total_seconds() // 60))
        self._window.header.set_sent(
            self.tr("● acts to send: {n}, {minutes} min").format(n=held.events, minutes=minutes)
        )

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
