"""The way out of a fork: nothing is lost, nothing is doubled, the views follow."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.sync.conftest import Desk, verdict_body
from tests.sync.teams import _enrol, seat, team
from tests.sync.test_exchange import codes, entries, run, segment_file, words
from workstation.domain.event import Audience
from workstation.domain.roster import Member, Role
from workstation.fault import WorldFault
from workstation.review import roster
from workstation.store import closed, people, rebuild, standing, verdicts
from workstation.store import roster as known
from workstation.store.standing import Way
from workstation.sync import segment
from workstation.sync.folder import FolderTransport
from workstation.sync.renew import Renewed, renew
from workstation.sync.verify import verify

VIEWS = {
    "verdict": "SELECT event, task, person, result, superseded_by IS NULL FROM verdict",
    "finding": "SELECT owner, position, clause FROM finding",
    "submission": "SELECT batch, person, event FROM submission",
    "escalation": "SELECT event, task, state, answered_by FROM escalation",
    "confirmation": "SELECT event, verdict, holds FROM confirmation",
    "remediation": "SELECT verdict, task, what, state FROM remediation",
}


def begin(desk: Desk, place: Path) -> tuple[Desk, Renewed]:
    done = renew(desk.store, FolderTransport(place))
    device = desk.store.read(people.device).result()
    assert device.id == done.device
    return Desk(desk.home, desk.store, desk.person, device.id, device.seed), done


def settle(desk: Desk, place: Path) -> Desk:
    """Sync, and where a copy was met go on under another name."""
    report = run(desk, place)
    if report.forked:
        desk, _ = begin(desk, place)
        report = run(desk, place)
    assert report.problems == ()
    return desk


def views(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    return {
        name: sorted(desk.store.read(lambda db, s=sql: db.conn.execute(s).fetchall()).result())
        for name, sql in VIEWS.items()
        if name != "remediation"
    }


def marks(desk: Desk) -> Counter[str]:
    """Which acts are there, by a mark that each carries, and how often."""
    rows = desk.store.read(
        lambda db: db.conn.execute(
            "SELECT json_extract(body, '$.mark') FROM event "
            "WHERE json_extract(body, '$.mark') IS NOT NULL"
        ).fetchall()
    ).result()
    return Counter(row[0] for row in rows)


@pytest.fixture
def clone(tmp_path: Path, open_desk: Callable[[str], Desk]) -> Callable[[Desk], tuple[Desk, Desk]]:
    """A desk and its copy, both open; the desk is closed and opened again."""
    made: list[str] = []

    def copy(desk: Desk) -> tuple[Desk, Desk]:
        desk.store.close()
        name = f"copy-{len(made)}"
        made.append(name)
        shutil.copytree(desk.home, tmp_path / name)
        return open_desk(desk.home.name), open_desk(name)

    return copy


Clone = Callable[[Desk], tuple[Desk, Desk]]


def test_what_a_restored_backup_lost_comes_back(
    desk: Desk, lead: Desk, clone: Clone, place: Path
) -> None:
    desk.verdict(1, "kept")
    run(desk, place)
    desk, backup = clone(desk)
    lost = desk.verdict(2, "lost words")
    run(desk, place)
    desk.store.close()
    backup.verdict(3, "done after the restore")
    assert codes(run(backup, place)) == ["sync.fork"]
    (parked,) = backup.store.read(
        lambda db: standing.standing(db, known.believed(db)).parked
    ).result()
    assert parked.way is Way.RENEW

    backup, done = begin(backup, place)
    assert (done.again, done.came) == (1, 1)
    assert [e.id for e in backup.events(f"{done.old}.work")][-1] == lost.id
    report = run(backup, place)
    assert report.problems == ()
    # The words were at the place, and come with the next look.
    assert words(backup, f"{done.old}.work") == ["kept", "lost words"]
    run(lead, place)
    assert entries(lead, backup.stream) == entries(backup, backup.stream)
    assert lead.sql("SELECT count(*), count(DISTINCT task) FROM verdict") == [(3, 3)]
    for one in (backup, lead):
        found = verify(one.store, FolderTransport(place))
        assert found.ok, found


def test_what_refers_to_an_act_refers_to_its_new_name(
    desk: Desk, lead: Desk, clone: Clone, place: Path
) -> None:
    desk.verdict(1)
    run(desk, place)
    desk, copy = clone(desk)
    desk.verdict(2)
    run(desk, place)
    wrong = copy.verdict(3, "first thought")
    right = copy.act(
        "corrected",
        task="task-3",
        case="case-3",
        item="item-3",
        supersedes=wrong.id,
        words={"note": "second thought"},
        body=verdict_body(),
    )
    copy.act("process_fault", body={"verdict": right.id, "code": "P.1"})
    assert run(copy, place).forked
    copy, done = begin(copy, place)
    assert done.again == 3
    held = {e.kind: e for e in copy.events() if e.kind != "introduced"}
    first = next(e for e in copy.events() if e.texts and e.kind == "verdict")
    assert held["corrected"].supersedes == first.id != wrong.id
    assert held["process_fault"].body["verdict"] == held["corrected"].id
    assert copy.sql("SELECT became FROM void_event WHERE id = ?", wrong.id) == [(first.id,)]
    run(copy, place)
    run(lead, place)
    assert words(lead, copy.stream) == ["first thought", "second thought"]
    rows = lead.sql("SELECT count(*) FROM verdict WHERE superseded_by IS NULL")
    assert rows == [(3,)]


def test_acts_that_both_had_queued_are_there_once(
    desk: Desk, lead: Desk, clone: Clone, place: Path
) -> None:
    for n in range(5):
        desk.act("noted", body={"mark": f"both {n}"}, words={"note": f"note {n}"})
    desk, copy = clone(desk)
    desk.act("noted", body={"mark": "desk"})
    copy.act("noted", body={"mark": "copy"})
    run(desk, place)
    copy = settle(copy, place)
    run(lead, place)
    run(desk, place)
    wanted = Counter([*(f"both {n}" for n in range(5)), "desk", "copy"])
    assert marks(lead) == marks(copy) == marks(desk) == wanted
    assert sorted(w or "" for w in words(copy, desk.stream)) == [f"note {n}" for n in range(5)]


def test_local_acts_stay_and_go_on(desk: Desk, clone: Clone, place: Path) -> None:
    desk.act("opened", audience=Audience.LOCAL)
    desk.verdict(1)
    run(desk, place)
    desk, copy = clone(desk)
    desk.verdict(2)
    run(desk, place)
    copy.act("opened", audience=Audience.LOCAL)
    copy = settle(copy, place)
    assert [e.kind for e in copy.events(f"{copy.device}.local")] == ["opened", "opened"]
    assert verify(copy.store, FolderTransport(place)).ok


def test_private_notes_are_issued_again_too_and_both_stay_readable(
    desk: Desk, lead: Desk, clone: Clone, place: Path
) -> None:
    team(lead, (desk, Role.AUDITOR))
    run(lead, place)

    def coach(one: Desk, mark: str) -> None:
        one.act("coaching", audience=Audience.PRIVATE, body={"mark": mark}, words={"n": mark})

    coach(desk, "before")
    run(desk, place)
    desk, copy = clone(desk)
    coach(desk, "desk")
    run(desk, place)
    coach(copy, "copy")
    assert run(copy, place).forked
    copy, _ = begin(copy, place)
    report = run(copy, place)
    assert codes(report) == []
    # What the new device says waits until a lead has let it in: anybody could say it is hers.
    assert codes(run(lead, place)) == ["sync.unconfirmed"]
    lead.store.write(_enrol, seat(lead), copy).result()
    assert codes(run(lead, place)) == []
    assert marks(lead) == Counter(["before", "desk", "copy"])
    assert marks(copy) == Counter(["before", "desk", "copy"])
    assert lead.store.read(closed.counts).result() == {}
    asks = [e for e in copy.events(f"{copy.device}.device") if e.kind == "joined"]
    assert asks[0].body["renews"] == desk.device
    for one in (copy, lead):
        assert verify(one.store, FolderTransport(place)).ok


def test_without_a_fork_nothing_is_renewed(desk: Desk, place: Path) -> None:
    desk.verdict(1)
    run(desk, place)
    with pytest.raises(WorldFault, match="renew_no_fork"):
        renew(desk.store, FolderTransport(place))
    assert desk.store.read(people.device).result().id == desk.device


def test_a_place_that_is_away_changes_nothing(desk: Desk, clone: Clone, place: Path) -> None:
    desk, copy = clone(desk)
    desk.verdict(1)
    run(desk, place)
    copy.verdict(2)
    assert run(copy, place).forked
    place.rename(place.with_name("pulled"))
    with pytest.raises(WorldFault, match="place_gone"):
        renew(copy.store, FolderTransport(place))
    assert copy.store.read(people.device).result().id == copy.device
    assert verify(copy.store).ok


def test_damage_in_the_old_stream_does_not_keep_anybody_from_going_on(
    desk: Desk, clone: Clone, lead: Desk, place: Path
) -> None:
    desk.verdict(1)
    run(desk, place)
    desk, copy = clone(desk)
    for n in (2, 3):
        desk.verdict(n)
        run(desk, place)
    file = segment_file(place, desk, 3)
    whole = file.read_bytes()
    file.write_bytes(whole[:-9])
    copy.verdict(4)
    assert run(copy, place).forked
    copy, done = begin(copy, place)
    assert (done.again, done.came) == (1, 1)
    assert "sync.segment_length" in codes(run(copy, place))
    file.write_bytes(whole)
    assert codes(run(copy, place)) == []
    assert copy.sql("SELECT count(*) FROM verdict") == [(4,)]


def test_a_renewed_store_can_be_forked_and_renewed_again(
    desk: Desk, lead: Desk, clone: Clone, place: Path
) -> None:
    wanted = 0
    for turn in range(3):
        desk, copy = clone(desk)
        for one in (desk, copy):
            one.act("noted", body={"mark": f"{turn} {one.home.name}"})
            wanted += 1
        run(desk, place)
        desk = settle(copy, place)
    run(lead, place)
    assert sum(marks(lead).values()) == len(marks(lead)) == wanted
    assert verify(desk.store, FolderTransport(place)).ok
    assert verify(lead.store, FolderTransport(place)).ok


def one_act(desk: Desk, chance: random.Random, n: int) -> None:
    mark = f"{desk.home.name} {n}"
    mine = [e for e in desk.events() if e.kind in ("verdict", "corrected") and e.task]
    note = f"note {mark}" if chance.random() < 0.3 else ""
    match chance.randrange(8):
        case 0 if mine:
            last = chance.choice(mine)
            about = {"task": last.task, "item": last.item, "case": last.case}
            desk.act("corrected", supersedes=last.id, words={"note": note},
                     body=verdict_body(mark=mark), **about)  # fmt: skip
        case 1 if mine:
            last = chance.choice(mine)
            desk.act("undone", task=last.task, case=last.case, supersedes=last.id,
                     body={"mark": mark})  # fmt: skip
        case 2 if mine:
            last = chance.choice(mine)
            desk.act("process_fault", body={"mark": mark, "verdict": last.id, "code": "P.2"})
        case 3:
            desk.act("submitted", body={"mark": mark})
        case 4:
            desk.act("opened", audience=Audience.LOCAL)
        case 5:
            desk.act("dispute_opened", audience="dispute", body={"mark": mark}, words={"why": note})
        case 6:
            desk.act("kind of the year 2030", body={"mark": mark})
        case _:
            case = chance.randrange(9)
            desk.act("verdict", task=f"task-{case}", item=f"item-{case}", case=f"case-{case}",
                     words={"note": note}, body=verdict_body(mark=mark))  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_any_history_that_is_copied_at_any_point(
    seed: int, new_desk: Callable[[str], Desk], clone: Clone, place: Path
) -> None:
    chance = random.Random(seed)
    desk, third = new_desk("mei"), new_desk("third")
    counted = 0

    def work(one: Desk, at_most: int) -> None:
        nonlocal counted
        for _ in range(chance.randrange(at_most)):
            counted += 1
            one_act(one, chance, counted)
            if chance.random() < 0.15:
                report = run(one, place)
                if report.forked:
                    return

    work(desk, 25)
    desk, copy = clone(desk)
    desks = [desk, copy]
    for _ in range(3):
        for place_in, one in enumerate(desks):
            work(one, 12)
            if chance.random() < 0.5:
                desks[place_in] = settle(one, place)
    desks = [settle(one, place) for one in desks]
    desks = [settle(one, place) for one in desks]
    for one in (third, *desks):
        assert codes(run(one, place)) == []
    wanted = marks(desks[0])
    assert set(wanted.values()) <= {1}
    assert marks(third) == marks(desks[1]) == wanted
    said = sorted(w or "" for stream in streams(desks[0]) for w in words(desks[0], stream))
    assert said == sorted(w or "" for stream in streams(third) for w in words(third, stream))
    for one in (*desks, third):
        found = verify(one.store, FolderTransport(place))
        assert found.ok, found
        before = views(one)
        one.store.write(rebuild.rebuild).result()
        assert views(one) == before
        assert one.store.read(verdicts.check).result() is None


def streams(desk: Desk) -> list[str]:
    rows = desk.store.read(
        lambda db: db.conn.execute(
            "SELECT DISTINCT stream FROM event WHERE stream NOT LIKE '%.local'"
        ).fetchall()
    ).result()
    return sorted(row[0] for row in rows)


def test_a_stream_that_a_copy_began_under_our_name_is_a_fork(
    desk: Desk, lead: Desk, clone: Clone, place: Path
) -> None:
    desk.act("noted", body={"mark": "before"})
    run(desk, place)
    desk, copy = clone(desk)
    copy.act("dispute_opened", audience="dispute", body={"mark": "copy"})
    assert run(copy, place).problems == ()
    assert codes(run(desk, place)) == ["sync.fork"]
    desk = settle(desk, place)
    run(lead, place)
    assert marks(desk) == marks(lead) == Counter(["before", "copy"])


def test_a_lead_who_meets_a_copy_stays_the_lead(
    desk: Desk, lead: Desk, clone: Clone, place: Path
) -> None:
    """Also where there is no other who could enrol anybody."""
    team(lead, (desk, Role.AUDITOR))
    run(lead, place)
    run(desk, place)
    lead, copy = clone(lead)
    for one, languages in ((lead, ("ms",)), (copy, ("th",))):
        member = Member(people.PersonId(f"new-{one.home.name}"), Role.AUDITOR, languages=languages)
        one.store.write(roster.set_person, seat(one), member).result()
        one.verdict(1)
    run(lead, place)
    copy = settle(copy, place)
    for one in (desk, lead, copy):
        for _ in range(2):
            if one is not lead:
                assert run(one, place).problems == ()
    for one in (desk, copy):
        held = one.store.read(known.believed).result()
        assert held.confirms(copy.device, segment.public_key(copy.seed).hex(), copy.person)
        assert {"new-lead", f"new-{copy.home.name}"} <= set(held.members)
        found = verify(one.store, FolderTransport(place))
        assert found.ok, found
    assert roster.is_lead_here(copy.store.read(known.believed).result(), seat(copy))
    # The original meets that statement, and begins anew in the same way.
    lead = settle(lead, place)
    for one in (copy, desk):
        run(one, place)
    for one in (lead, copy):
        held = one.store.read(known.believed).result()
        assert roster.is_lead_here(held, seat(one))
        assert {lead.device, copy.device} <= set(held.devices)
        found = verify(one.store, FolderTransport(place))
        assert found.ok, found
