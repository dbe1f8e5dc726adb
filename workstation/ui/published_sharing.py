"""Assigning a published batch and taking it back: to or from whom, which cases, and undoing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from workstation.review import publishing
from workstation.review.publishing import Given
from workstation.review.speaking import Judge, Restoring, Spoken
from workstation.ui import published_work as work
from workstation.ui.dialogs.form import Field, FormPanel
from workstation.ui.dialogs.published import part_words
from workstation.ui.dialogs.ticks import TicksPanel
from workstation.ui.plain import shortened
from workstation.ui.terms import language_name, term

if TYPE_CHECKING:
    from workstation.ui.published_panels import PublishedPanels

LONGEST_TITLE = 50


class Sharing(QObject):
    """Belongs to the panels; `restoring` is how the last act is undone."""

    def __init__(self, panels: PublishedPanels) -> None:
        """Nothing was assigned."""
        super().__init__(panels)
        self._of = panels
        self.restoring: Restoring | None = None

    def ask_whom(self, row: Spoken) -> None:
        """Ask to whom it is assigned, then which cases."""
        options = [(one.person, self._judge_words(one, row)) for one in self._of.seen.judges]
        panel = TicksPanel(self._of.about(self.tr("Assign {title}: to whom?"), row), options, ())
        panel.back = self._of.show
        panel.taken.connect(lambda persons: self._ask_cases(row, persons))
        self._of.commands.panels.show(panel)

    def _judge_words(self, judge: Judge, row: Spoken) -> str:
        name = f"{judge.name} ({judge.person})" if judge.name else judge.person
        has = ", ".join(
            self.tr("has {n} {stage}").format(n=part.cases, stage=term(f"stage.{part.stage}"))
            for part in row.parts
            if part.person == judge.person
        )
        languages = ", ".join(language_name(one) for one in judge.languages)
        return "  ·  ".join(filter(None, [name, term(f"role.{judge.role}"), languages, has]))

    def _ask_cases(self, row: Spoken, persons: tuple[str, ...]) -> None:
        if not persons:
            self._of.window.toast.tell(self.tr("Space ticks whom it is for."))
            return
        panel = self._of.form(
            self._of.about(self.tr("Assign {title}"), row),
            [
                Field("persons", self.tr("To"), ", ".join(map(self._of.name, persons)), fixed=True),
                self._of.stage(),
                Field("cases", self.tr("Cases"), hint=self.tr("their ids; empty: all of them")),
            ],
            self.tr("Assign"),
            self.tr("It comes to them at their next sync. Ctrl+Z in the list undoes it."),
        )
        panel.given.connect(
            lambda said: self._share(
                panel, row, publishing.assign,
                tuple(Given(one, said["stage"], _cases(said["cases"])) for one in persons),
                self.tr("{title} is assigned to {names}."),
            )
        )  # fmt: skip

    def ask_of_whom(self, row: Spoken) -> None:
        """Ask from whom it is taken back, then which cases."""
        options = [
            (f"{n}", part_words(one, self._of.seen.names)) for n, one in enumerate(row.parts)
        ]
        ticked = ["0"] if len(options) == 1 else []
        panel = TicksPanel(
            self._of.about(self.tr("Take {title} back: from whom?"), row), options, ticked
        )
        panel.back = self._of.show
        panel.taken.connect(lambda numbers: self._ask_which(row, numbers))
        self._of.commands.panels.show(panel)

    def _ask_which(self, row: Spoken, numbers: tuple[str, ...]) -> None:
        if not numbers:
            self._of.window.toast.tell(self.tr("Space ticks from whom it is taken."))
            return
        parts = [row.parts[int(number)] for number in numbers]
        words = ", ".join(part_words(one, self._of.seen.names) for one in parts)
        panel = self._of.form(
            self._of.about(self.tr("Take {title} back"), row),
            [
                Field("persons", self.tr("From"), words, fixed=True),
                Field("cases", self.tr("Cases"), hint=self.tr("their ids; empty: all of them")),
            ],
            self.tr("Take back"),
            self.tr(
                "What they have begun stays with them; what they judge from now on counts as late. "
                "Ctrl+Z in the list undoes it."
            ),
        )
        panel.given.connect(
            lambda said: self._share(
                panel, row, publishing.take_back,
                tuple(Given(one.person, one.stage, _cases(said["cases"])) for one in parts),
                self.tr("{title} is taken back from {names}."),
            )
        )  # fmt: skip

    def _share(
        self,
        panel: FormPanel,
        row: Spoken,
        act: Callable[..., bool],
        given: tuple[Given, ...],
        words: str,
    ) -> None:
        names = ", ".join(dict.fromkeys(self._of.name(one.person) for one in given))

        def told(done: tuple[bool, Restoring]) -> str:
            if not done[0]:
                return self.tr("That was so already; nothing has changed.")
            self.restoring = done[1]
            return words.format(title=short(row), names=names) + self.tr(" · Ctrl+Z undoes it")

        self._of.acts.carry_out(
            panel, self.tr("One moment …"), work.share, (act, row.batch, given), told
        )

    def undo(self) -> None:
        """Have everything as it was before the last assignment or take-back."""
        how, self.restoring = self.restoring, None
        if how is not None:
            words = self.tr("Undone: it is as it was before.")
            self._of.acts.carry_out(None, self.tr("One moment …"), work.restore, (how,), words)


def short(row: Spoken) -> str:
    """Its title, as a sentence takes it."""
    return shortened(row.title, LONGEST_TITLE)


def words_in(said: str) -> tuple[str, ...]:
    """What stands between commas or blanks."""
    return tuple(one for one in said.replace(",", " ").split() if one)


def _cases(said: str) -> tuple[str, ...] | None:
    return words_in(said) or None
