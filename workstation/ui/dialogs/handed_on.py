"""Cases that could not be judged: who owns them, until when, and what they answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from workstation.domain import instant
from workstation.domain.escalation import Question
from workstation.domain.taxonomy import CannotJudge
from workstation.review.handed_on import HandedOn, Listed
from workstation.ui.dialogs.panel import key_button
from workstation.ui.dialogs.rows_panel import Cells, CellsModel, RowsPanel
from workstation.ui.terms import language_name, length, term

ALL, MINE, OTHERS = "", "mine", "others"


class HandedOnPanel(RowsPanel):
    """`chosen(event)` the case of a row is wanted, `own(task)` one's own case, to judge it."""

    chosen = Signal(str)
    own = Signal(str)

    def __init__(self, found: Listed, now: datetime, parent: QWidget | None = None) -> None:
        """Those that wait come first."""
        translate = QCoreApplication.translate
        columns = (
            translate("HandedOnPanel", "Case"),
            translate("HandedOnPanel", "Why"),
            translate("HandedOnPanel", "Language"),
            translate("HandedOnPanel", "Owner"),
            translate("HandedOnPanel", "Handed on by"),
            translate("HandedOnPanel", "Age"),
            translate("HandedOnPanel", "How it stands"),
        )
        widths = (0, 130, 145, 130, 100, 80, 140)
        title = translate("HandedOnPanel", "Cases handed on")
        super().__init__(title, CellsModel(columns), widths, parent)
        self._found, self._now = found, now
        self._state, self._whose, self._reason = ALL, ALL, ALL
        self.empty = self.tr(
            "Nothing was handed on. 0 on a case says that you cannot judge it, and why."
        )
        for key, word in (
            ("1", self.tr("All")),
            ("2", self.tr("Open")),
            ("3", self.tr("Overdue")),
            ("4", self.tr("Answered")),
            ("5", self.tr("Mine")),
            ("6", self.tr("Others'")),
            ("7", self.tr("Any reason")),
        ):
            self.add_chip(key, word)
        leave = key_button("Esc", self.tr("Close"), self)
        leave.clicked.connect(self.left)
        self._open = key_button("Enter", self.tr("Open the case"), self)
        self._open.clicked.connect(self.accept)
        self.add_keys(leave, self._open)
        self._fill()

    def choose_digit(self, key: str) -> None:
        """Narrow: how it stands, whose it is, why it was handed on."""
        if key in "1234":
            states = {"2": Question.OPEN.value, "3": "overdue", "4": Question.ANSWERED.value}
            self._state = states.get(key, ALL)
            if key == "1":
                self._whose = self._reason = ALL
        elif key in "56":
            wanted = MINE if key == "5" else OTHERS
            self._whose = ALL if self._whose == wanted else wanted
        elif key == "7":
            reasons = [ALL, *(why.value for why in CannotJudge)]
            self._reason = reasons[(reasons.index(self._reason) + 1) % len(reasons)]
        else:
            return
        self._fill()

    def accept(self) -> None:
        """Open the case of the row under the cursor."""
        row = self.current()
        if row is None or row.sealed:
            return
        if row.mine and row.task:
            self.own.emit(row.task)
        elif not row.mine:
            self.chosen.emit(row.event)

    def words_of(self, one: HandedOn) -> str:
        """The note of who handed it on, and the answer."""
        if one.sealed:
            return self.tr("This case is sealed: only its reference is shown.")
        told = [one.batch_title] if one.batch_title else []
        if one.note:
            told.append(self.tr("Note: {words}").format(words=one.note))
        if one.answered_by and one.state in (Question.ANSWERED, Question.SETTLED):
            told.append(
                self.tr("{person} answers: {words}").format(
                    person=one.answered_by, words=one.answer
                )
            )
        if not one.here:
            told.append(self.tr("Its batch is not here: Ctrl+O brings it in."))
        return "\n".join(told)

    def held_back_words(self) -> str:
        """What may not be seen yet."""
        if not self._found.held_back:
            return ""
        words = self.tr("{n} more once you have judged these cases yourself")
        return words.format(n=self._found.held_back)

    def _fill(self) -> None:
        rows = [row for row in self._found.rows if self._wanted(row)]
        rows.sort(key=lambda row: (not row.open, not (row.mine and row.state == "answered")))
        chosen = {
            "1": not (self._state or self._whose or self._reason),
            "2": self._state == Question.OPEN,
            "3": self._state == "overdue",
            "4": self._state == Question.ANSWERED,
            "5": self._whose == MINE,
            "6": self._whose == OTHERS,
            "7": bool(self._reason),
        }
        for chip in self.chips:
            word = chip.text()
            if chip.key == "7":
                word = term(f"cannot.{self._reason}") if self._reason else self.tr("Any reason")
            chip.set_choice(chip.key, word, chosen=chosen[chip.key])
        self.set_rows([self._cells(row) for row in rows])
        self._open.setEnabled(bool(rows))

    def _wanted(self, row: HandedOn) -> bool:
        if self._state == "overdue" and not row.overdue:
            return False
        if self._state not in (ALL, "overdue", row.state):
            return False
        if self._whose and row.mine != (self._whose == MINE):
            return False
        return not self._reason or row.reason == self._reason

    def _cells(self, row: HandedOn) -> Cells:
        age = self._now - instant.parse(row.at)
        words = (
            row.source_id,
            term(f"cannot.{row.reason}"),
            ", ".join(language_name(tag) for tag in row.languages),
            term(f"owner.{row.owner}"),
            self.tr("you") if row.mine else row.person,
            length(age),
            self._stands(row),
        )
        by_time = (*words[:5], instant.sort_key(row.at), f"{row.state} {row.due_at}")
        back = row.mine and row.state == Question.ANSWERED
        return Cells(row, words, by_time, bold=row.overdue or back)

    def _stands(self, row: HandedOn) -> str:
        if row.sealed:
            return self.tr("sealed")
        if row.state == Question.OPEN:
            left = instant.parse(row.due_at) - self._now
            if left < timedelta():
                return self.tr("overdue by {time}").format(time=length(-left))
            return self.tr("{time} left").format(time=length(left))
        if row.state == Question.TAKEN:
            return self.tr("taken over by {person}").format(person=row.answered_by)
        return term(f"question.{row.state}")
