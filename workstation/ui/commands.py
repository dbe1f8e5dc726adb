"""What the window does besides judging: batches in, verdicts out, packages, keys, the end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QWidget

from workstation.domain import instant
from workstation.domain.ids import BatchId, PersonId
from workstation.fault import Fault
from workstation.intake.importer import ImportReport, import_batch
from workstation.language import installing, models
from workstation.reports.export import export
from workstation.store import batches, search, segments, tasks, verdicts
from workstation.store.people import Person
from workstation.sync.folder import FolderTransport
from workstation.sync.report import SyncReport
from workstation.sync.sync import sync, waiting
from workstation.ui import theme
from workstation.ui.actions import table
from workstation.ui.dialogs.chooser import Chooser, Option
from workstation.ui.dialogs.end_of_batch import EndOfBatch
from workstation.ui.dialogs.error import ErrorDialog
from workstation.ui.dialogs.first_run import FirstRunDialog
from workstation.ui.dialogs.key_sheet import KeySheet
from workstation.ui.dialogs.models import ModelsPanel
from workstation.ui.dialogs.panel import Panel
from workstation.ui.dialogs.results import ResultRow, ResultsPanel
from workstation.ui.terms import language_name
from workstation.words import sentence

if TYPE_CHECKING:
    from workstation.ui.window import Window

LANGUAGES = (
    "ms", "id", "zh-Hans", "zh-Hant", "th", "vi", "tl", "ar", "es", "ta", "en", "ja", "ko", "hi",
    "pt",
)  # fmt: skip
STEP, SMALLEST, LARGEST = 0.5, 0.0, 8.0


class Commands(QObject):
    """One method an action; panels lie over the panes, never in windows of their own."""

    progressed = Signal(int, int)

    def __init__(self, window: Window) -> None:
        """Belongs to the window and uses its services."""
        super().__init__(window)
        self._window = window
        self._panel: Panel | None = None
        self._cancel: threading.Event | None = None
        self._syncing = False
        self._ticks = 0
        self.at_end = False
        self.progressed.connect(self._on_progressed, Qt.ConnectionType.QueuedConnection)

    def run(self, name: str) -> None:
        """Carry out an action by name."""
        known: dict[str, Callable[[], None]] = {
            "import": self.bring_in,
            "sync": self.sync_now,
            "export": self.export,
            "models": self.show_models,
            "dark": self.toggle_dark,
            "larger": partial(self.resize_text, STEP),
            "smaller": partial(self.resize_text, -STEP),
            "keys": self.show_keys,
            "batches": self.choose_batch,
            "results": self.show_results,
            "end": self.show_end,
            "language": self.set_language,
        }
        known[name]()

    # Panels

    def leave(self) -> bool:
        """Close the panel that is open; False where none is."""
        if self._cancel is not None:
            self._cancel.set()
            return True
        if self._panel is None:
            return False
        self._close_panel()
        return True

    def enter(self) -> bool:
        """Enter, where a panel takes it; False where none is open."""
        if self._panel is None:
            return False
        self._panel.accept()
        return True

    def press(self, key: str) -> bool:
        """A digit, where a panel takes it; True while any panel is open."""
        if self._panel is None:
            return False
        if key.isdigit():
            self._panel.choose_digit(key)
        return True

    def place(self) -> None:
        """Keep the panel where the panes are."""
        if self._panel is not None:
            window = self._window
            box = window.splitter.geometry()
            width = min(box.width() - 48, 900)
            height = box.height() - 32
            self._panel.setGeometry(
                box.x() + (box.width() - width) // 2, box.y() + 16, width, height
            )

    def _open_panel(self, panel: Panel) -> None:
        self._close_panel()
        panel.setParent(self._window)
        panel.left.connect(self._close_panel)
        self._panel = panel
        self.place()
        panel.show()
        panel.raise_()
        panel.setFocus()

    def _close_panel(self) -> None:
        panel, self._panel = self._panel, None
        self.at_end = False
        if panel is not None:
            panel.hide()
            panel.deleteLater()
            self._window.focus_case()

    # Batches

    def introduce(self) -> None:
        """Ask who works here; a name of one's own can be given later."""
        said = FirstRunDialog.ask(self._window, LANGUAGES, ("en",))
        if said is not None:
            person = Person(PersonId(said.name), said.name, said.languages)
            self._window.services.set_person(person)

    def choose_batch(self) -> None:
        """Choose among the batches that are here."""
        self._ask(
            self._window.services.store.read(batches.ready, self._me()), self._on_batches_read
        )

    def _on_batches_read(self, found: list[batches.BatchSummary]) -> None:
        options = [
            Option(
                batch.id,
                self.tr("{title}  ·  {done}/{total}{end}").format(
                    title=batch.title,
                    done=batch.decided + batch.cannot,
                    total=batch.tasks,
                    end=self.tr("  ·  submitted") if batch.submitted_at else "",
                ),
            )
            for batch in found
        ]
        panel = Chooser(
            self.tr("Batches  ·  Ctrl+O brings one in"),
            options,
            self.tr("No batch is here yet. Ctrl+O brings one in: a folder or a zip."),
        )
        panel.chosen.connect(self._on_batch_chosen)
        self._open_panel(panel)

    def _on_batch_chosen(self, batch: str) -> None:
        self._close_panel()
        self._window.open_batch(BatchId(batch))

    def bring_in(self) -> None:
        """Ask for a batch and import it, with progress; Esc stops it and leaves nothing."""
        path, _kind = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Bring in a batch"),
            "",
            self.tr("Batches (batch.json *.zip)"),
        )
        if path:
            found = Path(path)
            self.import_path(found.parent if found.name == "batch.json" else found)

    def import_path(self, path: Path) -> None:
        """Import a batch in the background."""
        if self._cancel is not None:
            self._tell(self.tr("A batch is being brought in already."))
            return
        self._cancel = cancel = threading.Event()
        window = self._window
        future = window.services.network.submit(
            import_batch,
            window.services.store,
            path,
            self._me(),
            lambda: datetime.now().astimezone(),
            self.progressed.emit,
            cancel.is_set,
        )
        self._ask(future, self._on_imported, self._on_import_failed)
        self._tell(self.tr("Bringing in {name} · Esc stops it").format(name=path.name))

    def _on_progressed(self, done: int, total: int) -> None:
        self._window.header.set_ahead(
            self.tr("bringing in {done}/{total}").format(done=done, total=total)
        )

    def _on_imported(self, report: ImportReport) -> None:
        self._cancel = None
        self._window.header.set_ahead("")
        told = self.tr("{title}: {stored} cases").format(title=report.title, stored=report.stored)
        if report.already_there and not report.stored:
            told = self.tr("{title} is here already.").format(title=report.title)
        if report.quarantined:
            told += self.tr(", {n} lines set aside").format(n=report.quarantined)
        self._tell(told)
        self._window.open_batch(report.batch)
        self._index()

    def _on_import_failed(self, error: Exception) -> None:
        self._cancel = None
        self._window.header.set_ahead("")
        self._window.tell_failure(error)

    def _index(self, _again: int = 1) -> None:
        # The search index is made once the batch can be worked, a little at a time.
        if _again:
            self._ask(self._window.services.store.write(search.index_cases), self._index)

    # The end

    def show_end(self) -> None:
        """What is done, what is open, one key to submit."""
        store = self._window.services.store
        self._ask(store.read(_end_of, self._window.reviewer.batch, self._me()), self._on_end_read)

    def _on_end_read(self, end: tuple[Any, ...]) -> None:
        progress, provisional, open_rows, submitted, unsent = end
        panel = EndOfBatch(progress, provisional, unsent, open_rows, submitted=submitted)
        panel.chosen.connect(self._on_open_chosen)
        panel.submitted.connect(self._submit)
        self._open_panel(panel)
        self.at_end = True

    def _on_open_chosen(self, task: str) -> None:
        self._close_panel()
        self._window.reviewer.go_to(task)

    def _submit(self) -> None:
        def done(_event: object) -> None:
            self._close_panel()
            self._tell(self.tr("Submitted."))
            self.sync_now(quiet=True)
            self.choose_batch()

        self._window.reviewer.submit(done)

    # Out

    def sync_now(self, quiet: bool = False) -> None:
        """Send and receive through the folder that is set, asking for it the first time."""
        target = self._window.services.preferences["sync_to"]
        if not target and not quiet:
            target = QFileDialog.getExistingDirectory(
                self._window, self.tr("The folder that verdicts are sent to")
            )
            if target:
                self._window.services.set_preference("sync_to", target)
        if not target or self._syncing:
            return
        self._syncing = True
        services = self._window.services
        future = services.network.submit(sync, services.store, FolderTransport(Path(target)))
        self._ask(future, partial(self._on_synced, quiet), partial(self._on_sync_failed, quiet))

    def _on_synced(self, quiet: bool, report: SyncReport) -> None:
        self._syncing = False
        self._refresh_unsent()
        if report.problems:
            self._tell(sentence(report.problems[0].fault))
        elif not quiet:
            self._tell(
                self.tr("Sent {sent} events, received {received}.").format(
                    sent=report.sent_events, received=report.received_events
                )
            )

    def _on_sync_failed(self, quiet: bool, error: Exception) -> None:
        self._syncing = False
        self._refresh_unsent()
        if not quiet or not isinstance(error, Fault):
            self._window.tell_failure(error)

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
        kind = "jsonl" if path.endswith(".jsonl") else "csv"
        services = self._window.services
        # The file dialog has asked already whether to overwrite.
        future = services.network.submit(
            export,
            services.store,
            self._window.reviewer.batch,
            kind,
            path,
            overwrite=True,
            bom=True,
        )
        self._ask(
            future,
            lambda done: self._tell(
                self.tr("{n} verdicts written to {path}").format(n=done.rows, path=done.path)
            ),
        )

    def show_results(self) -> None:
        """The verdicts of this batch, own and others'; none on a case one has yet to answer."""
        store = self._window.services.store
        self._ask(
            store.read(_results, self._window.reviewer.batch, self._me()), self._on_results_read
        )

    def _on_results_read(self, found: list[ResultRow]) -> None:
        panel = ResultsPanel(found)
        panel.chosen.connect(self._on_open_chosen)
        self._open_panel(panel)

    # Program

    def show_models(self) -> None:
        """The translation packages."""
        services = self._window.services
        folder = services.store.paths.packages
        panel = ModelsPanel(
            lambda: models.installed(folder),
            lambda path: services.network.submit(installing.install, Path(path), folder),
            lambda name: services.network.submit(models.remove, name, folder),
            self._window.background,
        )
        panel.changed.connect(self._on_packages_changed)
        panel.failed.connect(self._window.tell_failure)
        self._open_panel(panel)

    def _on_packages_changed(self) -> None:
        self._window.services.packages_changed()
        self._window.reviewer.reload()
        self._window.services.translate_ahead(self._window.reviewer.batch)

    def show_keys(self) -> None:
        """Every key."""
        panel = KeySheet([(spec.group, " ".join(spec.keys), spec.words) for spec in table()])
        self._open_panel(panel)

    def set_language(self) -> None:
        """Say which language the part under the caret is in."""
        window = self._window
        row = window.case.grid.current_row()
        if row is None:
            return
        options = [Option(tag, f"{language_name(tag)} ({tag})") for tag in LANGUAGES]
        panel = Chooser(
            self.tr("Which language is “{part}” in?").format(part=row.part), options, ""
        )

        def chosen(tag: str) -> None:
            self._close_panel()
            window.reviewer.set_language(row.part, tag)

        panel.chosen.connect(chosen)
        self._open_panel(panel)

    def toggle_dark(self) -> None:
        """Light or dark."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        dark = not theme.is_dark()
        theme.apply(app, dark=dark)
        self._window.services.set_preference("theme", "dark" if dark else "light")
        for widget in self._window.findChildren(QWidget):
            widget.update()

    def resize_text(self, by: float) -> None:
        """Larger or smaller words of the case."""
        services = self._window.services
        step = min(LARGEST, max(SMALLEST, services.preferences["content_step"] + by))
        services.set_preference("content_step", float(step))
        self._window.case.set_step(step)

    def report(self, error: Exception) -> None:
        """Something nobody expected: a calm window with a report to copy."""
        ErrorDialog.tell(error, self._window)

    def tick(self) -> None:
        """Once a second: what waits to be sent; now and then, sending it."""
        self._ticks += 1
        if self._ticks % 5 == 1:
            self._refresh_unsent()
        minutes = self._window.services.preferences["sync_minutes"]
        if minutes and self._ticks % (60 * minutes) == 0:
            self.sync_now(quiet=True)

    def close(self) -> None:
        """The window closes: stop an import, drop the panel."""
        if self._cancel is not None:
            self._cancel.set()
        self._panel = None

    def _refresh_unsent(self) -> None:
        services = self._window.services
        target = services.preferences["sync_to"]
        if target:
            future = services.network.submit(waiting, services.store, FolderTransport(Path(target)))
        else:
            future = services.store.read(segments.waiting, None)
        self._ask(future, self._on_waiting, lambda error: None)

    def _on_waiting(self, held: segments.Waiting) -> None:
        if not held.events or not held.oldest_at:
            self._window.header.set_sent(self.tr("✓ all sent"))
            return
        age = datetime.now().astimezone() - instant.parse(held.oldest_at)
        minutes = max(0, int(age.total_seconds() // 60))
        self._window.header.set_sent(
            self.tr("● {n} unsent, {minutes} min").format(n=held.events, minutes=minutes)
        )

    def _ask(
        self,
        future: Any,
        done: Callable[[Any], Any],
        failed: Callable[[Exception], Any] | None = None,
    ) -> None:
        self._window.background.when_done(future, done, failed)

    def _tell(self, words: str) -> None:
        self._window.toast.tell(words)

    def _me(self) -> str:
        return self._window.services.desk.person.id


def _end_of(db: Any, batch: str, person: str) -> tuple[Any, ...]:
    from workstation.review.desk import is_submitted

    keys = tasks.queue_keys(
        db, batch, person, tasks.QueueFilter(states=("open", "answered", "skipped"))
    )
    provisional = db.conn.execute(
        "SELECT count(*) FROM verdict WHERE batch = ? AND person = ? AND provisional "
        "AND superseded_by IS NULL",
        [batch, person],
    ).fetchone()[0]
    return (
        tasks.progress(db, batch, person),
        provisional,
        tasks.queue_rows(db, list(keys[:200])),
        is_submitted(db, batch, person),
        segments.waiting(db, None).events,
    )


def _results(db: Any, batch: str, person: str) -> list[ResultRow]:
    # Nobody sees another's verdict on a case they have yet to answer.
    own = {
        row[0]: (row[1], row[2])
        for row in db.conn.execute(
            "SELECT [case], id, state FROM task WHERE batch = ? AND person = ?", [batch, person]
        )
    }
    return [
        ResultRow(
            case=row.source_id or row.case or "",
            language=row.language or "",
            author=row.person,
            result=row.result,
            action=row.action,
            clause=row.clause or "",
            severity=row.severity,
            at=row.at,
            own=row.person == person,
            task=own.get(row.case or "", ("", ""))[0],
        )
        for row in verdicts.rows(db, batch)
        if own.get(row.case or "", ("", ""))[1] not in ("open", "skipped")
    ]
