"""The progress board in the window: how far everybody is; a lead splits and moves.

Imported when it is wanted, off the first paint.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject

from workstation.fault import WorldFault
from workstation.review import assigned, board, splitting
from workstation.review.acting import Desk
from workstation.review.board import Board
from workstation.review.roster import is_lead_here
from workstation.review.splitting import Plan, Wish
from workstation.store import roster
from workstation.store.driver import Database
from workstation.store.store import Store
from workstation.ui.dialogs.board_panel import BoardPanel, BoardRow
from workstation.ui.dialogs.form import Field, FormPanel
from workstation.ui.plain import visible
from workstation.ui.syncing import open_kept
from workstation.words import sentence

if TYPE_CHECKING:
    from workstation.ui.commands import Commands


class BoardPanels(QObject):
    """Belongs to the commands and shows in their panels."""

    def __init__(self, commands: Commands) -> None:
        """Nothing is shown."""
        super().__init__(commands)
        self._commands = commands
        self._window = commands.window
        self._panel: BoardPanel | None = None

    @property
    def _services(self) -> Any:
        return self._window.services

    def show(self) -> None:
        """Open the board."""
        self._commands.read(_read, self._on_read, self._services.desk)

    def refresh(self) -> None:
        """A run has ended: the board, if it is open, is read again."""
        panel = self._panel
        if panel is not None and shiboken6.isValid(panel) and (
            self._commands.panels.open_panel is panel
        ):  # fmt: skip
            self._commands.read(_read, self._on_read_again, self._services.desk)

    def _on_read(self, seen: tuple[Board, bool]) -> None:
        found, leads = seen
        self._panel = panel = BoardPanel(found, leads=leads)
        panel.asked.connect(self._on_asked)
        self._commands.panels.show(panel)

    def _on_read_again(self, seen: tuple[Board, bool]) -> None:
        panel = self._panel
        if panel is not None and self._commands.panels.open_panel is panel:
            panel.show_board(seen[0])

    def _on_asked(self, name: str, row: BoardRow | None) -> None:
        if row is None:
            return
        if name == "split":
            self._ask_split(row)
        elif row.line is not None:
            self._carry_out(None, Wish(row.batch, stage=row.line.stage, of=row.line.person))

    def _ask_split(self, row: BoardRow) -> None:
        fields = [
            Field("persons", self.tr("Over"), "", self.tr("everybody who judges")),
            Field("room", self.tr("Room"), "", self.tr("no limit; mei=40, tan=20")),
            Field("skills", self.tr("Skills"), "", self.tr("none; mei=video")),
            Field("overlap", self.tr("Judged by two, %"), "0", self.tr("for agreement")),
        ]
        about = self.tr(
            "Everybody gets cases in languages they are certified for, as many as the others, "
            "and never a decision of their own."
        )
        title = self.tr("Split {title}").format(title=visible(row.title))
        panel = FormPanel(title, fields, self.tr("Split"), about)
        panel.back = self.show
        panel.given.connect(partial(self._split, panel, row.batch))
        self._commands.panels.show(panel)

    def _split(self, panel: FormPanel, batch: str, said: dict[str, str]) -> None:
        try:
            overlap = float(said["overlap"].replace(",", ".") or 0) / 100
        except ValueError:
            panel.say(self.tr("A number from 0 to 100, please."), "overlap")
            return
        room, skills = _pairs(said["room"]), _pairs(said["skills"])
        if room is None or not all(value.isdecimal() for _, value in room):
            panel.say(self.tr("Write it as mei=40, tan=20."), "room")
            return
        if skills is None:
            panel.say(self.tr("Write it as mei=video, tan=chat."), "skills")
            return
        known: dict[str, tuple[str, ...]] = {}
        for person, word in skills:
            known[person] = (*known.get(person, ()), word)
        wish = Wish(
            batch,
            persons=tuple(said["persons"].replace(",", " ").split()),
            room={person: int(value) for person, value in room},
            skills=known,
            overlap=overlap,
        )
        panel.say(self.tr("Splitting …"))
        self._carry_out(panel, wish)

    def _carry_out(self, panel: FormPanel | None, wish: Wish) -> None:
        services = self._services
        future = services.network.submit(
            _carry_out, services.store, services.desk, self._commands.sending.address, wish
        )

        def failed(error: Exception) -> None:
            if panel is not None and isinstance(error, WorldFault) and shiboken6.isValid(panel):
                panel.say(sentence(error))
            else:
                self._window.tell_failure(error)

        self._window.background.when_done(future, self._on_done, failed)

    def _on_done(self, made: Plan) -> None:
        self._commands.sending.now(quiet=True)
        given = made.given()
        if made.wish.of is not None:
            told = [self.tr("{n} cases moved").format(n=len(made.moved))]
        else:
            shares = [f"{one.person} {len(one.cases or ())}" for one in given]
            told = [self.tr("Split: {shares}").format(shares=", ".join(shares) or "–")]
        if made.split.left:
            whys = sorted({one.why.value for one in made.split.left})
            told.append(
                self.tr("{n} have nobody ({why})").format(
                    n=len(made.split.left), why=", ".join(self._why(why) for why in whys)
                )
            )
        self._window.toast.tell(" · ".join(told))
        self.show()

    def _why(self, why: str) -> str:
        return {
            "language": self.tr("language"),
            "skill": self.tr("skill"),
            "independence": self.tr("they know it already"),
            "room": self.tr("no room"),
        }[why]


def _carry_out(store: Store, desk: Desk, address: str, wish: Wish) -> Plan:
    """For the network's thread."""
    place = open_kept(store, address) if address else None
    made = splitting.carry_out(store, desk, place, wish)
    assigned.after_sync(store, desk)
    return made


def _read(db: Database, desk: Desk) -> tuple[Board, bool]:
    return board.board(db), is_lead_here(roster.believed(db), desk)


def _pairs(words: str) -> list[tuple[str, str]] | None:
    found = []
    for one in words.replace(",", " ").split():
        person, sign, value = one.partition("=")
        if not person or not sign or not value:
            return None
        found.append((person, value))
    return found
