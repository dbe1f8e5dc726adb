"""A sync with nothing to do: how many requests, and how long, whatever the hub holds.

A lead's real store has taken in all that stands at a real hub: 1, 100 and 1,000 streams of as many
devices, the longest of as many records. Then it syncs again, several times; requests are counted
by the client, repeated ones too. The ratio is the time with the most streams to that of the same
two questions asked by a plain client over one connection that is kept, in turns. The streams are
signed segments made in bulk, without a desk, put there over the wire.

    python benchmarks/hub_empty.py [--short] [--json]
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import hub_team
from benchmarks.common import figure, finish, options
from benchmarks.hub_streams import Writer
from benchmarks.hub_team import Plain, Seat, Team
from workstation.hub import people as accounts

MOST = 4
GOAL = 3.0
PERSON = "many"
_TIMES = 15


def main() -> int:
    """Measure and print."""
    asked = options(__doc__)
    sizes = (1, 100) if asked.short else (1, 100, 1000)
    requests: dict[int, int] = {}
    ours: dict[int, float] = {}
    plain = 0.0
    with (
        hub_team.folder("hub-empty") as folder,
        hub_team.cluster() as cluster,
        hub_team.a_team(cluster, folder / "team") as team,
    ):
        team.hub.add(PERSON, "auditor")
        writers: list[Writer] = []
        for size in sizes:
            _fill(team, writers, size)
            first = team.lead.sync()
            assert first.received_segments > 0, first
            requests[size], ours[size], plain = _measure(team.lead)
    method = __doc__.split("\n\n    python")[0]
    most = max(requests.values())
    ratio = ours[sizes[-1]] / plain
    return finish(
        asked,
        [
            figure("requests of an empty sync", most, f"≤ {MOST}", most <= MOST, method,
                   by_streams=requests),
            figure(f"an empty sync with {sizes[-1]} streams / the same questions, plain",
                   round(ratio, 2), f"≤ {GOAL}", ratio <= GOAL, method,
                   milliseconds={size: round(1000 * time, 1) for size, time in ours.items()},
                   plain_milliseconds=round(1000 * plain, 1)),
        ],
    )  # fmt: skip


def _fill(team: Team, writers: list[Writer], size: int) -> None:
    """So many streams, and so many records in the first of them."""
    new = [Writer(PERSON) for _ in range(size - len(writers))]
    with team.hub.base.transaction() as db:
        for one in new:
            accounts.enrol(db, accounts.code(db, PERSON), one.device, one.secret)
    for one in new:
        one.put(team.hub.address, 1)
    writers += new
    assert writers[0].head is not None
    writers[0].put(team.hub.address, size - writers[0].head.seq)


def _measure(lead: Seat) -> tuple[int, float, float]:
    ours: list[float] = []
    plain: list[float] = []
    most = 0
    lead.sync()  # what the first run left to note
    client = Plain(lead.place.address, lead.access.device, lead.access.secret)
    for _ in range(_TIMES):
        before, start = lead.place.asked, perf_counter()
        report = lead.sync()
        ours.append(perf_counter() - start)
        most = max(most, lead.place.asked - before)
        assert (report.sent_events, report.received_events) == (0, 0)
        start = perf_counter()
        client.get("/v1/me")
        client.get("/v1/heads")
        plain.append(perf_counter() - start)
    client.close()
    return most, statistics.median(ours), statistics.median(plain)


if __name__ == "__main__":
    sys.exit(main())
