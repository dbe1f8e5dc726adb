"""The queue: pages on demand, late answers, keys, what is shown of a row."""

from __future__ import annotations

import tracemalloc
from array import array
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication, QSplitter, QStyleOptionViewItem, QWidget
from pytestqt.qtbot import QtBot

from workstation.fault import WorldFault
from workstation.review.queue import Found, Suggestion
from workstation.store.tasks import QueueRow
from workstation.ui import theme
from workstation.ui.background import Background
from workstation.ui.queue import glyphs
from workstation.ui.queue.delegate import RAIL_WIDTH, QueueDelegate, fitted_words
from workstation.ui.queue.model import (
    CURRENT,
    FIRST,
    GROUP,
    HELD,
    PAGE,
    ROW,
    UNDER_WAY,
    QueueModel,
)
from workstation.ui.queue.pane import GATHERED, QueuePane
from workstation.ui.queue.row_words import headline_of, state_of
from workstation.ui.queue.rows import QueueList

_PLAIN = Qt.KeyboardModifier.NoModifier

HEADLINES = {
    "ms": "Jam tangan AAA, kotak penuh, COD seluruh Malaysia hari ini juga",
    "th": "กระเป๋าแบรนด์เนมเกรดพรีเมียม งานเหมือนแท้ส่งฟรีทั่วประเทศ",
    "ar": "ساعة رولكس درجة أولى مع العلبة والشهادة شحن مجاني اليوم",
    "zh-Hans": "高仿名牌手表一比一复刻支持验货全国包邮七天无理由退换",
}


def row(key: int, **changed: object) -> QueueRow:
    language = list(HEADLINES)[key % 4]
    held: dict[str, object] = {
        "seq": key,
        "task": f"task-{key}",
        "case": f"case-{key}",
        "position": key,
        "state": "open",
        "flagged": False,
        "language": language,
        "content_type": "listing",
        "headline": HEADLINES[language],
        "result": None,
        "doubtful": False,
    }
    return QueueRow(**{**held, **changed})  # type: ignore[arg-type]


class Source:
    """Answers at once, or when a test says so."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.held = False
        self.lines: list[str] = []
        self.limits: list[int] = []
        self.heads: tuple[int, ...] = ()
        self.unknown: tuple[str, ...] = ()
        self.first = 1
        self.pages: list[list[int]] = []
        self.waiting: list[tuple[Future[object], Callable[[], object]]] = []
        self.changed: dict[int, dict[str, object]] = {}

    def keys(self, line: str, limit: int, grouped: bool) -> Future[Found]:
        self.lines.append(line)
        self.limits.append(limit)
        count = 0 if "nothing" in line else self.count if "many" in line or not line else 3
        keys = array("q", range(self.first, self.first + count))
        if grouped:
            members = {key: (key + 1, key + 2) for key in self.heads}
            behind = {key for some in members.values() for key in some}
            left = array("q", (key for key in keys if key not in behind))
            return self._answer(lambda: Found(left, False, count, (), members))
        cut = keys if limit < 0 else keys[:limit]
        return self._answer(lambda: Found(cut, len(cut) == limit, len(cut), self.unknown))

    def rows(self, keys: Sequence[int]) -> Future[list[QueueRow]]:
        self.pages.append(list(keys))
        return self._answer(lambda: [row(key, **self.changed.get(key, {})) for key in keys])

    def release(self, number: int = 0) -> None:
        future, work = self.waiting.pop(number)
        if future.set_running_or_notify_cancel():
            future.set_result(work())

    def _answer(self, work: Callable[[], object]) -> Future[object]:  # type: ignore[type-arg]
        future: Future[object] = Future()
        if self.held:
            self.waiting.append((future, work))
        else:
            future.set_result(work())
        return future


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    theme.apply(qapp, dark=False)
    made = Background()
    yield made
    made.close()


def loaded(qtbot: QtBot, source: Source, background: Background, line: str = "") -> QueueModel:
    model = QueueModel()
    model.set_source(source.keys, source.rows, background)
    with qtbot.waitSignal(model.loaded):
        model.load(line)
    return model


def wait_for_row(qtbot: QtBot, model: QueueModel, place: int) -> QueueRow:
    qtbot.waitUntil(lambda: model.row_at(place) is not None)
    found = model.row_at(place)
    assert found is not None
    return found


# The model


def test_the_model_keeps_the_rules_of_models(
    qtbot: QtBot, background: Background, qtmodeltester: object
) -> None:
    model = loaded(qtbot, Source(450), background)
    qtmodeltester.check(model)  # type: ignore[attr-defined]
    wait_for_row(qtbot, model, 449)
    qtmodeltester.check(model)  # type: ignore[attr-defined]


def test_only_the_page_that_is_looked_at_is_fetched(qtbot: QtBot, background: Background) -> None:
    source = Source(1000)
    model = loaded(qtbot, source, background)
    assert not source.pages
    assert model.row_at(450) is None
    assert wait_for_row(qtbot, model, 450).task == "task-451"
    assert source.pages == [list(range(401, 601))]


def test_a_page_on_its_way_is_asked_for_once(qtbot: QtBot, background: Background) -> None:
    source = Source(1000)
    model = loaded(qtbot, source, background)
    source.held = True
    for place in range(20):
        model.row_at(place)
    assert len(source.pages) == 1


def test_fast_scrolling_drops_the_oldest_request(qtbot: QtBot, background: Background) -> None:
    source = Source(4000)
    model = loaded(qtbot, source, background)
    source.held = True
    for page in range(UNDER_WAY + 2):
        model.row_at(page * PAGE)
    dropped = [future.cancelled() for future, _ in source.waiting]
    assert dropped == [True, True, *[False] * UNDER_WAY]


def test_no_more_than_twenty_pages_are_kept(qtbot: QtBot, background: Background) -> None:
    source = Source(PAGE * (HELD + 5))
    model = loaded(qtbot, source, background)
    for page in range(HELD + 5):
        wait_for_row(qtbot, model, page * PAGE)
    assert model.row_at(0, ask=False) is None
    assert model.place_of("task-1") is None
    assert model.row_at((HELD + 4) * PAGE, ask=False) is not None


def test_an_older_filters_answer_is_ignored(qtbot: QtBot, background: Background) -> None:
    source = Source(500)
    model = QueueModel()
    model.set_source(source.keys, source.rows, background)
    source.held = True
    model.load("")
    source.waiting[0][0].set_running_or_notify_cancel()  # too late to cancel: it will answer
    model.load("undecided")
    future, work = source.waiting[0]
    with qtbot.waitSignal(model.loaded):
        source.release(1)
        future.set_result(work())
    qtbot.waitUntil(lambda: not background.busy)
    assert model.rowCount() == 3


def test_rows_of_an_older_filter_do_not_arrive(qtbot: QtBot, background: Background) -> None:
    source = Source(500)
    model = loaded(qtbot, source, background)
    source.held = True
    model.row_at(0)
    late, work = source.waiting[0]
    late.set_running_or_notify_cancel()
    source.held = False
    source.changed[1] = {"headline": "new"}
    with qtbot.waitSignal(model.loaded):
        model.load("undecided")
    assert wait_for_row(qtbot, model, 0).headline == "new"
    source.changed.clear()
    late.set_result(work())
    qtbot.waitUntil(lambda: not background.busy)
    assert wait_for_row(qtbot, model, 0).headline == "new"


def test_refreshing_a_task_changes_its_row_and_tells_of_no_other(
    qtbot: QtBot, background: Background
) -> None:
    source = Source(450)
    model = loaded(qtbot, source, background)
    wait_for_row(qtbot, model, 210)
    source.changed[211] = {"state": "decided", "result": "differs"}
    with qtbot.waitSignal(model.dataChanged) as told:
        model.refresh_task("task-211")
    assert [index.row() for index in told.args[:2]] == [210, 210]
    assert model.index(210).data(ROW).state == "decided"


def test_a_refresh_wins_over_a_page_that_is_on_its_way(
    qtbot: QtBot, background: Background
) -> None:
    source = Source(100)
    model = loaded(qtbot, source, background)
    source.held = True
    model.row_at(0)
    old, work = source.waiting[0]
    old.set_running_or_notify_cancel()
    stale = work()
    source.changed[5] = {"state": "skipped"}
    model.refresh_task("task-5")
    source.release(1)
    old.set_result(stale)
    assert wait_for_row(qtbot, model, 4).state == "skipped"
    qtbot.waitUntil(lambda: not background.busy)
    assert wait_for_row(qtbot, model, 4).state == "skipped"


def test_a_failure_is_told_and_the_rows_stay(qtbot: QtBot, background: Background) -> None:
    model = loaded(qtbot, Source(5), background)
    broken: Future[array[int]] = Future()
    broken.set_exception(WorldFault("store.busy"))
    model.set_source(lambda *_asked: broken, Source(5).rows, background)
    with qtbot.waitSignal(model.failed):
        model.load("undecided")
    assert model.rowCount() == 5
    assert not model.loading


def test_the_open_case_is_found_by_its_key_on_a_page_nobody_fetched(
    qtbot: QtBot, background: Background
) -> None:
    model = loaded(qtbot, Source(100_000), background)
    model.set_current("task-90001", 90001)
    assert model.index(90_000).data(CURRENT)
    assert not model.index(89_999).data(CURRENT)
    assert model.place_of("task-5", 5) == 4
    assert model.place_of("gone", 200_000) is None


def test_a_million_keys_are_small(qtbot: QtBot, background: Background) -> None:
    source = Source(1_000_000)
    tracemalloc.start()
    pane = QueuePane()
    qtbot.addWidget(pane)
    pane.resize(260, 600)
    with qtbot.waitExposed(pane):
        pane.show()
    with qtbot.waitSignal(pane.loaded):
        pane.set_source(source.keys, source.rows, background)
    pane.grab()
    qtbot.waitUntil(lambda: pane.model.row_at(0, ask=False) is not None)
    size, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert pane.model.rowCount() == 1_000_000
    assert size < 20_000_000  # Python's part; Qt's was measured once: 8 MB in all
    assert len(source.pages) == 1


# Words and looks


@pytest.mark.parametrize(
    ("changed", "sign", "word"),
    [
        ({"state": "open"}, glyphs.OPEN, "open"),
        ({"state": "answered"}, glyphs.OPEN, "open"),
        ({"state": "decided", "result": "agrees"}, glyphs.CHECK, "agrees"),
        ({"state": "decided", "result": "differs"}, glyphs.DIFFERS, "differs"),
        ({"state": "decided", "result": "found"}, glyphs.CHECK, "decided"),
        ({"state": "cannot", "result": "pending"}, glyphs.QUESTION, "cannot judge"),
        ({"state": "skipped"}, glyphs.SKIPPED, "skipped"),
        ({"state": "sealed", "result": "differs"}, glyphs.SEALED, "sealed"),
    ],
)
def test_every_state_has_a_sign_and_a_word(
    changed: dict[str, object], sign: str, word: str
) -> None:
    assert state_of(row(1, **changed)) == (sign, word)


def test_every_sign_is_drawn_differently(qapp: QApplication) -> None:
    seen = set()
    for sign in glyphs.SIGNS:
        image = QImage(24, 24, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        glyphs.draw(painter, sign, image.rect().toRectF(), "#000000")
        painter.end()
        seen.add(bytes(image.constBits()))
    assert len(seen) == len(glyphs.SIGNS)


def test_a_sealed_row_says_nothing_of_its_case(qtbot: QtBot, background: Background) -> None:
    source = Source(4)
    source.changed = {2: {"state": "sealed", "headline": "the words"}, 3: {"headline": "other"}}
    pane = shown_pane(qtbot, source, background)
    qtbot.waitUntil(lambda: "other" in pane.shown_text())
    assert "the words" not in pane.shown_text()
    assert headline_of(row(1, state="sealed")) == ""


def test_hidden_controls_in_a_headline_are_shown_as_marks() -> None:
    assert headline_of(row(1, headline="a\u202eb\u200bc\nd")) == "a\u21c4b\u2422c d"


def test_a_headline_is_no_markup_in_the_tool_tip(qtbot: QtBot, background: Background) -> None:
    source = Source(1)
    source.changed = {1: {"headline": "<img src='file:///etc/hostname'>"}}
    model = loaded(qtbot, source, background)
    wait_for_row(qtbot, model, 0)
    tip = model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;img" in tip
    assert "<img" not in tip


@pytest.mark.parametrize("language", list(HEADLINES))
def test_a_long_headline_is_cut_with_an_ellipsis_within_its_width(
    qapp: QApplication, language: str
) -> None:
    font = theme.content_font(language, 0.5)
    cut = fitted_words(HEADLINES[language], font, 120)
    assert cut.endswith(("…", "..."))  # dots where the script's font has no ellipsis
    assert cut[:5] == HEADLINES[language][:5]
    assert 0 < len(cut) < len(HEADLINES[language])


def ink(image: QImage, left: int, right: int) -> int:
    ground = image.pixel(image.width() // 2, 1)
    return sum(
        image.pixel(x, y) != ground
        for x in range(left, right)
        for y in range(2, image.height() - 2)
    )


@pytest.mark.parametrize(("language", "words"), [("ar", "ساعة"), ("en", "Watch")])
def test_words_stand_at_the_side_their_script_begins(
    qtbot: QtBot, background: Background, language: str, words: str
) -> None:
    source = Source(1)
    source.changed = {1: {"language": language, "headline": words}}
    model = loaded(qtbot, source, background)
    wait_for_row(qtbot, model, 0)
    image = QImage(300, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    option = QStyleOptionViewItem()
    option.rect = image.rect()
    QueueDelegate().paint(painter, option, model.index(0))
    painter.end()
    left, right = ink(image, 70, 150), ink(image, 220, 298)
    assert (right > 0) == (language == "ar")
    assert (left > 0) == (language == "en")


# The pane


def shown_pane(qtbot: QtBot, source: Source, background: Background) -> QueuePane:
    pane = QueuePane()
    qtbot.addWidget(pane)
    pane.resize(280, 500)
    pane.show()
    pane.activateWindow()
    qtbot.waitUntil(pane.isActiveWindow)
    with qtbot.waitSignal(pane.loaded):
        pane.set_source(source.keys, source.rows, background)
    qtbot.waitUntil(
        lambda: (
            not pane.model.rowCount()
            or pane.model.row_at(0, ask=False) is not None
            or pane.grab().isNull()
        )
    )
    return pane


def type_filter(qtbot: QtBot, pane: QueuePane, words: str) -> None:
    pane.focus_filter()
    with qtbot.waitSignal(pane.loaded):
        qtbot.keyClicks(pane.focusWidget(), words)


def test_typing_narrows_the_queue_and_says_how_many_fit(
    qtbot: QtBot, background: Background
) -> None:
    source = Source(150)
    pane = shown_pane(qtbot, source, background)
    assert "150 in the queue" in pane.shown_text()
    type_filter(qtbot, pane, "lang:th undecided")
    assert source.lines == ["", "lang:th undecided"]
    assert pane.filter_line() == "lang:th undecided"
    assert "3 of 150" in pane.shown_text()


def test_escape_clears_the_filter_and_gives_the_keyboard_back(
    qtbot: QtBot, background: Background
) -> None:
    source = Source(150)
    pane = shown_pane(qtbot, source, background)
    type_filter(qtbot, pane, "nothing")
    assert "Nothing fits this filter. Esc clears it." in pane.shown_text()
    with qtbot.waitSignals([pane.left, pane.loaded]):
        qtbot.keyClick(pane.focusWidget(), Qt.Key.Key_Escape)
    assert pane.filter_line() == ""
    assert pane.model.rowCount() == 150
    assert "Nothing fits" not in pane.shown_text()


def test_enter_in_the_filter_chooses_the_first_that_fits(
    qtbot: QtBot, background: Background
) -> None:
    source = Source(150)
    pane = shown_pane(qtbot, source, background)
    pane.focus_filter()
    line = pane.focusWidget()
    with qtbot.waitSignals([pane.task_chosen, pane.left]):
        qtbot.keyClicks(line, "undecided")
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert source.lines[-1] == "undecided"


def test_rows_learn_their_language_when_it_becomes_known(
    qtbot: QtBot, background: Background
) -> None:
    source = Source(20)
    source.changed = {key: {"language": None} for key in range(1, 21)}
    pane = shown_pane(qtbot, source, background)
    assert len(source.pages) == 1
    source.changed = {}
    for key in range(1, 21):
        pane.refresh_case(f"case-{key}")
    pane.refresh_case("of-another-batch")
    qtbot.waitUntil(lambda: pane.model.row_at(0).language == "th")  # type: ignore[union-attr]
    assert len(source.pages) == 2, "asked for once, not once a case"
    pane.refresh_case("case-1")
    # Nothing is to happen: the only way to see it is to let the time pass in which it would.
    qtbot.wait(2 * GATHERED)
    assert len(source.pages) == 2, "what is known is not asked for again"


def test_a_rail_leaves_no_gap_beside_it(qtbot: QtBot, background: Background) -> None:
    splitter = QSplitter()
    qtbot.addWidget(splitter)
    pane = QueuePane(splitter)
    case = QWidget(splitter)
    splitter.setSizes([250, 750])
    splitter.resize(1000, 400)
    splitter.show()
    qtbot.waitExposed(splitter)
    pane.set_rail(True)
    qtbot.waitUntil(lambda: pane.width() == RAIL_WIDTH)
    assert case.x() <= RAIL_WIDTH + splitter.handleWidth()
    pane.set_rail(False)
    qtbot.waitUntil(lambda: pane.width() >= 240)


def test_arrows_move_and_enter_chooses(qtbot: QtBot, background: Background) -> None:
    pane = shown_pane(qtbot, Source(20), background)
    pane.focus_filter()
    qtbot.keyClick(pane.focusWidget(), Qt.Key.Key_Down)
    qtbot.keyClick(pane.focusWidget(), Qt.Key.Key_Down)
    with qtbot.waitSignal(pane.task_chosen) as chosen:
        qtbot.keyClick(pane.focusWidget(), Qt.Key.Key_Return)
    assert chosen.args == ["task-2"]


def test_a_click_chooses_once(qtbot: QtBot, background: Background) -> None:
    pane = shown_pane(qtbot, Source(20), background)
    chosen: list[str] = []
    pane.task_chosen.connect(chosen.append)
    viewport = pane._list.viewport()
    place = QPoint(80, pane._list.rowViewportPosition(3) + 10)
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert set(chosen) == {"task-4"}


def test_digits_and_letters_are_left_to_the_window(qtbot: QtBot, background: Background) -> None:
    pane = shown_pane(qtbot, Source(2000), background)
    pages = len(pane.model._pages)
    pane._list.setFocus()
    for key in "14lmv":
        press = QKeyEvent(QEvent.Type.KeyPress, ord(key.upper()), _PLAIN, key)
        QApplication.sendEvent(pane._list, press)
        assert not press.isAccepted()
    qtbot.waitUntil(lambda: not background.busy)
    assert len(pane.model._pages) == pages  # no search walked through the rows


def test_stepping_goes_to_the_neighbours_of_the_open_case(
    qtbot: QtBot, background: Background
) -> None:
    pane = shown_pane(qtbot, Source(20), background)
    pane.set_current("task-7", 7)
    for by, wanted in ((1, "task-8"), (-1, "task-6")):
        with qtbot.waitSignal(pane.task_chosen) as chosen:
            pane.step(by)
        assert chosen.args == [wanted]
    pane.set_current("task-1", 1)
    with qtbot.assertNotEmitted(pane.task_chosen):
        pane.step(-1)


def test_the_open_case_is_kept_in_sight_with_the_next_two(
    qtbot: QtBot, background: Background
) -> None:
    pane = shown_pane(qtbot, Source(500), background)
    pane.set_current("task-60", 60)
    assert {59, 60, 61} <= set(pane._list.places_on_view())


def test_a_rail_shows_sign_and_language_only_and_unfolds_to_filter(
    qtbot: QtBot, background: Background
) -> None:
    pane = shown_pane(qtbot, Source(20), background)
    pane.set_rail(True)
    assert pane.maximumWidth() < 100
    assert "undecided doubtful" not in pane.shown_text()
    pane.focus_filter()
    assert pane.maximumWidth() > 1000
    with qtbot.waitSignal(pane.left):
        qtbot.keyClick(pane.focusWidget(), Qt.Key.Key_Escape)
    assert pane.maximumWidth() < 100


def test_a_failure_stands_in_words(qtbot: QtBot, background: Background) -> None:
    broken: Future[array[int]] = Future()
    broken.set_exception(WorldFault("no.such.code"))
    pane = QueuePane()
    qtbot.addWidget(pane)
    with qtbot.waitSignal(pane.model.failed):
        pane.set_source(lambda *_asked: broken, Source(1).rows, background)
    assert "The queue could not be read." in pane.shown_text()


# Many rows, groups, the menu


def test_the_first_of_many_come_before_the_rest(qtbot: QtBot, background: Background) -> None:
    source = Source(3 * FIRST)
    model = QueueModel()
    model.set_source(source.keys, source.rows, background)
    with qtbot.waitSignal(model.loaded):
        model.load("many")
    assert (model.rowCount(), model.partial) == (FIRST, True)
    with qtbot.waitSignal(model.completed):
        wait_for_row(qtbot, model, 0)
    assert (model.rowCount(), model.partial) == (3 * FIRST, False)
    assert source.limits == [FIRST, -1]
    assert wait_for_row(qtbot, model, 3 * FIRST - 1).seq == 3 * FIRST


def test_a_newer_filter_gives_the_older_up(qtbot: QtBot, background: Background) -> None:
    source = Source(3 * FIRST)
    model = QueueModel()
    model.set_source(source.keys, source.rows, background)
    source.held = True
    model.load("many one")
    model.load("many two")
    (first, _), (second, _) = source.waiting
    assert first.cancelled()
    assert not second.cancelled()
    source.waiting.pop(0)
    with qtbot.waitSignal(model.loaded):
        source.release()
    model.load("three")
    with qtbot.waitSignal(model.loaded):
        source.release(len(source.waiting) - 1)
    assert (model.rowCount(), model.partial) == (3, False)


def test_a_verdict_between_the_two_parts_is_in_the_second(
    qtbot: QtBot, background: Background
) -> None:
    source = Source(3 * FIRST)
    model = QueueModel()
    model.set_source(source.keys, source.rows, background)
    with qtbot.waitSignal(model.loaded):
        model.load("many")
    source.count -= 1
    source.first = 2  # the first has gone meanwhile
    with qtbot.waitSignal(model.completed):
        wait_for_row(qtbot, model, 0)
    assert wait_for_row(qtbot, model, 0).seq == 2
    assert not model.partial


def test_a_group_unfolds_and_its_rows_stay(qtbot: QtBot, background: Background) -> None:
    source = Source(50)
    source.heads = (10,)
    model = QueueModel()
    model.grouped = True
    model.set_source(source.keys, source.rows, background)
    with qtbot.waitSignal(model.loaded):
        model.load("")
    assert (model.rowCount(), model.found.tasks) == (48, 50)
    wait_for_row(qtbot, model, 0)
    assert model.place_of("task-11", 11) == 9, "shown by its head"
    with qtbot.waitSignal(model.rowsInserted):
        assert model.toggle_group(9)
    assert model.row_at(9, ask=False) is not None, "what is here stays"
    assert wait_for_row(qtbot, model, 10).seq == 11
    assert model.data(model.index(10), GROUP) == (0, True)
    assert model.place_of("task-11", 11) == 10
    assert not model.toggle_group(20)
    with qtbot.waitSignal(model.rowsRemoved):
        assert model.toggle_group(9)
    assert model.data(model.index(9), GROUP) == (2, False)
    assert "2 more like this, folded" in str(model.data(model.index(9)))


def test_what_one_looks_at_stays_when_the_rows_come_anew(
    qtbot: QtBot, background: Background
) -> None:
    source = Source(400)
    pane = shown_pane(qtbot, source, background)
    pane._list.scrollTo(pane.model.index(200), QueueList.ScrollHint.PositionAtTop)
    top = pane.model.key_at(pane._list.places_on_view()[0])
    source.first, source.count = 6, 395  # five before it have gone
    with qtbot.waitSignal(pane.loaded):
        pane.reload()
    assert pane.model.key_at(pane._list.places_on_view()[0]) == top


WORDS = {
    "": [Suggestion("undecided", 12), Suggestion("lang:")],
    "lang": [Suggestion("lang:th", 7), Suggestion("lang:ta", 1)],
}


def test_the_menu_offers_words_and_takes_them(qtbot: QtBot, background: Background) -> None:
    pane = shown_pane(qtbot, Source(20), background)
    pane._filter.set_words(WORDS)
    pane.focus_filter()
    line = pane.focusWidget()
    qtbot.keyClicks(line, "la")
    assert "lang:" in pane.shown_text()
    qtbot.keyClick(line, Qt.Key.Key_Tab)
    assert pane.filter_line() == "lang:"
    with qtbot.waitSignal(pane.loaded):
        pass  # the line has stood still meanwhile
    assert "lang:ta" in pane.shown_text()
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert pane._filter.text() == "lang:ta "
    qtbot.keyClicks(line, "un")
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert not pane._filter.menu.isVisible()
    assert pane.filter_line() == "lang:ta un", "the first Escape is the menu's"
    with qtbot.waitSignal(pane.left):
        qtbot.keyClick(line, Qt.Key.Key_Escape)


def test_tab_without_a_menu_stays_in_the_line(qtbot: QtBot, background: Background) -> None:
    pane = shown_pane(qtbot, Source(20), background)
    pane._filter.set_words(WORDS)
    pane.focus_filter()
    line = pane.focusWidget()
    qtbot.keyClicks(line, "zz")
    assert not pane._filter.menu.isVisible()
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        qtbot.keyClick(line, key)
        assert pane._filter.hasFocus()
    qtbot.keyClicks(pane.focusWidget(), "L-")
    assert pane.filter_line() == "zzL-"


def test_an_unknown_word_is_said_plainly(qtbot: QtBot, background: Background) -> None:
    source = Source(20)
    source.unknown = ("vendor",)
    pane = shown_pane(qtbot, source, background)
    type_filter(qtbot, pane, "nothing vendor:x")
    assert "No filter word: vendor:" in pane.shown_text()
    assert "There is no filter word vendor:" in pane.shown_text()
