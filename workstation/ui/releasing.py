"""Release in the window: the gate, final, a vendor's pack, the lock.

Imported when it is wanted, off the first paint.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from workstation.fault import Fault
from workstation.review.acting import Desk
from workstation.review.releasing import acts, restating
from workstation.review.releasing.gate import gate
from workstation.review.releasing.standing import standing, still_blind
from workstation.store.driver import Database
from workstation.sync.transport import Transport
from workstation.ui.dialogs.chooser import Chooser, Option
from workstation.ui.dialogs.form import Field, FormPanel
from workstation.ui.dialogs.release_panel import OpenRow, ReleasePanel, ReleaseSeen
from workstation.ui.syncing import open_kept
from workstation.words import sentence

if TYPE_CHECKING:
    from workstation.ui.commands import Commands
    from workstation.ui.printing.files import Written

SETTLES = {
    "undecided": "undecided",
    "second": "second",
    "apart": "second",
    "cannot": "handed_on",
    "provisional": "peers",
    "refuted": "peers",
    "unconfirmed": "team",
    "unsent": "sync",
    "not_here": "offers",
}
"""By line of the gate the action that settles it."""


class Releasing(QObject):
    """Belongs to the commands and shows in their panels."""

    def __init__(self, commands: Commands) -> None:
        """Nothing is shown."""
        super().__init__(commands)
        self._commands = commands
        self._window = commands.window
        self._panel: ReleasePanel | None = None
        self._batch = ""

    @property
    def _services(self) -> Any:
        return self._window.services

    def show(self) -> None:
        """The gate of the batch that is open."""
        self._batch = self._window.reviewer.batch or ""
        if self._batch:
            self._commands.read(_read, self._on_read, self._services.desk, self._batch)
        else:
            self._commands.batches.choose_batch()

    def refresh(self) -> None:
        """Read it again, if it is open."""
        if self._open_panel() is not None:
            self._commands.read(_read, self._on_read_again, self._services.desk, self._batch)

    def _on_read(self, seen: ReleaseSeen) -> None:
        panel = ReleasePanel(seen)
        panel.asked.connect(partial(self._on_asked, seen))
        self._panel = panel
        self._commands.panels.show(panel)

    def _on_read_again(self, seen: ReleaseSeen) -> None:
        panel = self._open_panel()
        if panel is not None:
            panel.asked.disconnect()
            panel.asked.connect(partial(self._on_asked, seen))
            panel.show_seen(seen)

    def _open_panel(self) -> ReleasePanel | None:
        panel = self._panel
        if panel is None or not shiboken6.isValid(panel):
            return None
        return panel if self._commands.panels.open_panel is panel else None

    def _on_asked(self, seen: ReleaseSeen, act: str, row: OpenRow | None) -> None:
        if act == "settle" and row is not None:
            self._settle(row.id)
        elif act == "final":
            self._because(seen, partial(self._finalise))
        elif act == "release":
            self._choose(seen, lambda vendor: self._because(seen, partial(self._release, vendor)))
        elif act == "pack":
            self._choose(seen, self._ask_folder)
        elif act == "lock":
            self._ask_lock()
        elif act == "reopen":
            self._ask_why(self.tr("Open it again"), self._reopen)

    def _settle(self, code: str) -> None:
        window, wanted = self._window, SETTLES[code]
        self._commands.panels.close()
        self._commands.handlers(tuple(window.keyboard.specs.values()))[wanted]()

    # What has to be said first

    def _because(self, seen: ReleaseSeen, act: Callable[[str], None]) -> None:
        if seen.gate:
            self._ask_why(self.tr("Although something is open"), act)
        else:
            act("")

    def _ask_why(self, title: str, act: Callable[[str], None]) -> None:
        panel = FormPanel(
            title,
            [Field("why", self.tr("Why"))],
            self.tr("Say so"),
            self.tr("The reason is kept with the batch and told wherever its state is told."),
        )
        panel.back = self.show

        def given(said: dict[str, str]) -> None:
            if said["why"]:
                act(said["why"])
            else:
                panel.say(self.tr("Say why."), "why")

        panel.given.connect(given)
        self._commands.panels.show(panel)

    def _choose(self, seen: ReleaseSeen, act: Callable[[str], None]) -> None:
        if len(seen.vendors) == 1:
            act(seen.vendors[0])
            return
        panel = Chooser(
            self.tr("Whose decisions"), [Option(one, one) for one in seen.vendors], ""
        )
        panel.back = self.show
        panel.chosen.connect(act)
        self._commands.panels.show(panel)

    def _ask_lock(self) -> None:
        panel = FormPanel(
            self.tr("Lock the figures"),
            [
                Field("until", self.tr("Last day of the period"), hint="2026-06-30"),
                Field("zone", self.tr("Time zone"), hint="Asia/Kuala_Lumpur"),
            ],
            self.tr("Lock"),
            self.tr("Corrections stay possible; from now on they are shown as restatements."),
        )
        panel.back = self.show

        def given(said: dict[str, str]) -> None:
            for name in ("until", "zone"):
                if not said[name]:
                    panel.say(self.tr("This is needed."), name)
                    return
            work = self._services.act(acts.lock, self._batch, said["until"], said["zone"])
            self._do(work, self.tr("The figures are locked."), panel)

        panel.given.connect(given)
        self._commands.panels.show(panel)

    # Acts

    def _finalise(self, why: str) -> None:
        self._do(self._services.act(acts.finalise, self._batch, why), self.tr("Final."))

    def _reopen(self, why: str) -> None:
        self._do(self._services.act(acts.reopen, self._batch, why), self.tr("A draft again."))

    def _release(self, vendor: str, why: str) -> None:
        services, batch, address = self._services, self._batch, self._commands.sending.address

        def work() -> bool:
            place: Transport | None = None
            if address:
                place = open_kept(services.store, address)
            return acts.release(services.store, services.desk, place, batch, vendor, why)

        words = self.tr("Released to {vendor}.").format(vendor=vendor)
        self._do(services.network.submit(work), words)

    def _do(self, future: Any, words: str, panel: FormPanel | None = None) -> None:
        def done(_said: object) -> None:
            self._window.toast.tell(words)
            self._commands.sync_now(quiet=True)
            self.show()

        def failed(error: Exception) -> None:
            if panel is not None and shiboken6.isValid(panel) and isinstance(error, Fault):
                panel.say(sentence(error))
            else:
                self._window.tell_failure(error)

        self._window.background.when_done(future, done, failed)

    # The pack

    def _ask_folder(self, vendor: str) -> None:
        folder = QFileDialog.getExistingDirectory(
            self._window, self.tr("Where the error pack goes")
        )
        if folder:
            self.write_pack(vendor, Path(folder))

    def write_pack(self, vendor: str, folder: Path) -> None:
        """Write a vendor's pack off the window's thread."""
        from workstation.ui.printing.files import write_pack

        services = self._services
        future = services.network.submit(
            write_pack, services.store, services.desk, self._batch, vendor, folder
        )
        self._window.toast.tell(self.tr("Writing the error pack …"))

        def done(made: Written) -> None:
            words = self.tr("{n} cases with errors: {name} and its workbook and lines are written")
            self._window.toast.tell(
                words.format(n=len(made.pack.cases), name=made.paths[0].name)
            )
            self.show()

        self._window.background.when_done(future, done, self._window.tell_failure)


def _read(db: Database, desk: Desk, batch: str) -> ReleaseSeen:
    blind = still_blind(db, batch)
    return ReleaseSeen(
        standing(db, desk, batch),
        gate(db, desk, batch),
        [] if blind else restating.restated(db, desk, batch),
        acts.vendors(db, batch),
        blind,
    )
