"""The chain names the row that somebody changed."""

from __future__ import annotations

import pytest

from tests.store.demo import Auditor, right_answer, wrong_tasks
from workstation.domain.taxonomy import ErrorCause
from workstation.domain.verdict import Answer
from workstation.review import desk as acts
from workstation.store import log, segments, verdicts
from workstation.store.log import Break, Checked
from workstation.store.segments import StoredSegment, Stream


def work(mei: Auditor) -> None:
    """Some of everything."""
    wrong = wrong_tasks(mei)
    mei.answer(wrong[0], right_answer(mei, wrong[0]))
    mei.conclude(wrong[0], cause=ErrorCause.SLANG_MISSED, note="the slang means praise")
    mei.answer(wrong[1], right_answer(mei, wrong[1]))
    mei.conclude(wrong[1], note="photo 6")
    mei.do(acts.note, wrong[2], "look again")
    mei.answer(wrong[2], Answer("NONE"))
    mei.undo()
    mei.store.write(_segment, mei.stream).result()


def _segment(db: object, stream: str) -> None:
    segments.add_stream(db, Stream(stream, "work", "d", "mei", "key", True, "now"))  # type: ignore[arg-type]
    data = b"segment bytes"
    one = StoredSegment(stream, 1, "record", log.digest(data), "p", 1, 3, "now", data)
    segments.add(db, one)  # type: ignore[arg-type]


def check(mei: Auditor) -> Checked:
    return mei.store.read(log.check).result()


def test_an_untouched_store_holds(mei: Auditor) -> None:
    work(mei)
    done = check(mei)
    assert done.fault is None
    assert done.entries == mei.sql("SELECT max(seq) FROM log")[0][0] > 8
    assert mei.store.read(verdicts.check).result() is None


DOCTORED = {
    "log": [
        "UPDATE log SET at = '2020' WHERE seq = 3",
        "UPDATE log SET digest = 'x' WHERE seq = 3",
        "UPDATE log SET hash = 'x' WHERE seq = 3",
        "UPDATE log SET prev = 'x' WHERE seq = 3",
        "UPDATE log SET ref = 'x' WHERE seq = 3",
        "DELETE FROM log WHERE seq = 3",
        "UPDATE log SET seq = 900 WHERE seq = 3",
    ],
    "event": [
        "UPDATE event SET at = '2020' WHERE number = 2",
        "UPDATE event SET person = 'else' WHERE number = 2",
        "UPDATE event SET task = NULL WHERE number = 2",
        "UPDATE event SET body = replace(body, 'REMOVE', 'EDIT') WHERE kind = 'verdict'",
        "UPDATE event SET body = '{}', digest = 'x' WHERE number = 2",
        "UPDATE event SET supersedes = NULL WHERE kind = 'undone'",
        "UPDATE event SET texts = '{}' WHERE kind = 'noted'",
        "DELETE FROM event WHERE number = 2",
    ],
    "event_text": [
        "UPDATE event_text SET words = 'the slang means insult' WHERE name = 'note'",
        "UPDATE event_text SET salt = 'x' WHERE name = 'note'",
    ],
    "segment": [
        "UPDATE segment SET bytes = x'00'",
        "UPDATE segment SET digest = 'x'",
        "DELETE FROM segment",
    ],
    "batch": [
        "UPDATE batch SET manifest = replace(manifest, 'lead-1', 'lead-2')",
    ],
    "pack": [
        "UPDATE clause_version SET severity = 'minor' WHERE clause = '3.2'",
        "UPDATE clause_version SET until = '2020-01-01T00:00:00+00:00'",
        "UPDATE clause_version SET body = body || '.' WHERE clause = '3.2' AND version = 1",
        "DELETE FROM clause_version WHERE clause = '3.2' AND version = 1",
        "UPDATE pack SET title = 'x'",
    ],
}


@pytest.mark.parametrize(
    ("where", "doctored"), [(where, one) for where, all_ in DOCTORED.items() for one in all_]
)
def test_a_doctored_row_is_named(mei: Auditor, where: str, doctored: str) -> None:
    work(mei)
    entries = check(mei).entries
    mei.other_hand(doctored)
    done = check(mei)
    assert done.fault is not None
    assert done.fault.where == where
    assert done.fault.ref
    assert done.entries == (entries if where != "log" else 2)


@pytest.mark.parametrize(
    ("doctored", "where", "reason"),
    [
        ("UPDATE verdict SET result = 'agrees' WHERE result = 'differs'", "verdict", "differs"),
        ("UPDATE verdict SET severity = 'none'", "verdict", "differs"),
        ("UPDATE verdict SET person = 'else'", "verdict", "differs"),
        ("UPDATE verdict SET superseded_by = event", "verdict", "superseded"),
        ("DELETE FROM verdict", "verdict", "missing"),
        ("UPDATE finding SET clause = '9.1' WHERE owner IN (SELECT event FROM verdict)", "finding",
         "differs"),
    ],
)  # fmt: skip
def test_a_doctored_view_is_named(mei: Auditor, doctored: str, where: str, reason: str) -> None:
    work(mei)
    mei.other_hand(doctored)
    found = mei.store.read(verdicts.check).result()
    assert isinstance(found, Break)
    assert (found.where, found.reason) == (where, reason)


def test_a_chain_made_anew_is_another_chain(mei: Auditor) -> None:
    """Tamper-evident, not tamper-proof: that is what the head is sent away for."""
    work(mei)
    seq, head = mei.store.read(log.head).result()
    assert seq == check(mei).entries
    mei.answer(wrong_tasks(mei)[3], Answer("NONE"))
    assert mei.store.read(log.head).result() != (seq, head)
    assert mei.sql("SELECT hash FROM log WHERE seq = ?", seq) == [(head,)]
