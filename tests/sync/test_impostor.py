"""A device that writes in another's name: what it says counts once a lead has let it in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.sync.conftest import AT, Desk, verdict_body
from tests.sync.teams import _enrol, seat, team
from workstation.domain.roster import Role
from workstation.store import people
from workstation.sync import segment
from workstation.sync.folder import FolderTransport
from workstation.sync.sync import sync
from workstation.sync.transport import Key, Shelf
from workstation.sync.verify import verify


def _as(desk: Desk, person: str) -> Desk:
    desk.store.write(people.set_person, people.Person(people.PersonId(person))).result()
    return Desk(desk.home, desk.store, person, desk.device, desk.seed)


@pytest.mark.parametrize("enrolled_as_themselves", [False, True])
def test_nobody_speaks_in_the_name_of_a_member(
    new_desk: Callable[[str], Desk], tmp_path: Path, enrolled_as_themselves: bool
) -> None:
    lead, ana, eve = new_desk("lead"), new_desk("ana"), new_desk("eve")
    place = FolderTransport(tmp_path / "place")
    (tmp_path / "place").mkdir()
    others = [(ana, Role.AUDITOR)]
    if enrolled_as_themselves:
        others.append((eve, Role.AUDITOR))
    team(lead, *others)
    verdict = ana.verdict(1)
    for desk in (lead, ana, lead):
        sync(desk.store, place)
    liar = _as(eve, ana.person)
    forged = liar.act(
        "corrected", task="task-1", item="item-1", case="case-1", body=verdict_body(),
        supersedes=verdict.id,
    )  # fmt: skip
    sync(liar.store, place)
    for desk in (lead, ana, lead):
        report = sync(desk.store, place)
        assert [one.code for one in report.problems] == ["sync.unconfirmed"]
        held = desk.sql("SELECT event, superseded_by FROM verdict")
        assert held == [(verdict.id, None)]
        assert verify(desk.store, place).ok
    if enrolled_as_themselves:
        return
    # A second device of hers, after all: it counts in the very run that lets it in.
    here = seat(lead)
    report = sync(lead.store, place, follow=lambda store: store.write(_enrol, here, liar).result())
    assert report.problems == ()
    assert (forged.id, None) in lead.sql("SELECT event, superseded_by FROM verdict")
    assert verify(lead.store, place).ok


def test_whom_nobody_knows_is_taken_in_as_unknown(
    new_desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    lead, zoe = new_desk("lead"), new_desk("zoe")
    place = FolderTransport(tmp_path / "place")
    (tmp_path / "place").mkdir()
    team(lead)
    zoe.verdict(1)
    sync(zoe.store, place)
    report = sync(lead.store, place)
    assert report.problems == ()
    assert [one.confirmed for one in report.received] == [False]


def test_whoever_names_anothers_words_makes_nobodys_store_faulty(
    new_desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    lead, ana, eve = new_desk("lead"), new_desk("ana"), new_desk("eve")
    place = FolderTransport(tmp_path / "place")
    (tmp_path / "place").mkdir()
    noted = ana.verdict(1, "what ana saw")
    eve.verdict(2)
    for desk in (ana, eve):
        sync(desk.store, place)
    head = eve.segments()[-1]
    event = replace(
        eve.events()[1], id="0190a000-0000-7000-8000-00000000000a", number=2, texts=noted.texts
    )
    envelope = segment.Envelope(
        eve.stream, 2, head.digest, "work", eve.device, eve.person, 2, AT, (9, "9" * 64)
    )
    secret = segment.stream_secret(eve.seed, eve.stream)
    forged = segment.seal(envelope, (event,), eve.seed, secret)
    place.put_if_absent(Key(Shelf.SEGMENTS, eve.stream, forged.record), forged.data)
    for desk in (lead, ana):
        assert sync(desk.store, place).problems == ()
        assert desk.sql("SELECT count(*) FROM event WHERE id = ?", event.id) == [(1,)]
        assert verify(desk.store, place).fault is None
