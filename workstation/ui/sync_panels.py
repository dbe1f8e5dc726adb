"""How sync stands, in the window: the panel is read, refreshed, and its acts carried out.

Imported when it is wanted, off the first paint.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject

from workstation.domain import instant
from workstation.domain.event import Kind
from workstation.store import batches, published, roster, segments
from workstation.store.driver import Database
from workstation.store.standing import standing
from workstation.store.store import Store
from workstation.sync.places import PlaceKind, kind_of
from workstation.sync.renew import Renewed, renew
from workstation.sync.verify import Verified, verify
from workstation.ui.dialogs.sync_panel import SyncPanel, SyncSeen
from workstation.ui.dialogs.sync_rows import SyncRow
from workstation.ui.placing import Placing
from workstation.ui.syncing import open_kept, place_word
from workstation.words import sentence

if TYPE_CHECKING:
    from workstation.ui.commands import Commands


class SyncPanels(QObject):
    """Belongs to the commands and shows in their panels."""

    def __init__(self, commands: Commands) -> None:
        """Nothing is shown."""
        super().__init__(commands)
        self._commands = commands
        self._window = commands.window
        self._panel: SyncPanel | None = None
        self._working = False
        commands.sending.changed.connect(self._on_changed)
        commands.sending.synced.connect(lambda _report: self.refresh())

    @property
    def _address(self) -> str:
        return self._commands.sending.address

    @property
    def _services(self) -> Any:
        return self._window.services

    def show(self) -> None:
        """Open the panel."""
        self._commands.read(_read, self._on_read, self._address)

    def refresh(self) -> None:
        """Read it again, if it is open."""
        if self._open_panel() is not None:
            self._commands.read(_read, self._on_read_again, self._address)

    def _on_read(self, seen: SyncSeen) -> None:
        self._panel = panel = SyncPanel(seen, self._now())
        panel.asked.connect(self._on_asked)
        panel.stopped.connect(self._on_stopped)
        self._commands.panels.show(panel)
        self._on_changed()

    def _on_read_again(self, seen: SyncSeen) -> None:
        panel = self._open_panel()
        if panel is not None:
            panel.show_seen(seen, self._now())

    def _open_panel(self) -> SyncPanel | None:
        panel = self._panel
        if panel is None or not shiboken6.isValid(panel):
            return None
        return panel if self._commands.panels.open_panel is panel else None

    def _now(self) -> Any:
        return instant.parse(self._services.desk.now())

    def _on_changed(self) -> None:
        panel, sending = self._open_panel(), self._commands.sending
        if panel is None:
            return
        trouble = sending.trouble
        panel.show_state(sending.words, sentence(trouble) if trouble is not None else "")
        if sending.busy and not panel.busy:
            panel.begin(self.tr("Sending and receiving …"))
        elif not sending.busy and panel.busy and not self._working:
            panel.end()
            self.refresh()

    # Acts

    def _on_asked(self, name: str, row: SyncRow | None) -> None:
        panel = self._open_panel()
        if panel is None:
            return
        if name == "way" and row is not None:
            name = panel.way_of(row)
        if name == "sync":
            self._commands.sending.now()
        elif name == "retry":
            self._retry()
        elif name == "verify":
            self._verify(panel)
        elif name == "renew":
            self._renew(panel)
        elif name == "place":
            Placing(self._commands, self.show)
        elif name == "forget":
            self._commands.looks.change("sync_to", "")
            self._commands.sending.count()
            self.refresh()

    def _on_stopped(self) -> None:
        if not self._commands.sending.stop():
            self._window.toast.tell(self.tr("That cannot be stopped; it is nearly done."))

    def _retry(self) -> None:
        """What a place refused is offered to it again."""
        future = self._services.store.write(segments.unpark)
        self._window.background.when_done(
            future, lambda _done: self._commands.sending.now(), self._window.tell_failure
        )

    def _verify(self, panel: SyncPanel) -> None:
        self._working = True
        panel.begin(self.tr("Everything here and at the place is being verified …"))

        def done(found: Verified) -> None:
            self._working = False
            if self._open_panel() is panel:
                panel.end(self._verified(found))

        services = self._services
        self._wait(panel, services.network.submit(_verify, services.store, self._address), done)

    def _verified(self, found: Verified) -> str:
        if found.fault is not None:
            fault = found.fault
            return self.tr("First fault: {where} {ref}: {reason}. Tell your lead.").format(
                where=fault.where, ref=fault.ref, reason=fault.reason
            )
        number = self._window.locale().toString
        return self.tr(
            "Everything holds: {acts} acts in {segments} segments of {streams} streams, {files} "
            "files at the place."
        ).format(
            acts=number(found.events),
            segments=number(found.segments),
            streams=number(found.streams),
            files=number(found.files),
        )

    def _renew(self, panel: SyncPanel) -> None:
        self._working = True
        panel.begin(self.tr("New streams are begun …"))
        services = self._services

        def done(made: Renewed) -> None:
            self._working = False
            services.take_new_device()
            if self._open_panel() is panel:
                panel.end()
            words = self.tr(
                "New streams have begun: {again} acts are issued again, {came} came back. Your "
                "lead has to enrol this device once more."
            )
            self._window.toast.tell(words.format(again=made.again, came=made.came))
            self._window.refresh_everything()
            if kind_of(self._address) is PlaceKind.HUB:
                Placing(self._commands, self.show, new_at=self._address)  # a stranger there
                return
            self._commands.sending.now(quiet=True)
            self.refresh()

        self._wait(panel, services.network.submit(_renew, services.store, self._address), done)

    def _wait(self, panel: SyncPanel, future: Any, done: Callable[[Any], None]) -> None:
        def failed(error: Exception) -> None:
            self._working = False
            if self._open_panel() is panel:
                panel.end()
            self._window.tell_failure(error)

        self._window.background.when_done(future, done, failed)


def _read(db: Database, address: str) -> SyncSeen:
    known = roster.believed(db)
    names = {one.person: one.name for one in known.members.values() if one.name}
    titles = {one.id: one.title for one in batches.ready(db, "")}
    for said in published.of_batches(db):
        if said.kind == Kind.PUBLISHED and said.batch:
            titles.setdefault(said.batch, str(said.body.get("title") or ""))
    held = standing(db, known)
    again = max((place.waiting.events for place in held.places), default=0)
    return SyncSeen(held, names, titles, address, place_word(address), again)


def _renew(store: Store, address: str) -> Renewed:
    return renew(store, open_kept(store, address))


def _verify(store: Store, address: str) -> Verified:
    return verify(store, open_kept(store, address))
