"""The queue by keys: filters under names, an id pasted with junk, what is alike, taken back."""

from __future__ import annotations

from collections.abc import Callable

from tests.desk import Desk
from workstation.domain.event import Kind
from workstation.ui.dialogs.batches import BatchChooser
from workstation.ui.dialogs.end_of_batch import EndOfBatch
from workstation.ui.dialogs.go_to import GoToPanel
from workstation.ui.dialogs.views import ViewsPanel
from workstation.ui.queue.row_words import words_of

OpenDesk = Callable[..., Desk]


def filtered(desk: Desk, line: str) -> list[str]:
    """Type a filter line; the states and languages of the rows that it leaves."""
    desk.press("/")
    desk.type(line)
    desk.wait(lambda: desk.window.queue._line == line and not desk.window.queue.model.loading)
    return rows(desk)


def rows(desk: Desk) -> list[str]:
    model = desk.window.queue.model
    desk.wait(lambda: all(model.row_at(n) is not None for n in range(model.rowCount())))
    return [words_of(model.row_at(n)) for n in range(model.rowCount())]


def test_a_filter_under_a_name(open_desk: OpenDesk) -> None:
    desk = open_desk()
    found = filtered(desk, "lang:th undecided")
    assert found
    desk.press("F2")
    panel = desk.wait_panel(ViewsPanel)
    assert "Keep the name" in panel.shown_text()
    desk.type("Thai first")
    desk.press("Enter")
    desk.wait(lambda: f"Thai first lang:th undecided  ·  {len(found)}" in panel.shown_text())
    # Renamed, taken away, put back.
    desk.press("F2")
    desk.type("Thai")
    desk.press("Enter")
    desk.wait(lambda: desk.sql("SELECT name FROM saved_view") == [("Thai",)])
    desk.wait(lambda: "\nThai lang:th" in panel.shown_text())
    desk.press("Delete")
    desk.wait(lambda: not desk.sql("SELECT 1 FROM saved_view"))
    desk.wait(lambda: "Ctrl+Z puts it back" in panel.shown_text())
    desk.press("Ctrl+Z")
    desk.wait(lambda: desk.sql("SELECT name FROM saved_view") == [("Thai",)])
    assert not desk.events(Kind.UNDONE)
    desk.press("Escape")
    assert desk.panel() is None
    # Used by its key, and from the list.
    desk.press("/", "Escape")
    desk.wait(lambda: desk.window.queue.model.rowCount() > len(found))
    desk.press("Alt+Shift+1")
    desk.wait(lambda: desk.window.queue.model.rowCount() == len(found))
    assert desk.window.queue.filter_line() == "lang:th undecided"
    desk.press("Ctrl+Shift+V")
    desk.wait_panel(ViewsPanel)
    desk.wait(lambda: "lang:th" in desk.panel().shown_text())
    assert "No view is kept yet" not in desk.panel().shown_text()
    desk.press("1")
    assert desk.panel() is None
    desk.press("Alt+Shift+2")
    desk.wait(lambda: "No view is kept under 2" in desk.told)


def test_an_empty_line_has_nothing_to_keep(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.press("Ctrl+Shift+V")
    panel = desk.wait_panel(ViewsPanel)
    assert "No view is kept yet" in panel.shown_text()
    desk.press("Insert")
    assert panel.line.isHidden()


def test_to_an_id_with_junk_around_it(open_desk: OpenDesk) -> None:
    desk = open_desk()
    (source, case, task) = desk.sql(
        "SELECT c.source_id, c.id, t.id FROM task t JOIN [case] c ON c.id = t.[case] "
        "WHERE t.position = 23"
    )[0]
    for typed in (f"pls check #{source}, thx!", f"https://x.test/case/{case}?a=1", task):
        desk.press("Ctrl+G")
        desk.wait_panel(GoToPanel)
        desk.panel().line.setText(typed)
        desk.press("Enter")
        desk.wait(lambda: desk.task == task and desk.panel() is None)
        desk.press("F5")
        desk.wait_left(task)


def test_an_id_that_is_not_here_is_said(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.press("Ctrl+G")
    panel = desk.wait_panel(GoToPanel)
    desk.type("zq-none-4711")
    desk.press("Enter")
    desk.wait(lambda: "No case here is called" in panel.shown_text())
    assert "zq-none-4711" in panel.shown_text()
    desk.press("Escape")
    assert desk.panel() is None


def test_cases_that_are_alike_stand_together_and_are_stepped_through(
    open_desk: OpenDesk,
) -> None:
    desk = open_desk()
    cluster = desk.sql(
        "SELECT t.id FROM item i JOIN task t ON t.[case] = i.[case] AND t.batch = i.batch "
        "WHERE i.cluster = (SELECT cluster FROM item WHERE cluster IS NOT NULL LIMIT 1) "
        "ORDER BY t.position"
    )
    members = [row[0] for row in cluster]
    desk.window.queue.task_chosen.emit(members[0])
    desk.wait(lambda: desk.task == members[0])
    desk.wait(lambda: "more like this" in desk.window.case.shown_text())
    desk.press("Alt+Right")
    desk.wait(lambda: desk.task not in ("", members[0]) and not desk.reviewer.resting)
    # Together: one row for all of them, which unfolds.
    model = desk.window.queue.model
    whole = model.rowCount()
    desk.press("Ctrl+Shift+G")
    desk.wait(lambda: model.grouped and not model.loading and model.rowCount() < whole)
    assert model.found.tasks == whole
    head = next(iter(model.found.groups))
    folded, behind = model.rowCount(), len(model.found.groups[head])
    place = model.place_of("", head)
    assert place is not None
    desk.window.queue._list.setFocus()
    desk.window.queue._list.setCurrentIndex(model.index(place))
    desk.press("Right")
    assert model.rowCount() == folded + behind
    assert f"{behind} more like this" in str(model.data(model.index(place)))
    desk.press("Left")
    assert model.rowCount() == folded
    desk.press("Ctrl+Shift+G")
    desk.wait(lambda: model.rowCount() == whole and not model.loading)


def test_a_submission_taken_back_at_the_end_and_in_the_list(open_desk: OpenDesk) -> None:
    desk = open_desk()
    task = desk.task

    def submit() -> None:
        desk.press("Ctrl+Return")
        desk.wait_panel(EndOfBatch)
        desk.press("Enter", "Enter")
        desk.wait_panel(BatchChooser)

    submit()
    assert "Ctrl+Z" in desk.panel().shown_text()
    assert "  ·  QA  ·  " in desk.panel().shown_text()
    desk.press("Ctrl+Z")
    desk.wait(lambda: desk.sql("SELECT count(*) FROM submission") == [(0,)])
    desk.wait(lambda: "Taken back" in desk.told and desk.panel() is None)
    desk.answer("1")
    desk.wait(lambda: bool(desk.sql("SELECT 1 FROM event WHERE task = ?", task)))
    submit()
    desk.press("Escape", "Ctrl+Return")
    desk.wait_panel(EndOfBatch)
    desk.press("Ctrl+Z")
    desk.wait(lambda: desk.sql("SELECT count(*) FROM submission") == [(0,)])
    desk.wait(lambda: "submitted" not in desk.window.header.shown_text())


def test_a_number_at_the_end_opens_its_list(open_desk: OpenDesk) -> None:
    desk = open_desk()
    first = desk.task
    desk.press("F6")
    desk.wait_left(first)
    desk.press("Ctrl+Return")
    desk.wait_panel(EndOfBatch)
    desk.press("2")
    desk.wait(lambda: desk.window.queue.model.rowCount() == 1)
    assert desk.window.queue.filter_line() == "skipped"
    desk.press("Enter")
    desk.wait(lambda: desk.task == first)


def test_one_goes_on_where_one_was(open_desk: OpenDesk, home: object) -> None:
    desk = open_desk()
    task = desk.sql("SELECT id FROM task WHERE position = 31")[0][0]
    desk.window.queue.task_chosen.emit(task)
    desk.wait(lambda: desk.task == task)
    desk.close()
    again = open_desk()
    assert again.task == task
