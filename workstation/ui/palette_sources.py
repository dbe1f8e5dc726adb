"""What the palette finds: actions, settings, clauses, batches, cases by their ids, saved views.

Nothing here depends on a decision: while a case is blind, the palette is the same whatever the
moderator decided.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from workstation.review import queue
from workstation.settings import SETTINGS
from workstation.store import batches, saved_views
from workstation.store.driver import Database
from workstation.ui.actions import ActionSpec, table
from workstation.ui.dialogs.palette import Entry, Palette
from workstation.ui.plain import shortened

if TYPE_CHECKING:
    from workstation.ui.commands import Commands

LONGEST = 70
CASES = 12
REMEMBERED = 12
_NOT_HERE = ("leave", "palette")


class Sources(QObject):
    """Makes the palette, answers what it asks, does what was chosen."""

    def __init__(self, commands: Commands) -> None:
        """Belongs to the commands."""
        super().__init__(commands)
        self._commands = commands
        self._window = commands.window
        self._views: dict[str, str] = {}

    def show(self) -> None:
        """Open the palette over the panes."""
        recent = self._window.services.preferences["recent"]
        panel = Palette(self.entries(), [one for one in recent if isinstance(one, str)])
        panel.chosen.connect(self.run)
        panel.asked.connect(partial(self._look, panel))
        self._commands.panels.show(panel)
        self._look(panel, "")

    def entries(self) -> list[Entry]:
        """What is known at once."""
        keyboard = self._window.keyboard
        english = {spec.name: spec.words for spec in table(lambda _context, words: words)}
        found = [
            Entry(
                f"action:{spec.name}",
                spec.group,
                spec.words,
                " ".join(keyboard.keys[spec.name]),
                self._why(spec),
                (english[spec.name], spec.name.replace("_", " "), spec.group),
            )
            for spec in keyboard.specs.values()
            if not spec.name.startswith("press.") and spec.name not in _NOT_HERE
        ]
        found += [
            Entry(f"setting:{one.name}", self.tr("Setting"), one.words, texts=(one.hint, one.name))
            for one in SETTINGS
            if one.group
        ]
        prepared = self._window.reviewer.prepared
        found += [
            Entry(
                f"clause:{clause.clause}",
                self.tr("Clause"),
                f"{clause.clause}  {clause.title}",
                texts=clause.keywords,
            )
            for clause in (prepared.view.in_force if prepared else ())
        ]
        return found

    def run(self, chosen: str) -> None:
        """Do what was chosen, and remember it."""
        self._remember(chosen)
        self._commands.panels.close()
        kind, _, name = chosen.partition(":")
        if kind == "action":
            self._window.keyboard.trigger(name)
        elif kind == "setting":
            self._commands.show_preferences(name)
        elif kind == "clause":
            self._window.show_clause(name)
        elif kind == "batch":
            self._window.open_batch(name)
        elif kind == "case":
            batch, _, task = name.partition(" ")
            self._window.open_batch(batch, task)
        elif kind == "view":
            self._window.queue.list_by(self._views.get(name, ""))

    def _why(self, spec: ActionSpec) -> str:
        if self._commands.has(spec.wants):
            return ""
        return self.tr("no case is open") if spec.wants == "case" else self.tr("no batch is open")

    def _look(self, panel: Palette, words: str) -> None:
        done = partial(self._on_looked, panel, words)
        batch, person = self._window.reviewer.batch, self._commands.me()
        self._commands.read(_look, done, batch, person, words)

    def _on_looked(self, panel: Palette, words: str, found: Any) -> None:
        if self._commands.panels.open_panel is not panel:
            return
        ready, named, views = found
        self._views = {view.name: view.words for view in views}
        cases = [
            Entry(
                f"case:{one.batch} {one.task}",
                self.tr("Case · {batch}").format(batch=shortened(one.batch_title, 40)),
                one.source_id,
            )
            for one in named[:CASES]
        ]
        more = [
            Entry(f"batch:{one.id}", self.tr("Batch"), shortened(one.title, LONGEST))
            for one in ready
        ]
        more += [
            Entry(f"view:{view.name}", self.tr("Saved view"), view.name, texts=(view.words,))
            for view in views
        ]
        panel.set_more(more)
        panel.set_late(words, cases)

    def _remember(self, chosen: str) -> None:
        services = self._window.services
        kept = [one for one in services.preferences["recent"] if one != chosen]
        services.set_preference("recent", [chosen, *kept][:REMEMBERED])


def _look(
    db: Database, batch: str, person: str, words: str
) -> tuple[list[batches.BatchSummary], list[queue.Place], list[saved_views.SavedView]]:
    named = queue.locate(db, batch, person, words) if words.strip() else []
    return batches.ready(db, person), named, saved_views.every(db)
