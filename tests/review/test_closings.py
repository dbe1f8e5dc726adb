"""A list of closings takes effect once, row by row."""

from __future__ import annotations

from pathlib import Path

from tests.review.remediating import entries, open_entries
from tests.store.demo import Auditor
from workstation.domain.remediation import ClosedAs
from workstation.review import remediation
from workstation.review.closings import TakenIn, take_in

HEAD = "entry,closed_at,outcome,by,note\n"
LATER = "2026-06-01T09:30:00+00:00"
STRANGER = "50efd3ca-1876-5a30-8adf-e76eaed56da1"


def bring(mei: Auditor, tmp_path: Path, *rows: str) -> TakenIn:
    path = tmp_path / "back.csv"
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), "utf-8")
    mei.clock.at = mei.clock.at.replace(hour=18)
    return take_in(mei.store, mei.desk, path)


def told(done: TakenIn) -> list[tuple[int, str]]:
    return [(fault.line, fault.code.removeprefix("closings.line.")) for fault in done.faults]


def state(mei: Auditor, entry: str) -> tuple[str, str | None, str | None, str | None]:
    row = next(one for one in entries(mei) if one.id == entry)
    return row.state, row.closed_as, row.closed_by, row.closing_note


def test_the_same_list_twice_changes_nothing(mei: Auditor, tmp_path: Path) -> None:
    first, second, _ = open_entries(mei)[:3]
    rows = (f"{first.id},{LATER},done,team-2,gone at last", f"{second.id},2026-06-01,gone,,")
    done = bring(mei, tmp_path, *rows)
    assert (done.closed, done.known, done.faults) == (2, 0, ())
    assert state(mei, first.id) == ("closed", "done", "team-2", "gone at last")
    assert state(mei, second.id) == ("closed", "already_gone", "mei", None)
    before = len(mei.events())
    again = bring(mei, tmp_path, *rows)
    assert (again.closed, again.known, again.faults) == (0, 2, ())
    assert len(mei.events()) == before


def test_an_old_list_does_not_close_again_what_was_opened_again(
    mei: Auditor, tmp_path: Path
) -> None:
    entry = open_entries(mei)[0]
    row = f"{entry.id},{LATER},done,team-2,"
    bring(mei, tmp_path, row)
    mei.do(remediation.reopen, entry.id, "it is back")
    assert bring(mei, tmp_path, row).known == 1
    assert state(mei, entry.id)[0] == "open"
    assert bring(mei, tmp_path, f"{entry.id},2026-06-01T10:00:00+00:00,done,team-2,").closed == 1
    # What was taken back was never said: the list counts anew.
    mei.do(remediation.undo)
    assert bring(mei, tmp_path, f"{entry.id},2026-06-01T10:00:00+00:00,done,team-2,").closed == 1


def test_a_time_told_to_the_minute_is_not_before_what_was_opened_in_it(
    mei: Auditor, tmp_path: Path
) -> None:
    entry = open_entries(mei, 1)[0]
    assert bring(mei, tmp_path, f"{entry.id},{entry.opened_at[:16]}+00:00,done,,").closed == 1
    row = next(one for one in entries(mei) if one.id == entry.id)
    assert row.closed_at == entry.opened_at


def test_what_does_not_fit_is_told(mei: Auditor, tmp_path: Path) -> None:
    first, second, third = open_entries(mei)[:3]
    mei.do(remediation.close, third.id, ClosedAs.DONE)
    done = bring(
        mei,
        tmp_path,
        f"{STRANGER},{LATER},done,,",
        f"{first.id},2026-05-01,done,,",
        f"{second.id},{LATER},done,,",
        f"{second.id},{LATER},not possible,,",
        f"{third.id},{LATER},already gone,,",
        "no id,,done,,",
    )
    assert told(done) == [
        (2, "unknown"), (3, "before_opened"), (5, "double"), (6, "closed_already"), (7, "no_id"),
    ]  # fmt: skip
    assert (done.closed, state(mei, first.id)[0]) == (1, "open")


def test_a_withdrawn_entry_that_was_put_right_is_told(mei: Auditor, tmp_path: Path) -> None:
    entry = open_entries(mei, 1)[0]
    mei.conclude(entry.task, errors=(), reason="not so")
    assert bring(mei, tmp_path, f"{entry.id},{LATER},done,,").closed == 1
    row = next(one for one in entries(mei) if one.id == entry.id)
    assert (row.state, row.changed) == ("closed", True)
