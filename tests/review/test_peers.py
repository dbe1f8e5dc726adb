"""Overturns in a language their author does not read, and the peers who do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.review.test_handed_on import refused
from tests.review.two_desks import (
    NOTHING,
    Join,
    exchange,
    join,
    overturned,
    peers_queue,
    verdict_on,
)
from tests.store.demo import Auditor
from workstation.domain.event import Kind
from workstation.reports.export import Format, export
from workstation.review import handing_in, peers
from workstation.store import confirmations, events, verdicts
from workstation.store.events import Act
from workstation.sync.folder import FolderTransport
from workstation.sync.sync import sync
from workstation.sync.verify import verify

__all__ = ["join"]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick"


def rows(auditor: Auditor) -> list[Any]:
    return auditor.store.read(lambda db: list(verdicts.rows(db))).result()


def standing(auditor: Auditor, person: str = "mei") -> int:
    batch = auditor.sql("SELECT id FROM batch")[0][0]
    return auditor.store.read(verdicts.provisional, batch, person).result()


def test_a_peer_confirms_and_the_author_hears_of_it(
    mei: Auditor, join: Join, stick: Path, tmp_path: Path
) -> None:
    rani = join("rani", ("th", "en"))
    task = overturned(mei, "th")
    verdict = verdict_on(mei, task)
    assert standing(mei) == 1
    exchange(stick, mei, rani)
    (one,) = peers_queue(rani).provisional
    assert (one.verdict, one.person, one.languages) == (verdict, "mei", ("th",))
    rani.do(peers.confirm, verdict)
    assert peers_queue(rani).provisional == ()
    assert refused(rani.do, peers.confirm, verdict) == "review.no_verdict"
    exchange(stick, mei, rani)
    assert standing(mei) == 0
    (row,) = rows(mei)
    assert (row.provisional, row.peer, row.peer_holds) == (True, "rani", True)
    for kind in (Format.CSV, Format.JSONL):
        export(mei.store, None, kind, tmp_path / f"out.{kind}")
        assert "rani" in (tmp_path / f"out.{kind}").read_text("utf-8")
    for desk in (mei, rani):
        assert verify(desk.store, FolderTransport(stick)).fault is None


def test_a_peer_says_no_and_the_author_corrects(mei: Auditor, join: Join, stick: Path) -> None:
    rani = join("rani", ("th", "en"))
    task = overturned(mei, "th")
    mei.do(handing_in.submit, mei.view(task).batch.id)
    exchange(stick, mei, rani)
    verdict = verdict_on(mei, task)
    assert refused(rani.do, peers.refute, verdict, "") == "review.words_missing"
    rani.do(peers.refute, verdict, "it says 'inspired by', not 'copy of'")
    exchange(stick, mei, rani)
    assert mei.store.read(confirmations.refuted, "mei").result() == [(verdict, task)]
    (row,) = rows(mei)
    assert (row.peer, row.peer_holds) == ("rani", False)
    assert standing(mei) == 0
    # Handed in, yet this one case may be looked at again.
    mei.answer(task, NOTHING)
    if mei.state(task) == "answered":
        mei.conclude(task)
    assert mei.store.read(confirmations.refuted, "mei").result() == []
    exchange(stick, mei, rani)
    assert verify(rani.store).fault is None


def test_a_peer_who_cannot_tell_leaves_it_waiting(mei: Auditor, join: Join, stick: Path) -> None:
    rani = join("rani", ("th",))
    task = overturned(mei, "th")
    exchange(stick, mei, rani)
    verdict = verdict_on(mei, task)
    rani.do(peers.leave_open, verdict, "a dialect")
    (one,) = peers_queue(rani).provisional
    assert one.left_open
    exchange(stick, mei, rani)
    assert standing(mei) == 1
    (row,) = rows(mei)
    assert row.case_notes == ()
    assert row.peer is None


def test_only_those_who_read_it_and_never_ones_own(
    mei: Auditor, join: Join, stick: Path
) -> None:
    omar = join("omar", ("ar", "en"))
    verdict = verdict_on(mei, overturned(mei, "th"))
    exchange(stick, mei, omar)
    assert peers_queue(omar).provisional == ()
    assert refused(omar.do, peers.confirm, verdict) == "review.not_read"
    assert peers_queue(mei).provisional == ()
    assert refused(mei.do, peers.confirm, verdict) == "review.own_verdict"
    assert refused(omar.do, peers.confirm, "nothing") == "review.no_verdict"


def test_what_was_said_can_be_taken_back(mei: Auditor, join: Join, stick: Path) -> None:
    rani = join("rani", ("th",))
    task = overturned(mei, "th")
    exchange(stick, mei, rani)
    rani.do(peers.confirm, verdict_on(mei, task))
    exchange(stick, mei, rani)
    assert standing(mei) == 0
    assert rani.undo().kind == Kind.CONFIRMED
    exchange(stick, mei, rani)
    assert standing(mei) == 1
    assert verify(mei.store).fault is None


@pytest.mark.parametrize("author", ["mei", "somebody"])
def test_a_confirmation_forged_for_ones_own_is_not_taken_in(
    mei: Auditor, join: Join, stick: Path, author: str
) -> None:
    rani = join("rani", ("th",))
    task = overturned(mei, "th")
    verdict = verdict_on(mei, task)

    def forge(db: Any) -> None:
        act = Act(
            kind=Kind.CONFIRMED,
            at=mei.clock(),
            person=mei.person.id,
            device=mei.device.id,
            task=task,
            body={"verdict": verdict, "author": author},
        )
        events.append(db, act)

    mei.store.write(forge).result()
    assert standing(mei) == 1  # no effect at home either
    stick.mkdir()
    sync(mei.store, FolderTransport(stick))
    taken = sync(rani.store, FolderTransport(stick))
    assert [problem.code for problem in taken.problems] == ["sync.own_answer"]
    assert rani.sql("SELECT count(*) FROM event") == [(0,)]


def test_of_two_peers_the_one_who_says_no_is_heard(
    mei: Auditor, join: Join, stick: Path
) -> None:
    rani, somchai = join("rani", ("th",)), join("somchai", ("th",))
    task = overturned(mei, "th")
    exchange(stick, mei, rani, somchai)
    verdict = verdict_on(mei, task)
    rani.do(peers.confirm, verdict)
    somchai.do(peers.refute, verdict, "no")
    exchange(stick, mei, rani, somchai)
    for desk in (mei, rani, somchai):
        (row,) = rows(desk)
        assert (row.peer, row.peer_holds) == ("somchai", False)
        assert verify(desk.store).fault is None


def test_questions_of_language_stand_in_the_same_queue(
    mei: Auditor, join: Join, stick: Path
) -> None:
    rani, omar = join("rani", ("th",)), join("omar", ("ar",))
    mei.cannot(mei.task("L-TH-70218842"), "what does the photo say?")
    exchange(stick, mei, rani, omar)
    (asked,) = peers_queue(rani).questions
    assert asked.note == "what does the photo say?"
    assert peers_queue(omar).questions == ()
    assert peers_queue(mei).questions == ()


def test_an_overturn_on_what_a_peer_has_yet_to_judge_blind_is_not_even_counted(
    mei: Auditor, join: Join, stick: Path
) -> None:
    rani = join("rani", ("th", "en"))
    task = overturned(mei, "th")
    other = mei.sql(
        "SELECT t.id FROM task t JOIN [case] c ON c.id = t.[case] "
        "WHERE c.language = 'th' AND t.id <> ? AND NOT EXISTS "
        "(SELECT 1 FROM part p WHERE p.[case] = c.id AND p.language IS NULL)",
        task,
    )[0][0]
    mei.cannot(other)
    for each in (task, other):
        rani.other_hand("UPDATE task SET person = 'rani' WHERE id = ?", each)
    exchange(stick, mei, rani)
    found = peers_queue(rani)
    assert (found.provisional, found.questions) == ((), ())
    assert found.held_back == 1  # the question, which tells nothing of a decision
