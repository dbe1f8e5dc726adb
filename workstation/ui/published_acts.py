"""One act on a published batch at a time: off the window's thread, followed, stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from workstation.fault import WorldFault
from workstation.sync.giving_up import GivingUp
from workstation.ui import published_work
from workstation.ui.dialogs.form import FormPanel
from workstation.ui.dialogs.offers import megabytes
from workstation.ui.dialogs.published import PublishedPanel
from workstation.words import sentence

if TYPE_CHECKING:
    from workstation.ui.commands import Commands


class PublishedActs(QObject):
    """`settled(from_form)` an act is done. It tells how far it is in the form it was asked for in,
    or in the list."""

    progressed = Signal(int, int)
    settled = Signal(bool)

    def __init__(self, commands: Commands, listed: Callable[[], PublishedPanel | None]) -> None:
        """`listed` is the list while it is open."""
        super().__init__(commands)
        self._commands, self._listed = commands, listed
        self._window = commands.window
        self.doing = ""
        self._form: FormPanel | None = None
        self._cancel = threading.Event()
        self._place: GivingUp | None = None
        self.progressed.connect(self._on_progressed, Qt.ConnectionType.QueuedConnection)

    def carry_out(
        self,
        form: FormPanel | None,
        doing: str,
        work: Callable[..., Any],
        more: tuple[object, ...],
        words: str | Callable[[Any], str],
    ) -> None:
        """Begin; `words` are told when it is done. Where it fails the form stays, and says why."""
        if self.doing:
            self._window.toast.tell(self.tr("Something is being published or assigned already."))
            return
        self.doing, self._form, self._cancel = doing, form, threading.Event()
        self._say(self.tr("{what}  Esc stops.").format(what=doing))
        panel = self._listed()
        if panel is not None:
            panel.begin(doing)
        back = form.back if form is not None else None
        if form is not None:
            form.back = self.stop

        def done(made: Any) -> None:
            told = words if isinstance(words, str) else words(made)
            self._rest()
            self._window.toast.tell(told)
            self._commands.sending.now(quiet=True)
            self.settled.emit(self._is_open(form))

        def failed(error: Exception) -> None:
            stopped = self._cancel.is_set()
            self._rest()
            if self._is_open(form):
                form.back = back  # type: ignore[union-attr]
            if not isinstance(error, WorldFault):
                self._window.tell_failure(error)
                return
            told = sentence(error)
            if stopped:
                told = self.tr("Stopped. What was sent is sent; do it again to go on.")
            if self._is_open(form):
                form.say(told)  # type: ignore[union-attr]
            else:
                self._window.toast.tell(told)

        services = self._window.services
        future = services.network.submit(
            published_work.with_place,
            services.store,
            services.desk,
            self._commands.sending.address,
            self._opened,
            self._cancel,
            work,
            more,
        )
        self._window.background.when_done(future, done, failed)

    def stop(self) -> None:
        """Give it up; what was sent is sent, and it can be done again."""
        if self.doing:
            self._cancel.set()
            if self._place is not None:
                self._place.give_up()

    def _opened(self, place: GivingUp) -> None:
        self._place = place  # in the network's thread; an assignment is all

    def _rest(self) -> None:
        self.doing, self._place = "", None
        self._window.header.set_ahead("")
        panel = self._listed()
        if panel is not None:
            panel.end()

    def _is_open(self, form: FormPanel | None) -> bool:
        return (
            form is not None
            and shiboken6.isValid(form)
            and self._commands.panels.open_panel is form
        )

    def _say(self, words: str) -> None:
        if self._is_open(self._form):
            self._form.say(words)  # type: ignore[union-attr]

    def _on_progressed(self, done: int, total: int) -> None:
        if not self.doing:
            return
        share = int(100 * done / total) if total else 100
        self._window.header.set_ahead(self.tr("publishing {share} %").format(share=share))
        words = self.tr("{what} {done} of {total}").format(
            what=self.doing, done=megabytes(done), total=megabytes(total)
        )
        self._say(self.tr("{what}  Esc stops.").format(what=words))
        panel = self._listed()
        if panel is not None:
            panel.go_on(words)
