"""40 workstations send 200 verdicts each to one hub, all at once: nothing lost, nothing doubled.

Each is a process of its own with a real store: it pulls the batch, waits for the others, judges its
200 cases by the desk's own acts, 20 at a time, and syncs after each twenty without a pause, so 400
pushes in all, by more workstations than the machine has cores for: what a push takes is mostly
waiting for the other thirty-nine, and all of them write faster than people can. In the full run
the hub's server is killed (kill -9) once a third is there, and started again two seconds later; a
sync that gives up is simply done again, as a workstation does.

Afterwards the lead syncs: the store has to hold exactly so many verdicts, each once, the chains
without a gap, and `verify` has to hold, the bytes at the hub included. The ratio is the p95 of a
push to the median. `p95_undisturbed` leaves out the pushes that the outage fell into.

    python benchmarks/hub_many.py [--short] [--json]
"""

from __future__ import annotations

import statistics
import sys
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from time import monotonic, sleep
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from msgspec import Struct

from benchmarks import hub_team
from benchmarks.common import figure, finish, options
from benchmarks.hub_team import Hub, Seat, Team, now
from benchmarks.make_batches import make_synthetic
from workstation.fault import WorldFault
from workstation.review import assigned, publishing, pulling
from workstation.review.acting import Desk
from workstation.review.publishing import Given
from workstation.store import people
from workstation.store.access import Access
from workstation.store.driver import Database
from workstation.store.store import open_existing
from workstation.sync.places import open_place
from workstation.sync.verify import verify

EACH = 20
_AWAY = 2.0  # seconds between the kill and the new start


class Push(Struct, frozen=True):
    """From when to when a push went on until it was through, and how often it gave up."""

    start: float
    stop: float
    gave_up: int

    @property
    def seconds(self) -> float:
        return self.stop - self.start


def main() -> int:
    """Measure and print."""
    asked = options(__doc__)
    clients, each = (8, 40) if asked.short else (40, 200)
    with (
        hub_team.folder("hub-many") as folder,
        hub_team.cluster() as cluster,
        hub_team.a_team(cluster, folder / "team") as team,
    ):
        batch = _published(team, clients, each)
        pushes, outage = _all_at_once(team, batch, clients, each, kill=not asked.short)
        lost = _check(team, batch, clients, each)
    spent = max(one.stop for one in pushes) - min(one.start for one in pushes)
    times = sorted(one.seconds for one in pushes)
    p95 = times[int(0.95 * len(times))]
    calm = sorted(one.seconds for one in pushes if not _fell_into(one, outage))
    method = __doc__.split("\n\n    python")[0]
    told = figure(
        f"{clients} workstations at once, {clients * each} verdicts: lost, doubled, or in a broken "
        "chain", lost, "0", lost == 0, method,
        pushes=len(pushes), p50_seconds=round(statistics.median(times), 2),
        p95_seconds=round(p95, 2), p95_undisturbed=round(calm[int(0.95 * len(calm))], 2),
        longest_seconds=round(times[-1], 2), ratio_p95_p50=round(p95 / statistics.median(times), 2),
        gave_up=sum(one.gave_up for one in pushes), killed=int(outage is not None),
        all_seconds=round(spent, 1),
    )  # fmt: skip
    return finish(asked, [told])


def _fell_into(one: Push, outage: tuple[float, float] | None) -> bool:
    return outage is not None and one.start <= outage[1] and one.stop >= outage[0]


def _published(team: Team, clients: int, each: int) -> str:
    lead = team.lead
    persons = [team.add(f"mei-{number:02d}").desk.person.id for number in range(clients)]
    lead.sync()
    done = publishing.publish(
        lead.store, lead.desk, lead.place, make_synthetic(team.folder / "batch", each),
        lambda: datetime.now(UTC), given=[Given(one) for one in persons],
    )  # fmt: skip
    lead.sync()
    return done.batch


def _all_at_once(
    team: Team, batch: str, clients: int, each: int, *, kill: bool
) -> tuple[list[Push], tuple[float, float] | None]:
    context = get_context("spawn")
    ready, told = context.Barrier(clients + 1), context.SimpleQueue()
    running = []
    for name, seat in team.seats.items():
        if seat is team.lead:
            continue
        seat.close()  # the process opens it
        given = (team.folder / name, seat.place.address, seat.access.secret, batch, each)
        running.append(context.Process(target=_client, args=(*given, ready, told)))
        running[-1].start()
    team.seats = {name: seat for name, seat in team.seats.items() if seat is team.lead}
    ready.wait(600)
    outage = _kill_once(team.hub, clients * each // 100 // 3) if kill else None
    pushes: list[Push] = []
    for _ in running:
        pushes += told.get()
    for one in running:
        one.join()
        assert one.exitcode == 0, one
    return pushes, outage


def _kill_once(hub: Hub, segments: int) -> tuple[float, float]:
    """Kill the server once that many segments came; when it was away."""
    while True:
        with hub.base.transaction() as db:
            found = db.one("SELECT coalesce(sum(records), 0) FROM hub.head WHERE parent LIKE :p",
                           p="/buckets/streams/%\\_work")  # fmt: skip
        if found[0] >= segments:
            break
        sleep(0.02)
    begin = monotonic()
    hub.kill()
    sleep(_AWAY)
    hub.start()
    return begin, monotonic()


def _client(
    home: Path, address: str, secret: str, batch: str, each: int, ready: Barrier, told: Any
) -> None:
    store = open_existing(home)
    device = store.write(people.device).result()
    access = Access(device.id, secret)
    place: Any = open_place(address, access)
    who = store.read(people.person).result()
    assert who is not None
    me = Seat(store, Desk(who, device, now), place, access)
    me.sync()
    pulling.pull(store, me.desk, place, batch, lambda: datetime.now(UTC))
    me.sync()
    pushes = []
    ready.wait(600)
    while me.judge(EACH):
        pushes.append(_push(me))
    assert store.read(hub_team.verdicts, who.id).result() == each
    told.put(pushes)
    me.close()


def _push(me: Seat) -> Push:
    start, gave_up = monotonic(), 0
    while True:
        try:
            report = me.sync()
        except WorldFault as fault:
            if fault.code not in ("sync.hub_away", "sync.hub_busy"):
                raise
            gave_up += 1
            continue
        assert report.waiting.events == 0, report
        return Push(start, monotonic(), gave_up)


def _check(team: Team, batch: str, clients: int, each: int) -> int:
    """How many verdicts are missing, are there twice, or follow a gap."""
    lead = team.lead
    lead.sync()
    assigned.after_sync(lead.store, lead.desk)
    rows, gaps = lead.ask(_arrived, batch)
    lost, doubled = clients * each - len(set(rows)), len(rows) - len(set(rows))
    done = verify(lead.store, lead.place)
    assert done.ok, done.fault
    assert not done.counts, done.counts
    return abs(lost) + doubled + gaps


def _arrived(db: Database, batch: str) -> tuple[list[tuple[str, str]], int]:
    """Person and task of every verdict event, and how many streams have a gap."""
    rows = db.conn.execute(
        "SELECT person, task FROM event WHERE kind = 'verdict' AND batch = ?", [batch]
    ).fetchall()
    views = db.conn.execute("SELECT count(*) FROM verdict WHERE batch = ?", [batch]).fetchone()[0]
    assert views == len(rows), (views, len(rows))
    gaps = db.conn.execute(
        "SELECT count(*) FROM (SELECT stream FROM event GROUP BY stream "
        "HAVING max(number) - min(number) + 1 <> count(*) OR min(number) > 0)"
    ).fetchone()[0]
    held = db.conn.execute(
        "SELECT count(*) FROM (SELECT stream FROM segment GROUP BY stream "
        "HAVING max(seq) <> count(*) OR min(seq) <> 1)"
    ).fetchone()[0]
    return rows, gaps + held


if __name__ == "__main__":
    sys.exit(main())
