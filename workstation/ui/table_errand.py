"""A table comes in: it is looked at off the window's thread, mapped by a person, then imported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from workstation.intake.apart import Job
from workstation.intake.shipped import POLICY
from workstation.intake.table.mapping import TableMapping
from workstation.intake.table.shape import look
from workstation.review import tables
from workstation.review.tables import Preview
from workstation.services import Services, now
from workstation.store.driver import Database
from workstation.ui.dialogs.table_import import TableImportPanel

if TYPE_CHECKING:
    from workstation.ui.incoming import Incoming
    from workstation.ui.window import Window

SHOWN = 6


class TableErrand(QObject):
    """Shows the panel that maps a table, and hands the table on to the import."""

    def __init__(self, incoming: Incoming, window: Window) -> None:
        """Belongs to what brings batches in."""
        super().__init__(incoming)
        self._incoming = incoming
        self._window = window
        self._services: Services = window.services

    def look_at(self, path: Path) -> None:
        """Look at a table, under the mapping kept for its columns or guessed from their names."""
        shape = self._services.incoming.submit(look, path)
        failed = self._window.tell_failure
        self._window.background.when_done(
            shape,
            lambda seen: self._window.background.when_done(
                self._services.store.read(tables.mapping_for, seen),
                lambda found: self._first_look(path, *found),
                failed,
            ),
            failed,
        )

    def _first_look(self, path: Path, mapping: TableMapping, known_as: str) -> None:
        self._window.background.when_done(
            self._services.incoming.submit(_preview, path, mapping),
            lambda seen: self._show(path, seen, known_as),
            self._window.tell_failure,
        )

    def _show(self, path: Path, seen: Preview, known_as: str) -> None:
        panel = TableImportPanel(
            path.name,
            seen,
            known_as,
            lambda mapping: self._services.incoming.submit(_preview, path, mapping),
            self._window.background,
        )
        panel.failed.connect(self._window.tell_failure)
        panel.accepted.connect(lambda mapping, name: self._bring(path, mapping, name))
        self._window.commands.panels.show(panel)

    def _bring(self, path: Path, mapping: TableMapping, name: str) -> None:
        self._window.commands.panels.close()
        if name:
            self._services.store.write(_keep, name, mapping)
        job = Job(str(path), self._services.desk.person.id, mapping, str(POLICY))
        self._incoming.start(job)


def _preview(path: Path, mapping: TableMapping) -> Preview:
    # Another encoding or delimiter may give other columns: those that are new get a guess.
    return tables.preview(path, tables.fitted(path, mapping), POLICY, SHOWN)


def _keep(db: Database, name: str, mapping: TableMapping) -> None:
    tables.keep(db, name, mapping, now())
