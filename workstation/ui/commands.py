"""What the window does besides judging: batches, the end, results, keys, looks.

Dialogs and errands are imported when they are wanted, off the first paint.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from workstation.domain.ids import BatchId, PersonId
from workstation.store import batches
from workstation.store.people import Person
from workstation.ui import theme
from workstation.ui.panels import Panels
from workstation.ui.plain import shortened
from workstation.ui.terms import day, language_name

if TYPE_CHECKING:
    from workstation.review import closing
    from workstation.ui.errands import Errands
    from workstation.ui.window import Window

LANGUAGES = (
    "ms", "id", "zh-Hans", "zh-Hant", "th", "vi", "tl", "ar", "es", "ta", "en", "ja", "ko", "hi",
    "pt",
)  # fmt: skip
LONGEST_TITLE = 70  # characters in the list of batches: how far one has come must be in sight
STEP, SMALLEST, LARGEST = 0.5, 0.0, 8.0
UNSENT_EVERY = 5  # seconds between two looks at what waits to be sent


class Commands(QObject):
    """One method an action; panels lie over the panes, never in windows of their own."""

    def __init__(self, window: Window) -> None:
        """Belongs to the window and uses its services."""
        super().__init__(window)
        self._window = window
        self._ticks = 0
        self.at_end = False
        self.panels = Panels(window, window.splitter)
        self.panels.closed.connect(self._on_panel_closed)

    @cached_property
    def errands(self) -> Errands:
        """Import, sync, export, packages."""
        from workstation.ui.errands import Errands

        return Errands(self._window)

    def run(self, name: str) -> None:
        """Carry out an action by name."""
        known: dict[str, Callable[[], Any]] = {
            "import": lambda: self.errands.bring_in(),
            "sync": lambda: self.errands.sync_now(),
            "export": lambda: self.errands.export(),
            "models": lambda: self.panels.show(self.errands.models_panel()),
            "dark": self.toggle_dark,
            "larger": partial(self.resize_text, STEP),
            "smaller": partial(self.resize_text, -STEP),
            "keys": self.show_keys,
            "batches": self.choose_batch,
            "results": self.show_results,
            "end": self.show_end,
            "language": self.set_language,
            "earlier": self.show_earlier,
        }
        known[name]()

    def leave(self) -> bool:
        """Close the panel, else stop what is coming in; False where there is neither."""
        return self.panels.close() or self.errands.stop()

    # Batches

    def introduce(self) -> None:
        """Ask who works here; a name of one's own can be given later."""
        from workstation.ui.dialogs.first_run import FirstRunDialog

        said = FirstRunDialog.ask(self._window, LANGUAGES, ("en",))
        if said is not None:
            person = Person(PersonId(said.name), said.name, said.languages)
            self._window.services.set_person(person)

    def choose_batch(self) -> None:
        """Choose among the batches that are here."""
        self._read(batches.ready, self._on_batches_read, self._me())

    def _on_batches_read(self, found: list[batches.BatchSummary]) -> None:
        from workstation.ui.dialogs.chooser import Chooser, Option

        options = [
            Option(
                batch.id,
                self.tr("{title}  ·  {done}/{total}{end}").format(
                    title=shortened(batch.title, LONGEST_TITLE),
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
        self.panels.show(panel)

    def _on_batch_chosen(self, batch: str) -> None:
        self.panels.close()
        self._window.open_batch(BatchId(batch))

    # The end, and what came of it

    def show_end(self) -> None:
        """What is done, what is open, one key to submit."""
        from workstation.review import closing

        batch = self._window.reviewer.batch
        if not batch:
            self.choose_batch()
            return
        self._read(closing.standing, partial(self._on_end_read, batch), batch, self._me())

    def _on_end_read(self, batch: str, end: closing.Standing) -> None:
        if batch != self._window.reviewer.batch:
            return  # another has been opened meanwhile
        from workstation.ui.dialogs.end_of_batch import EndOfBatch

        if not end.progress.total:
            self.show_results()  # it came in to be read only
            return
        panel = EndOfBatch(
            end.progress, end.provisional, end.unsent, end.open_rows, submitted=end.submitted
        )
        panel.chosen.connect(self._on_open_chosen)
        panel.submitted.connect(self._submit)
        self.panels.show(panel)
        self.at_end = True

    def _on_panel_closed(self) -> None:
        self.at_end = False
        self._window.focus_case()

    def _on_open_chosen(self, task: str) -> None:
        self.panels.close()
        self._window.reviewer.go_to(task)

    def _submit(self) -> None:
        def done(_event: object) -> None:
            self.panels.close()
            self._window.tell_batch()
            self._window.toast.tell(self.tr("Submitted."))
            self.errands.sync_now(quiet=True)
            self.choose_batch()

        self._window.reviewer.submit(done)

    def show_results(self) -> None:
        """The verdicts of this batch, own and others'; none on a case one has yet to answer."""
        from workstation.review import closing

        batch = self._window.reviewer.batch
        self._read(closing.results, partial(self._on_results_read, batch), batch, self._me())

    def _on_results_read(self, batch: str, found: list[closing.Result]) -> None:
        if batch != self._window.reviewer.batch:
            return  # another has been opened meanwhile
        from workstation.ui.dialogs.results import ResultRow, ResultsPanel

        rows = [
            ResultRow(
                case=one.row.source_id or one.row.case or "",
                language=one.row.language or "",
                author=one.row.person,
                result=one.row.result,
                action=one.row.action,
                clause=one.row.clause or "",
                severity=one.row.severity,
                at=one.row.at,
                own=one.row.person == self._me(),
                task=one.task,
            )
            for one in found
        ]
        panel = ResultsPanel(rows)
        panel.chosen.connect(self._on_open_chosen)
        self.panels.show(panel)

    # Looks

    def show_keys(self) -> None:
        """Every key."""
        from workstation.ui.actions import table
        from workstation.ui.dialogs.key_sheet import KeySheet

        self.panels.show(
            KeySheet([(spec.group, " ".join(spec.keys), spec.words) for spec in table()])
        )

    def show_earlier(self) -> None:
        """What the seller had up before, as the batch tells it."""
        from workstation.ui.dialogs.chooser import Chooser, Option

        prepared = self._window.reviewer.prepared
        if prepared is None:
            return
        options = [
            Option(one.source_id, f"{day(one.at)}   {one.source_id}   {one.text}")
            for one in prepared.view.case.earlier
        ]
        title = self.tr("The seller's earlier items")
        panel = Chooser(title, options, self.tr("The batch tells of no earlier items."))
        panel.chosen.connect(lambda _one: self.panels.close())
        self.panels.show(panel)

    def set_language(self) -> None:
        """Say which language the part under the caret is in."""
        from workstation.ui.dialogs.chooser import Chooser, Option

        window = self._window
        row = window.case.grid.current_row()
        if row is None:
            return
        options = [Option(tag, f"{language_name(tag)} ({tag})") for tag in LANGUAGES]
        panel = Chooser(
            self.tr("Which language is “{part}” in?").format(part=row.part),
            options,
            "",
            row.original.language,
        )

        def chosen(tag: str) -> None:
            self.panels.close()
            window.reviewer.set_language(row.part, tag)

        panel.chosen.connect(chosen)
        self.panels.show(panel)

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
        from workstation.ui.dialogs.error import ErrorDialog

        ErrorDialog.tell(error, self._window)

    def tick(self) -> None:
        """Once a second: what waits to be sent; now and then, sending it."""
        self._ticks += 1
        if self._ticks % UNSENT_EVERY == 1:
            self.errands.refresh_unsent()
        minutes = self._window.services.preferences["sync_minutes"]
        if minutes and self._ticks % (60 * minutes) == 0:
            self.errands.sync_now(quiet=True)

    def close(self) -> None:
        """The window closes: stop what is coming in."""
        if "errands" in self.__dict__:
            self.errands.stop()

    def _read(self, work: Callable[..., Any], done: Callable[[Any], Any], *words: Any) -> None:
        self._window.background.when_done(self._window.services.store.read(work, *words), done)

    def _me(self) -> str:
        return self._window.services.desk.person.id
