"""Which batch, its end, and the verdicts in it: panels over the window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from workstation.domain.ids import BatchId
from workstation.review import handing_in
from workstation.store import batches
from workstation.ui.own_keys import say
from workstation.ui.plain import shortened
from workstation.ui.terms import term

if TYPE_CHECKING:
    from workstation.review import closing
    from workstation.ui.commands import Commands
    from workstation.ui.dialogs.batches import BatchChooser
    from workstation.ui.dialogs.results import ResultsPanel

LONGEST_TITLE = 70  # characters in the list of batches: how far one has come must be in sight


class BatchPanels(QObject):
    """Belongs to the commands and shows in their panels."""

    def __init__(self, commands: Commands) -> None:
        """Nothing is shown."""
        super().__init__(commands)
        self._commands = commands
        self._window = commands.window
        self.panels = commands.panels
        self.at_end = False
        self._chooser: BatchChooser | None = None
        self.panels.closed.connect(self._on_panel_closed)

    def choose_batch(self) -> None:
        """Choose among the batches that are here."""
        self._commands.read(batches.ready, self._on_batches_read, self._commands.me())

    def offer_choice(self) -> None:
        """Choose among them, where nobody looks at anything else."""
        self._commands.read(
            batches.ready,
            lambda found: self._on_batches_read(found) if self._is_free() else None,
            self._commands.me(),
        )

    def _is_free(self) -> bool:
        return self.panels.open_panel in (None, self._chooser)

    def _on_batches_read(self, found: list[batches.BatchSummary]) -> None:
        from workstation.ui.dialogs.batches import BatchChooser
        from workstation.ui.dialogs.chooser import Option

        options = [
            Option(
                batch.id,
                self.tr("{title}  ·  {kind}  ·  {done}/{total}{end}").format(
                    title=shortened(batch.title, LONGEST_TITLE),
                    kind=term(f"kind.{batch.kind}"),
                    done=batch.decided + batch.cannot,
                    total=batch.tasks,
                    end=self.tr("  ·  submitted") if batch.submitted_at else "",
                ),
            )
            for batch in found
        ]
        panel = BatchChooser(
            say(self.tr("Batches  ·  Ctrl+O brings one in  ·  Ctrl+Shift+O: assigned to you")),
            options,
            say(
                self.tr(
                    "No batch is here yet. Ctrl+O brings one in: a folder, a zip or a table. "
                    "Ctrl+Shift+O shows what your team has assigned to you."
                )
            ),
            {batch.id for batch in found if batch.submitted_at},
        )
        panel.taken_back.connect(self._unsubmit)
        panel.chosen.connect(self._on_batch_chosen)
        self._chooser = panel
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
        self._commands.read(
            closing.standing, partial(self._on_end_read, batch), batch, self._commands.me()
        )

    def _on_end_read(self, batch: str, end: closing.Standing) -> None:
        if batch != self._window.reviewer.batch:
            return  # another has been opened meanwhile
        from workstation.ui.dialogs.end_of_batch import EndOfBatch

        if not end.stand.progress.total:
            self.show_results()  # it came in to be read only
            return
        panel = EndOfBatch(end)
        panel.chosen.connect(self._on_open_chosen)
        panel.listed.connect(self._on_listed)
        panel.sending.connect(self._commands.sync_now)
        panel.submitted.connect(self._submit)
        panel.taken_back.connect(partial(self._unsubmit, batch))
        panel.releasing.connect(lambda: self._commands.releasing.show())
        self.panels.show(panel)
        self.at_end = True

    def _on_panel_closed(self) -> None:
        self.at_end = False
        self._window.focus_case()
        self._window.later(self._say_nothing_open)

    def _say_nothing_open(self) -> None:
        reviewer = self._window.reviewer
        if not reviewer.batch or (reviewer.prepared is None and not reviewer.resting):
            self._window.case.say_nothing_open(bool(reviewer.batch))

    def _on_open_chosen(self, task: str) -> None:
        self.panels.close()
        self._window.reviewer.go_to(task)

    def _on_listed(self, words: str) -> None:
        self.panels.close()
        self._window.queue.list_by(words)

    def _unsubmit(self, batch: str) -> None:
        def done(_event: object) -> None:
            self.panels.close()
            self._window.tell_batch()
            self._window.toast.tell(self.tr("Taken back: it can be worked on again."))
            self._commands.sync_now(quiet=True)
            if batch == self._window.reviewer.batch:
                self._window.reviewer.look_again()
            else:
                self.choose_batch()

        services = self._window.services
        self._window.background.when_done(
            services.act(handing_in.unsubmit, batch), done, self._window.tell_failure
        )

    def _submit(self) -> None:
        def done(_event: object) -> None:
            self.panels.close()
            self._window.tell_batch()
            self._window.toast.tell(self.tr("Submitted."))
            self._commands.sync_now(quiet=True)
            self.choose_batch()

        self._window.reviewer.submit(done)

    def show_results(self) -> None:
        """The verdicts of this batch, own and others'; none on a case one has yet to answer."""
        from workstation.review import closing

        batch = self._window.reviewer.batch
        self._commands.read(
            closing.results, partial(self._on_results_read, batch), batch, self._commands.me()
        )

    def _on_results_read(self, batch: str, found: list[closing.Result]) -> None:
        if batch != self._window.reviewer.batch:
            return  # another has been opened meanwhile
        panel = self.results_panel(found)
        panel.chosen.connect(self._on_open_chosen)
        self.panels.show(panel)

    def results_panel(self, found: list[closing.Result], title: str = "") -> ResultsPanel:
        """Verdicts in a table."""
        from workstation.ui.dialogs.results import ResultRow, ResultsPanel, told_of

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
                own=one.row.person == self._commands.me(),
                task=one.task,
                told=told_of(one.row),
                provisional=one.row.provisional,
                peer=one.row.peer or "",
                peer_holds=one.row.peer_holds,
                late=one.late,
            )
            for one in found
        ]
        return ResultsPanel(rows, title)
