"""What is to be put right, in the window: the list, what is done to it, files that go and come.

Imported when it is wanted, off the first paint.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from workstation.domain import instant
from workstation.domain.event import Kind
from workstation.domain.remediation import ClosedAs
from workstation.fault import WorldFault
from workstation.reports import remediation as report
from workstation.reports.export import Exported
from workstation.review import remediation as acts
from workstation.review.closings import TakenIn, take_in
from workstation.review.remediation import Undone
from workstation.store import remediation_rows
from workstation.store.driver import Database
from workstation.store.remediation_rows import Entry
from workstation.ui.dialogs.remediation import RemediationPanel
from workstation.ui.terms import term
from workstation.words import sentence

if TYPE_CHECKING:
    from workstation.ui.commands import Commands

Read = tuple[list[Entry], datetime, report.Figures]
FAULTS_TOLD = 3


class Remediating(QObject):
    """Belongs to the commands and shows in their panels."""

    def __init__(self, commands: Commands) -> None:
        """Nothing is shown."""
        super().__init__(commands)
        self._commands = commands
        self._window = commands.window
        self._panel: RemediationPanel | None = None

    @property
    def _services(self) -> Any:
        return self._window.services

    def show(self) -> None:
        """Open the list."""
        self._commands.read(_read, self._on_read, self._now())

    def refresh(self) -> None:
        """Read the list again, if it is open: something came in."""
        if self._open_panel() is not None:
            self._commands.read(_read, self._on_read_again, self._now())

    def _on_read(self, found: Read) -> None:
        panel = RemediationPanel(*found)
        panel.opened.connect(self._on_opened)
        panel.assigned.connect(
            lambda entry, owner: self._act(
                self.tr("Owner: {owner} · Ctrl+Z takes it back").format(owner=owner),
                acts.assign, entry, owner,
            )
        )  # fmt: skip
        panel.closed.connect(self._on_closed)
        panel.reopened.connect(
            lambda entry, note: self._act(
                self.tr("Open again · Ctrl+Z takes it back"), acts.reopen, entry, note
            )
        )
        panel.undone.connect(self._undo)
        panel.exported.connect(self.export)
        panel.imported.connect(self.bring_in)
        self._panel = panel
        self._commands.panels.show(panel)

    def _on_read_again(self, found: Read) -> None:
        panel = self._open_panel()
        if panel is not None:
            panel.set_rows(*found)

    def _open_panel(self) -> RemediationPanel | None:
        panel = self._panel
        if panel is None or not shiboken6.isValid(panel):
            return None
        return panel if self._commands.panels.open_panel is panel else None

    def _now(self) -> datetime:
        return instant.parse(self._services.desk.now())

    # Acts

    def _act(self, words: str, work: Callable[..., Any], *arguments: object) -> None:
        def done(_event: object) -> None:
            self._window.toast.tell(words)
            self.refresh()

        self._window.background.when_done(
            self._services.act(work, *arguments), done, self._window.tell_failure
        )

    def _on_closed(self, entry: str, outcome: str, note: str) -> None:
        words = self.tr("Closed: {how} · Ctrl+Z takes it back")
        self._act(
            words.format(how=term(f"closed_as.{outcome}")),
            acts.close, entry, ClosedAs(outcome), note,
        )  # fmt: skip

    def _undo(self) -> None:
        def done(undone: Undone) -> None:
            words = {
                Kind.REMEDIATION_ASSIGNED: self.tr("Taken back: the owner"),
                Kind.REMEDIATION_CLOSED: self.tr("Taken back: the closing"),
                Kind.REMEDIATION_REOPENED: self.tr("Taken back: opening it again"),
            }
            self._window.toast.tell(words[Kind(undone.kind)])
            self.refresh()

        self._window.background.when_done(
            self._services.act(acts.undo), done, self._window.tell_failure
        )

    # The case of an entry

    def _on_opened(self, entry: Entry) -> None:
        self._commands.read(remediation_rows.task_on, self._on_task, entry, self._commands.me())

    def _on_task(self, found: tuple[str, str] | None) -> None:
        if found is None:
            self._window.toast.tell(self.tr("This case is not among yours."))
            return
        task, batch = found
        self._commands.panels.close()
        if batch == self._window.reviewer.batch:
            self._window.reviewer.go_to(task)
        else:
            self._window.open_batch(batch, task)

    # Files

    def export(self) -> None:
        """Write what is open to a file for whoever puts it right."""
        path, _kind = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Export what is to be put right"),
            "to-put-right.csv",
            self.tr("CSV (*.csv);;JSON lines (*.jsonl)"),
        )
        if not path:
            return
        wanted = Path(path)
        if wanted.suffix.lower() not in report.FORMATS:
            wanted = wanted.with_name(wanted.name + ".csv")
        future = self._services.network.submit(
            partial(
                # The file dialog has asked about a file that is there, under the name it knew.
                report.export, self._services.store, wanted, overwrite=str(wanted) == path,
                bom=True,
            )
        )  # fmt: skip
        self._window.background.when_done(future, self._on_exported, self._window.tell_failure)

    def _on_exported(self, done: Exported) -> None:
        words = self.tr("{n} open entries written to {path}")
        self._window.toast.tell(words.format(n=done.rows, path=done.path))

    def bring_in(self) -> None:
        """Take in the list that came back."""
        path, _kind = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Closings that came back"),
            "",
            self.tr("Lists (*.csv *.tsv *.txt *.jsonl);;All files (*)"),
        )
        if not path:
            return
        future = self._services.network.submit(
            take_in, self._services.store, self._services.desk, Path(path)
        )
        self._window.toast.tell(self.tr("Taking in {name} …").format(name=Path(path).name))
        self._window.background.when_done(future, self._on_taken_in, self._window.tell_failure)

    def _on_taken_in(self, done: TakenIn) -> None:
        told = [self.tr("{n} closed").format(n=done.closed)]
        if done.known:
            told.append(self.tr("{n} known already").format(n=done.known))
        if done.faults:
            told.append(self.tr("{n} lines left out").format(n=len(done.faults)))
        words = ", ".join(told) + "."
        for fault in done.faults[:FAULTS_TOLD]:
            said = sentence(WorldFault(fault.code, **fault.params))  # type: ignore[arg-type]
            words += " " + self.tr("Line {n}: {what}").format(n=fault.line, what=said)
        self._window.toast.tell(words)
        self.refresh()


def _read(db: Database, now: datetime) -> Read:
    rows = list(remediation_rows.rows(db))
    return rows, now, report.figures(rows, now)
