"""The same streams over a real hub: PostgreSQL, the server as a process, the wire."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hub.hubs import Hub
from tests.sync.conftest import Desk
from tests.sync.teams import SESSION, open_session, reveal, team
from tests.sync.test_exchange import codes, entries, words
from tests.sync.test_killed import CHILD, ROOT
from tests.sync.test_renew import marks
from workstation.domain.event import Audience, session_audience
from workstation.domain.roster import Role
from workstation.fault import WorldFault
from workstation.hub import people as accounts
from workstation.hub.rules import Role as Account
from workstation.store import access, people
from workstation.sync.hub_place import HubPlace
from workstation.sync.joining_hub import let_in
from workstation.sync.places import open_place
from workstation.sync.renew import renew
from workstation.sync.report import SyncReport
from workstation.sync.sync import sync
from workstation.sync.transport import doors_of
from workstation.sync.verify import verify

pytestmark = pytest.mark.hub


class Floor:
    """A hub and the desks that it lets in."""

    def __init__(self, hub: Any) -> None:
        self.hub = hub
        self.secrets: dict[str, str] = {}
        self.known: set[str] = set()
        self.opened: list[HubPlace] = []

    def admit(self, desk: Desk, role: str, *leads: Desk) -> None:
        """An account for the device; the person gets one with their first."""
        secret = secrets.token_hex(32)
        with self.hub.base.transaction() as db:
            if desk.person not in self.known:
                accounts.add(db, desk.person, Account(role), None, [one.person for one in leads])
                self.known.add(desk.person)
            code = accounts.code(db, desk.person)
        said = {"code": code, "device": desk.device, "secret": secret}
        assert self.hub.stranger().ask("POST", "/v1/enrol", said).status == 200
        self.secrets[desk.device] = secret

    def place(self, desk: Desk) -> HubPlace:
        made = HubPlace(self.hub.address, desk.device, self.secrets[desk.device])
        self.opened.append(made)
        return made

    def sync(self, desk: Desk) -> SyncReport:
        return sync(desk.store, self.place(desk))

    def close(self) -> None:
        for one in self.opened:
            one.close()


@pytest.fixture
def floor(cluster: Any, tmp_path: Path) -> Iterator[Floor]:
    """A hub of this test's own: leads read whatever anybody wrote there."""
    served = Hub(tmp_path / "hub", cluster.database())
    made = Floor(served)
    yield made
    made.close()
    served.close()


def test_an_empty_run_asks_the_hub_two_things(
    floor: Floor, new_desk: Callable[[str], Desk]
) -> None:
    lead = new_desk("lead")
    floor.admit(lead, "lead")
    for n in range(5):
        desk = new_desk(f"mei-{n}")
        floor.admit(desk, "auditor", lead)
        desk.verdicts(n + 1, "note")
        assert codes(floor.sync(desk)) == []
    lead.verdict(1)
    report = floor.sync(lead)
    assert (codes(report), report.received_texts) == ([], 15)
    for one in (lead, desk):
        place = floor.place(one)
        report = sync(one.store, place)
        assert (report.problems, report.received, report.sent_events) == ((), (), 0)
        assert place.asked == 2
        found = verify(one.store, place)
        assert found.ok, found


def test_private_notes_and_votes_over_the_hub(
    floor: Floor, new_desk: Callable[[str], Desk]
) -> None:
    lead, trainer, mei, omar = (new_desk(name) for name in ("lead", "trainer", "mei", "omar"))
    team(lead, (trainer, Role.TRAINER), (mei, Role.AUDITOR), (omar, Role.AUDITOR))
    for desk, role in ((lead, "lead"), (trainer, "trainer")):
        floor.admit(desk, role)
    for desk in (mei, omar):
        floor.admit(desk, "auditor", lead)
    made = open_session(lead, [lead, trainer], [mei, omar])
    batch = "0190a000-0000-7000-8000-0000000000b1"
    doors = doors_of(floor.place(lead))
    assert doors is not None
    persons = (mei.person, omar.person)
    doors.admit(batch, "calibration", (*persons, trainer.person), None, False)
    doors.open_session(SESSION, batch, (lead.person, trainer.person), persons)
    for desk in (lead, trainer, mei, omar):
        assert codes(floor.sync(desk)) == []
    mei.act("vote", audience=session_audience(SESSION), words={"why": "because"})
    mei.act("coaching", audience=Audience.PRIVATE, words={"note": "between us"})
    for desk in (mei, lead, trainer, omar):
        assert codes(floor.sync(desk)) == []
    votes, notes = f"{mei.device}.{session_audience(SESSION)}", f"{mei.device}.private"
    assert words(lead, votes) == words(trainer, votes) == ["because"]
    assert words(lead, notes) == ["between us"]
    for desk in (trainer, omar):
        assert entries(desk, notes) == []
    assert entries(omar, votes) == []
    reveal(lead, made)
    doors.reveal(SESSION)
    for desk in (lead, omar):
        assert codes(floor.sync(desk)) == []
    assert words(omar, votes) == ["because"]
    for desk in (lead, trainer, mei, omar):
        found = verify(desk.store, floor.place(desk))
        assert found.ok, found


def test_a_copy_is_caught_and_goes_on_as_a_device_of_its_own(
    floor: Floor,
    new_desk: Callable[[str], Desk],
    open_desk: Callable[[str], Desk],
    tmp_path: Path,
) -> None:
    lead, mei = new_desk("lead"), new_desk("mei")
    floor.admit(lead, "lead")
    floor.admit(mei, "auditor", lead)
    mei.act("noted", body={"mark": "before"}, words={"note": "before"})
    mei.store.close()
    shutil.copytree(mei.home, tmp_path / "copy")
    mei, copy = open_desk(mei.home.name), open_desk("copy")
    for one in (mei, copy):
        one.act("noted", body={"mark": one.home.name}, words={"note": one.home.name})
    assert codes(floor.sync(mei)) == []
    assert floor.sync(copy).forked
    renew(copy.store, floor.place(copy))
    device = copy.store.read(people.device).result()
    copy = Desk(copy.home, copy.store, copy.person, device.id, device.seed)
    floor.admit(copy, "auditor")
    for one in (copy, lead, mei):
        assert codes(floor.sync(one)) == []
    wanted = {"before": 1, mei.home.name: 1, "copy": 1}
    for one in (copy, lead):
        assert marks(one) == wanted
        found = verify(one.store, floor.place(one))
        assert found.ok, found


def test_a_device_that_began_anew_comes_into_the_hub_by_a_code_of_its_own(
    floor: Floor, new_desk: Callable[[str], Desk]
) -> None:
    lead, mei = new_desk("lead"), new_desk("mei")
    floor.admit(lead, "lead")
    address = floor.hub.address

    def code() -> str:
        with floor.hub.base.transaction() as db:
            return accounts.code(db, mei.person)

    def opened() -> HubPlace:
        made = open_place(address, mei.store.read(access.access, address).result())
        assert isinstance(made, HubPlace)
        floor.opened.append(made)
        return made

    with floor.hub.base.transaction() as db:
        accounts.add(db, mei.person, Account.AUDITOR)
    let_in(mei.store, mei.device, address, code())
    mei.act("noted", body={"mark": "before"})
    assert codes(sync(mei.store, opened())) == []
    held = mei.store.read(access.access, address).result()
    with pytest.raises(WorldFault, match="hub_code"):
        let_in(mei.store, mei.device, address, "no code at all")
    assert mei.store.read(access.access, address).result() == held  # a slip shuts nobody out

    made = renew(mei.store, opened(), force=True)
    with pytest.raises(WorldFault, match="hub_no_access"):  # not the old name and its secret
        opened()
    let_in(mei.store, made.device, address, code())
    now = mei.store.read(access.access, address).result()
    assert held is not None
    assert now is not None
    assert (now.device, now.secret == held.secret) == (made.device, False)
    mei.act("noted", body={"mark": "after"})
    for one in (sync(mei.store, opened()), floor.sync(lead)):
        assert codes(one) == []
    assert marks(lead) == {"before": 1, "after": 1}


POINTS = [
    ("before segments.mark", 1),
    ("after segments.mark", 1),
    ("after commit", 3),
    ("before wire.ask", 3),
    ("after wire.ask", 3),
    ("after wire.ask", 5),
    ("after wire.ask", 6),
    ("before events.receive", 1),
    ("after events.receive", 1),
]


@pytest.mark.parametrize(("point", "nth"), POINTS)
def test_killed_in_the_middle_and_run_again(
    point: str,
    nth: int,
    floor: Floor,
    new_desk: Callable[[str], Desk],
    open_desk: Callable[[str], Desk],
) -> None:
    lead, mei = new_desk("lead"), new_desk("mei")
    for desk in (lead, mei):
        floor.admit(desk, "lead")
    lead.verdicts(3, "from the lead")
    floor.sync(lead)
    for n in range(120):
        mei.verdict(n, f"note {n}" if n < 3 else "")
    mei.store.close()
    done = subprocess.run(
        [sys.executable, CHILD, mei.home, floor.hub.address, point, str(nth)],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "HUB_DEVICE": mei.device,
            "HUB_SECRET": floor.secrets[mei.device],
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == -9, (done.stdout, done.stderr)
    mei = open_desk(mei.home.name)
    assert codes(floor.sync(mei)) == codes(floor.sync(lead)) == []
    assert floor.sync(mei).waiting.events == 0
    for one, other in ((mei, lead), (lead, mei)):
        assert entries(other, one.stream) == entries(one, one.stream)
        assert words(other, one.stream) == words(one, one.stream)
        found = verify(one.store, floor.place(one))
        assert found.ok, found
