"""The plug is pulled: what was acknowledged is there, what was half made stands where it stood."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workstation.review import bar_draft
from workstation.review.bar_values import Step
from workstation.sync.verify import verify

OpenDesk = Callable[..., Any]
Start = Callable[..., Any]


def test_a_half_made_answer_stands_where_it_stood(
    open_desk: OpenDesk, start: Start, home: Path
) -> None:
    process = start("working_desk.py", home, "half")
    said = json.loads(process.stdout.readline() or "{}")
    process.kill()
    process.wait()
    assert said, process.stderr.read()
    desk = open_desk(home)
    desk.go("L-SG-31500917")
    assert desk.task == said["there"]
    assert bar_draft.dump(desk.bar) == said["first"]
    assert desk.step is Step.FAMILY
    assert len(desk.bar.findings) == 1
    assert desk.reviewer.misled
    assert desk.bar.read_in == "original"
    assert list(desk.window.case.media_viewed()) == said["media"]
    assert desk.window.case.grid._pinned == desk.bar.pinned()
    desk.go("L-ID-70331208")
    assert desk.task == said["here"]
    assert bar_draft.dump(desk.bar) == said["second"]
    assert desk.step is Step.REVEALED
    assert desk.window.bar.note.text() == "half a note, not even left"
    # And it can be finished.
    task = desk.task
    desk.answer("Enter")
    desk.wait_left(task)
    (made,) = desk.verdicts()
    assert made.words["note"] == "half a note, not even left"
    assert made.cause == "clause_misread"
    assert made.blind
    assert not made.after_reveal
    assert verify(desk.services.store).ok


@pytest.mark.parametrize("acknowledged", [0, 1, 2, 5, 9])
def test_every_acknowledged_verdict_is_there(
    open_desk: OpenDesk, start: Start, home: Path, acknowledged: int
) -> None:
    process = start("working_desk.py", home, "judge", "30")
    told = [json.loads(process.stdout.readline())["verdict"] for _ in range(acknowledged)]
    process.kill()
    told += [json.loads(line)["verdict"] for line in process.stdout if line.endswith("}\n")]
    process.wait()
    assert len(told) >= acknowledged
    desk = open_desk(home)
    decided = dict(desk.sql("SELECT id, state FROM task WHERE state <> 'open'"))
    assert [decided.get(task) for task in told] == ["decided"] * len(told)
    assert len(decided) <= len(told) + 1
    assert len({task for _, task in desk.events("verdict")}) == len(desk.events("verdict"))
    assert verify(desk.services.store).ok
    assert desk.task not in told
    task = desk.task
    if not desk.window.case.media_missing() and desk.step is Step.ACTION:
        desk.answer("1")
        desk.wait(lambda: desk.step is Step.REVEALED or desk.task != task)
