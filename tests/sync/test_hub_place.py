"""The hub as a place, over the wire: whom it lets in, what it takes back, and when it dies."""

from __future__ import annotations

import hashlib
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.hub.hubs import Cluster, Device, Hub
from workstation.domain.ids import new_uuid7
from workstation.fault import WorldFault
from workstation.hub import people
from workstation.store.access import Access
from workstation.sync import hub_blobs
from workstation.sync.hub_line import HubLine, Patience
from workstation.sync.hub_place import HubPlace
from workstation.sync.joining_hub import enrol, new_secret
from workstation.sync.places import open_place
from workstation.sync.transport import Key, Put, Shelf, doors_of
from workstation.words import sentence

pytestmark = pytest.mark.hub

QUICK = Patience(tries=3, first=0.01, longest=0.02)
KILLED = Patience(tries=400, first=0.02, longest=0.1)


def at(us: Device, patience: Patience = QUICK) -> HubPlace:
    return HubPlace(us.address, us.device, us.secret, None, patience)


def code_of(call: Any, *given: Any) -> str:
    with pytest.raises(WorldFault) as caught:
        call(*given)
    assert sentence(caught.value) != str(caught.value)
    return caught.value.code


def segment(us: Device, n: int, audience: str = "work") -> Key:
    return Key(Shelf.SEGMENTS, f"{us.device}.{audience}", f"{n:064x}")


def blob(space: str, data: bytes) -> Key:
    return Key(Shelf.BLOBS, space, hashlib.sha256(data).hexdigest())


def test_a_device_joins_by_a_code(hub: Hub) -> None:
    person = hub.someone("auditor").person
    with hub.base.transaction() as db:
        code = people.code(db, person)
    device, secret = new_uuid7(), new_secret()
    said = enrol(hub.address, f" {code.upper()} ", device, secret)
    assert (said.person, said.role, said.device) == (person, "auditor", device)
    # The answer may have been lost: the same device asks again. Nobody else may.
    assert enrol(hub.address, code, device, secret) == said
    assert code_of(enrol, hub.address, code, new_uuid7(), new_secret()) == "sync.hub_code"
    assert code_of(enrol, hub.address, code, device, new_secret()) == "sync.hub_code"
    assert code_of(enrol, hub.address, "", device, secret) == "sync.hub_code"
    place = open_place(hub.address, Access(device, secret))
    assert place.who_am_i().account == person
    assert place.who_am_i(expected="another").id == said.place


def test_a_revoked_device_reads_one_clear_sentence(hub: Hub) -> None:
    us = hub.someone("auditor")
    place = at(us)
    assert place.put_if_absent(segment(us, 1), b"1") is Put.STORED
    with hub.base.transaction() as db:
        people.revoke(db, us.device)
    for call in (place.who_am_i, place.heads):
        assert code_of(call) == "sync.hub_secret"
    assert code_of(place.put_if_absent, segment(us, 2), b"2") == "sync.hub_secret"
    wrong = HubPlace(us.address, us.device, new_secret(), None, QUICK)
    assert code_of(wrong.who_am_i) == "sync.hub_secret"


def test_what_is_others_stops_nothing_else(hub: Hub) -> None:
    ours, theirs = hub.someone("auditor"), hub.someone("auditor")
    at(theirs).put_if_absent(segment(theirs, 1), b"theirs")
    place = at(ours)
    assert code_of(place.get, segment(theirs, 1)) == "sync.not_yours"
    assert code_of(place.put_if_absent, segment(theirs, 2), b"x") == "sync.not_yours"
    assert code_of(place.list, Shelf.SEGMENTS, f"{theirs.device}.work") == "sync.not_yours"
    assert code_of(place.put_if_absent, segment(ours, 1, "roster"), b"x") == "sync.not_yours"
    assert code_of(place.list, Shelf.BLOBS, f"batch-{new_uuid7()}") == "sync.not_yours"
    assert place.put_if_absent(segment(ours, 1), b"ours") is Put.STORED
    assert set(place.heads().records) >= {f"{ours.device}.work"}
    assert f"{theirs.device}.work" not in place.heads().records


def test_words_that_a_lead_erased_do_not_come_back(hub: Hub) -> None:
    lead, ann = hub.someone("lead"), hub.someone("auditor")
    key = Key(Shelf.TEXTS, f"{ann.device}.work", "c" * 64)
    author = at(ann)
    assert author.put_if_absent(key, b"personal") is Put.STORED
    mark = author.list(Shelf.TEXTS, key.stream).mark
    doors = doors_of(at(lead))
    assert doors is not None
    doors.erase(key)
    doors.erase(key)  # said again, as after an answer that was lost
    assert code_of(author.get, key) == "sync.not_there"
    assert code_of(author.put_if_absent, key, b"personal") == "sync.erased"
    assert author.list(Shelf.TEXTS, key.stream).sizes == {}
    assert author.list(Shelf.TEXTS, key.stream, mark).sizes == {}
    assert code_of(author.doors.erase, key) == "sync.not_yours"


def test_a_batch_is_admitted_shut_and_gone(hub: Hub) -> None:
    lead, ann, abe = hub.someone("lead"), hub.someone("auditor"), hub.someone("auditor")
    batch = new_uuid7()
    place, data = at(lead), b"cases"
    key = blob(f"batch-{batch}", data)
    assert code_of(place.put_if_absent, key, data) == "sync.not_yours"  # not admitted yet
    for persons in ((ann.person,), (ann.person, abe.person), (ann.person,)):
        place.doors.admit(batch, "qa", persons, None, False)
    assert place.put_if_absent(key, data) is Put.STORED
    assert at(ann).get(key) == data
    assert code_of(at(abe).get, key) == "sync.not_yours"
    assert code_of(at(ann).doors.shut, batch) == "sync.not_yours"
    assert code_of(place.doors.admit, batch, "pool", (), None, False) == "sync.refused"
    place.doors.shut(batch)
    place.doors.shut(batch)
    assert code_of(at(ann).get, key) == "sync.erased"
    assert code_of(place.put_if_absent, key, data) == "sync.erased"
    assert code_of(place.doors.admit, batch, "qa", (), None, False) == "sync.erased"


def test_a_session_is_opened_once_and_revealed(hub: Hub) -> None:
    tom, tia, ann = hub.someone("trainer"), hub.someone("trainer"), hub.someone("auditor")
    batch, session = new_uuid7(), new_uuid7()
    doors = at(tom).doors
    doors.admit(batch, "calibration", (ann.person,), None, False)
    both = (tom.person, tia.person)
    assert code_of(doors.open_session, session, batch, (tom.person,), ()) == "sync.refused"
    doors.open_session(session, batch, both, (ann.person,))
    doors.open_session(session, batch, both, (ann.person,))
    assert code_of(doors.open_session, session, batch, both, ()) == "sync.not_yours"
    votes = segment(ann, 1, f"cal-{session}")
    assert at(ann).put_if_absent(votes, b"sealed") is Put.STORED
    assert at(tia).get(votes) == b"sealed"
    assert code_of(at(ann).doors.reveal, session) == "sync.not_yours"
    doors.reveal(session)
    doors.reveal(session)


class Dying(HubLine):
    """A line that is cut after some parts of an upload."""

    left = 2

    def ask(self, method: str, *given: Any, **named: Any) -> Any:
        if method == "PUT":
            if not self.left:
                raise WorldFault("sync.hub_away", address=self.address, reason="cut")
            self.left -= 1
        return super().ask(method, *given, **named)


def test_an_upload_goes_on_where_it_was_cut(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pub = hub.someone("publisher")
    data = bytes(range(251)) * 4000
    file = tmp_path / "package"
    file.write_bytes(data)
    key = blob("models", data)
    monkeypatch.setattr(hub_blobs, "_CHUNK", 200_000)
    first = at(pub)
    first._line = Dying(pub.address, (pub.device, pub.secret))
    assert code_of(first.put_if_absent, key, file) == "sync.hub_away"
    second = at(pub)
    assert second.put_if_absent(key, file) is Put.STORED
    assert second.asked == 1 + -(-(len(data) - 400_000) // 200_000)
    assert second.get(key, 399_990, 20) == data[399_990:400_010]
    assert second.put_if_absent(key, file) is Put.SAME


def test_a_file_that_changed_between_two_parts_is_refused(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pub = hub.someone("publisher")
    data = bytes(range(250)) * 4000
    file = tmp_path / "package"
    file.write_bytes(data)
    key = blob("models", data)
    monkeypatch.setattr(hub_blobs, "_CHUNK", 200_000)
    first = at(pub)
    first._line = Dying(pub.address, (pub.device, pub.secret))
    assert code_of(first.put_if_absent, key, file) == "sync.hub_away"
    file.write_bytes(data[::-1])
    assert code_of(at(pub).put_if_absent, key, file) == "sync.blob_differs"
    file.write_bytes(data[:500_000])
    assert code_of(at(pub).put_if_absent, key, file) in ("sync.blob_differs", "sync.refused")
    file.write_bytes(data)
    assert at(pub).put_if_absent(key, file) is Put.STORED


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_while_the_hub_is_killed(
    own_hub: tuple[Cluster, Hub],
) -> None:
    held = own_hub[1]
    us = [held.someone("auditor") for _ in range(3)]
    done: dict[str, list[Put]] = {one.device: [] for one in us}

    def work(one: Device) -> None:
        place = at(one, KILLED)
        for n in range(60):
            done[one.device].append(place.put_if_absent(segment(one, n), b"%d" % n * 2000))
        place.close()

    threads = [threading.Thread(target=work, args=(one,)) for one in us]
    for thread in threads:
        thread.start()
    for n in (5, 20, 35):
        until = time.monotonic() + 60
        while min(map(len, done.values())) < n:
            assert time.monotonic() < until
            time.sleep(0.002)
        held.kill()
        held.start()
    for thread in threads:
        thread.join()
    for one in us:
        assert len(done[one.device]) == 60
        # Whose answer was lost finds its own bytes there.
        assert set(done[one.device]) <= {Put.STORED, Put.SAME}
        place = at(one)
        assert place.heads().records == {f"{one.device}.work": 60}
        assert all(place.get(segment(one, n)) == b"%d" % n * 2000 for n in range(60))
