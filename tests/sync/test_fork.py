"""Copies of a workstation, and workstations restored from a backup, meet themselves."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sync.conftest import Desk
from tests.sync.test_exchange import codes, entries, run, segment_file, snapshot
from workstation.sync.verify import verify


@pytest.fixture
def copied(
    tmp_path: Path, new_desk: Callable[[str], Desk], open_desk: Callable[[str], Desk]
) -> Callable[[Callable[[Desk], object]], tuple[Desk, Desk]]:
    """A desk and its copy, made after the desk has done something and was closed."""

    def make(before: Callable[[Desk], object]) -> tuple[Desk, Desk]:
        desk = new_desk("mei")
        before(desk)
        desk.store.close()
        shutil.copytree(tmp_path / "mei", tmp_path / "copy")
        return open_desk("mei"), open_desk("copy")

    return make


Copied = Callable[[Callable[[Desk], object]], tuple[Desk, Desk]]


def test_a_copy_that_works_on_is_stopped(copied: Copied, lead: Desk, place: Path) -> None:
    desk, copy = copied(lambda one: (one.verdict(1), run(one, place)))
    desk.verdict(2)
    copy.verdict(3)
    assert run(desk, place).sent_segments == 1
    before = snapshot(place)
    for _ in range(2):
        report = run(copy, place)
        assert (report.forked, codes(report)) == (True, ["sync.fork"])
        assert (report.sent_segments, report.waiting.events) == (0, 1)
    assert snapshot(place) == before
    run(lead, place)
    assert entries(lead, desk.stream) == entries(desk, desk.stream)


def test_a_copy_made_before_the_first_sync_is_stopped_too(
    copied: Copied, lead: Desk, place: Path
) -> None:
    """Stream and secret did not exist yet; both follow from the device key."""
    desk, copy = copied(lambda one: one.verdict(1))
    run(desk, place)
    before = snapshot(place)
    assert run(copy, place).forked
    assert snapshot(place) == before


def test_a_put_that_meets_other_bytes_marks_the_stream_at_every_place(
    copied: Copied, place: Path, tmp_path: Path
) -> None:
    desk, copy = copied(lambda one: (one.verdict(1), run(one, place)))
    desk.verdict(2)
    copy.verdict(3)
    # Both have packed their second segment, for another place, before they meet here.
    run(desk, tmp_path / "one")
    run(copy, tmp_path / "two")
    run(desk, place)
    before = snapshot(place)
    assert run(copy, place).forked
    assert snapshot(place) == before
    assert copy.sql("SELECT seq, state FROM shipment WHERE state <> 'sent'") == [(2, "fork")]
    copy.verdict(4)
    assert run(copy, tmp_path / "two").forked
    assert not run(desk, tmp_path / "one").forked


def test_a_restored_device_that_did_nothing_yet_is_told_as_well(
    copied: Copied, place: Path
) -> None:
    desk, restored = copied(lambda one: (one.verdict(1), run(one, place)))
    desk.verdict(2)
    run(desk, place)
    assert run(restored, place).forked
    found = verify(desk.store)
    assert found.ok, found


def test_damage_in_the_folder_is_no_fork(desk: Desk, lead: Desk, place: Path) -> None:
    desk.verdict(1)
    run(desk, place)
    taken = segment_file(place, desk, 2)
    taken.write_bytes(b"rubbish")
    desk.verdict(2)
    report = run(desk, place)
    assert (report.forked, codes(report)) == (False, ["sync.damaged_there"])
    assert taken.read_bytes() == b"rubbish"
    taken.unlink()
    assert run(desk, place).sent_segments == 1
    assert run(lead, place).received_events == 3


def test_damaged_words_in_the_folder_do_not_hold_the_verdict_up(
    desk: Desk, lead: Desk, place: Path
) -> None:
    event = desk.verdict(1, "note")
    run(desk, place)
    said = event.texts["note"].digest
    other = place.with_name("other")
    run(lead, other)
    texts = other / "texts" / desk.stream
    texts.mkdir(parents=True)
    (texts / f"{said}.txt").write_bytes(b"rubbish")
    report = run(desk, other)
    assert (report.sent_segments, codes(report)) == (1, ["sync.damaged_there"])
    assert (texts / f"{said}.txt").read_bytes() == b"rubbish"
    assert run(lead, other).received_events == 2
