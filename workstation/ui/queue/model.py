"""The queue as a list model: all keys, and the rows of the pages that somebody looks at."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future

import shiboken6
from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from workstation.domain.batch import TaskState
from workstation.domain.verdict import Result
from workstation.store.tasks import QueueRow
from workstation.ui import plain
from workstation.ui.background import Background
from workstation.ui.queue import glyphs

PAGE = 200
HELD = 20
UNDER_WAY = 3
"""More page requests than this are not waited for: the oldest is dropped (fast scrolling)."""

ROW = Qt.ItemDataRole.UserRole
CURRENT = Qt.ItemDataRole.UserRole + 1

FetchKeys = Callable[[str], "Future[array[int]]"]
FetchRows = Callable[[Sequence[int]], "Future[list[QueueRow]]"]
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class QueueModel(QAbstractListModel):
    """Eight bytes a task, and at most twenty pages of rows.

    Requests are answered later: until then a row is None. What is shown stays until its successor
    is there, so that nothing blinks.
    """

    loaded = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Empty until `set_source` and `load`."""
        super().__init__(parent)
        self._fetch_keys: FetchKeys | None = None
        self._fetch_rows: FetchRows | None = None
        self._background: Background | None = None
        self._keys: array[int] = array("q")
        self._pages: OrderedDict[int, list[QueueRow]] = OrderedDict()
        self._places: dict[str, int] = {}
        self._asked: OrderedDict[int, Future[list[QueueRow]]] = OrderedDict()
        self._keys_asked: Future[array[int]] | None = None
        self._current: tuple[str | None, int | None] = (None, None)
        self._near = 0

    def set_source(
        self, fetch_keys: FetchKeys, fetch_rows: FetchRows, background: Background
    ) -> None:
        """Where keys and rows come from."""
        self._fetch_keys, self._fetch_rows, self._background = fetch_keys, fetch_rows, background

    # What a view asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        """As many rows as keys; rows have no children."""
        return 0 if parent.isValid() else len(self._keys)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row itself, whether it is the open case, and its words."""
        if not index.isValid() or index.row() >= len(self._keys):
            return None
        if role == CURRENT:
            return self._is_current(index.row())
        if role in (ROW, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            row = self.row_at(index.row())
            return row if role == ROW else self.words_of(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            row = self.row_at(index.row(), ask=False)
            return self.tip_of(row) if row else None
        return None

    def row_at(self, place: int, *, ask: bool = True) -> QueueRow | None:
        """The row at a place; None while it is on its way."""
        page, offset = divmod(place, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            if ask:
                self._ask(page)
            return None
        self._pages.move_to_end(page)
        return rows[offset] if offset < len(rows) else None

    def place_of(self, task: str, key: int | None = None) -> int | None:
        """Where a task stands: sure with its key, without one only if its page is held."""
        if key is None:
            return self._places.get(task)
        # The next case is nearly always near the last one asked for.
        for start, stop in ((max(0, self._near - 8), self._near + 64), (0, len(self._keys))):
            try:
                self._near = self._keys.index(key, start, stop)
            except ValueError:
                continue
            return self._near
        return None

    # Words

    def words_of(self, row: QueueRow | None) -> str:
        """A row in words: what a screen reader says."""
        if row is None:
            return self.tr("Loading")
        said = [state_of(row)[1]]
        if row.flagged:
            said.append(self.tr("flagged"))
        said.append(row.language or self.tr("language unknown"))
        if row.doubtful:
            said.append(self.tr("language doubtful"))
        return ", ".join(said) + (f": {headline_of(row)}" if headline_of(row) else "")

    def tip_of(self, row: QueueRow) -> str:
        """A row's tool tip: its whole headline and its state."""
        return plain.tip(f"{row.position}. {self.words_of(row)}")

    # Loading

    def load(self, line: str) -> None:
        """Fetch the keys that fit a filter line; an older request is dropped."""
        if self._fetch_keys is None or self._background is None:
            return
        if self._keys_asked is not None:
            self._keys_asked.cancel()
        self._keys_asked = future = self._fetch_keys(line)
        self._background.when_done(
            future,
            lambda keys: self._on_keys(future, keys),
            lambda error: self._on_keys_failed(future, error),
        )

    @property
    def loading(self) -> bool:
        """Whether keys are on their way."""
        return self._keys_asked is not None

    def refresh_task(self, task: str) -> None:
        """Fetch the page that holds a task anew; its rows stay until the new ones are there."""
        place = self._places.get(task)
        pages = list(self._asked) if place is None else [place // PAGE]
        for page in pages:
            self._ask(page, again=True)

    def page_without_language(self, case: str) -> int | None:
        """The page that holds a case whose language was not known when it was read."""
        for page, rows in self._pages.items():
            if any(row.case == case and not row.language for row in rows):
                return page
        return None

    def refresh_pages(self, pages: Iterable[int]) -> None:
        """Fetch pages anew; their rows stay until the new ones are there."""
        for page in pages:
            if page in self._pages:
                self._ask(page, again=True)

    def set_current(self, task: str | None, key: int | None = None) -> None:
        """Mark the case that is open."""
        before, self._current = self._current, (task, key)
        for one, its_key in (before, self._current):
            place = self.place_of(one, its_key) if one else None
            if place is not None:
                self._changed(place, place)

    def _is_current(self, place: int) -> bool:
        task, key = self._current
        if task is None:
            return False
        if key is not None:
            return self._keys[place] == key
        return self._places.get(task) == place

    def _on_keys(self, future: Future[array[int]], keys: array[int]) -> None:
        if future is not self._keys_asked or not shiboken6.isValid(self):
            return
        self._keys_asked = None
        for asked in self._asked.values():
            asked.cancel()
        self.beginResetModel()
        self._asked.clear()
        self._pages.clear()
        self._places.clear()
        self._keys = keys
        self.endResetModel()
        self.loaded.emit()

    def _on_keys_failed(self, future: Future[array[int]], error: Exception) -> None:
        if future is self._keys_asked and shiboken6.isValid(self):
            self._keys_asked = None
            self.failed.emit(error)

    def _ask(self, page: int, *, again: bool = False) -> None:
        if self._fetch_rows is None or self._background is None:
            return
        if page in self._asked:
            if not again:
                return
            self._asked.pop(page).cancel()
        while len(self._asked) >= UNDER_WAY:
            self._asked.popitem(last=False)[1].cancel()
        future = self._fetch_rows(self._keys[page * PAGE : (page + 1) * PAGE])
        self._asked[page] = future
        self._background.when_done(
            future,
            lambda rows: self._on_rows(page, future, rows),
            lambda error: self._on_rows_failed(page, future, error),
        )

    def _on_rows(self, page: int, future: Future[list[QueueRow]], rows: list[QueueRow]) -> None:
        if self._asked.get(page) is not future or not shiboken6.isValid(self):
            return
        del self._asked[page]
        before = self._pages.get(page, [])
        self._forget(page)
        self._pages[page] = rows
        self._places.update({row.task: page * PAGE + at for at, row in enumerate(rows)})
        while len(self._pages) > HELD:
            self._forget(next(iter(self._pages)))
        changed = [at for at, row in enumerate(rows) if before[at : at + 1] != [row]]
        if changed:
            self._changed(page * PAGE + changed[0], page * PAGE + changed[-1])

    def _on_rows_failed(self, page: int, future: Future[list[QueueRow]], error: Exception) -> None:
        if self._asked.get(page) is future and shiboken6.isValid(self):
            del self._asked[page]
            self.failed.emit(error)

    def _forget(self, page: int) -> None:
        for row in self._pages.pop(page, ()):
            self._places.pop(row.task, None)

    def _changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first), self.index(last))


def headline_of(row: QueueRow) -> str:
    """A row's first words as they may be shown on one line; none of a sealed case."""
    if row.state == TaskState.SEALED:
        return ""
    return plain.visible(row.headline).replace("\u2028", " ")


def state_of(row: QueueRow) -> tuple[str, str]:
    """The sign and the word of a row's state."""
    translate = QCoreApplication.translate
    if row.state == TaskState.SEALED:
        return glyphs.SEALED, translate("QueueModel", "sealed")
    if row.state == TaskState.CANNOT or row.result == Result.PENDING:
        return glyphs.QUESTION, translate("QueueModel", "cannot judge")
    if row.state == TaskState.SKIPPED:
        return glyphs.SKIPPED, translate("QueueModel", "skipped")
    if row.state == TaskState.DECIDED:
        if row.result == Result.DIFFERS:
            return glyphs.DIFFERS, translate("QueueModel", "differs")
        agrees = row.result == Result.AGREES
        return glyphs.CHECK, translate("QueueModel", "agrees") if agrees else translate(
            "QueueModel", "decided"
        )
    return glyphs.OPEN, translate("QueueModel", "open")
