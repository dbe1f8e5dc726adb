"""10,000 cases pulled from a hub until they are ready, against plain GETs and an import.

Both sides in one run, on new stores of the same kind, from the same hub, in turns:

    ours      pull() of a batch that a lead published and assigned: looks for what is missing,
              fetches it in pieces that could be gone on with, flushes them, locked as the store is,
              checks every digest, imports, makes the tasks
    the peer  the same blobs by plain GETs over one connection that is kept, written to a folder,
              and import_batch() of that folder

The same once more with 500 pictures. The figure is the ratio of the medians.

    python benchmarks/hub_pull.py [--short] [--json]
"""

from __future__ import annotations

import hashlib
import random
import shutil
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import hub_team
from benchmarks.common import figure, finish, options
from benchmarks.hub_team import Plain, Seat, Team
from benchmarks.make_batches import manifest_of, pack_files, synthetic_cases, write_batch
from workstation.domain.event import batch_audience
from workstation.intake.importer import import_batch
from workstation.review import publishing, pulling
from workstation.review.publishing import Given
from workstation.store import people
from workstation.store.keys import Protection
from workstation.store.store import create
from workstation.sync.hub_answers import path_of
from workstation.sync.transport import Key, Shelf

GOAL = 1.3
Files = list[tuple[str, str, int]]
Side = Callable[[Seat, str, Files, int], float]
MEI = "mei"
PICTURES = 500
_PICTURE_BYTES = 60_000
PNG = b"\x89PNG\r\n\x1a\n"


def main() -> int:
    """Measure and print."""
    asked = options(__doc__)
    cases, rounds = (1_000, 1) if asked.short else (10_000, 5)
    with hub_team.folder("hub-pull") as folder, hub_team.cluster() as cluster:
        figures = [
            _measure(cluster, folder / str(pictures), cases, rounds, pictures)
            for pictures in (0, PICTURES // 10 if asked.short else PICTURES)
        ]
    return finish(asked, figures)


def _measure(
    cluster: Any, folder: Path, cases: int, rounds: int, pictures: int
) -> dict[str, Any]:
    spent: dict[Side, list[float]] = {_ours: [], _peer: []}
    with hub_team.a_team(cluster, folder) as team:
        batch, files = _published(team, cases, pictures)
        for number in range(rounds):
            # A new workstation of somebody else each time.
            mei = team.add(f"{MEI}{number}")
            lead = team.lead
            publishing.assign(lead.store, lead.desk, lead.place, batch, [Given(mei.desk.person.id)])
            team.lead.sync()
            mei.sync()
            before = mei.place.asked
            for side in (_ours, _peer) if number % 2 == 0 else (_peer, _ours):
                spent[side].append(side(mei, batch, files, cases))
            requests = mei.place.asked - before
    ours, peer = statistics.median(spent[_ours]), statistics.median(spent[_peer])
    ratio = ours / peer
    with_them = f" with {pictures} pictures" if pictures else ""
    return figure(
        f"{cases} cases{with_them} pulled and ready / plain GETs and an import",
        round(ratio, 2), f"≤ {GOAL}", ratio <= GOAL, __doc__.split("\n\n    python")[0],
        seconds=round(ours, 2), peer_seconds=round(peer, 2), rounds=rounds,
        requests=requests, peer_requests=len(files),
        megabytes=round(sum(size for _, _, size in files) / 1e6, 1),
    )  # fmt: skip


def _published(team: Team, cases: int, pictures: int) -> tuple[str, Files]:
    """The batch's name and its files, once it is at the hub."""
    media = {}
    for number in range(pictures):
        data = PNG + number.to_bytes(4, "big") + random.Random(number).randbytes(_PICTURE_BYTES)
        media[f"{hashlib.sha256(data).hexdigest()}.png"] = data
    manifest = manifest_of(f"hub {cases} {pictures}", f"At the hub, {cases} cases")
    manifest["policy_pack"] = {"id": "pack-synthetic", "version": "1"}
    folder = team.folder / "batch"
    write_batch(folder, manifest, _with(list(media), cases), pack_files(), media)
    lead = team.lead
    publishing.publish(lead.store, lead.desk, lead.place, folder, lambda: datetime.now(UTC))
    lead.sync()
    files = [(str(path.relative_to(folder)), path.read_bytes()) for path in folder.rglob("*.*")]
    held = [(name, hashlib.sha256(data).hexdigest(), len(data)) for name, data in files]
    return manifest["id"], held


def _with(media: Sequence[str], cases: int) -> Iterator[dict[str, Any]]:
    for number, case in enumerate(synthetic_cases(cases)):
        if number < len(media):
            sha = media[number].partition(".")[0]
            case["media"].append({"sha256": sha, "kind": "image", "name": "1"})
        yield case


def _ours(mei: Seat, batch: str, files: Files, cases: int) -> float:
    start = perf_counter()
    done = pulling.pull(mei.store, mei.desk, mei.place, batch, lambda: datetime.now(UTC))
    seconds = perf_counter() - start
    assert (done.report.stored, done.tasks, done.read_only) == (cases, cases, False), done
    assert done.bytes == sum(size for _, _, size in files)
    return seconds


def _peer(mei: Seat, batch: str, files: Files, cases: int) -> float:
    home = mei.store.paths.home
    store = create(home.with_name(f"{home.name}-peer"), Protection.FILE)
    store.write(people.set_person, mei.desk.person).result()
    access = mei.access
    client = Plain(mei.place.address, access.device, access.secret)
    folder = home.with_name(f"{home.name}-fetched")
    start = perf_counter()
    for name, sha256, size in files:
        data = client.get(path_of(Key(Shelf.BLOBS, batch_audience(batch), sha256)))
        assert len(data) == size
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    person = mei.desk.person.id
    report = import_batch(store, folder, person, lambda: datetime.now(UTC))
    seconds = perf_counter() - start
    assert (report.stored, report.quarantined) == (cases, 0), report
    client.close()
    store.close()
    shutil.rmtree(folder)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
