"""The whole policy over the panes: families and clauses at the left, what they say at the right.

The line for searching has the keyboard; everything else is on arrows and on keys with Alt or Ctrl.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent, QTextCursor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSplitter,
    QWidget,
)

from workstation.domain.policy import ClauseVersion, Pack, Scope
from workstation.domain.precedent import find_precedents
from workstation.fault import Fault
from workstation.ui import theme
from workstation.ui.background import Background
from workstation.ui.case.policy_fill import fill
from workstation.ui.case.policy_page import page_text
from workstation.ui.dialogs.panel import Panel, key_button
from workstation.ui.plain import set_text
from workstation.ui.policy import pages
from workstation.ui.policy.reading_line import ReadingLine
from workstation.ui.policy.rows import PolicyDelegate, PolicyRows, rows_found, rows_of
from workstation.ui.widgets.scrollbar import ThinScrollBar
from workstation.words import sentence

Search = Callable[[Pack, str], "Future[list[tuple[str, int]]]"]
LINKS = 9


class PolicyPanel(Panel):
    """Reads a pack as of a day and a market; `read(version)` came on view."""

    read = Signal(object)
    wide = True

    def __init__(
        self,
        pack: Pack,
        moment: datetime,
        scope: Scope,
        today: datetime,
        clause: str,
        labels: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        """Opens on a clause, else on the first. Set `search` to let people search."""
        super().__init__("", parent)
        self.search: Search | None = None
        self._pack, self._moment, self._scope, self._labels = pack, moment, scope, labels
        self._home, self._today = moment, today
        self._days = pages.days_of(pack)
        held = {market for one in (*pack.clauses, *pack.ladders) for market in one.markets}
        self._markets = ("", *sorted(held | ({scope.market} if scope.market else set())))
        self._view = 1
        self._words = ""
        self._hits: list[tuple[str, int]] = []
        self._asked: Future[list[tuple[str, int]]] | None = None
        self._pair: tuple[int, int] | None = None
        self._back: list[str] = []
        self._background = Background(self)
        self._build()
        self._fill_rows(clause)

    def _build(self) -> None:
        self.setAccessibleName(self.tr("The whole policy"))
        self.line = line = ReadingLine(self)
        line.typed.connect(self._on_typed)
        line.day_given.connect(self._on_day_given)
        line.market_given.connect(self._on_market_given)
        line.day_next.connect(lambda: self.step_day(1))
        line.market_next.connect(lambda: self.step_market(1))
        self.column.addWidget(line)
        self.rows = PolicyRows()
        self.list = QListView(self)
        self.list.setModel(self.rows)
        self.list.setItemDelegate(PolicyDelegate(self.list))
        self.list.setVerticalScrollBar(ThinScrollBar("page", self.list))
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName(self.tr("Clauses"))
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.text = page_text(self)
        self.text.setAccessibleName(self.tr("What the clause says"))
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(self.text)
        split.setSizes([theme.px(330), theme.px(640)])
        split.setStretchFactor(1, 1)
        self.column.addWidget(split, 1)
        self._views = [
            key_button(f"Alt+{number}", word, self)
            for number, word in enumerate(
                (
                    self.tr("Words"),
                    self.tr("History"),
                    self.tr("Earlier cases"),
                    self.tr("Penalties"),
                    self.tr("Beside"),
                ),
                1,
            )
        ]
        for number, button in enumerate(self._views, 1):
            button.clicked.connect(lambda _on=False, number=number: self.show_view(number))
        leave = key_button("Esc", self.tr("Close"), self)
        leave.clicked.connect(self.left)
        self.add_keys(*self._views, leave)
        for widget in (*line.lines(), self.text):
            widget.installEventFilter(self)
        self.setFocusProxy(line.words)

    # Rows

    def _fill_rows(self, clause: str) -> None:
        set_text(self.head, f"{self._pack.title}  {self._pack.version}")
        self.line.set_standing(self._moment, self._scope.market)
        rows = rows_of(self._pack, self._moment, self._scope)
        if self._words:
            rows = rows_found(self._pack, self._hits, rows)
        self.rows.set_rows(rows)
        place = self.rows.place_of(clause)
        if place < 0:
            place = next((n for n, row in enumerate(rows) if row.clause), -1)
        if place >= 0:
            self.list.setCurrentIndex(self.rows.index(place))
            self.list.scrollTo(self.rows.index(place), QListView.ScrollHint.PositionAtCenter)
        else:
            self._show()

    def _clause(self) -> str:
        reading = self._reading()
        return reading.version.clause if reading else ""

    def _reading(self) -> pages.Reading | None:
        place = self.list.currentIndex().row()
        version = self.rows.rows[place].version if 0 <= place < len(self.rows.rows) else None
        if version is None:
            return None
        return pages.Reading(self._pack, version, self._moment, self._scope, self._labels)

    def _on_current(self, _new: QModelIndex, _old: QModelIndex) -> None:
        self._pair = None
        self._show()

    def step(self, by: int) -> None:
        """To another clause, over the headings."""
        place, step = self.list.currentIndex().row(), 1 if by > 0 else -1
        for _ in range(abs(by)):
            at = place + step
            while 0 <= at < len(self.rows.rows) and not self.rows.rows[at].clause:
                at += step
            if not 0 <= at < len(self.rows.rows):
                break
            place = at
        self.list.setCurrentIndex(self.rows.index(place))

    def go_to(self, clause: str, *, back: bool = False) -> None:
        """To a clause by its number; what was looked at can be gone back to."""
        if not back:
            self._back.append(self._clause())
        if self.rows.place_of(clause) < 0:
            self.line.words.clear()
            self._words = ""
        self._fill_rows(clause)

    # Day and market

    def step_day(self, by: int) -> None:
        """To the next or the last day on which something changed."""
        at = (
            bisect_right(self._days, self._moment)
            if by > 0
            else bisect_left(self._days, self._moment) - 1
        )
        if 0 <= at < len(self._days):
            self.set_day(self._days[at])
        else:
            self._tell(self.tr("Nothing changes before or after this day."))

    def set_day(self, moment: datetime) -> None:
        """Read as of another moment."""
        self._moment = moment
        self._tell("")
        self._fill_rows(self._clause())

    def step_market(self, by: int) -> None:
        """To the next or the last market of the pack; the first is all of them."""
        at = self._markets.index(self._scope.market or "")
        self._set_market(self._markets[(at + by) % len(self._markets)])

    def _set_market(self, market: str) -> None:
        self._scope = Scope(market or None)
        self._tell("")
        self._fill_rows(self._clause())

    def _on_day_given(self, day: datetime) -> None:
        self.set_day(day if day.tzinfo else day.replace(tzinfo=self._home.tzinfo))

    def _on_market_given(self, market: str) -> None:
        if market not in self._markets:
            self._markets = ("", *sorted({*self._markets[1:], market}))
        self._set_market(market)

    def _tell(self, words: str) -> None:
        self.line.tell(words or self._about())

    def _about(self) -> str:
        reading = self._reading()
        count = sum(1 for row in self.rows.rows if row.clause and row.available)
        told = [self.tr("in force {n}").format(n=count)]
        if self._words:
            told.insert(0, self.tr("found {n}").format(n=len(self.rows.rows)))
            cases = find_precedents(self._pack.precedents, self._words)
            if cases:
                named = ", ".join(dict.fromkeys(one.clause for one in cases))
                told.append(self.tr("earlier cases with these words: {clauses}").format(
                    clauses=named))  # fmt: skip
            told.append(self.tr("Esc empties the search"))
        if reading and self._view == 2 and len(reading.versions) > 1:
            told.append(self.tr("Ctrl+← → the older version, Ctrl+↑ ↓ the newer one"))
        if self._back:
            told.append(self.tr("Alt+Backspace back to {clause}").format(clause=self._back[-1]))
        told.append(self.tr("PgUp, PgDn the text"))
        return "  ·  ".join(told)

    # What is shown

    def show_view(self, number: int) -> None:
        """Words, history, earlier cases, penalties, what stands beside."""
        self._view = number
        self._show()

    def _show(self) -> None:
        for number, button in enumerate(self._views, 1):
            button.set_choice(button.key, button.text(), chosen=number == self._view)
            button.updateGeometry()
        reading = self._reading()
        self._tell("")
        if reading is None:
            none = self.tr("No clause has these words.") if self._words else ""
            fill(self.text.document(), [pages.fact(none)] if none else [])
            return
        lit = self._words.split() if self._view in (1, 3) else []
        fill(self.text.document(), self._page(reading), lit, starts=True)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self.read.emit(reading.version)

    def _page(self, reading: pages.Reading) -> list[Any]:
        if self._view == 2:
            old, new = self._compared(reading)
            for version in (old, new):
                self.read.emit(version)
            return pages.history_page(reading, old, new)
        if self._view == 3:
            return pages.precedents_page(reading)
        if self._view == 4:
            return pages.ladder_page(reading)
        if self._view == 5:
            keys = {c: f"Ctrl+{n}" for n, c in enumerate(pages.linked(reading)[:LINKS], 1)}
            return pages.links_page(reading, keys)
        return pages.words_page(reading)

    def _compared(self, reading: pages.Reading) -> tuple[ClauseVersion, ClauseVersion]:
        versions = reading.versions
        if self._pair is None:
            new = versions.index(reading.version)
            if not new and len(versions) > 1:
                new = 1  # the first version has nothing before it
            self._pair = (max(0, new - 1), new)
        return versions[self._pair[0]], versions[self._pair[1]]

    def _step_compared(self, side: int, by: int) -> None:
        reading = self._reading()
        if reading is None or self._view != 2 or len(reading.versions) < 2:
            return
        self._compared(reading)
        assert self._pair is not None
        held = list(self._pair)
        held[side] = max(0, min(len(reading.versions) - 1, held[side] + by))
        self._pair = (held[0], held[1])
        self._show()

    # Search

    def _on_typed(self, words: str) -> None:
        if self._asked is not None:
            self._asked.cancel()
            self._asked = None
        if not words.strip():
            self._found("", [])
            return
        named = words.strip()
        if self._pack.versions(named):
            self._found(named, [(named, 0)])
        elif self.search is not None:
            self._asked = future = self.search(self._pack, named)
            self._background.when_done(
                future,
                lambda hits: self._found(named, hits) if future is self._asked else None,
                lambda error: self._failed(error) if future is self._asked else None,
            )

    def _found(self, words: str, hits: list[tuple[str, int]]) -> None:
        clause = self._clause() if not words else ""
        self._words, self._hits, self._asked = words, list(hits), None
        if words:
            cases = find_precedents(self._pack.precedents, words)
            self._hits += [(one.clause, 0) for one in cases]
        self._fill_rows(clause)
        self._show()

    def _failed(self, error: Exception) -> None:
        self._asked = None
        reason = sentence(error) if isinstance(error, Fault) else ""
        self._tell(self.tr("The search failed. {reason}").format(reason=reason))

    # Keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the panel come before those of the line and of the window."""
        if isinstance(event, QKeyEvent) and event.type() in (
            QEvent.Type.KeyPress,
            QEvent.Type.ShortcutOverride,
        ):
            act = self._act_of(event)
            if act is not None:
                if event.type() == QEvent.Type.KeyPress:
                    act()
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def _act_of(self, event: QKeyEvent) -> Callable[[], object] | None:
        key = QKeySequence(event.keyCombination()).toString(
            QKeySequence.SequenceFormat.PortableText
        )
        known: dict[str, Callable[[], object]] = {
            "Down": lambda: self.step(1),
            "Up": lambda: self.step(-1),
            "Ctrl+Home": lambda: self.step(-len(self.rows.rows)),
            "Ctrl+End": lambda: self.step(len(self.rows.rows)),
            "PgDown": lambda: self._scroll(1),
            "PgUp": lambda: self._scroll(-1),
            "Alt+Right": lambda: self.step_day(1),
            "Alt+Left": lambda: self.step_day(-1),
            "Alt+Home": lambda: self.set_day(self._home),
            "Alt+End": lambda: self.set_day(self._today),
            "Alt+Down": lambda: self.step_market(1),
            "Alt+Up": lambda: self.step_market(-1),
            "Alt+Backspace": self._go_back,
            **{f"Alt+{n}": lambda n=n: self.show_view(n) for n in range(1, 6)},
        }
        if self._view == 2:
            known |= {
                "Ctrl+Left": lambda: self._step_compared(0, -1),
                "Ctrl+Right": lambda: self._step_compared(0, 1),
                "Ctrl+Down": lambda: self._step_compared(1, -1),
                "Ctrl+Up": lambda: self._step_compared(1, 1),
            }
        elif self._view == 5:
            reading = self._reading()
            names = pages.linked(reading)[:LINKS] if reading else ()
            known |= {f"Ctrl+{n}": lambda c=c: self.go_to(c) for n, c in enumerate(names, 1)}
        if self._words or self.line.words.text():
            known["Esc"] = self._empty
        return known.get(key)

    def _empty(self) -> None:
        self.line.words.clear()
        self.line.words.setFocus()
        self._on_typed("")

    def _go_back(self) -> None:
        if self._back:
            self.go_to(self._back.pop(), back=True)

    def _scroll(self, by: int) -> None:
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.value() + by * max(1, bar.pageStep() - theme.px(30)))

    def showEvent(self, event: QShowEvent) -> None:
        """The clause that it opens on stands in the middle."""
        super().showEvent(event)
        self.list.scrollTo(self.list.currentIndex(), QListView.ScrollHint.PositionAtCenter)

    def changeEvent(self, event: QEvent) -> None:
        """Light or dark: the colours of the words are in the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "text"):
            self._show()

    def shown_text(self) -> str:
        """Every word on it."""
        said = [one.text() or one.placeholderText() for one in self.line.lines()]
        said += [str(self.rows.data(self.rows.index(n))) for n in range(self.rows.rowCount())]
        return "\n".join([super().shown_text(), *said, self.text.toPlainText()])
