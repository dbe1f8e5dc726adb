"""Batches of the team in the window: published, assigned, taken back, released, closed, retracted.

Imported when it is wanted, off the first paint.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from workstation.domain.batch import Stage
from workstation.fault import Fault
from workstation.review import speaking
from workstation.review.publishing import Given, PublishReport
from workstation.review.releasing import acts as releasing
from workstation.review.speaking import Speaking, Spoken
from workstation.ui import published_work as work
from workstation.ui.dialogs.form import Field, FormPanel
from workstation.ui.dialogs.offers import megabytes
from workstation.ui.dialogs.published import PublishedPanel
from workstation.ui.plain import shortened
from workstation.ui.published_acts import PublishedActs
from workstation.ui.published_sharing import LONGEST_TITLE, Sharing, short, words_in
from workstation.ui.terms import term
from workstation.words import sentence

if TYPE_CHECKING:
    from workstation.ui.commands import Commands

STAGES = (Stage.FIRST, Stage.SECOND, Stage.REPEAT)
"""Those that a person is given by hand."""


class PublishedPanels(QObject):
    """Belongs to the commands and shows in their panels."""

    def __init__(self, commands: Commands) -> None:
        """Nothing is shown."""
        super().__init__(commands)
        self.commands = commands
        self.window = commands.window
        self._panel: PublishedPanel | None = None
        self.seen = Speaking()
        self._sharing = Sharing(self)
        self.acts = PublishedActs(commands, self._open_panel)
        self.acts.settled.connect(lambda from_form: self.show() if from_form else self.refresh())

    @property
    def _services(self) -> Any:
        return self.window.services

    def show(self) -> None:
        """Open the list."""
        self.commands.read(speaking.speaking, self._on_read, self._services.desk)

    def refresh(self) -> None:
        """Read the list again, if it is open."""
        if self._open_panel() is not None:
            self.commands.read(speaking.speaking, self._on_read_again, self._services.desk)

    def close(self) -> None:
        """The window closes: what goes out is stopped, and can be done again."""
        self.acts.stop()

    def _on_read(self, seen: Speaking) -> None:
        self.seen = seen
        self._panel = panel = PublishedPanel(seen)
        panel.asked.connect(self._on_asked)
        panel.stopped.connect(self.acts.stop)
        panel.undone.connect(self._sharing.undo)
        panel.may_undo(self._sharing.restoring is not None)
        self.commands.panels.show(panel)
        if self.acts.doing:
            panel.begin(self.acts.doing)

    def _on_read_again(self, seen: Speaking) -> None:
        panel = self._open_panel()
        if panel is not None:
            self.seen = seen
            panel.show_seen(seen)
            panel.may_undo(self._sharing.restoring is not None)

    def _open_panel(self) -> PublishedPanel | None:
        panel = self._panel
        if panel is None or not shiboken6.isValid(panel):
            return None
        return panel if self.commands.panels.open_panel is panel else None

    # What is asked before an act

    def _on_asked(self, name: str, row: Spoken | None) -> None:
        if name == "publish":
            self._ask_batch()
        elif row is not None:
            {
                "assign": self._sharing.ask_whom,
                "take_back": self._sharing.ask_of_whom,
                "release": self._ask_vendor,
                "close": self._close,
                "retract": self._ask_why,
            }[name](row)

    def form(self, title: str, fields: list[Field], done: str, about: str) -> FormPanel:
        """A form over the window; Escape leads back to the list."""
        panel = FormPanel(title, fields, done, about)
        panel.back = self.show
        self.commands.panels.show(panel)
        return panel

    def stage(self) -> Field:
        """Asks for a stage."""
        choices = tuple((one.value, term(f"stage.{one.value}")) for one in STAGES)
        return Field("stage", self.tr("Stage"), Stage.FIRST.value, choices=choices)

    def _ask_batch(self) -> None:
        if not self.commands.sending.address:
            self.window.toast.tell(
                self.tr("Name a place first (Ctrl+Shift+S, then 5): batches are published there.")
            )
            return
        panel = self.form(
            self.tr("Publish a batch"),
            [
                Field("path", self.tr("Folder or zip"), hint=self.tr("where its batch.json lies"),
                      browse=self.tr("Look …")),
                Field("persons", self.tr("For"),
                      hint=self.tr("pseudonyms; empty: as the batch itself says")),
                self.stage(),
            ],
            self.tr("Publish"),
            self.tr(
                "It is checked first; with a single bad line nothing is published. Then its files "
                "go to the team's place, and it comes to whom it is assigned."
            ),
        )  # fmt: skip
        panel.browsed.connect(lambda _name: self._browse(panel))
        panel.given.connect(partial(self._publish, panel))

    def _browse(self, panel: FormPanel) -> None:
        path, _kind = QFileDialog.getOpenFileName(
            self.window,
            self.tr("Publish a batch"),
            self._services.preferences["batches_from"],
            self.tr("Batches (batch.json *.zip)"),
        )
        if path:
            panel.put("path", path)

    def _ask_vendor(self, row: Spoken) -> None:
        self.commands.read(releasing.vendors, partial(self._on_vendors, row), row.batch)

    def _on_vendors(self, row: Spoken, vendors: list[str]) -> None:
        panel = self.form(
            self.about(self.tr("Release {title}"), row),
            [
                Field("vendor", self.tr("To the vendor"), choices=tuple((v, v) for v in vendors)),
                Field("anyway", self.tr("Why anyway"),
                      hint=self.tr("only where something is still open")),
            ],
            self.tr("Release"),
            self.tr(
                "It is made final, and the vendor's quality people may read it. What they have "
                "seen they have seen: this is not undone."
            ),
        )  # fmt: skip
        panel.given.connect(
            lambda said: self.acts.carry_out(
                panel, self.tr("It is being released …"), work.release,
                (row.batch, said["vendor"], said["anyway"]),
                self.tr("{title} is released to {vendor}.").format(
                    title=short(row), vendor=said["vendor"]),
            )
        )  # fmt: skip

    def _ask_why(self, row: Spoken) -> None:
        names = ", ".join(dict.fromkeys(self.name(part.person) for part in row.parts))
        goes = self.tr(
            "For good, on every workstation: {cases} cases with their words and pictures, and at "
            "the place {size}. {verdicts} verdicts keep their codes and lose their notes. It is "
            "with: {names}."
        ).format(
            cases=self.window.locale().toString(row.cases),
            size=megabytes(row.size),
            verdicts=self.window.locale().toString(row.verdicts),
            names=names or self.tr("nobody"),
        )
        panel = self.form(
            self.about(self.tr("Retract {title}"), row),
            [Field("why", self.tr("Why"), hint=self.tr("stands beside it for everybody"))],
            self.tr("Retract"),
            goes,
        )
        sure: list[str] = []
        panel.typed.connect(lambda _said: sure.clear())

        def given(said: dict[str, str]) -> None:
            if not said["why"]:
                panel.say(self.tr("Say why first."), "why")
            elif not sure:
                sure.append(said["why"])
                panel.say(self.tr("This cannot be taken back. Press Enter again."))
            else:
                self.acts.carry_out(
                    panel, self.tr("It is being retracted …"), work.retract,
                    (row.batch, said["why"]),
                    self.tr("{title} is retracted.").format(title=short(row)),
                )  # fmt: skip

        panel.given.connect(given)

    # Acts

    def _publish(self, panel: FormPanel, said: dict[str, str]) -> None:
        if not said["path"]:
            panel.say(self.tr("Say where the batch lies."), "path")
            return
        path = Path(said["path"]).expanduser()
        found = path.parent if path.name == "batch.json" else path
        given = tuple(Given(one, said["stage"]) for one in words_in(said["persons"]))
        self.acts.carry_out(
            panel,
            self.tr("{name} is being published …").format(name=shortened(found.name, 40)),
            work.publish,
            (found, given, self.acts.progressed.emit),
            self._published,
        )

    def _published(self, done: PublishReport) -> str:
        names = ", ".join(self.name(one) for one in done.assigned)
        words = self.tr("{title} was published before; {files} files were sent.")
        if not done.already:
            words = self.tr("{title} is published: {cases} cases, for {names}.")
        told = words.format(
            title=shortened(done.title, LONGEST_TITLE), cases=done.cases, files=done.sent,
            names=names or self.tr("nobody yet"),
        )  # fmt: skip
        doubts = [sentence(Fault(code, **params)) for code, params in done.warnings[:1]]
        return " ".join([told, *doubts])

    def _close(self, row: Spoken) -> None:
        words = self.tr("{title} is closed.").format(title=short(row))
        self.acts.carry_out(None, self.tr("One moment …"), work.close, (row.batch,), words)

    # Words

    def name(self, person: str) -> str:
        """What a person is called."""
        return shortened(self.seen.names.get(person) or person, 24)

    def about(self, words: str, row: Spoken) -> str:
        """A heading with the title in it."""
        return words.format(title=short(row))
