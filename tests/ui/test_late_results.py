"""Results come late and in any order; the screen belongs to the case that is on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Event as Gate
from typing import Any

import pytest

from tests.desk import Desk
from workstation.domain.event import Kind
from workstation.fault import WorldFault
from workstation.review.bar_values import Step
from workstation.services import Services
from workstation.store import batches

OpenDesk = Callable[..., Desk]
LISTING = "L-SG-31500917"
CLEAN = "L-ID-70331208"


@contextmanager
def slow_reader(desk: Desk) -> Iterator[None]:
    """Nothing is read before the block ends."""
    go_on, began = Gate(), Gate()

    def wait(_db: object) -> None:
        began.set()
        go_on.wait(20)

    held = desk.services.store.read(wait)
    began.wait(20)
    try:
        yield
    finally:
        go_on.set()
        held.result()


def tasks_of(desk: Desk) -> list[str]:
    return [row[0] for row in desk.sql("SELECT id FROM task ORDER BY position")]


def test_two_quick_digits_are_one_verdict(open_desk: OpenDesk) -> None:
    desk = open_desk()
    first = desk.task
    desk.press("1", "1", "1")
    desk.wait_left(first)
    assert len(desk.events(Kind.ANSWERED)) == 1


def test_two_quick_skips_skip_one_case(open_desk: OpenDesk) -> None:
    desk = open_desk()
    tasks = tasks_of(desk)
    desk.press("F6", "F6", "F6")
    desk.wait_left(tasks[0])
    assert desk.task == tasks[1]
    assert [task for _, task in desk.events(Kind.SKIPPED)] == [tasks[0]]


def test_going_elsewhere_while_an_answer_is_committed(
    open_desk: OpenDesk, slow_writer: Any
) -> None:
    desk = open_desk()
    first = desk.task
    (elsewhere,) = desk.sql(
        "SELECT t.id FROM task t JOIN [case] c ON c.id = t.[case] WHERE c.source_id = ?", CLEAN
    )
    with slow_writer(desk):
        desk.press("1")
        desk.window.queue.task_chosen.emit(elsewhere[0])
        desk.wait(lambda: desk.task == elsewhere[0])
    desk.wait(lambda: not desk.reviewer.resting)
    assert desk.task == elsewhere[0]  # the answer that is through does not pull anybody away
    assert desk.step is Step.ACTION
    assert len(desk.verdicts()) == 1
    # And F4 means the case that was judged, not the one on the screen.
    desk.answer("F4", "1")
    desk.wait(lambda: bool(desk.events(Kind.PROCESS_FAULT)))
    assert desk.events(Kind.PROCESS_FAULT)[0][1] == first


def test_a_reveal_that_comes_late_stays_with_its_case(
    open_desk: OpenDesk, slow_writer: Any
) -> None:
    desk = open_desk()
    desk.go(CLEAN)
    clean = desk.task
    desk.answer("4", "Alt+1")
    with slow_writer(desk):
        desk.press("Enter", "Alt+Down")
        desk.wait(lambda: desk.task != clean)
        here = desk.task
    desk.wait(lambda: "waits for the rest" in desk.told)
    assert (desk.task, desk.step) == (here, Step.ACTION)
    assert "Decision:" not in desk.window.case.facts.shown_text()
    desk.go(CLEAN)
    assert desk.step is Step.REVEALED
    assert "Decision: No violation" in desk.window.case.facts.shown_text()


def test_a_reading_from_before_the_answer_does_not_hide_the_decision_again(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk()
    desk.go(CLEAN)
    prepare, waiting = Services.prepare, []

    def late(self: Services, task: str) -> Future[Any]:
        # Read now, before the answer, and delivered when the test says so.
        answer: Future[Any] = Future()
        waiting.append((answer, prepare(self, task).result()))
        return answer

    monkeypatch.setattr(Services, "prepare", late)
    desk.reviewer.reload()  # a translation has arrived
    monkeypatch.setattr(Services, "prepare", prepare)
    desk.answer("4", "Alt+1", "Enter")
    desk.wait_step(Step.REVEALED)
    waiting[0][0].set_result(waiting[0][1])
    desk.wait(lambda: not desk.window.background.busy)
    assert "Decision: No violation" in desk.window.case.facts.shown_text()
    assert not desk.reviewer.prepared.view.hidden


def test_a_case_read_ahead_before_it_was_changed_is_read_again(open_desk: OpenDesk) -> None:
    desk = open_desk()
    tasks = tasks_of(desk)
    desk.go("L-SG-31500917")
    third = desk.task
    assert third == tasks[2]
    desk.answer("4", "3")
    half_made = desk.bar
    desk.press("Alt+Up")
    desk.wait(lambda: desk.task == tasks[1] and not desk.reviewer.resting)
    desk.press("F6")
    desk.wait(lambda: desk.task == third and not desk.reviewer.resting)
    assert desk.bar == half_made


def test_a_half_made_answer_is_there_before_it_is_written(
    open_desk: OpenDesk, slow_writer: Any
) -> None:
    desk = open_desk()
    first = desk.task
    with slow_writer(desk):
        desk.press("4", "3")
        half_made = desk.bar
        desk.press("Alt+Down")
        desk.wait_left(first)
        desk.press("Alt+Up")
        desk.wait(lambda: desk.task == first)
        assert desk.bar == half_made


def test_the_last_wish_counts(open_desk: OpenDesk) -> None:
    desk = open_desk()
    tasks = tasks_of(desk)
    with slow_reader(desk):
        for task in (tasks[4], tasks[7], tasks[9]):
            desk.window.queue.task_chosen.emit(task)
        desk.press("1", "4")  # between cases nobody's
    desk.wait(lambda: desk.task == tasks[9] and not desk.reviewer.resting)
    desk.wait(lambda: not desk.window.background.busy)
    assert (desk.task, desk.step) == (tasks[9], Step.ACTION)
    assert not desk.events(Kind.ANSWERED)
    with slow_reader(desk):
        desk.window.queue.task_chosen.emit(tasks[4])
        desk.window.queue.task_chosen.emit(tasks[9])  # where one is already
    desk.wait(lambda: not desk.window.background.busy)
    assert desk.task == tasks[9]


def test_another_batch_while_an_answer_is_committed(
    open_desk: OpenDesk, slow_writer: Any, tmp_path: Any
) -> None:
    from benchmarks.make_batches import make_synthetic

    desk = open_desk()
    first, batch = desk.task, desk.reviewer.batch
    desk.window.commands.errands.incoming.bring(make_synthetic(tmp_path / "other", 5))
    desk.wait(lambda: "Ctrl+B opens it" in desk.window.toast.words)
    assert desk.reviewer.batch == batch  # somebody is in the middle of a case
    found = desk.services.store.read(batches.ready, desk.services.desk.person.id).result()
    other = next(one.id for one in found if one.id != batch)
    desk.window.open_batch(batch)
    desk.wait(lambda: desk.task == first and not desk.reviewer.resting)
    with slow_writer(desk):
        desk.press("1")
        desk.window.open_batch(other)
        desk.wait(lambda: desk.task not in ("", first))
        here = desk.task
    desk.wait(lambda: not desk.reviewer.resting)
    assert (desk.task, desk.reviewer.batch, desk.step) == (here, other, Step.ACTION)
    assert [task for _, task in desk.events(Kind.VERDICT)] == [first]


def test_the_first_batch_does_not_come_after_the_second(open_desk: OpenDesk, tmp_path: Any) -> None:
    from benchmarks.make_batches import make_synthetic

    desk = open_desk()
    first, batch = desk.task, desk.reviewer.batch
    desk.window.commands.errands.incoming.bring(make_synthetic(tmp_path / "other", 5))
    desk.wait(lambda: "Ctrl+B opens it" in desk.window.toast.words)
    assert desk.reviewer.batch == batch  # somebody is in the middle of a case
    found = desk.services.store.read(batches.ready, desk.services.desk.person.id).result()
    other = next(one.id for one in found if one.id != batch)
    with slow_reader(desk):
        desk.window.open_batch(batch)
        desk.window.open_batch(other)
    desk.wait(lambda: bool(desk.task) and not desk.window.background.busy)
    assert desk.task != first
    assert desk.reviewer.prepared.view.batch.id == other
    assert "Synthetic" in desk.window.header.shown_text()


def test_closing_while_an_answer_is_committed_keeps_it(
    open_desk: OpenDesk, slow_writer: Any, home: Any
) -> None:
    desk = open_desk()
    first = desk.task
    with slow_writer(desk):
        desk.press("1")
        desk.window.close()
    desk.close()
    again = open_desk(home)
    assert again.task != first
    assert len(again.verdicts()) == 1


def test_closing_in_the_middle_of_everything(open_desk: OpenDesk) -> None:
    desk = open_desk(held=True)
    desk.press("Ctrl+R", "Ctrl+P", "F5", "Alt+Down", "M", "Ctrl+Return", "F7")
    desk.close()


# What the world does


def fails(*_given: object, **_more: object) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_exception(WorldFault("store.disk_full", path="somewhere"))
    return future


@pytest.mark.parametrize(
    ("service", "before", "key"),
    [
        ("answer", (), "1"),
        ("answer", ("4", "Alt+1", "-"), "Enter"),
        ("conclude", ("4", "Alt+1", "Enter", "2", "0"), "Enter"),
        ("cannot_judge", ("0",), "3"),
    ],
)
def test_a_full_disk_leaves_the_bar_as_it_was(
    open_desk: OpenDesk,
    monkeypatch: pytest.MonkeyPatch,
    service: str,
    before: tuple[str, ...],
    key: str,
) -> None:
    desk = open_desk()
    desk.go(CLEAN)
    task = desk.task
    for one in before:
        desk.answer(one)
        desk.wait(lambda: desk.step is not Step.WAITING)
    if "conclude" in service:
        desk.press("9")
        desk.type("a few words")
        desk.press("Enter")
    stands, counted = desk.bar, desk.sql("SELECT count(*) FROM event")
    with monkeypatch.context() as broken:
        broken.setattr(Services, service, fails)
        desk.answer(key)
        desk.wait(lambda: "full" in desk.told.lower())
    assert (desk.task, desk.bar) == (task, stands)
    assert desk.sql("SELECT count(*) FROM event") == counted
    if "conclude" in service:
        assert desk.window.bar.note.text() == "a few words"
    desk.answer(key)  # the disk has room again: nothing has to be said twice
    desk.wait(lambda: desk.step is Step.REVEALED or desk.task != task)


@pytest.mark.parametrize("key", ["F6", "F12", "F7", "Ctrl+Z"])
def test_an_act_that_fails_leaves_the_case(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    desk = open_desk()
    desk.go(CLEAN)
    desk.answer("4", "Alt+1")
    task, stands, words = desk.task, desk.bar, desk.window.case.shown_text()
    monkeypatch.setattr(Services, "act", fails)
    desk.answer(key)
    desk.wait(lambda: "full" in desk.told.lower())
    assert (desk.task, desk.bar) == (task, stands)
    assert desk.window.case.shown_text() == words


def test_a_draft_that_cannot_be_kept_is_told_and_not_lost_on_the_screen(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk()
    monkeypatch.setattr(Services, "keep_draft", fails)
    desk.answer("4")
    desk.wait(lambda: "full" in desk.told.lower())
    assert desk.step is Step.FAMILY


def test_a_store_that_is_full_in_earnest(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workstation.store import events

    desk = open_desk()
    task, insert = desk.task, events._insert

    def full(*_given: object) -> None:
        raise WorldFault("store.disk_full", path="somewhere")

    monkeypatch.setattr(events, "_insert", full)
    desk.answer("1")
    desk.wait(lambda: "full" in desk.told.lower())
    assert (desk.task, desk.step) == (task, Step.ACTION)
    assert not desk.sql("SELECT 1 FROM event WHERE kind = 'answered'")
    monkeypatch.setattr(events, "_insert", insert)
    desk.answer("1")
    desk.wait_left(task)


def test_what_nobody_expected_opens_the_calm_window_without_a_word_of_the_case(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workstation.ui.dialogs.error import ErrorDialog

    desk = open_desk()
    words = [part.text for part in desk.reviewer.prepared.view.case.parts]

    def broken(*_given: object, **_more: object) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(ValueError(words[0]))
        return future

    monkeypatch.setattr(Services, "answer", broken)
    desk.press("1")
    desk.wait(lambda: bool(desk.window.findChildren(ErrorDialog)))
    (dialog,) = desk.window.findChildren(ErrorDialog)
    report = dialog.shown_text()
    assert "builtins.ValueError" in report
    assert not any(piece in report for text in words for piece in text.split() if len(piece) > 3)
    assert desk.step is Step.ACTION
    dialog.close()


def test_translations_are_asked_for_ahead_all_the_way(open_desk: OpenDesk) -> None:
    desk = open_desk()
    tasks = tasks_of(desk)
    asked = []
    before = Services.translate_ahead

    def watch(self: Services, batch: str, after: int = 0, number: int | None = None) -> Any:
        asked.append(after)
        return before(self, batch, after, number)

    Services.translate_ahead = watch  # type: ignore[method-assign]
    try:
        for number in range(1, 32):
            desk.press("Alt+Down")
            desk.wait(lambda number=number: desk.task == tasks[number])
    finally:
        Services.translate_ahead = before  # type: ignore[method-assign]
    assert len(asked) >= 3
