"""The batches that somebody published or leads: whose they are, and what is to become of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from workstation.review.speaking import Part, Speaking, Spoken
from workstation.ui.dialogs.acts_panel import Act, ActsPanel
from workstation.ui.dialogs.panel import key_button
from workstation.ui.dialogs.rows_panel import Cells
from workstation.ui.plain import shortened
from workstation.ui.terms import minute, term
from workstation.words import sentence

NAMED = 3  # persons that are named in a row
LONGEST_NAME = 24


class PublishedPanel(ActsPanel):
    """`asked(act, row)`: publish, assign (Enter), take_back, release, close, retract; `undone` the
    last assignment or take-back is to be as it was."""

    undone = Signal()

    def __init__(self, seen: Speaking, parent: QWidget | None = None) -> None:
        """The latest comes first."""
        translate = QCoreApplication.translate
        columns = (
            translate("PublishedPanel", "Batch"),
            translate("PublishedPanel", "Kind"),
            translate("PublishedPanel", "Cases"),
            translate("PublishedPanel", "Verdicts"),
            translate("PublishedPanel", "Whose"),
            translate("PublishedPanel", "Published"),
            translate("PublishedPanel", "How it stands"),
        )
        acts = (
            Act("1", "publish", translate("PublishedPanel", "Publish …")),
            Act("Enter", "assign", translate("PublishedPanel", "Assign …")),
            Act("2", "take_back", translate("PublishedPanel", "Take back …")),
            Act("3", "release", translate("PublishedPanel", "Release …")),
            Act("4", "close", translate("PublishedPanel", "Close the batch")),
            Act("5", "retract", translate("PublishedPanel", "Retract …")),
        )
        widths = (0, 95, 65, 75, 220, 135, 170)
        title = translate("PublishedPanel", "Batches of the team")
        super().__init__(title, columns, widths, acts, parent)
        self._undo = key_button("Ctrl+Z", self.tr("Undo"), self)
        self._undo.clicked.connect(self.take_back)
        self._undo.hide()
        self.keys.insertWidget(self.keys.count() - 1, self._undo)
        self.show_seen(seen)

    def show_seen(self, seen: Speaking) -> None:
        """How it stands now; the cursor stays on its row."""
        self._seen = seen
        if seen.fault is not None:
            self.empty = sentence(seen.fault)
        else:
            self.empty = self.tr(
                "Nothing is published yet. 1 publishes a batch: a folder or a zip. Then it comes "
                "to whom it is assigned."
            )
        self.show_rows([Cells(row, self._cells(row), bold=row.late > 0) for row in seen.batches])

    def id_of(self, row: Spoken) -> str:
        """The batch."""
        return row.batch

    def may_undo(self, may: bool) -> None:
        """Whether Ctrl+Z has something to undo."""
        self._undo.setVisible(may)

    def take_back(self) -> bool:
        """Ctrl+Z: never the last verdict, which lies under the panel."""
        if not self._undo.isHidden() and not self.busy:
            self.undone.emit()
        return True

    def allowed(self, row: Spoken | None) -> Collection[str]:
        """Nothing more of what was taken back for good."""
        if self._seen.fault is not None:
            return ()
        found = {"publish"}
        if row is None or row.retracted:
            return found
        found |= {"assign", "release", "retract"}
        if row.parts:
            found.add("take_back")
        if not row.closed:
            found.add("close")
        return found

    def warning(self, name: str, row: Spoken | None) -> str:
        """What is closed is not opened again by a key."""
        if name != "close" or row is None:
            return ""
        return self.tr(
            "{title} is closed: what is judged from now on is kept, but counts as late."
        ).format(title=row.title)

    def words_of(self, one: Spoken) -> str:
        """Who has what of it, and how far they are; who published it."""
        told = [part_words(part, self._seen.names) for part in one.parts]
        if not told and not one.retracted:
            told = [self.tr("It is nobody's yet.")]
        told.append(self.tr("published by {name}").format(name=self._name(one.person)))
        if not one.here and not one.retracted:
            told.append(self.tr("not on this computer"))
        return "  ·  ".join(told)

    def _cells(self, row: Spoken) -> tuple[str, ...]:
        number = self.locale().toString
        persons = list(dict.fromkeys(part.person for part in row.parts))
        whose = ", ".join(self._name(one) for one in persons[:NAMED])
        if len(persons) > NAMED:
            whose = self.tr("{names} and {n} more").format(names=whose, n=len(persons) - NAMED)
        return (
            row.title,
            term(f"kind.{row.kind}").removeprefix("kind."),
            number(row.cases),
            number(row.verdicts) if row.verdicts else "–",
            whose or "–",
            minute(row.at),
            self._stands(row),
        )

    def _stands(self, row: Spoken) -> str:
        if row.retracted:
            return self.tr("retracted")
        told = [self.tr("closed")] if row.closed else []
        if row.released:
            told.append(self.tr("released to {vendor}").format(vendor=row.released))
        if row.late:
            told.append(self.tr("{n} late").format(n=row.late))
        return " · ".join(told) or (self.tr("under way") if row.parts else self.tr("published"))

    def _name(self, person: str) -> str:
        return shortened(self._seen.names.get(person) or person, LONGEST_NAME)


def part_words(part: Part, names: Mapping[str, str]) -> str:
    """Who has how much at which stage."""
    translate = QCoreApplication.translate
    name = shortened(names.get(part.person) or part.person, LONGEST_NAME)
    words = translate("PublishedPanel", "{name}: {stage} {done}/{cases}")
    return words.format(
        name=name, done=part.done, cases=part.cases, stage=term(f"stage.{part.stage}")
    )
