"""Panels about the case on the screen: what the seller had up before, which language it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from workstation.ui.terms import day, language_name

if TYPE_CHECKING:
    from workstation.ui.commands import Commands

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
