"""Entries follow from verdicts and from what became of them, in whatever order events come."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.store.demo import Auditor, right_answer, wrong_tasks
from workstation.domain.event import Audience, Event, Kind
from workstation.domain.ids import EventId, StreamId
from workstation.domain.remediation import ClosedAs
from workstation.domain.verdict import Answer
from workstation.fault import WorldFault
from workstation.review import remediation
from workstation.store import events, remediation_rows, remediations, verdicts
from workstation.store.driver import Database, connect
from workstation.store.events import Act, every
from workstation.store.migrations import migrate
from workstation.store.remediation_rows import Entry, Wish

ROWS = "SELECT * FROM remediation ORDER BY id"


@pytest.fixture
def wrong(mei: Auditor) -> str:
    """A task on which Mei differs from the moderator."""
    task = wrong_tasks(mei)[0]
    mei.answer(task, right_answer(mei, task))
    mei.conclude(task, note="the photo says it")
    return task


def entries(mei: Auditor, wish: Wish = remediation_rows.ALL) -> list[Entry]:
    def read(db: Database) -> list[Entry]:
        return list(remediation_rows.rows(db, wish))

    return mei.store.read(read).result()


def only(mei: Auditor) -> Entry:
    (entry,) = entries(mei)
    return entry


def holds(mei: Auditor) -> bool:
    return mei.store.read(verdicts.check).result() is None


def made_again(mei: Auditor, order: list[int] | None = None) -> list[Any]:
    """The rows of a store that was told the events alone, in some order."""
    told = mei.store.read(lambda db: [event for event, _ in every(db)]).result()
    if order is not None:
        told = [told[place] for place in order]
    made = connect(":memory:", isolation_level=None)
    try:
        db = Database(made, execute_plugins=False)
        migrate(db)
        made.execute("PRAGMA foreign_keys = OFF")
        events.receive(db, told)
        return made.execute(ROWS).fetchall()
    finally:
        made.close()


def test_a_verdict_that_differs_opens_an_entry(mei: Auditor, wrong: str) -> None:
    entry = only(mei)
    assert entry.state == ("waiting" if _provisional(mei) else "open")
    assert entry.owner == "enforcement"
    assert entry.source_id
    assert entry.title
    assert entry.note == "the photo says it"
    assert entry.due_at > entry.opened_at
    assert holds(mei)


def _provisional(mei: Auditor) -> bool:
    return bool(mei.sql("SELECT max(provisional) FROM verdict")[0][0])


def peer(mei: Auditor, kind: Kind, verdict: str, number: int, name: str = "noor") -> Event:
    """What a language peer says, as it comes in with their stream."""
    event = Event(
        EventId(f"018f0000-0000-7000-8000-{number:012d}"), StreamId(f"{name}.work"), number, kind,
        f"2026-06-02T09:{number:02d}:00+00:00", name, name,  # type: ignore[arg-type]
        body={"verdict": verdict, "author": mei.person.id},
    )  # fmt: skip
    mei.store.write(lambda db: events.receive(db, [event])).result()
    return event


def waiting(mei: Auditor) -> Entry:
    """The entry of a verdict in a language that Mei does not read."""
    for task in wrong_tasks(mei):
        mei.answer(task, right_answer(mei, task))
        mei.conclude(task)
        found = entries(mei, Wish(("waiting",)))
        if found:
            return found[0]
    raise AssertionError("no provisional overturn in the demo")


def test_a_provisional_verdict_waits_until_a_peer_confirms(mei: Auditor) -> None:
    entry = waiting(mei)
    with pytest.raises(WorldFault) as caught:
        mei.do(remediation.close, entry.id, ClosedAs.DONE)
    assert caught.value.code == "remediation.waiting"
    said = peer(mei, Kind.CONFIRMED, entry.verdict, 1)
    assert _state(mei, entry.id) == "open"
    assert holds(mei)
    undone = Event(
        EventId("018f0000-0000-7000-8000-000000000099"), said.stream, 2, Kind.UNDONE, said.at,
        said.person, said.device, supersedes=said.id,
    )  # fmt: skip
    mei.store.write(lambda db: events.receive(db, [undone])).result()
    assert _state(mei, entry.id) == "waiting"
    peer(mei, Kind.CONFIRMED, entry.verdict, 3)
    peer(mei, Kind.REFUTED, entry.verdict, 4, "siti")
    assert _state(mei, entry.id) == "withdrawn"
    assert holds(mei)


def test_nobody_confirms_their_own(mei: Auditor) -> None:
    entry = waiting(mei)
    peer(mei, Kind.CONFIRMED, entry.verdict, 1, mei.person.id)
    assert _state(mei, entry.id) == "waiting"


def _state(mei: Auditor, entry: str) -> str:
    return mei.sql("SELECT state FROM remediation WHERE id = ?", entry)[0][0]


def opened(mei: Auditor) -> Entry:
    """An entry that is open: in a language that Mei reads."""
    for task in wrong_tasks(mei):
        mei.answer(task, right_answer(mei, task))
        mei.conclude(task)
        found = entries(mei, Wish(("open",)))
        if found:
            return found[0]
    raise AssertionError("no open entry in the demo")


def test_undone_is_withdrawn_and_done_again_is_the_same_entry(mei: Auditor) -> None:
    entry = opened(mei)
    mei.undo()
    assert _state(mei, entry.id) == "withdrawn"
    mei.conclude(entry.task)
    again = next(one for one in entries(mei) if one.id == entry.id)
    assert (again.state, again.verdict == entry.verdict) == ("open", False)
    assert again.opened_at > entry.opened_at, "what was taken back opened nothing"
    assert holds(mei)


def test_a_correction_keeps_the_entry_and_its_deadline(mei: Auditor) -> None:
    entry = opened(mei)
    mei.conclude(entry.task, note="once more")
    again = next(one for one in entries(mei) if one.id == entry.id)
    assert (again.due_at, again.note) == (entry.due_at, "once more")
    mei.conclude(entry.task, errors=(), reason="not so")
    assert _state(mei, entry.id) == "withdrawn"
    mei.undo()
    assert _state(mei, entry.id) == "open"


def test_closed_stays_closed_when_the_verdict_changes(mei: Auditor) -> None:
    entry = opened(mei)
    mei.do(remediation.close, entry.id, ClosedAs.ALREADY_GONE, "seller took it down")
    mei.conclude(entry.task, errors=(), reason="not so")
    row = next(one for one in entries(mei) if one.id == entry.id)
    assert (row.state, row.closed_as, row.changed) == ("closed", "already_gone", True)
    assert row.closing_note == "seller took it down"
    assert holds(mei)


def test_owner_closing_reopening_and_taking_back(mei: Auditor) -> None:
    entry = opened(mei)
    mei.do(remediation.assign, entry.id, "  legal   MY ")
    mei.do(remediation.assign, entry.id, "listings")
    assert _row(mei, entry).owner == "listings"
    assert mei.do(remediation.undo).kind == Kind.REMEDIATION_ASSIGNED
    assert _row(mei, entry).owner == "legal MY"
    mei.do(remediation.close, entry.id, ClosedAs.DONE)
    for fault, act in (
        ("closed_already", lambda: mei.do(remediation.close, entry.id, ClosedAs.DONE)),
        ("no_owner", lambda: mei.do(remediation.assign, entry.id, " ")),
        ("no_entry", lambda: mei.do(remediation.reopen, "nothing")),
    ):
        with pytest.raises(WorldFault) as caught:
            act()
        assert caught.value.code == f"remediation.{fault}"
    mei.do(remediation.reopen, entry.id)
    assert _row(mei, entry).state == "open"
    mei.do(remediation.undo)
    assert _row(mei, entry).state == "closed"
    mei.do(remediation.undo)
    assert _row(mei, entry).state == "open"
    with pytest.raises(WorldFault) as caught:
        mei.do(remediation.close, entry.id, ClosedAs.NOT_POSSIBLE, " ")
    assert caught.value.code == "remediation.no_reason"
    # The judgement's own undo is not touched by any of this, nor the other way round.
    assert mei.undo().task == entry.task
    assert mei.do(remediation.undo).kind == Kind.REMEDIATION_ASSIGNED
    with pytest.raises(WorldFault) as caught:
        mei.do(remediation.undo)
    assert caught.value.code == "remediation.nothing_to_undo"
    assert holds(mei)


def _row(mei: Auditor, entry: Entry) -> Entry:
    return next(one for one in entries(mei) if one.id == entry.id)


def test_two_closings_are_opened_again_by_one_key(mei: Auditor) -> None:
    entry = opened(mei)
    mei.do(remediation.close, entry.id, ClosedAs.DONE)
    other = Event(
        EventId("018f0000-0000-7000-8000-000000000007"), StreamId("lead.work"), 1,
        Kind.REMEDIATION_CLOSED, "2026-06-01T10:00:00+00:00", "lead", "lead",  # type: ignore[arg-type]
        body={"entry": entry.id, "verdict": entry.verdict, "outcome": "already_gone"},
    )  # fmt: skip
    mei.store.write(lambda db: events.receive(db, [other])).result()
    mei.do(remediation.reopen, entry.id)
    assert _row(mei, entry).state == "open"
    assert holds(mei)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_arrival_does_not_matter(mei: Auditor, seed: int) -> None:
    chance = random.Random(seed)
    entry = opened(mei)
    acts: list[Callable[[], object]] = [
        lambda: mei.do(remediation.assign, entry.id, chance.choice("abc")),
        lambda: mei.do(remediation.close, entry.id, ClosedAs.DONE, "x"),
        lambda: mei.do(remediation.reopen, entry.id),
        lambda: mei.do(remediation.undo),
        lambda: mei.conclude(entry.task, errors=(), reason="no"),
        lambda: mei.conclude(entry.task),
        lambda: mei.answer(entry.task, Answer("NONE")),
        lambda: mei.answer(entry.task, right_answer(mei, entry.task)),
        lambda: mei.undo(),
    ]
    for _ in range(40):
        try:
            chance.choice(acts)()
        except WorldFault:
            continue
    held = mei.sql(ROWS)
    assert held == made_again(mei)
    order = list(range(len(mei.events())))
    chance.shuffle(order)
    assert made_again(mei, order) == held
    assert holds(mei)


@pytest.mark.parametrize(
    ("statement", "property"),
    [
        ("UPDATE remediation SET state = 'closed'", "state"),
        ("UPDATE remediation SET due_at = '2027-01-01T00:00:00+00:00'", "due_at"),
        ("DELETE FROM remediation", "missing"),
    ],
)
def test_another_hand_is_found(mei: Auditor, statement: str, property: str) -> None:
    opened(mei)
    mei.other_hand(statement)
    found = mei.store.read(remediations.check).result()
    assert found is not None
    assert found.reason == property


def test_odd_acts_of_others_have_no_effect(mei: Auditor) -> None:
    entry = opened(mei)
    for number, body in enumerate(
        (
            {"outcome": "eaten"}, {"outcome": {}}, {"owner": 7}, {"closings": 7},
            {"closings": [[]]}, {"entry": [], "outcome": "done"}, {"verdict": {}},
        ),
        1,
    ):  # fmt: skip
        kind = remediations.ACTS[number % 3]
        event = Event(
            EventId(f"018f0000-0000-7000-8000-{number:012d}"), StreamId("odd.work"), number, kind,
            "2026-06-01T10:00:00+00:00", "odd", "odd",  # type: ignore[arg-type]
            body={"entry": entry.id, "verdict": entry.verdict, **body},
        )  # fmt: skip
        mei.store.write(lambda db, event=event: events.receive(db, [event])).result()
    assert (_row(mei, entry).state, _row(mei, entry).owner) == ("open", "enforcement")


def test_acts_are_found_by_their_index(mei: Auditor) -> None:
    plan = mei.sql(
        "EXPLAIN QUERY PLAN SELECT id FROM event WHERE kind IN ('remediation_assigned', "
        "'remediation_closed', 'remediation_reopened') AND json_extract(body, '$.entry') = 'x'"
    )
    assert "event_remediation" in plan[0][3]


# What may be seen


def test_others_entries_on_what_is_still_to_be_judged_blind_are_held_back(mei: Auditor) -> None:
    entry = opened(mei)
    verdict = mei.store.read(events.get, entry.verdict).result()
    stranger = Event(
        EventId("018f0000-0000-7000-8000-00000000000a"), StreamId("noor.work"), 1, Kind.VERDICT,
        verdict.at, "noor", "noor", verdict.batch, verdict.item, "noors-task", verdict.case,  # type: ignore[arg-type]
        body=verdict.body,
    )  # fmt: skip
    mei.store.write(lambda db: events.receive(db, [stranger])).result()

    def seen() -> list[str]:
        return [
            one.person for one in entries(mei) if one.case == entry.case and one.state == "open"
        ]

    assert sorted(seen()) == ["mei", "noor"]
    # Mei takes her verdict and her answer back: the case is blind for her again.
    mei.undo()
    mei.undo()
    assert mei.state(entry.task) == "open"
    assert seen() == []
    assert mei.store.read(remediation_rows.get, entry.id).result() is None
    mei.answer(entry.task, right_answer(mei, entry.task))
    assert seen() == ["noor"]


def test_an_entry_on_a_copy_is_held_back_until_its_cluster_is_answered(mei: Auditor) -> None:
    entry = opened(mei)
    verdict = mei.store.read(events.get, entry.verdict).result()
    task, copy = [task for task in mei.tasks() if mei.state(task) == "open"][:2]
    item, case = mei.sql("SELECT item, [case] FROM task WHERE id = ?", copy)[0]
    # Two copies of one thing, and Mei's task is on the other.
    mei.other_hand("UPDATE batch SET kind = 'consistency'")
    mei.other_hand(
        "UPDATE item SET cluster = 'one' WHERE id IN (?, (SELECT item FROM task WHERE id = ?))",
        item,
        task,
    )
    mei.other_hand("DELETE FROM task WHERE id = ?", copy)
    stranger = Event(
        EventId("018f0000-0000-7000-8000-00000000000a"), StreamId("noor.work"), 1, Kind.VERDICT,
        verdict.at, "noor", "noor", verdict.batch, item, "noors-task", case,  # type: ignore[arg-type]
        body=verdict.body,
    )  # fmt: skip
    mei.store.write(lambda db: events.receive(db, [stranger])).result()
    assert not [one for one in entries(mei) if one.case == case]
    mei.other_hand("UPDATE task SET state = 'decided' WHERE id = ?", task)
    assert [one.person for one in entries(mei) if one.case == case] == ["noor"]


def test_what_was_handed_on_without_an_answer_stays_hidden(mei: Auditor) -> None:
    entry = opened(mei)
    verdict = mei.store.read(events.get, entry.verdict).result()
    other = next(task for task in mei.tasks() if mei.state(task) == "open")
    item, case = mei.sql("SELECT item, [case] FROM task WHERE id = ?", other)[0]
    stranger = Event(
        EventId("018f0000-0000-7000-8000-00000000000a"), StreamId("noor.work"), 1, Kind.VERDICT,
        verdict.at, "noor", "noor", verdict.batch, item, "noors-task", case,  # type: ignore[arg-type]
        body=verdict.body,
    )  # fmt: skip
    mei.store.write(lambda db: events.receive(db, [stranger])).result()
    for act in (lambda: None, lambda: mei.cannot(other)):
        act()
        assert not [one for one in entries(mei) if one.case == case]
    mei.undo()
    mei.answer(other, Answer("NONE"))
    assert [one.person for one in entries(mei) if one.case == case and one.person == "noor"]


def test_a_sealed_case_is_told_by_its_reference(mei: Auditor) -> None:
    entry = opened(mei)
    mei.store.write(
        lambda db: events.append(
            db,
            Act(Kind.SEALED, mei.clock(), mei.person.id, mei.device.id, case=entry.case,
                task=entry.task, audience=Audience.WORK),
        )
    ).result()  # fmt: skip
    row = _row(mei, entry)
    assert row.sealed
    assert row.source_id == entry.source_id
    told = (row.clause, row.title, row.note, row.seller, row.vendor, row.target_ref, row.market)
    assert told == (None,) * 7


def test_an_older_store_gets_its_entries_from_the_verdicts_it_holds(mei: Auditor) -> None:
    opened(mei)
    held = mei.sql(ROWS)
    mei.store.write(lambda db: db.conn.execute("DELETE FROM remediation") and None).result()
    mei.store.write(remediations.remake_all).result()
    assert mei.sql(ROWS) == held
