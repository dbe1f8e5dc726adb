"""Opens the whole policy over the panes, at the clause and the day that are being looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from workstation.domain import instant
from workstation.domain.policy import ClauseVersion, Pack, Scope
from workstation.review import lookups

if TYPE_CHECKING:
    from workstation.ui.commands import Commands


class PolicyPanels(QObject):
    """Belongs to the commands and shows in their panels."""

    def __init__(self, commands: Commands) -> None:
        """Nothing is shown."""
        super().__init__(commands)
        self._commands = commands

    def show(self) -> None:
        """The case's pack, else the batch's, else the newest that is here, else the shipped one."""
        reviewer = self._commands.window.reviewer
        view = reviewer.prepared.view if reviewer.prepared else None
        if view is not None and view.pack is not None:
            self._open(view.pack)
        else:
            self._commands.read(lookups.any_pack, self._open, reviewer.batch or "")

    def _open(self, pack: Pack) -> None:
        from workstation.ui.policy.panel import PolicyPanel

        window = self._commands.window
        view = window.reviewer.prepared.view if window.reviewer.prepared else None
        today = window.services.desk.now()
        # Nothing of the decision but its day, which the pane over the case shows as well.
        as_of = view.as_of if view is not None else today
        panel = PolicyPanel(
            pack,
            instant.parse(as_of),
            Scope(view.case.market if view is not None else None),
            instant.parse(today),
            window.policy.shown_clause() if view is not None else "",
            {one.id: one.label for one in view.batch.actions} if view is not None else {},
        )
        panel.search = self._search
        panel.read.connect(self._on_read)
        self._commands.panels.show(panel)

    def _search(self, pack: Pack, words: str) -> object:
        return self._commands.window.services.store.read(lookups.find_in_pack, pack, words)

    def _on_read(self, clause: ClauseVersion) -> None:
        # What was read here was on view for the case, as much as what the pane shows.
        self._commands.window.policy.note_shown(clause)
