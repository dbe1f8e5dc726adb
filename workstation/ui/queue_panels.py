"""What one does with the queue from the keyboard: saved views, an id, cases that are alike."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from workstation.review import queue
from workstation.review.prepare import Prepared
from workstation.store import alike, saved_views
from workstation.store.saved_views import SavedView

if TYPE_CHECKING:
    from workstation.ui.commands import Commands
    from workstation.ui.dialogs.go_to import GoToPanel
    from workstation.ui.dialogs.views import ViewsPanel


class QueuePanels(QObject):
    """Belongs to the commands and shows in their panels."""

    def __init__(self, commands: Commands) -> None:
        """Follows the case on the screen, to say what is like it."""
        super().__init__(commands)
        self._commands = commands
        self._window = commands.window
        self._dropped: list[SavedView] = []
        self._alike: tuple[str, list[str]] = ("", [])
        self._asked: Future[Any] | None = None
        self._window.reviewer.case_shown.connect(self._on_case_shown)
        self._window.queue.naming.connect(partial(self.show_views, naming=True))

    # Saved views

    def show_views(self, *, naming: bool = False) -> None:
        """The views that are kept; with `naming`, first a name for the line that filters now."""
        from workstation.ui.dialogs.views import ViewsPanel

        panel = ViewsPanel(self._window.queue.filter_line(), naming=naming)
        self._dropped.clear()
        panel.used.connect(self._use)
        panel.kept.connect(partial(self._keep, panel))
        panel.renamed.connect(partial(self._rename, panel))
        panel.dropped.connect(partial(self._drop, panel))
        panel.put_back.connect(partial(self._put_back, panel))
        self._commands.panels.show(panel)
        if naming:
            panel.line.setFocus()
        self._read_views(panel)

    def use_view(self, number: int) -> None:
        """Filter by one of the first nine."""

        def found(views: list[SavedView]) -> None:
            if number <= len(views):
                self._use(views[number - 1].words)
            else:
                said = self.tr("No view is kept under {n}. Ctrl+Shift+V lists them.")
                self._window.toast.tell(said.format(n=number))

        self._commands.read(saved_views.every, found)

    def _use(self, words: str) -> None:
        self._commands.panels.close()
        self._window.queue.list_by(words)

    def _read_views(self, panel: ViewsPanel, current: str = "") -> None:
        def found(views: list[SavedView]) -> None:
            if self._commands.panels.open_panel is panel:
                panel.set_views(views, current)
                self._count(panel, views)

        self._commands.read(saved_views.every, found)

    def _count(self, panel: ViewsPanel, views: list[SavedView]) -> None:
        batch, person = self._window.reviewer.batch, self._commands.me()
        counts: dict[str, int] = {}

        def counted(name: str, number: int) -> None:
            if self._commands.panels.open_panel is panel:
                counts[name] = number
                panel.set_counts(counts)

        for view in views:
            future = self._window.services.store.browse(queue.count, batch, person, view.words)
            self._window.background.when_done(future, partial(counted, view.name))

    def _keep(self, panel: ViewsPanel, name: str) -> None:
        self._change(panel, name, saved_views.keep, name, self._window.queue.filter_line())

    def _rename(self, panel: ViewsPanel, old: str, new: str) -> None:
        self._change(panel, new, saved_views.rename, old, new)

    def _drop(self, panel: ViewsPanel, name: str) -> None:
        def gone(view: SavedView | None) -> None:
            if view is not None:
                self._dropped.append(view)
            panel.say(self.tr("Taken away · Ctrl+Z puts it back"))

        self._change(panel, "", saved_views.drop, name, then=gone)

    def _put_back(self, panel: ViewsPanel) -> None:
        if self._dropped:
            view = self._dropped.pop()
            self._change(panel, view.name, saved_views.put_back, view)

    def _change(
        self,
        panel: ViewsPanel,
        current: str,
        work: Callable[..., Any],
        *words: object,
        then: Callable[[Any], None] = lambda _result: None,
    ) -> None:
        def done(result: Any) -> None:
            if self._commands.panels.open_panel is panel:
                panel.close_name()
                then(result)
                self._read_views(panel, current)

        store = self._window.services.store
        self._window.background.when_done(
            store.write(work, *words), done, self._window.tell_failure
        )

    # An id

    def go_to_id(self) -> None:
        """Ask for an id and go there."""
        from workstation.ui.dialogs.go_to import GoToPanel

        panel = GoToPanel(self._window.reviewer.batch)
        panel.asked.connect(partial(self._locate, panel))
        panel.chosen.connect(self._go)
        self._commands.panels.show(panel)

    def _locate(self, panel: GoToPanel, words: str) -> None:
        if self._asked is not None:
            self._asked.cancel()
        self._asked = self._window.services.store.browse(
            queue.locate, self._window.reviewer.batch, self._commands.me(), words
        )
        self._window.background.when_done(
            self._asked, partial(self._on_located, panel, words), self._window.tell_failure
        )

    def _on_located(self, panel: GoToPanel, words: str, found: list[queue.Place]) -> None:
        if self._commands.panels.open_panel is panel:
            panel.set_found(words, found)

    def _go(self, batch: str, task: str) -> None:
        self._commands.panels.close()
        if batch == self._window.reviewer.batch:
            self._window.reviewer.go_to(task)
        else:
            self._window.open_batch(batch, task)

    # What is alike

    def toggle_groups(self) -> None:
        """What is nearly the same together in the queue, or everything in the order of work."""
        self._window.queue.toggle_groups()
        together = self._window.queue.grouped
        self._window.toast.tell(
            self.tr("Cases that are nearly the same stand together. Right unfolds them.")
            if together
            else self.tr("Every case stands in the order of work.")
        )

    def next_alike(self) -> None:
        """The next case that is like the one on the screen, round and round."""
        task, found = self._alike
        if self._on_screen() != task or not found:
            self._window.toast.tell(self.tr("No other case here is like this one."))
            return
        self._window.reviewer.go_to(found[(found.index(task) + 1) % len(found)])

    def _on_screen(self) -> str:
        prepared = self._window.reviewer.prepared
        return prepared.view.task.id if prepared else ""

    def _on_case_shown(self, prepared: Prepared) -> None:
        task = prepared.view.task.id
        self._alike = (task, [])
        self._window.case.facts.set_alike("")
        self._window.later(partial(self._ask_alike, task))

    def _ask_alike(self, task: str) -> None:
        future = self._window.services.store.read(alike.like_task, task)
        self._window.background.when_done(future, partial(self._on_alike, task))

    def _on_alike(self, task: str, found: list[str]) -> None:
        if self._on_screen() == task and found:
            self._alike = (task, found)
            words = self.tr("{n} more like this (Alt+Right)").format(n=len(found) - 1)
            self._window.case.facts.set_alike(words)
