"""What the benchmarks of the hub share: PostgreSQL and a served hub, a lead, workstations.

The server and its database are those of the tests (`tests/hub/hubs.py`): a PostgreSQL that flushes,
in a folder of its own, and `workstation hub serve` in a process of its own. Every workstation is a
real store in a folder; its device is enrolled at the hub by a code and in the roster by the lead.
"""

from __future__ import annotations

import base64
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import urllib3

from workstation.domain import instant
from workstation.domain.event import Audience, Kind
from workstation.domain.ids import PersonId
from workstation.domain.roster import Member, Role
from workstation.domain.verdict import Answer
from workstation.hub import people as accounts
from workstation.review import desk as acts
from workstation.review import roster as team
from workstation.review.acting import About, Desk, write
from workstation.review.desk import Conclusion, Shown
from workstation.store import people, roster, sealing
from workstation.store.access import Access
from workstation.store.driver import Database
from workstation.store.keys import Protection
from workstation.store.people import Person
from workstation.store.store import Store, create, open_existing
from workstation.sync.hub_place import HubPlace
from workstation.sync.joining_hub import enrol, new_secret
from workstation.sync.places import open_place
from workstation.sync.report import SyncReport
from workstation.sync.sync import sync

# A package that we depend on brings a `tests` of its own, so ours has no name to be called by.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "hub"))
from hubs import Cluster, Hub

LEAD = "lea"
_NOTED = 10  # one verdict in so many has a note


def now() -> str:
    """This moment, as events write it."""
    return instant.write(datetime.now().astimezone())


@contextmanager
def cluster() -> Iterator[Cluster]:
    """One PostgreSQL for a run."""
    made = Cluster()
    try:
        yield made
    finally:
        made.stop()


@contextmanager
def hub(at: Cluster, folder: Path) -> Iterator[Hub]:
    """A hub on a database of its own."""
    made = Hub(folder, at.database())
    try:
        yield made
    finally:
        made.close()


@contextmanager
def folder(name: str) -> Iterator[Path]:
    """A folder that is gone afterwards."""
    made = Path(tempfile.mkdtemp(prefix=f"{name}-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@dataclass
class Seat:
    """A workstation, whoever sits there, and its way to the hub."""

    store: Store
    desk: Desk
    place: HubPlace
    access: Access

    def do(self, act: Callable[..., Any], *more: Any) -> Any:
        return self.store.write(act, self.desk, *more).result()

    def ask(self, look: Callable[..., Any], *more: Any) -> Any:
        return self.store.read(look, *more).result()

    def sync(self) -> SyncReport:
        """A run that meets nothing odd."""
        report = sync(self.store, self.place)
        assert not report.problems, report.problems
        return report

    def judge(self, number: int) -> int:
        return judge(self.store, self.desk, number)

    def close(self) -> None:
        self.place.close()
        self.store.close()


@dataclass
class Team:
    """A lead and those the lead lets in, at one hub."""

    hub: Hub
    folder: Path
    seats: dict[str, Seat] = field(default_factory=dict)

    @property
    def lead(self) -> Seat:
        return self.seats[LEAD]

    def begin(self) -> Seat:
        """The first lead with a team."""
        seat = self._sit(LEAD, Role.LEAD, self._home(LEAD))
        seat.do(team.begin_team, "Benchmark", "")
        return seat

    def add(self, person: str, role: Role = Role.AUDITOR, home: Path | None = None) -> Seat:
        """Somebody whom the lead's next sync tells of; `home` is a store that is theirs already."""
        seat = self._sit(person, role, home or self._home(person))
        told = Member(PersonId(person), role, leads=(PersonId(LEAD),))
        self.lead.do(team.set_person, told)
        self.lead.do(_let_in, seat.desk)
        seat.store.write(roster.pin, self.lead.ask(roster.pinned)).result()
        return seat

    def close(self) -> None:
        for seat in self.seats.values():
            seat.close()

    def _home(self, person: str) -> Path:
        blank, home = self.folder / "blank", self.folder / person
        if not blank.exists():
            create(blank, Protection.FILE).close()
            (blank / "ballast").unlink()
        shutil.copytree(blank, home)
        return home

    def _sit(self, person: str, role: Role, home: Path) -> Seat:
        store = open_existing(home)
        who = Person(PersonId(person), person.title(), ("en",))
        store.write(people.set_person, who).result()
        device = store.write(people.device).result()
        secret = account(self.hub, person, role.value, device.id)
        access = Access(device.id, secret)
        place = open_place(self.hub.address, access)
        assert isinstance(place, HubPlace)
        self.seats[person] = Seat(store, Desk(who, device, now), place, access)
        return self.seats[person]


@contextmanager
def a_team(at: Cluster, folder: Path) -> Iterator[Team]:
    """A new hub with a lead's workstation."""
    folder.mkdir()
    with hub(at, folder / "hub") as served:
        made = Team(served, folder)
        try:
            made.begin()
            yield made
        finally:
            made.close()


def account(hub: Hub, person: str, role: str, device: str) -> str:
    """Let a device in at the hub, through its doors; the secret."""
    hub.add(person, role, None, *([LEAD] if role == Role.AUDITOR else []))
    with hub.base.transaction() as db:
        code = accounts.code(db, person)
    secret = new_secret()
    enrol(hub.address, code, device, secret)
    return secret


class Plain:
    """A client that does nothing but ask: one connection that is kept."""

    def __init__(self, address: str, device: str, secret: str) -> None:
        self._pool = urllib3.connectionpool.connection_from_url(address, maxsize=1, block=True)
        self._headers = urllib3.make_headers(basic_auth=f"{device}:{secret}", keep_alive=True)
        self._json = {"Content-Type": "application/json", "If-None-Match": "*"}

    def put(self, path: str, body: bytes) -> None:
        told = self._pool.request("PUT", path, body=body, headers={**self._headers, **self._json})
        assert told.status == 201, (told.status, told.data)

    def get(self, path: str, start: int | None = None, stop: int = 0) -> bytes:
        ranged = {} if start is None else {"Range": f"bytes={start}-{stop - 1}"}
        told = self._pool.request("GET", path, headers={**self._headers, **ranged})
        assert told.status in (200, 206), (told.status, told.data)
        return told.data

    def close(self) -> None:
        self._pool.close()


def carried(data: bytes) -> bytes:
    """A record as the hub takes it."""
    said = {"data": {"body": base64.b64encode(data).decode(), "size": len(data)}}
    return json.dumps(said, separators=(",", ":")).encode()


def judge(store: Store, desk: Desk, number: int, each: int = 100) -> int:
    """The next tasks by the desk's own acts, one verdict each, so many in a transaction; how many
    there were."""
    rows = store.read(_open_tasks, desk.person.id, number).result()
    for start in range(0, len(rows), each):
        store.write(_judge, desk, rows[start : start + each]).result()
    return len(rows)


def verdicts(db: Database, person: str | None = None) -> int:
    """How many verdicts a store holds, of one person or of all."""
    return db.conn.execute(
        "SELECT count(*) FROM verdict WHERE person = coalesce(?, person)", [person]
    ).fetchone()[0]


def _let_in(db: Database, desk: Desk, other: Desk) -> None:
    body = {
        "device": other.device.id,
        "person": other.person.id,
        "key": team.own_key(other),
        "sealing": sealing.of_seed(other.device.seed).recipient,
        "region": "",
        "turn": roster.believed(db).turn + 1,
    }
    write(db, desk, Kind.DEVICE_ENROLLED, About(), body, audience=Audience.ROSTER)


def _open_tasks(db: Database, person: str, number: int) -> list[str]:
    rows = db.conn.execute(
        "SELECT id FROM task WHERE person = ? AND state = 'open' ORDER BY position LIMIT ?",
        [person, number],
    )
    return [row[0] for row in rows]


def _judge(db: Database, desk: Desk, tasks: list[str]) -> None:
    for task in tasks:
        number = int(task[-6:], 16)
        given = Answer("NONE")
        note = f"what I saw of {number}" if number % _NOTED == 0 else ""
        done = acts.answer(db, desk, task, given, Shown(active_ms=4200), note)
        if done.verdict is None:
            acts.conclude(db, desk, task, Conclusion(note=note), Shown(active_ms=5200))
