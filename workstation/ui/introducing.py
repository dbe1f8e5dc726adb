"""The first run: asks who works here, and puts what was said in its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from workstation.domain.ids import PersonId
from workstation.language.packages import models
from workstation.store.people import Person
from workstation.ui.case_panels import LANGUAGES
from workstation.ui.dialogs.first_run import FirstRunPanel, Introduced
from workstation.ui.terms import language_name

if TYPE_CHECKING:
    from workstation.ui.commands import Commands


class Introducing(QObject):
    """Belongs to the commands. `then` is called once the page has gone, answered or put off."""

    def __init__(self, commands: Commands, then: Callable[[], None]) -> None:
        """Shows the page."""
        super().__init__(commands)
        self._commands, self._then = commands, then
        self._services = commands.window.services
        folder = self._services.store.paths.packages
        self._packages = models.installed(folder)
        panel = FirstRunPanel(
            LANGUAGES,
            ("en",),
            [
                (one.path.name, f"{language_name(one.source)} → {language_name(one.target)}")
                for one in self._packages
            ],
            f"{_size(folder) / 1_000_000:.0f} MB",
        )
        panel.introduced.connect(self._on_introduced)
        commands.panels.closed.connect(self._on_closed)
        commands.panels.show(panel)

    def _on_introduced(self, said: Introduced) -> None:
        services = self._services
        services.set_person(Person(PersonId(said.name), said.name, said.languages))
        if said.batches_from and Path(said.batches_from).is_dir():
            self._commands.looks.change("batches_from", said.batches_from)
        unwanted = [one.path.name for one in self._packages if one.path.name not in said.packages]
        if unwanted:
            self._commands.window.background.when_done(
                services.network.submit(_remove, unwanted, services.store.paths.packages),
                lambda _left: services.packages_changed(),
            )
        self._commands.panels.close()

    def _on_closed(self) -> None:
        self._commands.panels.closed.disconnect(self._on_closed)
        self._then()
        self.deleteLater()


def _remove(names: list[str], folder: Path) -> None:
    for name in names:
        models.remove(name, folder)


def _size(folder: Path) -> int:
    # Packages may share a file: it takes its room once.
    files = {(s.st_dev, s.st_ino): s.st_size for s in (p.stat() for p in folder.rglob("*"))}
    return sum(files.values())
