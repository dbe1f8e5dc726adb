"""The queue's pane: a filter line, the list, and how many fit."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from workstation.fault import Fault
from workstation.ui import plain, theme
from workstation.ui.background import Background
from workstation.ui.queue.delegate import RAIL_WIDTH, QueueDelegate, tag_of
from workstation.ui.queue.filter_line import FilterLine, Suggestions
from workstation.ui.queue.model import FetchKeys, FetchRows, QueueModel
from workstation.ui.queue.row_words import headline_of, tip_of, words_of
from workstation.ui.queue.rows import QueueList

GATHERED = 400
"""Milliseconds in which cases that became known are gathered into one look at the store."""

_AS_NEEDED = Qt.ScrollBarPolicy.ScrollBarAsNeeded
_WIDEST = 16777215  # QWIDGETSIZE_MAX, which PySide6 does not export


class QueuePane(QWidget):
    """What is to be done, and where one is.

    `task_chosen` names the task somebody wants to see; `left` says that the filter gave the
    keyboard back, `naming` that its line is to be kept under a name.
    """

    task_chosen = Signal(str)
    left = Signal()
    loaded = Signal()
    naming = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Without a source it is empty."""
        super().__init__(parent)
        self._rail = self._unfolded = False
        self._wide = 250  # what it takes unfolded
        self._line = ""
        self._total: int | None = None
        self._choose_first = self._to_first = False
        self._wanted: int | None = None
        self._step_later = 0
        self._current: tuple[str | None, int | None] = (None, None)
        self._top: tuple[int, int] | None = None  # what was on view before it came anew
        self._background: Background | None = None
        self._fetch_words: Callable[[], Future[Suggestions]] | None = None
        self._asking = False
        self.model = QueueModel(self)
        self._build()
        self._to_refresh: set[int] = set()
        self._gathering = QTimer(self, singleShot=True, interval=GATHERED)
        self._gathering.timeout.connect(self._refresh_gathered)
        self._filter.asked.connect(self.reload)
        self._filter.entered.connect(self._choose_the_first)
        self._filter.cleared.connect(self._clear_and_leave)
        self._filter.naming.connect(self.naming)
        self._filter.to_list.connect(self._to_list)
        self._filter.want_words = self._want_words
        self._list.unfolded.connect(self._on_unfolded)
        self._list.chosen.connect(self._on_chosen)
        self.model.loaded.connect(self._on_loaded)
        self.model.completed.connect(self._on_completed)
        self.model.failed.connect(self._on_failed)
        self.model.dataChanged.connect(self._on_rows)

    def _build(self) -> None:
        self.setAccessibleName(self.tr("Queue"))
        self._filter = FilterLine(self)
        self._delegate = QueueDelegate(self)
        self._list = QueueList(self)
        self._list.setItemDelegate(self._delegate)
        self._list.setModel(self.model)
        self._footer = QLabel(self)
        self._footer.setTextFormat(Qt.TextFormat.PlainText)
        self._footer.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self._footer.setFont(theme.ui_font(-1.0))
        self._footer.setContentsMargins(10, 4, 10, 5)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._filter, self._list, self._footer):
            column.addWidget(part)
        self.setMinimumWidth(170)
        self._say()

    # What the screen asks

    def set_source(
        self,
        fetch_keys: FetchKeys,
        fetch_rows: FetchRows,
        background: Background,
        fetch_words: Callable[[], Future[Suggestions]] | None = None,
    ) -> None:
        """Where the queue comes from, and the words for its menu; the filter line starts empty."""
        self.model.set_source(fetch_keys, fetch_rows, background)
        self._background, self._fetch_words = background, fetch_words
        self.open("")

    def open(self, line: str) -> None:
        """Another batch, by a filter line."""
        self._total = None
        self.model.grouped = False
        self._filter.set_words(None)
        self._filter.setText(line)
        self._load(again=False)

    def reload(self) -> None:
        """Ask for what fits the filter line now; where that is what is on view, it stays in its
        place until then."""
        self._load(again=self.filter_line() == self._line and not self.model.partial)

    def _load(self, *, again: bool) -> None:
        self._filter.settle()
        self._line = self.filter_line()
        self._top = self._place_of_view() if again else None
        self.model.load(self._line, again=again)

    def set_filter(self, line: str) -> None:
        """Filter by these words."""
        self._filter.set_line(line)

    def list_by(self, line: str) -> None:
        """Filter by these words and give the list the keyboard, on its first row."""
        if self._rail:
            self._unfolded = True
            self._fold()
        self._to_first = True
        self.set_filter(line)
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def grouped(self) -> bool:
        """Whether what is nearly the same stands together."""
        return self.model.grouped

    def toggle_groups(self) -> None:
        """What is nearly the same behind the first of it, or everything in the order of work."""
        self.model.grouped = not self.model.grouped
        self._load(again=False)

    def refresh_task(self, task: str) -> None:
        """One task has changed; it stays where it is until the next `reload`."""
        self.model.refresh_task(task)

    def refresh_case(self, case: str) -> None:
        """A case has been detected and translated: its row may know its language now."""
        page = self.model.page_without_language(case)
        if page is not None:
            self._to_refresh.add(page)
            if not self._gathering.isActive():
                self._gathering.start()

    def _refresh_gathered(self) -> None:
        pages, self._to_refresh = self._to_refresh, set()
        self.model.refresh_pages(sorted(pages))

    def set_current(self, task: str | None, key: int | None = None) -> None:
        """Mark the open case and keep it in sight. With its `seq` it is found on any page."""
        self._current = (task, key)
        self.model.set_current(task, key)
        self._show_current()

    def step(self, by: int) -> None:
        """Choose the row that many places below the open case."""
        task, key = self._current
        place = self.model.place_of(task, key) if task else None
        if self.model.loading or (place is None and self.model.partial):
            self._step_later = by  # a key that comes before the rows is not lost
            return
        wanted = (-1 if by > 0 else 0) + by if place is None else place + by
        if 0 <= wanted < self.model.rowCount():
            self._wanted = wanted
            self._try_the_wanted()

    def focus_filter(self) -> None:
        """Let somebody type a filter; a rail unfolds for that long."""
        if self._rail:
            self._unfolded = True
            self._fold()
        self._filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._filter.selectAll()

    def filter_line(self) -> str:
        """The words of the filter."""
        return self._filter.words()

    def set_rail(self, rail: bool) -> None:
        """Narrow: only sign and language."""
        self._rail, self._unfolded = rail, False
        self._fold()

    def shown_text(self) -> str:
        """Everything on view, tool tips included."""
        said = [self._footer.text(), self._list.note]
        if not self._folded:
            said.append(self._filter.shown_text())
        for place in self._list.places_on_view():
            row = self.model.row_at(place, ask=False)
            if row is not None:
                said += [words_of(row), tag_of(row), tip_of(row)]
                said += [] if self._folded else [headline_of(row)]
        return "\n".join(part for part in said if part)

    # How it answers

    @property
    def _folded(self) -> bool:
        return self._rail and not self._unfolded

    def rescale(self) -> None:
        """The interface has another size."""
        self._footer.setFont(theme.ui_font(-1.0))
        self._filter.setMinimumHeight(theme.px(32))
        self._delegate.rescale()
        self._list.fit_rows()
        if self._folded:
            self._fold()

    def _fold(self) -> None:
        folded = self._folded
        self._filter.setVisible(not folded)
        self._footer.setVisible(not folded)
        self._delegate.rail = folded
        was = self.maximumWidth() < _WIDEST
        if folded and not was and self.width() > theme.px(RAIL_WIDTH):
            self._wide = self.width()
        self.setMinimumWidth(theme.px(RAIL_WIDTH) if folded else 170)
        self.setMaximumWidth(theme.px(RAIL_WIDTH) if folded else _WIDEST)
        if folded != was:
            self._give_room(theme.px(RAIL_WIDTH) if folded else self._wide)
        bar = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if folded else _AS_NEEDED
        self._list.setVerticalScrollBarPolicy(bar)

    def _give_room(self, width: int) -> None:
        # A splitter keeps the room of a child that may no longer fill it: a gap beside the rail.
        splitter = self.parentWidget()
        if isinstance(splitter, QSplitter):
            sizes, here = splitter.sizes(), splitter.indexOf(self)
            if here + 1 < len(sizes):
                sizes[here + 1] += sizes[here] - width
                sizes[here] = width
                splitter.setSizes(sizes)

    def _to_list(self) -> None:
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self._list.currentIndex().isValid():
            self._list.setCurrentIndex(self.model.index(0))

    def _want_words(self) -> None:
        if self._fetch_words is not None and self._background is not None and not self._asking:
            self._asking = True
            self._background.when_done(
                self._fetch_words(), self._on_words, lambda _error: self._on_words(None)
            )

    def _on_words(self, words: Suggestions | None) -> None:
        self._asking = False
        self._filter.set_words(words)

    def _on_unfolded(self, index: QModelIndex, wanted: bool) -> None:
        key = self.model.key_at(index.row())
        head = self.model.groups.head_of(key)
        place = index.row() if wanted or head is None else self.model.place_of("", head)
        if place is not None and self.model.toggle_group(place, wanted=wanted):
            self._list.setCurrentIndex(self.model.index(place))

    def _clear_and_leave(self) -> None:
        self._filter.clear()
        if self._line or self.model.loading:
            self.reload()
        self._filter.stop()
        self._leave()

    def _leave(self) -> None:
        if self._unfolded:
            self._unfolded = False
            self._fold()
        self.left.emit()

    def _choose_the_first(self) -> None:
        if self.filter_line() != self._line:
            self.reload()
        self._choose_first = True
        if not self.model.loading:
            self._try_the_first()

    def _try_the_first(self) -> None:
        # The first row of a fresh filter may still be on its way.
        if not self._choose_first:
            return
        row = self.model.row_at(0) if self.model.rowCount() else None
        if row is not None or not self.model.rowCount():
            self._choose_first = False
        if row is not None:
            self._on_chosen(self.model.index(0))
            # The next key is meant for the case that was found, not for the filter.
            self._leave()

    def _try_the_wanted(self) -> None:
        wanted, row = self._wanted, None
        if wanted is not None:
            row = self.model.row_at(wanted)
        if wanted is not None and row is not None:
            self._on_chosen(self.model.index(wanted))

    def _on_chosen(self, index: QModelIndex) -> None:
        self._wanted = None
        row = self.model.row_at(index.row())
        if row is None:
            self._wanted = index.row()  # a key that comes before the row is not lost
            return
        if self._unfolded:
            self._unfolded = False
            self._fold()
        self.task_chosen.emit(row.task)

    def _on_loaded(self) -> None:
        if not self._line:
            self._total = self.model.found.tasks
        self._say()
        top, self._top = self._top, None
        if top is not None:
            self._bring_back(*top)
        elif not self.model.partial or self._is_here():
            self._show_current()
        if self._to_first:
            self._to_first = False
            self._list.setCurrentIndex(self.model.index(0))
        self._try_the_first()
        self._wanted = None
        if not self.model.partial:
            self._step_on()
        self.loaded.emit()

    def _on_completed(self) -> None:
        self._say()
        self._step_on()

    def _step_on(self) -> None:
        later, self._step_later = self._step_later, 0
        if later:
            self.step(later)

    def _is_here(self) -> bool:
        task, key = self._current
        return bool(task) and self.model.place_of(task or "", key) is not None

    def _place_of_view(self) -> tuple[int, int] | None:
        """The key of the first row on view, and how far it is cut off above."""
        first = next(iter(self._list.places_on_view()), None)
        if first is None:
            return None
        return self.model.key_at(first), self._list.rowViewportPosition(first)

    def _bring_back(self, key: int, above: int) -> None:
        # Rows before it may have gone or come: what one was looking at does not move.
        place = self.model.place_of("", key)
        task, current = self._current
        here = self.model.place_of(task, current) if task else None
        if here is not None:
            self._list.setCurrentIndex(self.model.index(here))
        if place is None:
            self._show_current()
            return
        self._list.scrollTo(self.model.index(place), QueueList.ScrollHint.PositionAtTop)
        bar = self._list.verticalScrollBar()
        bar.setValue(bar.value() - above)

    def _on_failed(self, error: object) -> None:
        from workstation.words import sentence

        reason = sentence(error) if isinstance(error, Fault) else ""
        self._list.set_note(self.tr("The queue could not be read. {reason}").format(reason=reason))

    def _on_rows(self) -> None:
        self._try_the_first()
        self._try_the_wanted()
        if self._current[1] is None:
            self._show_current()

    def _say(self) -> None:
        found, total = self.model.found, self._total
        locale = self.locale()
        number = locale.toString(found.tasks) + ("+" if self.model.partial else "")
        if self._line and total is not None:
            words = self.tr("{n} of {total}").format(n=number, total=locale.toString(total))
        else:
            words = self.tr("{n} in the queue").format(n=number)
        if found.groups:
            words += self.tr(" · groups {n}").format(n=locale.toString(len(found.groups)))
        elif self.model.grouped:
            words += self.tr(" · nothing is alike")
        unknown = ", ".join(f"{plain.visible(name)}:" for name in found.unknown)
        if unknown:
            words += "\n" + self.tr("No filter word: {names}").format(names=unknown)
        self._footer.setText(words)
        if self.model.rowCount():
            note = ""
        elif unknown:
            note = self.tr(
                "There is no filter word {names}, and no text holds it. Esc clears the line."
            ).format(names=unknown)
        elif self._line:
            note = self.tr("Nothing fits this filter. Esc clears it.")
        else:
            note = self.tr("There is nothing in this queue.")
        self._list.set_note(note)

    def _show_current(self) -> None:
        task, key = self._current
        place = self.model.place_of(task, key) if task else None
        if place is None:
            return
        self._list.setCurrentIndex(self.model.index(place))
        # The next two are part of where one is.
        self._list.scrollTo(self.model.index(min(self.model.rowCount() - 1, place + 2)))
        self._list.scrollTo(self.model.index(place))
