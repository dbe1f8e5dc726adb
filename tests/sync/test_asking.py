"""What a run asks a place: nothing but its name and its heads where nothing is new."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.sync.conftest import Desk
from tests.sync.teams import seat, team
from tests.sync.test_exchange import codes, entries, run, segment_file
from workstation.domain.roster import Role
from workstation.fault import WorldFault
from workstation.review import roster
from workstation.store import roster as known
from workstation.store import sealing, standing, verdicts
from workstation.store.standing import Standing, Way
from workstation.sync.folder import FolderTransport
from workstation.sync.report import SyncReport
from workstation.sync.ship import retry
from workstation.sync.sync import sync
from workstation.sync.transport import Key, Put


class Counting:
    """A place that counts what it is asked, and may refuse."""

    def __init__(self, path: Path) -> None:
        self._place = FolderTransport(path)
        self.asked: list[str] = []
        self.refuses: Callable[[Key], WorldFault | None] = lambda key: None

    def __getattr__(self, name: str) -> Any:
        held = getattr(self._place, name)
        if not callable(held):
            return held

        def asked(*given: Any, **named: Any) -> Any:
            self.asked.append(name)
            return held(*given, **named)

        return asked

    def put_if_absent(self, key: Key, data: bytes) -> Put:
        self.asked.append("put_if_absent")
        fault = self.refuses(key)
        if fault is not None:
            raise fault
        return self._place.put_if_absent(key, data)


def count(desk: Desk, place: Path) -> tuple[SyncReport, list[str]]:
    there = Counting(place)
    report = sync(desk.store, there)  # type: ignore[arg-type]
    return report, there.asked


def stands(desk: Desk) -> Standing:
    return desk.store.read(lambda db: standing.standing(db, known.believed(db))).result()


def test_an_empty_run_asks_two_things_however_many_streams_there_are(
    new_desk: Callable[[str], Desk], lead: Desk, place: Path
) -> None:
    desks = [new_desk(f"desk-{n}") for n in range(6)]
    for n, desk in enumerate(desks):
        desk.verdicts(n + 1, "note")
        desk.act("dispute_opened", audience="dispute", body={"verdict": "x", "kind": "verdict"})
        run(desk, place)
    run(lead, place)
    lead.verdict(1, "note")
    run(lead, place)
    for desk in (lead, *desks):
        run(desk, place)
        report, asked = count(desk, place)
        assert asked == ["who_am_i", "heads"]
        assert (report.received, report.sent_events, report.problems) == ((), 0, ())


def test_one_new_segment_costs_what_it_is(desk: Desk, lead: Desk, place: Path) -> None:
    desk.verdicts(300, "")
    run(desk, place)
    run(lead, place)
    desk.verdict(301, "note")
    assert count(desk, place)[1] == ["who_am_i", "heads", "put_if_absent", "put_if_absent"]
    assert count(lead, place)[1] == ["who_am_i", "heads", "list", "get", "get"]


def test_what_the_place_loses_or_gains_is_noticed_by_its_counts(
    desk: Desk, lead: Desk, place: Path
) -> None:
    for n in range(3):
        desk.verdict(n)
        run(desk, place)
    run(lead, place)
    segment_file(place, desk, 2).unlink()
    assert count(desk, place)[0].sent_segments == 1
    rubbish = place / "streams" / desk.stream / f"{'0' * 64}.seg"
    rubbish.write_bytes(b"rubbish")
    assert "list" in count(desk, place)[1]
    assert count(desk, place)[1] == ["who_am_i", "heads"]  # rubbish is looked at once
    rubbish.unlink()
    assert "list" in count(desk, place)[1]
    assert count(desk, place)[1] == ["who_am_i", "heads"]


def test_what_stands_at_a_place_is_told_by_every_run(
    desk: Desk, lead: Desk, place: Path
) -> None:
    for n in range(3):
        desk.verdict(n)
        run(desk, place)
    missing = segment_file(place, desk, 2)
    missing.rename(place / "aside")
    for _ in range(2):
        assert codes(run(lead, place)) == ["sync.gap"]
    (gap,) = stands(lead).gaps
    assert (gap.stream, gap.seq, gap.next) == (desk.stream, 2, 3)
    (parked,) = stands(lead).parked
    assert parked.way is Way.ASK_AUTHOR
    (place / "aside").rename(missing)
    run(lead, place)
    assert (stands(lead).gaps, stands(lead).parked) == ((), ())


def test_a_revoked_device_counts_as_far_as_the_roster_says(
    desk: Desk, lead: Desk, new_desk: Callable[[str], Desk], place: Path
) -> None:
    other = new_desk("omar")
    team(lead, (desk, Role.AUDITOR), (other, Role.AUDITOR))
    desk.verdict(1)
    run(desk, place)
    run(lead, place)
    lead.store.write(roster.revoke, seat(lead), desk.device, "lost").result()
    desk.verdict(2)
    run(desk, place)  # whoever has it has not heard of it
    run(lead, place)
    for one in (lead, other):
        for _ in range(2):
            assert codes(run(one, place)) == ["sync.revoked"]
        assert len(one.segments(desk.stream)) == 1
        held = next(held for held in stands(one).streams if held.id == desk.stream)
        assert (held.head, held.counts_until, held.confirmed) == (1, 1, True)
        assert count(one, place)[1] == ["who_am_i", "heads"]
    report = run(desk, place)
    assert codes(report) == ["sync.own_revoked"]
    desk.verdict(3)
    assert run(desk, place).sent_segments == 0


def test_whom_the_roster_does_not_know_is_taken_in_and_told(
    desk: Desk, lead: Desk, new_desk: Callable[[str], Desk], place: Path
) -> None:
    stranger = new_desk("stranger")
    team(lead, (desk, Role.AUDITOR))
    for one in (desk, stranger):
        one.verdict(1)
        run(one, place)
    report = run(lead, place)
    assert {one.person: one.confirmed for one in report.received} == {
        desk.person: True,
        stranger.person: False,
    }
    told = {one.person: one.confirmed for one in stands(lead).streams if one.audience == "work"}
    assert told == {desk.person: True, stranger.person: False}


@pytest.mark.parametrize("code", ["sync.not_yours", "sync.refused", "sync.too_long"])
def test_what_a_place_will_not_take_is_parked_until_somebody_asks(
    desk: Desk, place: Path, code: str
) -> None:
    run(desk, place)
    desk.verdict(1)
    there = Counting(place)
    there.refuses = lambda key: WorldFault(code, file=key.name, reason="no", limit=1)
    for _ in range(2):
        report = sync(desk.store, there)  # type: ignore[arg-type]
        assert (codes(report), report.waiting.events) == ([code], 2)
    assert there.asked.count("put_if_absent") == 1
    (parked,) = stands(desk).parked
    assert (parked.code, parked.stream) == (code, desk.stream)
    assert parked.way in (Way.ASK_LEAD, Way.RETRY)
    there.refuses = lambda key: None
    desk.store.write(retry).result()
    report = sync(desk.store, there)  # type: ignore[arg-type]
    assert (codes(report), report.sent_segments, report.waiting.events) == ([], 1, 0)
    assert stands(desk).parked == ()


def test_erased_words_hold_nothing_up(desk: Desk, lead: Desk, place: Path) -> None:
    desk.verdict(1, "gone for good")
    there = Counting(place)
    there.refuses = lambda key: (
        WorldFault("sync.erased", file=key.name) if key.shelf == "texts" else None
    )
    report = sync(desk.store, there)  # type: ignore[arg-type]
    assert (codes(report), report.sent_segments) == ([], 1)
    assert run(lead, place).received_events == 2


def test_a_hub_that_is_away_stops_the_run_and_nothing_is_lost(desk: Desk, place: Path) -> None:
    desk.verdict(1)
    there = Counting(place)
    there.refuses = lambda key: WorldFault("sync.hub_away", address="x", reason="y")
    with pytest.raises(WorldFault, match="hub_away"):
        sync(desk.store, there)  # type: ignore[arg-type]
    assert run(desk, place).sent_segments == 1


def test_a_newer_segment_and_unknown_kinds_are_told_and_kept(
    desk: Desk, lead: Desk, place: Path
) -> None:
    desk.act("kind of the year 2030", body={"x": 1})
    run(desk, place)
    desk.verdict(2)
    run(desk, place)
    file = segment_file(place, desk, 2)
    held = file.read_bytes()
    file.write_bytes(held[:6] + b"\x00\x07" + held[8:])
    report = run(lead, place)
    assert codes(report) == ["sync.segment_newer"]
    assert entries(lead, desk.stream) == entries(desk, desk.stream)[:2]
    (parked,) = stands(lead).parked
    assert parked.way is Way.UPDATE
    file.write_bytes(held)
    assert codes(run(lead, place)) == []
    assert entries(lead, desk.stream) == entries(desk, desk.stream)


def test_what_follows_leaves_with_the_same_run(desk: Desk, place: Path) -> None:
    def follow(store: Any) -> None:
        desk.verdict(1)

    report = sync(desk.store, FolderTransport(place), follow=follow)
    assert report.sent_events == 2


def test_what_every_run_looks_up_is_found_by_an_index(desk: Desk) -> None:
    """What costs by the events in the store would make each run longer than the one before."""
    desk.verdicts(3)

    def look(db: Any) -> list[str]:
        asked: list[str] = []
        db.conn.set_trace_callback(asked.append)
        sealing.learn(db, known.believed(db))
        verdicts.settle(db)
        db.conn.set_trace_callback(None)
        plans = [
            row[3]
            for one in asked
            if one.startswith("SELECT")
            for row in db.conn.execute(f"EXPLAIN QUERY PLAN {one}")
        ]
        assert any("event_session" in plan for plan in plans)
        assert any("event_supersedes" in plan for plan in plans)
        return plans

    plans = desk.store.write(look).result()
    assert not [one for one in plans if one in ("SCAN event", "SCAN e")]
    assert not [one for one in plans if one.startswith("SCAN") and "event_place" in one]
