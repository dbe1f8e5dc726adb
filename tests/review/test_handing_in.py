"""A batch handed in, taken back, handed in again; and who may no longer take it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.store.demo import Auditor
from workstation.domain.event import Kind
from workstation.domain.verdict import Answer
from workstation.fault import WorldFault
from workstation.review import acting, handing_in
from workstation.review import desk as acts
from workstation.review.acting import is_submitted
from workstation.store import log, submissions, verdicts
from workstation.sync.folder import FolderTransport
from workstation.sync.sync import sync


def batch_of(auditor: Auditor) -> str:
    return auditor.sql("SELECT id FROM batch")[0][0]


def handed_in(auditor: Auditor, person: str = "mei") -> bool:
    return auditor.store.read(is_submitted, batch_of(auditor), person).result()


def sound(auditor: Auditor) -> None:
    assert auditor.store.read(verdicts.check).result() is None
    assert auditor.store.read(log.check).result().fault is None


def refused(auditor: Auditor, work: Callable[..., object], *words: object) -> str:
    with pytest.raises(WorldFault) as told:
        auditor.do(work, *words)
    return told.value.code


def test_what_was_handed_in_can_be_worked_on_again(mei: Auditor) -> None:
    batch, task = batch_of(mei), mei.tasks()[0]
    assert refused(mei, handing_in.unsubmit, batch) == "review.not_submitted"
    first = mei.do(handing_in.submit, batch)
    assert refused(mei, acts.answer, task, Answer("NONE"), acts.Shown()) == "review.submitted"
    back = mei.do(handing_in.unsubmit, batch)
    assert (back.kind, back.supersedes) == (Kind.UNSUBMITTED, first.id)
    assert not handed_in(mei)
    sound(mei)
    mei.answer(task, Answer("NONE"))
    assert mei.state(task) in ("answered", "decided")
    mei.do(handing_in.submit, batch)
    assert handed_in(mei)
    assert refused(mei, handing_in.submit, batch) == "review.submitted"
    sound(mei)


@pytest.mark.parametrize("of", ["mei", None])
def test_once_a_lead_has_begun_it_stays(mei: Auditor, of: str | None) -> None:
    batch = batch_of(mei)
    lead = Auditor(mei.store, replace(mei.person, id="lead-1"), mei.device)
    assert refused(lead, handing_in.begin_review, batch, "mei") == "review.not_submitted"
    mei.do(handing_in.submit, batch)
    assert refused(mei, handing_in.begin_review, batch, "mei") == "review.own_batch"
    if of:
        lead.do(handing_in.begin_review, batch, of)
    else:
        about = acting.About(batch)  # does not say of whom: of everybody
        lead.do(acting.write, Kind.REVIEW_BEGUN, about)
    assert refused(mei, handing_in.unsubmit, batch) == "review.begun"
    assert handed_in(mei)
    assert mei.store.read(submissions.begun_by, batch, "mei").result() == "lead-1"


def test_a_lead_who_begins_on_another_s_work_leaves_mine_alone(mei: Auditor) -> None:
    batch = batch_of(mei)
    lee = Auditor(mei.store, replace(mei.person, id="lee"), mei.device)
    lead = Auditor(mei.store, replace(mei.person, id="lead-1"), mei.device)
    lee.do(handing_in.submit, batch)
    mei.do(handing_in.submit, batch)
    lead.do(handing_in.begin_review, batch, "lee")
    mei.do(handing_in.unsubmit, batch)
    assert (handed_in(mei, "mei"), handed_in(mei, "lee")) == (False, True)
    sound(mei)


def test_a_second_look_is_a_beginning_too(mei: Auditor) -> None:
    batch, task = batch_of(mei), mei.tasks()[0]
    mei.do(handing_in.submit, batch)
    second = (
        "INSERT INTO task (id, item, batch, [case], person, stage, position) "
        "SELECT 'second', item, batch, [case], 'lead-1', 'second', 1 FROM task WHERE id = ?"
    )

    def add(db: object) -> None:
        db.conn.execute(second, [task])  # type: ignore[attr-defined]

    mei.store.write(add).result()
    lead = Auditor(mei.store, replace(mei.person, id="lead-1"), mei.device)
    lead.answer("second", Answer("NONE"))
    assert refused(mei, handing_in.unsubmit, batch) == "review.begun"


def test_verify_finds_a_submission_that_stands_without_its_event(mei: Auditor) -> None:
    batch = batch_of(mei)
    mei.do(handing_in.submit, batch)
    rows = mei.sql("SELECT * FROM submission")
    mei.do(handing_in.unsubmit, batch)
    mei.other_hand("INSERT INTO submission VALUES (?, ?, ?, ?)", *rows[0])
    fault = mei.store.read(verdicts.check).result()
    assert fault is not None
    assert (fault.where, fault.reason) == ("submission", "without_event")
    mei.other_hand("DELETE FROM submission")
    sound(mei)
    mei.do(handing_in.submit, batch)
    mei.other_hand("DELETE FROM submission")
    fault = mei.store.read(verdicts.check).result()
    assert fault is not None
    assert (fault.where, fault.reason) == ("submission", "missing")


# Over a folder


def test_two_stores_see_the_same_at_every_step(
    open_auditor: Callable[..., Auditor], tmp_path: Path
) -> None:
    """submit, sent; taken back, sent; handed in again, sent; the lead begins, sent."""
    mei, lead = open_auditor("mei"), open_auditor("lead")
    place = tmp_path / "place"
    place.mkdir()

    def settle() -> None:
        for one in (mei, lead, mei):
            report = sync(one.store, FolderTransport(place))
            assert not report.problems
        sound(mei)
        sound(lead)

    _another_desk(lead, "lead-1")
    batch = batch_of(mei)
    mei.do(handing_in.submit, batch)
    settle()
    assert handed_in(lead)
    mei.do(handing_in.unsubmit, batch)
    settle()
    assert not handed_in(lead)
    mei.do(handing_in.submit, batch)
    settle()
    assert handed_in(lead)
    lead.do(handing_in.begin_review, batch, "mei")
    assert not handed_in(mei) or mei.store.read(submissions.begun_by, batch, "mei").result() is None
    settle()
    assert refused(mei, handing_in.unsubmit, batch) == "review.begun"


def test_what_takes_back_may_be_read_before_what_it_takes_back(mei: Auditor) -> None:
    """Two devices of one person: their streams come in any order."""
    batch = batch_of(mei)
    first = mei.do(handing_in.submit, batch)
    back = mei.do(handing_in.unsubmit, batch)

    def read_in_the_wrong_order(db: object) -> None:
        from workstation.store import views

        for event in (back, first):
            views.apply(db, event, own=False)  # type: ignore[arg-type]

    mei.store.write(read_in_the_wrong_order).result()
    assert not handed_in(mei)


def test_two_devices_that_both_handed_in_are_both_taken_back(mei: Auditor) -> None:
    batch = batch_of(mei)
    mei.do(handing_in.submit, batch)
    mei.do(acting.write, Kind.SUBMITTED, acting.About(batch))  # the other device's, come by sync
    mei.do(handing_in.unsubmit, batch)
    assert not handed_in(mei)
    assert len(mei.sql("SELECT 1 FROM event WHERE kind = 'unsubmitted'")) == 2
    sound(mei)


def _another_desk(auditor: Auditor, person: str) -> None:
    """The copied store becomes somebody else's: another person, another device."""
    from workstation.store import people

    def change(db: object) -> object:
        db.conn.execute("DELETE FROM meta WHERE name = 'device'")  # type: ignore[attr-defined]
        auditor.person = replace(auditor.person, id=people.PersonId(person))
        people.set_person(db, auditor.person)  # type: ignore[arg-type]
        return people.device(db)  # type: ignore[arg-type]

    auditor.device = auditor.store.write(change).result()  # type: ignore[assignment]


def test_who_has_begun_is_looked_up_by_indexes(mei: Auditor) -> None:
    asked: list[str] = []

    def watch(db: object) -> list[str]:
        conn = db.conn  # type: ignore[attr-defined]
        conn.set_trace_callback(asked.append)
        submissions.begun_by(db, "b", "p")  # type: ignore[arg-type]
        submissions.standing(db, "b", "p")  # type: ignore[arg-type]
        conn.set_trace_callback(None)
        plans = [conn.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall() for sql in asked]
        return [row[3] for plan in plans for row in plan]

    plan = mei.store.read(watch).result()
    for index in ("event_begun", "event_second", "event_submitted"):
        assert any(index in line for line in plan), plan
    assert not [line for line in plan if line.startswith("SCAN")], plan
