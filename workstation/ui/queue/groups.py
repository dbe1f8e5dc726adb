"""Which rows of the queue stand behind which: what is nearly the same, behind the first of it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication


class Groups:
    """Members by the key of their head; `shown` are the heads whose members are on view."""

    def __init__(self, members: Mapping[int, tuple[int, ...]]) -> None:
        """All folded."""
        self._members = members
        self._head = {key: head for head, behind in members.items() for key in behind}
        self.shown: set[int] = set()

    def members(self, key: int) -> tuple[int, ...]:
        """What stands behind a row."""
        return self._members.get(key, ())

    def head_of(self, key: int) -> int | None:
        """The head that a row stands behind."""
        return self._head.get(key)

    def shown_by(self, key: int) -> int:
        """The row that shows a task: its head while it is folded away."""
        head = self._head.get(key)
        return key if head is None or head in self.shown else head

    def at(self, key: int) -> tuple[int, bool] | None:
        """How many stand behind a row and whether they show; (0, True) for one of them."""
        if key in self._members:
            return len(self._members[key]), key in self.shown
        return (0, True) if key in self._head else None

    def words_of(self, key: int) -> str:
        """What a screen reader says of it after the row."""
        held = self.at(key)
        if held is None:
            return ""
        count, shown = held
        translate = QCoreApplication.translate
        if not count:
            return translate("QueueGroups", ", like the one above")
        words = translate("QueueGroups", ", {n} more like this").format(n=count)
        return words if shown else words + translate("QueueGroups", ", folded")
