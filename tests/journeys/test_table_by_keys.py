"""A weekly table from another program: dropped in, one column put right, brought in, kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView

from tests.desk import Desk
from workstation.ui import theme
from workstation.ui.dialogs.table_import import TableImportPanel

TABLE = (
    "Ref;Barang;Penerangan;Keputusan;Pasal;Tarikh;Moderator\n"
    "A-1;Jam tangan AAA;Kotak penuh, COD;Tolak;3.2;02/03/2026 09:14;m-1\n"
    "A-2;ساعة رولكس;نفس الأصل;Lulus;;28/03/2026 10:00;m-2\n"
    "A-3;高仿名牌手表;一比一;Tak pasti;;28/03/2026 10:00;m-2\n"
)


def test_a_table_is_mapped_and_brought_in(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "home")
    path = tmp_path / "weekly.csv"
    path.write_text(TABLE, "utf-8-sig")
    desk.window.commands.errands.incoming.bring(path)
    panel = desk.wait_panel(TableImportPanel)
    assert "encoding UTF-8 ·" in panel.shown_text()
    assert "tak pasti\nrows: 1\n✗ no action" in panel.shown_text()
    assert "✗ rows that would be left out: 1" in panel.shown_text()
    assert "today's policy" not in panel.shown_text()
    # "Barang" and "Pasal" are words the program does not know: they wait as facts.
    _say(desk, panel, "Barang", "title")
    _say(desk, panel, "Pasal", "clause")
    _say(desk, panel, "tak pasti", "EDIT")
    desk.wait(lambda: "would be left out" not in panel.shown_text())
    panel.form.keep.setFocus()
    panel.form.keep.setText("weekly")
    desk.qtbot.keyClick(panel.form.keep, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: bool(desk.sql("SELECT 1 FROM batch WHERE ready")))
    assert desk.sql(
        "SELECT c.source_id, c.headline, d.action, f.clause FROM item i "
        "JOIN [case] c ON c.id = i.[case] JOIN decision d ON d.item = i.id "
        "LEFT JOIN finding f ON f.owner = d.id ORDER BY i.position"
    ) == [
        ("A-1", "Jam tangan AAA", "REMOVE", "3.2"),
        ("A-2", "ساعة رولكس", "NONE", None),
        ("A-3", "高仿名牌手表", "EDIT", None),
    ]
    desk.wait(lambda: bool(desk.task))
    # The same columns next week: the mapping is there.
    again = tmp_path / "next week.csv"
    again.write_text(TABLE.replace("A-", "B-"), "utf-8-sig")
    desk.window.commands.errands.incoming.bring(again)
    panel = desk.wait_panel(TableImportPanel)
    assert panel.mapping.columns["Barang"] == "title"
    assert panel.form.keep_as() == "weekly"


def test_a_table_without_a_text_can_be_mapped_all_the_same(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = open_desk(tmp_path / "home")
    path = tmp_path / "odd.csv"
    path.write_text("item,bot,turns\n1,a,hello there\n2,b,good bye\n", "utf-8")
    desk.window.commands.errands.incoming.bring(path)
    panel = desk.wait_panel(TableImportPanel)
    assert "No column is mapped to a title or a text" in panel.shown_text()
    desk.qtbot.keyClick(panel.columns, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.panel() is panel
    _say(desk, panel, "turns", "text")
    desk.wait(lambda: "2 rows" in panel.shown_text())
    desk.qtbot.keyClick(panel.columns, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: bool(desk.sql("SELECT 1 FROM batch WHERE ready AND cases = 2")))
    desk.wait(lambda: bool(desk.task))


def test_a_table_that_is_none_says_so(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "home")
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    desk.window.commands.errands.incoming.bring(path)
    desk.wait(lambda: "is empty" in desk.told)
    path.write_bytes(b"id,text\n")
    desk.window.commands.errands.incoming.bring(path)
    desk.wait(lambda: "has a header and no rows" in desk.told)


def _say(desk: Desk, panel: TableImportPanel, line: str, value: str) -> None:
    """Go to a line by arrows, to what it becomes by Enter and arrows."""
    panel.columns.setFocus()
    desk.qtbot.keyClick(panel.columns, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    while panel._line().name != line:
        before = panel.columns.currentRow()
        desk.qtbot.keyClick(panel.columns, Qt.Key.Key_Down)
        assert panel.columns.currentRow() > before
    desk.qtbot.keyClick(panel.columns, Qt.Key.Key_Return)
    assert panel.fields.hasFocus()
    desk.qtbot.keyClick(panel.fields, Qt.Key.Key_Home)
    while panel.fields.currentItem().data(Qt.ItemDataRole.UserRole) != value:
        desk.qtbot.keyClick(panel.fields, Qt.Key.Key_Down)
    desk.qtbot.keyClick(panel.fields, Qt.Key.Key_Return)
    assert panel.columns.hasFocus()
    assert panel._held(panel._line()) == value


def test_a_table_without_a_day_says_which_policy_would_count(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = open_desk(tmp_path / "home")
    path = tmp_path / "no day.csv"
    path.write_text("Ref,Title,Decision,When\nA-1,Jam AAA,removed,2026-03-02\n", "utf-8")
    desk.window.commands.errands.incoming.bring(path)
    panel = desk.wait_panel(TableImportPanel)
    assert "no column is the day: today's policy would count" in panel.shown_text()
    _say(desk, panel, "When", "decided_at")
    desk.wait(lambda: "today's policy" not in panel.shown_text())


def test_only_the_list_with_the_keyboard_is_lit(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = open_desk(tmp_path / "home")
    path = tmp_path / "two.csv"
    path.write_text("Judul,Dasar\nJam AAA,3.2\n", "utf-8")
    desk.window.commands.errands.incoming.bring(path)
    panel = desk.wait_panel(TableImportPanel)
    assert panel.mapping.columns == {"Judul": "title", "Dasar": "clause"}

    def lit(view: QAbstractItemView) -> bool:
        """Whether its selected row is nearer to the accent than to the pale tint."""
        box = view.visualRect(view.currentIndex())
        picture = view.viewport().grab(box).toImage()
        seen = picture.pixelColor(picture.width() // 2, 2)
        accent, tint = QColor(theme.colours().accent), QColor(theme.colours().tint)
        return abs(seen.lightness() - accent.lightness()) < abs(seen.lightness() - tint.lightness())

    panel.columns.setFocus()
    assert (lit(panel.columns), lit(panel.fields)) == (True, False)
    desk.qtbot.keyClick(panel.columns, Qt.Key.Key_Return)
    assert (lit(panel.columns), lit(panel.fields)) == (False, True)
