"""Batches on their way in: asked for, brought in by a process of their own, opened or announced."""

from __future__ import annotations

import threading
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog

from workstation.intake.apart import Job, import_apart
from workstation.intake.gold import bring_gold
from workstation.intake.importer import ImportReport
from workstation.intake.interface import is_table

if TYPE_CHECKING:
    from workstation.ui.table_errand import TableErrand
    from workstation.ui.window import Window


class Incoming(QObject):
    """Brings one batch in at a time; `stop` gives it up and leaves nothing."""

    progressed = Signal(int, int)
    ready = Signal(object)

    def __init__(self, window: Window) -> None:
        """Belongs to the window and uses its services."""
        super().__init__(window)
        self._window = window
        self._services = window.services
        self._cancel: threading.Event | None = None
        self._job: Job | None = None
        self.progressed.connect(self._on_progressed, Qt.ConnectionType.QueuedConnection)
        self.ready.connect(self._on_ready, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether a batch is coming in, or its search index is being made."""
        return self._cancel is not None

    def stop(self) -> bool:
        """Give up what is coming in; False where nothing is."""
        if self._job is None or self._cancel is None:
            return False
        self._cancel.set()
        return True

    def close(self) -> None:
        """The window closes: the index is made another time."""
        if self._cancel is not None:
            self._cancel.set()

    def ask(self) -> None:
        """Ask for a batch and bring it in; Esc stops it."""
        path, _kind = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Bring in a batch"),
            self._services.preferences["batches_from"],
            self.tr("Batches and tables (batch.json *.zip *.csv *.tsv)"),
        )
        if path:
            self.bring(Path(path))

    def bring(self, path: Path) -> None:
        """Bring in what lies at a path; a table is looked at first."""
        if is_table(path):
            self.tables.look_at(path)
        else:
            found = path.parent if path.name == "batch.json" else path
            self.start(Job(str(found), self._services.desk.person.id))

    @cached_property
    def tables(self) -> TableErrand:
        """Tables on their way in."""
        from workstation.ui.table_errand import TableErrand

        return TableErrand(self, self._window)

    def start(self, job: Job) -> None:
        """Carry out a job in the background."""
        if self._cancel is not None:
            self._tell(self.tr("A batch is being brought in already."))
            return
        self._cancel = cancel = threading.Event()
        self._job = job
        future = self._services.incoming.submit(
            import_apart,
            self._services.store,
            job,
            self.progressed.emit,
            cancel.is_set,
            self.ready.emit,
            self._services.bell,
        )
        self._window.background.when_done(future, self._on_end, self._on_failed)
        name = Path(job.path).name
        self._tell(self.tr("Bringing in {name} · Esc stops it").format(name=name))

    def _on_progressed(self, done: int, total: int) -> None:
        if self._job is not None:
            self._window.header.set_ahead(
                self.tr("bringing in {done}/{total}").format(done=done, total=total)
            )

    def _on_ready(self, report: ImportReport) -> None:
        self._window.header.set_ahead("")
        told = self.tr("{title}: {stored} cases").format(title=report.title, stored=report.stored)
        if report.already_there and not report.stored:
            told = self.tr("{title} is here already.").format(title=report.title)
        if report.quarantined:
            told += self.tr(", {n} lines set aside").format(n=report.quarantined)
        if self._job is not None:
            self._bring_gold(self._job, report)
        self._job = None
        if self._window.reviewer.prepared is None:
            self._window.open_batch(report.batch)
        else:
            # Somebody is in the middle of a case: the batch waits for them.
            told += self.tr(" · Ctrl+B opens it")
        self._tell(told)

    def _on_end(self, _report: ImportReport) -> None:
        self._cancel = None

    def _on_failed(self, error: Exception) -> None:
        self._cancel = self._job = None
        self._window.header.set_ahead("")
        self._window.tell_failure(error)

    def _bring_gold(self, job: Job, report: ImportReport) -> None:
        # The right answers to a practice batch may lie beside it.
        future = self._services.incoming.submit(
            bring_gold,
            self._services.store,
            Path(job.path),
            report.batch,
            None,
            lambda: datetime.now().astimezone(),
        )
        self._window.background.when_done(
            future, lambda _done: None, self._window.tell_failure
        )

    def _tell(self, words: str) -> None:
        self._window.toast.tell(words)
