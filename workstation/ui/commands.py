"""Who carries out each action of the table, by name; and the panels they open.

Dialogs and errands are imported when they are wanted, off the first paint.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from workstation.review.bar_values import Step
from workstation.ui import whole_batch
from workstation.ui.batch_panels import BatchPanels
from workstation.ui.case_panels import CasePanels
from workstation.ui.looks import Looks
from workstation.ui.panels import Panels
from workstation.ui.queue_panels import QueuePanels

if TYPE_CHECKING:
    from workstation.ui.actions import ActionSpec
    from workstation.ui.asking_panels import AskingPanels
    from workstation.ui.board_panels import BoardPanels
    from workstation.ui.errands import Errands
    from workstation.ui.insight.opening import FiguresPanels
    from workstation.ui.menus import Menus
    from workstation.ui.offers import Offers
    from workstation.ui.palette_sources import Sources
    from workstation.ui.policy.opening import PolicyPanels
    from workstation.ui.published_panels import PublishedPanels
    from workstation.ui.releasing import Releasing
    from workstation.ui.remediating import Remediating
    from workstation.ui.second_panels import SecondPanels
    from workstation.ui.sending import Sending
    from workstation.ui.settings_panels import SettingsPanels
    from workstation.ui.sync_panels import SyncPanels
    from workstation.ui.team_panels import TeamPanels
    from workstation.ui.window import Window

ASKED_EVERY = 5  # seconds between two looks at what waits for an answer


class Commands(QObject):
    """Panels lie over the panes, never in windows of their own."""

    def __init__(self, window: Window) -> None:
        """Belongs to the window and uses its services."""
        super().__init__(window)
        self.window = window
        self._ticks = 0
        self.panels = Panels(window, window.splitter)
        self.batches = BatchPanels(self)
        self.cases = CasePanels(self)
        self.queueing = QueuePanels(self)
        self.looks = Looks(window)
        window.reviewer.acts.looked_again.connect(lambda task: self.second.judged(task))
        window.reviewer.side.sealed.connect(lambda *told: self.asking.on_sealed(*told))

    @cached_property
    def asking(self) -> AskingPanels:
        """What waits for somebody else, and what came back."""
        from workstation.ui.asking_panels import AskingPanels

        return AskingPanels(self)

    @cached_property
    def errands(self) -> Errands:
        """Import, export, packages."""
        from workstation.ui.errands import Errands

        return Errands(self.window)

    @cached_property
    def sending(self) -> Sending:
        """Acts go out and come in."""
        from workstation.ui.sending import Sending

        return Sending(self.window)

    @cached_property
    def streams(self) -> SyncPanels:
        """How sync stands."""
        from workstation.ui.sync_panels import SyncPanels

        return SyncPanels(self)

    @cached_property
    def offers(self) -> Offers:
        """Batches that are assigned to this person."""
        from workstation.ui.offers import Offers

        return Offers(self)

    @cached_property
    def team(self) -> TeamPanels:
        """Who is in the team."""
        from workstation.ui.team_panels import TeamPanels

        return TeamPanels(self)

    @cached_property
    def published(self) -> PublishedPanels:
        """Batches that this person may publish and assign."""
        from workstation.ui.published_panels import PublishedPanels

        return PublishedPanels(self)

    @cached_property
    def second(self) -> SecondPanels:
        """Second looks."""
        from workstation.ui.second_panels import SecondPanels

        return SecondPanels(self)

    @cached_property
    def board(self) -> BoardPanels:
        """Who is how far."""
        from workstation.ui.board_panels import BoardPanels

        return BoardPanels(self)

    @cached_property
    def figures(self) -> FiguresPanels:
        """Figures of people, vendors, languages, clauses."""
        from workstation.ui.insight.opening import FiguresPanels

        return FiguresPanels(self)

    @cached_property
    def sources(self) -> Sources:
        """The palette, and what it finds."""
        from workstation.ui.palette_sources import Sources

        return Sources(self)

    @cached_property
    def settings(self) -> SettingsPanels:
        """Preferences and keys of one's own."""
        from workstation.ui.settings_panels import SettingsPanels

        return SettingsPanels(self)

    @cached_property
    def releasing(self) -> Releasing:
        """A batch's end: the gate, final, released, locked."""
        from workstation.ui.releasing import Releasing

        return Releasing(self)

    @cached_property
    def remediating(self) -> Remediating:
        """What is to be put right on the platform."""
        from workstation.ui.remediating import Remediating

        return Remediating(self)

    @cached_property
    def policy(self) -> PolicyPanels:
        """The whole policy."""
        from workstation.ui.policy.opening import PolicyPanels

        return PolicyPanels(self)

    @cached_property
    def menus(self) -> Menus:
        """The menu of the header."""
        from workstation.ui.menus import Menus

        return Menus(self.window)

    def handlers(self, specs: tuple[ActionSpec, ...]) -> dict[str, Callable[[], Any]]:
        """Who carries out each action: the one place. `press.` ones are keys of the bar."""
        window, reviewer = self.window, self.window.reviewer
        return {
            **{
                spec.name: partial(window.keyboard.press, spec.name.removeprefix("press."))
                for spec in specs
                if spec.name.startswith("press.")
            },
            # Verdict
            "pin": self.pin,
            "unpin": reviewer.unpin,
            "fault": self.fault_last,
            "skip": reviewer.skip,
            "flag": reviewer.flag,
            "misled": reviewer.toggle_misled,
            "read_original": reviewer.toggle_read_in,
            "undo": self.undo,
            "seal": reviewer.seal,
            # Case
            "media": window.case.open_media,
            "cover": self.looks.toggle_cover,
            "facts": self.cases.show_facts,
            "earlier": self.cases.show_earlier,
            "copies": self.cases.show_copies,
            "language": self.cases.set_language,
            "changes": window.policy.toggle_changes,
            "precedents": window.policy.toggle_precedents,
            "policy": window.policy.start_search,
            "whole_policy": lambda: self.policy.show(),
            "stack": self.looks.toggle_stacked,
            # Getting around
            "next": lambda: window.queue.step(1),
            "previous": lambda: window.queue.step(-1),
            "undecided": reviewer.go_on,
            "filter": window.queue.focus_filter,
            "go_to": self.queueing.go_to_id,
            "views": self.queueing.show_views,
            **{f"view.{n}": partial(self.queueing.use_view, n) for n in range(1, 10)},
            "groups": self.queueing.toggle_groups,
            "alike": self.queueing.next_alike,
            "end": self.batches.show_end,
            "batches": self.batches.choose_batch,
            "offers": lambda: self.offers.show(),
            "team": lambda: self.team.show(),
            "published": lambda: self.published.show(),
            "results": self.batches.show_results,
            "release": lambda: self.releasing.show(),
            "put_right": lambda: self.remediating.show(),
            "figures": lambda: self.figures.show(),
            "handed_on": lambda: self.asking.show_handed_on(),
            "peers": lambda: self.asking.show_peers(),
            "second": lambda: self.second.show(),
            "board": lambda: self.board.show(),
            # Program
            "import": lambda: self.errands.incoming.ask(),
            "sync": self.sync_now,
            "streams": lambda: self.streams.show(),
            "export": lambda: self.errands.export(),
            "models": lambda: self.panels.show(self.errands.models_panel()),
            "whole_batch": lambda: whole_batch.toggle(window),
            "dark": self.looks.toggle_dark,
            "palette": lambda: self.sources.show(),
            "menu": lambda: self.menus.pop_up(),
            "preferences": self.show_preferences,
            "larger": lambda: self.looks.resize_text(1),
            "smaller": lambda: self.looks.resize_text(-1),
            "interface_larger": lambda: self.looks.resize_interface(1),
            "interface_smaller": lambda: self.looks.resize_interface(-1),
            "full_screen": window.toggle_full_screen,
            "keys": self.show_keys,
            "leave": self.leave,
            "profile": self.switch_profile,
            "quit": window.close,
        }

    def has(self, wanted: str) -> bool:
        """Whether what an action wants is there."""
        reviewer = self.window.reviewer
        if wanted == "case":
            return reviewer.prepared is not None
        return not wanted or bool(reviewer.batch)

    def read(self, work: Callable[..., Any], done: Callable[[Any], Any], *words: Any) -> None:
        """Read from the store off the window's thread, then go on."""
        self.window.background.when_done(self.window.services.store.read(work, *words), done)

    def me(self) -> str:
        """Who works here."""
        return self.window.services.desk.person.id

    # Acts that depend on what is open

    def pin(self) -> None:
        """Pin the words that are selected, or the box in the large view."""
        if self.window.case.view.isVisible():
            self.window.case.view.pin()
        else:
            self.window.reviewer.pin(self.window.case.grid.selection())

    def fault_last(self) -> None:
        """Fault the handling of the case left."""
        if self.window.case.view.isVisible():
            self.window.case.view.close_view()  # its digits are not the bar's
        self.window.reviewer.fault_last()

    def undo(self) -> None:
        """Take the last act back, and show its case; in a panel, what was changed there."""
        panel = self.panels.open_panel
        if panel is not None and panel.take_back():
            return
        self.panels.close()
        self.window.reviewer.undo()

    def leave(self) -> None:
        """Close one thing: the panel, what is coming in, the large view, the line typed into."""
        window = self.window
        panel = self.panels.open_panel
        if panel is not None and panel.step_back():
            return
        if self.panels.close() or self.errands.stop() or self.offers.stop():
            return
        if window.case.view.isVisible():
            window.case.view.close_view()
        elif window.reviewer.bar.step is Step.FAULT and not window.keyboard.is_typing():
            window.reviewer.undo()
        else:
            window.focus_case()

    # Program

    def introduce(self, then: Callable[[], None]) -> None:
        """Ask who works here, on a page that can be put off; then go on."""
        from workstation.ui.introducing import Introducing

        Introducing(self, then)

    def sync_now(self, *, quiet: bool = False) -> None:
        """Send and receive now; where no place is set, ask for one."""
        if not self.sending.now(quiet=quiet) and not quiet:
            from workstation.ui.placing import Placing

            Placing(self, self.panels.close)

    def show_keys(self) -> None:
        """Every key, as this person has it."""
        from workstation.ui.case import media_keys
        from workstation.ui.dialogs.key_sheet import KeySheet

        keyboard = self.window.keyboard
        panel = KeySheet(
            [
                *(
                    (spec.group, " ".join(keyboard.keys[spec.name]), spec.words)
                    for spec in keyboard.specs.values()
                ),
                *((self.tr("In the large view of media"), *row) for row in media_keys.sheet()),
            ]
        )
        panel.own_keys.connect(lambda: self.show_preferences("keys"))
        self.panels.show(panel)

    def switch_profile(self) -> None:
        """Close, and ask whose store is opened next."""
        from workstation.store import profiles

        if len(profiles.every(profiles.base_of(self.window.services.store.paths.home))) < 2:
            words = self.tr("Only you have a store here: “workstation profiles add NAME” adds one.")
            self.window.toast.tell(words)
            return
        self.window.switching = True
        self.window.close()

    def show_preferences(self, at: str = "") -> None:
        """The preferences, on a line."""
        self.settings.show_preferences(at)

    def report(self, error: Exception) -> None:
        """Something nobody expected: a calm window with a report to copy."""
        from workstation.ui.dialogs.error import ErrorDialog

        ErrorDialog.tell(error, self.window)

    def tick(self) -> None:
        """Once a second: what waits to be sent, and sending it; what waits for an answer."""
        self._ticks += 1
        if self._ticks == 1:
            loaded = self.window.services.load_errands()
            self.window.background.when_done(loaded, lambda _done: self._look_around())
            return
        if "sending" in self.__dict__:
            self.sending.tick()
        if self._ticks % ASKED_EVERY == 1:
            self._look_around()

    def _look_around(self) -> None:
        self.asking.refresh()
        if "sending" not in self.__dict__:
            self.sending.tick()

    def translated(self, case: str) -> None:
        """A translation has come: perhaps that of a case in a panel."""
        self.cases.translated(case)
        for name in ("asking", "second"):
            if name in self.__dict__:
                getattr(self, name).translated(case)

    def synced(self) -> None:
        """A run has ended: who is who and what is assigned may be other than before."""
        self.offers.refresh()
        for name in ("team", "board"):
            if name in self.__dict__:
                getattr(self, name).refresh()
        if "published" in self.__dict__:
            self.published.refresh()

    def received(self) -> None:
        """Events of others came in: a list that is open is read again."""
        for name in ("remediating", "second", "figures"):
            if name in self.__dict__:
                getattr(self, name).refresh()

    def close(self) -> None:
        """The window closes: stop what is coming in, send what waits."""
        if "errands" in self.__dict__:
            self.errands.close()
        if "offers" in self.__dict__:
            self.offers.close()
        if "published" in self.__dict__:
            self.published.close()
        if "sending" in self.__dict__:
            self.sending.close()
