"""The list of what is to be put right: its words, its filters, its keys."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from workstation.domain import instant
from workstation.domain.remediation import ClosedAs, State, What
from workstation.domain.taxonomy import Severity
from workstation.store.remediation_rows import Entry
from workstation.ui import theme
from workstation.ui.dialogs.remediation import RemediationPanel
from workstation.ui.dialogs.remediation_model import EntriesModel, matches, what_words
from workstation.ui.terms import term

NOW = datetime.fromisoformat("2026-06-10T12:00:00+00:00")
HOSTILE = "<img src=file:///etc/passwd>\u202e"


def entry(number: int, hours: float = 30, **more: Any) -> Entry:
    told = {
        **dict.fromkeys(Entry.__struct_fields__),
        "id": f"id-{number}", "source_id": f"SKU-{number}", "case": f"case-{number}",
        "market": "MY", "content_type": "listing", "vendor": "North", "person": "mei",
        "kind": "qa", "what": "take_down", "wanted": "REMOVE", "target_kind": "item",
        "clause": "3.1", "title": "Counterfeit", "severity": "major", "owner": "enforcement",
        "state": "open", "opened_at": instant.write(NOW - timedelta(days=1)),
        "due_at": instant.write(NOW + timedelta(hours=hours)), "changed": False, "sealed": False,
        **more,
    }  # fmt: skip
    return Entry(**told)


ROWS = (
    entry(1, -3, severity="critical"),
    entry(2, 30, what="reinstate", wanted="NONE", market="TH", owner="legal"),
    entry(3, -30, state="waiting"),
    entry(4, closed_at=instant.write(NOW), closed_as="done", state="closed", changed=True),
    entry(5, state="withdrawn"),
    entry(6, 100, sealed=True, clause=None, title=None, market=None, vendor=None, what="limit"),
)


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication) -> RemediationPanel:
    theme.apply(qapp, dark=False)
    made = RemediationPanel(ROWS, NOW)
    qtbot.addWidget(made)
    made.resize(1100, 600)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.setFocus()
    return made


def shown(panel: RemediationPanel) -> list[str]:
    return [row.id for row in panel.model.rows]


def test_the_model_is_a_model(qtmodeltester: ModelTester) -> None:
    model = EntriesModel(NOW)
    model.set_rows(ROWS, NOW)
    qtmodeltester.check(model)


def test_views_by_digit(panel: RemediationPanel) -> None:
    assert shown(panel) == ["id-1", "id-2", "id-6"]
    for key, ids in (
        ("2", ["id-1"]), ("3", ["id-3"]), ("4", ["id-4"]),
        ("5", [row.id for row in ROWS]), ("1", ["id-1", "id-2", "id-6"]),
    ):  # fmt: skip
        QTest.keyClicks(panel.table, key)
        assert shown(panel) == ids, key
    said = panel.shown_text()
    assert "Open  3" in said
    assert "Overdue  1" in said
    assert "overdue 1   ·   under 24 hours 0   ·   under 3 days 1   ·   later 1" in said


def test_every_state_has_its_sign_and_word(panel: RemediationPanel) -> None:
    QTest.keyClicks(panel.table, "5")
    assert [panel.model.words_of(row)[7] for row in panel.model.rows] == [
        "! overdue", "○ open", "… waits for a peer", "✓ done, verdict later changed",
        "– withdrawn", "▣ sealed, reference only",
    ]  # fmt: skip
    assert [panel.model.words_of(row)[4] for row in panel.model.rows][:4] == [
        "3 h over", "in 30 h", "30 h over", "took 24 h",
    ]  # fmt: skip


def test_a_sealed_case_is_a_reference(panel: RemediationPanel) -> None:
    row = ROWS[5]
    words = panel.model.words_of(row)
    assert words[1] == "SKU-6"
    assert (words[0], words[2], words[6]) == ("", "", "")
    panel.table.selectRow(2)
    opened: list[Entry] = []
    panel.opened.connect(opened.append)
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert opened == []
    panel.table.selectRow(0)
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert [one.id for one in opened] == ["id-1"]


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        ("critical", [1]),
        ("severity:major", [2, 3, 4, 5]),
        ("market:th", [2]),
        ("owner:legal what:reinstate", [2]),
        ("vendor:south", []),
        ("vendor:north closed", [4]),
        ("sku-6", [6]),
        ("counterfeit take", [1, 3, 4, 5]),
        ("http://x", []),
        (":", []),
    ],
)
def test_words_narrow_the_list(panel: RemediationPanel, line: str, ids: list[int]) -> None:
    panel.show_view("all")
    panel.line.setText(line)
    assert shown(panel) == [f"id-{n}" for n in ids]


def test_a_sealed_row_cannot_be_found_by_what_it_holds() -> None:
    assert not matches(ROWS[5], "limit", ("Limit",))
    assert not matches(ROWS[5], "severity:major", ())


def test_escape_gives_up_one_thing_after_the_other(panel: RemediationPanel) -> None:
    left: list[bool] = []
    panel.left.connect(lambda: left.append(True))
    QTest.keyClicks(panel.table, "/")
    assert panel.line.hasFocus()
    QTest.keyClicks(panel.line, "sku")
    QTest.keyClick(panel.line, Qt.Key.Key_Escape)
    assert not panel.line.text()
    QTest.keyClick(panel.table, Qt.Key.Key_F3)
    QTest.keyClicks(panel.table, "1")
    assert panel.form.line.hasFocus()
    for asked in ("outcome", ""):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
        assert panel.form.asked == asked
    assert not left
    QTest.keyClick(panel.table, Qt.Key.Key_Escape)
    assert left


def test_what_is_asked_is_said_of_the_entry_under_the_cursor(panel: RemediationPanel) -> None:
    said: list[tuple[str, ...]] = []
    panel.assigned.connect(lambda *words: said.append(("owner", *words)))
    panel.closed.connect(lambda *words: said.append(("closed", *words)))
    panel.reopened.connect(lambda *words: said.append(("reopened", *words)))
    panel.table.selectRow(1)
    QTest.keyClick(panel.table, Qt.Key.Key_F2)
    assert panel.form.line.text() == "legal"
    QTest.keyClicks(panel.form.line, "safety")
    QTest.keyClick(panel.form.line, Qt.Key.Key_Return)
    QTest.keyClick(panel.table, Qt.Key.Key_F4)
    assert not panel.form.asked, "it is not closed"
    QTest.keyClick(panel.table, Qt.Key.Key_F3)
    QTest.keyClicks(panel.table, "3")
    QTest.keyClick(panel.form.line, Qt.Key.Key_Return)
    assert panel.form.asked == "note", "why?"
    QTest.keyClicks(panel.form.line, "sold")
    QTest.keyClick(panel.form.line, Qt.Key.Key_Return)
    QTest.keyClicks(panel.table, "4")
    QTest.keyClick(panel.table, Qt.Key.Key_F4)
    QTest.keyClick(panel.form.line, Qt.Key.Key_Return)
    assert said == [
        ("owner", "id-2", "safety"), ("closed", "id-2", "not_possible", "sold"),
        ("reopened", "id-4", ""),
    ]  # fmt: skip


def test_the_cursor_stays_on_its_entry(panel: RemediationPanel) -> None:
    panel.table.selectRow(1)
    panel.set_rows((entry(9, 1), *ROWS), NOW)
    held = panel.current()
    assert held is not None
    assert held.id == "id-2"
    panel.set_rows(ROWS[:1], NOW)
    held = panel.current()
    assert held is not None
    assert held.id == "id-1"


def test_hostile_words_are_shown_as_they_are(panel: RemediationPanel) -> None:
    row = entry(
        1, source_id=HOSTILE, title=HOSTILE, owner=HOSTILE, note=HOSTILE, seller=HOSTILE,
        target_kind="media", target_ref="a", target_words=HOSTILE, wanted=HOSTILE, what="act",
    )  # fmt: skip
    panel.set_rows([row], NOW)
    for column in range(8):
        index = panel.model.index(0, column)
        assert "\u202e" not in str(index.data())
        assert "<img" not in str(index.data(Qt.ItemDataRole.ToolTipRole))


def test_nothing_to_do_says_what_comes(panel: RemediationPanel) -> None:
    panel.set_rows([], NOW)
    assert "Nothing is to be put right." in panel.shown_text()
    for name in ("open", "owner", "close", "reopen", "export"):
        panel.do(name)
    assert not panel.form.asked


def test_every_code_has_its_word() -> None:
    codes = [
        *(f"what.{what.value}" for what in What),
        *(f"remediation.{state.value}" for state in State),
        *(f"closed_as.{outcome.value}" for outcome in ClosedAs),
        *(f"severity.{severity.value}" for severity in Severity),
    ]
    assert [code for code in codes if term(code) == code] == []
    told = what_words(entry(1, what="raise", wanted="LIMIT"))
    assert told == "Raise to Limit"
