"""Panels about the case on the screen: what the seller had up before, which language it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from workstation.ui.terms import day, language_name

if TYPE_CHECKING:
    from workstation.review.prepare import Prepared
    from workstation.ui.commands import Commands
    from workstation.ui.dialogs.copies import CopiesPanel

LANGUAGES = (
    "ms", "id", "zh-Hans", "zh-Hant", "th", "vi", "tl", "ar", "es", "ta", "en", "ja", "ko", "hi",
    "pt",
)  # fmt: skip


class CasePanels(QObject):
    """Belongs to the commands and shows in their panels."""

    def __init__(self, commands: Commands) -> None:
        """Nothing is shown."""
        super().__init__(commands)
        self._window = commands.window
        self.panels = commands.panels

    def show_facts(self) -> None:
        """All that the lines about the case say; they are cut where there is no room."""
        from workstation.ui.dialogs.facts import FactsPanel

        case = self._window.case
        if self._window.reviewer.prepared is not None:
            self.panels.show(FactsPanel(*case.facts.lines(), case.trust_lines()))

    def show_earlier(self) -> None:
        """What the seller had up before, as the batch tells it."""
        from workstation.ui.dialogs.chooser import Chooser, Option

        prepared = self._window.reviewer.prepared
        if prepared is None:
            return
        options = [
            Option(one.source_id, f"{day(one.at)}   {one.source_id}   {one.text}")
            for one in prepared.view.case.earlier
        ]
        title = self.tr("The seller's earlier items")
        panel = Chooser(title, options, self.tr("The batch tells of no earlier items."))
        panel.chosen.connect(lambda _one: self.panels.close())
        self.panels.show(panel)

    def show_copies(self) -> None:
        """The copies of the cluster on the screen, and how they differ from the first."""
        from workstation.ui.dialogs.copies import CopiesPanel

        window, services = self._window, self._window.services
        view = window.reviewer.prepared.view if window.reviewer.prepared else None
        if view is None or view.copies < 2:
            window.toast.tell(self.tr("This case stands for itself: it has no copies."))
            return
        panel = CopiesPanel(
            lambda number: services.copy_at(view.task.id, number),
            view.copies,
            services.media,
            window.background,
            services.preferences["content_step"],
        )
        panel.case.set_wish(window.case.wish)
        panel.case.know_as(window.case)
        panel.sealed.connect(lambda number, case: self._seal_copy(panel, number, case))
        panel.untranslated.connect(self._translate)
        self.panels.show(panel)
        panel.start()

    def translated(self, case: str) -> None:
        """A case's translation has arrived."""
        show = getattr(self.panels.open_panel, "translated", None)
        if show is not None:
            show(case)

    def _translate(self, prepared: Prepared) -> None:
        languages = {
            part.part_id: part.detection
            for part in prepared.rendered.parts
            if part.detection is not None
        }
        self._window.services.translate_now(prepared.view.case, languages)

    def _seal_copy(self, panel: CopiesPanel, number: int, case: str) -> None:
        from workstation.review import sealing

        window, services = self._window, self._window.services
        if number == 1:
            self.panels.close()
            window.reviewer.seal()
            return
        services.forget_case(case)

        def done(_event: object) -> None:
            window.toast.tell(self.tr("Sealed. Only its reference goes to the person responsible."))
            if self.panels.open_panel is panel:
                panel.look_again()

        future = services.act(sealing.seal, "", "", case)
        window.background.when_done(future, done, window.tell_failure)

    def set_language(self) -> None:
        """Say which language the part under the caret is in."""
        from workstation.ui.dialogs.chooser import Chooser, Option

        window = self._window
        row = window.case.grid.current_row()
        if row is None:
            return
        options = [Option(tag, f"{language_name(tag)} ({tag})") for tag in LANGUAGES]
        panel = Chooser(
            self.tr("Which language is “{part}” in?").format(part=row.part),
            options,
            "",
            row.original.language,
        )

        def chosen(tag: str) -> None:
            self.panels.close()
            window.reviewer.set_language(row.part, tag)

        panel.chosen.connect(chosen)
        self.panels.show(panel)
