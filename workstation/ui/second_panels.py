"""Second looks in the window: the list, drawing them, both answers side by side.

Imported when it is wanted, off the first paint.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject

from workstation.fault import WorldFault
from workstation.review.acting import Desk
from workstation.review.second import drawing, judging, listing, looking
from workstation.review.second.comparing import Both
from workstation.review.second.drawing import Plan, Wish
from workstation.review.second.listing import Entry, Listed, State
from workstation.review.second.looking import Beside
from workstation.store import published
from workstation.store.driver import Database
from workstation.store.second_looks import Outcome
from workstation.store.store import Store
from workstation.ui.dialogs.compare import ComparePanel
from workstation.ui.dialogs.form import Field, FormPanel
from workstation.ui.dialogs.second_looks import SecondLooksPanel
from workstation.ui.plain import shortened, visible
from workstation.ui.syncing import open_kept
from workstation.words import sentence

if TYPE_CHECKING:
    from workstation.ui.commands import Commands

_OUTCOMES = {"1": Outcome.UPHELD, "2": Outcome.CORRECTED, "3": Outcome.BOTH}
_LONGEST_TITLE = 60


class SecondPanels(QObject):
    """Belongs to the commands and shows in their panels."""

    def __init__(self, commands: Commands) -> None:
        """Nothing is shown."""
        super().__init__(commands)
        self._commands = commands
        self._window = commands.window
        self._list: SecondLooksPanel | None = None
        self._again: Callable[[], None] = lambda: None  # reads the case in the panel anew

    @property
    def _services(self) -> Any:
        return self._window.services

    # The list

    def show(self) -> None:
        """Open the list."""
        self._commands.read(listing.listed, self._on_listed, self._services.desk)

    def refresh(self) -> None:
        """Verdicts of others came in: the list, if it is open, is read again."""
        if self._open_list() is not None:
            self._commands.read(listing.listed, self._on_listed_again, self._services.desk)

    def _on_listed(self, found: Listed) -> None:
        self._list = panel = SecondLooksPanel(found, self._commands.me())
        panel.asked.connect(self._on_asked)
        self._commands.panels.show(panel)

    def _on_listed_again(self, found: Listed) -> None:
        panel = self._open_list()
        if panel is not None:
            panel.show_looks(found)

    def _open_list(self) -> SecondLooksPanel | None:
        panel = self._list
        if panel is None or not shiboken6.isValid(panel):
            return None
        return panel if self._commands.panels.open_panel is panel else None

    def _on_asked(self, name: str, row: Entry | None) -> None:
        if name == "draw":
            self._commands.read(_batches, self._ask_draw)
        elif row is not None and row.state is State.COMPARE and row.both is not None:
            self.compare(row.both, self.show)
        elif row is not None:
            self._commands.panels.close()
            if row.batch == self._window.reviewer.batch:
                self._window.queue.reload()
                self._window.reviewer.go_to(row.task)
            else:
                self._window.open_batch(row.batch, row.task)

    # After a verdict

    def judged(self, task: str) -> None:
        """A second look was judged: where it says the same, that is told; else both are shown."""
        future = self._services.act(judging.settle, task)
        self._window.background.when_done(future, self._on_settled, self._window.tell_failure)

    def _on_settled(self, left: list[Both]) -> None:
        if left:
            self.compare(left[0], self._commands.panels.close)

    # Both side by side

    def compare(self, both: Both, back: Callable[[], Any]) -> None:
        """Show both answers; `back` is where Escape and a word lead."""

        def show(beside: Beside) -> None:
            self._on_beside(beside, back)

        self._look(both, show)

    def translated(self, case: str) -> None:
        """A translation has come: perhaps that of the case in the panel."""
        if getattr(self._commands.panels.open_panel, "case_id", "") == case:
            self._again()

    def _look(self, both: Both, done: Callable[[Beside], None]) -> None:
        services = self._services
        future = services.store.read(
            looking.at_pair,
            services.desk,
            both.first.verdict,
            both.second.verdict,
            tuple(services.packages),
            services.preferences["read_in"],
        )
        self._window.background.when_done(future, done, self._window.tell_failure)

    def _on_beside(self, beside: Beside, back: Callable[[], Any]) -> None:
        services = self._services
        panel = ComparePanel(
            beside,
            self._commands.me(),
            services.media,
            self._window.background,
            services.preferences["content_step"],
        )
        panel.case.set_wish(self._window.case.wish)
        panel.case.know_as(self._window.case)
        self._commands.panels.show(panel)
        panel.left.disconnect(self._commands.panels.close)
        panel.left.connect(back)
        panel.said.connect(partial(self._on_said, beside.both, back))
        panel.sealed.connect(self._commands.asking.seal_case)
        panel.show_case()

        def changed(anew: Beside) -> None:
            if self._commands.panels.open_panel is panel:
                panel.change_case(anew.prepared, panel.told)

        self._again = lambda: self._look(beside.both, changed)
        if not beside.prepared.rendered.complete:
            languages = {
                part.part_id: part.detection
                for part in beside.prepared.rendered.parts
                if part.detection is not None
            }
            services.translate_now(beside.prepared.view.case, languages)

    def _on_said(self, both: Both, back: Callable[[], Any], key: str, words: str) -> None:
        outcome = _OUTCOMES[key]
        told = {
            Outcome.UPHELD: self.tr("Upheld · Ctrl+Z takes it back"),
            Outcome.CORRECTED: self.tr("Corrected: the second counts · Ctrl+Z takes it back"),
            Outcome.BOTH: self.tr("Both can be defended, noted as a gap · Ctrl+Z takes it back"),
        }[outcome]

        def done(_event: object) -> None:
            self._window.toast.tell(told)
            back()

        future = self._services.act(
            judging.judge, both.first.verdict, both.second.verdict, outcome, words
        )
        self._window.background.when_done(future, done, self._window.tell_failure)

    # Drawing

    def _ask_draw(self, held: list[tuple[str, str]]) -> None:
        if not held:
            self._window.toast.tell(self.tr("No batch that was published is here yet."))
            return
        batches = tuple((batch, shortened(title, _LONGEST_TITLE)) for batch, title in held)
        now = self._window.reviewer.batch
        first = now if now in dict(held) else held[0][0]
        fields = [
            Field("batch", self.tr("Batch"), first, choices=batches),
            Field("overturns", self.tr("Of the overturns, %"), "100"),
            Field("agreements", self.tr("Of the agreements, %"), "10"),
            Field("repeats", self.tr("Hidden repeats, %"), "0",
                  self.tr("the same case once more to the same person")),
            Field("persons", self.tr("Verdicts of"), "", self.tr("everybody")),
            Field("languages", self.tr("Languages"), "", self.tr("all; th, ms …")),
            Field("by", self.tr("Looked at by"), "", self.tr("everybody who judges")),
        ]  # fmt: skip
        about = self.tr(
            "Each case goes to somebody else who is certified for its language, turn and turn "
            "about. They judge it without knowing that it was judged, or how."
        )
        panel = FormPanel(self.tr("Draw second looks"), fields, self.tr("Draw"), about)
        panel.back = self.show
        panel.given.connect(partial(self._draw, panel))
        self._commands.panels.show(panel)

    def _draw(self, panel: FormPanel, said: dict[str, str]) -> None:
        shares: dict[str, float] = {}
        for name in ("overturns", "agreements", "repeats"):
            try:
                shares[name] = float(said[name].replace(",", ".") or 0) / 100
            except ValueError:
                panel.say(self.tr("A number from 0 to 100, please."), name)
                return
        names = {name: tuple(said[name].replace(",", " ").split())
                 for name in ("persons", "languages", "by")}  # fmt: skip
        wish = Wish(said["batch"], "", **shares, **names)  # type: ignore[arg-type]
        panel.say(self.tr("Drawing …"))
        services = self._services
        future = services.network.submit(
            _draw, services.store, services.desk, self._commands.sending.address, wish
        )

        def failed(error: Exception) -> None:
            if isinstance(error, WorldFault) and shiboken6.isValid(panel):
                panel.say(sentence(error))
            else:
                self._window.tell_failure(error)

        self._window.background.when_done(future, self._on_drawn, failed)

    def _on_drawn(self, made: Plan) -> None:
        self._commands.sending.now(quiet=True)
        told = [self.tr("{n} second looks drawn").format(n=len(made.looks))]
        if made.paired.left:
            told.append(self.tr("{n} have nobody").format(n=len(made.paired.left)))
        if made.paired.same:
            one = made.paired.same[0]
            told.append(
                self.tr("{person} has {n} of {of} looks at {author}'s work").format(
                    person=one.person, n=one.looks, of=one.of, author=one.author
                )
            )
        self._window.toast.tell(" · ".join(told))
        self.show()


def _draw(store: Store, desk: Desk, address: str, wish: Wish) -> Plan:
    """For the network's thread."""
    from workstation.review import assigned

    place = open_kept(store, address) if address else None
    made = drawing.draw(store, desk, place, wish)
    assigned.after_sync(store, desk)
    return made


def _batches(db: Database) -> list[tuple[str, str]]:
    rows = db.conn.execute("SELECT id, title FROM batch WHERE ready ORDER BY created_at DESC")
    said = {one.batch for one in published.of_batches(db)}
    return [(batch, visible(title)) for batch, title in rows if batch in said]
