"""The first run: asks who works here, and puts what was said in its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from workstation.domain.ids import PersonId
from workstation.fault import WorldFault
from workstation.language.packages import models
from workstation.store.people import Person
from workstation.ui.case_panels import LANGUAGES
from workstation.ui.dialogs.first_run import FirstRunPanel, Introduced
from workstation.ui.terms import language_name
from workstation.words import sentence

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
        self._panel = panel
        panel.introduced.connect(self._on_introduced)
        panel.invited.connect(self._on_invited)
        panel.opened.connect(self._on_opened)
        commands.panels.closed.connect(self._on_closed)
        commands.panels.show(panel)

    def _on_invited(self, line: str) -> None:
        if not line:
            self._panel.say_invitation("", holds=False)
            return
        from workstation.ui import join

        words = join.told(line, self._services.desk.now())
        self._panel.say_invitation(words, holds=join.is_one(line))

    def _on_opened(self) -> None:
        from workstation.ui import join

        line = join.ask_file(self._commands.window)
        if line:
            self._panel.invitation.setText(line)

    def _join(self, said: Introduced) -> None:
        """The invitation says who it is; a name that was typed beside it stays the name."""
        from workstation.review import invitation
        from workstation.ui.join import Join

        def failed(error: Exception) -> None:
            if isinstance(error, WorldFault):
                self._panel.say_invitation(sentence(error), holds=False)
            else:
                self._commands.window.tell_failure(error)

        Join(self._commands, lambda: self._settle(said)).take(
            invitation.read(said.invitation), failed, said.languages, said.name
        )

    def _on_introduced(self, said: Introduced) -> None:
        if said.invitation:
            self._join(said)
            return
        name = PersonId(said.name)
        self._services.set_person(Person(name, said.name, said.languages))
        self._settle(said)

    def _settle(self, said: Introduced) -> None:
        services = self._services
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
