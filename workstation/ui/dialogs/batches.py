"""The batches that are here: Enter opens one, Ctrl+Z takes a submission back."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workstation.ui.dialogs.chooser import Chooser, Option
from workstation.ui.dialogs.panel import key_button


class BatchChooser(Chooser):
    """`taken_back(batch)` the batch under the cursor is not to count as submitted any more."""

    taken_back = Signal(str)

    def __init__(
        self,
        title: str,
        options: Sequence[Option],
        empty: str,
        submitted: Collection[str],
        parent: QWidget | None = None,
    ) -> None:
        """`submitted` are the batches that were handed in."""
        super().__init__(title, options, empty, parent=parent)
        self._submitted = submitted
        self._back = key_button("Ctrl+Z", self.tr("Take the submission back"), self)
        self._back.clicked.connect(self.take_back)
        self.keys.insertWidget(1, self._back)
        self.list.currentRowChanged.connect(lambda _row: self._say())
        self._say()

    def take_back(self) -> bool:
        """Only what was submitted can be; the store says whether it still may."""
        batch = self.current()
        if batch in self._submitted:
            self.taken_back.emit(batch)
        return True

    def _say(self) -> None:
        self._back.setVisible(self.current() in self._submitted)
