"""Batches that publishers have assigned: listed, fetched with progress, told of when they come.

Imported when it is wanted, off the first paint.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from workstation.bell import Bell
from workstation.domain import instant
from workstation.fault import WorldFault
from workstation.review import pulling
from workstation.review.acting import Desk
from workstation.review.pulling import Offer, Pulled
from workstation.review.pulling_apart import apart
from workstation.store.store import Store
from workstation.sync.giving_up import GivingUp
from workstation.ui.dialogs.offers import (
    GONE,
    HERE,
    OFFERED,
    PARTLY,
    OfferRow,
    OffersPanel,
    megabytes,
)
from workstation.ui.plain import shortened
from workstation.ui.syncing import open_kept
from workstation.words import sentence

if TYPE_CHECKING:
    from workstation.ui.commands import Commands

LONGEST_TITLE = 60


class Offers(QObject):
    """Belongs to the commands and shows in their panels; one batch is fetched at a time."""

    progressed = Signal(str, int, int)
    came = Signal(object)

    def __init__(self, commands: Commands) -> None:
        """Nothing is shown."""
        super().__init__(commands)
        self._commands = commands
        self._window = commands.window
        self._panel: OffersPanel | None = None
        self._known: set[str] | None = None
        self._found: list[Offer] = []
        self._pulling: Offer | None = None
        self._cancel = threading.Event()
        self._place: GivingUp | None = None
        self.progressed.connect(self._on_progressed, Qt.ConnectionType.QueuedConnection)
        self.came.connect(self._on_pulled, Qt.ConnectionType.QueuedConnection)

    @property
    def _services(self) -> Any:
        return self._window.services

    @property
    def busy(self) -> bool:
        """Whether a batch is being fetched."""
        return self._pulling is not None

    def show(self) -> None:
        """Open the list."""
        self._read(self._on_read)

    def refresh(self) -> None:
        """A run has ended: what is new is told; the list, if it is open, is read again."""
        self._read(self._on_read_again)

    def _read(self, done: Callable[[list[Offer]], None]) -> None:
        services = self._services
        self._commands.read(pulling.offers, done, services.desk, services.store.paths.home)

    def _on_read(self, found: list[Offer]) -> None:
        self._known = {one.batch for one in found}
        self._panel = panel = OffersPanel(
            [self._row(one) for one in found], self._now(), bool(self._commands.sending.address)
        )
        self._found = found
        panel.asked.connect(self._on_asked)
        panel.stopped.connect(self.stop)
        self._commands.panels.show(panel)
        if self._pulling is not None:
            panel.begin(self._fetching(self._pulling))

    def _on_read_again(self, found: list[Offer]) -> None:
        panel, known = self._open_panel(), self._known
        self._known = {one.batch for one in found}
        if panel is not None:
            self._found = found
            panel.show_offers([self._row(one) for one in found], self._now())
            return
        new = [
            one
            for one in found
            if one.mine and one.state == pulling.NEW and one.batch not in (known or ())
        ]
        if new and known is not None:
            words = self.tr("A batch for you: {title} · Ctrl+Shift+O fetches it")
            self._window.toast.tell(words.format(title=_short(new[0].title)))

    def _open_panel(self) -> OffersPanel | None:
        panel = self._panel
        if panel is None or not shiboken6.isValid(panel):
            return None
        return panel if self._commands.panels.open_panel is panel else None

    def _now(self) -> datetime:
        return instant.parse(self._services.desk.now())

    # Acts

    def _on_asked(self, name: str, row: OfferRow | None) -> None:
        panel = self._open_panel()
        if name == "meanwhile":
            self._commands.panels.close()
        elif name == "look":
            self._commands.sending.now()
        elif row is not None and row.state == HERE:
            self._commands.panels.close()
            self._window.open_batch(row.id)
        elif row is not None and panel is not None:
            wanted = next(one for one in self._found if one.batch == row.id)
            self._pull(wanted)
            panel.begin(self._fetching(wanted))

    def stop(self) -> bool:
        """Give up what is being fetched; what has come is kept. False where nothing is."""
        if self._pulling is None:
            return False
        self._cancel.set()
        if self._place is not None:
            self._place.give_up()
        return True

    def close(self) -> None:
        """The window closes: what comes in is gone on with, or indexed, another time."""
        self._cancel.set()
        self.stop()

    def _pull(self, wanted: Offer) -> None:
        if self._pulling is not None:
            self._window.toast.tell(self.tr("A batch is being fetched already."))
            return
        self._pulling = wanted
        self._cancel.set()  # the search index of the one before gives way, and is made later
        self._cancel = cancel = threading.Event()
        services = self._services
        future = services.incoming.submit(
            _pull,
            services.store,
            services.desk,
            self._commands.sending.address,
            wanted.batch,
            services.bell,
            self.progressed.emit,
            cancel,
            self._on_opened,
            self.came.emit,
        )
        self._window.background.when_done(future, lambda _done: None, self._on_failed)

    def _on_opened(self, place: GivingUp) -> None:
        self._place = place  # in the thread of what comes in; an assignment is all

    def _on_progressed(self, what: str, done: int, total: int) -> None:
        if self._pulling is None:
            return
        share = int(100 * done / total) if total else 100
        if what == "bytes":
            words = self.tr("{title}: {done} of {total}").format(
                title=_short(self._pulling.title), done=megabytes(done), total=megabytes(total)
            )
            short = self.tr("fetching {share} %").format(share=share)
        else:
            words = self.tr("{title}: bringing in {done} of {total}").format(
                title=_short(self._pulling.title), done=done, total=total
            )
            short = self.tr("bringing in {done}/{total}").format(done=done, total=total)
        panel = self._open_panel()
        if panel is not None:
            panel.go_on(words)
        self._window.header.set_ahead(short)

    def _on_pulled(self, done: Pulled) -> None:
        self._rest()
        told = self.tr("{title}: {n} cases").format(
            title=_short(done.report.title), n=done.report.stored or done.report.already_there
        )
        if done.read_only:
            told += self.tr(", to read only")
        if done.report.quarantined:
            told += self.tr(", {n} lines set aside").format(n=done.report.quarantined)
        panel = self._open_panel()
        if self._window.reviewer.prepared is None and not done.read_only:
            self._commands.panels.close()
            self._window.open_batch(done.report.batch)
        else:
            # Somebody is in the middle of a case: the batch waits for them.
            told += self.tr(" · Ctrl+B opens it")
            if panel is not None:
                panel.end()
                self.refresh()
        self._window.toast.tell(told)

    def _on_failed(self, error: Exception) -> None:
        stopped = self._cancel.is_set()
        self._rest()
        panel = self._open_panel()
        words = ""
        if stopped and isinstance(error, WorldFault):
            words = self.tr("Stopped. What has come is kept: Enter goes on from there.")
        elif isinstance(error, WorldFault):
            words = sentence(error)
        if panel is not None and words:
            panel.end(words)
        elif words:
            self._window.toast.tell(words)
        else:
            if panel is not None:
                panel.end()
            self._window.tell_failure(error)

    def _rest(self) -> None:
        self._pulling = self._place = None
        self._window.header.set_ahead("")

    # Words

    def _fetching(self, wanted: Offer) -> str:
        return self.tr("{title} is being fetched …").format(title=_short(wanted.title))

    def _row(self, one: Offer) -> OfferRow:
        state = PARTLY if one.begun else OFFERED
        state = {pulling.HERE: HERE, pulling.RETRACTED: GONE}.get(one.state, state)
        return OfferRow(
            id=one.batch,
            title=one.title,
            kind=one.kind,
            cases=one.cases,
            size=one.size,
            missing=one.size if one.missing is None else one.missing,
            state=state,
            due_at=_instant(one.due_at),
            by=one.person,
            why=sentence(one.fault) if one.fault is not None and state != HERE else "",
            mine=one.mine,
        )


def _pull(
    store: Store,
    desk: Desk,
    address: str,
    batch: str,
    bell: Bell,
    progressed: Callable[[str, int, int], None],
    cancel: threading.Event,
    opened: Callable[[GivingUp], None],
    came: Callable[[Pulled], None],
) -> Pulled:
    place = open_kept(store, address)
    opened(place)
    return pulling.pull(
        store,
        desk,
        place,
        batch,
        lambda: datetime.now().astimezone(),
        lambda done, total: progressed("bytes", done, total),
        cancel.is_set,
        lambda done, total: progressed("lines", done, total),
        importing=apart(bell),
        ready=came,
    )


def _short(title: str) -> str:
    return shortened(title, LONGEST_TITLE)


def _instant(text: str | None) -> str | None:
    """A date that somebody else wrote: one that is none is not shown."""
    try:
        return instant.write(instant.parse(text)) if text else None
    except WorldFault:
        return None
