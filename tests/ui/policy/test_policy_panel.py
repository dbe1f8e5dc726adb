"""The whole policy by keys: rows, day, market, search, history, earlier cases, ladder, links."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workstation.domain import instant
from workstation.domain.policy import ClauseVersion, Pack, Scope
from workstation.fault import WorldFault
from workstation.intake.policy_pack import pack_files, read_pack
from workstation.intake.shipped import POLICY
from workstation.store import policies
from workstation.ui import theme
from workstation.ui.plain import BIDI_MARK
from workstation.ui.policy.panel import PolicyPanel
from workstation.words import sentence

PACK = read_pack(pack_files(POLICY))
DAY = "2026-03-20T09:00:00+08:00"
TODAY = "2026-06-10T09:00:00+08:00"


def searched(pack: Pack, words: str) -> Future[list[tuple[str, int]]]:
    future: Future[list[tuple[str, int]]] = Future()
    future.set_result(policies.search_pack(pack, words, 400))
    return future


def opened(qtbot: QtBot, pack: Pack = PACK, clause: str = "3.2", market: str = "MY") -> PolicyPanel:
    moment, today = instant.parse(DAY), instant.parse(TODAY)
    made = PolicyPanel(pack, moment, Scope(market or None), today, clause, {})
    made.search = searched
    qtbot.addWidget(made)
    made.resize(1200, 640)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.setFocus()
    return made


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication) -> Iterator[PolicyPanel]:
    theme.apply(qapp, dark=False)
    return opened(qtbot)


def press(panel: PolicyPanel, *keys: str) -> None:
    for key in keys:
        combination = QKeySequence(key)[0]
        where = panel.focusWidget() or panel
        QTest.keyClick(where, combination.key(), combination.keyboardModifiers())


def type_words(qtbot: QtBot, panel: PolicyPanel, words: str) -> None:
    panel.line.words.setText(words)  # key clicks know ASCII alone
    panel.line.words.textEdited.emit(words)
    qtbot.waitUntil(lambda: panel._asked is None)


def row(panel: PolicyPanel) -> str:
    return str(panel.rows.data(panel.list.currentIndex()))


def said(panel: PolicyPanel) -> str:
    return panel.text.toPlainText()


def test_it_opens_on_the_clause_of_the_day(panel: PolicyPanel) -> None:
    assert row(panel) == "3.2 Replica wording, in text and in pictures v2"
    assert said(panel).startswith("3.2  Replica wording, in text and in pictures")
    assert "2026-03-20" in panel.shown_text()
    assert panel.focusWidget() is panel.line.words
    assert "1  Prohibited goods 9" in panel.shown_text()


def test_arrows_go_over_the_headings(panel: PolicyPanel) -> None:
    press(panel, "Down", "Down", "Down", "Down", "Down", "Down", "Down")
    assert row(panel).startswith("4.1 ")
    press(panel, "Up")
    assert row(panel).startswith("3.8 ")
    press(panel, "Ctrl+Home", "Up")
    assert row(panel).startswith("1.1 ")
    press(panel, "Ctrl+End", "Down")
    assert row(panel).startswith("0.5 ")


def test_days_are_stepped_through_where_something_changed(panel: PolicyPanel) -> None:
    press(panel, "Alt+Left")
    assert panel.line.day.text() == "2026-03-16"
    press(panel, "Alt+Left", "Alt+Left", "Alt+Left")
    assert panel.line.day.text() < "2026-03-05"
    while panel.line.day.text() > "2026-02-15":
        press(panel, "Alt+Left")
    assert row(panel) == "3.2 Replica wording, in text and in pictures v2"
    while panel.line.day.text() >= "2026-02-15":
        press(panel, "Alt+Left")
    assert row(panel) == "3.2 Replica wording v1"
    press(panel, "Alt+Home")
    assert panel.line.day.text() == "2026-03-20"
    press(panel, "Alt+End")
    assert panel.line.day.text() == "2026-06-10"
    for _ in range(60):
        press(panel, "Alt+Right")
    assert "Nothing changes before or after this day." in panel.shown_text()


def test_a_day_is_typed(panel: PolicyPanel) -> None:
    panel.line.day.setFocus()
    panel.line.day.setText("2026-01-01")
    press(panel, "Return")
    assert row(panel) == "3.2 Replica wording v1"
    assert "5.7 Codes on parcels and in pictures (interim) › 10 Feb 2026" in panel.shown_text()
    panel.line.day.setText("2026-02-31")
    press(panel, "Return")
    assert "There is no such day. Write it as 2026-03-02." in panel.shown_text()
    assert row(panel) == "3.2 Replica wording v1"


def test_the_market_is_stepped_through_and_typed(qtbot: QtBot) -> None:
    panel = opened(qtbot, clause="1.3")
    assert row(panel) == "1.3 Tobacco, vapes and nicotine (Malaysia) v4"
    panel.line.market.setFocus()
    panel.line.market.setText("ph")
    press(panel, "Return")
    assert row(panel) == "1.3 Tobacco, vapes and nicotine (Philippines) v2"
    panel.line.market.setText("Manila")
    press(panel, "Return")
    assert "A market is two letters" in panel.shown_text()
    panel.line.market.setText("BR")
    press(panel, "Return")
    assert row(panel) == "1.3 Tobacco, vapes and nicotine v1"
    panel.line.words.setFocus()
    seen = set()
    for _ in panel._markets:
        press(panel, "Alt+Down")
        seen.add(panel.line.market.text())
    assert {"", "MY", "SG", "BR"} <= seen
    assert panel.line.market.text() == "BR"


def lit(document: QTextDocument) -> set[str]:
    found, block = set(), document.begin()
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            piece = iterator.fragment()
            if piece.charFormat().background().style() != Qt.BrushStyle.NoBrush:
                found.add(piece.text())
            iterator += 1
        block = block.next()
    return found


def test_words_are_found_and_lit_up(qtbot: QtBot, panel: PolicyPanel) -> None:
    type_words(qtbot, panel, "counterf")
    assert row(panel).startswith("3.1 ")
    assert "counterfeit" in {word.casefold() for word in lit(panel.text.document())}
    assert panel.rows.rowCount() < 20
    type_words(qtbot, panel, "高仿")
    assert row(panel).startswith("3.2 ")
    assert "高仿" in lit(panel.text.document())
    type_words(qtbot, panel, "cooler")  # stands in an earlier case alone
    assert row(panel).startswith("9.1 ")
    assert "earlier cases with these words: 9.1" in panel.shown_text()
    type_words(qtbot, panel, "1.3")
    assert panel.rows.rowCount() == 1
    assert row(panel).startswith("1.3 ")
    type_words(qtbot, panel, "zzzzqq")
    assert "No clause has these words." in panel.shown_text()
    with qtbot.assertNotEmitted(panel.left):
        press(panel, "Escape")
    assert panel.line.words.text() == ""
    assert panel.rows.rowCount() > 60
    with qtbot.waitSignal(panel.left):
        press(panel, "Escape")


@pytest.mark.parametrize("words", ['"', "NEAR(", "*", "<b>", "a:b", "\u202e", "''"])
def test_any_text_is_harmless_in_the_search(
    qtbot: QtBot, panel: PolicyPanel, words: str
) -> None:
    type_words(qtbot, panel, words)
    assert panel.shown_text()


def test_a_late_answer_to_older_words_is_dropped(qtbot: QtBot, panel: PolicyPanel) -> None:
    asked: list[Future[list[tuple[str, int]]]] = []

    def search(_pack: Pack, _words: str) -> Future[list[tuple[str, int]]]:
        asked.append(Future())
        asked[-1].set_running_or_notify_cancel()
        return asked[-1]

    panel.search = search
    QTest.keyClicks(panel.line.words, "ab")
    asked[1].set_result([("1.1", 1)])
    asked[0].set_result([("9.1", 1)])
    qtbot.waitUntil(lambda: not panel._background.busy)
    assert row(panel).startswith("1.1 ")


def test_history_compares_neighbours_and_any_two(qtbot: QtBot) -> None:
    panel = opened(qtbot, clause="1.3", market="")
    press(panel, "Alt+2")
    words = said(panel)
    assert words.index("v4 ") < words.index("v3 ") < words.index("v2 ") < words.index("v1 ")
    assert "v3 › v4" in words
    assert "+From 1 March 2026" in words
    press(panel, "Ctrl+Left", "Ctrl+Left")
    assert "v1 › v4" in said(panel)
    press(panel, "Ctrl+Down", "Ctrl+Down")
    assert "v1 › v2" in said(panel)
    press(panel, "Ctrl+Down", "Ctrl+Down", "Ctrl+Left")
    assert "There is one version, so nothing changed." in said(panel)
    press(panel, "Down", "Alt+2")
    assert said(panel).startswith("1.4")
    press(panel, "Alt+1")
    assert "›" not in said(panel).splitlines()[1]


def test_earlier_cases_ladder_and_links(panel: PolicyPanel) -> None:
    press(panel, "Alt+3")
    assert "⚠ stale" in said(panel)
    press(panel, "Alt+4")
    assert "ladder-2026 · all markets · from 16 Feb 2026 · prior points › penalty" in said(panel)
    assert "property  0+ › 2 points · 2+ › 3 points" in said(panel)
    assert "reviews  0+ › No penalty" in said(panel)
    press(panel, "Alt+5")
    assert "Ctrl+1  3.7 v1" in said(panel)
    assert "Ctrl+3  3.1 v1" in said(panel)
    press(panel, "Ctrl+3")
    assert row(panel).startswith("3.1 ")
    assert "Alt+Backspace back to 3.2" in panel.shown_text()
    press(panel, "Alt+Backspace")
    assert row(panel).startswith("3.2 ")


def test_the_market_s_own_ladder_is_shown(qtbot: QtBot) -> None:
    panel = opened(qtbot, clause="2.1", market="SG")
    press(panel, "Alt+4")
    assert "ladder-sg · SG · from 1 Oct 2025" in said(panel)
    assert "licence  0+ › 2 points · 3+ › 3 points" in said(panel)


def test_long_texts_are_scrolled_by_keys(qtbot: QtBot, panel: PolicyPanel) -> None:
    panel.resize(700, 360)
    bar = panel.text.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    press(panel, "PgDown")
    assert bar.value() > 0
    press(panel, "PgUp", "PgUp")
    assert bar.value() == 0


def test_what_was_read_is_told(qtbot: QtBot, panel: PolicyPanel) -> None:
    read: list[ClauseVersion] = []
    panel.read.connect(read.append)
    press(panel, "Down", "Alt+2", "Up")
    assert ("3.3", 1) in {(one.clause, one.version) for one in read}
    assert {1, 2} <= {one.version for one in read if one.clause == "3.2"}


def test_colours_follow_the_theme(qtbot: QtBot, qapp: QApplication, panel: PolicyPanel) -> None:
    theme.apply(qapp, dark=True)
    document = panel.text.document()

    def ink() -> str:
        return document.begin().begin().fragment().charFormat().foreground().color().name()

    qtbot.waitUntil(lambda: ink() == theme.DARK.text)
    theme.apply(qapp, dark=False)


def test_two_thousand_clauses_open_at_once(qtbot: QtBot) -> None:
    base = PACK.versions("3.2")
    many = tuple(
        replace(version, clause=f"{number % 10}.{number}x", equivalent=())
        for number in range(2_000)
        for version in base
    )
    pack = policies.with_digest(replace(PACK, clauses=many, precedents=()))
    pack.in_force(instant.parse(DAY))  # the case over which it opens has asked already
    started = time.perf_counter()
    panel = opened(qtbot, pack, clause="5.1005x")
    assert time.perf_counter() - started < 2
    assert row(panel).startswith("5.1005x")
    assert panel.rows.rowCount() == 2_010
    for key in ("Down", "Alt+Left", "Alt+Down"):
        started = time.perf_counter()
        press(panel, key)
        assert time.perf_counter() - started < 0.5


def test_an_empty_and_a_hostile_pack_can_be_read(qtbot: QtBot) -> None:
    panel = opened(qtbot, replace(PACK, clauses=(), ladders=(), precedents=()), clause="")
    assert said(panel) == ""
    press(panel, "Down", "Alt+2", "Alt+3", "Alt+4", "Alt+5", "Alt+Left", "Alt+Down", "PgDown")
    hostile = replace(
        PACK.versions("3.2")[0],
        title="<img src='file:///etc/hostname'>\u202e",
        body="![x](file:///etc/hostname) <h1>big</h1>",
        keywords=("<b>",),
        grace={"<i>v</i>": "2026-01-01T00:00:00+00:00"},
    )
    panel = opened(qtbot, replace(PACK, clauses=(hostile,)), clause="3.2")
    for view in ("Alt+1", "Alt+2", "Alt+3", "Alt+4", "Alt+5"):
        press(panel, view)
        assert "\ufffc" not in said(panel)
        assert "\u202e" not in panel.shown_text()
        assert "<img src='file:///etc/hostname'>" in said(panel)


def test_a_search_that_fails_says_why_and_leaves_the_rows(
    qtbot: QtBot, panel: PolicyPanel
) -> None:
    def search(_pack: Pack, _words: str) -> Future[list[tuple[str, int]]]:
        failed: Future[list[tuple[str, int]]] = Future()
        failed.set_exception(WorldFault("store.no_keyring"))
        return failed

    panel.search = search
    before = panel.rows.rowCount()
    type_words(qtbot, panel, "weapons")
    said = panel.shown_text()
    assert f"The search failed. {sentence(WorldFault('store.no_keyring'))}" in said
    assert BIDI_MARK not in said
    assert panel.rows.rowCount() == before
