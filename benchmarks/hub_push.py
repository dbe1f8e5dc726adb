"""10,000 verdicts pushed to a hub by a sync, against plain PUTs of the same bytes.

Both sides in one run, at the same hub, each on an auditor's own streams, in turns:

    ours      sync() of a workstation whose 10,000 cases were judged by the desk's own acts, one in
              ten with a note: packs, signs, sends words and segments, keeps what was acknowledged
    the peer  the very bodies of those requests, PUT one after the other over one connection that
              is kept, as many requests

A hub of its own for each round; the figure is the ratio of the medians. PostgreSQL flushes, the
hub is a process of its own on the same machine.

    python benchmarks/hub_push.py [--short] [--json]
"""

from __future__ import annotations

import shutil
import statistics
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import hub_team
from benchmarks.common import figure, finish, options
from benchmarks.hub_team import Plain, Seat, Team, account, carried, judge, now
from benchmarks.make_batches import make_synthetic
from workstation.domain.ids import new_uuid7
from workstation.intake.importer import import_batch
from workstation.review.acting import Desk
from workstation.store import people
from workstation.store.keys import Protection
from workstation.store.store import create
from workstation.sync.hub_answers import path_of
from workstation.sync.hub_place import HubPlace
from workstation.sync.names import audience_of, stream_name
from workstation.sync.sync import sync
from workstation.sync.transport import Key, Put, Shelf

GOAL = 2.0
MEI = "mei"


Bodies = list[tuple[Key, bytes]]


class Noted:
    """A place, and what was put there."""

    def __init__(self, place: HubPlace) -> None:
        self._place = place
        self.put: Bodies = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._place, name)

    def put_if_absent(self, key: Key, data: bytes | Path) -> Put:
        assert isinstance(data, bytes)
        self.put.append((key, data))
        return self._place.put_if_absent(key, data)


def main() -> int:
    """Measure and print."""
    asked = options(__doc__)
    cases, rounds = (1_000, 1) if asked.short else (10_000, 3)
    ours: list[float] = []
    peer: list[float] = []
    sent: Bodies = []
    with hub_team.folder("hub-push") as folder, hub_team.cluster() as cluster:
        judged = _judged(folder / "judged", cases)
        for number in range(rounds):
            with hub_team.a_team(cluster, folder / f"round-{number}") as team:
                home = shutil.copytree(judged, folder / f"round-{number}" / "mei-judged")
                mei = team.add(MEI, home=home)
                team.lead.sync()
                # Bytes of the round before: the same but for the moment of packing.
                before = number % 2 and _plain(team, sent)
                seconds, requests, sent = _push(mei, cases)
                ours.append(seconds)
                peer.append(before or _plain(team, sent))
                _all_arrived(team, cases)
    ratio = statistics.median(ours) / statistics.median(peer)
    told = figure(
        f"{cases} verdicts pushed / plain PUTs of the same bytes", round(ratio, 2), f"≤ {GOAL}",
        ratio <= GOAL, __doc__.split("\n\n    python")[0],
        seconds=round(statistics.median(ours), 2), peer_seconds=round(statistics.median(peer), 2),
        rounds=rounds, requests=requests, peer_requests=len(sent),
        segments=sum(key.shelf is Shelf.SEGMENTS for key, _ in sent),
        words=sum(key.shelf is Shelf.TEXTS for key, _ in sent),
        megabytes=round(sum(len(data) for _, data in sent) / 1e6, 1),
    )  # fmt: skip
    return finish(asked, [told])


def _judged(home: Path, cases: int) -> Path:
    """A workstation's folder on which everything was judged and nothing was sent."""
    store = create(home, Protection.FILE)
    who = people.Person(people.PersonId(MEI), "Mei", ("en",))
    store.write(people.set_person, who).result()
    batch = make_synthetic(home.with_name("batch"), cases)
    import_batch(store, batch, MEI, lambda: datetime.now(UTC))
    assert judge(store, Desk(who, store.write(people.device).result(), now), cases) == cases
    store.close()
    (home / "ballast").unlink()
    return home


def _push(mei: Seat, cases: int) -> tuple[float, int, Bodies]:
    place = Noted(mei.place)
    start = perf_counter()
    report = sync(mei.store, place)
    seconds = perf_counter() - start
    assert not report.problems, report.problems
    assert report.sent_events >= cases
    assert report.waiting.events == 0
    return seconds, mei.place.asked, place.put


def _plain(team: Team, bodies: Bodies) -> float:
    device = new_uuid7()
    client = Plain(team.hub.address, device, account(team.hub, "peer", "auditor", device))
    asks = [
        (path_of(Key(key.shelf, stream_name(device, audience_of(key.stream)), key.name)),
         carried(data))
        for key, data in bodies
    ]  # fmt: skip
    start = perf_counter()
    for path, body in asks:
        client.put(path, body)
    seconds = perf_counter() - start
    client.close()
    return seconds


def _all_arrived(team: Team, cases: int) -> None:
    sync(team.lead.store, team.lead.place)  # it tells of the peer's copies: they are nobody's
    found = team.lead.ask(hub_team.verdicts, MEI)
    assert found == cases, found


if __name__ == "__main__":
    sys.exit(main())
