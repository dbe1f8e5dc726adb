"""A batch's end: the gate, final, released, locked, restated, and the vendor's pack."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from tests.intake.conftest import Draft, draft
from tests.review.publishing_team import Team, code, sql, tasks, team
from tests.review.test_roster import Seat, Sit, blank_home, come_in, lea, member, sit
from tests.store.demo import Auditor, right_answer, wrong_tasks
from workstation.domain.roster import Role
from workstation.domain.taxonomy import ReadIn
from workstation.domain.verdict import Answer
from workstation.fault import WorldFault
from workstation.reports import error_pack_files
from workstation.reports.error_pack import ErrorPack
from workstation.review import assigned, pulling, roster
from workstation.review import desk as acts
from workstation.review.desk import Conclusion, Shown
from workstation.review.publishing import Given
from workstation.review.releasing import acts as releasing
from workstation.review.releasing import pack
from workstation.review.releasing.gate import gate
from workstation.review.releasing.restating import Restated, restated
from workstation.review.releasing.standing import Standing, State, standing
from workstation.store import releases, verdicts
from workstation.ui.printing import files

__all__ = ["blank_home", "draft", "lea", "sit", "team"]
SECRET = "SECRET-NOTE-OF-MINE"


def batch_of(one: Auditor) -> str:
    return str(one.sql("SELECT id FROM batch")[0][0])


def stands(one: Auditor) -> Standing:
    return one.store.read(standing, one.desk, batch_of(one)).result()


def open_now(one: Auditor) -> dict[str, int]:
    found = one.store.read(gate, one.desk, batch_of(one)).result()
    return {what: count for what, count, _ in found}


def since_locks(one: Auditor) -> list[Restated]:
    return one.store.read(restated, one.desk, batch_of(one)).result()


@pytest.fixture
def judged(mei: Auditor) -> Auditor:
    """Mei's store with everything judged as gold has it; she reads English and Malay."""
    for task in mei.tasks():
        answer = replace(right_answer(mei, task), read_in=ReadIn.ORIGINAL)
        mei.answer(task, answer)
        if mei.state(task) == "answered":
            mei.conclude(task, note=SECRET)
    return mei


def gather(one: Auditor, vendor: str = "v-b", secret: bytes = b"s" * 32) -> ErrorPack:
    return one.store.read(pack.gather, one.desk, batch_of(one), vendor, secret).result()


def test_what_is_open_stops_it_until_somebody_says_why(mei: Auditor) -> None:
    batch = batch_of(mei)
    assert (stands(mei).state, open_now(mei)) == (State.DRAFT, {"undecided": 150})
    assert code(mei.do, releasing.finalise, batch) == "release.open"
    assert code(mei.do, releasing.finalise, batch, "  ") == "release.open"
    assert mei.do(releasing.finalise, batch, "the quarter ends")
    held = stands(mei)
    assert (held.state, held.open, held.why) == (
        State.FINAL, {"undecided": 150}, "the quarter ends",
    )  # fmt: skip
    assert not mei.do(releasing.finalise, batch, "the quarter ends")
    assert code(mei.do, releasing.reopen, batch, "") == "release.no_why"
    assert mei.do(releasing.reopen, batch, "more came in")
    assert not mei.do(releasing.reopen, batch, "more came in")
    assert stands(mei).state is State.DRAFT
    assert code(mei.do, releasing.finalise, "nope") == "release.unknown_batch"


def test_each_line_of_the_gate(judged: Auditor) -> None:
    waits = judged.sql("SELECT count(*) FROM verdict WHERE provisional AND superseded_by IS NULL")
    assert open_now(judged) == {"provisional": waits[0][0]}
    assert waits[0][0] > 0
    judged.other_hand(
        "INSERT INTO task (id, item, batch, [case], person, stage, position) SELECT 'second', "
        "item, batch, [case], 'tan', 'second', position FROM task LIMIT 1"
    )
    judged.other_hand(
        "INSERT INTO escalation VALUES ('e', NULL, ?, NULL, NULL, 'mei', 'language', 'x', "
        "'2026-06-01T00:00:00+00:00', '2026-06-02T00:00:00+00:00', 'open', NULL, NULL)",
        batch_of(judged),
    )
    judged.other_hand(
        "INSERT INTO verdict SELECT 'other', task, batch, item, [case], 'tan', device, "
        "device || '.x', 1, at, stage, result, 'EDIT', clause, severity, codes, match, read_in, "
        "sure, misled, active_ms, 0, NULL, kind, graced FROM verdict WHERE action = 'NONE' LIMIT 1"
    )
    provisional = open_now(judged).pop("provisional")
    assert open_now(judged) == {
        "second": 1, "cannot": 1, "provisional": provisional, "apart": 1,
    }  # fmt: skip


def test_a_lock_names_what_was_known_and_what_changed_since(judged: Auditor) -> None:
    batch = batch_of(judged)
    judged.do(releasing.finalise, batch, "x")
    zone = "Asia/Kuala_Lumpur"
    assert code(judged.do, releasing.lock, batch, "2026-06-30", zone) == "release.not_over"
    judged.clock.at = datetime(2026, 6, 30, 15, 59, tzinfo=UTC)
    assert code(judged.do, releasing.lock, batch, "2026-06-30", zone) == "release.not_over"
    judged.clock.at = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)
    assert code(judged.do, releasing.lock, batch, "2026-06-30", "Mars") == "sampling.zone"
    assert code(judged.do, releasing.lock, batch, "30 June", zone) == "release.day"
    assert judged.do(releasing.lock, batch, "2026-06-30", zone)
    assert not judged.do(releasing.lock, batch, "2026-06-30", zone)
    (held,) = since_locks(judged)
    assert held.lock.until == "2026-07-01T00:00:00.000+08:00"
    assert held.whole
    assert (held.changes, held.counts) == ((), held.lock.counts)
    assert sum(held.lock.counts.values()) == 150

    task = wrong_tasks(judged)[0]
    before = judged.verdicts(task)
    judged.answer(task, Answer("NONE", read_in=ReadIn.ORIGINAL))
    judged.conclude(task, note="looked again")
    (held,) = since_locks(judged)
    (change,) = held.changes
    assert held.whole
    assert held.counts != held.lock.counts
    assert change.before is not None
    assert change.after is not None
    assert (change.how, change.person, change.after.action) == ("corrected", "mei", "NONE")
    assert (change.before.result, change.before.action) == before[0]
    assert change.why == "looked again"

    while since_locks(judged)[0].changes:
        judged.undo()
    (held,) = since_locks(judged)
    assert (held.changes, held.counts) == ((), held.lock.counts)

    judged.answer(task, Answer("NONE", read_in=ReadIn.ORIGINAL))
    judged.conclude(task, note="looked again")
    judged.do(acts.seal, task)
    (change,) = since_locks(judged)[0].changes
    assert change.sealed
    assert (change.before, change.after, change.why) == (None, None, "")


def test_a_doctored_verdict_breaks_the_lock(judged: Auditor) -> None:
    batch = batch_of(judged)
    judged.do(releasing.finalise, batch, "x")
    judged.clock.at = datetime(2026, 7, 2, tzinfo=UTC)
    judged.do(releasing.lock, batch, "2026-06-30", "+08:00")
    judged.other_hand("UPDATE verdict SET action = 'EDIT' WHERE action = 'REMOVE'")
    assert not since_locks(judged)[0].whole


def test_a_draft_is_not_locked(judged: Auditor) -> None:
    judged.clock.at = datetime(2026, 7, 2, tzinfo=UTC)
    asked = (batch_of(judged), "2026-06-30", "+08:00")
    assert code(judged.do, releasing.lock, *asked) == "release.not_final"
    assert judged.do(releasing.lock, *asked, "the books close")


def test_the_pack_tells_no_note_and_no_name(judged: Auditor) -> None:
    made = gather(judged)
    assert len(made.cases) > 5
    raw = "".join(error_pack_files.lines(made))
    told = repr(error_pack_files.document(made)) + repr(error_pack_files.sheets(made)) + raw
    assert SECRET not in told
    assert "'mei'" not in told
    assert '"mei"' not in told
    assert judged.device.id not in told
    auditors = {case.auditor for case in made.cases}
    assert len(auditors) == 1
    assert gather(judged).cases == made.cases
    assert {case.auditor for case in gather(judged, secret=b"t" * 32).cases} != auditors
    first = judged.store.write(releases.secret, batch_of(judged), "v-b").result()
    assert judged.store.write(releases.secret, batch_of(judged), "v-b").result() == first
    assert judged.store.write(releases.secret, batch_of(judged), "v-a").result() != first


def test_the_pack_holds_what_was_wrong_and_the_words_of_the_day(judged: Auditor) -> None:
    made = gather(judged)
    rows = [row for row in judged.store.read(_rows).result() if row.vendor == "v-b"]
    final = [row for row in rows if row.result == "differs" and not row.provisional]
    assert {case.verdict for case in made.cases} == {row.event for row in final}
    assert made.left_out["provisional"] == sum(row.provisional for row in rows)
    kinds = [case.severity for case in made.cases]
    assert kinds == sorted(kinds, key=["critical", "major", "minor", "none"].index)
    cited = {(one.clause, one.version) for case in made.cases for one in case.right if one.clause}
    worded = {(one.clause, one.version): one for one in made.wordings}
    assert cited <= worded.keys()
    versions = judged.sql("SELECT clause, version, body, since FROM clause_version")
    bodies = {(clause, version): body for clause, version, body, _ in versions}
    assert all(one.body == bodies[name] for name, one in worded.items())
    for case in made.cases:
        assert case.errors
        assert all(error.words.endswith(".") for error in case.errors)
        assert "{" not in "".join(one.words for one in case.put_right)
    lines = [json.loads(line) for line in error_pack_files.lines(made)]
    assert [line["type"] for line in lines].count("error") == len(made.cases)
    assert made.judged == made.right + sum(
        row.result == "differs" and "WS.route" not in row.codes for row in final
    )


def _rows(db: Any) -> list[Any]:
    return list(verdicts.rows(db))


def test_a_sealed_case_is_a_reference_and_nothing_else(judged: Auditor) -> None:
    wrong = gather(judged).cases[0]
    judged.do(acts.seal, judged.task(wrong.source_id))
    made = gather(judged)
    assert made.sealed == (wrong.source_id,)
    assert made.left_out["sealed"] == 1
    assert wrong.verdict not in "".join(error_pack_files.lines(made))


def test_while_somebody_is_blind_neither_vendors_nor_figures_are_told(mei: Auditor) -> None:
    batch = batch_of(mei)
    mei.do(releasing.finalise, batch, "x")
    assert mei.store.read(releasing.vendors, batch).result() == []
    for call in (lambda: gather(mei), lambda: mei.do(releasing.lock, batch, "2026-05-01", "Z")):
        with pytest.raises(WorldFault) as caught:
            call()
        assert caught.value.code == "release.still_blind"
    with pytest.raises(WorldFault) as caught:
        releasing.release(mei.store, mei.desk, None, batch, "v-a", "x")
    assert caught.value.code == "release.still_blind"


def test_the_pack_as_files(judged: Auditor, tmp_path: Path, qtbot: QtBot) -> None:
    batch = batch_of(judged)
    made = files.write_pack(judged.store, judged.desk, batch, "v-b", tmp_path)
    assert [path.suffix for path in made.paths] == [".pdf", ".xlsx", ".jsonl"]
    assert made.paths[0].read_bytes().startswith(b"%PDF")
    assert [path.stat().st_size for path in made.paths] == list(made.sizes)
    with pytest.raises(WorldFault) as caught:
        files.write_pack(judged.store, judged.desk, batch, "v-b", tmp_path)
    assert caught.value.code == "export.exists"
    with pytest.raises(WorldFault) as caught:
        files.write_pack(judged.store, judged.desk, batch, "v-x", tmp_path)
    assert caught.value.code == "release.no_vendor"


# In a team


def test_a_lead_releases_on_the_stream_of_the_batch(
    team: Team, draft: Callable[..., Draft], tmp_path: Path, sit: Sit
) -> None:
    made = draft()
    name, source = made.manifest["id"], made.write(tmp_path / "batch")
    vendor = sit("qa")
    team.lea.do(roster.set_person, member("qa", Role.VENDOR_QA, vendor="v-a"))
    come_in(team.lea, vendor, "qa")
    vendor.sync()
    team.publish(source, Given("mei"), vendor="v-a")
    team.exchange()
    team.pull(team.mei, name)
    team.pull(team.lea, name)
    for task in tasks(team.mei, name):
        team.mei.do(acts.answer, task, Answer("NONE", read_in=ReadIn.ORIGINAL), Shown())
        if sql(team.mei, "SELECT state FROM task WHERE id = ?", task) == [("answered",)]:
            team.mei.do(acts.conclude, task, Conclusion(), Shown())
    team.exchange()
    lea = team.lea
    assert code(releasing.release, team.mei.store, team.mei.desk, team.place, name, "v-a") == (
        "publish.role"
    )
    assert code(releasing.release, lea.store, lea.desk, team.place, name, "v-x") == (
        "release.no_vendor"
    )
    waits = [what for what, _, _ in _gate(lea, name)]
    assert releasing.release(lea.store, lea.desk, team.place, name, "v-a", "the month ends")
    assert not releasing.release(lea.store, lea.desk, team.place, name, "v-a", "the month ends")
    team.exchange()
    vendor.sync()
    for seat in (lea, team.mei):
        held = seat.store.read(standing, seat.desk, name).result()
        assert held.state is State.RELEASED
        assert sorted(held.open) == sorted(waits)
    offers = vendor.store.read(pulling.offers, vendor.desk, vendor.store.paths.home).result()
    assert [one.mine for one in offers] == [False]
    # Opened again, released again: it is said again.
    lea.do(releasing.reopen, name, "a mistake")
    assert lea.store.read(standing, lea.desk, name).result().state is State.DRAFT
    assert releasing.release(lea.store, lea.desk, team.place, name, "v-a", "mended")
    assert lea.store.read(standing, lea.desk, name).result().state is State.RELEASED


def test_a_lock_in_a_team_makes_nothing_late_that_was_known(
    team: Team, draft: Callable[..., Draft], tmp_path: Path
) -> None:
    made = draft()
    name, source = made.manifest["id"], made.write(tmp_path / "batch")
    team.publish(source, Given("mei"), Given("lea"))
    team.exchange()
    for seat in (team.mei, team.lea):
        team.pull(seat, name)
        for task in tasks(seat, name)[:3]:
            seat.do(acts.answer, task, Answer("NONE", read_in=ReadIn.ORIGINAL), Shown())
            if sql(seat, "SELECT state FROM task WHERE id = ?", task) == [("answered",)]:
                seat.do(acts.conclude, task, Conclusion(), Shown())
    team.mei.sync()
    lea = team.lea
    lea.store.write(lambda db: db.conn.execute("UPDATE task SET state = 'decided'")).result()
    asked = (name, "2026-01-31", "+08:00", "the books close")
    assert code(lea.do, releasing.lock, *asked) == "release.unsent"
    lea.sync()
    assert lea.do(releasing.lock, *asked)
    assert not lea.do(releasing.lock, *asked)
    team.exchange()
    for seat in (lea, team.mei):
        assert seat.store.read(assigned.late, name).result() == frozenset()
        (lock,) = seat.store.read(standing, seat.desk, name).result().locks
        lines = seat.store.read(lambda db, lock=lock: releases.then(db, name, lock.known)).result()
        assert len(lines) == 6
        assert releases.digest_of(lines) == lock.digest


def _gate(seat: Seat, batch: str) -> list[Any]:
    return seat.store.read(gate, seat.desk, batch).result()
