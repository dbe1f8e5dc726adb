"""The queue as a list model: all keys, and the rows of the pages that somebody looks at."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future

import shiboken6
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from workstation.review.queue import Found
from workstation.store.tasks import QueueRow
from workstation.ui.background import Background
from workstation.ui.queue.groups import Groups
from workstation.ui.queue.row_words import tip_of, words_of

FIRST = 1000
"""Keys that are asked for first where a filter may leave very many: those are painted at once."""
REST_AFTER = 100
"""Milliseconds after which the rest is asked for, whether the first rows are on view or not."""
PAGE = 200
HELD = 20
UNDER_WAY = 3
"""More page requests than this are not waited for: the oldest is dropped (fast scrolling)."""

ROW = Qt.ItemDataRole.UserRole
CURRENT = Qt.ItemDataRole.UserRole + 1
GROUP = Qt.ItemDataRole.UserRole + 2
"""Of a row in a group: how many stand behind it (0: it is one of them), and whether they show."""

FetchKeys = Callable[[str, int, bool], "Future[Found]"]
"""A filter line, how many keys at most (-1: all), whether the members of a group stand behind the
first of them."""
FetchRows = Callable[[Sequence[int]], "Future[list[QueueRow]]"]
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class QueueModel(QAbstractListModel):
    """Eight bytes a task, none where the whole queue is a range, and at most twenty pages of rows.

    Requests are answered later: until then a row is None. What is shown stays until its successor
    is there, so that nothing blinks. Where a filter leaves many, the first come at once and the
    rest when they are there (`completed`).
    """

    loaded = Signal()
    completed = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Empty until `set_source` and `load`."""
        super().__init__(parent)
        self._fetch_keys: FetchKeys | None = None
        self._fetch_rows: FetchRows | None = None
        self._background: Background | None = None
        self.found = Found(())
        self.grouped = False
        self.groups = Groups({})
        self._keys: Sequence[int] = ()
        self._pages: OrderedDict[int, list[QueueRow | None]] = OrderedDict()
        self._places: dict[str, int] = {}
        self._asked: OrderedDict[int, Future[list[QueueRow]]] = OrderedDict()
        self._keys_asked: Future[Found] | None = None
        self._rest_asked: Future[Found] | None = None
        self._rest_due = False
        self._line = ""
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
        if role == GROUP:
            return self.groups.at(self._keys[index.row()])
        if role in (ROW, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            row = self.row_at(index.row())
            if role == ROW:
                return row
            return words_of(row) + self.groups.words_of(self._keys[index.row()])
        if role == Qt.ItemDataRole.ToolTipRole:
            row = self.row_at(index.row(), ask=False)
            return tip_of(row) if row else None
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
        row = rows[offset] if offset < len(rows) else None
        if row is None and ask:
            self._ask(page)
        return row

    def key_at(self, place: int) -> int:
        """The key of the row at a place."""
        return self._keys[place]

    def place_of(self, task: str, key: int | None = None) -> int | None:
        """Where a task stands: sure with its key, without one only if its page is held."""
        if key is None:
            return self._places.get(task)
        key = self.groups.shown_by(key)
        if isinstance(self._keys, range):
            return key - self._keys.start if key in self._keys else None
        # The next case is nearly always near the last one asked for.
        for start, stop in ((max(0, self._near - 8), self._near + 64), (0, len(self._keys))):
            try:
                self._near = self._keys.index(key, start, stop)
            except ValueError:
                continue
            return self._near
        return None

    # Loading

    def load(self, line: str, *, again: bool = False) -> None:
        """Fetch the keys that fit a filter line; an older request is dropped. `again`: it is the
        line that is on view, which stays as it is until all of it has come anew."""
        if self._fetch_keys is None or self._background is None:
            return
        for asked in (self._keys_asked, self._rest_asked):
            if asked is not None:
                asked.cancel()
        self._line, self._rest_asked, self._rest_due = line, None, False
        limit = -1 if again or not line or self.grouped else FIRST
        self._keys_asked = future = self._fetch_keys(line, limit, self.grouped)
        self._background.when_done(
            future,
            lambda found: self._on_keys(future, found),
            lambda error: self._on_keys_failed(future, error),
        )

    @property
    def loading(self) -> bool:
        """Whether keys are on their way."""
        return self._keys_asked is not None

    @property
    def partial(self) -> bool:
        """Whether only the first keys are here yet."""
        return self._rest_due or self._rest_asked is not None

    def toggle_group(self, place: int, *, wanted: bool | None = None) -> bool:
        """Show what stands behind a row, or put it back; False where nothing does."""
        key = self._keys[place] if 0 <= place < len(self._keys) else 0
        members = self.groups.members(key)
        shown = key in self.groups.shown
        if not members or wanted is shown:
            return False
        keys = array("q", self._keys)
        at = place + 1
        if shown:
            self.beginRemoveRows(_ROOT, at, at + len(members) - 1)
            del keys[at : at + len(members)]
        else:
            self.beginInsertRows(_ROOT, at, at + len(members) - 1)
            keys[at:at] = array("q", members)
        self.groups.shown ^= {key}
        self._rearrange(keys)
        if shown:
            self.endRemoveRows()
        else:
            self.endInsertRows()
        self._changed(place, place)
        return True

    def refresh_task(self, task: str) -> None:
        """Fetch the page that holds a task anew; its rows stay until the new ones are there."""
        place = self._places.get(task)
        pages = list(self._asked) if place is None else [place // PAGE]
        for page in pages:
            self._ask(page, again=True)

    def page_without_language(self, case: str) -> int | None:
        """The page that holds a case whose language was not known when it was read."""
        for page, rows in self._pages.items():
            if any(row and row.case == case and not row.language for row in rows):
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

    def _on_keys(self, future: Future[Found], found: Found) -> None:
        if future is not self._keys_asked or not shiboken6.isValid(self):
            return
        self._keys_asked = None
        held = self.groups.shown & set(found.groups) if self.groups.shown else set()
        self.beginResetModel()
        self._drop_requests()
        self._pages.clear()
        self._places.clear()
        self.found, self._keys, self.groups = found, found.keys, Groups(found.groups)
        self.endResetModel()
        for key in held:  # what was unfolded stays so
            place = self.place_of("", key)
            if place is not None:
                self.toggle_group(place)
        self._rest_due = found.more
        if found.more:
            # After the rows that one sees first; in any case soon.
            QTimer.singleShot(REST_AFTER, self, self._ask_for_the_rest)
        self.loaded.emit()
        if not found.more:
            self.completed.emit()

    def _ask_for_the_rest(self) -> None:
        if not self._rest_due:
            return
        self._rest_due = False
        assert self._fetch_keys is not None
        assert self._background is not None
        self._rest_asked = future = self._fetch_keys(self._line, -1, self.grouped)
        self._background.when_done(
            future,
            lambda found: self._on_rest(future, found),
            lambda error: self._on_keys_failed(future, error),
        )

    def _on_rest(self, future: Future[Found], found: Found) -> None:
        if future is not self._rest_asked or not shiboken6.isValid(self):
            return
        here = len(self._keys)
        if found.keys[:here] != self._keys:  # a verdict came in between
            self._rest_asked, self._keys_asked = None, future
            self._on_keys(future, found)
            return
        self._rest_asked = None
        self._drop_requests()
        if len(found.keys) > here:
            self.beginInsertRows(_ROOT, here, len(found.keys) - 1)
            self.found, self._keys = found, found.keys
            if here % PAGE:
                self._forget(here // PAGE)
            self.endInsertRows()
        self.completed.emit()

    def _on_keys_failed(self, future: Future[Found], error: Exception) -> None:
        if shiboken6.isValid(self) and future in (self._keys_asked, self._rest_asked):
            self._keys_asked = self._rest_asked = None
            self.failed.emit(error)

    def _drop_requests(self) -> None:
        for asked in self._asked.values():
            asked.cancel()
        self._asked.clear()

    def _rearrange(self, keys: Sequence[int]) -> None:
        """Other keys, and the rows that are here at their new places."""
        self._drop_requests()
        rows = {row.seq: row for page in self._pages.values() for row in page if row}
        near = {place for page in self._pages for place in (page, page + 1)}
        self._pages.clear()
        self._places.clear()
        self._keys = keys
        for page in sorted(near):
            held = [rows.get(key) for key in keys[page * PAGE : (page + 1) * PAGE]]
            if any(held):
                self._keep_page(page, held)

    def _keep_page(self, page: int, rows: list[QueueRow | None]) -> None:
        self._pages[page] = rows
        self._places.update({row.task: page * PAGE + at for at, row in enumerate(rows) if row})
        while len(self._pages) > HELD:
            self._forget(next(iter(self._pages)))

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
        self._keep_page(page, list(rows))
        changed = [at for at, row in enumerate(rows) if before[at : at + 1] != [row]]
        if changed:
            self._changed(page * PAGE + changed[0], page * PAGE + changed[-1])
        self._ask_for_the_rest()

    def _on_rows_failed(self, page: int, future: Future[list[QueueRow]], error: Exception) -> None:
        if self._asked.get(page) is future and shiboken6.isValid(self):
            del self._asked[page]
            self.failed.emit(error)

    def _forget(self, page: int) -> None:
        for row in self._pages.pop(page, ()):
            if row is not None:
                self._places.pop(row.task, None)

    def _changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first), self.index(last))
